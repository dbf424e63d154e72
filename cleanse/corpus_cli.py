"""`cleanse-corpus`: `run` cleans a corpus into a folder, `verify` checks that folder, `report` makes a page about what goes, and why;
`learn` writes what each site repeats.

A file that cannot be read costs only itself: it is named on standard error and the exit code is 2.
"""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections import Counter
from pathlib import Path

from cleanse.cleaner import Cleaner
from cleanse.corpus.engines import ENGINES, LOCAL
from cleanse.learn_cli import add_options, learn
from cleanse.model import CleanseError
from cleanse.profile import find_profile, kinds
from cleanse.progress import progress
from cleanse.render import safe
from cleanse.sources import Hints, Job, rewrite
from cleanse.sources.files import find_files

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

what a run writes: each file under its own name; a large JSONL in parts,
  NAME-00000-of-00012.jsonl; pages as NAME.html.txt, and WARC and WET as
  NAME.warc.jsonl. What is in quarantine, the manifest and the totals
  are in the folder _cleanse.

exit codes: 0 all is clean, or whole; 1 verify found something wrong;
  2 wrong usage, or something could not be read or written, or bad
  records are in quarantine
"""


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned."""
    options = _parse(argv)
    try:
        if options.command == "verify":
            return _verify(options.out)
        if options.command == "learn":
            return learn(options)
        profile = find_profile(options.profile).adjusted(kinds(options.keep), kinds(options.drop))
        return (_report if options.command == "report" else _run)(options, Cleaner(profile, options.rules, options.template, options.host))
    except KeyboardInterrupt:
        print(f"cleanse-corpus: stopped{'; the same command goes on with it' if options.command == 'run' else ''}", file=sys.stderr)
        return 130
    except (CleanseError, OSError) as error:
        _complain(error)
        return 2


def _parse(argv: list[str] | None) -> Namespace:
    parser = ArgumentParser(
        prog="cleanse-corpus", description="Clean a corpus.", epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    run = commands.add_parser("run", help="clean files into a folder; when it is killed, the same command goes on with it")
    run.add_argument("source", nargs="+", metavar="SRC", help=SRC)
    run.add_argument("--to", type=Path, required=True, metavar="OUT", help="the folder to write to; files keep their names")
    run.add_argument("--engine", choices=ENGINES, default=LOCAL, help="what the run runs on (default: the cores of this machine)")
    run.add_argument("--workers", type=_number, default=0, metavar="N", help="how many processes clean (default: one a core)")
    run.add_argument("--report", type=Path, metavar="PAGE.html", help="write a page that shows what went, and why")
    verify = commands.add_parser("verify", help="check the folder of a run: its manifest, hashes, counts and, on a sample, the promises")
    verify.add_argument("out", type=Path, metavar="OUT", help="the folder")
    report = commands.add_parser("report", help="one HTML page that shows what goes, and why")
    report.add_argument("source", nargs="+", metavar="SRC", help=SRC)
    report.add_argument("-o", "--output", type=Path, required=True, metavar="PAGE.html", help="the page to write")
    learned = commands.add_parser("learn", help="count what each site repeats on its pages, and write it as a template")
    add_options(learned)
    for command in (run, report):
        command.add_argument("--profile", default="article", help="light, article, body, or a TOML file (default: article)")
        command.add_argument("--keep", action="append", default=[], metavar="KIND", help="keep this kind after all; may be repeated")
        command.add_argument("--drop", action="append", default=[], metavar="KIND", help="drop this kind as well; may be repeated")
        command.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="use these rules too; may be repeated")
        command.add_argument("--template", default="", metavar="FILE", help="what sites repeat, as learn wrote it, goes as well")
        command.add_argument("--host", default="", help="the site in the template that texts without a url are from")
        command.add_argument("--field", default="", help="the field or column that holds the text, if it has no usual name")
    return parser.parse_args(argv)


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)


def _complain(error: Exception) -> None:
    print(f"cleanse-corpus: {safe(str(error))}", file=sys.stderr)


def _run(options: Namespace, cleaner: Cleaner) -> int:
    """Clean the sources; say what came of it."""
    from cleanse.corpus import Settings, run

    if options.report:
        from cleanse.report import Report

        page = Report()  # says now if something is missing for it
    settings = Settings(cleaner.profile, tuple(options.rules), options.field, options.template, options.host)
    outcome = run(options.source, options.to, settings, options.workers, options.engine)
    counts = outcome.counts
    print(f"{counts['in']:12,}  documents came in")
    print(f"{counts['out']:12,}  went out, {counts['changed']:,} of them changed")
    print(f"{counts['empty']:12,}  are empty")
    print(f"{counts['quarantined']:12,}  are in quarantine: {options.to / '_cleanse' / 'quarantine'}")
    if counts["lost"]:
        print(f"{counts['lost']:12,}  are lost in damaged files")
    print("\n".join(map(safe, outcome.totals.text())))
    if options.report:
        page.tally, page.sample = outcome.totals.tally, outcome.totals.sample
        options.report.write_text(page.page(f"{', '.join(options.source)} · profile {cleaner.profile.name}"), "utf-8")
    return 2 if outcome.failed or counts["quarantined"] or counts["lost"] else 0


def _verify(out: Path) -> int:
    from cleanse.corpus.verify import verify

    wrong = 0
    for wrong, problem in enumerate(verify(out), 1):  # noqa: B007  (the last number counts)
        print(safe(problem))
    print(f"{wrong} problems" if wrong else "whole")
    return 1 if wrong else 0


def _report(options: Namespace, cleaner: Cleaner) -> int:
    """Read all sources, write the page; what could not be read is named and left out."""
    from cleanse.report import Report

    paths = list(find_files(options.source))
    if options.output.resolve() in {path.resolve() for path in paths}:
        raise CleanseError(f"-o {options.output} is one of the texts; give another file")
    made = Report()
    job = Job(cleaner, Hints(field=options.field), [made.add])
    failed: Counter[str] = Counter()
    with open(os.devnull, "wb") as target:
        for path in progress(paths, "files", len(paths), failed):
            try:
                with path.open("rb") as source:
                    rewrite(source, target, job, str(path))
            except (CleanseError, OSError) as error:
                failed["failed"] += 1
                _complain(error)
    page = made.page(f"{', '.join(options.source)} · profile {cleaner.profile.name}")
    options.output.write_text(page, "utf-8")
    return 2 if failed or job.rejected else 0
