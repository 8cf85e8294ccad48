"""Expressions over a request: what rules look at and what keys are made of.

A value is evaluated against one request and gives a list of texts (a header
may occur several times; a map without an entry gives none), or "unknown".

The fields of a request (``Field.name``), with their argument:

======================  =====================================================
``method``         the method as sent
``target``         the request target as sent: path, or absolute form, and query
``path``           the path as sent, without query, not decoded
``clean-path``     the path decoded, slashes merged, dot segments resolved; no
                   text for a path that goes above the root or is malformed
``query``          what follows the ``?``, without it
``parameter``      every value of query argument ARG, not decoded
``parameter-any-case``  likewise, the argument's name in any case
``header``         every value of header ARG, one per line of the request
``header-item``    every comma-separated item of every line of header ARG
``cookie``         every value of cookie ARG, as HAProxy cuts the header
``cookie-any-case``  likewise as NGINX does, the cookie's name in any case
``host``           the host: lower case, without port and trailing dot
``scheme``         ``http`` or ``https``, of the client's connection
``version``        ``1.0``, ``1.1``, ``2.0``
``source``         client address as it stands at this step
``source-port``    client port
``destination``    address of the listening socket that accepted
``destination-port``  port of that socket
``server-name``    TLS server name (SNI) of the client's hello
``listener``       name of the listener
``capture``        group ARG (number or name) of the last matching expression
``variable``       variable ARG set by an earlier rule
``usable-servers`` number of usable servers of pool ARG
``file-exists``    whether the file named by the value exists on the gateway
``client-counter`` what the gateway has counted of this client, by expression ARG
======================  =====================================================
"""

from collections.abc import Iterator, Mapping

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, frozen, identity


@frozen
class Literal:
    """A fixed text."""

    text: str


@frozen
class Field:
    """A property of the request or of the moment; names above."""

    name: str
    argument: str = ""


@frozen
class Join:
    """The texts of ``parts`` put together; an absent part counts as empty."""

    parts: "tuple[Value, ...]"


@frozen
class Several:
    """The texts of all parts, one after the other: the lines of a header that was added to."""

    parts: "tuple[Value, ...]"


@frozen
class Apply:
    """``function`` applied to ``value``.

    Functions: ``lower``, ``upper``, ``decode`` (percent-decoding), ``field``
    (separators, index, count: 0 for all that follow), ``word`` (likewise, empty
    ones left out; nothing there gives an empty text), ``substitute`` (regular
    expression, replacement, flags), ``length``, ``bytes`` (offset, length),
    ``mask`` (prefix length v4, v6), ``trim-start`` / ``trim-end`` (characters),
    ``strip-port``, ``first`` (the first of several values), ``last``,
    ``uri-part`` (arguments of HAProxy's ``balance uri``), ``before-last-dot``,
    ``address-bytes`` (the 4 or 16 bytes of an address, as a text),
    ``forwarded-address`` (networks: of addresses separated by blanks or commas the
    last one that is in none of them; what is no address ends the search),
    ``drop-prefix`` (number of characters), ``parameter-of`` (name: query
    argument of a text), ``split`` (comma-separated items), ``item`` (number,
    from 1, or from -1 backwards: one of several), ``count`` (how many texts
    there are; "0" for none), ``default`` (text: stands in when there is none),
    ``integer`` (the whole number a text starts with, 0 without one; an empty text
    gives the argument, nothing without one), ``address`` (the text when it is an
    IP address, else nothing), ``choose`` (wanted, then, else: ``then`` for a text equal to
    ``wanted``, ``else`` for any other), ``rewrite`` (regular expression,
    replacement: the whole text becomes the replacement with its groups when the
    expression is found in it, and stays otherwise).
    ``encode-path`` (percent-encoding of what a path may not hold, as NGINX
    sends a changed path on).
    ``capture`` (regular expression, flags, group: what that group of it holds where
    it is found in the text), ``query-mark`` (of a target: from the ``?`` on, with it),
    ``path-of``, ``query-of`` and ``parameters-of`` (name: all values; with a second
    argument in any case) of a target, ``question`` (a ``?`` before a text that is not
    empty), ``nonempty`` (text: stands in for the empty one), ``nothing`` (no text at all).
    An unknown function is kept by name and makes the value unknown.
    """

    function: str
    value: "Value"
    arguments: tuple[str, ...] = ()


@frozen
class Lookup:
    """The value that ``table`` has for ``key``; ``default`` when there is none.

    With ``default`` None a miss gives no value at all (the sample fails).
    """

    table: "Table"
    key: "Value"
    default: "Value | None" = None


@frozen
class Split:
    """A share of requests by hash of a key.

    ``parts`` are (exclusive upper edge in 0..2**32, value) in order; the hash
    is ``function`` of the key (``murmur2``).  Beyond the last edge ``rest``.
    """

    function: str
    key: "Value"
    parts: "tuple[tuple[int, Value], ...]"
    rest: "Value"
    place: Place = NOWHERE


@frozen
class Opaque:
    """An expression that is kept but not understood: its value is unknown."""

    text: str
    reason: str
    place: Place = NOWHERE


Value = Literal | Field | Join | Several | Apply | Lookup | Split | Opaque


@frozen
class Pattern:
    """What a text is compared with.

    Kinds: ``exact``, ``prefix``, ``suffix``, ``contains``, ``segment`` (equal
    to a part between slashes, or several), ``domain`` (equal to a part between
    dots, or several), ``regex`` (PCRE, unanchored search), ``network`` (address
    in a prefix), ``range`` (whole number in ``low:high``, either end open),
    ``length`` (length of the text in a range), ``exists`` (there is a value).
    """

    kind: str
    text: str = ""
    ignore_case: bool = False
    place: Place = NOWHERE


@frozen
class TableEntry:
    """One line of a table: pattern and value."""

    pattern: Pattern
    value: Value
    place: Place = NOWHERE


@identity
class Table:
    """A map or list: entries in the order of precedence, so the first match wins.

    Precedence such as "longest prefix first" has been turned into order by the
    reader.  ``complete`` is False when a file it needs is missing: a miss is
    then unknown.  ``by_exact`` finds an exact entry without search; it holds
    only exact entries that no earlier entry of another kind precedes, keyed by
    the text (lower case when the entry ignores case).  ``on_nothing``: a key
    without any text is looked up as the empty text (NGINX), instead of missing.
    """

    name: str
    entries: tuple[TableEntry, ...]
    place: Place
    complete: bool = True
    by_exact: Mapping[str, TableEntry] = field(default_factory=dict)
    duplicates: tuple[TableEntry, ...] = ()
    on_nothing: bool = False
    _searched: "tuple[TableEntry, ...] | None" = None
    _essence: object = None
    _reads: "frozenset[tuple[str, str]] | None" = None

    def searched(self) -> "tuple[TableEntry, ...]":
        """The entries that `by_exact` does not answer for, in order."""
        if self._searched is None:
            answered = {id(entry) for entry in self.by_exact.values()}
            self._searched = tuple(e for e in self.entries if id(e) not in answered)
        return self._searched


def leaves(value: Value) -> Iterator[Value]:
    """The innermost parts of a value: literals, fields and what is not understood."""
    if isinstance(value, Join | Several):
        for part in value.parts:
            yield from leaves(part)
    elif isinstance(value, Apply):
        yield from leaves(value.value)
    elif isinstance(value, Lookup | Split):
        yield from leaves(value.key)
    else:
        yield value
