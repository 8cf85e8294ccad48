from __future__ import annotations

import pytest

from steelyard.core.record import field, frozen, identity, names_of, record, replace


@frozen
class Point:
    """A point."""

    x: int
    y: int = 2

    @property
    def sum(self) -> int:
        return self.x + self.y


@frozen
class Other:
    x: int
    y: int = 2


@frozen
class Nothing:
    pass


@record
class Box:
    name: str
    held: list[int] = field(default_factory=list)
    cache: dict[str, int] | None = field(default=None, compare=False)


@identity
class Thing:
    name: str


def test_fields_are_given_by_place_or_name_and_have_defaults():
    assert (Point(1).x, Point(1).y, Point(y=5, x=1).sum) == (1, 2, 6)
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]


def test_a_default_is_made_for_each_object_anew():
    one, two = Box("a"), Box("a")
    one.held.append(1)
    assert two.held == []
    assert Box("a", [7]).held == [7]


def test_equal_when_the_fields_are_and_the_class_is():
    assert Point(1) == Point(1, 2)
    assert Point(1) != Point(2)
    assert Point(1) != Other(1)
    assert Point(1) != (1, 2)
    assert Nothing() == Nothing()
    assert Box("a", cache={"x": 1}) == Box("a")
    assert Thing("a") != Thing("a")


def test_what_never_changes_can_be_a_key():
    assert len({Point(1), Point(1, 2), Point(3), Nothing(), Nothing()}) == 3
    assert len({Thing("a"), Thing("a")}) == 2
    with pytest.raises(TypeError):
        hash(Box("a"))


def test_only_fields_can_be_set():
    box = Box("a")
    box.name = "b"
    assert box.name == "b"
    with pytest.raises(AttributeError):
        box.other = 1  # type: ignore[attr-defined]


def test_a_copy_with_changes():
    assert replace(Point(1), y=9) == Point(1, 9)
    with pytest.raises(TypeError):
        replace(Point(1), z=9)


def test_names_and_text():
    assert names_of(Point(1)) == ("x", "y")
    assert names_of("text") == ()
    assert repr(Point(1)) == "Point(x=1, y=2)"
    assert Point.__doc__ == "A point."
    match Point(1):
        case Point(x, y):
            assert (x, y) == (1, 2)
