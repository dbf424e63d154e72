"""`cleanse`: a filter. Bytes in, UTF-8 out, whatever the locale; exit code 0, or 2 for a usage or input error.

What the usual call does not need is not imported: no argument, no argparse.
"""

import sys
from typing import TYPE_CHECKING

from cleanse.model import CleanseError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from cleanse.cleaner import Cleaner
    from cleanse.model import Document

EPILOG = """\
examples:
  cleanse < page.txt > clean.txt         clean what an extractor returned
  curl -s URL | cleanse --html           the clean text of a web page
  cleanse --explain page.txt             see what goes and why; --explain=plain for a pager
  cleanse --json page.txt                text, removed spans and repairs as JSON

exit codes: 0 cleaned; 2 wrong usage, or something could not be read or written
"""


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned. `argv` is without the program's name."""
    arguments = sys.argv[1:] if argv is None else argv
    _die_quietly_on_a_closed_pipe()
    try:
        if not arguments:
            _filter()
            return 0
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
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _die_quietly_on_a_closed_pipe() -> None:
    import signal

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _filter() -> None:
    """The usual case: standard input, the default profile, text out."""
    from cleanse.cleaner import Cleaner

    _write(Cleaner().clean(sys.stdin.buffer.read()).encode())


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _parse(arguments: list[str]) -> "Namespace":
    from argparse import ArgumentParser, RawDescriptionHelpFormatter

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
    reading.add_argument("--html", action="store_true", help="the input is a web page")
    reading.add_argument("--encoding", default="", help="what the sender declared; believed if it fits")
    reading.add_argument("--straight-quotes", action="store_true", help="write ' and \" for curly quotes")
    answers = parser.add_argument_group("answers").add_mutually_exclusive_group()
    answers.add_argument("--json", action="store_true", help="text, removed spans and repairs, one line a document")
    answers.add_argument("--explain", action="store_const", const="terminal", help="the text with what goes struck out, and why")
    # Not nargs="?": that would take the FILE behind --explain for its value.
    answers.add_argument("--explain=plain", action="store_const", const="plain", dest="explain", help="the same for a pager or a file")
    answers.add_argument("--verify", action="store_true", help="check the promises on this text, then write it")
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
        cleaner = _cleaner(options)
        for document in _documents(options):
            _write(_answer(document, cleaner, options))
    return 0


def _cleaner(options: "Namespace") -> "Cleaner":
    from cleanse.cleaner import Cleaner
    from cleanse.profile import find_profile, kinds

    profile = find_profile(options.profile).adjusted(kinds(options.keep), kinds(options.drop))
    if options.straight_quotes:
        profile = profile._replace(straight_quotes=True)
    return Cleaner(profile, options.rules)


def _documents(options: "Namespace") -> "Iterator[Document]":
    from cleanse.decode import decode, known_encoding

    if options.encoding and not known_encoding(options.encoding):
        raise CleanseError(f"unknown encoding {options.encoding!r}; give a name such as utf-8 or windows-1252")
    for name in options.files or ["-"]:
        if name == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(name, "rb") as file:
                data = file.read()
        yield decode(data, options.encoding, id=name)


def _answer(document: "Document", cleaner: "Cleaner", options: "Namespace") -> bytes:
    if options.html:
        from cleanse.unwrap import unwrap

        document = unwrap(document)
    if options.json or options.explain:
        from cleanse.render import explanation, to_json

        answer = cleaner.explain(document)
        return to_json(answer) if options.json else explanation(answer, _width(options.explain)).encode()
    if options.verify:
        from cleanse.verify import broken_promises

        if broken := broken_promises(document, cleaner):
            raise CleanseError(f"{document.id}: broken promise: {'; '.join(broken)}. Please report this text as a bug.")
    return cleaner.clean(document.text).encode()


def _width(explain: str) -> int:
    """The width of the terminal that is written to; 0 where plain text was asked for, or it is none."""
    from shutil import get_terminal_size

    return get_terminal_size().columns if explain == "terminal" and sys.stdout.isatty() else 0


def _rule_list(packs: list[str]) -> str:
    from cleanse.rulebook import built_in_rules, read_pack_rules

    rules = [*built_in_rules(), *(rule for pack in packs for rule in read_pack_rules(pack))]
    lines = [f"{r.id}\t{r.where}\t{r.weight:g}\t{','.join(r.match)}\t{r.says}" for r in rules]
    return "\n".join(["rule\twhere\tweight\tlanguages\twhat it says", *lines, ""])
