"""Rules that cut a text out of a line, each as Python and as SQL for DuckDB.

What the two make of a line is equal; a test holds them together.  Text that is
not there is the empty text.
"""

import json
from functools import lru_cache

from steelyard.core.record import frozen

DIGITS = "0123456789"
"""What `NoDigits` takes away."""


@frozen
class Line:
    """The whole line."""

    def text(self, line: str) -> str:
        """What it is in this line."""
        return line

    def sql(self) -> str:
        """The same as an expression over the column ``line``."""
        return "line"


@frozen
class Part:
    """The part of a text between separators: from 1, or from -1 backwards (one character)."""

    of: "Cut"
    separator: str
    number: int

    def text(self, line: str) -> str:
        """What it is in this line."""
        text, number = self.of.text(line), self.number
        if number < 0:
            parts = text.rsplit(self.separator, -number)
            return parts[number] if len(parts) >= -number else ""
        parts = text.split(self.separator, number)
        return parts[number - 1] if len(parts) >= number else ""

    def sql(self) -> str:
        """The same as an expression over the column ``line``."""
        return f"split_part({self.of.sql()}, {quoted(self.separator)}, {self.number})"


@frozen
class Holds:
    """``yes`` when the line holds these texts one after another, else nothing."""

    fixed: tuple[str, ...]

    def text(self, line: str) -> str:
        """What it is in this line."""
        for fixed in self.fixed:
            _, found, line = line.partition(fixed)
            if not found:
                return ""
        return "yes"

    def sql(self) -> str:
        """The same as an expression over the column ``line``; no ``%`` and ``_`` in the texts."""
        pattern = f"%{'%'.join(self.fixed)}%"
        return f"case when line like {quoted(pattern)} then 'yes' else '' end"


@frozen
class NoDigits:
    """A text without the digits at its end."""

    of: "Cut"

    def text(self, line: str) -> str:
        """What it is in this line."""
        return self.of.text(line).rstrip(DIGITS)

    def sql(self) -> str:
        """The same as an expression over the column ``line``."""
        return f"rtrim({self.of.sql()}, '{DIGITS}')"


@frozen
class After:
    """What stands after ``fixed`` texts found one after another, up to ``end`` ("": all)."""

    of: "Cut"
    fixed: tuple[str, ...]
    end: str

    def text(self, line: str) -> str:
        """What it is in this line."""
        text = self.of.text(line)
        if not text.startswith(self.fixed[0]):
            return ""
        text = text.removeprefix(self.fixed[0])
        for fixed in self.fixed[1:]:
            _, found, text = text.partition(fixed)
            if not found:
                return ""
        wanted, found, _ = text.partition(self.end) if self.end else (text, "all", "")
        return wanted if found else ""

    def sql(self) -> str:
        """The same as an expression over the column ``line``."""
        skipped = ".*?".join(map(_escaped, self.fixed))
        wanted = f"(.*?){_escaped(self.end)}" if self.end else "(.*)"
        return f"regexp_extract({self.of.sql()}, {quoted(f'(?s)^{skipped}{wanted}')}, 1)"


@frozen
class Key:
    """The value of a key of the JSON object that the line is; several keys lead inwards."""

    path: tuple[str, ...]

    def text(self, line: str) -> str:
        """What it is in this line."""
        found = _parsed(line)
        for key in self.path:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, str):
            return found
        return "" if found is None else json.dumps(found, separators=(",", ":"))

    def sql(self) -> str:
        """The same as an expression over the column ``line``."""
        path = "$" + "".join(f'."{key}"' for key in self.path)
        return f"coalesce(try(json_extract_string(line, {quoted(path)})), '')"


Cut = Line | Part | Holds | NoDigits | After | Key
"""A rule."""


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _escaped(text: str) -> str:
    """A fixed text as RE2 writes it."""
    return "".join(c if c.isalnum() or ord(c) > 127 else f"\\x{{{ord(c):x}}}" for c in text)


@lru_cache(maxsize=4)
def _parsed(line: str) -> object:
    """The JSON value of a line, None when it is none; of a key that comes twice the first."""
    try:
        found = json.loads(line, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        if "\\u" in line:  # half a surrogate pair is no text
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found
