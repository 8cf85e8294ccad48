"""Measures Steelyard beside what its users run today, all in one run on one machine.

./dev bench [startup] [speed] [growth] [logs] [diff] [prove] [--write]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.generate import DIALECTS, haproxy
from bench.logs import combined
from bench.measure import Cost, cost
from bench.routes import SHAPES
from tests.harness import binaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RESULTS = Path(__file__).with_name("results.md")
PYTHON = sys.executable
STEELYARD = str(Path(PYTHON).with_name("steelyard"))
CROSSPLANE = str(Path(PYTHON).with_name("crossplane"))

SERVERS, POOLS = 10_000, 1_000
SMALL = (24, 5)  # servers and pools that make a file of about 100 lines
GROWTH = (100, 1_000, 10_000, 100_000)
ROUNDS = 20


@dataclass(frozen=True)
class Row:
    """One line of the table: our cost, beside another's."""

    what: str
    ours: Cost
    against: str
    other: Cost

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        return (
            self.what,
            seconds(self.ours.seconds),
            f"{self.ours.peak_mb:.0f} MB",
            self.against,
            seconds(self.other.seconds),
            f"{self.ours.seconds / self.other.seconds:.1f}",
        )


HEADINGS = ("measured", "CPU", "peak memory", "against", "CPU", "ratio")


def seconds(value: float) -> str:
    """Write a duration the way it is read best."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def write(folder: Path, dialect: str, servers: int, pools: int) -> str:
    """Generate one configuration and return its path."""
    path = folder / f"{dialect}-{servers}.conf"
    with path.open("w") as file:
        file.writelines(DIALECTS[dialect](servers, pools))
    return str(path)


def check(path: str, times: int = 3) -> Cost:
    """Measure `steelyard check`; findings are no failure here."""
    return cost([STEELYARD, "check", path], times).require(0, 1)


def startup(folder: Path) -> Iterator[Row]:
    """Measure what a user waits for before anything is asked, and for a small file."""
    bare = cost([PYTHON, "-c", "pass"], ROUNDS).require(0)
    version = cost([STEELYARD, "--version"], ROUNDS).require(0)
    yield Row("steelyard --version", version, "python3 -c pass", bare)
    path = write(folder, "haproxy", *SMALL)
    lines = len(Path(path).read_text().splitlines())
    yield Row(f"check, HAProxy, {lines} lines", check(path, ROUNDS), "python3 -c pass", bare)


def speed(folder: Path) -> Iterator[Row]:
    """Measure `check` on a large file beside the native checkers and crossplane."""
    size = f"{SERVERS:,} servers in {POOLS:,} pools"
    if found := binaries.haproxy():
        path = write(folder, "haproxy", SERVERS, POOLS)
        native = cost([found.path, "-c", "-f", path], 3).require(0)
        yield Row(f"check, HAProxy, {size}", check(path), "haproxy -c", native)
        plain = folder / "haproxy-plain.cfg"
        plain.write_text("".join(haproxy(SERVERS, POOLS, rings=False)))
        native = cost([found.path, "-c", "-f", str(plain)], 3).require(0)
        what = f"check, HAProxy, {size}, no hash rings"
        yield Row(what, check(str(plain)), "haproxy -c", native)
    path = write(folder, "nginx", SERVERS, POOLS)
    ours = check(path)
    if found := binaries.nginx():
        native = cost([found.path, "-t", "-p", str(folder), "-c", path], 3).require(0)
        yield Row(f"check, NGINX, {size}", ours, "nginx -t", native)
    parse = cost([CROSSPLANE, "parse", "-o", os.devnull, path], 3).require(0)
    yield Row(f"check, NGINX, {size}", ours, "crossplane parse", parse)


def growth(folder: Path) -> Iterator[Row]:
    """Measure how the cost of `check` grows with the number of servers."""
    for dialect in DIALECTS:
        before: tuple[int, Cost] | None = None
        for servers in GROWTH:
            ours = check(write(folder, dialect, servers, servers // 10), 1)
            size, other = before or (servers, ours)
            yield Row(f"check, {dialect}, {servers:,} servers", ours, f"{size:,} servers", other)
            before = (servers, ours)


LINES = 2_000_000
SHOP = str(RESULTS.parents[1] / "examples" / "shop" / "good")

# fmt: off
PANELS = (  # of GoAccess, all but the requests'
    "VISITORS", "REQUESTS_STATIC", "NOT_FOUND", "HOSTS", "OS", "BROWSERS", "VISIT_TIMES",
    "VIRTUAL_HOSTS", "REFERRERS", "REFERRING_SITES", "KEYPHRASES", "STATUS_CODES",
    "REMOTE_USER", "CACHE_STATUS", "GEO_LOCATION", "MIME_TYPE", "TLS_TYPE",
)
# fmt: on

BARE = """
import duckdb, sys
names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(10))
print(len(duckdb.sql(f\"\"\"select c5, count(*) from read_csv('{sys.argv[1]}', delim=' ', quote='"',
    escape='', header=false, auto_detect=false, columns={{{names}}}) group by 1\"\"\").fetchall()))
"""  # parse and group by the request line, nothing else


def logs(folder: Path) -> Iterator[Row]:
    """Measure `forecast --log` beside GoAccess (its panel of requests) and a bare parse."""
    path = folder / "access.log"
    for lines in (LINES, 5 * LINES):
        with path.open("w") as file:
            file.writelines(combined(lines))
        ours = cost([STEELYARD, "forecast", SHOP, "--log", str(path)], 3).require(0)
        size = f"{lines:,} lines ({path.stat().st_size / 1e6:.0f} MB)"
        what = f"forecast --log, {size}, {lines / ours.seconds / 1e6:.2f} M lines/s"
        bare = cost([PYTHON, "-c", BARE, str(path)], 3).require(0)
        yield Row(what, ours, f"DuckDB, {lines / bare.seconds / 1e6:.2f} M lines/s", bare)
        if lines == LINES and (goaccess := shutil.which("goaccess")):
            flags = ["--no-progress", "--no-global-config", "--log-format=COMBINED"]
            flags += ["-o", str(folder / "report.json")]
            flags += [f"--ignore-panel={panel}" for panel in PANELS]
            other = cost([goaccess, str(path), *flags]).require(0)
            yield Row(what, ours, f"GoAccess, {lines / other.seconds / 1e6:.2f} M lines/s", other)


ROUTES = (100, 1_000, 10_000)
HOSTILE = 1_000


def diff(folder: Path) -> Iterator[Row]:
    """Measure `diff` of two revisions with one changed route, and a hostile pair of them."""
    for shape in ("haproxy", "nginx"):
        before: tuple[int, Cost] | None = None
        for routes in ROUTES:
            ours = one_change(folder, shape, routes)
            size, other = before or (routes, ours)
            what = f"diff -q, {shape}, {routes:,} routes, one changed"
            yield Row(what, ours, f"{size:,} routes", other)
            before = (routes, ours)
    ours = one_change(folder, "overlapping", HOSTILE)
    plain = one_change(folder, "haproxy", HOSTILE)
    yield Row(f"diff -q, {HOSTILE:,} overlapping expressions", ours, "plain routes", plain)


def one_change(folder: Path, shape: str, routes: int) -> Cost:
    """Measure the verdict on one pair of revisions."""
    paths = []
    for changed in (False, True):
        path = folder / f"{shape}-{routes}-{changed}.conf"
        path.write_text("".join(SHAPES[shape](routes, changed)))
        paths.append(str(path))
    return cost([STEELYARD, "diff", "-q", *paths]).require(0)


PROVEN = ((3, 1), (500, 50))


def prove(folder: Path) -> Iterator[Row]:
    """Measure a proof on the real programs: the wall's time stands in the row's name."""
    for dialect in DIALECTS:
        before: tuple[int, Cost] | None = None
        for servers, pools in PROVEN:
            path = write(folder, dialect, servers, pools)
            started = time.perf_counter()
            ours = cost([STEELYARD, "prove", "-q", path]).require(0)
            waited = time.perf_counter() - started
            size, other = before or (servers, ours)
            what = f"prove, {dialect}, {servers} servers in {pools} pools, {waited:.1f} s waited"
            yield Row(what, ours, f"{size} servers", other)
            before = (servers, ours)


SECTIONS = {
    "diff": diff,
    "prove": prove,
    "startup": startup,
    "speed": speed,
    "growth": growth,
    "logs": logs,
}


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out as a Markdown table that is also readable as it stands."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def machine() -> str:
    """Say what the numbers were measured on."""
    programs = {"haproxy": binaries.haproxy(), "nginx": binaries.nginx()}
    versions = [
        f"{name} {'.'.join(map(str, found.version))}" for name, found in programs.items() if found
    ]
    parts = [f"{os.cpu_count()} cores", platform.machine(), f"Python {platform.python_version()}"]
    return ", ".join(parts + versions)


def main() -> None:
    """Measure the sections asked for (all by default) and print one table."""
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("section", nargs="*", help=f"of {', '.join(SECTIONS)}; default: all")
    parser.add_argument("--write", action="store_true", help="write bench/results.md")
    asked = parser.parse_args()
    if unknown := set(asked.section) - set(SECTIONS):
        parser.error(f"no section named {min(unknown)}")
    rows: list[Sequence[str]] = [HEADINGS]
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.section or SECTIONS:
            for row in SECTIONS[name](Path(folder)):
                rows.append(row.cells())
                print(" | ".join(row.cells()), file=sys.stderr, flush=True)
    how = "Whole processes in one run; user and system time, the least of several (growth: of one)"
    report = f"{table(rows)}\n\n{how}: {machine()}.\n"
    print(f"\n{report}")
    if asked.write:
        RESULTS.write_text(f"# What is measured\n\nWritten by `./dev bench --write`.\n\n{report}")


if __name__ == "__main__":
    main()
