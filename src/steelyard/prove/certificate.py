"""A throw-away certificate for the listeners of a sandbox."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from steelyard.prove.errors import library_missing

NAME = "steelyard sandbox"
VALID = timedelta(days=2)
MOST_NAMES = 1000


def make_certificate(path: str, names: Iterable[str], now: float) -> None:
    """Write a certificate for these host names with its key to ``path``, for this user only.

    ``now`` is the time in seconds since 1970.  Names that no certificate can hold are
    left out: the sandbox's client looks at none.
    """
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise library_missing("a listener with TLS") from None
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    moment = datetime.fromtimestamp(now, UTC)
    builder = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - VALID)
        .not_valid_after(moment + VALID)
    )
    usable = sorted({name.lower() for name in names if name and name.isascii()})[:MOST_NAMES]
    alternative = x509.SubjectAlternativeName([x509.DNSName(n) for n in usable or ["localhost"]])
    made = builder.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made.public_bytes(pem) + secret)
