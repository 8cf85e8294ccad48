"""Every module and every public name says what it is for."""

import ast
from collections.abc import Iterator

from tests.meta.sources import Function, modules, where


def test_every_module_has_a_docstring():
    assert [where(path) for path, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_every_public_name_has_a_docstring():
    silent = [
        f"{where(path, node)} {node.name}"
        for path, tree in modules().items()
        for node in public_definitions(tree)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def public_definitions(
    scope: ast.Module | ast.ClassDef,
) -> Iterator[Function | ast.ClassDef]:
    """Yield public classes and functions of a module, and their public methods."""
    for node in scope.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if is_overload(node):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from public_definitions(node)


def is_overload(node: Function | ast.ClassDef) -> bool:
    """Say whether this only states one more signature, or sets a documented property."""
    marks = [ast.unparse(mark) for mark in node.decorator_list]
    return any(mark.endswith(("overload", "override", ".setter")) for mark in marks)
