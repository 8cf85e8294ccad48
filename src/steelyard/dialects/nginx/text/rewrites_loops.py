"""Stub."""

from steelyard.dialects.nginx.text.routing_plan import Plan


def notice_loops(plan: Plan) -> None:
    """Stub."""
