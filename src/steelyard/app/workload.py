"""Reads access logs into a `Workload`: by DuckDB when it is installed, else line by line."""

import gzip
import importlib.util
import io
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, islice
from typing import BinaryIO, cast

from steelyard.app import duck
from steelyard.core.errors import InputError, UsageError
from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.forecast.workload.counts import MAX_DISTINCT, Workload, merge
from steelyard.forecast.workload.formats import Format, columns_for, missing, says_scheme
from steelyard.forecast.workload.lines import MAX_LINE, count_lines
from steelyard.forecast.workload.logformat import stated
from steelyard.forecast.workload.reads import EVERYTHING, Reads, fields_read, union
from steelyard.forecast.workload.recognise import formats_stated, recognise
from steelyard.forecast.workload.requests import Making
from steelyard.model.gateway import Gateway

SAMPLE = 200
"""Lines that the format is recognised by."""

MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5": "zstd"}
"""How compressed files start (RFC 1952, RFC 8878)."""

EVERY = 20_000
"""Lines that the plain reader reads between two reports of progress."""

SLOW = "duckdb is not installed: reading the log line by line; pip install 'steelyard[logs]'"
"""What is said when the fast reader is missing."""

Progress = Callable[[float], None]
"""Is told how much has been read, 0..1."""


def read_workload(
    paths: Sequence[str],
    gateways: Sequence[Gateway] = (),
    *,
    log_format: str | None = None,
    locations: bool = False,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
    plain: bool = False,
    most: int = MAX_DISTINCT,
) -> Workload:
    """The requests of these logs, as far as ``gateways`` tell them apart.

    ``locations``: what redirect addresses are made of is kept too.  ``plain``:
    without DuckDB.  ``most``: distinct requests kept.  The first gateway is
    taken to have written the log: its listeners' names give ports, its
    ``log_format`` directives formats.  Raises `InputError` for a file that
    cannot be read, `UsageError` for a format that is not recognised.
    """
    reads = Reads(frozenset(), frozenset()) if gateways else EVERYTHING
    for gateway in gateways:
        reads = union(reads, fields_read(gateway, locations=locations))
    if not plain and importlib.util.find_spec("duckdb") is None:
        plain = True
        if warn is not None:
            warn(SLOW)
    writer = gateways[0] if gateways else None
    how = How(
        reads,
        None if log_format is None else stated(log_format),
        [] if writer is None else formats_stated(file.text for file in writer.files.values()),
        {} if writer is None else _ports(writer),
        writer is not None and any(bind.tls for one in writer.listeners for bind in one.binds),
        plain,
        most,
    )
    whole = Workload()
    for index, path in enumerate(paths):
        with _errors(path):
            found = read_file(path, how, _part(progress, index, len(paths)))
        whole = merge(whole, found, most)
    return whole


@frozen
class How:
    """What the reading of every file is told.

    ``form``: the stated format, None to recognise one, of ``known`` ones too.
    ``tls``: what a log that does not say so is taken for.
    """

    reads: Reads
    form: Format | None
    known: Sequence[Format]
    ports: Mapping[str, int]
    tls: bool
    plain: bool
    most: int


def read_file(path: str, how: How, progress: Progress) -> Workload:
    """The workload of one file; files can be read apart, and merged."""
    regular = os.path.isfile(path)
    with ExitStack() as stack:
        file = stack.enter_context(open(path, "rb"))
        compression = _compression(file) if regular else "none"
        opened = _opened(file, compression)
        lines = stack.enter_context(closing(_lines(opened, lambda: _done(file, path, progress))))
        sample = list(islice(lines, SAMPLE))
        texts = [line for line in sample if line]
        if not texts:
            return count_lines(chain(sample, lines), Making(()), path)
        form = how.form or recognise(texts, how.known)
        if form is None:
            raise UsageError(
                f"{path}: its format is not recognised; --log-format says it: combined, httplog, "
                "json:target=KEY,... or an NGINX log_format string"
            )
        making = Making(
            columns_for(form, how.reads),
            form.escape,
            how.ports,
            version=("version", "") in how.reads.all,
            secure=how.tls and not says_scheme(form),
        )
        found = None
        if regular and not how.plain:
            found = duck.count_file(path, compression, making, how.most, progress)
        if found is None:
            found = count_lines(chain(sample, lines), making, path, how.most)
    found.lacks = missing(form, how.reads)
    return found


def _lines(file: BinaryIO, tick: Callable[[], None]) -> Generator[str | None, None, None]:
    """The lines of a file; None for one that is too long or not UTF-8."""
    with io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline=None) as text:
        number = 0
        while line := text.readline(MAX_LINE + 1):
            number += 1
            if number % EVERY == 0:
                tick()
            if not line.endswith("\n") and len(line) > MAX_LINE:
                while (more := text.readline(MAX_LINE)) and not more.endswith("\n"):
                    pass
                yield None
                continue
            line = line.removesuffix("\n")
            yield line if line.isascii() or _is_text(line) else None


def _is_text(line: str) -> bool:
    """Whether a line is UTF-8 and not too long."""
    try:
        return len(line.encode()) <= MAX_LINE
    except UnicodeEncodeError:
        return False


def _compression(file: BinaryIO) -> str:
    """``none``, ``gzip`` or ``zstd``, by the first bytes."""
    start = file.read(2)
    file.seek(0)
    return MAGIC.get(start, "none")


def _opened(file: BinaryIO, compression: str) -> BinaryIO:
    """The file's text as bytes."""
    if compression == "gzip":
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if compression == "zstd":
        try:
            import zstandard
        except ImportError:
            raise UsageError("reading .zst needs more: pip install 'steelyard[logs]'") from None
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, reader)))
    return file


@contextmanager
def _errors(path: str) -> Iterator[None]:
    """What a file that cannot be read raises, as one error of ours."""
    try:
        yield
    except EOFError:
        raise InputError("ends in the middle of its compressed data", Place(path, 0)) from None
    except OSError as error:
        reason = (error.strerror or str(error) or "error").lower()
        raise InputError(f"cannot be read: {reason}", Place(path, 0)) from None


def _ports(gateway: Gateway) -> dict[str, int]:
    """The port of each listener by name, where it has one only."""
    found = {}
    for listener in gateway.listeners:
        ports = {bind.port for bind in listener.binds if bind.port is not None}
        if len(ports) == 1:
            found[listener.name] = ports.pop()
    return found


def _part(progress: Progress | None, index: int, count: int) -> Progress:
    """Progress of one file as a part of the whole."""
    return lambda done: None if progress is None else progress((index + done) / count)


def _done(file: BinaryIO, path: str, progress: Progress) -> None:
    """Says how far the plain reader is."""
    size = os.path.getsize(path)
    if size:
        progress(min(1.0, file.tell() / size))
