"""Which format a log has, by its first lines."""

import json
import re
from collections.abc import Iterable, Sequence

from steelyard.core.errors import UsageError
from steelyard.forecast.workload.formats import COMBINED, HTTPLOG, Format
from steelyard.forecast.workload.logformat import json_keys, stated
from steelyard.forecast.workload.requests import Making

LOG_FORMAT = re.compile(
    r"""^\s*log_format\s+\S+\s+(?:escape=\w+\s+)?((?:'(?:[^'\\]|\\.)*'\s*|"(?:[^"\\]|\\.)*"\s*)+);""",
    re.MULTILINE,
)
"""The directive of NGINX (ngx_http_log_module): one text in several quoted parts."""

TEXT = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
"""One of those parts."""


def formats_stated(texts: Iterable[str]) -> list[Format]:
    """The formats that ``log_format`` directives in a configuration's files state."""
    found = []
    for text in texts:
        for directive in LOG_FORMAT.finditer(text):
            parts = TEXT.findall(directive[1])
            whole = "".join(
                re.sub(r"\\(['\"\\])", r"\1", single or double) for single, double in parts
            )
            try:
                found.append(stated(whole))
            except UsageError:
                continue
    return found


def recognise(lines: Sequence[str], known: Sequence[Format] = ()) -> Format | None:
    """The format that reads most of ``lines`` and finds most facts in them; None: none does."""
    candidates = [*known, COMBINED, HTTPLOG]
    objects = json_keys(_paths(lines))
    if objects is not None:
        candidates.append(objects)
    best, found = (0, 0), None
    for candidate in candidates:
        score = _score(candidate, lines)
        if score > best:
            best, found = score, candidate
    return found


def _score(form: Format, lines: Sequence[str]) -> tuple[int, int]:
    """Lines that are read; facts found in those, less those with no text at all."""
    columns = form.columns
    making = Making(columns, form.escape)
    read = facts = 0
    for line in lines:
        texts = [column.cut.text(line) for column in columns]
        if making.request(texts) is not None:
            read += 1
            facts += sum(text not in ("", "-") for text in texts) - texts.count("")
    return read, facts


def _paths(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """The keys of the objects in these lines, of objects within them too."""
    found: dict[tuple[str, ...], None] = {}
    for line in lines:
        if not line.lstrip().startswith("{"):
            continue
        try:
            thing = json.loads(line)
        except (ValueError, RecursionError):
            continue
        for key, value in thing.items():
            if isinstance(value, dict):
                found.update({(key, inner): None for inner in value})
            else:
                found[(key,)] = None
    return list(found)
