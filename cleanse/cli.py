"""`cleanse`: a filter. Bytes in, UTF-8 out, whatever the locale; exit code 0, or 2 for a usage or input error. Files in place: `in_place`.

What the usual call does not need is not imported: no argument, no argparse.
"""

import sys
from typing import TYPE_CHECKING

from cleanse.model import CleanseError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from cleanse.cleaner import Cleaner
    from cleanse.config import Settings
    from cleanse.model import Document

EPILOG = """\
examples:
  cleanse < page.txt > clean.txt       clean what an extractor returned
  curl -s URL | cleanse --html         the clean text of a web page
  cleanse --explain page.txt           see what goes and why
  cleanse --explain=plain page.txt     the same for a pager
  cleanse --json page.txt              text, removals, repairs as JSON
  cleanse --diff texts/*.txt           see what would be changed
  cleanse --in-place texts/*.txt       change it
  cleanse --print-completion fish | source

settings: cleanse.toml, or [tool.cleanse] in pyproject.toml, in the
  nearest folder upward from the files, or from the working directory
  for standard input; with the keys profile, keep, drop, rules and
  straight-quotes; options win

exit codes: 0 cleaned, or clean; 1 not clean: --check and --diff found
  such a file, --in-place rewrote one; 2 wrong usage, or something
  could not be read or written
"""


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned. `argv` is without the program's name."""
    arguments = sys.argv[1:] if argv is None else argv
    _die_quietly_on_a_closed_pipe()
    try:
        if not arguments:
            _filter()
            return 0
        return _run(parser().parse_args(arguments))
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
    """The usual case: standard input, the settings of the folder, text out."""
    from cleanse.config import find_settings

    cleaner = find_settings().cleaner()
    _write(cleaner.clean(sys.stdin.buffer.read()).encode())


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def parser() -> "ArgumentParser":
    """The options of the command; the manual page and the completions of shells are made from them."""
    from argparse import ArgumentParser, BooleanOptionalAction, RawDescriptionHelpFormatter

    from cleanse.completion import SHELLS, PrintCompletion

    parser = ArgumentParser(
        prog="cleanse", description="Strip boilerplate from text: FILEs or standard input, to standard output.",
        epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="files to clean; none or - is standard input")
    what = parser.add_argument_group("what goes")
    what.add_argument("--profile", metavar="NAME", help="light, article, body, or a TOML file (default: article)")
    what.add_argument("--keep", action="append", default=[], metavar="KIND", help="keep this kind after all; may be repeated")
    what.add_argument("--drop", action="append", default=[], metavar="KIND", help="drop this kind as well; may be repeated")
    what.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="use these rules too; may be repeated")
    what.add_argument("--isolated", action="store_true", help="ignore cleanse.toml and pyproject.toml")
    reading = parser.add_argument_group("reading and writing")
    reading.add_argument("--html", action="store_true", help="the input is a web page")
    reading.add_argument("--encoding", default="", help="what the sender declared; believed if it fits")
    reading.add_argument("--straight-quotes", action=BooleanOptionalAction, help="write ' and \" for curly quotes")
    answers = parser.add_argument_group("answers").add_mutually_exclusive_group()
    answers.add_argument("--json", action="store_true", help="text, removed spans and repairs, one line a document")
    answers.add_argument("--explain", action="store_const", const="terminal", help="the text with what goes struck out, and why")
    # Not nargs="?": that would take the FILE behind --explain for its value.
    answers.add_argument("--explain=plain", action="store_const", const="plain", dest="explain", help="the same for a pager or a file")
    answers.add_argument("--verify", action="store_true", help="check the promises on this text, then write it")
    answers.add_argument("--list-rules", action="store_true", help="print all rules and stop")
    _add_in_place(parser)
    about = parser.add_argument_group("about")
    about.add_argument("--version", action="store_true", help="print the version and the distribution, and stop")
    about.add_argument("--print-completion", action=PrintCompletion, choices=SHELLS, help="print the completion of a shell, and stop")
    return parser


def _add_in_place(parser: "ArgumentParser") -> None:
    files = parser.add_argument_group("files in place")
    files.add_argument("--in-place", action="store_true", help="rewrite the FILEs that are not clean, and print their names")
    files.add_argument("--check", action="store_true", help="print the names of the FILEs that are not clean; write nothing")
    files.add_argument("--diff", action="store_true", help="print what would be changed, as a unified diff; write nothing")
    files.add_argument("--break-hardlinks", action="store_true", help="rewrite a file that has other names, which keep the old text")


def _run(options: "Namespace") -> int:
    if options.version:
        from cleanse import __version__

        _write(f"cleanse {__version__} (distribution cleanse-corpus)\n".encode())
        return 0
    settings = _settings(options)
    if options.list_rules:
        _write(_rule_list(settings.rules).encode())
    elif options.in_place or options.check or options.diff:
        return _in_place(settings.cleaner(), options)
    else:
        cleaner = settings.cleaner()
        for document in _documents(options):
            _write(_answer(document, cleaner, options))
    return 0


def _settings(options: "Namespace") -> "Settings":
    """What the files of settings say, and what the options say against it."""
    from cleanse.config import Settings, find_settings
    from cleanse.profile import find_profile, kinds

    found = Settings() if options.isolated else find_settings(options.files)
    profile = find_profile(options.profile) if options.profile is not None else found.profile
    keep, drop = kinds(options.keep), kinds(options.drop)
    quotes = found.straight_quotes if options.straight_quotes is None else options.straight_quotes
    return Settings(profile, found.keep | keep, (found.drop - keep) | drop, (*found.rules, *options.rules), quotes)


def _in_place(cleaner: "Cleaner", options: "Namespace") -> int:
    from cleanse import in_place
    from cleanse.plain import clean_bytes

    given = [name for name in ("in_place", "check", "diff", "html", "json", "explain", "verify") if getattr(options, name)]
    if len(given) > 1 and given != ["check", "diff"]:
        raise CleanseError(f"--{given[0]} and --{given[-1]} do not go together".replace("_", "-"))
    if not options.files or "-" in options.files:
        raise CleanseError("--in-place, --check and --diff need the names of files")
    _refuse_unknown(options.encoding)

    def change(data: bytes) -> bytes:
        return clean_bytes(data, cleaner, options.encoding)

    if options.in_place:
        return in_place.rewrite_files(options.files, change, options.break_hardlinks)
    return (in_place.diff_files if options.diff else in_place.check_files)(options.files, change)


def _refuse_unknown(encoding: str) -> None:
    from cleanse.decode import known_encoding

    if encoding and not known_encoding(encoding):
        raise CleanseError(f"unknown encoding {encoding!r}; give a name such as utf-8 or windows-1252")


def _documents(options: "Namespace") -> "Iterator[Document]":
    from cleanse.decode import decode

    _refuse_unknown(options.encoding)
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


def _rule_list(packs: tuple[str, ...]) -> str:
    from cleanse.rulebook import built_in_rules, read_pack_rules

    rules = [*built_in_rules(), *(rule for pack in packs for rule in read_pack_rules(pack))]
    lines = [f"{r.id}\t{r.where}\t{r.weight:g}\t{','.join(r.match)}\t{r.says}" for r in rules]
    return "\n".join(["rule\twhere\tweight\tlanguages\twhat it says", *lines, ""])
