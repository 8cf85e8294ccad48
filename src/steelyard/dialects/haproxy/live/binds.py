"""``bind`` lines move to sockets of their own and expect a PROXY header (manual 4.2, 5.1, 11)."""

from steelyard.dialects.haproxy.live.statement import Statement, Word, word_of, words_of
from steelyard.dialects.haproxy.live.work import Work
from steelyard.dialects.haproxy.text import addresses
from steelyard.dialects.haproxy.text.keywords import BIND_OPTIONS
from steelyard.dialects.sandbox import Endpoint

CERTIFICATES = frozenset({"crt", "crt-list", "default-crt"})
"""5.1: options that name certificates with their keys; one throw-away stands for all."""

AUTHORITIES = frozenset({"ca-file", "ca-verify-file"})
"""5.1: whom client certificates are believed from: the throw-away certificate is its own."""

DROPPED: dict[str, str] = {
    # 5.1: options that need rights, another network or files of the original, by kind
    "interface": "listener", "namespace": "listener", "transparent": "listener",
    "accept-netscaler-cip": "client-address", "mss": "listener", "tcp-ut": "listener",
    "tfo": "listener", "v4v6": "listener", "v6only": "listener", "cc": "listener",
    "tcp-md5sig": "listener", "tcp-ss": "listener", "ktls": "listener", "nbconn": "listener",
    "user": "process", "group": "process", "uid": "process", "gid": "process",
    "mode": "process", "process": "process", "thread": "process", "shards": "process",
    "expose-fd": "process", "quic-cc-algo": "listener", "quic-force-retry": "listener",
    "quic-socket": "listener", "crl-file": "certificate", "strict-sni": "certificate",
    "force-strict-sni": "certificate", "ocsp-update": "certificate",
    "tls-ticket-keys": "certificate", "generate-certificates": "certificate",
    "ca-sign-file": "certificate", "ca-sign-pass": "certificate",
}  # fmt: skip


def rewrite_bind(work: Work, statement: Statement) -> None:
    """Moves a ``bind`` line to the sockets that the room has for its addresses."""
    if len(statement.words) < 2:
        return
    written = statement.text(1)
    sockets = _sockets(work, statement)
    if not sockets:
        work.leave_out(statement, "directive")
        return
    moved = ",".join(str(socket) for socket in sockets)
    work.sandbox.proxied.update(sockets)
    options = _options(work, statement)
    statement.keep([*statement.words[:1], word_of(moved), *options])
    work.tell(statement, "listener", written, moved)
    if all(word.text != "accept-proxy" for word in options):
        statement.words.append(word_of("accept-proxy"))
        work.tell(statement, "client-address", "", "accept-proxy")


def _sockets(work: Work, statement: Statement) -> list[Endpoint]:
    """Where the addresses of the line go; those over UDP or a reversed connection nowhere."""
    found = []
    known = work.binds.get(statement.key)
    texts = statement.text(1).split(",")
    for index, text in enumerate(texts):
        address = addresses.parse(text)
        udp = address.transport in ("udp", "quic")
        bind = None
        if known is not None and index < len(known):
            bind = known[index]
            udp = bind.transport == "udp"
        if udp or address.family == "rhttp":
            if len(texts) > 1:
                work.tell(statement, "directive", text)
        elif bind is not None:
            found.append(work.room.listener(bind.address, bind.port, bind.transport))
        else:
            # A line that is not taken, or that HAProxy refuses: no client asks there.
            found.append(work.room.take())
    return found


def _options(work: Work, statement: Statement) -> list[Word]:
    """The words after the address, without what cannot be had here."""
    kept: list[Word] = []
    certified = False
    index = 2
    while index < len(statement.words):
        keyword = statement.text(index)
        end = index + 1 + BIND_OPTIONS.get(keyword, 0)
        value = statement.text(index + 1)
        if keyword in CERTIFICATES:
            if not certified:
                kept += words_of("crt", work.room.certificate)
            certified = True
            work.tell(statement, "certificate", f"{keyword} {value}", work.room.certificate)
            if keyword == "crt-list":
                work.doubt(statement, "The options that a crt-list sets for names are not there.")
        elif keyword in AUTHORITIES and not value.startswith("@"):
            kept += words_of(keyword, work.room.certificate)
            work.tell(statement, "certificate", f"{keyword} {value}", work.room.certificate)
        elif keyword in DROPPED:
            work.tell(statement, DROPPED[keyword], keyword)
        else:
            kept += statement.words[index:end]
        _note(work, statement, keyword, value)
        index = end
    return kept


def _note(work: Work, statement: Statement, keyword: str, value: str) -> None:
    """What a client of the sandbox meets otherwise than one of the original."""
    if keyword == "verify" and value == "required":
        work.doubt(
            statement,
            "Clients must show a certificate here: the sandbox believes its own and no other.",
        )
    elif keyword in ("strict-sni", "force-strict-sni"):
        work.doubt(
            statement,
            "The original refuses server names without a certificate; the sandbox takes any.",
        )
