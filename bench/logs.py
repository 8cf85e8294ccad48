"""Writes access logs of any size that look like a shop's: a few hot paths, many clients.

python -m bench.logs 2000000 > access.log    # lines, in the combined format
"""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS, PATHS = 50_000, 2_000
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)",
    "curl/8.1",
)


def combined(lines: int, seed: int = 1) -> Iterator[str]:
    """Lines in the combined format; a third of the requests have a query."""
    chance = random.Random(seed)
    clients = [f"10.{chance.randrange(256)}.{n // 256}.{n % 256}" for n in range(CLIENTS)]
    parts = (("api", "static", "checkout", "search", "user"), ("list", "item", "view"))
    paths = [f"/{chance.choice(parts[0])}/{chance.choice(parts[1])}/{n}" for n in range(PATHS)]
    for number in range(lines):
        path = paths[int(chance.random() ** 3 * PATHS)]
        query = f"?q={chance.randrange(10_000)}" if chance.random() < 0.3 else ""
        yield (
            f"{clients[int(chance.random() ** 2 * CLIENTS)]} - - "
            f"[10/Oct/2025:13:{number // 60 % 60:02}:{number % 60:02} +0200] "
            f'"{chance.choice(("GET", "GET", "GET", "POST"))} {path}{query} HTTP/1.1" '
            f"{chance.choice((200, 200, 200, 304, 404))} {chance.randrange(100_000)} "
            f'"https://shop.example/" "{chance.choice(AGENTS)}"\n'
        )


if __name__ == "__main__":
    sys.stdout.writelines(combined(int(sys.argv[1])))
