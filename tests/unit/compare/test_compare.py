"""What `compare` says of small changes, written out by hand."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.compare.compare import compare
from steelyard.compare.difference import Difference
from steelyard.forecast.forecast import forecast
from steelyard.forecast.routing.request import Request
from steelyard.forecast.workload.counts import Workload

HEAD = """\
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind :80
"""
POOLS = """\
backend web
  server web1 10.0.0.1:80
  server web2 10.0.0.2:80
backend api
  server api1 10.0.1.1:80
"""


@pytest.fixture
def changed(tmp_path: Path):
    """The difference between two lists of rules, with other pools if need be."""

    def compared(
        old: str,
        new: str,
        *,
        pools: str = POOLS,
        after: str = POOLS,
        workload: Workload | None = None,
    ) -> Difference:
        sides = []
        for name, rules, backends in (("old", old, pools), ("new", new, after)):
            path = tmp_path / f"{name}.cfg"
            lines = "".join(f"  {line}\n" for line in rules.splitlines())
            path.write_text(HEAD + lines + backends)
            sides.append(forecast(load_gateway(str(path), Reading())))
        return compare(*sides, workload)

    return compared


def moves(difference: Difference) -> list[tuple[str, str, str]]:
    return [
        (change.condition, change.old_end.pool, change.new_end.pool)
        for change in difference.regions
    ]


def test_the_same_is_proved(changed):
    rules = "use_backend api if { path_beg /api }\ndefault_backend web"
    difference = changed(rules, rules)
    assert difference.verdict == "same"
    assert difference.routes_same


def test_a_renamed_acl_and_disjoint_rules_in_another_order_change_nothing(changed):
    old = (
        "acl a path_beg /api\nuse_backend api if a\n"
        "use_backend api if { path /x }\ndefault_backend web"
    )
    new = (
        "acl b path_beg /api\nuse_backend api if { path /x }\n"
        "use_backend api if b\ndefault_backend web"
    )
    assert changed(old, new).verdict == "same"


def test_a_rule_split_in_two_changes_nothing(changed):
    old = "use_backend api if { path_beg /a /b }\ndefault_backend web"
    one, other = "use_backend api if { path_beg /a }", "use_backend api if { path_reg ^/b }"
    new = f"{one}\n{other}\ndefault_backend web"
    assert changed(old, new).verdict == "same"


def test_a_widened_prefix_is_one_region_with_its_witness(changed):
    difference = changed(
        "use_backend api if { path_beg /api/ }\ndefault_backend web",
        "use_backend api if { path_beg /api }\ndefault_backend web",
    )
    assert moves(difference) == [
        ("path starts with /api, path does not start with /api/", "web", "api")
    ]
    (region,) = difference.regions
    assert region.witness is not None
    assert region.witness.target == "/api"
    assert region.old is not None and region.new is not None
    assert (region.old.pool, region.new.pool) == ("web", "api")


def test_rules_swapped_change_only_what_both_take(changed):
    one, two = "use_backend api if { path_beg /a }", "use_backend web if { path_end .x }"
    difference = changed(f"{one}\n{two}\ndefault_backend web", f"{two}\n{one}\ndefault_backend web")
    assert moves(difference) == [("path starts with /a, path ends with .x", "api", "web")]


def test_an_expression_that_matches_the_same_is_the_same(changed):
    old = "use_backend api if { path_reg ^/v[12]/ }\ndefault_backend web"
    new = "use_backend api if { path_beg /v1/ /v2/ }\ndefault_backend web"
    assert changed(old, new).verdict == "same"


def test_rewrites_count_for_what_follows(changed):
    rewrite = "http-request set-path /new%[path] if { path_beg /old }\n"
    difference = changed(
        rewrite + "use_backend api if { path_beg /new/old/x }\ndefault_backend web",
        rewrite + "use_backend api if { path_beg /new/old/y }\ndefault_backend web",
    )
    targets = {change.witness.target for change in difference.regions if change.witness}
    assert {"/old/x", "/new/old/x", "/old/y", "/new/old/y"} >= targets
    assert len(moves(difference)) >= 2


def test_what_is_not_understood_is_a_condition_of_its_own(changed):
    old = "use_backend api if { lua.decide 1 }\ndefault_backend web"
    new = "use_backend web if { lua.decide 1 }\ndefault_backend web"
    assert changed(old, old).verdict == "same"
    assert changed(old, new).verdict in ("changed", "unknown")


def test_a_weight_moves_shares_not_requests(changed):
    after = POOLS.replace("web2 10.0.0.2:80", "web2 10.0.0.2:80 weight 3")
    difference = changed("default_backend web", "default_backend web", after=after)
    assert difference.routes_same
    (shift,) = difference.pools
    assert (shift.name, shift.moved) == ("web", pytest.approx(0.25))
    assert shift.witness is not None


def test_settings_are_told_with_their_line(changed):
    after = POOLS.replace(
        "backend web\n", "backend web\n  timeout server 5s\n  option redispatch\n"
    )
    difference = changed("default_backend web", "default_backend web", after=after)
    told = {(change.what, change.old, change.new) for change in difference.other}
    assert ("time limit response of pool web", "30s", "5s") in told
    assert all(change.place.line for change in difference.other)


def test_a_renamed_pool_with_the_same_servers_is_the_same_pool(changed):
    after = POOLS.replace("backend api", "backend interface")
    difference = changed(
        "use_backend api if { path_beg /api }\ndefault_backend web",
        "use_backend interface if { path_beg /api }\ndefault_backend web",
        after=after,
    )
    assert difference.routes_same
    assert difference.twins["interface"] == "api"


def test_a_pool_that_loses_everything_is_named(changed):
    difference = changed(
        "use_backend api if { path_beg /api }\ndefault_backend web",
        "use_backend web if { path_beg /a }\n"
        "use_backend api if { path_beg /api }\ndefault_backend web",
    )
    assert difference.emptied == ["api"]


def test_a_listener_that_is_gone_answers_nobody(changed, tmp_path):
    difference = changed("bind :81\ndefault_backend web", "default_backend web")
    kinds = [(change.sockets, change.new_end.kind) for change in difference.regions]
    assert kinds == [(["port 81"], "closed")]
    assert [change.what for change in difference.other] == ["listener on port 81"]


def test_a_log_weighs_the_regions(changed):
    workload = Workload()
    for target, number in (("/api/x", 30), ("/apix", 10), ("/", 60)):
        workload.add(Request(target=target, headers=(("Host", "a.example"),)), number)
    difference = changed(
        "use_backend api if { path_beg /api/ }\ndefault_backend web",
        "use_backend api if { path_beg /api }\ndefault_backend web",
        workload=workload,
    )
    assert difference.mix is not None
    assert (difference.mix.total, difference.mix.moved) == (100, 10)
    (region,) = difference.regions
    assert (region.requests, region.weight) == (10, pytest.approx(0.1))
    assert difference.mix.new.pools["api"] == 40
