"""Clean inputs one after the other to standard output; what is asked for beside it is written as they go.

An input that cannot be cleaned, or whose output cannot be joined to what is there already, costs only itself.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from stat import S_ISCHR, S_ISREG
from typing import IO, TYPE_CHECKING

from cleanse.cleaner import Cleaner
from cleanse.model import Cleaned, CleanseError, Document
from cleanse.profile import PROFILES
from cleanse.progress import gauge
from cleanse.render import safe
from cleanse.sources import Hints, Job, need_another, rewrite, shown
from cleanse.sources.compression import PACKED, compressed
from cleanse.sources.detect import SUFFIXES, suffix

if TYPE_CHECKING:
    from argparse import Namespace

    from cleanse.sources.tally import Tally

ALONE = {"csv", "parquet"}  # formats in which two files, one after the other, do not make one
NO_TWO = "CSV and Parquet cannot be written one after the other; clean one file at a time"
LEAVES = {"html": "text", "warc": "jsonl"}  # what leaves in another format


def clean_inputs(cleaner: Cleaner, hints: Hints, options: "Namespace") -> int:
    """Clean the files that the options name, or standard input. The exit code is returned: 0, or 2 where something was left out."""
    names = options.files or ["-"]
    ledgers = options.json or options.explain  # what they write is all that comes out
    if not ledgers:
        _check_names(names, hints.format)
    tally = _tally() if options.stats else None
    with ExitStack() as stack:
        also = [name for name in (options.template, options.profile, *options.rules) if name and name not in PROFILES]
        taken = [*map(_status, [*names, *also]), os.fstat(1)]
        quarantine, attributes = (_beside(name, taken, stack) if name else None for name in (options.quarantine, options.attributes))
        job = Job(cleaner, hints, _watchers(options, cleaner, tally, attributes), quarantine)
        opened: list[IO[bytes]] = []
        if not sys.stdout.isatty():  # there one sees how far it is
            job.tick = stack.enter_context(_progress(job, names, opened))
        target = stack.enter_context(open(os.devnull, "wb")) if ledgers else sys.stdout.buffer
        before: list[tuple[bytes, str]] = []
        failed = False
        for number, name in enumerate(names, 1):
            job.more = number < len(names)
            try:
                with nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb") as source:
                    opened.append(source)
                    need_another(source, sys.stdout.buffer, name)
                    rewrite(source, target, job, name, None if ledgers else partial(_check_output, name, before))
            except (CleanseError, OSError) as error:
                _complain(error)
                failed = True
    if tally:
        print(tally.to_json(job.documents, job.changed, job.rejected), file=sys.stderr)
    return 2 if job.rejected or failed else 0


def _tally() -> "Tally":
    from cleanse.sources.tally import Tally

    return Tally()


def _complain(error: CleanseError | OSError) -> None:
    """Name the reason why an input failed. What is not the fault of an input, such as a full disk, is raised, and ends the run."""
    if isinstance(error, OSError) and error.filename is None:
        raise error
    reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
    print(f"cleanse: {safe(reason)}", file=sys.stderr)


@contextmanager
def _progress(job: Job, names: Sequence[str], opened: Sequence[IO[bytes]]) -> Iterator[Callable[[], object]]:
    """What to call after each document: it shows how much of the inputs is read; the last of `opened` is at work.

    Where a pipe is among them, nobody knows how much there is, and documents are counted.
    """
    sizes = [_size(name) for name in names]
    counts: dict[str, int] = {}
    with gauge("MB", sum(sizes) / 1e6, counts) if all(sizes) else gauge("documents", None, counts) as tell:

        def tick() -> None:
            if job.rejected:
                counts["bad"] = job.rejected
            if all(sizes):
                counts["documents"] = job.documents
                tell((sum(sizes[: len(opened) - 1]) + os.lseek(opened[-1].fileno(), 0, os.SEEK_CUR)) / 1e6)
            else:
                tell(job.documents)

        yield tick


def _size(name: str) -> int:
    """How many bytes there are to read; 0 where that is not known."""
    status = _status(name)
    return status.st_size if status and S_ISREG(status.st_mode) else 0


def _status(name: str) -> os.stat_result | None:
    """What the system says of an input; None where there is none."""
    try:
        return os.fstat(sys.stdin.fileno()) if name == "-" else os.stat(name)  # noqa: PTH116  (pathlib takes its time at a start)
    except OSError:
        return None


def write(data: bytes) -> None:
    """To standard output, at once."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _check_names(names: Sequence[str], format: str) -> None:
    """Refuse several inputs, before anything is read, if one is said to be of a format that has to stand alone."""
    if len(names) > 1 and any((format or SUFFIXES.get(suffix(name))) in ALONE for name in names):
        raise CleanseError(NO_TWO)


def _check_output(name: str, before: list[tuple[bytes, str]], mark: bytes, format: str) -> None:
    """Refuse output that could not be read where it goes: bytes on a terminal, or two formats or compressions in one stream.

    `before` has the mark and the format of what has been written so far; those of this input are added.
    """
    if sys.stdout.isatty() and (mark or format == "parquet"):
        raise CleanseError("what comes out is not for a terminal; write it to a file, or give --json or --explain")
    this = mark, LEAVES.get(format, format)
    if before and format in ALONE:
        raise CleanseError(f"{shown(name)}: {NO_TWO}")
    if before and this != before[-1]:
        raise CleanseError(f"{shown(name)} leaves in another format or compression than the files before it; clean it by itself")
    before.append(this)


def _beside(name: str, taken: list[os.stat_result | None], stack: ExitStack) -> IO[bytes]:
    """A file to write beside the output, compressed if its name ends with .gz or .zst. It is added to `taken`.

    Raises `CleanseError` for a file that is taken already; what is no file, such as /dev/null, may be named twice.
    """
    from pathlib import Path

    path = Path(name)
    status = path.stat() if path.exists() else None
    if status and not S_ISCHR(status.st_mode) and any(other and os.path.samestat(status, other) for other in taken):
        raise CleanseError(f"{name} is an input or output already and would be overwritten; give another file")
    file = stack.enter_context(path.open("wb"))
    taken.append(os.fstat(file.fileno()))
    mark = PACKED.get(path.suffix.lower())
    return stack.enter_context(compressed(file, mark)) if mark else file


def _watchers(
    options: "Namespace", cleaner: Cleaner, tally: "Tally | None", attributes: IO[bytes] | None
) -> Iterator[Callable[[Cleaned], object]]:
    """Those who want to see the ledger of every document."""
    from cleanse.render import explanation, to_attributes, to_json

    if options.json:
        yield lambda answer: write(to_json(answer))
    if options.explain:
        yield lambda answer: write(explanation(answer, _width(options.explain)).encode())
    if options.verify:
        yield lambda answer: _verify(answer.document, cleaner)
    if attributes:
        yield lambda answer: attributes.write(to_attributes(answer))
    if tally:
        yield tally.add


def _width(explain: str) -> int:
    """The width of the terminal that is written to; 0 where plain text was asked for, or it is none."""
    from shutil import get_terminal_size

    return get_terminal_size().columns if explain == "terminal" and sys.stdout.isatty() else 0


def _verify(document: Document, cleaner: Cleaner) -> None:
    from cleanse.verify import broken_promises

    if broken := broken_promises(document, cleaner):
        raise CleanseError(f"{document.id}: broken promise: {'; '.join(broken)}. Please report this text as a bug.")
