"""routing/map-without-default: what no entry matches gets no pool at all.

HAProxy manual 7.3.1, map; NGINX manual, ngx_http_map_module, default.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.ways import answers_nothing, fallback, lookups, ways

report = Reporter(__name__, Severity.WARNING)
noticed = from_notices(report)


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw, and rules whose misses end without a pool."""
    yield from noticed(subject)
    for _, route, switch in ways(subject).switches:
        open_ended = [one for one in lookups(switch.value) if one.default is None]
        if not open_ended or switch.otherwise is None:
            continue
        if answers_nothing(fallback(subject.gateway, switch.otherwise)):
            name = open_ended[0].table.name
            yield report(
                route.place,
                name,
                f"the map {name} has no default value, and no default pool stands behind "
                f"{route.text!r}",
                "requests that match no entry get 503; later rules are not asked",
                "give the map a default value, or name a default pool",
            )
