"""Small files and small functions, measured rather than promised."""

import ast
from statistics import median

from tests.meta.sources import SRC, Function, functions, modules, where

FILE_MEDIAN = 120
FILE_LIMIT = 500
FUNCTION_LIMIT = 60


def test_the_median_file_is_short():
    lengths = [len(path.read_text("utf-8").splitlines()) for path in modules()]
    assert median(lengths) < FILE_MEDIAN


def test_no_file_is_long():
    lengths = {where(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LIMIT} == {}


def test_no_function_is_long():
    lengths = {
        f"{where(path, node)} {node.name}": span(node)
        for path, node in functions()
        if not is_table(node)
    }
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LIMIT} == {}


def span(node: Function) -> int:
    """Count the lines of a function from its `def` to its end."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def is_table(node: Function) -> bool:
    """Say whether the body only states data: a docstring and one returned literal."""
    body = [part for part in node.body if not _is_docstring(part)]
    return len(body) == 1 and isinstance(body[0], ast.Return) and _is_literal(body[0].value)


def _is_docstring(part: ast.stmt) -> bool:
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)


def _is_literal(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Tuple | ast.List | ast.Dict | ast.Set | ast.Constant)


def test_the_meter_sees_the_source():
    assert SRC.is_dir()
    assert len(modules()) > 1
