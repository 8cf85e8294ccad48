"""One ``server`` block of ``http``: its rewrites, its location search, its bodies."""

from steelyard.dialects.nginx.text.locations import Location, Search, read_group
from steelyard.dialects.nginx.text.names import ServerBlock
from steelyard.dialects.nginx.text.rewrites import Phase, Turn
from steelyard.dialects.nginx.text.routing_access import access_routes, other_methods
from steelyard.dialects.nginx.text.routing_content import Spot, content_routes
from steelyard.dialects.nginx.text.routing_endings import Origin, status_routes
from steelyard.dialects.nginx.text.routing_level import Level, level_of, shorten
from steelyard.dialects.nginx.text.routing_plan import Plan
from steelyard.dialects.nginx.text.routing_room import INTERNAL, Room, implicit
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables_scope import REQUEST_URI
from steelyard.model.conditions import ALWAYS, Match, Not
from steelyard.model.routing import Chain, Goto, Route, SetField, SetVariable
from steelyard.model.values import Field, Literal, Opaque, Pattern


def lower_server(room: Room, block: ServerBlock) -> Plan:
    """All chains of a server block; its entry becomes ``block.chain``."""
    label = block.listener.name
    place = block.level.place
    door = room.chain(f"server {label}", place)
    entry = room.chain(f"server {label}: rewrites", place)
    search = room.chain(f"server {label}: locations", place)
    plan = Plan(room, block.level, room.scope, f"{label}:", entry.name, search.name)
    plan.group = read_group(block.level)
    block.chain = door.name
    _open(plan, block, door)

    def body(location: Location, chain: Chain) -> None:
        _body(plan, location, chain)

    def go_on(chain: Chain, level: Level, turn: Turn) -> None:
        chain.routes.append(implicit(ALWAYS, Goto(search.name), kind="location"))

    searcher = Search(room, plan.label, body)
    searcher.prepare(plan.group)
    Phase(plan, block.level, "server rewrites", go_on, at_server=True).write(entry)
    searcher.lower(plan.group)
    searcher.fill(plan.group, search, ())
    _finish(plan, None, search, block.level, Turn())
    return plan


def _open(plan: Plan, block: ServerBlock, door: Chain) -> None:
    """What is settled when the server is chosen, before internal redirects come back."""
    door.routes += _client_address(plan.room, block)
    name = next((word for word, _ in block.names()), "")
    actions = [SetVariable("server_name", Literal(name))]
    if "request_uri" in plan.scope.overrides:
        actions.append(SetVariable(REQUEST_URI, Field("target")))
    text = f"server {' '.join(block.listener.names[:3])}".strip()
    goto = Goto(plan.entry)
    door.routes.append(Route(ALWAYS, (*actions, goto), block.level.place, text, "server"))


def _client_address(room: Room, block: ServerBlock) -> list[Route]:
    """The client's address is replaced before anything else looks at it.

    ngx_http_realip_module.c, post-read phase: only for connections from trusted
    networks; a header that is absent changes nothing.  What the PROXY protocol
    gives is the address that a question names.
    """
    routes = []
    for rule in block.listener.client_addresses:
        # Servers that take their networks over share one tuple of them.
        networks = room.networks.get(id(rule.trusted))
        if networks is None:
            networks = room.networks[id(rule.trusted)] = tuple(
                Pattern("network", text, place=rule.place)
                for text in rule.trusted
                if text[:1].isdigit() or (":" in text and not text.startswith("unix:"))
            )
        if networks and not isinstance(rule.value, Opaque):
            trusted = Match(Field("source"), networks, rule.place)
            believe = SetField("source", "", rule.value)
            routes.append(Route(trusted, (believe,), rule.place, "real_ip_header", "real_ip"))
    return routes


def _body(plan: Plan, location: Location, chain: Chain) -> None:
    """What a location does with a request."""
    if plan.room.has_internal and "internal" in location.level.own:
        directive = location.level.own["internal"][0]
        outside = Not(Match(Field("variable", INTERNAL), (Pattern("exists"),)))
        origin = Origin(directive.place(), f"{location.title}: internal", "internal")
        chain.routes += status_routes(
            plan, location.level, 404, "an internal location", outside, origin
        )

    for directive in location.level.own.get("limit_except", ()):
        _limit_except(plan, location, directive, chain)

    def rest(target: Chain, level: Level, turn: Turn) -> None:
        _finish(plan, location, target, level, turn)

    Phase(plan, location.level, location.title, rest).write(chain)


def _limit_except(plan: Plan, location: Location, directive: Directive, chain: Chain) -> None:
    """Other methods get a configuration of their own, as soon as the location is found.

    ngx_http_update_location_config.  It has no rewrite directives: those of the
    location do not run for such a request (measured on 1.22.1).
    """
    text = shorten(directive)
    inner = level_of(directive, location.level)
    other = plan.room.chain(f"{plan.label} {location.title} other methods", directive.place())
    _finish(plan, location, other, inner, Turn())
    route = Route(
        other_methods(directive), (Goto(other.name),), directive.place(), text, "limit_except"
    )
    chain.routes.append(route)


def _finish(plan: Plan, location: Location | None, chain: Chain, level: Level, turn: Turn) -> None:
    """Access, then content."""
    chain.routes += access_routes(plan, level)
    chain.routes += content_routes(Spot(plan, location, level, turn))
