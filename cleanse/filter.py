"""Inputs, one after the other, to standard output; what is asked for beside it is written as they go."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cleanse.cleaner import Cleaner
from cleanse.model import Cleaned, CleanseError, Document
from cleanse.sources import Hints, Job, rewrite
from cleanse.sources.tally import Tally

if TYPE_CHECKING:
    from argparse import Namespace


def clean_inputs(cleaner: Cleaner, hints: Hints, options: "Namespace") -> int:
    """Clean the files that the options name, or standard input. The exit code is returned: 0, or 2 where something was left out."""
    names = options.files or ["-"]
    ledgers = options.json or options.explain  # what they write is all that comes out
    if not ledgers:
        _check_output(names, hints.format)
    tally = Tally() if options.stats else None
    with ExitStack() as stack:
        quarantine, attributes = (_beside(name, names, stack) if name else None for name in (options.quarantine, options.attributes))
        job = Job(cleaner, hints, _watchers(options, cleaner, tally, attributes), quarantine)
        target = stack.enter_context(open(os.devnull, "wb")) if ledgers else sys.stdout.buffer
        for number, name in enumerate(names, 1):
            job.more = number < len(names)
            if name == "-":
                rewrite(sys.stdin.buffer, target, job)
            else:
                with open(name, "rb") as source:
                    rewrite(source, target, job, name)
    if tally:
        print(tally.to_json(job.documents, job.changed, job.rejected), file=sys.stderr)
    return 2 if job.rejected else 0


def write(data: bytes) -> None:
    """To standard output, at once."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _check_output(names: Sequence[str], format: str) -> None:
    """Refuse what could not be read where it is written."""
    if len(names) > 1 and any(format in {"csv", "parquet"} or name.endswith((".csv", ".tsv", ".parquet")) for name in names):
        raise CleanseError("CSV and Parquet cannot be written one after the other; clean one file at a time")
    if sys.stdout.isatty() and any(name.endswith((".gz", ".zst", ".parquet")) for name in names):
        raise CleanseError("what comes out is not for a terminal; write it to a file, or give --json or --explain")


def _beside(name: str, inputs: Sequence[str], stack: ExitStack) -> IO[bytes]:
    """A file to write beside the output, compressed if its name ends with .gz; never one of the inputs."""
    path = Path(name)
    if any(path.exists() and Path(other).exists() and path.samefile(other) for other in inputs):
        raise CleanseError(f"{name} is an input and would be overwritten; give another file")
    file = stack.enter_context(path.open("wb"))
    if not name.endswith(".gz"):
        return file
    from cleanse.sources.compression import GZIP, compressed

    return stack.enter_context(compressed(file, GZIP))


def _watchers(
    options: "Namespace", cleaner: Cleaner, tally: Tally | None, attributes: IO[bytes] | None
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
