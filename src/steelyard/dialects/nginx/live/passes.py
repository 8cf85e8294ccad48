"""Passing on: every server that is named where requests leave becomes a stand-in.

ngx_http_proxy_module.c and its siblings, ngx_stream_proxy_module.c.  Stand-ins
speak plain HTTP, so TLS and other protocols towards servers become that.
"""

from steelyard.core.place import Place
from steelyard.dialects.nginx.live.foreign import FOREIGN_PASSES, settings
from steelyard.dialects.nginx.live.statement import statement
from steelyard.dialects.nginx.live.targets import (
    Ending,
    Targets,
    authority_of,
    map_block,
    moved,
    targets_of,
)
from steelyard.dialects.nginx.live.upstreams import Upstreams, note_many
from steelyard.dialects.nginx.live.work import Level, Work
from steelyard.dialects.nginx.text.inherit import inherited
from steelyard.dialects.nginx.text.routing_targets import Target, is_address, take_apart
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.routing import Reject, ToPool

PASSES = frozenset({"proxy_pass", *FOREIGN_PASSES})
"""The directives that pass requests on."""

_HTTP = ("http://", "https://")


class Passes:
    """Rewrites the passing directives of one configuration."""

    def __init__(self, work: Work, upstreams: Upstreams) -> None:
        """What the model says of each place is looked up once."""
        self.names = upstreams.names
        self.targets = targets_of(work.gateway)
        self.made: dict[tuple[str, Place, str], str] = {}

    def line(self, work: Work, item: Directive, level: Level) -> list[str]:
        """One passing directive."""
        name = item.words[0]
        if len(item.words) != 2:
            return [item.raw]
        target = take_apart(item.words[1])
        if level.stream or name in FOREIGN_PASSES:
            plain = target.authority if level.stream else f"http://{target.authority}"
        elif target.scheme and "$" not in target.scheme and target.scheme.lower() not in _HTTP:
            return [item.raw]
        elif not target.scheme and target.fixed:
            return [item.raw]  # NGINX refuses it: invalid URL prefix.
        else:
            plain = f"{target.scheme}{target.authority}"
        find = self.fixed if target.fixed else self.chosen
        authority = find(work, item, level, target)
        uri = target.uri or "" if name == "proxy_pass" else ""
        scheme = "http://" if target.scheme or name in FOREIGN_PASSES else ""
        if level.stream:
            scheme = uri = ""
        new = statement("proxy_pass", f"{scheme}{authority}{uri}")
        lines = settings(work, item, level) if name in FOREIGN_PASSES else []
        if name in FOREIGN_PASSES or f"{scheme}{authority}" != plain:
            self._note(work, item, target, f"{scheme}{authority}")
        return [*lines, new]

    def fixed(self, work: Work, item: Directive, level: Level, target: Target) -> str:
        """The server that stands there: a pool's name, or an address."""
        block = level.scopes[0].words[0]
        names = self.names[block]
        authority = target.authority
        if authority.lower() in names or authority.rpartition(":")[0].lower() in names:
            return authority  # A port after a pool's name: NGINX refuses it by itself.
        if "$" in item.words[1] and not is_address(authority) and not _asks(level):
            why = f"No resolver finds {authority} for an address with variables: nobody answers."
            work.doubt(item.place(), why)
            return str(work.room.nobody())
        known = self.targets.get(item.place(), Targets())
        if len(known.pools) != 1:
            work.doubt(
                item.place(), f"No request gets here by the forecast: {authority} is nobody."
            )
            return str(work.room.nobody())
        return self._server(work, known.pools[0], item.place())

    def chosen(self, work: Work, item: Directive, level: Level, target: Target) -> str:
        """A variable that holds the sandbox's server for the text that is written there."""
        block = level.scopes[0].words[0]
        key = (block, item.place(), target.authority)
        if key in self.made:
            return self.made[key]
        bare = bool(target.scheme) or level.stream or item.words[0] != "proxy_pass"
        known = self.targets.get(item.place(), Targets(open=True))
        values = {
            text: self._value(work, item, block, text, ending, bare)
            for text, ending in known.texts.items()
        }
        otherwise = ""
        if known.open:
            why = "Whom this names is known only while a request is served: other names are nobody."
            work.doubt(item.place(), why)
            nobody = str(work.room.nobody())
            otherwise = nobody if bare else f"http://{nobody}"
            for name in self.names[block]:
                values.setdefault(name, name if bare else f"http://{name}")
        variable = f"$steelyard_target_{len(self.made) + 1}"
        self.made[key] = variable
        lines = map_block(target.authority, variable, values, otherwise)
        work.maps.setdefault(block, []).extend(lines)
        return variable

    def _value(
        self, work: Work, item: Directive, block: str, text: str, ending: Ending, bare: bool
    ) -> str:
        """What stands for one text that the variables may make."""
        authority = authority_of(text)
        if authority.lower() in self.names[block]:
            return moved(text, authority, bare=bare)
        if authority.startswith(":"):
            return ""  # No host: 500.
        if isinstance(ending, ToPool):
            server = self._server(work, ending.pool, item.place())
            return moved(text, server, bare=bare)
        if isinstance(ending, Reject) and ending.status == 500:
            return ""
        return moved(text, str(work.room.nobody()), bare=bare)

    def _server(self, work: Work, name: str, place: Place) -> str:
        """The stand-in of a pool without a block of its own."""
        pool = work.gateway.pools.get(name)
        if pool is None or not pool.implicit:
            return str(work.room.nobody()) if pool is None else pool.name
        note_many(work, pool, place)
        return str(work.room.server(name, 0))

    def _note(self, work: Work, item: Directive, target: Target, new: str) -> None:
        """What was changed: the path of a request is not shown."""
        foreign = item.words[0] in FOREIGN_PASSES
        secure = target.scheme.lower() in ("https://", "$scheme://")
        named = target.fixed and new.endswith(f"/{target.authority}")
        kind = "protocol" if foreign or (secure and named) else "server"
        old = f"{item.words[0]} {target.scheme}{target.authority}"
        work.rewrite(kind, item, f"proxy_pass {new}", old)


def _asks(level: Level) -> bool:
    """Whether names can be looked up there while requests are served."""
    resolver = inherited(level.scopes, "resolver")
    return resolver is not None and len(resolver.words) > 1
