"""Certificates: the sandbox has one, for every name, and loads no key of the original.

A private key is mostly readable for root only, and needed nowhere: who is
answered does not depend on it.  Ciphers may name a kind of key that the
sandbox's certificate is not of, so they are NGINX's own.
"""

from steelyard.dialects.nginx.live.statement import statement
from steelyard.dialects.nginx.live.work import Handler, Level, Work, dropped, hidden
from steelyard.dialects.nginx.text.syntax import Directive

_REPLACED = "ssl_certificate ssl_certificate_key ssl_client_certificate ssl_trusted_certificate"
_GONE = (
    "ssl_ciphers ssl_dhparam ssl_crl ssl_stapling ssl_stapling_file ssl_stapling_responder"
    " ssl_stapling_verify ssl_ocsp ssl_ocsp_responder ssl_ocsp_cache ssl_certificate_cache"
    " ssl_ech_file quic_host_key"
)


def _own(work: Work, item: Directive, level: Level) -> list[str]:
    """The sandbox's certificate and key."""
    new = statement(item.words[0], work.room.certificate)
    old = "" if "$" not in item.text() and ":" not in item.text() else item.words[0]
    work.rewrite("certificate", item, new, old)
    return [new]


def _verified(work: Work, item: Directive, level: Level) -> list[str]:
    """Certificates of clients are asked for as before; only the sandbox's own is believed."""
    if item.words[1:] == ["on"]:
        why = "ssl_verify_client: only clients that show the sandbox's own certificate pass."
        work.doubt(item.place(), why)
    return [item.raw]


CERTIFICATES: dict[str, Handler] = {
    **dict.fromkeys(_REPLACED.split(), _own),
    **dict.fromkeys(_GONE.split(), dropped("certificate")),
    "ssl_password_file": hidden("certificate"),
    "ssl_session_ticket_key": hidden("certificate"),
    "ssl_verify_client": _verified,
}
"""Directives that name certificates, and what becomes of them."""
