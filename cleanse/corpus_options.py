"""The options of `cleanse-corpus`; its manual page and the completions of shells are made from them, with the standard library alone."""

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path

from cleanse.completion import SHELLS, PrintCompletion
from cleanse.corpus.engines import ENGINES, LOCAL

SRC = "files of any format, folders of them, and patterns"
EPILOG = """\
examples:
  cleanse-corpus run texts/ --to clean/          texts, pages, archives
  cleanse-corpus run 'crawl-*.jsonl.gz' --to clean/ --report clean.html
  cleanse-corpus run crawl/ --to clean/ --engine slurm   on a cluster
  cleanse-corpus verify clean/                   still as it was written?
  cleanse-corpus learn crawl/ -o sites.txt       what each site repeats
  cleanse-corpus learn --show example.org -o sites.txt --accept 3
  cleanse-corpus run crawl/ --to clean/ --template sites.txt
  cleanse-corpus report texts/ -o report.html    see what goes, and why
  cleanse-corpus --print-completion fish | source

what a run writes: each file under its own name; a large JSONL in parts,
  NAME-00000-of-00012.jsonl; pages as NAME.html.txt, and WARC and WET as
  NAME.warc.jsonl. What is in quarantine, the manifest and the totals
  are in the folder _cleanse.

settings: those of the command; cleanse.toml and pyproject.toml, which
  cleanse reads, are not read

exit codes: 0 all is clean, or whole; 1 verify found something wrong;
  2 wrong usage, or something could not be read or written, or bad
  records are in quarantine
"""


def parser() -> ArgumentParser:
    """The parser of the command line.

    >>> parser().parse_args(["report", "texts/", "-o", "report.html"]).source
    ['texts/']
    """
    parser = ArgumentParser(
        prog="cleanse-corpus", description="Clean a corpus.", epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--print-completion", action=PrintCompletion, choices=SHELLS, help="print the completion of a shell, and stop")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _add_run(commands.add_parser("run", help="clean files into a folder; when it is killed, the same command goes on with it"))
    verify = commands.add_parser("verify", help="check the folder of a run: its manifest, hashes, counts and, on a sample, the promises")
    verify.add_argument("out", type=Path, metavar="OUT", help="the folder")
    report = commands.add_parser("report", help="one HTML page that shows what goes, and why")
    report.add_argument("source", nargs="+", metavar="SRC", help=SRC)
    report.add_argument("-o", "--output", type=Path, required=True, metavar="PAGE.html", help="the page to write")
    _add_what_goes(report)
    _add_learn(commands.add_parser("learn", help="count what each site repeats on its pages, and write it as a template"))
    return parser


def _add_run(run: ArgumentParser) -> None:
    run.add_argument("source", nargs="+", metavar="SRC", help=SRC)
    run.add_argument("--to", type=Path, required=True, metavar="OUT", help="the folder to write to; files keep their names")
    run.add_argument("--engine", choices=ENGINES, default=LOCAL, help="what the run runs on (default: the cores of this machine)")
    run.add_argument("--workers", type=_number, default=0, metavar="N", help="how many processes clean (default: one a core)")
    run.add_argument("--report", type=Path, metavar="PAGE.html", help="write a page that shows what went, and why")
    _add_what_goes(run)


def _add_what_goes(command: ArgumentParser) -> None:
    what = command.add_argument_group("what goes")
    what.add_argument("--profile", default="article", metavar="NAME", help="light, article, body, or a TOML file (default: article)")
    what.add_argument("--keep", action="append", default=[], metavar="KIND", help="keep this kind after all; may be repeated")
    what.add_argument("--drop", action="append", default=[], metavar="KIND", help="drop this kind as well; may be repeated")
    what.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="use these rules too; may be repeated")
    what.add_argument("--template", default="", metavar="FILE", help="what sites repeat, as learn wrote it, goes as well")
    what.add_argument("--host", default="", metavar="HOST", help="the site in the template that texts without a url are from")
    what.add_argument("--field", default="", help="the field or column that holds the text, if it has no usual name")


def _add_learn(learn: ArgumentParser) -> None:
    learn.add_argument("source", nargs="*", metavar="SRC", help=SRC)
    learn.add_argument("--by", choices=["host"], default="host", help="what pages of one site share: the host of their url (default)")
    learn.add_argument("-o", "--template", type=Path, required=True, metavar="FILE", help="the template to write; marks in it stay")
    learn.add_argument("--host", default="", metavar="HOST", help="the host of texts without a url")
    learn.add_argument("--field", default="", help="the field or column that holds the text, if it has no usual name")
    marks = learn.add_argument_group("reading what was learnt")
    marks.add_argument("--show", metavar="HOST", default="", help="print the numbered lines of a host instead of learning")
    for name, fate in (("--accept", "goes"), ("--strike", "stays")):
        what = f"with --show: line N {fate}; may be repeated"
        marks.add_argument(name, type=int, action="append", default=[], metavar="N", help=what)


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)
