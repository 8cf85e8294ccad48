"""Sends visitors: sessions begin by chance at a given rate, whether or not the site keeps up."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from examples.shop.site import sessions
from examples.shop.site.messages import FORM, read_message
from examples.shop.site.tally import BALANCER, NOBODY, Hit, Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from examples.shop.site.sessions import Step

PATIENCE = 3.0  # seconds that a visitor waits for a page


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: list[tuple[str, str]]

    def header(self, name: str) -> str:
        """Return a header; an absent one is empty."""
        return dict(self.headers).get(name, "")


@dataclass
class Visitor:
    """One browser or app: a connection that is kept, and a cookie."""

    host: str
    port: int
    cookie: str = ""
    link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, step: Step) -> Answer | None:
        """Make one request; None when no answer came in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._exchange(step)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self.leave()
            return None
        if answer is None or answer.header("connection").lower() == "close":
            self.leave()
        return answer

    async def _exchange(self, step: Step) -> Answer | None:
        if self.link is None:
            self.link = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.link
        body = step.body().encode()
        lines = [f"{step.method} {step.target} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if step.method == "POST":
            lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        message = await read_message(reader)
        if message is None:
            return None
        first, headers, _ = message
        answer = Answer(int(first.split()[1]), headers)
        if answer.header("set-cookie"):
            self.cookie = answer.header("set-cookie").partition(";")[0]
        return answer

    def leave(self) -> None:
        """End the connection."""
        if self.link:
            self.link[1].close()
            self.link = None


@dataclass
class Load:
    """Visitors of one site at one rate."""

    url: str
    rate: float  # requests per second, in the mean
    chance: random.Random
    clock: Callable[[], float]
    tally: Tally = field(default_factory=Tally)
    started: float = 0.0

    async def run(self, seconds: float) -> Tally:
        """Begin sessions for so long, and wait for those that have begun."""
        self.started = self.clock()
        pause = sessions.mean_length(self.chance) / self.rate
        begins, running = self.started, set()
        while begins < self.started + seconds:
            await asyncio.sleep(max(0.0, begins - self.clock()))
            self.tally.sessions += 1
            # A chance of its own: how fast the site answers shall not change what others do.
            chance = random.Random(self.chance.random())
            running.add(asyncio.create_task(self._visit(self.tally.sessions, chance)))
            begins += self.chance.expovariate(1 / pause)
        await asyncio.gather(*running)
        return self.tally

    async def _visit(self, session: int, chance: random.Random) -> None:
        place = urlsplit(self.url)
        visitor = Visitor(place.hostname or "127.0.0.1", place.port or 80)
        for step in sessions.draw(chance):
            began = self.clock()
            answer = await visitor.ask(step)
            self._note(session, step, began, answer)
            await asyncio.sleep(chance.expovariate(1 / sessions.THINKING))
        visitor.leave()

    def _note(self, session: int, step: Step, began: float, answer: Answer | None) -> None:
        now = self.clock()
        server, status = NOBODY, 0
        if answer is not None:
            server, status = answer.header("x-served-by") or BALANCER, answer.status
            if answer.header("location").startswith("/checkout/order/"):
                self.tally.orders += 1
        hit = Hit(now - self.started, session, server, status, now - began, step.pool)
        self.tally.hits.append(hit)
