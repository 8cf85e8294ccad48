"""What an ``[[expect]]`` entry says, and what is refused with which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.core.errors import PolicyError
from steelyard.lint.expectations import AllRequests, Expectation, OneRequest, OnlyFrom, Shares
from steelyard.lint.expectfile import KNOWN
from steelyard.lint.policyfile import read_policy
from steelyard.model.conditions import All, Match, Not
from steelyard.model.values import Field, Pattern


def entry(text: str) -> Expectation:
    (one,) = read_policy("p.toml", f"[[expect]]\n{text}\n").expectations
    return one


def test_one_request() -> None:
    one = entry(
        'name = "shop"\nrequest = "POST https://shop.example/a?b"\nheaders = ["X-Tier: gold"]\n'
        'source = "10.0.0.1"\npool = "web"'
    )
    statement = one.statement
    assert isinstance(statement, OneRequest)
    request = statement.request
    assert (one.name, request.method, request.target) == ("shop", "POST", "/a?b")
    assert (request.source, request.header("x-tier")) == ("10.0.0.1", ["gold"])
    assert statement.goal.pools == ("web",)


def test_all_requests() -> None:
    one = entry(
        'where = { host = ["Shop.example", "*.b.example"], path_prefix = "/api/", '
        'scheme = "https", port = 443, header.X-Tier = "gold", cookie.sid = true, '
        'not = { source = "10.0.0.0/8" } }\n'
        "status = [403, 404]"
    )
    statement = one.statement
    assert isinstance(statement, AllRequests)
    where = statement.where
    assert (where.schemes, where.ports, where.http) == (("https",), (443,), True)
    assert where.condition == All(
        (
            Match(
                Field("host"), (Pattern("exact", "shop.example"), Pattern("suffix", ".b.example"))
            ),
            Match(Field("path"), (Pattern("prefix", "/api/"),)),
            Match(Field("header", "x-tier"), (Pattern("exact", "gold"),)),
            Match(Field("cookie", "sid"), (Pattern("exists"),)),
            Not(Match(Field("source"), (Pattern("network", "10.0.0.0/8"),))),
        )
    )
    assert statement.goal.status == (403, 404)


def test_pools() -> None:
    assert entry('pool = "a"\nonly_from = "10.0.0.1"').statement == OnlyFrom("a", ("10.0.0.1/32",))
    assert entry('pool = "a"\nunreachable = true').statement == OnlyFrom("a")
    assert entry('pool = "a"\nmax_share = 0.4\ndown = ["b/c/d"]').statement == Shares(
        "a", 0.4, None, (("b/c", "d"),)
    )


def test_where_may_be_a_table_of_its_own() -> None:
    text = '[[expect]]\npool = "a"\n[expect.where]\nhost = "a.example"\n[[expect]]\nrequest = "x"\n'
    with pytest.raises(PolicyError, match="where should these requests end") as caught:
        read_policy("p.toml", text)
    assert caught.value.place is not None and caught.value.place.line == 6


WRONG = [
    ('reqest = "GET http://a/"\npool = "a"', 2, "unknown key 'reqest'"),
    ('pool = "a"', 1, "states nothing"),
    ("", 1, "states nothing"),
    ('request = "GET http://a/"', 2, "where should these requests end"),
    ('request = "GET http://a/"\npool = "a"\nstatus = 3', 4, "do not go together"),
    ('request = "GET http://a/"\nstatus = 99', 3, "whole number from 100 to 599"),
    ('request = "GET http://a/"\nstatus = true', 3, "whole number from 100 to 599"),
    ('request = "GET http://a/"\nredirect = false', 3, "redirect should be true"),
    ('request = "GET http://a/"\nredirect = 5', 3, "redirect should be true"),
    ('request = "a b c"\npool = "a"', 2, "is not a request"),
    ('request = "GET http://a/"\nheaders = ["x"]\npool = "a"', 3, "'Name: value'"),
    ('request = "GET http://a/"\nsource = "x"\npool = "a"', 3, "not an IP address"),
    ('request = "GET http://a/"\nwhere = {}\npool = "a"', 3, "does not go with request"),
    ('where = 5\npool = "a"', 2, "write where = {"),
    ('where = { hst = "a" }\npool = "a"', 2, "unknown key 'hst' in where"),
    ('where = { host = "a:80" }\npool = "a"', 2, "port = 8080"),
    ('where = { host = "http://a/" }\npool = "a"', 2, "is no host"),
    ('where = { path = "a" }\npool = "a"', 2, "should start with '/'"),
    ('where = { path = "/a?b" }\npool = "a"', 2, "query.NAME"),
    ('where = { path_regex = "(" }\npool = "a"', 2, "PCRE2 refuses"),
    ('where = { header = "a" }\npool = "a"', 2, "write header.NAME"),
    ('where = { header.host = "a" }\npool = "a"', 2, "write host ="),
    ('where = { header.a = { start = "a" } }\npool = "a"', 2, "write { prefix = '...' }"),
    ('where = { scheme = "ftp" }\npool = "a"', 2, "http or https"),
    ('where = { port = 0 }\npool = "a"', 2, "from 1 to 65535"),
    ('where = { plainly = "yes" }\npool = "a"', 2, "true or false"),
    ('where = { source = "10.0.0.1/8" }\npool = "a"', 2, "has host bits set"),
    ('where = { not = {} }\npool = "a"', 2, "write not ="),
    ('where = { not = { port = 1 } }\npool = "a"', 2, "unknown key 'port' in where"),
    ('where = { host = [] }\npool = "a"', 2, "or a list of such"),
    ('where = {}\nserver = "a"', 3, "server needs request"),
    ('unreachable = true', 2, "unreachable needs pool"),
    ('pool = "a"\nunreachable = false', 3, "should be true"),
    ('pool = "a"\nonly_from = []', 3, "a network"),
    ('pool = "a"\nonly_from = ["10"]', 3, "does not appear to be"),
    ('pool = "a"\nmax_share = 40', 3, "above 0 and at most 1"),
    ('pool = "a"\nmax_share = nan', 3, "above 0 and at most 1"),
    ('pool = "a"\nmax_share = 0.4\nunreachable = true', 3, "does not go with unreachable"),
    ('pool = "a"\ndown = ["a/b"]', 3, "down needs"),
    ('pool = "a"\nmax_share = 0.4\ndown = ["b"]', 4, "'pool/server'"),
    ('pool = "a"\nmin_servers = 0', 3, "whole number from 1"),
    ('every_pool_reachable = "yes"', 2, "should be true"),
    ('every_pool_reachable = true\npool = "a"', 3, "does not go with every_pool_reachable"),
    ('name = 5\npool = "a"\nunreachable = true', 2, "name should be a text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), WRONG)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        entry(text)
    assert words in str(caught.value)
    assert caught.value.place is not None and caught.value.place.line == line


LIMITS = ["only_from", "unreachable", "max_share", "min_servers", "down", "max_of_traffic"]
KEYS = [*KNOWN, *LIMITS]
WHERE = ["host", "path", "path_regex", "method", "header.a", "cookie.b", "source", "port", "not"]
VALUES = st.sampled_from(
    ["true", "false", "0", "-1", "1e999", "nan", "[]", "{}", '""', '"a"', '"/a"', '["a", 1]',
     '"GET http://a/"', '"10.0.0.0/8"', "443", '"("', "2027-01-31", '"\\u0000"', '["a/b"]',
     "{ prefix = \"x\" }", "[[1]]", "9" * 400, '"http://[/"', '"*."', '" "', '"a\\nb"']
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4), st.data())
def test_whatever_is_written_is_read_or_refused(found: dict[str, str], data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        inner = data.draw(st.dictionaries(st.sampled_from(WHERE), VALUES, max_size=3))
        found["where"] = "{ " + ", ".join(f"{k} = {v}" for k, v in inner.items()) + " }"
    text = "[[expect]]\n" + "".join(f"{key} = {value}\n" for key, value in found.items())
    try:
        read_policy("p.toml", text)
    except PolicyError as error:
        assert error.place is not None
        assert 1 <= error.place.line <= text.count("\n") + 1
        assert len(str(error).splitlines()) == 1
