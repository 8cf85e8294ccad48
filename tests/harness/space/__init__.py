"""Pairs of configurations, requests at their edges, and what a naive evaluator says of them.

    for pair in pairs(seed, "haproxy"):
        old_path, new_path = pair.write(folder)
        for request in requests(pair, rng, 200):
            pair.old_outcome(request), pair.new_outcome(request)

Nothing here knows the project: neither how it reads, nor how it compares.  The
evaluators are held against the real binaries in `tests/differential`.
"""

from tests.harness.space.pairs import Pair, pairs, requests
from tests.harness.space.request import Outcome, Request

__all__ = ["Outcome", "Pair", "Request", "pairs", "requests"]
