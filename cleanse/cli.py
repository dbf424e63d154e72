"""`cleanse`: a filter. Bytes in, UTF-8 out, whatever the locale; exit code 0, or 2 for a usage or input error.

What the usual call does not need is not imported: no argument, no argparse.
"""

import os
import sys
from typing import TYPE_CHECKING

from cleanse.model import CleanseError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack
    from typing import IO

    from cleanse.cleaner import Cleaner
    from cleanse.model import Cleaned, Document
    from cleanse.sources import Hints
    from cleanse.sources.tally import Tally

EPILOG = """\
examples:
  cleanse < page.txt > clean.txt         clean what an extractor returned
  curl -s URL | cleanse --html           the clean text of a web page
  cleanse --explain page.txt | less -R   see what goes and why
  cleanse --json page.txt                text, removed spans and repairs as JSON
  cleanse a.jsonl.gz > b.jsonl.gz        the text of every record; all else stays

Text, HTML, JSONL, CSV, Parquet, WARC and WET, plain or compressed with gzip or zstd, are told apart by
content and name; CSV by its name only. What comes out has the format of what went in, but pages leave
as text, and WARC and WET as JSONL. On standard input JSONL is known by its first two lines; with
--format jsonl no record waits for the next. A text of more than a million characters is cleaned in
windows of about that size, cut at blank lines.

exit codes: 0 cleaned; 2 wrong usage, or something could not be read or written, or a bad record was left out
"""


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned. `argv` is without the program's name."""
    arguments = sys.argv[1:] if argv is None else argv
    _die_quietly_on_a_closed_pipe()
    try:
        if not arguments:
            return _filter()
        return _run(_parse(arguments))
    except CleanseError as error:
        message = str(error)
    except OSError as error:
        message = f"{error.filename or 'cannot write'}: {error.strerror}"
        if error.filename is None:
            _forget_output()
    except KeyboardInterrupt:
        return 130
    from cleanse.render import safe

    print(f"cleanse: {safe(message)}", file=sys.stderr)
    return 2


def _forget_output() -> None:
    """What could not be written must not be tried again when Python stops, which would print a second error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _die_quietly_on_a_closed_pipe() -> None:
    import signal

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _filter() -> int:
    """The usual case: standard input, the default profile."""
    from cleanse.cleaner import Cleaner
    from cleanse.sources import Job, rewrite

    job = Job(Cleaner())
    rewrite(sys.stdin.buffer, sys.stdout.buffer, job)
    return 2 if job.rejected else 0


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _parse(arguments: list[str]) -> "Namespace":
    from argparse import ArgumentParser, RawDescriptionHelpFormatter

    from cleanse.sources.detect import FORMATS

    parser = ArgumentParser(
        prog="cleanse", description="Strip boilerplate from text: FILEs or standard input, to standard output.",
        epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="files to clean; none or - is standard input")
    what = parser.add_argument_group("what goes")
    what.add_argument("--profile", default="article", help="light, article, body, or a TOML file (default: article)")
    what.add_argument("--keep", action="append", default=[], metavar="KIND", help="keep this kind after all; may be repeated")
    what.add_argument("--drop", action="append", default=[], metavar="KIND", help="drop this kind as well; may be repeated")
    what.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="use these rules too; may be repeated")
    reading = parser.add_argument_group("reading and writing")
    reading.add_argument("--format", default="", choices=FORMATS, metavar="FORMAT", help="%(choices)s (also WET); found out if not said")
    reading.add_argument("--field", default="", metavar="NAME", help="the field or column that holds the text, if it has no usual name")
    reading.add_argument("--html", action="store_true", help="the texts are web pages")
    reading.add_argument("--encoding", default="", help="what the sender declared; believed if it fits")
    reading.add_argument("--delimiter", default="", metavar="LINE", help="the line that stands between the documents of a text")
    reading.add_argument("--straight-quotes", action="store_true", help="write ' and \" for curly quotes")
    answers = parser.add_argument_group("answers").add_mutually_exclusive_group()
    answers.add_argument("--json", action="store_true", help="text, removed spans and repairs, one line a document")
    answers.add_argument("--explain", action="store_true", help="the text with what goes struck out, and why")
    answers.add_argument("--verify", action="store_true", help="check the promises on this text, then write it")
    beside = parser.add_argument_group("beside the output")
    beside.add_argument("--quarantine", default="", metavar="FILE", help="write bad records to FILE, as they came")
    beside.add_argument("--attributes", default="", metavar="FILE", help="write the removed spans to FILE, as attributes of Dolma")
    beside.add_argument("--stats", action="store_true", help="write counts by kind and rule to standard error, as JSON")
    answers.add_argument("--list-rules", action="store_true", help="print all rules and stop")
    add("--version", action="store_true", help="print the version and the distribution, and stop")
    return parser.parse_args(arguments)


def _run(options: "Namespace") -> int:
    if options.version:
        from cleanse import __version__

        _write(f"cleanse {__version__} (distribution cleanse-corpus)\n".encode())
    elif options.list_rules:
        _write(_rule_list(options.rules).encode())
    else:
        return _clean(options)
    return 0


def _clean(options: "Namespace") -> int:
    """Clean all inputs, one after the other; what is asked for beside the output is written as they go."""
    from contextlib import ExitStack

    from cleanse.sources import Job, rewrite
    from cleanse.sources.tally import Tally

    cleaner, hints, names = _cleaner(options), _hints(options), options.files or ["-"]
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


def _check_output(names: list[str], format: str) -> None:
    """Refuse what could not be read where it is written."""
    if len(names) > 1 and any(format in {"csv", "parquet"} or name.endswith((".csv", ".tsv", ".parquet")) for name in names):
        raise CleanseError("CSV and Parquet cannot be written one after the other; clean one file at a time")
    if sys.stdout.isatty() and any(name.endswith((".gz", ".zst", ".parquet")) for name in names):
        raise CleanseError("what comes out is not for a terminal; write it to a file, or give --json or --explain")


def _hints(options: "Namespace") -> "Hints":
    from cleanse.decode import known_encoding
    from cleanse.sources import Hints

    if options.encoding and not known_encoding(options.encoding):
        raise CleanseError(f"unknown encoding {options.encoding!r}; give a name such as utf-8 or windows-1252")
    return Hints(options.format, options.field, options.encoding, options.delimiter, options.html)


def _beside(name: str, inputs: list[str], stack: "ExitStack") -> "IO[bytes]":
    """A file to write beside the output, compressed if its name ends with .gz; never one of the inputs."""
    from pathlib import Path

    path = Path(name)
    if any(path.exists() and Path(other).exists() and path.samefile(other) for other in inputs):
        raise CleanseError(f"{name} is an input and would be overwritten; give another file")
    file = stack.enter_context(path.open("wb"))
    if not name.endswith(".gz"):
        return file
    from cleanse.sources.compression import GZIP, compressed

    return stack.enter_context(compressed(file, GZIP))


def _watchers(
    options: "Namespace", cleaner: "Cleaner", tally: "Tally | None", attributes: "IO[bytes] | None"
) -> "Iterator[Callable[[Cleaned], object]]":
    """Those who want to see the ledger of every document."""
    from cleanse.render import explanation, to_attributes, to_json

    if options.json:
        yield lambda answer: _write(to_json(answer))
    if options.explain:
        yield lambda answer: _write(explanation(answer, sys.stdout.isatty()).encode())
    if options.verify:
        yield lambda answer: _verify(answer.document, cleaner)
    if attributes:
        yield lambda answer: attributes.write(to_attributes(answer))
    if tally:
        yield tally.add


def _verify(document: "Document", cleaner: "Cleaner") -> None:
    from cleanse.verify import broken_promises

    if broken := broken_promises(document, cleaner):
        raise CleanseError(f"{document.id}: broken promise: {'; '.join(broken)}. Please report this text as a bug.")


def _cleaner(options: "Namespace") -> "Cleaner":
    from cleanse.cleaner import Cleaner
    from cleanse.profile import find_profile, kinds

    profile = find_profile(options.profile).adjusted(kinds(options.keep), kinds(options.drop))
    if options.straight_quotes:
        profile = profile._replace(straight_quotes=True)
    return Cleaner(profile, options.rules)


def _rule_list(packs: list[str]) -> str:
    from cleanse.rulebook import built_in_rules, read_pack_rules

    rules = [*built_in_rules(), *(rule for pack in packs for rule in read_pack_rules(pack))]
    lines = [f"{r.id}\t{r.where}\t{r.weight:g}\t{','.join(r.match)}\t{r.says}" for r in rules]
    return "\n".join(["rule\twhere\tweight\tlanguages\twhat it says", *lines, ""])
