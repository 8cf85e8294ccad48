"""The throw-away certificate."""

import os
import ssl
import stat
import sys
from pathlib import Path

import pytest

from steelyard.prove.certificate import make_certificate
from steelyard.prove.errors import SandboxError

NOW = 1_800_000_000.0


def test_it_holds_the_names_and_its_key_and_is_for_this_user_only(tmp_path: Path):
    from cryptography import x509

    path = tmp_path / "both.pem"
    make_certificate(str(path), ["Shop.example", "*.api.example", "é", "", "a b"], NOW)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
    made = x509.load_pem_x509_certificate(path.read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"shop.example", "*.api.example"} <= set(names.get_values_for_type(x509.DNSName))
    assert made.not_valid_before_utc.timestamp() < NOW < made.not_valid_after_utc.timestamp()


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path):
    path = tmp_path / "both.pem"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        make_certificate(str(path), [], NOW)


def test_without_the_library_it_says_what_to_install(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(SandboxError, match=r"pip install 'steelyard\[prove\]'"):
        make_certificate(str(tmp_path / "x"), [], NOW)
