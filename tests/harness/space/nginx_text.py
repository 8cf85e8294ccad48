"""An NGINX world as text."""

from tests.harness.space.nginx_world import Line, Location, Map, World
from tests.harness.space.words import POOL_PORTS


def render(world: World) -> tuple[str, dict[str, str]]:
    """Return the text, and no files."""
    lines = ["events {}", "http {", "  absolute_redirect off;"]
    lines += ["  map_hash_bucket_size 128;", "  server_names_hash_bucket_size 128;"]
    lines += [f"  upstream {n} {{ server 127.0.0.1:{port}; }}" for n, port in POOL_PORTS.items()]
    for one in world.maps:
        lines += _map(one)
    for server in world.servers:
        flag = " default_server" if server.default else ""
        lines += ["  server {", f"    listen 127.0.0.1:{server.port}{flag};"]
        if server.names:
            lines.append("    server_name " + " ".join(quoted(n) for n in server.names) + ";")
        lines += [text for line in server.lines for text in _line(line, "    ")]
        lines += [text for one in server.locations for text in _location(one, "    ")]
        lines.append("  }")
    return "\n".join([*lines, "}"]) + "\n", {}


def quoted(word: str) -> str:
    """Return a word as it must be written."""
    special = not word or set(word) & set(" ;{}\"'\\#~^()|$[]*?")
    return '"' + word + '"' if special else word


def _map(one: Map) -> list[str]:
    head = f"map {quoted(one.source)} ${one.name} {{" if one.source else f"geo ${one.name} {{"
    lines = [f"  {head}"]
    if one.hostnames:
        lines.append("    hostnames;")
    if one.default is not None:
        lines.append(f"    default {quoted(one.default)};")
    lines += [f"    {quoted(key)} {quoted(value)};" for key, value in one.entries]
    return [*lines, "  }"]


def _location(one: Location, indent: str) -> list[str]:
    words = [one.modifier] if one.modifier else []
    words.append(quoted(one.text))
    lines = [f"{indent}location {' '.join(words)} {{"]
    lines += [text for line in one.lines for text in _line(line, indent + "  ")]
    lines += [text for inner in one.inner for text in _location(inner, indent + "  ")]
    return [*lines, indent + "}"]


def _line(line: Line, indent: str) -> list[str]:
    match line.kind:
        case "set":
            text = f"set ${line.name} {quoted(line.text)};"
        case "return":
            text = f"return {line.status}" + (f" {quoted(line.text)};" if line.text else ";")
        case "rewrite":
            flag = f" {line.flag}" if line.flag else ""
            text = f"rewrite {quoted(line.regex)} {quoted(line.text)}{flag};"
        case "break":
            text = "break;"
        case "proxy":
            text = f"proxy_pass http://{line.text};"
        case "allow" | "deny":
            text = f"{line.kind} {line.text};"
        case "if":
            assert line.test is not None
            test = line.test.text
            if line.test.operator:
                test += f" {line.test.operator} {quoted(line.test.with_what)}"
            inner = [text for one in line.body for text in _line(one, indent + "  ")]
            return [f"{indent}if ({test}) {{", *inner, indent + "}"]
        case other:
            raise ValueError(other)
    return [indent + text]
