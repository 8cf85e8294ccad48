"""The condition of an ``if`` block.

ngx_http_rewrite_if_condition: ``$v`` (false when empty or ``0``), ``=``, ``!=``,
``~``, ``~*``, ``!~``, ``!~*``, and the file tests ``-f -d -e -x`` with ``!``.
An expression that is not found leaves no groups of an earlier one
(ngx_http_script_regex_start_code; one of a ``location`` or ``map`` leaves them).
"""

import re

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.variables import Scope, read_text, read_value
from steelyard.model.conditions import All, Condition, Match, Not, OpaqueCondition
from steelyard.model.values import Field, Pattern, Value

SEARCHES = frozenset({"~", "~*", "!~", "!~*"})
"""Operators that search for a regular expression, which changes what groups there are."""

_FILE_TESTS = ("-f", "-d", "-e", "-x", "!-f", "!-d", "!-e", "!-x")


def condition_words(words: list[str]) -> list[str]:
    """The words between the parentheses."""
    inner = list(words)
    if inner and inner[0].startswith("("):
        inner[0] = inner[0][1:]
    if inner and inner[-1].endswith(")"):
        inner[-1] = inner[-1][:-1]
    return [word for index, word in enumerate(inner) if word or 0 < index < len(inner) - 1]


def read_condition(words: list[str], scope: Scope, place: Place) -> tuple[Condition, str]:
    """The condition of ``if``, and its regular expression ("" when it has none)."""
    inner = condition_words(words)
    text = " ".join(words)
    if len(inner) == 1:
        return _true(read_value(inner[0], scope, place), place), ""
    if len(inner) == 2 and inner[0] in _FILE_TESTS:
        test = Match(Field("file-exists", inner[1]), (Pattern("exists"),), place)
        return (Not(test) if inner[0].startswith("!") else test), ""
    if len(inner) == 2 and inner[1] in ("=", "!="):
        inner.append("")
    if len(inner) != 3:
        return OpaqueCondition(text, "this is no condition that NGINX accepts", place), ""
    return _compared(inner[0], inner[1], inner[2], scope, place)


def _compared(
    left: str, operator: str, right: str, scope: Scope, place: Place
) -> tuple[Condition, str]:
    """``LEFT OPERATOR RIGHT``."""
    if operator in ("=", "!="):
        if "$" in right:
            reason = "both sides change with the request"
            return OpaqueCondition(f"{left} {operator} {right}", reason, place), ""
        value = read_value(left, scope, place) if right else read_text(left, scope, place)
        test = Match(value, (Pattern("exact", right, place=place),), place)
        return (Not(test) if operator == "!=" else test), ""
    negated = operator.startswith("!")
    if operator.lstrip("!") not in ("~", "~*"):
        return OpaqueCondition(f"{left} {operator} {right}", "the operator is unknown", place), ""
    pattern = Pattern("regex", right, operator.endswith("*"), place)
    value = read_text(left, scope, place) if _takes_empty(right) else read_value(left, scope, place)
    test = Match(value, (pattern,), place, clears=True)
    return (Not(test), "") if negated else (test, right)


def _takes_empty(expression: str) -> bool:
    """Whether the expression may match the empty text, which an absent value is.

    Only where every alternative plainly holds a character is the answer no.
    """
    if re.search(r"[*?{\[]", expression):
        return True
    return not all(re.search(r"[A-Za-z0-9]", part) for part in expression.split("|"))


def _true(value: Value, place: Place) -> Condition:
    """Neither empty nor ``0``."""
    filled = Match(value, (Pattern("length", "1:"),), place)
    return All((filled, Not(Match(value, (Pattern("exact", "0"),), place))))
