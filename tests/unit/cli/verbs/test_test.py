"""``steelyard test``: exit codes, formats, and the part of a log."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.harness.cli import refused, steelyard

CONFIG = """
defaults
    mode http
    timeout connect 3s
    timeout client 30s
    timeout server 30s
frontend www
    bind :80
    use_backend lab if { path /lab } { req.body_unheard_of x }
    use_backend api if { path_beg /api/ }
    default_backend web
backend web
    server web1 10.0.1.1:80
backend api
    server api1 10.0.2.1:80
backend lab
    server lab1 10.0.4.1:80
"""
RIGHT = '[[expect]]\nrequest = "GET http://a.example/"\npool = "web"\n'
WRONG = '[[expect]]\nname = "n"\nwhere = { host = "a.example", method = "GET" }\npool = "web"\n'
OPEN = '[[expect]]\npool = "lab"\nunreachable = true\n'
PART = '[[expect]]\npool = "api"\nmax_of_traffic = 0.25\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "haproxy.cfg"
    path.write_text(CONFIG)
    return path


def told(config: Path, policy: str) -> Path:
    """The policy beside the configuration."""
    path = config.parent / "steelyard.toml"
    path.write_text(policy)
    return path


@pytest.mark.parametrize(
    ("policy", "words", "code"),
    [
        (RIGHT, (), 0),
        (RIGHT + WRONG, (), 1),
        (RIGHT + OPEN, (), 1),
        (RIGHT + OPEN, ("--allow-unknown",), 0),
        (WRONG + OPEN, ("--allow-unknown",), 1),
        (RIGHT + PART, (), 0),
    ],
)
def test_exit_codes(config: Path, policy: str, words: tuple[str, ...], code: int) -> None:
    told(config, policy)
    for form in ("text", "json", "junit", "markdown"):
        assert steelyard("test", str(config), "--format", form, *words).code == code


def test_what_cannot_be_asked(config: Path) -> None:
    assert "states no [[expect]]" in refused("test", str(config))
    policy = told(config, "[[expect]]\nrequest = 5\n")
    assert refused("test", str(config)).startswith(f"{policy}:2: request should be a text")
    told(config, RIGHT)
    assert "none is expected" in refused("test", str(config), "--log", "x.log")
    told(config, '[[expect]]\nwhere = { listener = "w" }\npool = "web"\n')
    assert "there is no listener 'w'; there are: www" in refused("test", str(config))


def test_the_failing_ones_come_first_and_no_line_is_long(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(config, RIGHT + OPEN + WRONG)
    monkeypatch.chdir(config.parent)
    ran = steelyard("test", "haproxy.cfg")
    heads = [line.split()[0] for line in ran.out.splitlines() if line[:1].strip()]
    assert heads[:3] == ["fails", "unknown", "holds"]
    assert "  but: such a request goes to pool api, server api1" in ran.out
    assert ran.out.splitlines()[-1] == (
        "3 expectations: 1 holds for all requests, 1 fails, 1 unknown"
    )
    assert max(map(len, ran.out.splitlines())) <= 80
    quiet = steelyard("test", "haproxy.cfg", "-q").out
    assert "holds    " not in quiet and "covered" not in quiet


def test_the_json_says_the_same(config: Path) -> None:
    told(config, RIGHT + OPEN + WRONG)
    found = json.loads(steelyard("test", str(config), "--format", "json").out)
    assert found["schema"] == "steelyard.test/1"
    assert [one["result"] for one in found["expectations"]] == ["holds", "unknown", "fails"]
    failed = found["expectations"][2]
    assert (failed["name"], failed["line"], failed["outcome"]["pool"]) == ("n", 7, "api")
    assert failed["request"]["url"].startswith("http://a.example")
    assert failed["outcome"]["steps"][-1]["line"] == 10
    assert found["coverage"]["routes"] == 3
    assert found["summary"]["fails"] == 1
    missing = {(one["line"], one["text"]) for one in found["coverage"]["not_covered"]}
    assert found["coverage"]["covered"] == 3 - len(missing)


def test_each_expectation_is_a_test_case(config: Path) -> None:
    told(config, RIGHT + OPEN + WRONG + PART)
    (suite,) = ElementTree.fromstring(
        steelyard("test", str(config), "--format", "junit").out.encode()
    )
    counted = [suite.get(key) for key in ("tests", "failures", "errors", "skipped")]
    assert counted == ["4", "1", "1", "1"]
    assert [[child.tag for child in case] for case in suite.findall("testcase")] == [
        [],
        ["error"],
        ["failure"],
        ["skipped"],
    ]


def test_the_part_of_a_log(config: Path) -> None:
    told(config, PART)
    log = config.parent / "access.log"
    line = '192.0.2.7 - - [10/Oct/2025:13:55:36 +0000] "GET {} HTTP/1.1" 200 5 "-" "curl"\n'
    log.write_text(line.format("/") * 3 + line.format("/api/x"))
    assert steelyard("test", str(config), "--log", str(log)).code == 0
    log.write_text(line.format("/") + line.format("/api/x"))
    ran = steelyard("test", str(config), "--log", str(log))
    assert ran.code == 1
    assert "1 of the log's 2 requests go there (50 %)" in ran.out
