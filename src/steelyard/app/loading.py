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
    return read_gateway(SourceTree(path, reading.root), reading)


def read_gateway(tree: SourceTree, reading: Reading) -> Gateway:
    """The gateway of files that are looked up in ``tree``."""
    name = reading.dialect or registry.recognise(tree)
    dialect = registry.load(name)
    if reading.dialect is not None:
        registry.refuse_stranger(tree, name)
    return dialect.read(tree, ReadOptions(reading.version, reading.environment))


def policy_path(tree: SourceTree) -> str:
    """Where the policy file of a configuration lies, if there is one."""
    config = tree.path
    folder = config if tree.is_directory(config) else os.path.dirname(config) or "."
    path = os.path.join(folder, POLICY_NAME)
    return path if tree.within is None else os.path.normpath(path)


def load_policy(config: str, named: str | None, within: str | None = None) -> Policy:
    """The policy file that was named, else the one beside the configuration, else none.

    ``within`` as in `SourceTree`.
    """
    if named is None:
        tree = SourceTree(config, None, within)
        beside = policy_path(tree)
        if not tree.exists(beside) or tree.is_directory(beside):
            return Policy()
        named = beside
    from steelyard.lint.policyfile import read_policy

    try:
        text = SourceTree(named, None, within).read(named)
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
