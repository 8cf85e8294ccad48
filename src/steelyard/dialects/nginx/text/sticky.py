"""``sticky``: the server that a client had before goes ahead of the method.

ngx_http_upstream_sticky_module.c, since 1.29.6; NGINX Plus had it before.
"""

from steelyard.dialects.nginx.text.methods import ReadValue
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.units import parse_time
from steelyard.model.pool import Persistence, Setting

FOREVER = 315360000.0
"""``expires=max``: ten years."""


def sticky_of(directive: Directive, read_value: ReadValue) -> Persistence | None:
    """The persistence of a ``sticky`` directive; None when it is not understood."""
    words = directive.words
    place = directive.place()
    written = directive.text()
    kind = words[1] if len(words) > 1 else ""
    options = dict(word.partition("=")[::2] for word in words[2:])
    if kind == "cookie" and len(words) > 2:
        settings = {
            "mode": Setting("insert", "cookie", place),
            "dynamic": Setting(True, "cookie", place),
        }
        if "expires" in options:
            limit = FOREVER if options["expires"] == "max" else parse_time(options["expires"])
            if limit is not None:
                settings["max-life"] = Setting(limit, options["expires"], place)
        return Persistence("cookie", place, words[2], None, written, settings)
    if kind == "route" and len(words) > 2:
        key = read_value(words[2], directive.place(2))
        settings = {"mode": Setting("route", "route", place)}
        return Persistence("table", place, words[2], key, written, settings)
    if kind == "learn" and "lookup" in options:
        key = read_value(options["lookup"], place)
        settings = {}
        limit = parse_time(options.get("timeout", "10m"))
        if limit is not None:
            settings["expire"] = Setting(limit, options.get("timeout", ""), place)
        zone = options.get("zone", "")
        return Persistence("learned", place, zone.partition(":")[0], key, written, settings)
    return None
