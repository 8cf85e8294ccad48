"""The findings about a configuration given as text."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from steelyard.app.check import check
from steelyard.app.loading import Reading
from steelyard.core.finding import Finding

TODAY = date(2026, 11, 21)
POOLS = """
backend web
    server web1 10.0.0.1:8080
    server web2 10.0.0.2:8080

backend api
    server api1 10.0.1.1:8080
    server api2 10.0.1.2:8080
"""


def haproxy(
    folder: Path, listeners: str, pools: str = POOLS, files: Mapping[str, str] | None = None
) -> list[Finding]:
    """The findings about HTTP listeners over the pools ``web`` and ``api``."""
    return _judge(folder, "haproxy.cfg", f"defaults\n    mode http\n\n{listeners}\n{pools}", files)


def nginx(folder: Path, servers: str, http: str = "") -> list[Finding]:
    """The findings about server blocks over the pools ``web`` and ``api``."""
    text = (
        f"events {{}}\nhttp {{\n{http}\n"
        "upstream web { server 10.0.0.1:80; server 10.0.0.2:80; }\n"
        "upstream api { server 10.0.1.1:80; server 10.0.1.2:80; }\n"
        f"{servers}\n}}\n"
    )
    return _judge(folder, "nginx.conf", text, None)


def _judge(folder: Path, name: str, text: str, files: Mapping[str, str] | None) -> list[Finding]:
    """Writes the files and checks the first."""
    for other, content in (files or {}).items():
        (folder / other).write_text(content)
    path = folder / name
    path.write_text(text)
    return check([str(path)], Reading(root=str(folder)), today=TODAY).findings


def named(findings: list[Finding], rule: str) -> list[Finding]:
    """Those of one rule."""
    return [finding for finding in findings if finding.rule == rule]


def severities(findings: list[Finding], rule: str) -> list[str]:
    """The severities of one rule's findings."""
    return [str(finding.severity) for finding in named(findings, rule)]
