"""One application process of the shop: takes requests, works on few at a time, dies of too many.

python -m examples.shop.site.app --name web1 --port 8011 --database shop.sqlite
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import secrets
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from examples.shop.site import database
from examples.shop.site.limits import Backlog, Limits, service_seconds
from examples.shop.site.messages import Request, Response, read_message
from examples.shop.site.shop import Shop

LOOK_EVERY = 0.05  # seconds between two looks at the queue
BACKLOG = 64  # connections that the kernel keeps for it


class Application:
    """Takes connections in one thread, and does the work of pages in a few others."""

    def __init__(self, name: str, url: str, limits: Limits, chance: random.Random) -> None:
        self.name = name
        self._url = url
        self._limits = limits
        self._chance = chance
        self._backlog = Backlog(limits)
        self._workers = ThreadPoolExecutor(limits.workers, initializer=self._open_store)
        self._local = threading.local()
        self._taken = 0  # requests taken and not yet answered

    async def serve(self, port: int) -> None:
        """Serve until the process dies."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", port, backlog=BACKLOG)
        print(f"{self.name} listens on 127.0.0.1:{port}", flush=True)
        async with server:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                if self._backlog.kills(self._waiting(), time.monotonic()):
                    self._die()

    def _die(self) -> None:
        seconds = self._limits.patience
        print(
            f"{self.name}: {self._waiting()} requests waiting, more than "
            f"{self._limits.high_water} for {seconds:g} s: out of memory",
            flush=True,
        )
        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel ends a process that takes too much

    def _waiting(self) -> int:
        return max(0, self._taken - self._limits.workers)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while (message := await read_message(reader)) is not None:
                first, headers, body = message
                method, _, rest = first.partition(" ")
                request = Request(method, rest.rpartition(" ")[0], dict(headers), body)
                response = await self._respond(request)
                served_by = (("X-Served-By", self.name),)
                writer.write(response.to_bytes(served_by, with_body=method != "HEAD"))
                await writer.drain()
                if request.headers.get("connection", "").lower() == "close":
                    break
        writer.close()

    async def _respond(self, request: Request) -> Response:
        if request.path == "/healthz":
            # A check of the process alone, as most are: overload does not fail it, death does.
            return Response(200, "alive\n", "text/plain")
        if not self._backlog.admits(self._waiting()):
            return Response(503, "too many requests wait here\n", "text/plain")
        self._taken += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._workers, self._work, request)
        finally:
            self._taken -= 1

    def _open_store(self) -> None:
        store = database.Store(database.connect(self._url))
        self._local.shop = Shop(self.name, store, lambda: secrets.token_hex(8))

    def _work(self, request: Request) -> Response:
        shop: Shop = self._local.shop
        time.sleep(service_seconds(request.path, self._chance.random()))
        try:
            return shop.answer(request)
        except Exception as error:  # noqa: BLE001 - one broken page shall not end the process
            print(f"{self.name}: {request.target}: {error!r}", flush=True)
            shop.store.abandon()
            return Response(500, "the shop failed\n", "text/plain")


def main(arguments: list[str]) -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="examples.shop.site.app", description=__doc__)
    standard = Limits()
    parser.add_argument("--name", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--workers", type=int, default=standard.workers)
    parser.add_argument("--queue", type=int, default=standard.queue)
    parser.add_argument("--patience", type=float, default=standard.patience)
    options = parser.parse_args(arguments)
    limits = Limits(options.workers, options.queue, options.patience)
    application = Application(options.name, options.database, limits, random.Random(options.name))
    asyncio.run(application.serve(options.port))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
