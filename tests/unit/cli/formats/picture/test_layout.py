"""Geometry: widths are conserved, nothing overlaps, nothing leaves the frame."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.cli.formats.picture.condense import condense
from steelyard.cli.formats.picture.layout import Band, Drawing, lay_out
from steelyard.cli.formats.picture.measures import NARROW, Measures
from steelyard.forecast.flow import Flow
from tests.unit.cli.formats.picture.flows import even, flow, uneven

SIZES = [Measures(), Measures(dense=True), NARROW]
NEAR = 1e-6


def check(made: Flow, drawing: Drawing) -> None:
    """What must hold of every drawing."""
    assert set(drawing.boxes) == set(made.nodes)
    assert len(drawing.bands) == len(made.links)
    columns: dict[float, list[tuple[float, float]]] = {}
    for box in drawing.boxes.values():
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height + NEAR
        columns.setdefault(box.x, []).append((box.y, box.y + box.height))
    assert len(columns) <= 4
    for spans in columns.values():
        for upper, lower in pairwise(sorted(spans)):
            assert upper[1] <= lower[0] + NEAR
    check_bands(made, drawing)


def check_bands(made: Flow, drawing: Drawing) -> None:
    """Bands start and end at their boxes, one below the other, as wide on both sides."""
    leaving: dict[str, list[Band]] = {}
    arriving: dict[str, list[Band]] = {}
    for band in drawing.bands:
        leaving.setdefault(band.source, []).append(band)
        arriving.setdefault(band.target, []).append(band)
        source, target = drawing.boxes[band.source], drawing.boxes[band.target]
        assert band.x0 == source.x + source.width
        assert band.x1 == target.x
        assert source.y - NEAR <= band.y0
        assert band.y0 + band.width <= source.y + source.height + NEAR
        assert target.y - NEAR <= band.y1
        assert band.y1 + band.width <= target.y + target.height + NEAR
    for bands in leaving.values():
        spans = sorted((band.y0, band.y0 + band.width) for band in bands)
        assert all(one[1] <= other[0] + NEAR for one, other in pairwise(spans))
    for key, bands in arriving.items():
        spans = sorted((band.y1, band.y1 + band.width) for band in bands)
        assert all(one[1] <= other[0] + NEAR for one, other in pairwise(spans))
        if key in leaving and sum(link.amount for link in made.links if link.source == key) > 0:
            brought = sum(band.width for band in bands)
            assert brought == pytest.approx(sum(band.width for band in leaving[key]))


@pytest.mark.parametrize("measures", SIZES)
@pytest.mark.parametrize(
    "made",
    [
        flow({"web": even(2)}),
        flow({f"p{i}": even(i + 1) for i in range(5)}, listeners=("a", "b")),
        flow({f"p{i}": uneven(3) for i in range(40)}),
        flow({"zero": {"a": 0.0, "b": 0.0}, "empty": {}, "open": {"a": None, "b": None}}),
        flow({"big": even(2), "tiny": even(3)}, weights={"big": 0.999, "tiny": 0.001}),
        flow({"used": even(2), "not": even(2)}, weights={"used": 1.0, "not": 0.0}),
        Flow(),
    ],
)
def test_a_drawing_is_sound(made, measures):
    (drawing,) = lay_out([made], measures)
    check(made, drawing)


@st.composite
def any_flow(draw):
    """A flow of some pools, weighed or not."""
    sizes = draw(st.lists(st.integers(0, 9), min_size=1, max_size=12))
    pools = {f"p{index}": uneven(size) for index, size in enumerate(sizes)}
    listeners = tuple("abcde"[: draw(st.integers(1, 5))])
    weights = None
    if draw(st.booleans()):
        raw = [draw(st.integers(0, 50)) for _ in sizes]
        weights = {f"p{index}": each / (sum(raw) or 1) for index, each in enumerate(raw)}
    return flow(pools, weights=weights, listeners=listeners)


@given(any_flow(), any_flow(), st.sampled_from(SIZES))
def test_any_two_flows_lie_alike(before, after, measures):
    shown = condense([before, after])
    drawings = lay_out(shown, measures)
    for made, drawing in zip(shown, drawings, strict=True):
        check(made, drawing)
    both = drawings[0].boxes.keys() & drawings[1].boxes.keys()
    assert all(drawings[0].boxes[key] == drawings[1].boxes[key] for key in both)
    assert drawings[0].height == drawings[1].height


def test_the_width_of_a_band_is_its_amount():
    made = flow({"a": {"x": 0.25, "y": 0.75}})
    (drawing,) = lay_out([made], Measures())
    x, y = (next(b for b in drawing.bands if b.target == f"server:a/{n}") for n in "xy")
    assert y.width == pytest.approx(3 * x.width)


def test_a_tall_picture_keeps_listeners_beside_their_routes():
    made = flow({f"p{index}": even(2) for index in range(30)})
    (drawing,) = lay_out([made], Measures(dense=True))
    steps = [abs(b.y1 - b.y0) for b in drawing.bands if b.source.startswith("listener:")]
    assert max(steps) < 60
