"""The options of `cleanse`; its manual page and the completions of shells are made from them, with the standard library alone."""

from argparse import ArgumentParser, BooleanOptionalAction, RawDescriptionHelpFormatter

from cleanse.completion import SHELLS, PrintCompletion
from cleanse.sources.detect import FORMATS

EPILOG = """\
examples:
  cleanse < page.txt > clean.txt       clean what an extractor returned
  curl -s URL | cleanse --html         the clean text of a web page
  cleanse --markdown page.html         the same with its structure
  cleanse a.jsonl.gz > b.jsonl.gz      the text of every record; all
                                       else stays
  cleanse --explain page.txt           see what goes and why
  cleanse --explain=plain page.txt     the same for a pager
  cleanse --json page.txt              text, removals, repairs as JSON
  cleanse --diff texts/*.txt           see what would be changed
  cleanse --in-place texts/*.txt       change it
  cleanse --print-completion fish | source

formats: text, HTML, JSONL, CSV, Parquet, WARC and WET, plain or
  compressed with gzip or zstd, are told apart by content and name; CSV
  by its name only. What comes out has the format of what went in, but
  pages leave as text, and WARC and WET as JSONL. On standard input
  JSONL is known by its first line, and no record waits for the next. A
  text of more than half a million characters is cleaned in windows of
  about that size, cut at blank lines. A record or page of more than 16
  MiB is a bad record.

settings: cleanse.toml, or [tool.cleanse] in pyproject.toml, in the
  nearest folder upward from the files, or from the working directory
  for standard input; with the keys profile, keep, drop, rules and
  straight-quotes; options win

exit codes: 0 cleaned, or clean; 1 not clean: --check and --diff found
  such a file, --in-place rewrote one; 2 wrong usage, or something
  could not be read or written, or a bad record was left out
"""


def parser() -> ArgumentParser:
    """The parser of the command line.

    >>> parser().parse_args(["--keep", "ad", "page.txt"]).files
    ['page.txt']
    """
    parser = ArgumentParser(
        prog="cleanse", usage="cleanse [OPTION ...] [FILE ...]",
        description="Strip boilerplate from text: FILEs or standard input, to standard output.",
        epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("files", nargs="*", metavar="FILE", help="files to clean; none or - is standard input")
    for add in (_add_what_goes, _add_reading, _add_answers, _add_beside, _add_in_place, _add_about):
        add(parser)
    return parser


def _add_what_goes(parser: ArgumentParser) -> None:
    what = parser.add_argument_group("what goes")
    what.add_argument("--profile", metavar="NAME", help="light, article, body, or a TOML file (default: article)")
    what.add_argument("--keep", action="append", default=[], metavar="KIND", help="keep this kind after all; may be repeated")
    what.add_argument("--drop", action="append", default=[], metavar="KIND", help="drop this kind as well; may be repeated")
    what.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="use these rules too; may be repeated")
    what.add_argument("--template", default="", metavar="FILE", help="what sites repeat, as cleanse-corpus learn wrote it, goes as well")
    what.add_argument("--host", default="", metavar="HOST", help="the site in the template that texts without a url are from")
    what.add_argument("--isolated", action="store_true", help="ignore cleanse.toml and pyproject.toml")


def _add_reading(parser: ArgumentParser) -> None:
    reading = parser.add_argument_group("reading and writing")
    reading.add_argument("--format", default="", choices=FORMATS, metavar="FORMAT", help="%(choices)s (also WET); found out if not said")
    reading.add_argument("--field", default="", help="the field or column that holds the text, if it has no usual name")
    reading.add_argument("--html", action="store_true", help="the texts are web pages")
    reading.add_argument("--markdown", action="store_true", help="write web pages as Markdown: with headings, lists, tables and code")
    reading.add_argument("--encoding", default="", help="what the sender declared; believed if it fits")
    reading.add_argument(
        "--delimiter", default="", metavar="LINE", help="the line between the documents of a text; --delimiter=--- if it begins with a dash"
    )
    reading.add_argument("--straight-quotes", action=BooleanOptionalAction, help="write ' and \" for curly quotes")


def _add_answers(parser: ArgumentParser) -> None:
    answers = parser.add_argument_group("answers").add_mutually_exclusive_group()
    answers.add_argument("--json", action="store_true", help="text, removed spans and repairs, one line a document")
    answers.add_argument("--explain", action="store_const", const="terminal", help="the text with what goes struck out, and why")
    # Not nargs="?": that would take the FILE behind --explain for its value.
    answers.add_argument("--explain=plain", action="store_const", const="plain", dest="explain", help="the same for a pager or a file")
    answers.add_argument("--verify", action="store_true", help="check the promises on this text, then write it")
    answers.add_argument("--list-rules", action="store_true", help="print all rules and stop")


def _add_beside(parser: ArgumentParser) -> None:
    beside = parser.add_argument_group("beside the output")
    beside.add_argument("--quarantine", default="", metavar="FILE", help="write bad records to FILE, as they came")
    beside.add_argument("--attributes", default="", metavar="FILE", help="write the removed spans to FILE, as attributes of Dolma")
    beside.add_argument("--stats", action="store_true", help="write counts by kind and rule to standard error, as JSON")


def _add_in_place(parser: ArgumentParser) -> None:
    files = parser.add_argument_group("files in place")
    files.add_argument("--in-place", action="store_true", help="rewrite the FILEs that are not clean, and print their names")
    files.add_argument("--check", action="store_true", help="print the names of the FILEs that are not clean; write nothing")
    files.add_argument("--diff", action="store_true", help="print what would be changed, as a unified diff; write nothing")
    files.add_argument("--break-hardlinks", action="store_true", help="rewrite a file that has other names, which keep the old text")


def _add_about(parser: ArgumentParser) -> None:
    about = parser.add_argument_group("about")
    about.add_argument("--version", action="store_true", help="print the version and the distribution, and stop")
    about.add_argument("--print-completion", action=PrintCompletion, choices=SHELLS, help="print the completion of a shell, and stop")
