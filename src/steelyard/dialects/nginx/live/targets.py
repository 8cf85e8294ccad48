"""Where requests are passed to by the model: the pools of one place, and of its texts.

A name made of variables is looked up in a map that knows every text the model
foresaw; all others lead to nobody, so that nothing real is ever reached.
"""

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.nginx.live.statement import quoted
from steelyard.dialects.nginx.text.routing_targets import take_apart
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Chain, OpaqueAction, Reject, Route, Switch, ToPool

Ending = ToPool | Reject | OpaqueAction
"""What the model says becomes of a request at a pass."""


@record
class Targets:
    """What the model knows of one place that passes requests on.

    ``pools`` where the name is fixed; ``texts`` what becomes of each text where
    it is made of variables, ``open`` when others are possible.
    """

    pools: list[str] = field(default_factory=list)
    texts: dict[str, Ending] = field(default_factory=dict)
    open: bool = False


def targets_of(gateway: Gateway) -> dict[Place, Targets]:
    """Every place with a route to a pool."""
    found: dict[Place, Targets] = {}
    for chain in gateway.chains.values():
        for route in chain.routes:
            if route.actions and route.kind.endswith("_pass"):
                _note(gateway, route, found.setdefault(route.place, Targets()))
    return found


def _note(gateway: Gateway, route: Route, targets: Targets) -> None:
    """What one route says."""
    last = route.actions[-1]
    if isinstance(last, ToPool):
        if last.pool not in targets.pools:
            targets.pools.append(last.pool)
    elif isinstance(last, Switch):
        for text, name in last.cases.items():
            ending = _ending(gateway.chains.get(name))
            if ending is not None:
                targets.texts.setdefault(text, ending)
        otherwise = _ending(gateway.chains.get(last.otherwise or ""))
        targets.open = targets.open or isinstance(otherwise, OpaqueAction)


def _ending(chain: Chain | None) -> Ending | None:
    """The last action of a chain that does nothing but end."""
    if chain is None or not chain.routes or not chain.routes[-1].actions:
        return None
    last = chain.routes[-1].actions[-1]
    return last if isinstance(last, ToPool | Reject | OpaqueAction) else None


LONG = 40
"""Characters of a map's key above which NGINX's usual tables have no room for it."""


def map_block(source: str, variable: str, values: dict[str, str], otherwise: str) -> list[str]:
    """A map from the text that ``source`` makes to what stands for it in the sandbox.

    Evaluated each time, as the pass is: internal redirects may change the text.
    """
    lines = [f"map {quoted(source)} {variable} {{", "  volatile;"]
    lines.append(f"  default {quoted(otherwise)};")
    seen = set()
    for text, value in values.items():
        if text.lower() not in seen and "$" not in value:
            seen.add(text.lower())
            lines.append(f"  {quoted(_key(text))} {quoted(value)};")
    return [*lines, "}"]


def _key(text: str) -> str:
    """A text as the key of a map, where some words mean more (ngx_http_map_module.c)."""
    special = text in ("default", "volatile", "hostnames", "include")
    return f"\\{text}" if special or text.startswith(("\\", "~")) else text


def moved(text: str, authority: str, *, bare: bool) -> str:
    """``text`` with another server in it, by HTTP; ``bare`` where the scheme stands elsewhere."""
    inner = take_apart(text if "://" in text else f"http://{text}")
    scheme = "http://" if "://" in text and not bare else ""
    return f"{scheme}{authority}{inner.uri or ''}"


def authority_of(text: str) -> str:
    """The server that a text names, without scheme and path."""
    return take_apart(text if "://" in text else f"http://{text}").authority
