"""pool/only-backups: nothing but backups serves.

HAProxy configuration manual 5.2 (``backup``): of several backups the first
usable one serves alone, unless ``option allbackups`` is set.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.intent import standby_pool, undeclared
from steelyard.lint.members import actives, backups, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each reached pool in which only backups serve."""
    for pool, promise in subject.pools():
        waiting = backups(subject, pool)
        if (
            not waiting
            or actives(subject, pool)
            or not promise.serves
            or standby_pool(subject, pool)
        ):
            continue
        main = [server for server in pool.servers if not server.backup]
        if main and not undeclared(subject, pool, main):
            continue
        taking = waiting if pool.all_backups else waiting[:1]
        if main:
            message = f"only {_backups(names(taking))} of pool {pool.name} serves: "
            message += f"{listed(names(main))} {'is' if len(main) == 1 else 'are'} out"
            place = main[0].place
        else:
            message = f"every server of pool {pool.name} is a backup: {names(taking)[0]} "
            message += "takes 100 %" if len(taking) == 1 else "and the others serve as backups"
            place = waiting[0].place
        alone = len(taking) == 1 and len(pool.servers) > 1
        yield report(
            place,
            pool.name,
            message,
            (
                f"{taking[0].name} carries the whole pool, and nothing stands behind it"
                if len(waiting) == 1
                else f"{taking[0].name} carries the whole pool; when it fails, {waiting[1].name} "
                "alone does"
            )
            if alone
            else "the pool has no backup left for the day that these servers fail",
            "give the main servers their weight back, or take the word backup off those that "
            "should serve",
            severity=Severity.ERROR if alone else Severity.WARNING,
            shares={entry.server.name: entry.share for entry in promise.servers},
        )


def _backups(found: list[str]) -> str:
    """``the backup spare``, ``the backups a and b``."""
    return f"the backup{'' if len(found) == 1 else 's'} {listed(found)}"
