"""Which texts become texts of a set: preimages of automata under what is done to texts.

Each function takes the automaton of a set and gives that of all texts that the
operation turns into (or that hold) a text of it.  All are exact, on bytes.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from steelyard.forecast.routing.language import bytesets
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.minimise import minimal
from steelyard.forecast.routing.language.refused import TooLarge

STATES = 5_000
"""States that a preimage may have."""

BLANKS = b" \t\n\v\f\r"
State = Any
"""A state of an automaton being explored: a number, a word, or a tuple of these."""

_FOUND, _LOST = "found", "lost"


def explored(
    sets: tuple[Automaton, ...],
    special: bytes,
    start: State,
    step: Callable[[State, int], State],
    accepts: Callable[[State], bool],
) -> Automaton:
    """The automaton whose states are found by ``step`` (state, byte) from ``start``.

    ``special`` are the bytes that ``step`` tells apart besides what ``sets`` do.
    """
    masks = [mask for texts in sets for mask in texts.masks]
    masks += [1 << byte for byte in special]
    parts = bytesets.partition(masks)
    letters = [next(bytesets.members(part)) for part in parts]
    number = {start: 0}
    queue = [start]
    rows = []
    for state in queue:
        row = []
        for letter in letters:
            target = step(state, letter)
            if target not in number:
                if len(number) >= STATES:
                    raise TooLarge(f"more than {STATES} states")
                number[target] = len(number)
                queue.append(target)
            row.append(number[target])
        rows.append(row)
    return minimal(bytesets.numbered(parts), rows, [accepts(state) for state in queue])


@lru_cache(maxsize=4096)
def mapped(texts: Automaton, table: bytes) -> Automaton:
    """Texts that are in the set once each byte is replaced by ``table[byte]``."""
    special = bytes(byte for byte in range(256) if table[byte] != byte)
    moves, classes = texts.moves, texts.classes
    return explored(
        (texts,),
        special,
        0,
        lambda state, byte: moves[state][classes[table[byte]]],
        lambda state: texts.accepting[state],
    )


LOWER = bytes(range(256)).lower()
UPPER = bytes(range(256)).upper()


def _move(texts: Automaton, state: int, byte: int) -> int:
    return texts.moves[state][texts.classes[byte]]


@lru_cache(maxsize=4096)
def between(texts: Automaton, before: bytes, after: bytes) -> Automaton:
    """Texts that are in the set once they stand between two fixed ones."""
    ends = [texts.accepting[texts.run(after, state)] for state in range(len(texts.moves))]
    start = texts.run(before)
    return explored(
        (texts,),
        b"",
        start,
        lambda state, byte: _move(texts, state, byte),
        lambda state: ends[state],
    )


@lru_cache(maxsize=4096)
def behind(texts: Automaton, length: int) -> Automaton:
    """Texts that are in the set without their first ``length`` bytes."""

    def step(state: State, byte: int) -> State:
        skipped, at = state
        return (skipped + 1, 0) if skipped < length else (skipped, _move(texts, at, byte))

    return explored((texts,), b"", (0, 0), step, lambda state: texts.accepting[state[1]])


@lru_cache(maxsize=4096)
def path_of_target(texts: Automaton) -> Automaton:
    """Request targets whose path is in the set."""

    def step(state: State, byte: int) -> State:
        if isinstance(state, str):
            return state
        if byte == 0x3F:
            return _FOUND if texts.accepting[state] else _LOST
        return _move(texts, state, byte)

    return explored((texts,), b"?", 0, step, lambda state: _accepts(texts, state))


@lru_cache(maxsize=4096)
def query_of_target(texts: Automaton) -> Automaton:
    """Request targets that have a query, and it is in the set."""

    def step(state: State, byte: int) -> State:
        if state == "path":
            return 0 if byte == 0x3F else state
        return _move(texts, state, byte)

    return explored((texts,), b"?", "path", step, lambda state: _accepts(texts, state))


@lru_cache(maxsize=4096)
def mark_of_target(texts: Automaton) -> Automaton:
    """Request targets whose part from the ``?`` on is in the set; "" without one."""

    def step(state: State, byte: int) -> State:
        if state == "path":
            return _move(texts, 0, byte) if byte == 0x3F else state
        return _move(texts, state, byte)

    ends = texts.accepting[0]
    return explored(
        (texts,),
        b"?",
        "path",
        step,
        lambda state: ends if state == "path" else _accepts(texts, state),
    )


def _accepts(texts: Automaton, state: State) -> bool:
    return texts.accepting[state] if isinstance(state, int) else bool(state == _FOUND)


@lru_cache(maxsize=4096)
def argument_of_query(
    texts: Automaton, name: bytes, any_case: bool, which: str = "any"
) -> Automaton:
    """Queries with an argument of that name whose value is in the set.

    The name must be followed by ``=``, as `steelyard.forecast.routing.fields.query_values`
    has it.  ``which``: of several the ``first``, the ``last`` or ``any``.
    """
    name = name.lower() if any_case else name

    def step(state: State, byte: int) -> State:
        # ``found``: whether the last argument that ended has a value of the set.
        kind, at, found = state
        if kind in (_FOUND, _LOST):
            return state
        if byte == 0x26:
            if kind == "value":
                found = texts.accepting[at]
                if which == "first" or (which == "any" and found):
                    return (_FOUND if found else _LOST, 0, False)
            return ("name", 0, found)
        if kind == "value":
            return ("value", _move(texts, at, byte), found)
        if kind == "name":
            if byte == 0x3D:
                return ("value", 0, found) if at == len(name) else ("other", 0, found)
            letter = byte | 0x20 if any_case and 0x41 <= byte <= 0x5A else byte
            if at < len(name) and letter == name[at]:
                return ("name", at + 1, found)
        return ("other", 0, found)

    def accepts(state: State) -> bool:
        kind, at, found = state
        if kind == "value":
            return bool(texts.accepting[at])
        return bool(kind == _FOUND or (kind != _LOST and found))

    special = b"&=" + (name + name.upper() if any_case else name)
    return explored((texts,), special, ("name", 0, False), step, accepts)


@lru_cache(maxsize=4096)
def item_of_line(texts: Automaton, which: str = "any") -> Automaton:
    """Lines of which a comma-separated item, without the blanks around it, is in the set.

    ``which``: of several the ``first``, the ``last`` or ``any``.
    """

    def step(state: State, byte: int) -> State:
        # Inside an item: the state after its last byte that is no blank, and the one now.
        kind, solid, now = state
        if kind in (_FOUND, _LOST):
            return state
        if byte == 0x2C:
            found = texts.accepting[solid]
            if which == "first" or (which == "any" and found):
                return (_FOUND if found else _LOST, 0, 0)
            return ("lead", 0, 0)
        if byte in BLANKS:
            return state if kind == "lead" else (kind, solid, _move(texts, now, byte))
        after = _move(texts, now, byte)
        return ("item", after, after)

    def accepts(state: State) -> bool:
        return bool(state[0] == _FOUND or (state[0] != _LOST and texts.accepting[state[1]]))

    return explored((texts,), b"," + BLANKS, ("lead", 0, 0), step, accepts)


@lru_cache(maxsize=4096)
def host_of_line(texts: Automaton) -> Automaton:
    """Host lines whose host, in lower case without port and one trailing dot, is in the set."""

    def step(state: State, byte: int) -> State:
        kind, at, undotted = state
        if kind in (_FOUND, _LOST):
            return state
        letter = LOWER[byte]
        if kind == "start" and byte == 0x5B:
            after = _move(texts, 0, byte)
            return ("bracket", after, after)
        if kind == "bracket":
            after = _move(texts, at, letter)
            if byte == 0x5D:
                return (_FOUND if texts.accepting[after] else _LOST, 0, 0)
            return ("bracket", after, at if byte == 0x2E else after)
        if byte == 0x3A:
            return (_FOUND if texts.accepting[undotted] else _LOST, 0, 0)
        after = _move(texts, at, letter)
        return ("name", after, at if byte == 0x2E else after)

    def accepts(state: State) -> bool:
        kind, _, undotted = state
        return bool(kind == _FOUND or (kind != _LOST and texts.accepting[undotted]))

    capitals = bytes(range(0x41, 0x5B))
    return explored((texts,), b"[]:." + capitals, ("start", 0, 0), step, accepts)


@lru_cache(maxsize=4096)
def without_port(texts: Automaton) -> Automaton:
    """Texts that are in the set without ``:port``."""

    def step(state: State, byte: int) -> State:
        kind, at = state
        if kind in (_FOUND, _LOST):
            return state
        if kind == "start" and byte == 0x5B:
            return ("bracket", _move(texts, 0, byte))
        if (kind == "bracket" and byte == 0x5D) or (kind != "bracket" and byte == 0x3A):
            at = _move(texts, at, byte) if byte == 0x5D else at
            return (_FOUND if texts.accepting[at] else _LOST, 0)
        return ("bracket" if kind == "bracket" else "name", _move(texts, at, byte))

    def accepts(state: State) -> bool:
        kind, at = state
        if kind == "bracket":
            return bool(texts.accepting[_move(texts, at, 0x5D)])
        return bool(kind == _FOUND or (kind != _LOST and texts.accepting[at]))

    return explored((texts,), b"[]:", ("start", 0), step, accepts)


@lru_cache(maxsize=4096)
def part_of_cut(texts: Automaton, separators: bytes, number: int, empty: bool) -> Automaton:
    """Texts whose part ``number`` (from 1) between separators is in the set.

    ``empty``: empty parts count; else a part beyond the end is the empty text.
    """

    def step(state: State, byte: int) -> State:
        kind, count, at = state
        if kind != "part":
            return state
        if byte in separators:
            if count == number and (empty or at != -1):
                return (_FOUND if texts.accepting[max(at, 0)] else _LOST, 0, 0)
            return ("part", count + 1 if empty or at != -1 else count, -1)
        if count == number:
            return ("part", count, _move(texts, max(at, 0), byte))
        return ("part", count, 0)

    def accepts(state: State) -> bool:
        kind, count, at = state
        if kind != "part":
            return bool(kind == _FOUND)
        if count == number:
            return bool(texts.accepting[max(at, 0)])
        return bool(not empty and texts.accepting[0])

    return explored((texts,), separators, ("part", 1, -1), step, accepts)


@lru_cache(maxsize=4096)
def decoded(texts: Automaton) -> Automaton:
    """Texts that are in the set once ``%HH`` is decoded; malformed ones have no decoding."""
    digits = b"0123456789abcdefABCDEF"

    def step(state: State, byte: int) -> State:
        kind, at, high = state
        if kind == _LOST:
            return state
        if kind == "plain":
            return ("first", at, 0) if byte == 0x25 else ("plain", _move(texts, at, byte), 0)
        if byte not in digits:
            return (_LOST, 0, 0)
        value = int(chr(byte), 16)
        if kind == "first":
            return ("second", at, value)
        return ("plain", _move(texts, at, 16 * high + value), 0)

    def accepts(state: State) -> bool:
        return bool(state[0] == "plain" and texts.accepting[state[1]])

    return explored((texts,), b"%" + digits, ("plain", 0, 0), step, accepts)


@lru_cache(maxsize=4096)
def trimmed(texts: Automaton, characters: bytes, at_start: bool) -> Automaton:
    """Texts that are in the set without these characters at their start, or else end."""

    def step(state: State, byte: int) -> State:
        solid, now = state
        if byte in characters and at_start and now == -1:
            return state
        after = _move(texts, max(now, 0), byte)
        return (solid if byte in characters and not at_start else after, after)

    start = (0, -1 if at_start else 0)
    return explored((texts,), characters, start, step, lambda state: texts.accepting[state[0]])


UP_TWICE = rb"\A[^?]*(?:\.|%2[eE]){2}(?:(?:/|%2[fF])(?:\.|%2[eE])?)+(?:\.|%2[eE]){2}"
"""Targets that go up twice in a row, as an expression; it also takes some others."""


@lru_cache(maxsize=4096)
def cleaned(texts: Automaton) -> Automaton:
    """Paths that NGINX normalises to a path of the set.

    Percent-decoded, slashes merged, ``.`` and ``..`` resolved
    (`steelyard.forecast.routing.fields.clean_path`).  A path that goes up twice
    in a row (`UP_TWICE`) is left out.  States are sets of threads: what was written of the
    clean path so far, how much of a segment of dots was read, and whether the
    segment is one that a ``..`` takes back.
    """
    start = frozenset({("start", 0)})

    def moved(threads: State, byte: int) -> State:
        found = set()
        for kind, at in threads:
            found |= _cleaned_moves(texts, kind, at, byte)
        return frozenset(found)

    def accepts(threads: State) -> bool:
        # A segment of dots at the end leaves the slash before it.
        return any(
            texts.accepting[at] for kind, at in threads if kind in ("slash", "dot", "text", "up")
        )

    return _decoding(texts, start, moved, accepts)


def _cleaned_moves(texts: Automaton, kind: str, at: int, byte: int) -> set[tuple[str, int]]:
    """Where a thread goes on with one decoded byte.

    ``slash``: behind a slash that was written; ``dot``: behind ``/.``; ``text``: inside
    a segment that stays; ``gone``: inside one that is taken back, ``back`` behind its
    slash, ``back.`` and ``up`` behind the dots that take it back; ``at`` is the state
    behind what was written, for the last four behind the slash before the segment.
    """
    is_slash, is_dot = byte == 0x2F, byte == 0x2E
    if kind == "start":
        return {("slash", _move(texts, 0, byte))} if is_slash else set()
    if kind in ("slash", "dot"):
        if is_slash:
            return {("slash", at)}
        if is_dot:
            dotted = {("dot", at)} if kind == "slash" else set()
            # ``/..`` of a directory above is for the thread that took a segment back.
            return dotted | (set() if kind == "slash" else {("dots", at), ("dots gone", at)})
        after = at if kind == "slash" else _move(texts, at, 0x2E)
        return {("text", _move(texts, after, byte)), ("gone", at)}
    if kind in ("dots", "dots gone"):
        # More than two dots are a name; just two would go up a second time.
        if is_slash:
            return set()
        if kind == "dots gone":
            return {("gone", at)}
        after = _move(texts, _move(texts, at, 0x2E), 0x2E)
        return {("text", _move(texts, after, byte))}
    if kind == "text":
        return {("slash" if is_slash else "text", _move(texts, at, byte))}
    if kind == "gone":
        return {("back", at)} if is_slash else {("gone", at)}
    if kind == "back":
        return {("back", at)} if is_slash else {("back.", at)} if is_dot else set()
    if kind == "back.":
        return {("back", at)} if is_slash else {("up", at)} if is_dot else set()
    return {("slash", at)} if is_slash else set()


def _decoding(
    texts: Automaton,
    start: State,
    moved: Callable[[State, int], State],
    accepts: Callable[[State], bool],
) -> Automaton:
    """The automaton that reads ``%HH`` as one byte; malformed and zero bytes are lost."""
    digits = b"0123456789abcdefABCDEF"

    def step(state: State, byte: int) -> State:
        kind, threads, high = state
        if kind == _LOST or not threads:
            return (_LOST, frozenset(), 0)
        if kind == "plain":
            if byte == 0x25:
                return ("first", threads, 0)
            return ("plain", moved(threads, byte), 0)
        if byte not in digits:
            return (_LOST, frozenset(), 0)
        value = int(chr(byte), 16)
        if kind == "first":
            return ("second", threads, value)
        if not high and not value:
            return (_LOST, frozenset(), 0)
        return ("plain", moved(threads, 16 * high + value), 0)

    return explored(
        (texts,),
        b"%/." + digits,
        ("plain", start, 0),
        step,
        lambda state: state[0] == "plain" and accepts(state[1]),
    )
