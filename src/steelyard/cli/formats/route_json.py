"""Where a request ends, as JSON: schema ``steelyard.route/1`` (DESIGN.md section 5)."""

from steelyard.forecast.routing.outcome import Outcome


def outcome_object(outcome: Outcome) -> dict[str, object]:
    """An outcome with its steps and candidates."""
    return {
        "schema": "steelyard.route/1",
        "outcome": outcome.kind,
        "pool": outcome.pool or None,
        "server": outcome.server or None,
        "first": None if outcome.first is None else outcome.first.name,
        "status": outcome.status,
        "location": outcome.location or None,
        "why": outcome.why or None,
        "servers": [
            {
                "name": choice.server.name,
                "address": address(choice.server.address, choice.server.port),
                "share": choice.share,
                "exactness": choice.exactness.value,
            }
            for choice in outcome.servers
        ],
        "target": outcome.end.target if outcome.end is not None else None,
        "steps": [
            {"file": step.place.file, "line": step.place.line, "what": step.what}
            for step in outcome.steps
        ],
        "assumptions": outcome.assumptions,
    }


def address(host: str, port: int | None) -> str:
    """``host:port``."""
    if port is None:
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
