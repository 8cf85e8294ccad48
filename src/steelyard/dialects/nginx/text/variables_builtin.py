"""The variables that NGINX itself defines, as values of the model.

ngx_http_variables.c, ngx_stream_variables.c and the modules of a usual build.
A variable that the model cannot express is an `Opaque` with the reason.
"""

from steelyard.core.place import NOWHERE
from steelyard.model.values import (
    Apply,
    Field,
    Join,
    Literal,
    Lookup,
    Pattern,
    Table,
    TableEntry,
    Value,
)

QUERY = Field("query")
TARGET = Field("target")
URI = Field("clean-path")

_FILLED = Table(
    "a text that is not empty",
    (TableEntry(Pattern("length", "1:"), Literal("?")),),
    NOWHERE,
    on_nothing=True,
)
_FILLED_AND = Table(
    "a text that is not empty",
    (TableEntry(Pattern("length", "1:"), Literal("&")),),
    NOWHERE,
    on_nothing=True,
)
_SECURE = Table(
    "https",
    (TableEntry(Pattern("exact", "https"), Literal("on")),),
    NOWHERE,
    by_exact={"https": TableEntry(Pattern("exact", "https"), Literal("on"))},
)


def question_mark() -> Value:
    """``$is_args``: ``?`` when the request has a query, else nothing."""
    return Lookup(_FILLED, QUERY, Literal(""))


def and_query() -> Value:
    """The query after an ``&``, or nothing without one."""
    return Join((Lookup(_FILLED_AND, QUERY, Literal("")), QUERY))


def question_query() -> Value:
    """The query after a ``?``, or nothing without one."""
    return Join((question_mark(), QUERY))


HTTP: dict[str, Value] = {
    "args": QUERY,
    "query_string": QUERY,
    "is_args": question_mark(),
    "uri": URI,
    "document_uri": URI,
    "request_uri": TARGET,
    "host": Field("host"),
    "scheme": Field("scheme"),
    "https": Lookup(_SECURE, Field("scheme"), Literal("")),
    "request_method": Field("method"),
    "remote_addr": Field("source"),
    "binary_remote_addr": Apply("address-bytes", Field("source")),
    "remote_port": Field("source-port"),
    "server_addr": Field("destination"),
    "server_port": Field("destination-port"),
    "server_protocol": Join((Literal("HTTP/"), Field("version"))),
    "ssl_server_name": Field("server-name"),
    "content_type": Apply("first", Field("header", "content-type")),
    "content_length": Apply("first", Field("header", "content-length")),
}
"""Variables of ``http`` that are a property of the request."""

STREAM: dict[str, Value] = {
    "remote_addr": Field("source"),
    "binary_remote_addr": Apply("address-bytes", Field("source")),
    "remote_port": Field("source-port"),
    "server_addr": Field("destination"),
    "server_port": Field("destination-port"),
    "ssl_preread_server_name": Field("server-name"),
    "ssl_server_name": Field("server-name"),
}
"""Variables of ``stream`` that are a property of the connection."""

OPEN_PREFIXES = (
    "arg_",
    "http_",
    "cookie_",
    "sent_http_",
    "sent_trailer_",
    "upstream_http_",
    "upstream_trailer_",
    "upstream_cookie_",
    "proxy_protocol_tlv_",
    "jwt_",
)
"""Beginnings of names that exist whatever follows."""

_LATE = """
    body_bytes_sent bytes_received bytes_sent connection connection_requests connection_time
    limit_conn_status limit_rate limit_req_status msec pid pipe request_completion request_id
    request_length request_time status tcpinfo_rcv_space tcpinfo_rtt tcpinfo_rttvar
    tcpinfo_snd_cwnd time_iso8601 time_local session_time protocol
    upstream_addr upstream_bytes_received upstream_bytes_sent upstream_cache_status
    upstream_cache_last_modified upstream_cache_etag upstream_connect_time
    upstream_first_byte_time upstream_header_time upstream_last_server_name upstream_queue_time
    upstream_response_length upstream_response_time upstream_session_time upstream_status
    connections_active connections_reading connections_waiting connections_writing
    memcached_key uid_got uid_reset uid_set modern_browser msie ancient_browser gzip_ratio
    invalid_referer secure_link secure_link_expires slice_range
    proxy_add_x_forwarded_for proxy_host proxy_internal_body_length proxy_internal_chunked
    proxy_port grpc_internal_trailers fastcgi_path_info fastcgi_script_name
    proxy_protocol_addr proxy_protocol_port proxy_protocol_server_addr
    proxy_protocol_server_port realip_remote_addr realip_remote_port
    document_root realpath_root request_filename request request_body request_body_file
    remote_user hostname nginx_version server_name http2 http3 spdy spdy_request_priority quic
    ssl_alpn_protocol ssl_cipher ssl_ciphers ssl_client_cert ssl_client_escaped_cert
    ssl_client_fingerprint ssl_client_i_dn ssl_client_i_dn_legacy ssl_client_raw_cert
    ssl_client_s_dn ssl_client_s_dn_legacy ssl_client_serial ssl_client_v_end
    ssl_client_v_remain ssl_client_v_start ssl_client_verify ssl_curve ssl_curves
    ssl_early_data ssl_protocol ssl_server_cert_type ssl_session_id ssl_session_reused
    ssl_sigalg ssl_sigalgs ssl_client_sigalg ssl_ech_status ssl_ech_outer_server_name
    ssl_preread_protocol ssl_preread_alpn_protocols date_local date_gmt
    geoip_area_code geoip_city geoip_city_continent_code geoip_city_country_code
    geoip_city_country_code3 geoip_city_country_name geoip_country_code geoip_country_code3
    geoip_country_name geoip_dma_code geoip_latitude geoip_longitude geoip_org
    geoip_postal_code geoip_region geoip_region_name
    otel_trace_id otel_span_id otel_parent_id otel_parent_sampled
    request_port is_request_port
"""

KNOWN = frozenset(_LATE.split()) | HTTP.keys() | STREAM.keys()
"""Every variable that a usual build defines."""

REASONS = {
    "hostname": "the name of the machine is not in the configuration",
    "request_id": "it is drawn by chance for each request",
    "remote_user": "it comes from the Authorization header after the password check",
    "request_body": "the body of the request is not modelled",
}
"""Why some of them have no value in the model."""
