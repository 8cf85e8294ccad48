"""From a path that the user names to a gateway and its policy."""

import os
from collections.abc import Mapping

from steelyard.core.errors import InputError, PolicyError, UsageError
from steelyard.core.place import Place
from steelyard.core.record import field, frozen
from steelyard.core.source import SourceTree
from steelyard.dialects import registry
from steelyard.dialects.contract import ReadOptions
from steelyard.lint.policy import Policy
from steelyard.model.gateway import Gateway

POLICY_NAME = "steelyard.toml"
"""The policy file's name; it lies beside the configuration."""


@frozen
class Reading:
    """How to read configurations: the options that all verbs share.

    ``environment`` are the variables that a configuration may refer to.
    """

    dialect: str | None = None
    root: str | None = None
    version: tuple[int, ...] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def load_gateway(path: str, reading: Reading) -> Gateway:
    """The gateway at ``path``; raises `steelyard.core.errors.SteelyardError`."""
    tree = SourceTree(path, reading.root)
    name = reading.dialect or registry.recognise(tree)
    dialect = registry.load(name)
    if reading.dialect is not None:
        registry.refuse_stranger(tree, name)
    return dialect.read(tree, ReadOptions(reading.version, reading.environment))


def load_policy(config: str, named: str | None) -> Policy:
    """The policy file that was named, else the one beside the configuration, else none."""
    if named is None:
        folder = config if os.path.isdir(config) else os.path.dirname(config) or "."
        beside = os.path.join(folder, POLICY_NAME)
        if not os.path.isfile(beside):
            return Policy()
        named = beside
    from steelyard.lint.policyfile import read_policy

    try:
        text = SourceTree(named).read(named)
        text.encode("utf-8")
    except InputError as error:
        raise PolicyError(error.message, error.place) from None
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise PolicyError("is not UTF-8 text", Place(named, line)) from None
    return read_policy(named, text)


def parse_version(text: str) -> tuple[int, ...]:
    """``2.6.12`` as numbers; raises `UsageError`."""
    parts = text.split(".")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise UsageError(f"--target-version {text!r} should be written like 2.6")
    return tuple(int(part) for part in parts)
