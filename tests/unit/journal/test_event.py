"""What an event is, and what the chain notices."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.core.record import replace
from steelyard.journal.errors import JournalError
from steelyard.journal.event import (
    BEGINNING,
    DATA_LIMIT,
    TEXT_LIMIT,
    Entry,
    Event,
    encoded,
    first_wrong,
    seal,
    whole,
)

ENTRY = Entry("step.started", 100.5, "joe", "r1", "edge-1", "ab12", {"step": 3})

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)  # fmt: skip
DATA = st.dictionaries(st.text(max_size=9), VALUES, max_size=4)


def chain(count: int) -> list[Event]:
    events: list[Event] = []
    for i in range(count):
        digest = events[-1].digest if events else BEGINNING
        events.append(seal(replace(ENTRY, at=100.0 - i, data={"i": i}), i + 1, digest))
    return events


def test_what_is_told_is_kept():
    event = seal(ENTRY, 1, BEGINNING)
    assert (event.number, event.at, event.rollout, event.gateway) == (1, 100.5, "r1", "edge-1")
    assert (event.revision, event.who, event.kind) == ("ab12", "joe", "step.started")
    assert (event.data, event.facts()) == ('{"step":3}', {"step": 3})
    assert whole(event)


def test_the_hash_stays_the_same_for_ever():
    # Journals of years ago must still hold: whoever changes this needs a new encoding's name.
    known = "3758093b9aac087b2bfad38316f3bb5a1ac454bbc106e049bba1f8f6f31202e3"
    assert seal(ENTRY, 1, BEGINNING).digest == known


@settings(max_examples=40)
@given(DATA)
def test_data_is_canonical(data):
    text = encoded(data)
    assert text.isascii()
    assert encoded(dict(reversed(data.items()))) == text
    assert encoded(json.loads(text)) == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 2),
        ("at", 100.25),
        ("at", 100),
        ("rollout", "r2"),
        ("gateway", "edge-2"),
        ("revision", ""),
        ("who", "ann"),
        ("kind", "step.ended"),
        ("data", '{"step":4}'),
        ("data", '{"step": 3}'),
        ("data", None),
        ("data", b"{}"),
        ("previous", "1" * 64),
        ("digest", "1" * 64),
    ],
)
def test_every_change_is_noticed(field, value):
    assert not whole(replace(seal(ENTRY, 1, BEGINNING), **{field: value}))


def test_a_text_cannot_move_from_one_field_to_the_next():
    moved = [replace(ENTRY, rollout="ab", gateway="c"), replace(ENTRY, rollout="a", gateway="bc")]
    assert len({seal(entry, 1, BEGINNING).digest for entry in moved}) == 2


def test_a_chain_that_holds():
    events = chain(6)
    assert first_wrong(events) is None
    assert first_wrong([]) is None
    assert first_wrong(events[3:], 3, events[2].digest) is None


@pytest.mark.parametrize("at", range(5))
def test_a_missing_event_is_named(at):
    events = chain(6)
    del events[at]
    assert first_wrong(events) == f"event {at + 1} is missing (the next one there is {at + 2})"


@pytest.mark.parametrize("at", range(6))
def test_a_changed_event_is_named(at):
    events = chain(6)
    events[at] = replace(events[at], who="mallory")
    assert first_wrong(events) == f"event {at + 1} is not as it was written"


@pytest.mark.parametrize("at", range(5))
def test_a_replaced_event_is_noticed_by_the_next(at):
    events = chain(6)
    events[at] = seal(replace(ENTRY, who="mallory"), at + 1, events[at].previous)
    assert f"event {at + 2} does not follow" in str(first_wrong(events))


def test_order_is_by_number_not_by_time():
    events = chain(3)
    assert [event.at for event in events] == [100.0, 99.0, 98.0]
    assert first_wrong(events) is None


def test_minus_zero_is_zero():
    assert str(seal(replace(ENTRY, at=-0.0), 1, BEGINNING).at) == "0.0"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "started"},
        {"kind": "Step.Started"},
        {"kind": "step."},
        {"kind": ""},
        {"at": float("nan")},
        {"at": float("inf")},
        {"data": {"x": float("nan")}},
    ],
)
def test_mistakes_of_a_program(wrong):
    with pytest.raises(ValueError):
        seal(replace(ENTRY, **wrong), 1, BEGINNING)


@pytest.mark.parametrize("data", [{"x": b"x"}, {"x": {1, 2}}, {1: "x"}, {"x": object()}])
def test_what_json_does_not_know(data):
    with pytest.raises(TypeError):
        encoded(data)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"who": " "}, "needs the name"),
        ({"who": "a\nb"}, "cannot be shown"),
        ({"gateway": "x\udc80"}, "cannot be shown"),
        ({"rollout": "r" * (TEXT_LIMIT + 1)}, f"longer than {TEXT_LIMIT}"),
        ({"data": {"x": ["y " * 500] * 17}}, f"more than {DATA_LIMIT}"),
        ({"data": {"x": "y " * (DATA_LIMIT // 2 + 1)}}, f"more than {DATA_LIMIT}"),
    ],
)
def test_too_large_or_not_to_be_shown(wrong, says):
    with pytest.raises(JournalError, match=says):
        seal(replace(ENTRY, **wrong), 1, BEGINNING)


def test_the_largest_data():
    assert len(encoded({"x": "a " * (DATA_LIMIT // 2 - 4)})) == DATA_LIMIT


def test_secrets_are_hidden_in_every_text():
    secret = "password hunter2"
    event = seal(Entry("a.b", 1, secret, secret, secret, secret, {secret: [secret]}), 1, BEGINNING)
    assert "hunter2" not in repr(event)
