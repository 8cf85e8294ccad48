"""What is never shown: passwords, tokens and keys that stand in a configuration."""

import re

_NAMES = r"\S*(?:authorization|token|secret|password|passwd|api-?key|cookie-key)\S*"

_AFTER = re.compile(
    r"(?i)(\b(?:insecure-password|password|dynamic-cookie-key|secure_link_secret|"
    r"(?:set-header|add-header|proxy_set_header|add_header|fastcgi_param|setenv|presetenv|set)\s+"
    + _NAMES
    + r")\s+)(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s;]+(?:\\ [^\s;]+)*)"
)
_USER = re.compile(r"(?i)(\bauth\s+[^\s:]+:)\S+|(://[^\s:/@]+:)[^\s@/]+(?=@)")


def masked(line: str) -> str:
    """A configuration's line with what looks like a secret replaced by ``***``."""
    return _USER.sub(r"\1\2***", _AFTER.sub(r"\1***", line))
