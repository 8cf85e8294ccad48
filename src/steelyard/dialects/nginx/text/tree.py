"""The files of one NGINX configuration, put together as NGINX does."""

from dataclasses import dataclass, field

from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.model.notice import Notice, OpaqueText


@dataclass(slots=True)
class Configuration:
    """Everything that was read, before it is given a meaning.

    ``path`` is the main file (or the directory), ``prefix`` the directory that
    relative names are looked up in, ``body`` the main context, where a file
    without ``http`` block already stands inside one (``fragment`` is then
    True), ``files`` the texts by path, ``version`` the target version.
    ``complete`` is False when an included file is missing.
    """

    path: str
    prefix: str
    body: list[Directive]
    files: dict[str, str] = field(default_factory=dict)
    version: tuple[int, ...] = (1, 28)
    version_stated: bool = False
    fragment: bool = False
    complete: bool = True
    notices: list[Notice] = field(default_factory=list)
    opaque: list[OpaqueText] = field(default_factory=list)

    def blocks(self, name: str) -> list[Directive]:
        """The blocks of that name in the main context: ``http``, ``stream``, ``events``."""
        return [
            item for item in expanded(self.body) if item.words[0] == name and item.body is not None
        ]
