"""What changed of single servers, pools and listeners besides shares, limits and checks."""

from collections.abc import Iterator, Mapping, Sequence

from steelyard.compare.difference import OtherChange
from steelyard.compare.tables import NONE, table
from steelyard.core.place import Place
from steelyard.model.essence import essence
from steelyard.model.gateway import ClientAddress, Gateway, Listener
from steelyard.model.pool import Pool, Server

SERVER = {
    "applied_weight": "weight",
    "admin": "state",
    "backup": "backup",
    "cookie": "cookie value",
    "tls": "TLS",
    "protocol": "protocol",
    "send_proxy": "PROXY protocol",
    "resolver": "resolver",
    "track": "tracked server",
}
POOL = {
    "protocol": "protocol",
    "state": "balancing state per",
    "all_backups": "all backups at once",
    "resolves_late": "members from discovery",
    "disabled": "disabled",
    "empty_status": "status when no server serves",
}
LISTENER = {"protocol": "protocol", "internal": "internal only"}


def pool_members(old: Pool, new: Pool) -> Iterator[OtherChange]:
    """What changed of a pool and of the servers that both sides have."""
    yield from _fields(POOL, f"pool {new.name}", old, new, new.place)
    yield from table(f" of pool {new.name}", old.settings, new.settings)
    before: dict[str, Server] = {}
    for server in old.servers:
        before.setdefault(server.name, server)
    seen: set[str] = set()
    for server in new.servers:
        twin = before.get(server.name)
        if twin is not None and server.name not in seen:
            seen.add(server.name)
            yield from _server(f"{new.name}/{server.name}", twin, server)


def _server(name: str, old: Server, new: Server) -> Iterator[OtherChange]:
    of = f"server {name}"
    yield from _fields(SERVER, of, old, new, new.place)
    for what, before, after in (
        ("limit", old.limits, new.limits),
        ("passive check", old.passive, new.passive),
        ("", old.settings, new.settings),
    ):
        yield from table(f"{what} of {of}" if what else f" of {of}", before, after)
    if essence(old.check) != essence(new.check):
        words = [
            NONE if check is None else f"every {check.interval:g} s"
            for check in (old.check, new.check)
        ]
        if words[0] == words[1]:
            words = ["as it was", "changed"]
        yield OtherChange(f"health check of {of}", words[0], words[1], new.place)


def listener_members(old: Listener, new: Listener) -> Iterator[OtherChange]:
    """What changed of a listener that both sides have."""
    of = f"{new.kind or 'listener'} {new.name}"
    yield from _fields(LISTENER, of, old, new, new.place)
    yield from table(f" of {of}", old.settings, new.settings)
    if essence(tuple(old.client_addresses)) != essence(tuple(new.client_addresses)):
        words = _believed(old.client_addresses), _believed(new.client_addresses)
        yield OtherChange(f"client addresses believed by {of}", *words, new.place)


def _believed(rules: Sequence[ClientAddress]) -> str:
    """Whom a listener believes about the client's address."""
    if not rules:
        return NONE
    return "; ".join("of " + (", ".join(rule.trusted) or "anybody") for rule in rules)


def _fields(
    fields: Mapping[str, str], of: str, old: object, new: object, place: Place
) -> Iterator[OtherChange]:
    """Plain fields that differ."""
    for name, what in fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield OtherChange(f"{what} of {of}", _said(before), _said(after), place)


def _said(value: object) -> str:
    if value is None or value == "":
        return NONE
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def lines(old: Gateway, new: Gateway) -> Iterator[OtherChange]:
    """Lines that decide no way, such as headers that are set, and text that is not understood."""
    before, after = _silent(old), _silent(new)
    for key in [*before, *(key for key in after if key not in before)]:
        gone = before.get(key, [])[len(after.get(key, [])) :]
        came = after.get(key, [])[len(before.get(key, [])) :]
        for text, place in gone:
            yield OtherChange("a line", text, "removed", place)
        for text, place in came:
            yield OtherChange("a line", NONE, text, place)


def _silent(gateway: Gateway) -> dict[object, list[tuple[str, Place]]]:
    """Those lines by what they say, with their text and place."""
    found: dict[object, list[tuple[str, Place]]] = {}
    for _, route in gateway.routes():
        if route.text and not route.implicit and all(map(_decides_nothing, route.actions)):
            found.setdefault(route.text, []).append((route.text, route.place))
    for opaque in gateway.opaque:
        found.setdefault(opaque.text, []).append((opaque.text, opaque.place))
    return found


def _decides_nothing(action: object) -> bool:
    """Whether an action changes no way by itself."""
    name = type(action).__name__
    return name in ("Remark", "AddHeader", "SetVariable", "OpaqueAction") or (
        name == "SetField" and getattr(action, "field", "") == "header"
    )
