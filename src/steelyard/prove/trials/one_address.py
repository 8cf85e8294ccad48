"""All clients come through one proxy.

What is done: 120 requests of as many users, first each from an address of its own, then
all from one: that of a proxy the configuration believes, where it names one.  Each request
carries its user's own address in X-Forwarded-For (and its relatives), and its own cookie
or key where one counts.
What is looked at: whether they are still told apart: the share of the busiest server, and
requests refused as too many.
Failed: one server gets more than 90 %, or more than 5 % are refused and none were in the
first round; and ``check`` sees that a proxy stands in front (``share/hash-on-proxy-address``,
``trust/limit-on-proxy``).  Where nothing says so it is told.
"""

from itertools import islice

from steelyard.core.record import replace
from steelyard.prove.arena import Stage
from steelyard.prove.forwarded import FORWARDED, believed, without
from steelyard.prove.question import Question, ask
from steelyard.prove.tally import Tally, percent
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict
from steelyard.prove.vary import source, varied

NAME = "one-address"
TITLE = "All clients come from one address"

REQUESTS = 120
NEARLY_ALL = 0.9
REFUSED = 0.05
BEHIND = frozenset({"share/hash-on-proxy-address", "trust/limit-on-proxy"})


def applies(subject: TrialSubject) -> bool:
    """Requests reach it, and clients have addresses, of their own or as headers say."""
    if not subject.witnesses:
        return False
    return subject.anywhere or bool(subject.witnesses[0].door.listener.client_addresses)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Users apart, then behind one address."""
    apart = await stage.count(subject.questions(), REQUESTS)
    behind = stage.tally(await stage.send(_behind(subject)))
    names = [server.name for server in subject.pool.servers]
    ruling = judge(names, apart, behind, bool(BEHIND & subject.suspected))
    persistence = subject.pool.persistence
    place = persistence[0].place if persistence else subject.pool.balance.place
    return subject.held(NAME, ruling, place)


def _behind(subject: TrialSubject) -> list[Question]:
    """Users that only headers and cookies tell apart."""
    witness = subject.witnesses[0]
    proxy = believed(witness.door.listener) or witness.request.source
    base = ask(witness.door, replace(witness.request, source=proxy), witness.line)
    if base.pool != witness.pool:
        base = witness
    found = []
    for number, one in enumerate(islice(varied(base, subject.pool, False), REQUESTS), 1):
        user = source(one.request, number).source
        headers = (*without(one.request.headers), *((name, user) for name in FORWARDED))
        found.append(replace(one, request=replace(one.request, headers=headers)))
    return found


def judge(names: list[str], apart: Tally, behind: Tally, proxied: bool) -> Ruling:
    """``proxied``: a proxy stands in front."""
    figures: dict[str, object] = {
        "names": names,
        "apart": apart.figures(),
        "behind": behind.figures(),
    }
    bad = []
    share = behind.share(behind.top)
    if share > NEARLY_ALL and (proxied or apart.share(apart.top) <= NEARLY_ALL):
        bad.append(f"{names[behind.top]} gets {percent(share)}")
    if behind.failing > REFUSED and apart.failing <= REFUSED:
        bad.append(behind.failures())
    if not bad:
        said = f"{behind.sent} users behind one address are told apart as before"
        return Ruling(Verdict.SURVIVED, said, figures)
    said = f"{behind.sent} users behind one address: {', '.join(bad)}"
    return Ruling(Verdict.FAILED if proxied else Verdict.TOLD, said, figures)
