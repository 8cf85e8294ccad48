"""Which directives exist, where, and with how many arguments: a table.

Taken from the ngx_command_t arrays of the modules that come with NGINX 1.22 and
of the current open source version together; ``server``, whose form depends on
where it stands, is not in it.
"""

from typing import NamedTuple

TABLE = """\
* 1 include
m 0{ events http mail stream
m 1 env load_module ssl_engine worker_priority worker_processes
m 1! debug_points google_perftools_profiles lock_file pid working_directory
m 1!b daemon master_process pcre_jit quic_bpf ssl_object_cache_inheritable
m 1!n worker_rlimit_nofile
m 1!t timer_resolution worker_shutdown_timeout
m 1!z worker_rlimit_core
m 1- worker_cpu_affinity
m 1-2 user
m 2-3 thread_pool
mhslSTMN 1- error_log
e 1 debug_connection use worker_connections
e 1!b accept_mutex acceptex_read multi_accept
e 1!n devpoll_changes devpoll_events epoll_events eventport_events iocp_threads kqueue_changes
  kqueue_events post_acceptex worker_aio_requests
e 1!t accept_mutex_delay
h 1 degradation geoip_proxy perl_modules perl_require
h 1!b geoip_proxy_recursive
h 1!z http2_recv_buffer_size
h 2 perl_set
h 2- fastcgi_cache_path proxy_cache_path scgi_cache_path uwsgi_cache_path
h 2{ charset_map
h 3 limit_req_zone
hs 1 http2_idle_timeout http2_max_concurrent_pushes http2_max_field_size http2_max_header_size
  http2_max_requests http2_recv_timeout quic_host_key
hs 1!b http2 http3 http3_hq ignore_invalid_headers merge_slashes quic_gso quic_retry
  ssl_early_data underscores_in_headers
hs 1!n http2_max_concurrent_streams http2_streams_index_size http3_max_concurrent_streams
  max_headers quic_active_connection_id_limit
hs 1!t client_header_timeout
hs 1!z client_header_buffer_size connection_pool_size http2_body_preread_size http2_pool_size
  http3_stream_buffer_size request_pool_size ssl_buffer_size
hs 1- client_body_early_read
hs 2! large_client_header_buffers
hsl 0{ types
hsl 1 aio ancient_browser_value auth_request directio fastcgi_cache fastcgi_cache_key
  fastcgi_catch_stderr fastcgi_hide_header fastcgi_limit_rate fastcgi_pass_header
  fastcgi_split_path_info fastcgi_store grpc_hide_header grpc_pass_header grpc_ssl_certificate
  grpc_ssl_certificate_key grpc_ssl_name grpc_ssl_password_file http2_push http2_push_preload
  image_filter_jpeg_quality image_filter_sharpen image_filter_webp_quality mirror
  modern_browser_value proxy_cache proxy_cache_key proxy_hide_header proxy_limit_rate
  proxy_method proxy_pass_header proxy_store real_ip_header scgi_cache scgi_cache_key
  scgi_hide_header scgi_limit_rate scgi_pass_header scgi_store secure_link secure_link_md5
  userid_expires userid_mark uwsgi_cache uwsgi_cache_key uwsgi_hide_header uwsgi_limit_rate
  uwsgi_pass_header uwsgi_ssl_certificate uwsgi_ssl_certificate_key uwsgi_ssl_name
  uwsgi_ssl_password_file uwsgi_store xml_entities
hsl 1! add_after_body add_before_body autoindex_format client_body_in_file_only default_type
  degrade fastcgi_index grpc_ssl_ciphers grpc_ssl_crl grpc_ssl_trusted_certificate
  gzip_http_version gzip_static if_modified_since limit_req_log_level lingering_close
  proxy_http_version proxy_set_body satisfy secure_link_secret server_tokens userid
  userid_domain userid_name userid_p3p userid_path uwsgi_ssl_ciphers uwsgi_ssl_crl
  uwsgi_ssl_trusted_certificate uwsgi_string
hsl 1!T open_file_cache_valid
hsl 1!b absolute_redirect aio_write autoindex autoindex_exact_size autoindex_localtime
  chunked_transfer_encoding client_body_in_single_buffer create_full_put_path etag
  fastcgi_buffering fastcgi_cache_background_update fastcgi_cache_lock fastcgi_cache_revalidate
  fastcgi_force_ranges fastcgi_ignore_client_abort fastcgi_intercept_errors fastcgi_keep_conn
  fastcgi_pass_request_body fastcgi_pass_request_headers fastcgi_request_buffering
  fastcgi_socket_keepalive grpc_intercept_errors grpc_socket_keepalive grpc_ssl_server_name
  grpc_ssl_session_reuse grpc_ssl_verify gunzip gzip_no_buffer gzip_vary image_filter_interlace
  image_filter_transparency limit_req_dry_run log_not_found log_subrequest
  memcached_socket_keepalive mirror_request_body mp4_start_key_frame msie_padding msie_refresh
  open_file_cache_errors open_file_cache_events port_in_redirect proxy_buffering
  proxy_cache_background_update proxy_cache_convert_head proxy_cache_lock proxy_cache_revalidate
  proxy_force_ranges proxy_ignore_client_abort proxy_intercept_errors proxy_pass_request_body
  proxy_pass_request_headers proxy_pass_trailers proxy_request_buffering real_ip_recursive
  recursive_error_pages reset_timedout_connection scgi_buffering scgi_cache_background_update
  scgi_cache_lock scgi_cache_revalidate scgi_force_ranges scgi_ignore_client_abort
  scgi_intercept_errors scgi_pass_request_body scgi_pass_request_headers scgi_request_buffering
  scgi_socket_keepalive server_name_in_redirect ssi_ignore_recycled_buffers ssi_last_modified
  ssi_silent_errors sub_filter_last_modified sub_filter_once tcp_nopush tunnel_socket_keepalive
  uwsgi_buffering uwsgi_cache_background_update uwsgi_cache_lock uwsgi_cache_revalidate
  uwsgi_force_ranges uwsgi_ignore_client_abort uwsgi_intercept_errors uwsgi_pass_request_body
  uwsgi_pass_request_headers uwsgi_request_buffering uwsgi_socket_keepalive
  uwsgi_ssl_server_name uwsgi_ssl_session_reuse uwsgi_ssl_verify xml_external_entities
  xslt_last_modified
hsl 1!n fastcgi_cache_min_uses fastcgi_next_upstream_tries grpc_next_upstream_tries
  grpc_ssl_verify_depth gzip_comp_level limit_conn_status limit_req_status max_ranges
  memcached_gzip_flag memcached_next_upstream_tries min_delete_depth open_file_cache_min_uses
  proxy_cache_min_uses proxy_headers_hash_bucket_size proxy_headers_hash_max_size
  scgi_cache_min_uses scgi_next_upstream_tries tunnel_next_upstream_tries types_hash_bucket_size
  types_hash_max_size userid_service uwsgi_cache_min_uses uwsgi_modifier1 uwsgi_modifier2
  uwsgi_next_upstream_tries uwsgi_ssl_verify_depth
hsl 1!t auth_delay client_body_timeout fastcgi_cache_lock_age fastcgi_cache_lock_timeout
  fastcgi_connect_timeout fastcgi_next_upstream_timeout fastcgi_read_timeout
  fastcgi_send_timeout grpc_connect_timeout grpc_next_upstream_timeout grpc_read_timeout
  grpc_send_timeout keepalive_min_timeout lingering_time lingering_timeout
  memcached_connect_timeout memcached_next_upstream_timeout memcached_read_timeout
  memcached_send_timeout proxy_cache_lock_age proxy_cache_lock_timeout proxy_read_timeout
  proxy_send_timeout scgi_cache_lock_age scgi_cache_lock_timeout scgi_connect_timeout
  scgi_next_upstream_timeout scgi_read_timeout scgi_send_timeout send_timeout
  tunnel_connect_timeout tunnel_next_upstream_timeout tunnel_read_timeout tunnel_send_timeout
  uwsgi_cache_lock_age uwsgi_cache_lock_timeout uwsgi_connect_timeout
  uwsgi_next_upstream_timeout uwsgi_read_timeout uwsgi_send_timeout
hsl 1!z client_body_buffer_size client_max_body_size directio_alignment fastcgi_buffer_size
  fastcgi_busy_buffers_size fastcgi_cache_max_range_offset fastcgi_max_temp_file_size
  fastcgi_send_lowat fastcgi_socket_rcvbuf fastcgi_socket_sndbuf fastcgi_temp_file_write_size
  grpc_buffer_size grpc_socket_rcvbuf grpc_socket_sndbuf gzip_hash gzip_min_length gzip_window
  http2_chunk_size image_filter_buffer memcached_buffer_size mp4_buffer_size mp4_max_buffer_size
  postpone_gzipping postpone_output proxy_busy_buffers_size proxy_cache_max_range_offset
  proxy_max_temp_file_size proxy_send_lowat proxy_temp_file_write_size read_ahead
  scgi_buffer_size scgi_busy_buffers_size scgi_cache_max_range_offset scgi_max_temp_file_size
  scgi_socket_rcvbuf scgi_socket_sndbuf scgi_temp_file_write_size send_lowat sendfile_max_chunk
  slice ssi_min_file_chunk ssi_value_length subrequest_output_buffer_size tunnel_buffer_size
  tunnel_send_lowat tunnel_socket_rcvbuf tunnel_socket_sndbuf uwsgi_buffer_size
  uwsgi_busy_buffers_size uwsgi_cache_max_range_offset uwsgi_max_temp_file_size
  uwsgi_socket_rcvbuf uwsgi_socket_sndbuf uwsgi_temp_file_write_size
hsl 1- addition_types ancient_browser charset_types dav_methods early_hints fastcgi_cache_bypass
  fastcgi_cache_methods fastcgi_cache_use_stale fastcgi_cache_valid fastcgi_ignore_headers
  fastcgi_next_upstream fastcgi_no_cache grpc_ignore_headers grpc_next_upstream
  grpc_ssl_protocols gzip_disable gzip_proxied gzip_types index memcached_next_upstream
  proxy_cache_bypass proxy_cache_methods proxy_cache_use_stale proxy_cache_valid
  proxy_ignore_headers proxy_no_cache scgi_cache_bypass scgi_cache_methods scgi_cache_use_stale
  scgi_cache_valid scgi_ignore_headers scgi_next_upstream scgi_no_cache ssi_types
  sub_filter_types tunnel_next_upstream uwsgi_cache_bypass uwsgi_cache_methods
  uwsgi_cache_use_stale uwsgi_cache_valid uwsgi_ignore_headers uwsgi_next_upstream
  uwsgi_no_cache uwsgi_ssl_protocols xslt_types
hsl 1-2 disable_symlinks fastcgi_bind grpc_bind keepalive_disable memcached_bind modern_browser
  open_file_cache proxy_cookie_domain proxy_cookie_path proxy_redirect scgi_bind tunnel_bind
  uwsgi_bind
hsl 1-3 dav_access fastcgi_store_access grpc_ssl_certificate_cache limit_req proxy_store_access
  scgi_store_access userid_flags uwsgi_ssl_certificate_cache uwsgi_store_access
hsl 1-4 client_body_temp_path fastcgi_temp_path proxy_cookie_flags proxy_temp_path
  scgi_temp_path uwsgi_temp_path
hsl 2 auth_request_set grpc_set_header grpc_ssl_conf_command proxy_set_header sub_filter
  uwsgi_ssl_conf_command xslt_param xslt_string_param
hsl 2! fastcgi_buffers gunzip_buffers gzip_buffers output_buffers proxy_buffers scgi_buffers
  uwsgi_buffers
hsl 2-3 fastcgi_param scgi_param uwsgi_param
hslif 1!b rewrite_log uninitialized_variable_warn
hslf 1 charset limit_rate limit_rate_after root source_charset
hslf 1! add_header_inherit add_trailer_inherit post_action
hslf 1!b gzip override_charset sendfile ssi
hslf 1-2 expires
hslf 2- error_page
hslf 2-3 add_header add_trailer
hslfxST 1- access_log
hslx 1 auth_basic auth_basic_user_file
hslxST 1 allow deny
hslu 1!n keepalive_requests
hslu 1!t keepalive_time
hslu 1-2 keepalive_timeout
hsluSTUMN 1!t resolver_timeout
hsluSTUMN 1- resolver
hslST 1 proxy_ssl_certificate proxy_ssl_certificate_key proxy_ssl_name proxy_ssl_password_file
hslST 1! limit_conn_log_level proxy_ssl_ciphers proxy_ssl_crl proxy_ssl_trusted_certificate
hslST 1!b limit_conn_dry_run proxy_socket_keepalive proxy_ssl_server_name
  proxy_ssl_session_reuse proxy_ssl_verify tcp_nodelay
hslST 1!n proxy_next_upstream_tries proxy_ssl_verify_depth
hslST 1!t proxy_connect_timeout proxy_next_upstream_timeout
hslST 1!z proxy_buffer_size proxy_socket_rcvbuf proxy_socket_sndbuf
hslST 1- proxy_next_upstream proxy_ssl_protocols
hslST 1-2 proxy_bind
hslST 1-3 proxy_ssl_certificate_cache
hslST 1-4 open_log_file_cache
hslST 2 limit_conn proxy_ssl_conf_command
hslSTMN 1 set_real_ip_from
hsST 1 ssl_ech_file ssl_ocsp_cache
hsST 1! ssl_ocsp ssl_ocsp_responder ssl_stapling_file ssl_stapling_responder
hsST 1!b ssl_reject_handshake ssl_stapling ssl_stapling_verify
hsST 1-3 ssl_certificate_cache
hsSTMN 1 ssl_certificate ssl_certificate_key ssl_password_file ssl_session_ticket_key
hsSTMN 1! ssl_ciphers ssl_client_certificate ssl_crl ssl_dhparam ssl_ecdh_curve
  ssl_trusted_certificate ssl_verify_client
hsSTMN 1!T ssl_session_timeout
hsSTMN 1!b ssl_certificate_compression ssl_prefer_server_ciphers ssl_session_tickets
hsSTMN 1!n ssl_verify_depth
hsSTMN 1- ssl_protocols
hsSTMN 1-2 ssl_session_cache
hsSTMN 2 ssl_conf_command
hsMN 1 ssl
hS 1!n map_hash_bucket_size map_hash_max_size server_names_hash_bucket_size
  server_names_hash_max_size variables_hash_bucket_size variables_hash_max_size
hS 1-2 geoip_city geoip_country geoip_org
hS 1-2{ geo
hS 1{ upstream
hS 2 limit_conn_zone
hS 2- log_format
hS 2{ map split_clients
sl 0-1 stub_status
sl 1!n referer_hash_bucket_size referer_hash_max_size
sl 1- valid_referers
sl 1-2{ location
sl 1-{ if
sl 2- try_files
slif 0 break
slif 2-3 rewrite
slifT 1-2 return
slifT 2 set
slf 0-1 tunnel_pass
sTMN 1- server_name
sTN 1- listen
l 0 empty_gif flv internal mp4
l 1 alias
l 1!b random_index
l 1- xslt_stylesheet
l 1-3 image_filter
l 1-{ limit_except
lf 1 fastcgi_pass grpc_pass memcached_pass scgi_pass uwsgi_pass
lfxT 1 proxy_pass
lx 1 perl
u 0 ip_hash
u 1-2 keepalive
u 2- sticky
uU 0 least_conn
uU 0-2 random
uU 1-2 hash least_time zone
ST 1 proxy_download_rate proxy_upload_rate
ST 1!b proxy_half_close proxy_ssl ssl_preread
ST 1!n proxy_requests proxy_responses
ST 1!t preread_timeout proxy_protocol_timeout ssl_handshake_timeout
ST 1!z preread_buffer_size proxy_downstream_buffer proxy_upstream_buffer
ST 1- proxy_ssl_alpn ssl_alpn
STMN 1! proxy_protocol
STMN 1!t proxy_timeout
T 1 pass
MN 1 auth_http starttls
MN 1!b auth_http_pass_client_cert proxy proxy_pass_error_message proxy_smtp_auth xclient
MN 1!n max_errors
MN 1!t auth_http_timeout smtp_greeting_delay timeout
MN 1!z imap_client_buffer proxy_buffer smtp_client_buffer
MN 1- imap_auth imap_capabilities pop3_auth pop3_capabilities smtp_auth smtp_capabilities
MN 2 auth_http_header
N 1 protocol
"""
"""One group of directives each: where they may stand, their arguments, their names.

Where: ``m`` main, ``e`` events, ``h`` http, ``s`` server, ``l`` location, ``i`` if in a
server, ``f`` if in a location, ``x`` limit_except, ``u`` upstream; ``S`` stream, ``T`` its
server, ``U`` its upstream; ``M`` mail, ``N`` its server; ``*`` anywhere.  Arguments: a
number or a range, open when nothing follows the hyphen; ``!`` may stand only once in a
block, ``b`` is on or off, ``t`` a time, ``T`` whole seconds, ``z`` a size, ``n`` a number;
``{`` opens a block.
"""


class Form(NamedTuple):
    """How a directive is written."""

    contexts: str
    least: int
    most: int
    once: bool
    block: bool
    kind: str


ANY_NUMBER = 1 << 30
"""As many arguments as one likes."""


def _read_table() -> dict[str, Form]:
    """The table by name."""
    found: dict[str, Form] = {}
    form = Form("", 0, 0, once=False, block=False, kind="")
    for line in TABLE.splitlines():
        words = line.split()
        if not line.startswith(" "):
            contexts, arguments, *words = words
            count = arguments.rstrip("!{btTzn")
            marks = arguments[len(count) :]
            least, hyphen, most = count.partition("-")
            limit = int(most) if most else ANY_NUMBER if hyphen else int(least)
            form = Form(contexts, int(least), limit, "!" in marks, "{" in marks, marks.strip("!{"))
        for name in words:
            found[name] = form
    return found


DIRECTIVES: dict[str, Form] = _read_table()
"""Every directive by name."""

DATA_BLOCKS = frozenset({"types", "map", "geo", "split_clients", "charset_map"})
"""Blocks whose lines are data, not directives."""

CONTEXT_OF = {
    ("m", "events"): "e",
    ("m", "http"): "h",
    ("m", "stream"): "S",
    ("m", "mail"): "M",
    ("h", "server"): "s",
    ("h", "upstream"): "u",
    ("s", "location"): "l",
    ("l", "location"): "l",
    ("s", "if"): "i",
    ("l", "if"): "f",
    ("l", "limit_except"): "x",
    ("S", "server"): "T",
    ("S", "upstream"): "U",
    ("M", "server"): "N",
}
"""What a block's body is, by where the block stands and its name."""

_PLUS = """
api auth_jwt auth_jwt_key_file auth_jwt_key_request auth_jwt_require auth_oidc f4f health_check
health_check_timeout hls keyval keyval_zone match mgmt ntlm oidc_provider proxy_allow_upstream queue
session_log session_log_format session_log_zone state status status_format status_zone zone_sync
zone_sync_server
"""
PLUS = frozenset(_PLUS.split())
"""Directives that only NGINX Plus has."""

_FOREIGN = """
ajp_ brotli echo fancyindex geoip2 headers_ js_ lua_ memc_ modsecurity more_ naxsi nchan_
opentracing otel pagespeed passenger perl push_stream_ redis2_ rtmp rewrite_by_lua security_
server_rewrite_by_lua set_ srcache_ subs_filter testcookie upload upstream_ vhost_traffic_status
vod zstd access_by_lua balancer_by_lua body_filter_by_lua content_by_lua exit_worker_by_lua
header_filter_by_lua init_by_lua init_worker_by_lua log_by_lua preread_by_lua
ssl_certificate_by_lua ssl_client_hello_by_lua ssl_session_fetch_by_lua ssl_session_store_by_lua
auth_ldap auth_pam proxy_cache_purge cache_purge
"""
FOREIGN = tuple(_FOREIGN.split())
"""How the directives of well-known modules from elsewhere begin."""
