"""Health checks fail everywhere while the service works.

What is done: the program starts while every server answers its health check with 503, or,
where the check wants a certain status of the home page, with a redirect; requests are
answered well.  When the checks have come to their result, 30 requests.
What is looked at: whether anybody is still served.
Failed: more than half fail, and ``check`` finds that the checked page depends on more than
the server (``health/shared-dependency``: a database's page, the home page).  Where the page
is the server's own, losing everybody with it is told: no way out is written
(``use_backend ... if { nbsrv(...) eq 0 }``).
"""

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict, too_long

NAME = "failing-check"
TITLE = "Health checks fail everywhere while the service works"

REQUESTS = 30
SHARED = "health/shared-dependency"


def applies(subject: TrialSubject) -> bool:
    """Checks over HTTP decide who is asked."""
    return bool(subject.witnesses) and subject.checked("http")


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """A start with failing checks: the first failure puts a server out."""
    found = [check for i in subject.working if (check := subject.check(i)) is not None]
    check = found[0]
    wait = subject.notice_seconds()
    if wait > subject.longest_wait:
        return subject.held(NAME, too_long(wait), check.place)
    status = 301 if check.path == "/" and check.expect else 503
    await stage.all_behave(Behaviour(checks=Behaviour(status=status)))
    await stage.restart()
    await stage.checked(wait + 1)
    seen = await stage.count(subject.questions(), REQUESTS)
    what = f"{check.method or 'GET'} {check.path}".strip()
    return subject.held(NAME, judge(seen, what, status, SHARED in subject.suspected), check.place)


def judge(seen: Tally, what: str, status: int, shared: bool) -> Ruling:
    """``shared``: the page fails for reasons that are not the server's."""
    figures = {**seen.figures(), "status": status}
    said = f"while {what} is answered {status} everywhere and all else is well, {seen.failures()}"
    if seen.failing <= 0.5:
        return Ruling(Verdict.SURVIVED, said, figures)
    return Ruling(Verdict.FAILED if shared else Verdict.TOLD, said, figures)
