"""Differences that a proof once missed: small pairs that brute force or thought has found."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.compare.difference import Difference
from steelyard.compare.routes import Routes

FRAME = {
    "nginx": (
        "events {{}} http {{ map $http_x $of_x {{ default web; '' adm; }}"
        " server {{ listen 18001; {} location / {{ return 405; }} }} }}"
    ),
    "haproxy": (
        "defaults\n mode http\nfrontend f\n bind 127.0.0.1:18001\n {}\n default_backend b\n"
        "backend a\n server s 127.0.0.1:1\nbackend b\n server s 127.0.0.1:2\n"
    ),
}
AT_ROOT = 'location = / {{ if ($args !~ "&q=on$") {{ return 404; }} {} return 403; }}'


def difference(dialect: str, old: str, new: str, folder: Path) -> Difference:
    gateways = []
    for name, text in (("old", old), ("new", new)):
        path = folder / name
        path.write_text(FRAME[dialect].format(text))
        gateways.append(load_gateway(str(path), Reading(dialect)))
    found = Difference()
    Routes(*gateways).into(found)
    return found


def verdict(dialect: str, old: str, new: str, folder: Path) -> str:
    return difference(dialect, old, new, folder).verdict


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # The first of two arguments is asked for, the second ends the query.
        (AT_ROOT.format("if ($arg_q = on) { return 402; }"), AT_ROOT.format("return 402;")),
        (AT_ROOT.format("if ($arg_q != on) { return 402; }"), AT_ROOT.format("")),
        # A header that is missing is looked up as the empty text.
        ("if ($of_x = adm) { return 402; }", 'if ($http_x = "") { return 403; }'),
    ],
)
def test_such_pairs_differ(old: str, new: str, tmp_path: Path) -> None:
    assert verdict("nginx", old, new, tmp_path) == "changed"


def test_a_rewritten_path_meets_what_changed_where_it_leads_to(tmp_path: Path) -> None:
    text = 'location /v1/ {{ rewrite "^/v1/(.*)$" "/x/$1" last; }} location /x/ {{ return {}; }}'
    found = difference("nginx", text.format(402), text.format(403), tmp_path)
    asked = {region.witness.target[:3] for region in found.regions if region.witness}
    assert asked == {"/x/", "/v1"}


def test_a_missing_header_is_the_empty_key(tmp_path: Path) -> None:
    old, new = "if ($of_x = adm) { return 402; }", 'if ($http_x = "") { return 402; }'
    assert verdict("nginx", old, new, tmp_path) == "same"


@pytest.mark.parametrize("end", ["", "[^?]*$"])
def test_paths_that_go_up_twice_are_not_said_to_stay(end: str, tmp_path: Path) -> None:
    rule = rf'if ($request_uri ~ "^[^?]*/\.\./\.\./{end}") {{ return 402; }}'
    old, new = (f"location = /a/x {{ {text} return 401; }}" for text in ("", rule))
    assert verdict("nginx", old, new, tmp_path) == "unknown"


def test_a_header_made_of_another_is_known(tmp_path: Path) -> None:
    made = "http-request set-header x-t %[hdr(host),lower]\n use_backend a if "
    old, new = (f"{made}{{ hdr(x-t) -m beg {text} }}" for text in "ab")
    assert verdict("haproxy", old, new, tmp_path) == "changed"


def test_lines_and_items_are_counted_apart(tmp_path: Path) -> None:
    rule = "use_backend a if { req.fhdr_cnt(x) eq 2 } { req.hdr_cnt(x) gt 2 } !{ req.fhdr(x) b }"
    assert verdict("haproxy", rule, "", tmp_path) in ("changed", "unknown")
