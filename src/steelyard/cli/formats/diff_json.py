"""What a change does, as JSON: schema ``steelyard.diff/1`` (DESIGN.md section 5)."""

import json

from steelyard.app.diff import DiffReport
from steelyard.cli.formats.diff_words import end_words, headline, risk, told
from steelyard.cli.formats.route_json import address, outcome_object
from steelyard.compare.difference import Difference, Mix, PoolShift, RegionChange
from steelyard.compare.pools import identity
from steelyard.forecast.result import PoolForecast
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.ends import End
from steelyard.model.pool import Server

Object = dict[str, object]


def render(report: DiffReport) -> str:
    """The whole report; every region is listed."""
    return json.dumps(diff_object(report), indent=2) + "\n"


def diff_object(report: DiffReport) -> Object:
    """The whole report."""
    difference = report.difference
    level, why = risk(report)
    return {
        "schema": "steelyard.diff/1",
        "old": _side(report.old.gateway.path, report.old.gateway.dialect),
        "new": _side(report.new.gateway.path, report.new.gateway.dialect),
        "verdict": difference.verdict,
        "summary": headline(report),
        "routes_same": difference.routes_same,
        "complete": difference.complete,
        "why": difference.why or None,
        "assumptions": difference.assumptions,
        "regions": [_region(change) for change in difference.regions],
        "pools": [_pool(difference, shift) for shift in difference.pools],
        "other": [
            {
                "what": change.what,
                "old": change.old,
                "new": change.new,
                "file": change.place.file,
                "line": change.place.line,
            }
            for change in difference.other
        ],
        "traffic": None if difference.mix is None else _mix(difference.mix),
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "message": finding.message,
                "file": finding.place.file,
                "line": finding.place.line,
                "subject": finding.subject,
            }
            for finding in report.findings
        ],
        "risk": {"level": level, "why": why},
    }


def _side(path: str, dialect: str) -> Object:
    return {"path": path, "dialect": dialect}


def _region(change: RegionChange) -> Object:
    return {
        "condition": change.condition,
        "listeners": list(change.sockets),
        "witness": None if change.witness is None else witness_object(change.witness),
        "why": change.why or None,
        "requests": change.requests,
        "weight": change.weight,
        "old": _end(change, False),
        "new": _end(change, True),
    }


def witness_object(request: Request) -> Object:
    """The request as a client would send it; ``given`` is what no request decides."""
    host = (request.header("host") or [""])[0]
    if ":" not in host.rpartition("]")[2] and request.port not in (None, 80, 443):
        host = f"{host}:{request.port}"
    return {
        "method": request.method,
        "url": f"{request.scheme}://{host}{request.target}",
        "headers": [{"name": name, "value": value} for name, value in request.headers],
        "source": request.source,
        "port": request.port,
        "version": request.version,
        "given": dict(request.settled),
    }


def _end(change: RegionChange, new: bool) -> Object:
    """An outcome as in ``route --format json``, with the line that decides."""
    end, outcome = (change.new_end, change.new) if new else (change.old_end, change.old)
    place, text = told(change, new)
    found = _plain(end) if outcome is None else outcome_object(_known(outcome))
    found.pop("schema", None)
    return found | {
        "in_words": end_words(end, outcome),
        "file": place.file or None,
        "line": place.line if place.file else None,
        "text": text or None,
    }


def _known(outcome: Outcome) -> Outcome:
    """The outcome in the words of ``route``: where nobody listens the client is refused."""
    if outcome.kind == "closed":
        return Outcome("reject", why=outcome.why)
    return outcome


def _plain(end: End) -> Object:
    """What is known of the end of a region without a witness."""
    return {
        "outcome": "reject" if end.kind == "closed" else end.kind,
        "pool": end.pool or None,
        "server": end.server or None,
        "status": end.status,
        "location": None,
        "servers": [],
        "steps": [],
    }


def _pool(difference: Difference, shift: PoolShift) -> Object:
    mix = difference.mix
    twin = difference.twins.get(shift.name, shift.name)
    return {
        "name": shift.name,
        "old_name": twin if shift.old is not None else None,
        "moved": shift.moved,
        "exactness": None if shift.new is None else shift.new.exactness.value,
        "witness": None if shift.witness is None else witness_object(shift.witness),
        "old_requests": None if mix is None else mix.old.pools[twin],
        "new_requests": None if mix is None else mix.new.pools[shift.name],
        "servers": _servers(shift),
    }


def _servers(shift: PoolShift) -> list[Object]:
    """Every server of either side; one that is not there has the share 0."""
    before, after = _by_identity(shift.old), _by_identity(shift.new)
    rows: list[Object] = []
    for key in dict.fromkeys((*before, *after)):
        server: Server = (after.get(key) or before[key])[0]
        rows.append(
            {
                "name": server.name,
                "address": address(server.address, server.port),
                "old_share": before[key][1] if key in before else 0.0,
                "new_share": after[key][1] if key in after else 0.0,
                "file": server.place.file,
                "line": server.place.line,
            }
        )
    return rows


def _by_identity(promise: PoolForecast | None) -> dict[object, tuple[Server, float | None]]:
    found: dict[object, tuple[Server, float | None]] = {}
    for entry in promise.servers if promise is not None else ():
        key: object = identity(entry.server)
        number = 0
        while (key, number) in found:
            number += 1
        found[key, number] = (entry.server, entry.share)
    return found


def _mix(mix: Mix) -> Object:
    return {
        "requests": mix.total,
        "moved": mix.moved,
        "not_walked": mix.beyond,
        "unread": mix.unread,
    }
