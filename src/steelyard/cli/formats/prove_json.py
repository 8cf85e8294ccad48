"""A proof as JSON: schema ``steelyard.prove/1`` (DESIGN.md section 5)."""

import json

from steelyard.cli.formats import prove_trials
from steelyard.cli.formats.route_json import address
from steelyard.prove.holdpool import PoolHeld
from steelyard.prove.proof import Proof, RouteHeld
from steelyard.prove.question import Question


def render(proof: Proof) -> str:
    """One JSON object."""
    return json.dumps(proof_object(proof), indent=2, ensure_ascii=False) + "\n"


def proof_object(proof: Proof) -> dict[str, object]:
    """The proof as plain data."""
    return {
        "schema": "steelyard.prove/1",
        "path": proof.gateway.path,
        "dialect": proof.gateway.dialect,
        "program": proof.program,
        "version": ".".join(map(str, proof.version)),
        "verdict": proof.verdict.value,
        "requests": proof.requests,
        "seconds": round(proof.seconds, 3),
        "routes": [_route(one) for one in proof.routes],
        "pools": [_pool(one) for one in proof.pools],
        "trials": prove_trials.objects(proof.trials),
        "moved": [
            {**_request(one.question), "old": one.old, "new": one.new} for one in proof.moved
        ],
        "shifted": [
            {
                "pool": one.pool,
                "servers": [{"name": n, "old": a, "new": b} for n, a, b in one.shares],
            }
            for one in proof.shifted
        ],
        "unproven": [
            {"file": o.place.file, "line": o.place.line, "subject": o.subject, "why": o.why}
            for o in proof.unproven
        ],
        "rewrites": [
            {
                "file": one.place.file,
                "line": one.place.line,
                "kind": one.kind,
                "old": one.old,
                "new": one.new,
            }
            for one in proof.rewrites
        ],
        "refused": [
            {"file": o.place.file, "line": o.place.line, "why": o.why} for o in proof.refused
        ],
        "doubts": [
            {"file": o.place.file, "line": o.place.line, "why": o.why} for o in proof.doubts
        ],
    }


def _route(one: RouteHeld) -> dict[str, object]:
    question, line = one.seen.question, one.line
    return {
        "verdict": one.judgement.held.value,
        "file": None if line is None else line.place.file,
        "line": None if line is None else line.place.line,
        "text": None if line is None else line.text,
        **_request(question),
        "forecast": one.judgement.promised,
        "seen": one.judgement.saw,
        "attempts": [[a.key[0], a.key[1], a.target] for a in one.seen.arrived],
        "why": one.judgement.why or None,
    }


def _request(question: Question) -> dict[str, object]:
    """A request as it was sent, and to whom."""
    request = question.request
    return {
        "listener": question.door.listener.name,
        "request": {
            "method": request.method,
            "target": request.target,
            "version": request.version,
            "headers": [list(pair) for pair in request.headers],
            "source": request.source,
            "scheme": request.scheme,
            "port": request.port,
            "server_name": request.server_name or None,
        },
    }


def _pool(one: PoolHeld) -> dict[str, object]:
    pool = one.promise.pool
    return {
        "name": pool.name,
        "algorithm": pool.balance.written or pool.balance.algorithm,
        "exactness": one.promise.exactness.value,
        "verdict": one.held.value,
        "basis": one.basis or None,
        "detectable": one.power,
        "detail": one.detail or None,
        "file": pool.place.file,
        "line": pool.place.line,
        "servers": [
            {
                "name": server.name,
                "address": address(server.address, server.port),
                "expected": expected,
                "arrived": count,
                "file": server.place.file,
                "line": server.place.line,
            }
            for server, expected, count in zip(pool.servers, one.expected, one.counts, strict=True)
        ],
    }
