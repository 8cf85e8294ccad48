"""The errors themselves: what may be wrong with one node of a syntax tree."""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

Made = ast.AST | None
"""What takes the node's place; None: the node itself was changed."""


class Change(NamedTuple):
    """A kind of error and how it is made."""

    kind: str
    make: Callable[[], Made]


COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.Pow: ast.Mult,
}
NAMED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "bisect_right": "bisect_left",
    "bisect_left": "bisect_right",
    "reversed": "tuple",
    "sorted": "list",
    "lower": "strip",
    "upper": "strip",
    "startswith": "endswith",
    "endswith": "startswith",
    "partition": "rpartition",
    "rpartition": "partition",
    "split": "rsplit",
    "find": "rfind",
    "rfind": "find",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "removeprefix": "removesuffix",
    "removesuffix": "removeprefix",
    "append": "count",
    "first": "last",
}
Node = TypeVar("Node", bound=ast.AST)


def changes(node: ast.AST) -> Iterator[Change]:
    """All errors that one node may have."""
    for kind, found in _FINDERS:
        if isinstance(node, kind):
            yield from found(node)  # type: ignore[operator]


def _set(node: ast.AST, name: str, value: object) -> Callable[[], Made]:
    def make() -> Made:
        setattr(node, name, value)
        return None

    return make


def _item(items: list[Node], index: int, value: Node) -> Callable[[], Made]:
    def make() -> Made:
        items[index] = value
        return None

    return make


def _drop(items: list[Node], index: int) -> Callable[[], Made]:
    def make() -> Made:
        del items[index]
        return None

    return make


def _swap(items: list[Node], index: int) -> Callable[[], Made]:
    def make() -> Made:
        items[index], items[index + 1] = items[index + 1], items[index]
        return None

    return make


def _compare(node: ast.Compare) -> Iterator[Change]:
    for index, operator in enumerate(node.ops):
        for table in (COMPARED, REVERSED):
            if type(operator) in table:
                other = table[type(operator)]()
                yield Change("comparison", _item(node.ops, index, other))


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield Change("truth", _set(node, "value", not value))
    elif isinstance(value, int):
        yield Change("off by one", _set(node, "value", value + 1))
        if value > 0:
            yield Change("off by one", _set(node, "value", value - 1))


def _binary(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    other = COUNTED.get(type(node.op))
    if other is not None:
        yield Change("arithmetic", _set(node, "op", other()))
    if isinstance(node, ast.AugAssign):
        yield Change("dropped", ast.Pass)
    elif isinstance(node.op, ast.Sub | ast.Mod | ast.FloorDiv | ast.Mult):
        yield Change("left alone", lambda: node.left)


def _boolean(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield Change("and, or", _set(node, "op", other))
    for index in range(len(node.values)):
        if len(node.values) == 2:
            kept = node.values[1 - index]
            yield Change("part dropped", lambda kept=kept: kept)
        else:
            yield Change("part dropped", _drop(node.values, index))


def _unary(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield Change("sign", lambda: node.operand)


def _branch(node: ast.If | ast.While | ast.IfExp) -> Iterator[Change]:
    negated = ast.UnaryOp(ast.Not(), node.test)
    yield Change("negated", _set(node, "test", ast.copy_location(negated, node.test)))
    if isinstance(node, ast.If) and not node.orelse:
        yield Change("skipped", _set(node, "test", ast.Constant(False)))
        if not isinstance(node.body[-1], ast.Return | ast.Raise):
            yield Change("always", _set(node, "test", ast.Constant(True)))


def _filter(node: ast.comprehension) -> Iterator[Change]:
    for index in range(len(node.ifs)):
        yield Change("filter dropped", _drop(node.ifs, index))


def _call(node: ast.Call) -> Iterator[Change]:
    target = node.func
    name = target.id if isinstance(target, ast.Name) else getattr(target, "attr", "")
    if name in NAMED:
        field = "id" if isinstance(target, ast.Name) else "attr"
        yield Change("name", _set(target, field, NAMED[name]))
    plain = [not isinstance(arg, ast.Starred) for arg in node.args]
    for index in range(len(node.args) - 1):
        if plain[index] and plain[index + 1]:
            yield Change("arguments swapped", _swap(node.args, index))
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            yield Change("argument left out", _drop(node.keywords, index))


def _slice(node: ast.Slice) -> Iterator[Change]:
    for name in ("lower", "upper"):
        if getattr(node, name) is not None:
            yield Change("bound dropped", _set(node, name, None))


def _series(node: ast.Tuple | ast.List) -> Iterator[Change]:
    if not isinstance(getattr(node, "ctx", None), ast.Load):
        return
    for index in range(len(node.elts) - 1):
        yield Change("order", _swap(node.elts, index))


def _table(node: ast.Dict) -> Iterator[Change]:
    for index in range(len(node.values) - 1):
        yield Change("entries swapped", _swap(node.values, index))


def _match(node: ast.Match) -> Iterator[Change]:
    for index in range(len(node.cases)):
        if len(node.cases) > 1:
            yield Change("case dropped", _drop(node.cases, index))


def _statement(node: ast.Expr | ast.Assign | ast.Continue | ast.Break) -> Iterator[Change]:
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        if not isinstance(target, ast.Attribute | ast.Subscript):
            return
    if isinstance(node, ast.Continue):
        yield Change("break, continue", ast.Break)
    if isinstance(node, ast.Break):
        yield Change("break, continue", ast.Continue)
    yield Change("dropped", ast.Pass)


def _return(node: ast.Return) -> Iterator[Change]:
    value = node.value
    if value is None:
        yield Change("dropped", ast.Pass)
    elif isinstance(value, ast.Compare | ast.BoolOp):
        negated = ast.UnaryOp(ast.Not(), copy.deepcopy(value))
        yield Change("negated", _set(node, "value", ast.copy_location(negated, value)))


_FINDERS: tuple[tuple[type | tuple[type, ...], object], ...] = (
    (ast.Compare, _compare),
    (ast.Constant, _constant),
    ((ast.BinOp, ast.AugAssign), _binary),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _unary),
    ((ast.If, ast.While, ast.IfExp), _branch),
    (ast.comprehension, _filter),
    (ast.Call, _call),
    (ast.Slice, _slice),
    ((ast.Tuple, ast.List), _series),
    (ast.Dict, _table),
    (ast.Match, _match),
    ((ast.Expr, ast.Assign, ast.Continue, ast.Break), _statement),
    (ast.Return, _return),
)
