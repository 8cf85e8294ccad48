"""Headers that a configuration reads, and keys that never vary."""

from pathlib import Path

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.model.gateway import Gateway
from steelyard.model.values import Literal

FRAME = """
http {{
    {http}
    upstream web {{
        hash {key} consistent;
        server 10.0.0.1:8080;
        server 10.0.0.2:8080;
    }}
    {servers}
}}
"""
SERVER = "server {{ listen 80; server_name {name}; location / {{ proxy_pass http://web; }} }}"


def read(folder: Path, key: str = "$uri", names: tuple[str, ...] = ("a.test",), http: str = ""):
    path = folder / "nginx.conf"
    servers = "\n    ".join(SERVER.format(name=name) for name in names)
    path.write_text(FRAME.format(key=key, servers=servers, http=http))
    return dialect.read(SourceTree(str(path)), ReadOptions())


def key_of(gateway: Gateway):
    key = gateway.pools["web"].balance.key
    assert key is not None
    return key


def test_headers_that_are_read_count_and_logged_ones_do_not(tmp_path: Path):
    gateway = read(
        tmp_path,
        key="$http_x_key",
        http="proxy_set_header X-Proto ${http_x_forwarded_proto};"
        " log_format main '$http_x_forwarded_for';",
    )
    assert list(gateway.headers_read) == ["x-forwarded-proto"]
    assert gateway.headers_read["x-forwarded-proto"].line == 3


def test_the_server_s_name_is_one_text_where_one_server_leads_to_the_pool(tmp_path: Path):
    key = key_of(read(tmp_path, "$server_name"))
    assert key.value == Literal("a.test")
    assert not key.varies


def test_several_servers_leave_the_text_open(tmp_path: Path):
    key = key_of(read(tmp_path, "$server_name", ("a.test", "b.test")))
    assert not isinstance(key.value, Literal)
    assert not key.varies


def test_other_keys_vary(tmp_path: Path):
    assert key_of(read(tmp_path, "$request_uri")).varies
