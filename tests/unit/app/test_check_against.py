"""A change that is checked carries what it does to traffic, in every format for people and JSON."""

import json

import pytest
from jsonschema import validate

from tests.harness.cli import steelyard
from tests.harness.schemas import COUNT, WORDS, several, thing
from tests.meta.sources import ROOT

GOOD, CHANGE = f"{ROOT}/examples/shop/good", f"{ROOT}/examples/shop/change"
NGINX = f"{ROOT}/corpus/nginx/founding-5/good.conf"
CHANGE_OBJECT = thing(
    {
        "verdict": {"enum": ["same", "changed", "unknown"]},
        "summary": several(WORDS, least=1),
        "regions": COUNT,
        "pools": COUNT,
    }
)


def change(*words: str) -> dict:
    document = json.loads(steelyard("check", *words, "--format", "json").out)
    validate(document["change"], CHANGE_OBJECT)
    return document["change"]


def test_json_has_the_verdict_and_its_numbers():
    found = change(CHANGE, "--against", GOOD)
    assert (found["verdict"], found["regions"], found["pools"]) == ("changed", 1, 1)
    assert "web1 25 % -> 100 %" in found["summary"][1]


def test_json_without_an_old_revision_has_no_change():
    assert "change" not in json.loads(steelyard("check", GOOD, "--format", "json").out)


def test_several_gateways_are_told_apart():
    found = change(GOOD, CHANGE, "--against", GOOD)
    assert (found["verdict"], found["regions"]) == ("changed", 1)
    assert found["summary"][0].startswith(f"{GOOD}: same")
    assert found["summary"][1].startswith(f"{CHANGE}: changed")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_read_one_sentence_and_the_command_that_tells_all(form):
    said = steelyard("check", CHANGE, "--against", GOOD, "--format", form).out
    assert "change: 1 group of requests goes elsewhere; 1 pool spreads differently" in said
    assert f"steelyard diff {GOOD} {CHANGE}" in " ".join(said.split())
    same = steelyard("check", GOOD, "--against", GOOD, "--format", form).out
    assert "change: no request is treated differently" in same


@pytest.mark.parametrize("form", ["sarif", "junit", "github"])
def test_formats_for_other_tools_stay_as_they_were(form):
    assert (
        "goes elsewhere" not in steelyard("check", CHANGE, "--against", GOOD, "--format", form).out
    )


def test_between_dialects_all_findings_are_new_and_the_change_is_told():
    ran = steelyard("check", CHANGE, "--against", NGINX, "--format", "json")
    document = json.loads(ran.out)
    assert ran.code == 1
    assert all(finding["new"] for finding in document["findings"])
    assert document["change"]["verdict"] == "changed"


def test_a_dialect_that_is_named_is_that_of_the_new_revision():
    ran = steelyard("check", NGINX, "--dialect", "nginx", "--against", GOOD, "--format", "json")
    assert json.loads(ran.out)["change"]["verdict"] == "changed"


def test_a_path_with_blanks_can_be_pasted(tmp_path):
    old = tmp_path / "the old.cfg"
    old.write_text((ROOT / "examples/shop/good/haproxy.cfg").read_text("utf-8"), "utf-8")
    said = steelyard("check", GOOD, "--against", str(old), "--format", "markdown").out
    assert f"steelyard diff '{old}' {GOOD}" in said
