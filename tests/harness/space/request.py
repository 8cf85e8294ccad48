"""A request and an outcome, and the parts of a request that rules look at."""

from typing import NamedTuple

Outcome = tuple[str, str] | tuple[str, int, str] | tuple[str, int]
"""("pool", name) | ("redirect", status, location) | ("deny", status).

"deny" is every answer of the gateway's own, `return 200` included.
"""


class Request(NamedTuple):
    """One request; `port` is that of the listener as the text names it.

    The evaluators know HTTP/1.1 only.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    source: str
    port: int
    version: str = "1.1"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def lines(self, name: str) -> list[str]:
        """Return the values of all lines of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def raw(self) -> bytes:
        """Return it as it goes over the wire."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        length = "" if self.method in ("GET", "HEAD") else "Content-Length: 0\r\n"
        start = f"{self.method} {self.target} HTTP/{self.version}\r\n"
        return f"{start}{lines}{length}\r\n".encode("utf-8", "surrogateescape")
