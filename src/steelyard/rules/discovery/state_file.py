"""discovery/state-file: saved state overrides the configuration at start.

HAProxy manual 4.2, load-server-state-from-file.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed
from steelyard.model.pool import Setting

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each line that makes pools load saved state."""
    loading: dict[Place, tuple[Setting, list[str]]] = {}
    for pool, _ in subject.pools():
        setting = pool.settings.get("state-file")
        if setting is not None and setting.value in ("global", "local"):
            loading.setdefault(setting.place, (setting, []))[1].append(pool.name)
    for place, (setting, pools) in loading.items():
        yield report(
            place,
            pools[0],
            f"saved state is loaded at start ({setting.value}) for {listed(pools)}",
            "addresses, ports, weights and drains of the last run win over this file: a change "
            "of them has no effect until the saved state is gone",
            "do not load it, or delete it whenever servers change",
            pools=pools,
        )
