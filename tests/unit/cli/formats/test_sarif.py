"""SARIF as code-scanning services read it: shape, indexes, baseline, suppressions."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.harness.cli import steelyard
from tests.harness.schemas import SARIF
from tests.meta.sources import ROOT

BAD = sorted((ROOT / "corpus").glob("*/*/bad.*"))
SHOP = ROOT / "examples" / "shop"


def log(*words: str) -> dict:
    return json.loads(steelyard("check", *words, "--format", "sarif").out)


def faults(document: dict) -> list[str]:
    found = Draft202012Validator(SARIF).iter_errors(document)
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in found]


def test_every_bad_file_gives_a_valid_log():
    assert {str(p): said for p in BAD if (said := faults(log(str(p))))} == {}


def test_results_point_at_their_rules():
    (run,) = log(str(SHOP / "change"), "--against", str(SHOP / "good"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["baselineState"] == "new"


def test_a_suppression_is_kept_with_its_reason(tmp_path):
    policy = tmp_path / "steelyard.toml"
    policy.write_text('[[allow]]\nrule = "share/no-traffic"\nreason = "drained"\n')
    document = log(str(SHOP / "change"), "--policy", str(policy))
    assert faults(document) == []
    suppressed = [r["suppressions"] for r in document["runs"][0]["results"] if "suppressions" in r]
    assert suppressed == [[{"kind": "external", "justification": "drained"}]]


@pytest.mark.parametrize("name", ["odd name é.cfg", "a%b#c?.cfg", b"\xff.cfg"])
def test_any_file_name_becomes_a_uri(tmp_path, name):
    import os

    path = os.path.join(os.fsencode(tmp_path), os.fsencode(name))
    text = (SHOP / "change" / "haproxy.cfg").read_bytes()
    with open(path, "wb") as file:
        file.write(text)
    document = log(os.fsdecode(path))
    assert document["runs"][0]["results"]
    assert faults(document) == []
