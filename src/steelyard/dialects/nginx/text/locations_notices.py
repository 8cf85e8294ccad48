"""Stub."""

from steelyard.dialects.nginx.text.routing_plan import Plan


def notice_locations(plan: Plan) -> None:
    """Stub."""
