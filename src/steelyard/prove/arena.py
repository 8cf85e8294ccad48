"""What a trial may do with a candidate at work: set servers' behaviour, send, restart, wait."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from itertools import count, islice

from steelyard.core.record import replace
from steelyard.model.pool import Pool
from steelyard.prove import health
from steelyard.prove.behaviour import WELL, Arrival, Behaviour
from steelyard.prove.call import Answer, Call
from steelyard.prove.checks import answering
from steelyard.prove.client import Lane, ask_all
from steelyard.prove.question import Question
from steelyard.prove.site import Site
from steelyard.prove.tally import Reply, Tally, tally

AT_ONCE = 24
"""Clients side by side, as long as a trial says no other number."""

TIMEOUT = 10.0
"""Seconds after which a client gives up."""

POLL = 0.1


class Stage:
    """A program at work, and one pool's servers to play."""

    def __init__(self, site: Site, pool: Pool) -> None:
        self.site = site
        self.pool = pool
        self._numbers = count(1)

    async def behave(self, index: int, behaviour: Behaviour) -> None:
        """Play one server so; its checks are answered well when nothing else is said."""
        if behaviour.checks is None:
            checks = answering(self.pool, index)
            behaviour = replace(behaviour, checks=checks)
        await self.site.standins.behave((self.pool.name, index), behaviour)

    async def all_behave(self, behaviour: Behaviour, but: Collection[int] = ()) -> None:
        """Play all servers of the pool so."""
        for index in range(len(self.pool.servers)):
            if index not in but:
                await self.behave(index, behaviour)

    async def recover(self) -> None:
        """All servers are well again."""
        await self.all_behave(WELL)

    async def send(
        self,
        questions: Sequence[Question],
        at_once: int = AT_ONCE,
        *,
        keep: bool = False,
        timeout: float = TIMEOUT,
    ) -> list[Reply]:
        """The replies to questions of so many clients; ``keep``: all on one connection."""
        self.site.standins.clear()
        calls = [self._call(question, timeout) for question in questions]
        if keep:
            lanes = [Lane(calls, keep=True)]
        else:
            lanes = [Lane([call]) for call in calls]
        answers = [answer for lane in await ask_all(lanes, at_once) for answer in lane]
        arrived: dict[str, list[Arrival]] = {}
        for one in self.site.standins.arrivals:
            arrived.setdefault(one.identity, []).append(one)
        pairs = zip(calls, answers, strict=True)
        return [self._reply(answer, arrived.get(call.identity, [])) for call, answer in pairs]

    async def count(
        self, questions: Iterator[Question], number: int, at_once: int = AT_ONCE
    ) -> Tally:
        """So many questions, counted."""
        return self.tally(await self.send(list(islice(questions, number)), at_once))

    def tally(self, replies: Sequence[Reply]) -> Tally:
        """Replies counted for this pool."""
        return tally(replies, len(self.pool.servers))

    async def restart(self) -> None:
        """A new process, as after a crash."""
        self.site.program.stop()
        await self.site.program.start()

    async def reload(self) -> None:
        """The program reads its configuration anew."""
        await self.site.program.reload()

    async def notice_down(self, servers: Collection[int]) -> None:
        """The gateway's active checks have seen that nobody listens there.

        Not waited for: HAProxy is told what its checks say after some intervals.
        """
        await self._force(servers, "down")

    async def notice_up(self, servers: Collection[int]) -> None:
        """The gateway's active checks have seen that these are back."""
        await self._force(servers, "up")

    async def checked(self, seconds: float) -> bool:
        """Wait until every check of the pool has a result that stands; False: not in time."""
        socket = self.site.sandbox.administration
        if not socket:
            return True
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while loop.time() < until:
            found = await health.states(socket, self.pool.name)
            if found and all(one.settled for one in found):
                return True
            await asyncio.sleep(POLL)
        return False

    async def _force(self, servers: Collection[int], state: str) -> None:
        socket = self.site.sandbox.administration
        watched = [i for i in sorted(servers) if self.pool.servers[i].check is not None]
        if not socket or not watched:
            return
        names = [self.pool.servers[i].name for i in watched]
        await health.tell(socket, *health.forcing(self.pool.name, names, state))

    def _call(self, question: Question, timeout: float) -> Call:
        """The question on its way to where the candidate listens."""
        bind, listener = question.door.bind, question.door.listener
        endpoint = self.site.room.listeners[bind.address, bind.port, bind.transport]
        hello = listener.protocol != "http" and not bind.tls and question.request.scheme == "https"
        proxied = endpoint in self.site.sandbox.proxied
        name = f"t{next(self._numbers)}"
        return Call(question.request, endpoint, name, proxied, hello, timeout)

    def _reply(self, answer: Answer, came: Sequence[Arrival]) -> Reply:
        servers = tuple(one.key[1] for one in came if one.key[0] == self.pool.name)
        pool, _, index = answer.server.rpartition("/")
        if not servers and pool == self.pool.name and index.isdecimal():
            servers = (int(index),)
        cookies = tuple(
            value.partition(";")[0] for key, value in answer.headers if key.lower() == "set-cookie"
        )
        return Reply(
            answer.status,
            servers,
            answer.seconds,
            answer.late,
            bool(answer.server),
            cookies,
            answer.header("location"),
        )
