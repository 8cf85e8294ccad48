"""HTTP/1.1 as far as the shop and its visitors need it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """One request as the shop reads it; names of headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, without the query."""
        return urlsplit(self.target).path

    def field(self, name: str) -> str:
        """Return a field of the form, or of the query; an absent one is empty."""
        pairs = dict(parse_qsl(urlsplit(self.target).query))
        if self.headers.get("content-type", "").startswith(FORM):
            pairs |= dict(parse_qsl(self.body.decode("utf-8", "replace")))
        return pairs.get(name, "")

    def cookie(self, name: str) -> str:
        """Return a cookie; an absent one is empty."""
        jar: SimpleCookie = SimpleCookie()
        jar.load(self.headers.get("cookie", ""))
        return jar[name].value if name in jar else ""


@dataclass(frozen=True)
class Response:
    """One answer."""

    status: int
    body: str = ""
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()

    def to_bytes(self, extra: tuple[tuple[str, str], ...], *, with_body: bool = True) -> bytes:
        """Write it as it goes over the wire."""
        body = self.body.encode()
        headers = (("Content-Type", self.kind), ("Content-Length", str(len(body))))
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in (*headers, *self.headers, *extra)]
        return "\r\n".join([*lines, "", ""]).encode() + (body if with_body else b"")


async def read_message(
    reader: asyncio.StreamReader,
) -> tuple[str, list[tuple[str, str]], bytes] | None:
    """Read first line, headers and body; None when the other side has ended the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.split(":", 1) for line in lines if ":" in line]
    headers = [(name.lower(), value.strip()) for name, value in pairs]
    length = dict(headers).get("content-length", "0")
    body = await reader.readexactly(int(length)) if length.isdigit() else b""
    return first, headers, body
