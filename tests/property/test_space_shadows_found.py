"""Random routes with one that others take by construction: it must be found."""

from pathlib import Path
from random import Random

import pytest

from tests.harness.findings import haproxy, named
from tests.harness.space import words
from tests.harness.space.haproxy_text import quoted

ENDS = [end for end in words.ENDS if end.startswith(".")]


def takers_and_loser(rng: Random) -> tuple[list[str], str]:
    """Conditions that together take all requests of the last one."""
    one, two, three = (words.path(rng) for _ in range(3))
    first, second = rng.sample(ENDS, 2)
    both = "|".join(end[1:] for end in (first, second))
    slashed = [path.replace(".", r"\.") for path in (one, two)]
    return rng.choice(
        (
            ([f"path_beg {one}"], f"path {one}{three}"),
            ([f"path_end {first}"], f"path {one}{first}"),
            ([f"path_reg ^{slashed[0]}"], f"path_beg {one}{two}"),
            ([f"path_end {first}", f"path_end {second}"], f"path_reg \\.({both})$"),
            ([f"path_beg {one}/", f"path_beg {two}/"], f"path_reg ^({slashed[0]}|{slashed[1]})/"),
            ([f"path {one}", f"path_beg {two}"], f"path {one} {two} {two}{three}"),
            ([f"path_reg ^{slashed[0]}/[a-m]", f"path_reg ^{slashed[0]}/[^a-m]"],
             f"path_beg {one}/x {one}/a"),
            ([f"path_reg ^{slashed[0]}[^/]", f"path_beg {one}/", f"path {one}"],
             f"path_beg {one}"),
            ([f"path_reg [0-9]{first.replace('.', chr(92) + '.')}$", f"path_end {second}"],
             f"path_reg /[0-9]+({first.replace('.', chr(92) + '.')}|\\{second})$"),
        )
    )  # fmt: skip


def configuration(rng: Random) -> tuple[str, int]:
    """A listener, and the number of the line that never decides."""
    takers, loser = takers_and_loser(rng)
    lines = [_test(*condition.split()) for condition in takers]
    rng.shuffle(lines)
    for _ in range(rng.randint(0, 8)):
        other = rng.choice(
            (
                lambda: _test("path_beg", words.path(rng) + "/none/"),
                lambda: _test("path_end", words.path(rng) + rng.choice(ENDS)),
                lambda: _test("path", words.path(rng) + "/z"),
                lambda: _test("path_reg", words.path_regex(rng)) + " { method PURGE }",
            )
        )
        lines.insert(rng.randint(0, len(lines)), other())
    lines.append(_test(*loser.split()) + rng.choice(("", " { method GET }")))
    pools = [f"    use_backend {rng.choice(('web', 'api'))} if {line}" for line in lines]
    text = "\n".join(["frontend www", "    bind :80", *pools, "    default_backend web"])
    return text, len(lines)


def _test(word: str, *patterns: str) -> str:
    return f"{{ {word} {' '.join(quoted(pattern) for pattern in patterns)} }}"


def missed(seeds: range, folder: Path) -> list[str]:
    """The configurations whose dead line nobody tells."""
    found = []
    for seed in seeds:
        text, number = configuration(Random(f"found {seed}"))
        place = 3 + 1 + 1 + number  # the lines of the defaults, of the frontend's head
        findings = named(haproxy(folder, text), "routing/shadowed")
        told = {finding.place.line for finding in findings if "together" in finding.message}
        told |= {where.line for finding in findings for where, _ in finding.related}
        if place not in told:
            found.append(f"seed {seed}, line {place}:\n{text}")
    return found


def test_a_route_that_others_take_is_found(tmp_path: Path) -> None:
    assert missed(range(150), tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_route_that_others_take_is_found_at_length(tmp_path: Path) -> None:
    assert missed(range(1000, 3000), tmp_path) == []
