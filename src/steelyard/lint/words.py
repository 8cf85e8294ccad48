"""Words that messages share."""

from collections.abc import Sequence

from steelyard.forecast.result import PoolForecast


def listed(names: Sequence[str], most: int = 6) -> str:
    """``a``, ``a and b``, ``a, b and c``; ``a, b and 7 more`` when there are many."""
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def share_text(share: float | None) -> str:
    """A share in words: ``33.3 %``; never 0 or 100 unless it is exactly that."""
    if share is None:
        return "an unknown part"
    value = 100 * share
    if 0 < value < 0.05:
        return "less than 0.1 %"
    if 99.95 < value < 100:
        return "more than 99.9 %"
    return f"{value:.1f}".removesuffix(".0") + " %"


def seconds(duration: float) -> str:
    """A duration in words: ``200 ms``, ``3 s``, ``10 min``, ``2.8 h``."""
    if duration < 1:
        return f"{duration * 1000:g} ms"
    if duration < 120:
        return f"{duration:g} s"
    if duration < 7200:
        return f"{duration / 60:.3g} min"
    return f"{duration / 3600:.3g} h"


def shares_text(promise: PoolForecast, most: int = 6) -> str:
    """The shares of a pool's serving servers: ``web1 50 %, web2 50 %``."""
    serving = [e for e in promise.servers if e.share is None or e.share > 0]
    said = [f"{e.server.name} {share_text(e.share)}" for e in serving[:most]]
    if len(serving) > most:
        said.append(f"{len(serving) - most} more")
    return ", ".join(said) or "no server"
