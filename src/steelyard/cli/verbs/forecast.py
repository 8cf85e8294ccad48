"""``forecast``: which share every server gets, and how exactly that is known."""

import json
import sys
from collections.abc import Sequence

from steelyard.app.forecast import ForecastReport, make_forecast
from steelyard.cli import options
from steelyard.cli.formats.forecast_text import render
from steelyard.cli.formats.route_json import address
from steelyard.cli.formats.style import plural
from steelyard.cli.progress import Bar
from steelyard.core.errors import UsageError
from steelyard.forecast.flow import Weights
from steelyard.forecast.flowing import flow_of
from steelyard.forecast.workload.classify import Traffic


def run(words: Sequence[str]) -> int:
    """The verb; 0, or 1 when a stated capacity is exceeded."""
    parser = options.parser(
        "forecast",
        "Shows what a configuration promises about traffic: the share of every server.",
        "steelyard forecast haproxy.cfg --pool web --down web/web1 --rate 1200",
    )
    parser.add_argument("path", metavar="PATH", help="file or directory")
    parser.add_argument("--pool", metavar="P", help="this pool only")
    options.add_logs(parser)
    parser.add_argument(
        "--down", action="append", default=[], metavar="POOL/SERVER", help="taken to be down"
    )
    parser.add_argument(
        "--rate",
        type=float,
        metavar="R",
        help="requests/s: of the whole with --log, else of a pool",
    )
    parser.add_argument("--policy", metavar="FILE", help="default: steelyard.toml beside PATH")
    parser.add_argument("--format", choices=("text", "json", "html"), default="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="no assumptions, no remarks")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    if arguments.rate is not None and not 0 < arguments.rate < float("inf"):
        raise UsageError("--rate should be a number above 0")
    bar = Bar(sys.stderr) if arguments.log and sys.stderr.isatty() else None
    report = make_forecast(
        arguments.path,
        options.reading(arguments),
        pool=arguments.pool,
        logs=arguments.log,
        log_format=arguments.log_format,
        down=arguments.down,
        rate=arguments.rate,
        policy=arguments.policy,
        progress=None if bar is None else bar.show,
        warn=_warn,
    )
    if bar is not None:
        bar.clear()
    if arguments.format == "json":
        options.write(json.dumps(_object(report), indent=2) + "\n")
    elif arguments.format == "html":
        options.write(_page(report))
    else:
        options.write(render(report, arguments.quiet, options.coloured(), options.width()))
    return 1 if any(report.overloads.values()) else 0


def _page(report: ForecastReport) -> str:
    """The picture as one HTML page."""
    from steelyard.cli.formats.picture.page import page  # the other formats do not need it

    traffic = report.traffic
    weights = None if traffic is None else Weights(traffic.pools, traffic.ends)
    flow = flow_of(report.forecast, weights)
    if traffic is not None and traffic.unread:
        flow.notes.append(f"{plural(traffic.unread, 'line')} not understood.")
    if traffic is not None and traffic.workload.lacks:
        lacks = ", ".join(traffic.workload.lacks)
        flow.notes.append(f"The log does not hold {lacks}, which the configuration reads.")
    title = f"What {report.gateway.path} promises about traffic"
    alarms = [
        (f"pool {name}", f"{load.server} gets {load.rate:.0f}/s and carries {load.capacity:.0f}/s")
        for name, loads in report.overloads.items()
        for load in loads
    ]
    return page(title, [("Forecast", flow)], alarms)


def _warn(sentence: str) -> None:
    """One line for the user, beside the report."""
    sys.stderr.write(f"steelyard: {sentence}\n")


def _object(report: ForecastReport) -> dict[str, object]:
    """Schema ``steelyard.forecast/1`` (DESIGN.md section 5)."""
    document: dict[str, object] = {
        "schema": "steelyard.forecast/1",
        "path": report.gateway.path,
        "dialect": report.gateway.dialect,
        "pools": [
            {
                "name": name,
                "algorithm": promise.pool.balance.algorithm,
                "written": promise.pool.balance.written,
                "exactness": promise.exactness.value,
                "assumptions": promise.assumptions,
                "file": promise.pool.place.file,
                "line": promise.pool.place.line,
                "rate": report.pool_rate(name),
                "servers": [
                    {
                        "name": entry.server.name,
                        "address": address(entry.server.address, entry.server.port),
                        "weight": entry.server.weight,
                        "applied_weight": entry.server.applied_weight,
                        "share": entry.share,
                        "backup": entry.server.backup,
                        "file": entry.server.place.file,
                        "line": entry.server.place.line,
                    }
                    for entry in promise.servers
                ],
                "overloaded": [
                    {"name": load.server, "rate": load.rate, "capacity": load.capacity}
                    for load in report.overloads.get(name, [])
                ],
            }
            for name, promise in report.forecast.pools.items()
        ],
        "listeners": [
            {"name": name, "pools": pools} for name, pools in report.forecast.reached.items()
        ],
        "unreached": report.forecast.unreached,
    }
    if report.traffic is not None:
        document["traffic"] = _traffic(report.traffic)
    return document


def _traffic(traffic: Traffic) -> dict[str, object]:
    """The log's part of the document; shares are parts of the requests walked."""
    total = max(1, traffic.total)
    workload = traffic.workload
    return {
        "requests": traffic.total,
        "distinct": len(workload.counts),
        "beyond": workload.beyond,
        "unread": traffic.unread,
        "unread_lines": [{"file": file, "line": line} for file, line in workload.bad],
        "lacks": workload.lacks,
        "pools": {name: number / total for name, number in traffic.pools.items()},
        "servers": {
            pool: {
                "exactness": "key" if pool in traffic.hashed else "expectation",
                "requests": servers,
            }
            for pool, servers in traffic.servers.items()
        },
        "undecided": dict(traffic.undecided),
        "ends": {name: number / total for name, number in traffic.ends.items()},
    }
