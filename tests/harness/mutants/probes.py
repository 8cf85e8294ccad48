"""Fixed requests to each configuration, made of its own text alone.

Neither the reader nor `prove` has a word in it: what stands in the file (paths, hosts,
names of headers, values) is put together at random, and a little beside it.
"""

import re
from pathlib import Path
from random import Random

from steelyard.forecast.routing.request import Request

CONFIGS = Path(__file__).parent / "configs"
EACH = 300
"""Probes of one configuration."""

SOURCES = ("192.0.2.1", "10.1.2.3", "10.0.0.5", "198.51.100.77", "203.0.113.9", "172.16.4.4",
           "10.9.1.1", "192.0.2.77")  # fmt: skip
_PATH = re.compile(r"(?<![\w.])/[\w./%-]*")
_HOST = re.compile(r"(?<![\w/.])(?:[a-z][\w-]*\.)+[a-z]+\b")
_PORT = re.compile(r"127\.0\.0\.1:(\d+)")
_HEADER = re.compile(r"(?:hdr(?:_\w+)?\(|http_|header )([\w-]+)")
_COOKIE = re.compile(r"cook(?:ie)?[(_](\w+)")
_PARAMETER = re.compile(r"(?:urlp\(|url_param[ (]|arg_)(\w+)")
_WORD = re.compile(r"(?<=[\s=:\"])[\w.-]+(?=[\s;,\")])")


def configurations() -> list[Path]:
    """The configurations, by name."""
    return sorted([*CONFIGS.glob("*.cfg"), *CONFIGS.glob("*.conf")])


def probes(config: Path) -> list[Request]:
    """The requests to one configuration: always the same."""
    text = config.read_text("utf-8")
    if config.name == "haproxy_maps.cfg" or config.name == "nginx_maps.conf":
        text += "".join(p.read_text("utf-8") for p in sorted(CONFIGS.glob("*.[lim][sna][tpc]")))
    maker = _Maker(text, Random(config.name))
    return [maker.request() for _ in range(EACH)]


class _Maker:
    """Puts requests together."""

    def __init__(self, text: str, chance: Random) -> None:
        self._chance = chance
        self._ports = sorted({int(port) for port in _PORT.findall(text)})
        self._paths = sorted(set(_PATH.findall(text)) - {"/usr", "/24"}) or ["/"]
        self._hosts = sorted(set(_HOST.findall(text))) or ["host.example"]
        self._headers = sorted({n.replace("_", "-") for n in _HEADER.findall(text)} - {"host"})
        self._cookies = sorted(set(_COOKIE.findall(text)))
        self._parameters = sorted(set(_PARAMETER.findall(text)))
        self._words = [*sorted(set(_WORD.findall(text))), "5", "12", "k", "a;two", "ab-12", "on1"]

    def request(self) -> Request:
        """One more."""
        chance = self._chance
        headers = [("Host", self._host())] if chance.random() < 0.95 else []
        for name in self._headers:
            if chance.random() < min(0.4, 2 / len(self._headers)):
                headers.append((name, self._value()))
                if chance.random() < 0.1:
                    headers.append((name, self._value()))
        cookies = [f"{name}={self._value()}" for name in self._cookies if chance.random() < 0.5]
        if cookies:
            headers.append(("Cookie", "; ".join(cookies)))
        return Request(
            chance.choice(("GET", "GET", "GET", "GET", "POST", "PUT", "HEAD")),
            self._target(),
            tuple(headers),
            chance.choice(SOURCES),
            port=chance.choice(self._ports),
            version="1.1" if headers and headers[0][0] == "Host" else "1.0",
        )

    def _host(self) -> str:
        host = self._chance.choice(self._hosts)
        made = self._chance.choice((host, host, host, host.upper(), f"x.{host}", f"{host}:80"))
        return host.partition(".")[2] or host if self._chance.random() < 0.1 else made

    def _value(self) -> str:
        return self._chance.choice((*self._words, *self._hosts, *SOURCES[:3]))

    def _target(self) -> str:
        chance = self._chance
        path = chance.choice(self._paths)
        if chance.random() < 0.4:
            path += chance.choice(("x", "/", "/x", "/a", "1", "/deep", ".css", "ab", "/v1/2"))
        if chance.random() < 0.1 and len(path) > 2:
            path = path[:-1]
        if chance.random() < 0.2:
            path += chance.choice(self._paths)
        if self._parameters and chance.random() < 0.5:
            pairs = [f"{n}={self._value()}" for n in self._parameters if chance.random() < 0.6]
            path += f"?{'&'.join(pairs)}"
        elif chance.random() < 0.1:
            path += "?k=1"
        return path
