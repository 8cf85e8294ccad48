"""Settings that a block takes over from the blocks around it.

NGINX merges configurations downwards: a directive in an inner block replaces
the outer one as a whole (ngx_http_core_module.c, the merge functions); an
array such as ``proxy_set_header`` is taken over only where the inner block
has none of its own.
"""

from collections.abc import Sequence

from steelyard.dialects.nginx.text.syntax import Directive


def inherited(scopes: Sequence[Directive], name: str) -> Directive | None:
    """The directive ``name`` that holds inside ``scopes``, outermost block first."""
    found = inherited_all(scopes, name)
    return found[-1] if found else None


def inherited_all(scopes: Sequence[Directive], name: str) -> list[Directive]:
    """All directives ``name`` of the innermost block that has any."""
    for scope in reversed(scopes):
        own = scope.by_name().get(name) if scope.index is None else scope.index.get(name)
        if own:
            return own
    return []
