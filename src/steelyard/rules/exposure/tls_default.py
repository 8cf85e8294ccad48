"""exposure/tls-default: nobody said which versions of TLS are offered.

NGINX manual, ngx_http_ssl_module, ssl_protocols: the default changed with the versions.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)

OLD = ("TLSv1", "TLSv1.1")
"""Versions that RFC 8996 forbids."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for all listeners whose default offers an old version, at the first.

    Likewise where the target version is only assumed, as then the default is too.
    """
    if not subject.gateway.complete:
        return  # A file that is missing may say it.
    open_ones = []
    for listener in subject.gateway.listeners:
        offered = listener.settings.get("tls-versions")
        if offered is None or not offered.implicit or listener.disabled:
            continue
        old = any(version in OLD for version in str(offered.value).split())
        if old or not subject.gateway.version_stated:
            open_ones.append((listener, str(offered.value)))
    if not open_ones:
        return
    first, versions = open_ones[0]
    names = [listener.name for listener, _ in open_ones]
    yield report(
        first.place,
        first.name,
        f"no line says which versions of TLS {listed(names)} offers; the default of "
        f"{'the target version' if subject.gateway.version_stated else 'the newest version'} "
        f"is {versions}",
        "the build and the system library decide; versions before 1.27.3 also offer TLS 1.0 "
        "and 1.1, which RFC 8996 forbids",
        "write the versions: ssl_protocols TLSv1.2 TLSv1.3",
        related=tuple((one.place, "likewise") for one, _ in open_ones[1:6]),
    )
