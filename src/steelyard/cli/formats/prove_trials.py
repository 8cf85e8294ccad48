"""Fault trials in each format of a proof: lines, objects, test cases."""

from collections.abc import Iterator
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
    shown = [one for one in trials.held if not quiet or one.ruling.verdict is Verdict.FAILED]
    if not shown and quiet:
        return
    yield ""
    yield paint(f"Trials: {_counts(trials)}", "bold", colour)
    for one in sorted(shown, key=lambda held: ORDER.index(held.ruling.verdict)):
        verdict = one.ruling.verdict.value
        text = f"{one.pool} {one.trial}: {verdict}: {one.ruling.sentence}"
        found = wrap(text, width, "  ", "    ")
        yield found[0].replace(verdict, paint(verdict, STYLES[one.ruling.verdict], colour), 1)
        yield from found[1:]
        if one.ruling.verdict in (Verdict.FAILED, Verdict.TOLD):
            yield f"    {one.place}"
        before = trials.before(one)
        if before is not None and trials.worse(one):
            said = f"the old one: {before.ruling.verdict.value}: {before.ruling.sentence}"
            yield from wrap(said, width, "    ", "      ")


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
