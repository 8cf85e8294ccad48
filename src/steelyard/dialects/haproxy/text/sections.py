"""The words that start a section, and since which version (manual 2.1, 3, 4, 5.3.2, 6, 9, 10)."""

SECTIONS: dict[str, tuple[int, int]] = {
    "global": (1, 0),
    "defaults": (1, 0),
    "listen": (1, 0),
    "frontend": (1, 3),
    "backend": (1, 3),
    "userlist": (1, 4),
    "peers": (1, 5),
    "mailers": (1, 6),
    "namespace_list": (1, 6),
    "resolvers": (1, 6),
    "cache": (1, 8),
    "program": (2, 0),
    "ring": (2, 2),
    "http-errors": (2, 2),
    "fcgi-app": (2, 1),
    "log-forward": (2, 3),
    "traces": (2, 6),
    "crt-store": (3, 0),
    "log-profile": (3, 1),
    "acme": (3, 2),
    "healthcheck": (3, 4),
}

PROXIES = frozenset({"frontend", "backend", "listen"})
"""Sections that take over a defaults section."""

ACCEPTING = frozenset({"frontend", "listen"})
"""Sections with binds."""

SERVING = frozenset({"backend", "listen"})
"""Sections with servers."""

NAMELESS = frozenset({"global", "defaults", "namespace_list", "traces"})
"""Sections that need no name; `defaults` may have one."""

NEGATABLE = frozenset(
    {
        "option",
        "log",
        "busy-polling",
        "set-dumpable",
        "strict-limits",
        "insecure-fork-wanted",
        "numa-cpu-mapping",
    }
)
"""What ``no`` and ``default`` may stand before (manual 4.2)."""
