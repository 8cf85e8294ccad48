"""Settings of the whole process: workers, connections, how old ones end.

nginx.c, ngx_event.c.
"""

from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.tree import Configuration
from steelyard.dialects.nginx.text.units import parse_number, parse_time
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Setting


def build_process(configuration: Configuration, gateway: Gateway) -> None:
    """Read the main context and ``events``."""
    gateway.settings["worker-connections"] = Setting(512, implicit=True)
    for item in expanded(configuration.body):
        if item.words[0] == "events" and item.body is not None:
            for inner in item.named("worker_connections"):
                _keep_number(gateway, "worker-connections", inner)
        elif len(item.words) > 1:
            _main(gateway, item)
    if configuration.fragment:
        # A main file that is not here decides; one worker would be a guess.
        gateway.workers = None


def _main(gateway: Gateway, item: Directive) -> None:
    """One directive of the main context."""
    name, value = item.words[0], item.words[1]
    if name == "worker_processes":
        gateway.workers = None if value == "auto" else parse_number(value) or 1
        gateway.settings["workers"] = Setting(gateway.workers or "auto", value, item.place())
    elif name == "worker_shutdown_timeout":
        seconds = parse_time(value)
        if seconds is not None:
            gateway.settings["drain-limit"] = Setting(seconds, value, item.place())
    elif name == "worker_rlimit_nofile":
        _keep_number(gateway, "open-files", item)


def _keep_number(gateway: Gateway, name: str, item: Directive) -> None:
    """A whole number as a setting."""
    number = parse_number(item.words[1]) if len(item.words) > 1 else None
    if number is not None:
        gateway.settings[name] = Setting(number, item.words[1], item.place())
