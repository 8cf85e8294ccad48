"""Maps, lists and pages that lines name: copied into the folder (manual 4.2, 7.1, 7.3.1)."""

import posixpath
import re

from steelyard.core.errors import InputError
from steelyard.dialects.haproxy.live.statement import Statement
from steelyard.dialects.haproxy.live.work import Work

FOLDER = "files"
"""Where files go whose names lead out of the folder."""

_MAP = re.compile(r"(?<=,)map(?:_[a-z]+){0,2}\(\s*")
_CHANGING = re.compile(r"(?:add-acl|del-acl|set-map|del-map)\(\s*")
_KEY = re.compile(r"(?<=,)jwt_verify(?:_cert)?\([^,()]*,\s*")
_ANSWERS = frozenset({"return", "deny", "tarpit"})
_PAGES = frozenset({"file", "lf-file", "errorfile"})
_LONGEST = 120


def copy_named(work: Work, name: str, fallback: str | None = None) -> str | None:
    """The name of a file's copy; ``fallback`` is the text of a missing one.

    None when it is missing and nothing can stand for it.
    """
    if name in work.copied:
        return work.copied[name]
    try:
        text = work.tree.read(work.tree.resolve(name, work.base))
    except InputError:
        if fallback is None:
            return None
        text = fallback
    copied = _free_name(work, name)
    work.copied[name] = copied
    work.sandbox.files[posixpath.normpath(copied)] = text
    return copied


def _free_name(work: Work, name: str) -> str:
    """The name itself where it stays in the folder, else one below `FOLDER`."""
    plain = posixpath.normpath(name)
    inside = not plain.startswith(("/", "..")) and len(plain) < _LONGEST
    if inside and plain != "." and not _clashes(work, plain):
        return name
    last = re.sub(r"[^A-Za-z0-9_.-]", "_", posixpath.basename(plain))[-_LONGEST:]
    found, number = f"{FOLDER}/{last}", 1
    while _clashes(work, found):
        number += 1
        found = f"{FOLDER}/{number}-{last}"
    return found


def _clashes(work: Work, name: str) -> bool:
    """Whether a file of that name is there, or a folder, or a file where it needs a folder."""
    return any(
        other == name or other.startswith(f"{name}/") or name.startswith(f"{other}/")
        for other in work.sandbox.files
    )


def rewrite_names(work: Work, statement: Statement) -> None:
    """The files that conditions, expressions and answers of a line name."""
    texts = statement.texts
    for index, text in enumerate(texts):
        if index >= 2 and texts[index - 1] == "-f" and _in_condition(texts, index):
            _put(work, statement, index, 0, len(text))
        elif index and "(" in text:
            _inside(work, statement, index)
    if texts[0] == "http-error" or _ANSWERS & set(texts[1:4]):
        for index in range(2, len(texts)):
            if texts[index - 1] in _PAGES:
                _page(work, statement, index)


def _in_condition(texts: list[str], index: int) -> bool:
    """Whether ``-f`` there is a flag: after an acl's fetch, or in braces."""
    return texts[0] == "acl" or "{" in texts[:index] or "!{" in texts[:index]


def _inside(work: Work, statement: Statement, index: int) -> None:
    """The maps that a word's expressions name, the last first: what is before keeps its place."""
    text = statement.text(index)
    found = [*_MAP.finditer(text), *_KEY.finditer(text)]
    if index <= 2 and (action := _CHANGING.match(text)):
        found.append(action)
    for match in sorted(found, key=lambda match: -match.start()):
        start, end = _argument(statement.text(index), match.end())
        if "jwt" in match[0]:
            _key(work, statement, index, start, end)
        else:
            _put(work, statement, index, start, end)


def _argument(text: str, start: int) -> tuple[int, int]:
    """Where the argument that starts there stands, its quotes aside."""
    quote = text[start : start + 1]
    if quote and quote in "\"'":
        end = text.find(quote, start + 1)
        return start + 1, end if end >= 0 else len(text)
    found = re.compile(r"[^,)]*").match(text, start)
    assert found is not None
    return start, start + len(found[0].rstrip())


def _put(work: Work, statement: Statement, index: int, start: int, end: int) -> None:
    """A list or map that must be there; an empty one stands for a missing one."""
    text = statement.text(index)
    name = text[start:end]
    prefix, at, bare = name.partition("@")
    if at and prefix in ("virt", "opt", "file"):
        # An optional one that is not there is as good as its name.
        if prefix == "virt" or (prefix == "opt" and not _there(work, bare)):
            return
    else:
        prefix, at, bare = "", "", name
    if not bare:
        return
    new = bare not in work.copied and not _there(work, bare)
    copied = copy_named(work, bare, "")
    if copied is not None and (new or copied != bare):
        statement.set(index, text[:start] + prefix + at + copied + text[end:])
        work.tell(statement, "file", bare, f"{copied} (empty)" if new else copied)
    if new:
        work.doubt(statement, f"{bare} is not there: the sandbox looks things up in an empty file.")


def _there(work: Work, name: str) -> bool:
    """Whether the file can be read."""
    try:
        work.tree.read(work.tree.resolve(name, work.base))
    except InputError:
        return False
    return True


def _key(work: Work, statement: Statement, index: int, start: int, end: int) -> None:
    """The key that tokens are checked with: a path, or the secret itself."""
    text = statement.text(index)
    name = text[start:end]
    if "/" not in name and not name.endswith(".pem"):
        return
    copied = copy_named(work, name)
    if copied is None:
        work.refuse(statement, "The key that tokens are checked with is not there.")
    elif copied != name:
        statement.set(index, text[:start] + copied + text[end:])
        work.tell(statement, "file", name, copied)


def _page(work: Work, statement: Statement, index: int) -> None:
    """The body or the whole of an answer."""
    name, texts = statement.text(index), statement.texts
    if not name or name == "/dev/null":
        return
    stub = "not here\n"
    if texts[index - 1] == "errorfile":
        code = texts[texts.index("status") + 1] if "status" in texts[:-1] else "503"
        stub = f"HTTP/1.0 {code} Not Here\r\nContent-Length: 0\r\n\r\n"
    missing = not _there(work, name)
    copied = copy_named(work, name, stub)
    if copied is not None and (missing or copied != name):
        statement.set(index, copied)
        work.tell(statement, "file", name, f"{copied} (a stub)" if missing else copied)


def rewrite_errorfile(work: Work, statement: Statement) -> None:
    """``errorfile CODE FILE``: without the file HAProxy's own page serves (4.2)."""
    name = statement.text(2)
    if not name or name == "/dev/null":
        return
    copied = copy_named(work, name)
    if copied is None:
        statement.leave_out()
        work.tell(statement, "file", f"errorfile {statement.text(1)} {name}")
    elif copied != name:
        statement.set(2, copied)
        work.tell(statement, "file", name, copied)
