"""The pool that a proxying directive names: an ``upstream`` block, or an implicit one.

ngx_http_upstream.c (ngx_http_upstream_add), ngx_http_upstream_round_robin.c.
"""

from collections.abc import Sequence

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool


def pool_for(
    gateway: Gateway,
    address: str,
    place: Place,
    scopes: Sequence[Directive],
    directive: str = "proxy_pass",
) -> Pool:
    """The pool that ``address`` names at a place that passes requests on.

    ``address`` is the argument of the directive as NGINX sees it, without
    variables: ``http://backend``, ``https://10.0.0.1:8443/uri``, ``backend``,
    ``unix:/run/app.sock``, ``http://unix:/run/app.sock:/uri``; scheme and URI
    are taken off here, so the whole argument may be given as it stands.
    ``scopes`` are the blocks around the directive, outermost first: the
    ``http`` (or ``stream``) block, the ``server``, the locations, an ``if``.
    ``directive`` is the passing directive's name (``proxy_pass``,
    ``fastcgi_pass``, ``grpc_pass``, ``uwsgi_pass``, ``scgi_pass``,
    ``memcached_pass``).

    The pool of an ``upstream`` block of that name (compared without case), else
    an implicit pool named by the address, made once and kept in
    ``gateway.pools``.  The timeouts and retries that hold at this place (see
    `inherited`) become the pool's: those of the first place that asks, and a
    difference at a later one is kept in ``pool.settings``.
    """
    raise NotImplementedError
