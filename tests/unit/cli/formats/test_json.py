"""What machines read has the promised keys, for all of the corpus' bad files."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.harness import schemas
from tests.harness.cli import steelyard
from tests.meta.sources import ROOT

BAD = sorted((ROOT / "corpus").glob("*/*/bad.*"))
SHOP = str(ROOT / "examples" / "shop" / "change")
SHOP_GOOD = str(ROOT / "examples" / "shop" / "good")


def faults(schema: dict, *words: str) -> list[str]:
    document = json.loads(steelyard(*words, "--format", "json").out)
    found = Draft202012Validator(schema).iter_errors(document)
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in found]


def test_there_are_bad_files():
    assert len(BAD) > 100


@pytest.mark.parametrize("verb", ["check", "forecast", "route"])
def test_the_objects_have_the_promised_keys(verb):
    schema = getattr(schemas, verb.upper())
    request = ["GET https://shop.example/checkout"] if verb == "route" else []
    found = {str(path): faults(schema, verb, str(path), *request) for path in BAD}
    assert {path: said for path, said in found.items() if said} == {}


def test_a_comparison_and_a_suppression_have_the_promised_keys(tmp_path):
    policy = tmp_path / "steelyard.toml"
    policy.write_text(
        '[[allow]]\nrule = "routing/shadowed"\nreason = "known"\nuntil = 2100-01-01\n'
    )
    words = ["check", SHOP, "--against", SHOP_GOOD, "--policy", str(policy)]
    assert faults(schemas.CHECK, *words) == []
    document = json.loads(steelyard(*words, "--format", "json").out)
    allowed = [f["suppressed"] for f in document["findings"] if f["suppressed"]]
    assert allowed == [{"reason": "known", "until": "2100-01-01", "file": str(policy), "line": 1}]


def test_a_log_adds_the_traffic(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(
        '10.0.0.9 - - [01/Jan/2026:00:00:00 +0000] "GET /api/x HTTP/1.1" 200 5 "-" "-"\nnonsense\n'
    )
    ran = steelyard("forecast", SHOP_GOOD, "--log", str(log), "--format", "json")
    traffic = json.loads(ran.out)["traffic"]
    assert (traffic["requests"], traffic["unread"]) == (1, 1)
    assert sum(traffic["pools"].values()) + sum(traffic["ends"].values()) == 1


def test_the_schemas_refuse_what_is_wrong():
    document = json.loads(steelyard("check", SHOP, "--format", "json").out)
    document["findings"][0]["severity"] = "fatal"
    del document["summary"]["errors"]
    assert len(list(Draft202012Validator(schemas.CHECK).iter_errors(document))) == 2
