"""The shapes of the outputs that machines read, as JSON schemas.

``CHECK``, ``FORECAST`` and ``ROUTE`` say what the command line promises.
Objects may grow, so further keys are allowed unless `closed` is asked for.

``SARIF`` is not the schema that OASIS publishes (its licence and size keep it
out of here, and no package on the index carries it): it is a transcription of
the parts that Steelyard writes, from "Static Analysis Results Interchange
Format (SARIF) Version 2.1.0", each with its section.  The output was held
against the published schema once, by hand, when this was written.
"""

from typing import Any

Schema = dict[str, Any]


def thing(properties: Schema, optional: tuple[str, ...] = (), more: bool = True) -> Schema:
    """An object with these properties, all of them required but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": more,
    }


def several(items: Schema, least: int = 0, unique: bool = False) -> Schema:
    """An array of these."""
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": unique}


TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
LINE: Schema = {"type": "integer", "minimum": 0}
SHARE: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
RATE: Schema = {"type": ["number", "null"], "minimum": 0}
YES: Schema = {"type": "boolean"}
SEVERITY: Schema = {"enum": ["error", "warning", "note"]}
EXACTNESS: Schema = {"enum": ["order", "key", "window", "expectation", "load", "unknown"]}


def maybe(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [{"type": "null"}, schema]}


GATEWAY = thing(
    {
        "path": WORDS,
        "dialect": {"enum": ["haproxy", "nginx"]},
        "listeners": COUNT,
        "routes": COUNT,
        "pools": COUNT,
        "servers": COUNT,
    }
)

FINDING = thing(
    {
        "rule": {"type": "string", "pattern": "^[a-z]+/[a-z0-9-]+$"},
        "severity": SEVERITY,
        "message": WORDS,
        "file": TEXT,
        "line": LINE,
        "column": {"type": "integer", "minimum": 1},
        "subject": TEXT,
        "consequence": TEXT,
        "remedy": TEXT,
        "suppressed": maybe(thing({"reason": WORDS, "until": maybe(TEXT)})),
        "new": YES,
    }
)

CHECK = thing(
    {
        "schema": {"const": "steelyard.check/1"},
        "gateways": several(GATEWAY),
        "findings": several(FINDING),
        "summary": thing({"errors": COUNT, "warnings": COUNT, "notes": COUNT}),
    }
)

FORECAST = thing(
    {
        "schema": {"const": "steelyard.forecast/1"},
        "pools": several(
            thing(
                {
                    "name": TEXT,
                    "algorithm": WORDS,
                    "exactness": EXACTNESS,
                    "assumptions": several(WORDS),
                    "rate": RATE,
                    "servers": several(
                        thing(
                            {
                                "name": TEXT,
                                "address": TEXT,
                                "weight": {"type": ["integer", "null"]},
                                "applied_weight": COUNT,
                                "share": SHARE,
                                "file": WORDS,
                                "line": LINE,
                            }
                        )
                    ),
                }
            )
        ),
    }
)

ROUTE = thing(
    {
        "schema": {"const": "steelyard.route/1"},
        "outcome": {"enum": ["pool", "redirect", "respond", "reject", "unknown"]},
        "pool": maybe(WORDS),
        "status": maybe({"type": "integer", "minimum": 100, "maximum": 599}),
        "location": maybe(WORDS),
        "servers": several(
            thing({"name": WORDS, "address": TEXT, "share": SHARE, "exactness": EXACTNESS})
        ),
        "steps": several(thing({"file": TEXT, "line": LINE, "what": WORDS})),
    }
)

# SARIF 2.1.0

MESSAGE = thing({"text": WORDS}, more=False)  # 3.11
MULTIFORMAT = thing({"text": WORDS, "markdown": WORDS}, ("markdown",), more=False)  # 3.12
LEVEL: Schema = {"enum": ["none", "note", "warning", "error"]}  # 3.27.10
REGION = thing(  # 3.30
    {
        "startLine": {"type": "integer", "minimum": 1},
        "startColumn": {"type": "integer", "minimum": 1},
        "endColumn": {"type": "integer", "minimum": 1},
    },
    ("endColumn",),
    more=False,
)
ARTIFACT_LOCATION = thing(  # 3.4; the URI is a valid one: no blanks, nothing but ASCII (3.10.1)
    {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$"}}, more=False
)
PHYSICAL = thing({"artifactLocation": ARTIFACT_LOCATION, "region": REGION}, more=False)  # 3.29
LOCATION = thing(  # 3.28
    {"physicalLocation": PHYSICAL, "message": MESSAGE}, ("message",), more=False
)
DESCRIPTOR = thing(  # 3.49
    {
        "id": WORDS,
        "shortDescription": MULTIFORMAT,
        "help": MULTIFORMAT,
        "defaultConfiguration": thing({"level": LEVEL}, more=False),  # 3.50
    },
    more=False,
)
RESULT = thing(  # 3.27
    {
        "ruleId": WORDS,
        "ruleIndex": COUNT,
        "level": LEVEL,
        "message": MESSAGE,
        "locations": several(LOCATION),
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT},
        "relatedLocations": several(LOCATION, unique=True),  # 3.27.22
        "baselineState": {"enum": ["new", "unchanged", "updated", "absent"]},  # 3.27.24
        "suppressions": several(  # 3.35
            thing({"kind": {"enum": ["inSource", "external"]}, "justification": TEXT}, more=False),
            unique=True,
        ),
    },
    ("relatedLocations", "baselineState", "suppressions"),
    more=False,
)
SARIF = thing(  # 3.13
    {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": several(
            thing(  # 3.14
                {
                    "tool": thing(  # 3.18
                        {
                            "driver": thing(  # 3.19
                                {
                                    "name": WORDS,
                                    "semanticVersion": WORDS,
                                    "rules": several(DESCRIPTOR, unique=True),
                                },
                                more=False,
                            )
                        },
                        more=False,
                    ),
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},  # 3.14.17
                    "results": several(RESULT),
                },
                more=False,
            ),
            least=1,
        ),
    },
    more=False,
)
