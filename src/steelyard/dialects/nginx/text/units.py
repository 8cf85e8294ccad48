"""Times, sizes and whole numbers as NGINX writes them: ngx_parse.c, ngx_string.c (ngx_atoi)."""

import re
from functools import lru_cache

_SECONDS = {
    "y": 31536000.0,
    "M": 2592000.0,
    "w": 604800.0,
    "d": 86400.0,
    "h": 3600.0,
    "m": 60.0,
    "s": 1.0,
    "ms": 0.001,
}
_STEPS = {unit: rank for rank, unit in enumerate(_SECONDS)}
_PART = re.compile(r"([0-9]{1,18})(ms|[yMwdhms])? *")
_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_SIZE = re.compile(r"([0-9]{1,18})([kKmMgG]?)")
_NUMBER = re.compile(r"[0-9]{1,18}")


@lru_cache(maxsize=1000)
def parse_time(text: str, *, milliseconds: bool = True) -> float | None:
    """Seconds of a time such as ``90``, ``1m30s`` or ``500ms``; None when NGINX refuses it.

    Units go from the largest to the smallest, each once; a number without one
    is seconds and comes last.  ``milliseconds`` False where the directive
    counts whole seconds (``fail_timeout``), and then years are allowed too.
    """
    total = 0.0
    position = 0
    last = -1 if not milliseconds else _STEPS["y"]
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            return None
        unit = match[2] or "s"
        step = _STEPS[unit]
        if step <= last or (unit == "ms" and not milliseconds):
            return None
        if match[2] is None and match.end() != len(text):
            return None
        total += int(match[1]) * _SECONDS[unit]
        last = step
        position = match.end()
    return total if text else None


@lru_cache(maxsize=1000)
def parse_size(text: str) -> int | None:
    """Bytes of a size such as ``512``, ``8k`` or ``1m``; None when NGINX refuses it."""
    match = _SIZE.fullmatch(text)
    return int(match[1]) * _SIZES[match[2].lower()] if match else None


@lru_cache(maxsize=1000)
def parse_number(text: str) -> int | None:
    """A whole number without sign, as ngx_atoi takes it; None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None
