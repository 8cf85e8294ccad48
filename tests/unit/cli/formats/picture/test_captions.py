"""What stands in a box fits it, and the tooltip has all of it."""

import pytest

from steelyard.cli.formats.picture.captions import PAD, captions, moved, sign, tooltip
from steelyard.cli.formats.picture.compare import GONE, LESS, MORE, NEW, OTHER, Change
from steelyard.cli.formats.picture.lettering import columns, letter
from steelyard.cli.formats.picture.measures import NARROW, Measures
from steelyard.core.exactness import Exactness
from steelyard.core.place import Place
from steelyard.forecast.flow import COLUMNS, Node

PLACE = Place("etc/haproxy/haproxy.cfg", 12)
LONG = "a-very-long-name-" * 9


@pytest.mark.parametrize("measures", [Measures(), Measures(dense=True), NARROW])
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("kind", ["same", MORE, NEW, OTHER])
@pytest.mark.parametrize("mark", ["", "nothing", "everything", "unknown"])
def test_every_line_fits(measures, column, kind, mark):
    exact = Exactness.ORDER if column == "pool" else None
    node = Node("k", column, LONG, PLACE, (LONG, "weight 0"), (LONG,), 0.333, 1.0, mark, exact)
    lines = captions(node, Change(kind, 0.1, 0.333), measures)
    assert 1 <= len(lines) <= measures.lines(column)
    room = measures.widths[COLUMNS.index(column)] - PAD
    for line in lines:
        left = columns(line.text) * letter(line.style, narrow=measures.narrow)
        assert left + columns(line.right) * letter("s") <= room


def test_a_server_says_what_it_gets_and_why():
    node = Node(
        "k", "server", "web2", PLACE, ("10.0.0.1:80", "weight 0"), share=0.0, mark="nothing"
    )
    first, second = captions(node, Change(), Measures())
    assert (first.text, first.right) == ("web2", "✕ 0 %")
    assert second.text == "gets nothing · weight 0"


def test_a_server_that_is_as_it_should_be_says_where_it_stands():
    node = Node("k", "server", "web2", PLACE, ("10.0.0.1:80",), share=0.5)
    first, second = captions(node, Change(), Measures())
    assert (first.right, second.text) == ("50 %", "haproxy.cfg:12 · 10.0.0.1:80")


def test_what_is_not_known_is_never_a_plain_number():
    node = Node("k", "server", "s", PLACE, share=0.5, mark="unknown")
    first, second = captions(node, Change(), Measures())
    assert (first.right, second.text) == ("50 % ?", "not certain")
    none = Node("k", "server", "s", PLACE, mark="unknown")
    assert captions(none, Change(), Measures())[0].right == "not known"


def test_changes_in_numbers_and_signs():
    assert moved(Change(MORE, 0.25, 0.375)) == "+12.5 pt"
    assert moved(Change(LESS, 1.0, 0.25)) == "−75 pt"
    assert moved(Change(NEW)) == "new"
    assert moved(Change(OTHER)) == "changed"
    assert [sign(Change(kind)) for kind in (MORE, LESS, NEW, GONE, OTHER)] == list("▲▼+−≠")


def test_the_tooltip_has_everything():
    node = Node(
        "k", "pool", LONG, PLACE, ("roundrobin",), ("all are up",), 0.5, 0.5, "", Exactness.KEY
    )
    assert tooltip(node, Change(GONE, 0.5, None)) == [
        f"pool {LONG}",
        "50 % of all requests",
        "gone: only before",
        "roundrobin",
        "exact for each key",
        "assuming: all are up",
        "etc/haproxy/haproxy.cfg:12",
    ]
