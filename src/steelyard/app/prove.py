"""The verb ``prove``: a candidate on the real program, in a sandbox."""

import time
from collections.abc import Sequence
from random import Random

from steelyard.app.candidate import Candidate, candidate
from steelyard.app.loading import Reading
from steelyard.prove.moved import common, moved, shifted
from steelyard.prove.plan import Plan, PlannedLane
from steelyard.prove.proof import Proof, prove
from steelyard.prove.question import Question
from steelyard.prove.seen import Held

PATIENT = 4
"""How many times slower a contradiction is looked at again."""


def prove_gateway(path: str, reading: Reading, chance: Random, against: str | None = None) -> Proof:
    """Runs the candidate at ``path`` in a sandbox and holds it against its Forecast.

    With ``against`` the revision there is run, too, and what the change moves is
    in the proof's ``moved`` and ``shifted``.  Raises
    `steelyard.core.errors.SteelyardError` when one cannot be read or run.
    """
    started = time.monotonic()
    with candidate(path, reading, chance) as new:
        proof = _held(new)
        if against is not None and new.plan is not None:
            with candidate(against, reading, chance) as old:
                proof.old = _held(old)
                if old.plan is not None:
                    _compare(proof, old, new, old.plan, new.plan)
    proof.seconds = time.monotonic() - started
    return proof


def _held(one: Candidate) -> Proof:
    """The proof of one revision."""
    started = time.monotonic()
    plan = one.plan
    proof = Proof(one.gateway)
    if plan is not None:
        proof = prove(plan, one.ask(plan.lanes()))
        if proof.verdict is Held.CONTRADICTED:
            # A busy machine may be late; what is really so shows again.
            proof = prove(plan, one.ask(plan.lanes(), PATIENT))
    proof.program, proof.version = one.program, one.version
    sandbox = one.sandbox
    proof.rewrites, proof.doubts = sandbox.rewrites, sandbox.doubts
    proof.refused = sandbox.refused
    proof.seconds = time.monotonic() - started
    return proof


def _compare(proof: Proof, old: Candidate, new: Candidate, before: Plan, now: Plan) -> None:
    """The witnesses of both revisions, sent to both."""
    assert proof.old is not None
    questions = [*common(before.routed(), new.gateway), *common(now.routed(), old.gateway)]
    alone = _each_once(questions)
    lanes = [PlannedLane([one]) for one in alone]
    proof.moved = moved(old.ask(lanes), new.ask(lanes), old.gateway, new.gateway)
    proof.shifted = shifted(proof.old.pools, proof.pools)


def _each_once(questions: Sequence[Question]) -> list[Question]:
    """Questions without those that are sent twice."""
    found: dict[object, Question] = {}
    for one in questions:
        bind = one.door.bind
        found.setdefault((bind.address, bind.port, one.request), one)
    return list(found.values())
