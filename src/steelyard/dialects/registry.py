"""Finds the dialects: every package beside this file that has a module ``dialect``."""

import importlib
import os
from typing import cast

from steelyard.core.errors import InputError, UsageError
from steelyard.core.place import Place
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import Dialect
from steelyard.dialects.sandbox import Runnable

SAMPLE = 64 * 1024
"""Characters of a file that a dialect sees to recognise it."""

CERTAIN = 100
"""A dialect that is so sure is right; the others are not asked any more."""

SURE_ENOUGH = 20
"""A dialect that is less sure than this is not taken."""

PLAINLY = 60
"""A dialect that is surer than this contradicts a name given by hand."""


def names() -> list[str]:
    """The dialects there are, sorted."""
    here = os.path.dirname(__file__)
    return sorted(
        name for name in os.listdir(here) if os.path.isfile(os.path.join(here, name, "dialect.py"))
    )


def load(name: str) -> Dialect:
    """The dialect of that name; `UsageError` when there is none."""
    if name not in names():
        raise UsageError(f"unknown dialect {name!r}; there are: {', '.join(names())}")
    return cast(Dialect, importlib.import_module(f"steelyard.dialects.{name}.dialect"))


def runnable(name: str) -> Runnable | None:
    """How the real program of a dialect is run; None when nobody has written that."""
    if not os.path.isfile(os.path.join(os.path.dirname(__file__), name, "live", "sandbox.py")):
        return None
    return cast(Runnable, importlib.import_module(f"steelyard.dialects.{name}.live.sandbox"))


def recognise(tree: SourceTree) -> str:
    """The name of the dialect that ``tree.path`` is written in.

    A directory is judged by the files in it.  `InputError` when no dialect is
    sure enough.
    """
    scores = _scores(tree)
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < SURE_ENOUGH:
        raise InputError(
            f"no configuration of {' or '.join(scores)} is recognised here; "
            "name it with --dialect if it is one",
            Place(tree.path, 0),
        )
    return best


def refuse_stranger(tree: SourceTree, name: str) -> None:
    """`InputError` when ``tree.path`` is plainly written in another dialect than ``name``."""
    if tree.is_directory(tree.path):
        return
    scores = _scores(tree)
    best = max(scores, key=lambda other: scores[other])
    if scores[name] < SURE_ENOUGH and scores[best] >= PLAINLY:
        raise InputError(f"is a configuration of {best}, not of {name}", Place(tree.path, 0))


def _scores(tree: SourceTree) -> dict[str, int]:
    """How sure each dialect is of some file there."""
    scores = dict.fromkeys(names(), 0)
    for path in _samples(tree):
        sample = tree.read(path)[:SAMPLE]
        for name in scores:
            scores[name] = max(scores[name], load(name).recognise(path, sample))
            if scores[name] >= CERTAIN:
                return scores
    return scores


def _samples(tree: SourceTree) -> list[str]:
    """The files to look at: the file itself, or up to 50 likely ones of a directory."""
    if not tree.is_directory(tree.path):
        return [tree.path]
    likely = [
        f"{tree.path.rstrip('/')}/{name}"
        for name in tree.children(tree.path)
        if name.endswith((".cfg", ".conf", ".yaml", ".yml", ".json", ".toml"))
    ]
    if not likely:
        raise InputError("no configuration file is in this directory", Place(tree.path, 0))
    return [path for path in likely[:50] if not tree.is_directory(path)]
