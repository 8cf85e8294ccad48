"""Whether the directives exist, stand where they may, and have their arguments.

ngx_conf_file.c (ngx_conf_handler).  What NGINX itself does not know may come
from a module that this table does not: it is kept as opaque text, unless it is
all but the name of a directive that exists.
"""

import difflib
from collections.abc import Mapping

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.check_values import value_fault
from steelyard.dialects.nginx.text.directives import (
    CONTEXT_OF,
    DATA_BLOCKS,
    DIRECTIVES,
    FOREIGN,
    PLUS,
    Form,
)
from steelyard.dialects.nginx.text.notices import rejected
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.tree import Configuration
from steelyard.model.notice import OpaqueText

_NAMES = {
    "m": "the main context",
    "e": "events",
    "h": "http",
    "s": "server",
    "l": "location",
    "i": "if",
    "f": "if",
    "x": "limit_except",
    "u": "upstream",
    "S": "stream",
    "T": "a stream server",
    "U": "a stream upstream",
    "M": "mail",
    "N": "a mail server",
}

_ONCE = frozenset(
    {"http", "stream", "mail", "events", "root", "alias", "keepalive", "resolver"}
) | {
    "keepalive_timeout",
    "worker_connections",
    "worker_processes",
    "user",
    "try_files",
    "proxy_pass",
    "fastcgi_pass",
    "grpc_pass",
    "uwsgi_pass",
    "scgi_pass",
    "memcached_pass",
}
"""Directives with a function of their own that refuses a second one in the same block."""

_MOST_GUESSES = 30
"""Unknown names that are compared with all known ones; a real file has few."""

_CLOSE = 0.88
"""Likeness from which an unknown name is taken for a slip of the pen."""


def check_directives(configuration: Configuration, listeners: Mapping[Place, str]) -> None:
    """Note every directive that NGINX refuses for its form, and keep unknown ones.

    ``listeners`` are the names of the server blocks by their place: what a
    block holds that is not understood makes its listener uncertain.
    """
    checker = _Checker(configuration)
    todo = [(configuration.body, "m", "")]
    while todo:
        body, context, scope = todo.pop()
        seen: set[str] = set()
        known = checker.sound.setdefault(context, {})
        pool = context in "uU"
        for item in expanded(body):
            if pool and item.words[0] == "server" and item.body is None and len(item.words) > 1:
                continue  # The builder of the pool reads it.
            inner = known.get(item.raw)
            if inner is None:
                inner = checker.look(item, context, scope, seen)
            if inner and item.body:
                name = listeners.get(item.place()) if inner in "sT" else None
                todo.append((item.body, inner, f"listener {name}" if name else scope))


class _Checker:
    """Looks at one directive after the other."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.guesses: dict[str, str] = {}
        # By context, the texts that have no fault wherever they stand: large files repeat
        # themselves.  With each, the context of its body.
        self.sound: dict[str, dict[str, str]] = {}

    def look(self, item: Directive, context: str, scope: str, seen: set[str]) -> str:
        """Check one directive; the context of its body, "" when that is not looked into."""
        name = item.words[0]
        if name == "server":
            return self.server(item, context)
        form = DIRECTIVES.get(name)
        if form is None:
            self.unknown(item, context, scope)
            return ""
        fault = _fault(item, form, context)
        if not fault and len(item.words) > 1:
            fault = value_fault(item, form.kind)
        if not fault and (form.once or name in _ONCE):
            if name in seen:
                fault = f'"{name}" directive is duplicate', "Keep one of the two."
            seen.add(name)
        if not fault and name == "location":
            fault = _again(item, seen)
        inner = ""
        if item.body is not None and name not in DATA_BLOCKS:
            inner = CONTEXT_OF.get((context, name), "")
        if fault:
            self.refuse(item, *fault)
        elif not (form.once or name in _ONCE or name == "location" or name in DATA_BLOCKS):
            self.sound[context][item.raw] = inner
        return inner

    def server(self, item: Directive, context: str) -> str:
        """``server`` is a block, or in an upstream a line."""
        if context in "uU":
            if item.body is not None:
                fault = '"server" directive is not terminated by ";"'
                self.refuse(item, fault, "End the line of the server with a semicolon.")
            elif len(item.words) < 2:
                self.refuse(item, *_miscounted(item))
            return ""
        if context not in "hSM":
            self.refuse(item, *_misplaced(item, context, "hSMuU"))
        elif item.body is None:
            self.refuse(item, *_unopened(item))
        elif len(item.words) > 1:
            self.refuse(item, *_miscounted(item))
        return CONTEXT_OF.get((context, "server"), "")

    def refuse(self, item: Directive, fault: str, remedy: str) -> None:
        """One notice."""
        notice = rejected(item.place(), item.words[0], f"{fault}.", remedy)
        self.configuration.notices.append(notice)

    def unknown(self, item: Directive, context: str, scope: str) -> None:
        """A directive that the table does not have."""
        name = item.words[0]
        if context in "uU":
            return  # The builder of the pool knows what depends on it.
        if name in PLUS or name.startswith(FOREIGN):
            reason = (
                "a directive of NGINX Plus" if name in PLUS else "a directive of another module"
            )
            scope = ""
        else:
            guess = self.guess(name)
            if guess:
                message = f'unknown directive "{name}"'
                self.refuse(item, message, f'Is "{guess}" meant?')
                return
            reason = "a directive that NGINX's own modules do not have"
            scope = scope or ("" if item.body is None else "gateway")
        text = OpaqueText(item.text()[:200], reason, item.place(), scope)
        self.configuration.opaque.append(text)

    def guess(self, name: str) -> str:
        """The directive that an unknown name is a slip of, "" when none is near."""
        if name not in self.guesses:
            if len(self.guesses) >= _MOST_GUESSES or len(name) > 60:
                return ""
            near = difflib.get_close_matches(name, DIRECTIVES, 1, _CLOSE)
            self.guesses[name] = near[0] if near else ""
        return self.guesses[name]


def _fault(item: Directive, form: Form, context: str) -> tuple[str, str] | None:
    """What NGINX says about the form, and what to do; None when it says nothing."""
    if form.contexts != "*" and context not in form.contexts:
        return _misplaced(item, context, form.contexts)
    if form.block and item.body is None:
        return _unopened(item)
    if not form.block and item.body is not None:
        name = item.words[0]
        return f'"{name}" directive is not terminated by ";"', "Put a semicolon behind it."
    if not form.least <= len(item.words) - 1 <= form.most:
        return _miscounted(item)
    return None


def _again(item: Directive, seen: set[str]) -> tuple[str, str] | None:
    """The same location twice in a block: ngx_http_core_module.c (join_exact_locations).

    An exact location and a prefix of the same text are two; ``^~`` makes a
    prefix no other one.  Regular expressions and names may stand twice.
    """
    modifier, text = item.words[1] if len(item.words) == 3 else "", item.words[-1]
    if not modifier:
        modifier = next((mark for mark in ("=", "^~", "~", "@") if text.startswith(mark)), "")
        text = text.removeprefix(modifier)
    if modifier.startswith(("~", "@")):
        return None
    key = f"{'=' if modifier == '=' else ''} {text}"
    if key in seen:
        remedy = "Put the contents of the two together, or give one another path."
        return f'duplicate location "{text}"', remedy
    seen.add(key)
    return None


def _misplaced(item: Directive, context: str, contexts: str) -> tuple[str, str]:
    """The directive stands where it may not."""
    allowed = ", ".join(dict.fromkeys(_NAMES[letter] for letter in contexts))
    message = f'"{item.words[0]}" directive is not allowed in {_NAMES[context]}'
    return message, f"Move it: it may stand in {allowed}."


def _unopened(item: Directive) -> tuple[str, str]:
    """A block without its body."""
    return f'directive "{item.words[0]}" has no opening "{{"', "Open its block."


def _miscounted(item: Directive) -> tuple[str, str]:
    """Too few or too many arguments, as after a forgotten semicolon."""
    message = f'invalid number of arguments in "{item.words[0]}" directive'
    spread = "\n" in item.raw and len(item.words) > 2
    hint = "A semicolon is missing on an earlier line." if spread else "Correct its arguments."
    return message, hint
