"""What each keyword is to the reader: tables, each row citing the manual (2.6 and later).

Everything that stands in none of them is kept as opaque text.
"""

SERVER_OPTIONS: dict[str, int] = {
    # 5.2: the option and the number of words after it
    "addr": 1, "agent-addr": 1, "agent-check": 0, "agent-inter": 1, "agent-port": 1,
    "agent-send": 1, "allow-0rtt": 0, "alpn": 1, "backup": 0, "ca-file": 1, "cc": 1,
    "check": 0, "check-alpn": 1, "check-pool-conn-name": 1, "check-proto": 1,
    "check-reuse-pool": 0, "check-send-proxy": 0, "check-sni": 1, "check-sni-auto": 0,
    "check-ssl": 0, "check-via-socks4": 0, "ciphers": 1, "ciphersuites": 1,
    "client-sigalgs": 1, "cookie": 1, "crl-file": 1, "crt": 1, "curves": 1, "disabled": 0,
    "downinter": 1, "enabled": 0, "error-limit": 1, "fall": 1, "fastinter": 1,
    "force-sslv3": 0, "force-tlsv10": 0, "force-tlsv11": 0, "force-tlsv12": 0,
    "force-tlsv13": 0, "guid": 1, "hash-key": 1, "healthcheck": 1, "id": 1, "idle-ping": 1,
    "init-addr": 1, "init-state": 1, "inter": 1, "ktls": 1, "log-bufsize": 1, "log-proto": 1,
    "max-reuse": 1, "maxconn": 1, "maxqueue": 1, "minconn": 1, "namespace": 1,
    "no-agent-check": 0, "no-backup": 0, "no-check": 0, "no-check-reuse-pool": 0,
    "no-check-send-proxy": 0, "no-check-sni-auto": 0, "no-check-ssl": 0,
    "no-renegotiate": 0, "no-send-proxy": 0, "no-send-proxy-v2": 0,
    "no-send-proxy-v2-ssl": 0, "no-send-proxy-v2-ssl-cn": 0, "no-sni-auto": 0, "no-ssl": 0,
    "no-ssl-reuse": 0, "no-sslv3": 0, "no-tfo": 0, "no-tls-tickets": 0, "no-tlsv10": 0,
    "no-tlsv11": 0, "no-tlsv12": 0, "no-tlsv13": 0, "no-verifyhost": 0, "non-stick": 0,
    "npn": 1, "observe": 1, "on-error": 1, "on-marked-down": 1, "on-marked-up": 1,
    "pool-conn-name": 1, "pool-low-conn": 1, "pool-max-conn": 1, "pool-purge-delay": 1,
    "port": 1, "proto": 1, "proxy-v2-options": 1, "redir": 1, "renegotiate": 0,
    "resolve-net": 1, "resolve-opts": 1, "resolve-prefer": 1, "resolvers": 1, "rise": 1,
    "send-proxy": 0, "send-proxy-v2": 0, "send-proxy-v2-ssl": 0, "send-proxy-v2-ssl-cn": 0,
    "shard": 1, "sigalgs": 1, "slowstart": 1, "sni": 1, "sni-auto": 0, "socks4": 1, "ssl": 0,
    "ssl-max-ver": 1, "ssl-min-ver": 1, "ssl-reuse": 0, "stick": 0, "strict-maxconn": 0,
    "tcp-md5sig": 1, "tcp-ut": 1, "tfo": 0, "tls-tickets": 0, "track": 1, "usesrc": 0,
    "verify": 1, "verifyhost": 1, "weight": 1, "ws": 1,
}  # fmt: skip
"""``source`` takes a varying number of words and is read by itself."""

NEGATIONS: dict[str, str] = {
    # 5.2: an option and the one it takes back
    "no-backup": "backup",
    "enabled": "disabled",
    "no-check": "check",
    "no-agent-check": "agent-check",
    "no-send-proxy": "send-proxy",
    "no-send-proxy-v2": "send-proxy-v2",
    "no-send-proxy-v2-ssl": "send-proxy-v2-ssl",
    "no-send-proxy-v2-ssl-cn": "send-proxy-v2-ssl-cn",
    "no-ssl": "ssl",
    "no-check-ssl": "check-ssl",
    "no-check-send-proxy": "check-send-proxy",
    "stick": "non-stick",
    "no-tfo": "tfo",
}


BIND_OPTIONS: dict[str, int] = {
    # 5.1
    "accept-netscaler-cip": 1, "accept-proxy": 0, "allow-0rtt": 0, "alpn": 1, "backlog": 1,
    "ca-file": 1, "ca-ignore-err": 1, "ca-sign-file": 1, "ca-sign-pass": 1,
    "ca-verify-file": 1, "cc": 1, "ciphers": 1, "ciphersuites": 1, "client-sigalgs": 1,
    "crl-file": 1, "crt": 1, "crt-ignore-err": 1, "crt-list": 1, "curves": 1,
    "default-crt": 1, "defer-accept": 0, "ecdhe": 1, "expose-fd": 1, "force-sslv3": 0,
    "force-strict-sni": 0, "force-tlsv10": 0, "force-tlsv11": 0, "force-tlsv12": 0,
    "force-tlsv13": 0, "generate-certificates": 0, "gid": 1, "group": 1, "guid-prefix": 1,
    "id": 1, "idle-ping": 1, "interface": 1, "ktls": 1, "label": 1, "level": 1,
    "maxconn": 1, "mode": 1, "mss": 1, "name": 1, "namespace": 1, "nbconn": 1, "nice": 1,
    "no-alpn": 0, "no-ca-names": 0, "no-sslv3": 0, "no-strict-sni": 0, "no-tls-tickets": 0,
    "no-tlsv10": 0, "no-tlsv11": 0, "no-tlsv12": 0, "no-tlsv13": 0, "npn": 1, "ocsp-update": 1,
    "prefer-client-ciphers": 0, "process": 1, "proto": 1, "quic-cc-algo": 1,
    "quic-force-retry": 0, "quic-socket": 1, "severity-output": 1, "shards": 1,
    "sigalgs": 1, "ssl": 0, "ssl-max-ver": 1, "ssl-min-ver": 1, "strict-sni": 0,
    "tcp-md5sig": 1, "tcp-ss": 1, "tcp-ut": 1, "tfo": 0, "thread": 1, "tls-ticket-keys": 1,
    "tls-tickets": 0, "transparent": 0, "uid": 1, "user": 1, "v4v6": 0, "v6only": 0,
    "verify": 1,
}  # fmt: skip

MODELLED = frozenset(
    {
        # 4.2: keywords that some builder reads
        "acl", "backlog", "balance", "bind", "cookie", "appsession", "default-server",
        "default_backend", "disabled", "dispatch", "enabled", "force-be-switch",
        "force-persist", "fullconn", "hash-balance-factor", "hash-preserve-affinity",
        "hash-type", "http-check", "http-request", "http-reuse", "id", "ignore-persist",
        "load-server-state-from-file", "maxconn", "mode", "monitor", "monitor-uri", "option",
        "persist", "redirect", "retries", "retry-on", "server", "server-state-file-name",
        "server-template", "stats", "stick", "stick-table", "tcp-check", "tcp-request",
        "timeout", "use-server", "use_backend", "source", "block",
    }
)  # fmt: skip

HARMLESS: dict[str, str] = {
    # keyword: manual section; none of them decides where a request goes
    "capture": "4.2", "clitcpka-cnt": "4.2", "clitcpka-idle": "4.2", "clitcpka-intvl": "4.2",
    "compression": "9.2", "declare": "4.2", "description": "4.2", "dynamic-cookie-key": "4.2",
    "email-alert": "4.2", "error-log-format": "4.2", "errorfile": "4.2", "errorfiles": "4.2",
    "errorloc": "4.2", "errorloc302": "4.2", "errorloc303": "4.2", "guid": "4.2",
    "http-after-response": "4.2", "http-error": "4.2", "http-response": "4.2",
    "http-send-name-header": "4.2", "log": "4.2", "log-format": "4.2", "log-format-sd": "4.2",
    "log-steps": "4.2", "log-tag": "4.2", "max-keep-alive-queue": "4.2",
    "max-session-srv-conns": "4.2", "quic-initial": "4.2", "srvtcpka-cnt": "4.2",
    "srvtcpka-idle": "4.2", "srvtcpka-intvl": "4.2", "tcp-response": "4.2",
    "unique-id-format": "4.2", "unique-id-header": "4.2", "bind-process": "4.2",
}  # fmt: skip

HARMLESS_OPTIONS = frozenset(
    {
        # 4.2: options without influence on which server answers
        "abortonclose", "accept-invalid-http-request", "accept-invalid-http-response",
        "accept-unsafe-violations-in-http-request",
        "accept-unsafe-violations-in-http-response", "checkcache", "clitcpka", "contstats",
        "disable-h2-upgrade", "dontlog-normal", "dontlognull", "forwarded", "forwardfor",
        "h1-case-adjust-bogus-client", "h1-case-adjust-bogus-server", "http-buffer-request",
        "http-drop-request-trailers", "http-drop-response-trailers", "http-ignore-probes",
        "http-keep-alive", "http-no-delay", "http-pretend-keepalive",
        "http-restrict-req-hdr-names", "http-server-close", "http-use-proxy-header",
        "httpclose", "httplog", "httpslog", "idle-close-on-response",
        "independent-streams", "log-health-checks", "log-separate-errors", "logasap",
        "nolinger", "original-to", "originalto", "socket-stats", "splice-auto",
        "splice-request", "splice-response", "srvtcpka", "tcp-smart-accept",
        "tcp-smart-connect", "tcpka", "tcplog", "use-small-buffers",
    }
)  # fmt: skip

MODELLED_OPTIONS = frozenset(
    {
        # 4.2: options that some builder reads
        "allbackups", "external-check", "httpchk", "ldap-check", "mysql-check", "persist",
        "pgsql-check", "prefer-last-server", "redis-check", "redispatch", "smtpchk",
        "spop-check", "ssl-hello-chk", "tcp-check", "transparent",
    }
)  # fmt: skip

OPAQUE: dict[str, str] = {
    # proxy keywords that may influence traffic in a way that is not modelled
    "external-check": "4.2: an external program decides whether servers are up",
    "filter": "9: a filter sees and may change the traffic",
    "rate-limit": "4.2: connections above the rate wait in the kernel",
    "usesrc": "4.2: the address that servers see",
    "transparent": "4.2: the destination of the client is the server",
    "use-fcgi-app": "10: the FastCGI application's rules apply",
}

HARMLESS_FILTERS = frozenset(
    {
        "compression",
        "comp-req",
        "comp-res",
        "trace",
        "cache",
        "bwlim-in",
        "bwlim-out",
        "opentracing",
    }
)
"""9: filters that leave the choice of the server alone."""

OPAQUE_GLOBALS: dict[str, str] = {
    # global keywords that may influence traffic in a way that is not modelled
    "lua-load": "3.1: a Lua script may answer, redirect or choose a server",
    "lua-load-per-thread": "3.1: a Lua script may answer, redirect or choose a server",
    "module-load": "3.1: a loaded module may do anything",
}
