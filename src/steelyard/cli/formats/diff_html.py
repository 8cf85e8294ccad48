"""What a change does, as one page: traffic before beside traffic after, then the words."""

from steelyard.app.diff import DiffReport
from steelyard.cli.formats.diff_words import headline, move_words, risk
from steelyard.cli.formats.picture.page import page
from steelyard.forecast.flow import Flow, Weights
from steelyard.forecast.flowing import flow_of
from steelyard.forecast.result import Forecast
from steelyard.forecast.workload.classify import Traffic

MOST = 30
"""Regions and findings that the page lists."""


def render(report: DiffReport) -> str:
    """The page."""
    mix = report.difference.mix
    flows = [
        ("Before", _flow(report.old, None if mix is None else mix.old)),
        ("After", _flow(report.new, None if mix is None else mix.new)),
    ]
    level, why = risk(report)
    first, *more = headline(report)
    said = [("verdict", first), *(("what matters", sentence) for sentence in more)]
    if why:
        said.append((f"risk {level}", "; ".join(why)))
    for change in report.difference.regions[:MOST]:
        witness = "not known" if change.witness is None else str(change.witness)
        said.append((change.condition, f"{move_words(change)}; such as {witness}"))
    for finding in report.findings[:MOST]:
        said.append((finding.rule, f"{finding.place}: {finding.message}"))
    title = f"What changes from {report.old.gateway.path} to {report.new.gateway.path}"
    return page(title, flows, said)


def _flow(forecast: Forecast, traffic: Traffic | None) -> Flow:
    weights = None if traffic is None else Weights(traffic.pools, traffic.ends)
    return flow_of(forecast, weights)
