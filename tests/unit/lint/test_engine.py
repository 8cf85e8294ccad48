"""Running rules: each finding once, in order, new or old, allowed or not."""

from datetime import date

import pytest

from steelyard.app.check import CheckReport
from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.forecast.forecast import forecast
from steelyard.lint.engine import count, judge
from steelyard.lint.policyfile import read_policy
from steelyard.lint.rule import Subject
from steelyard.model.gateway import Gateway

TODAY = date(2026, 6, 1)


def finding(line: int = 1, rule: str = "a/one", subject: str = "web", **changes) -> Finding:
    values = {"severity": Severity.ERROR, "message": "m", "consequence": "", "remedy": ""} | changes
    return Finding(rule=rule, place=Place("a.cfg", line), subject=subject, **values)


def subject(policy: str = "", against: "Subject | None" = None) -> Subject:
    gateway = Gateway("a.cfg", "haproxy", (2, 6))
    return Subject(gateway, forecast(gateway), read_policy("p", policy), TODAY, against)


def run(*found: Finding, policy: str = "", old: "list[Finding] | None" = None) -> list[Finding]:
    """Judges with one rule; ``old`` is what it says of the old revision."""
    before = None if old is None else subject()

    def rule(asked):
        yield from (old or []) if asked is before else found

    return judge(subject(policy, before), {"a/one": rule})


def test_findings_come_in_the_order_of_the_file_the_gravest_first():
    note = {"severity": Severity.NOTE}
    got = run(finding(9), finding(2, rule="b/two", **note), finding(2), finding(1, **note))
    assert [(f.place.line, f.severity.value) for f in got] == [
        (1, "note"),
        (2, "error"),
        (2, "note"),
        (9, "error"),
    ]


def test_a_finding_said_twice_is_one():
    assert len(run(finding(1), finding(1), finding(1, message="another"))) == 2


def test_what_stood_before_is_not_new_wherever_it_stands():
    got = run(finding(7), finding(9, subject="api"), old=[finding(1)])
    assert [(f.subject, f.new) for f in got] == [("web", False), ("api", True)]


def test_an_identity_tells_apart_findings_of_one_subject():
    one, two = {"identity": "1"}, {"identity": "2"}
    got = run(finding(7, detail=one), finding(8, detail=two), old=[finding(1, detail=one)])
    assert [f.new for f in got] == [False, True]


ALLOW = '[[allow]]\nrule = "a/one"\nreason = "known"\n'


@pytest.mark.parametrize(
    ("extra", "allowed"),
    [
        ("", True),
        ('subject = "*"', True),
        ('subject = "web"', True),
        ('subject = "api"', False),
        ("until = 2026-06-01", True),
        ("until = 2026-05-31", False),
    ],
)
def test_what_the_policy_allows(extra, allowed):
    (got,) = run(finding(), policy=ALLOW + extra)
    assert (got.suppressed is not None) is allowed


def test_the_suppression_names_reason_end_and_place():
    (got,) = run(finding(), policy="\n" + ALLOW + "until = 2026-07-01")
    assert got.suppressed is not None
    said = got.suppressed
    assert (said.reason, said.until, str(said.place)) == ("known", "2026-07-01", "p:2")


def test_another_rule_is_not_allowed():
    (got,) = run(finding(rule="a/two"), policy=ALLOW)
    assert got.suppressed is None


def test_suppressed_findings_do_not_count():
    found = run(finding(1), finding(2, subject="api"), policy=ALLOW + 'subject = "api"')
    assert count(found) == {Severity.ERROR: 1, Severity.WARNING: 0, Severity.NOTE: 0}


@pytest.mark.parametrize(
    ("fail_on", "compared", "lines"),
    [
        (Severity.ERROR, False, [1, 4]),
        (Severity.WARNING, False, [1, 2, 4]),
        (Severity.NOTE, False, [1, 2, 3, 4]),
        (Severity.ERROR, True, [1]),
        (Severity.NOTE, True, [1, 2, 3]),
    ],
)
def test_what_closes_the_gate(fail_on, compared, lines):
    allowed = run(finding(5), policy=ALLOW)
    found = [
        finding(1),
        finding(2, severity=Severity.WARNING),
        finding(3, severity=Severity.NOTE),
        finding(4, new=False),
        *allowed,
    ]
    report = CheckReport([], found, compared)
    assert [f.place.line for f in report.failing(fail_on)] == lines
