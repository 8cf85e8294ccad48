"""Nothing is broken, and some servers get nothing.

What is done: as many requests as show every server's share, all servers well.
What is looked at: servers that are listed and get none, one server that gets nearly
all, pools that are routed to and have nobody to ask.
Failed: all requests of the pool fail; or no request that reaches it was found and ``check``
knows why (an empty map, a missing name, a shadowed rule); or one server gets more than 90 %
and ``check`` finds no sign that this is meant (a declared drain, canary or standby side, a
comment); or one gets more than the policy's ``max_share``.  Other servers without requests,
and other pools that nothing reaches, are told.
"""

from steelyard.prove.arena import Stage
from steelyard.prove.shares import MOST
from steelyard.prove.tally import Tally, percent, spread
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "starved"
TITLE = "Who gets requests while all servers are well"

UNMEANT = frozenset(
    {"share/no-traffic", "share/concentration", "share/constant-key", "pool/odd-server"}
)
"""Rules of ``check`` that know a share which nobody meant."""

CUT_OFF = frozenset({"routing/empty-map", "routing/missing-pool", "routing/shadowed"})
"""Rules of ``check`` that know why no request reaches a pool."""

NEARLY_ALL = 0.9
PER_SERVER = 40


def applies(subject: TrialSubject) -> bool:
    """All that have a name."""
    return not subject.pool.implicit or bool(subject.witnesses)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Calm traffic of different clients."""
    pool = subject.pool
    unmeant = bool(UNMEANT & subject.suspected)
    if subject.witnesses:
        number = min(MOST, PER_SERVER * max(2, len(pool.servers)))
        seen = await stage.count(subject.questions(), number)
    else:
        seen = stage.tally(await stage.send([*subject.lost] * 10))
    if not seen.sent:
        return subject.held(NAME, judge_unreached(sorted(CUT_OFF & subject.suspected)))
    names = [server.name for server in pool.servers]
    backups = [server.backup for server in pool.servers]
    ruling = judge(names, backups, seen, unmeant, subject.policy.max_share)
    place = None
    for server, count in zip(pool.servers, seen.servers, strict=True):
        if not count and not server.backup and place is None:
            place = server.place
    return subject.held(NAME, ruling, place)


def judge_unreached(rules: list[str]) -> Ruling:
    """A pool that no witness was found for; ``rules`` that say why."""
    said = "no request that reaches it was found"
    if rules:
        return Ruling(Verdict.FAILED, f"{said} ({', '.join(rules)})", {"rules": rules})
    return Ruling(Verdict.TOLD, said)


def judge(
    names: list[str], backups: list[bool], seen: Tally, unmeant: bool, max_share: float | None
) -> Ruling:
    """``unmeant``: nobody said that a server rests on purpose."""
    figures: dict[str, object] = {**seen.figures(), "names": names}
    if seen.failed == seen.sent:
        who = "no server takes its requests" if not sum(seen.servers) else "none is served"
        return Ruling(Verdict.FAILED, f"{who}: {seen.failures()}", figures)
    top, share = names[seen.top], seen.share(seen.top)
    pairs = zip(names, seen.servers, backups, strict=True)
    without = [name for name, count, backup in pairs if not count and not backup]
    said = f"{top} gets {seen.servers[seen.top]} of {sum(seen.servers)} ({percent(share)})"
    listed = len(names) - sum(backups)
    if without:
        said += f", {_and(without)} none"
    if max_share is not None and share > max_share + 1 / sum(seen.servers):
        text = f"{said}; the policy allows {percent(max_share)}"
        return Ruling(Verdict.FAILED, text, figures)
    if share > NEARLY_ALL and (listed > 1 or (unmeant and len(names) > 1)):
        return Ruling(Verdict.FAILED if unmeant else Verdict.TOLD, said, figures)
    if without:
        return Ruling(Verdict.TOLD, said, figures)
    who = "every server that is no backup" if any(backups) else "every server"
    even = f"{who} gets requests: {spread(names, seen.servers)}"
    return Ruling(Verdict.SURVIVED, even, figures)


def _and(names: list[str]) -> str:
    """``a, b and 3 more``."""
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return ", ".join(names)
