"""The tree to the model, in order: process, pools, listeners, routing."""

from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.text.asked import note_headers, settle_keys
from steelyard.dialects.nginx.text.check import check_directives
from steelyard.dialects.nginx.text.listeners import build_listeners
from steelyard.dialects.nginx.text.process import build_process
from steelyard.dialects.nginx.text.routing import build_routing
from steelyard.dialects.nginx.text.tree import Configuration
from steelyard.dialects.nginx.text.upstreams import build_upstreams, finish_pools
from steelyard.model.gateway import Gateway, SourceFile


def build(configuration: Configuration, source: SourceTree) -> Gateway:
    """The gateway that a configuration describes."""
    gateway = Gateway(
        path=source.path,
        dialect="nginx",
        version=configuration.version,
        version_stated=configuration.version_stated,
        complete=configuration.complete,
    )
    if configuration.body:
        gateway.place = configuration.body[0].place()
    build_process(configuration, gateway)
    build_upstreams(configuration, gateway)
    build_listeners(configuration, gateway)
    check_directives(configuration, {item.place: item.name for item in gateway.listeners})
    build_routing(configuration, gateway, source)
    finish_pools(configuration, gateway)
    note_headers(configuration, gateway)
    settle_keys(gateway)
    gateway.notices += configuration.notices
    gateway.opaque += configuration.opaque
    gateway.complete = gateway.complete and configuration.complete
    gateway.files = {path: SourceFile(path, text) for path, text in source.texts.items()}
    return gateway
