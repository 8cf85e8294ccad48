"""The modules that mutants are put into: balancing, and what makes routes and walks them."""

import fnmatch
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[3] / "src"

INSIDE = (
    "steelyard/forecast/balancing/*",
    "steelyard/forecast/routing/arrival.py",
    "steelyard/forecast/routing/cookies.py",
    "steelyard/forecast/routing/evaluate.py",
    "steelyard/forecast/routing/fields.py",
    "steelyard/forecast/routing/functions.py",
    "steelyard/forecast/routing/patterns.py",
    "steelyard/forecast/routing/persistence.py",
    "steelyard/forecast/routing/pick.py",
    "steelyard/forecast/routing/regex.py",
    "steelyard/forecast/routing/walk.py",
    "steelyard/dialects/haproxy/text/actions*",
    "steelyard/dialects/haproxy/text/addresses.py",
    "steelyard/dialects/haproxy/text/arguments.py",
    "steelyard/dialects/haproxy/text/branches.py",
    "steelyard/dialects/haproxy/text/build_balance.py",
    "steelyard/dialects/haproxy/text/build_pools.py",
    "steelyard/dialects/haproxy/text/build_servers.py",
    "steelyard/dialects/haproxy/text/conditions.py",
    "steelyard/dialects/haproxy/text/hash_keys.py",
    "steelyard/dialects/haproxy/text/maps*",
    "steelyard/dialects/haproxy/text/patterns.py",
    "steelyard/dialects/haproxy/text/routing*",
    "steelyard/dialects/haproxy/text/samples*",
    "steelyard/dialects/nginx/text/address.py",
    "steelyard/dialects/nginx/text/expressions.py",
    "steelyard/dialects/nginx/text/listen*",
    "steelyard/dialects/nginx/text/locations.py",
    "steelyard/dialects/nginx/text/locations_search.py",
    "steelyard/dialects/nginx/text/maps*",
    "steelyard/dialects/nginx/text/methods.py",
    "steelyard/dialects/nginx/text/names.py",
    "steelyard/dialects/nginx/text/passing.py",
    "steelyard/dialects/nginx/text/rewrites*",
    "steelyard/dialects/nginx/text/routing*",
    "steelyard/dialects/nginx/text/servers.py",
    "steelyard/dialects/nginx/text/upstreams.py",
    "steelyard/dialects/nginx/text/variables*",
)
OUTSIDE = ("*_notices.py", "*/__init__.py", "*/hash_arrays.py", "*/conditions_remarks.py")
"""What only speaks; and the hashes of whole columns, which only workloads ask."""


class Module(NamedTuple):
    """One module."""

    name: str
    path: Path


def modules() -> list[Module]:
    """All of them, by name."""
    found = []
    for path in sorted(SOURCE.glob("steelyard/**/*.py")):
        name = path.relative_to(SOURCE).as_posix()
        within = any(fnmatch.fnmatch(name, pattern) for pattern in INSIDE)
        if within and not any(fnmatch.fnmatch(name, pattern) for pattern in OUTSIDE):
            found.append(Module(name.removesuffix(".py").replace("/", "."), path))
    return found
