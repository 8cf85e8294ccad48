"""Small configurations for the real HAProxy and NGINX in a sandbox, before stand-ins."""

from collections.abc import Iterable, Mapping

from steelyard.dialects.sandbox import Endpoint, Sandbox

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def haproxy(folder: str, body: str, *, pass_sockets: bool = False) -> Sandbox:
    """A sandbox of HAProxy; one thread, so that round robin is one."""
    expose = "expose-fd listeners" if pass_sockets else ""
    text = (
        f"global\n  nbthread 1\n  stats socket unix@{folder}/admin.sock mode 600 level admin "
        f"{expose}\n"
        "defaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 1s\n"
    )
    return Sandbox(
        files={"haproxy.cfg": text + body},
        command=("-db", "-f", "haproxy.cfg"),
        administration=f"{folder}/admin.sock",
    )


def nginx(folder: str, http: str, *, workers: int = 1) -> Sandbox:
    """A sandbox of NGINX."""
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in TEMPORARY)
    text = (
        f"worker_processes {workers};\ndaemon off;\npid {folder}/nginx.pid;\n"
        "error_log stderr warn;\nevents { worker_connections 4096; }\n"
        f"http {{\naccess_log off;\n{paths}{http}\n}}\n"
    )
    command = ("-p", folder, "-e", "stderr", "-c", f"{folder}/nginx.conf")
    return Sandbox(files={"nginx.conf": text}, command=command)


def haproxy_servers(servers: Iterable[Endpoint], options: str = "") -> str:
    """Lines of a backend."""
    return "".join(f"  server s{i} {one} {options}\n" for i, one in enumerate(servers))


def nginx_upstream(servers: Mapping[tuple[str, int], Endpoint]) -> str:
    """A block ``upstream web``."""
    lines = "".join(f"server {one}; " for one in servers.values())
    return f"upstream web {{ {lines}}}\n"
