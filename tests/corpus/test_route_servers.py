"""Route cases that name the very server: the whole reader, and the real HAProxy, in order."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.forecast.routing.request import Request, parse_request
from tests.harness.client import ask
from tests.harness.corpus import CORPUS
from tests.harness.haproxy_process import HaproxyProcess
from tests.harness.process import free_ports
from tests.harness.whole import Walker

VERSIONS = {"haproxy": (2, 6, 12), "nginx": (1, 22, 1)}


def rows_of(case: Path) -> list[dict[str, Any]]:
    return tomllib.loads((case / "case.toml").read_text("utf-8"))["request"]


CASES = [
    path.parent
    for path in sorted(CORPUS.glob("*/route-*/case.toml"))
    if any("server" in row for row in rows_of(path.parent))
]


def question(row: dict[str, Any]) -> Request:
    headers = row["headers"]
    if isinstance(headers, dict):
        headers = [f"{name}: {value}" for name, value in headers.items()]
    source = row.get("source", "127.0.0.1")
    return parse_request(f"{row['method']} {row['url']}", tuple(headers), source)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_walk_names_the_server(case: Path) -> None:
    dialect = case.parent.name
    [config] = [*case.glob("haproxy.cfg"), *case.glob("nginx.conf")]
    reading = Reading(dialect=dialect, version=VERSIONS[dialect])
    walker = Walker(load_gateway(str(config), reading))
    for row in rows_of(case):
        outcome = walker.outcome(question(row))
        server = outcome.server or (outcome.first.name if outcome.first else None)
        assert server == row.get("server"), row
        assert outcome.status == row.get("status"), row


@pytest.mark.differential
@pytest.mark.parametrize(
    "case", [case for case in CASES if case.parent.name == "haproxy"], ids=lambda path: path.name
)
def test_the_real_binary_takes_it_too(case: Path, tmp_path: Path) -> None:
    port, echo = free_ports(2)
    text = (case / "haproxy.cfg").read_text("utf-8")
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace(":9001", f":{echo}")
    name = r"\g<0>\n    http-response set-header x-server %s"
    text = re.sub(r"^backend (\S+)$", name, text, flags=re.MULTILINE)
    text += f"\nfrontend echo\n  bind 127.0.0.1:{echo}\n  http-request return status 200\n"
    with HaproxyProcess(text, tmp_path):
        for row in rows_of(case):
            asked = question(row)
            lines = "".join(f"{name}: {value}\r\n" for name, value in asked.headers)
            raw = f"{asked.method} {asked.target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")
            answer = ask(port, [raw], keep_alive=False)[0]
            assert answer.header("x-server") == row.get("server"), row
