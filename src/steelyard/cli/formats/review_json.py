"""A change of a repository as JSON, schema ``steelyard.review/1``."""

import json

from steelyard.app.review import Review, Reviewed
from steelyard.cli.formats.diff_json import diff_object
from steelyard.cli.formats.json import check_object
from steelyard.cli.formats.review_words import gate
from steelyard.core.finding import Severity


def render(review: Review, fail_on: Severity = Severity.ERROR) -> str:
    """One object; each configuration with the objects of ``check`` and ``diff``."""
    document = {
        "schema": "steelyard.review/1",
        "base": review.base,
        "head": review.head,
        "verdict": "unreadable"
        if review.unreadable
        else "stopped"
        if review.failing(fail_on)
        else "passed",
        "summary": gate(review, fail_on),
        "files_changed": review.files,
        "configurations": [_one(one) for one in review.gateways],
    }
    return json.dumps(document, indent=2) + "\n"


def _one(one: Reviewed) -> dict[str, object]:
    return {
        "path": one.path,
        "before": one.before or None,
        "state": one.state,
        "why": one.why or None,
        "notes": one.notes,
        "check": None if one.report is None else check_object(one.report),
        "diff": None if one.diff is None else diff_object(one.diff),
    }
