"""Lines of an NGINX access log cut by the ``log_format`` that wrote them.

ngx_http_log_module.c.  The cut is linear in the line whatever stands in it: each variable
ends where the fixed text after it begins.
"""

import re

from steelyard.core.record import frozen

LONGEST = 64 * 1024
"""Characters of a line that is cut; longer ones count as not understood."""

VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
"""A variable in a ``log_format``."""

# Empty where nothing was tried and the format escapes otherwise than by default.
_TRIES = re.compile(r"(?:[^\s,\"]+(?:(?:, | : )[^\s,\"]+)*)?")
# Both ways of escaping write a quote with a backslash before it, or as \x22.
_QUOTED = re.compile(r"(?:[^\"\\]|\\.)*")


@frozen
class Format:
    """A ``log_format``: ``name``, and fixed texts (one more than variables) around variables."""

    name: str
    fixed: tuple[str, ...]
    variables: tuple[str, ...]

    def has(self, variable: str) -> bool:
        """Whether it writes this variable; the name goes without ``$``."""
        return variable in self.variables

    def cut(self, line: str) -> dict[str, str] | None:
        """The variables' texts in a line without its end; None when it is not of this format."""
        if len(line) > LONGEST or not line.startswith(self.fixed[0]):
            return None
        found: dict[str, str] = {}
        position = len(self.fixed[0])
        for name, after in zip(self.variables, self.fixed[1:], strict=True):
            end = _end(line, position, name, after)
            if end < 0 or not line.startswith(after, end):
                return None
            found.setdefault(name, line[position:end])
            position = end + len(after)
        return found if position == len(line) else None


def compiled(name: str, text: str) -> Format:
    """The format of a ``log_format`` directive: its name and its texts put together."""
    pieces = VARIABLE.split(text)  # fixed, ${name}, $name, fixed, ...
    names = (a or b for a, b in zip(pieces[1::3], pieces[2::3], strict=True))
    return Format(name, tuple(pieces[::3]), tuple(names))


def _end(line: str, position: int, name: str, after: str) -> int:
    """Where the variable that begins at ``position`` ends; -1 when its end is not there."""
    if not after:
        return len(line)
    if name.startswith("upstream_") and not name.startswith(("upstream_http_", "upstream_cookie_")):
        # Several tries stand in one variable, with blanks between them.
        match = _TRIES.match(line, position)
        end = match.end() if match else position
        fits = line.startswith(after, end)
        return end if fits else line.rfind(after, position, end + len(after))
    if after.startswith('"'):
        match = _QUOTED.match(line, position)
        return match.end() if match else -1
    return line.find(after, position)
