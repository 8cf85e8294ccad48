"""A proof as JUnit XML: a test case for each route and each pool."""

from xml.etree import ElementTree

from steelyard.cli.formats import prove_trials
from steelyard.cli.formats.junit import clean
from steelyard.core.place import Place
from steelyard.prove.proof import Proof
from steelyard.prove.seen import Held

TAGS = {Held.CONTRADICTED: "failure", Held.UNPROVEN: "skipped"}


def render(proof: Proof) -> str:
    """One ``testsuite``; what could not be proven counts as skipped."""
    suite = ElementTree.Element("testsuite", name="steelyard prove", time=f"{proof.seconds:.3f}")
    path = proof.gateway.path
    for one in proof.refused:
        case = _case(suite, path, one.place, "it can be run in the sandbox")
        ElementTree.SubElement(case, "error", message=clean(one.why))
    for route in proof.routes:
        line = route.line
        place = line.place if line is not None else route.seen.question.door.bind.place
        request = route.seen.question.request
        name = f"{line.text if line is not None else 'by default'}: {request}"
        judgement = route.judgement
        said = f"forecast {judgement.promised}, seen {judgement.saw}"
        _told(_case(suite, path, place, name), judgement.held, judgement.why or said)
    for pool in proof.pools:
        name = f"pool {pool.promise.pool.name}: shares"
        _told(_case(suite, path, pool.promise.pool.place, name), pool.held, pool.detail)
    prove_trials.cases(suite, path, proof.trials)
    cases = list(suite)
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(cases)))
    for attribute, tag in counted.items():
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _case(suite: ElementTree.Element, path: str, place: Place, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        suite,
        "testcase",
        classname=clean(f"steelyard.{path}"),
        name=clean(name),
        file=clean(place.file),
        line=str(place.line),
    )


def _told(case: ElementTree.Element, held: Held, why: str) -> None:
    if held in TAGS:
        ElementTree.SubElement(case, TAGS[held], message=clean(why))
