"""Route cases: what the walk says, and what the real HAProxy does, for the same requests."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from steelyard.forecast.routing.request import Request, parse_request
from tests.harness.client import ask
from tests.harness.haproxy_process import HaproxyProcess
from tests.harness.haproxy_routes import end, routed_file
from tests.harness.process import free_ports

CORPUS = Path(__file__).parents[2] / "corpus" / "haproxy"
CASES = sorted(path.parent for path in CORPUS.glob("route-*/case.toml"))

ECHO = """
frontend echo
    bind 127.0.0.1:{echo}
    http-request return status 200 content-type text/plain lf-string "%[req.hdr(x-pool)]"
"""


def requests_of(case: Path) -> list[dict[str, Any]]:
    return tomllib.loads((case / "case.toml").read_text("utf-8"))["request"]


def question(row: dict[str, Any]) -> Request:
    return parse_request(
        f"{row['method']} {row['url']}", tuple(row.get("headers", ())), "127.0.0.1"
    )


def test_there_are_cases() -> None:
    assert len(CASES) > 5


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_walk_goes_where_the_case_says(case: Path) -> None:
    gateway = routed_file(case / "haproxy.cfg")
    for row in requests_of(case):
        outcome = end(gateway, question(row))
        assert outcome.kind != "unknown", outcome.why
        assert outcome.pool == row.get("pool", ""), row
        assert outcome.status == row.get("status"), row


@pytest.mark.differential
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_real_binary_goes_there_too(case: Path, tmp_path: Path) -> None:
    port, echo = free_ports(2)
    for file in case.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (case / "haproxy.cfg").read_text("utf-8")
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace(":9001", f":{echo}")
    text = re.sub(
        r"^backend (\S+)$", r"\g<0>\n    http-request set-header x-pool \1", text, flags=re.M
    )
    text = re.sub(r"([\w-]+\.(?:map|lst))\b", rf"{tmp_path}/\1", text)
    with HaproxyProcess(text + ECHO.format(echo=echo), tmp_path):
        for row in requests_of(case):
            answer = ask(port, [_raw(question(row))], keep_alive=False)[0]
            if "pool" in row:
                assert answer.body.decode() == row["pool"], row
            else:
                assert answer.status == row["status"], row


def _raw(request: Request) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
    length = "Content-Length: 0\r\n" if request.method == "POST" else ""
    return f"{request.method} {request.target} HTTP/1.1\r\n{lines}{length}\r\n".encode("latin-1")
