"""``rules``: the catalogue of rules, or the page of one."""

import json
from collections.abc import Sequence

from steelyard.cli import options
from steelyard.cli.formats.style import paint, wrap
from steelyard.rules.catalogue import Rule, rule, rules


def run(words: Sequence[str]) -> int:
    """The verb; always 0."""
    parser = options.parser(
        "rules", "Lists the rules, or shows the page of one.", "steelyard rules share/no-traffic"
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a rule, such as share/no-traffic")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="names only")
    arguments = options.parse(parser, words)
    chosen = [rule(arguments.name)] if arguments.name else list(rules().values())
    if arguments.format == "json":
        options.write(_json(chosen, bool(arguments.name)))
    elif arguments.name:
        options.write(chosen[0].text())
    elif arguments.quiet:
        options.write("".join(f"{entry.name}\n" for entry in chosen))
    else:
        options.write(_listing(chosen, options.coloured(), options.width()))
    return 0


def _json(chosen: list[Rule], pages: bool) -> str:
    """Schema ``steelyard.rules/1``."""
    entries = [
        {"name": entry.name, "severity": entry.severity.value, "title": entry.title}
        | ({"page": entry.text()} if pages else {})
        for entry in chosen
    ]
    return json.dumps({"schema": "steelyard.rules/1", "rules": entries}, indent=2) + "\n"


def _listing(chosen: list[Rule], colour: bool, width: int) -> str:
    """The catalogue by group."""
    lines: list[str] = []
    group = ""
    for entry in chosen:
        if entry.group != group:
            group = entry.group
            lines += ["", paint(group, "bold", colour)]
        tag = paint(f"{entry.severity.value:8}", entry.severity.value, colour)
        lines.append(f"  {tag}{entry.name}")
        lines += wrap(entry.title, width, " " * 12, " " * 12)
    lines += ["", f"{len(chosen)} rules; steelyard rules NAME shows the page of one"]
    return "\n".join(lines[1:]) + "\n"
