"""What became of expectations, as JSON: schema ``steelyard.test/1`` (docs/policy.md)."""

import json

from steelyard.app.expectations import ExpectationReport
from steelyard.cli.formats.diff_json import witness_object
from steelyard.cli.formats.expect_text import summary
from steelyard.cli.formats.route_json import outcome_object
from steelyard.expect.result import Judged, Line, Result
from steelyard.expect.words import sentence

Object = dict[str, object]


def render(report: ExpectationReport) -> str:
    """The whole report; every route without an expectation is listed."""
    verdict, coverage = report.verdict, report.verdict.coverage
    document: Object = {
        "schema": "steelyard.test/1",
        "path": report.gateway.path,
        "dialect": report.gateway.dialect,
        "policy": report.policy.path,
        "expectations": [_judged(one) for one in verdict.judged],
        "coverage": {
            "routes": len(coverage.routes),
            "covered": len(coverage.routes) - len(coverage.missing),
            "not_covered": [_line(line) for line in coverage.missing],
            "why": coverage.why or None,
        },
        "summary": {
            **{result.value: verdict.count(result) for result in Result},
            "in_words": summary(verdict),
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _judged(one: Judged) -> Object:
    expectation = one.expectation
    request = None if one.request is None else witness_object(one.request)
    outcome = None if one.outcome is None else outcome_object(one.outcome)
    if outcome is not None:
        outcome.pop("schema", None)
    return {
        "name": expectation.name or None,
        "expected": sentence(expectation),
        "file": expectation.place.file,
        "line": expectation.place.line,
        "result": one.result.value,
        "why": one.why or None,
        "request": request,
        "outcome": outcome,
    }


def _line(line: Line) -> Object:
    return {"file": line.place.file, "line": line.place.line, "text": line.text}
