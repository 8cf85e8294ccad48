"""The configuration is read anew under load.

What is done: 8 clients at a time ask 300 times, every answer takes 10 ms; meanwhile the
program reloads, in the way that its service does.
What is looked at: requests that fail.
Failed: any request fails.
"""

import asyncio
from itertools import islice

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "reload"
TITLE = "A reload under load"

REQUESTS, CLIENTS = 300, 8
WORK = 0.01
BEFORE = 0.1


def applies(subject: TrialSubject) -> bool:
    """Requests reach it."""
    return bool(subject.witnesses)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Clients at work before, during and after."""
    await stage.all_behave(Behaviour(delay=WORK))

    async def reload() -> None:
        await asyncio.sleep(BEFORE)
        await stage.reload()

    asked = stage.send(list(islice(subject.questions(), REQUESTS)), CLIENTS)
    replies, _ = await asyncio.gather(asked, reload())
    return subject.held(NAME, judge(stage.tally(replies)))


def judge(seen: Tally) -> Ruling:
    """What clients got."""
    said = f"during a reload {seen.failures()}"
    return Ruling(Verdict.FAILED if seen.failed else Verdict.SURVIVED, said, seen.figures())
