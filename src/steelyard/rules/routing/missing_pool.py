"""routing/missing-pool: a name that decides about the pool names none.

HAProxy manual 4.2, use_backend: a dynamic name without a backend of that name
goes to the default backend, without a word.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.constant import with_variables
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import answers_nothing, fallback, lookups, pool_words, target, texts, ways
from steelyard.lint.words import listed
from steelyard.model.routing import Route, Switch
from steelyard.model.values import Value

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule whose names are not all pools."""
    for _, route, switch in ways(subject).switches:
        if switch.otherwise is None:
            continue
        value = with_variables(subject, switch.value)
        found = texts(value) or {}
        missing = {text: given for text, given in found.items() if text not in switch.cases}
        if missing:
            yield _finding(subject, route, switch, value, missing)


def _finding(
    subject: Subject, route: Route, switch: Switch, chosen: Value, missing: dict[str, Value]
) -> Finding:
    """The finding at the first entry that gives such a name."""
    names = [repr(name) for name in missing]
    last = fallback(subject.gateway, switch.otherwise or "")
    pool = "" if last is None else target(subject.gateway, last)
    if pool:
        where = f"go to {pool_words(subject, pool)} in silence"
    else:
        where = "get 503" if answers_nothing(last) else "go to no pool"
    verb = "is no pool" if len(names) == 1 else "are no pools"
    return report(
        _place(chosen, next(iter(missing.values()))) or route.place,
        next(iter(missing)) or route.kind,
        f"{listed(names)} {verb}, but {route.text!r} may choose it by name",
        f"its requests {where}; later rules are not asked",
        "correct the name, or define the pool",
        related=((route.place, "the rule that takes the name"),),
        names=list(missing),
        pool=pool,
    )


def _place(chosen: Value, value: Value) -> Place | None:
    """Where the entry stands that gives the value."""
    for lookup in lookups(chosen):
        for entry in lookup.table.entries:
            if entry.value is value:
                return entry.place
    return None
