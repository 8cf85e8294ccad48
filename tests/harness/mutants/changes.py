"""Small errors of a programmer, put into the source of a module by its syntax tree.

    for mutant in mutants(source): ...
    code = compile(mutated(source, mutant), path, "exec")

A mutant is named by numbers alone (which node, which of its changes), so that another
process makes the very same one.
"""

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

from tests.harness.mutants.errors import changes


class Mutant(NamedTuple):
    """One error: the node in the order of the walk, and which of its changes.

    ``function`` is the path of the function whose body it is in, () for none.
    """

    node: int
    change: int
    kind: str
    line: int
    last: int
    old: str
    new: str
    function: tuple[str, ...] = ()


def mutants(source: str) -> Iterator[Mutant]:
    """All that the operators find in a source, in its order."""
    tree = ast.parse(source)
    silent = _silent(tree)
    functions = _functions(tree)
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in silent:
            continue
        for number, change in enumerate(changes(node)):
            old = _text(node)
            tried = copy.deepcopy(node)
            made = list(changes(tried))[number].make()
            new = _text(made if made is not None else tried)
            line = getattr(node, "lineno", 0)
            if new != old and line:
                last = getattr(node, "end_lineno", line) or line
                if isinstance(node, ast.stmt) and hasattr(node, "body"):
                    last = line
                function = functions.get(id(node), ())
                yield Mutant(index, number, change.kind, line, last, old, new, function)


def _functions(tree: ast.Module) -> dict[int, tuple[str, ...]]:
    """The function, of the module or of a class, in whose body each node is."""
    found: dict[int, tuple[str, ...]] = {}
    for outer in tree.body:
        inner = outer.body if isinstance(outer, ast.ClassDef) else [outer]
        path = (outer.name,) if isinstance(outer, ast.ClassDef) else ()
        for one in inner:
            if isinstance(one, ast.FunctionDef):
                for statement in one.body:
                    for node in ast.walk(statement):
                        found[id(node)] = (*path, one.name)
    return found


def mutated(source: str, node: int, change: int) -> ast.Module:
    """The tree of a source with one mutant in it."""
    tree = ast.parse(source)
    found = list(ast.walk(tree))[node]
    made = list(changes(found))[change].make()
    if made is not None:
        _Put(found, made).visit(tree)
    return ast.fix_missing_locations(tree)


class _Put(ast.NodeTransformer):
    """Puts a node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old = old
        self._new = ast.copy_location(new, old) if hasattr(old, "lineno") else new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._old:
            return self._new
        self.generic_visit(node)
        return node


def _text(node: ast.AST) -> str:
    """A node in one short line."""
    shown = copy.copy(node)
    if isinstance(shown, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.With | ast.If):
        shown.body = [ast.Pass()]
    if isinstance(shown, ast.If | ast.For | ast.While):
        shown.orelse = []
    text = ast.unparse(ast.fix_missing_locations(shown))
    return " ".join(text.split())[:160]


SPEAKS = (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)
UNSEEN = ("isinstance", "cast", "Notice")
"""Calls that are no decisions: what a type checker reads, and remarks."""


def _silent(tree: ast.AST) -> set[int]:
    """Nodes that do nothing at run time, or only speak: annotations, docstrings, messages."""
    found: set[int] = set()
    for node in ast.walk(tree):
        for silent in _silent_parts(node):
            found.update(id(inner) for inner in ast.walk(silent))
    return found


def _silent_parts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.AnnAssign | ast.arg):
        if node.annotation is not None:
            yield node.annotation
    elif isinstance(node, ast.FunctionDef):
        if node.returns is not None:
            yield node.returns
    elif (
        isinstance(node, SPEAKS)
        or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Call) and _name(node.func) in UNSEEN)
    ):
        yield node


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
