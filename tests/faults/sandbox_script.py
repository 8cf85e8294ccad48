"""A whole sandbox that is ended in many ways; run by test_prove_leftovers.py.

    python -m tests.faults.sandbox_script FOLDER ENDING

It writes its address, its folder and its processes as one line of JSON when all stands.
"""

import asyncio
import json
import os
import signal
import sys
from random import Random

from steelyard.dialects.sandbox import Endpoint
from steelyard.forecast.routing.request import Request
from steelyard.prove.address import Address
from steelyard.prove.behaviour import Key
from steelyard.prove.call import Call
from steelyard.prove.client import ask
from steelyard.prove.process import Program
from steelyard.prove.program import find_program
from steelyard.prove.reaper import Reaper
from steelyard.prove.reload import workers
from steelyard.prove.standin import StandIns
from tests.harness.machinery import haproxy, haproxy_servers, nginx, nginx_upstream

KILLS = {"haproxy", "nginx", "worker", "reaper"}


async def main(parent: str, ending: str) -> None:
    """Start everything, tell what there is, and end."""
    with Address.claim(Random()) as address, Reaper(parent) as reaper:
        servers: dict[Key, Endpoint] = {("web", i): address.take() for i in range(20)}
        one, two = address.take(), address.take()
        body = f"listen f\n  bind {one}\n{haproxy_servers(servers.values(), 'check inter 50ms')}"
        location = "location / { proxy_pass http://web; }"
        http = f"{nginx_upstream(servers)}server {{ listen {two}; {location} }}"
        first = Program(find_program("haproxy"), haproxy(reaper.folder, body), reaper, [one])
        second = Program(
            find_program("nginx"), nginx(reaper.folder, http, workers=2), reaper, [two]
        )
        async with StandIns(servers), first, second:
            await first.reload()
            for here in (one, two):
                assert (await ask(Call(Request(headers=(("Host", "a"),)), here, "1"))).status == 200
            pids = {
                "haproxy": first.pid,
                "nginx": second.pid,
                "worker": min(workers(second.pid)),
                "reaper": reaper.pid,
            }
            told = {"address": address.address, "folder": reaper.folder, **pids}
            os.write(1, f"{json.dumps(told)}\n".encode())
            await end(ending, pids)


async def end(ending: str, pids: dict[str, int]) -> None:
    """End so, or wait to be ended."""
    if ending in KILLS:
        os.kill(pids[ending], signal.SIGKILL)
        await asyncio.sleep(0.1)
    elif ending == "exception":
        raise RuntimeError("as asked")
    elif ending != "success":
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
