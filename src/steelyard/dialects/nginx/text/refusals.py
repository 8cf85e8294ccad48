"""What NGINX answers with 400 before it has chosen a server block.

Measured on 1.22.1: a method that ngx_http_parse_request_line does not read, a
target that ngx_http_parse_complex_uri gives up, and what ngx_http_validate_host
and ngx_http_process_host refuse in the line ``Host``.
"""

from steelyard.core.place import Place
from steelyard.model.conditions import All, Any, Condition, Match, Not
from steelyard.model.routing import Reject, Route
from steelyard.model.values import Apply, Field, Pattern

_LINE = Field("header", "host")

_NO_PATH = Not(Match(Field("clean-path"), (Pattern("exists"),)))

_NO_HOST = Match(
    _LINE,
    (
        Pattern("exact", ""),
        Pattern("exact", "."),
        Pattern("prefix", ":"),
        Pattern("prefix", ".:"),
        Pattern("contains", ".."),
        Pattern("contains", "/"),
        Pattern("regex", r"[\x00-\x20\x7f]"),
    ),
)

_NEW = tuple(Pattern("exact", version) for version in ("1.1", "2.0", "3.0"))

_MISSING = All((Not(Match(_LINE, (Pattern("exists"),))), Match(Field("version"), _NEW)))

_DOUBLED = Match(Apply("count", _LINE), (Pattern("range", "2:"),))

_METHOD = Match(Field("method"), (Pattern("regex", "[^A-Z_-]"),))


def refusals(place: Place) -> list[Route]:
    """The routes that a socket's chain begins with."""
    method = "a method of other signs than capitals, - and _"
    path = "a path above the root, or one that is malformed"
    host = "no host, several, or one that cannot be"
    return [
        _refused(_METHOD, method, place),
        _refused(_NO_PATH, path, place),
        _refused(Any((_NO_HOST, _MISSING, _DOUBLED)), host, place),
    ]


def _refused(condition: Condition, why: str, place: Place) -> Route:
    return Route(condition, (Reject(400, why),), place, why, "listen", implicit=True)
