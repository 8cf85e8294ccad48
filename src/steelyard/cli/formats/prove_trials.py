"""Fault trials in each format of a proof: lines, objects, test cases."""

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from steelyard.cli.formats.junit import clean
from steelyard.cli.formats.style import paint, wrap
from steelyard.prove.trial import TrialHeld, Trialled, Verdict

STYLES = {
    Verdict.FAILED: "error",
    Verdict.TOLD: "warning",
    Verdict.SURVIVED: "good",
    Verdict.NOT_TRIED: "warning",
}
ORDER = list(STYLES)


def lines(trials: Trialled | None, quiet: bool, colour: bool, width: int) -> Iterator[str]:
    """For a terminal: what failed first; ``quiet`` leaves out all else."""
    if trials is None:
        return
    by_verdict = {v: [one for one in trials.held if one.ruling.verdict is v] for v in ORDER}
    if quiet and not by_verdict[Verdict.FAILED]:
        return
    yield ""
    yield paint(f"Trials: {_counts(trials)}", "bold", colour)
    for verdict in ORDER:
        if quiet and verdict is not Verdict.FAILED:
            return
        if verdict is Verdict.SURVIVED:
            yield from _together(by_verdict[verdict], colour, width)
            continue
        if verdict is Verdict.FAILED:
            for one in by_verdict[verdict]:
                yield from _one(trials, one, colour, width)
        else:
            yield from _alike(trials, by_verdict[verdict], colour, width)


def _alike(trials: Trialled, held: Sequence[TrialHeld], colour: bool, width: int) -> Iterator[str]:
    """What is worth knowing: of each trial one pool in full, the others by name.

    Beside an old revision only what it did not do, too.
    """
    by_trial: dict[str, list[TrialHeld]] = {}
    for one in held:
        before = trials.before(one)
        if before is None or before.ruling.verdict is not one.ruling.verdict:
            by_trial.setdefault(one.trial, []).append(one)
    for first, *others in by_trial.values():
        yield from _one(trials, first, colour, width)
        if others:
            names = ", ".join(one.pool for one in others)
            yield from wrap(f"likewise: {names}", width, "    ", "      ")
    known = len(held) - sum(map(len, by_trial.values()))
    if known:
        yield f"  {known} {held[0].ruling.verdict.value} of both revisions"


def _one(trials: Trialled, one: TrialHeld, colour: bool, width: int) -> Iterator[str]:
    """A trial that needs to be read: its sentence, its place, and what the old one did."""
    verdict = one.ruling.verdict.value
    found = wrap(f"{one.pool} {one.trial}: {verdict}: {one.ruling.sentence}", width, "  ", "    ")
    yield found[0].replace(verdict, paint(verdict, STYLES[one.ruling.verdict], colour), 1)
    yield from found[1:]
    if one.ruling.verdict in (Verdict.FAILED, Verdict.TOLD):
        yield f"    {one.place}"
    before = trials.before(one)
    if before is not None and trials.worse(one):
        said = f"the old one: {before.ruling.verdict.value}: {before.ruling.sentence}"
        yield from wrap(said, width, "    ", "      ")


def _together(held: Sequence[TrialHeld], colour: bool, width: int) -> Iterator[str]:
    """Trials that went well, a line each with the pools; JSON has their figures."""
    pools: dict[str, list[str]] = {}
    for one in held:
        pools.setdefault(one.trial, []).append(one.pool)
    verdict = Verdict.SURVIVED.value
    for trial, names in pools.items():
        found = wrap(f"{trial}: {verdict}: {', '.join(names)}", width, "  ", "    ")
        yield found[0].replace(verdict, paint(verdict, STYLES[Verdict.SURVIVED], colour), 1)
        yield from found[1:]


def objects(trials: Trialled | None) -> list[dict[str, object]]:
    """For JSON."""
    return [] if trials is None else [_object(trials, one) for one in trials.held]


def cases(suite: ElementTree.Element, path: str, trials: Trialled | None) -> None:
    """For JUnit: a test case each; what was not tried counts as skipped."""
    for one in [] if trials is None else trials.held:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=clean(f"steelyard.{path}"),
            name=clean(f"pool {one.pool}: {one.trial}"),
            file=clean(one.place.file),
            line=str(one.place.line),
        )
        verdict, said = one.ruling.verdict, clean(one.ruling.sentence)
        if trials is not None and one in trials.failing:
            ElementTree.SubElement(case, "failure", message=said)
        elif verdict is Verdict.NOT_TRIED:
            ElementTree.SubElement(case, "skipped", message=said)
        else:
            ElementTree.SubElement(case, "system-out").text = f"{verdict.value}: {said}"


def _counts(trials: Trialled) -> str:
    """``2 failed, 1 told, 9 survived``."""
    found = []
    for verdict in ORDER:
        number = sum(one.ruling.verdict is verdict for one in trials.held)
        if number:
            found.append(f"{number} {verdict.value}")
    return ", ".join(found) or "none applies"


def _object(trials: Trialled, one: TrialHeld) -> dict[str, object]:
    found: dict[str, object] = {
        "trial": one.trial,
        "pool": one.pool,
        "verdict": one.ruling.verdict.value,
        "sentence": one.ruling.sentence,
        "figures": dict(one.ruling.figures),
        "file": one.place.file,
        "line": one.place.line,
    }
    if trials.old is not None:
        before = trials.before(one)
        found["old"] = (
            None
            if before is None
            else {
                "verdict": before.ruling.verdict.value,
                "sentence": before.ruling.sentence,
                "figures": dict(before.ruling.figures),
            }
        )
        found["worse"] = trials.worse(one)
    return found
