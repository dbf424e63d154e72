"""`cleanse-corpus`: `run` cleans a corpus into a folder, `verify` checks that folder, `report` makes a page about what goes, and why;
`learn` writes what each site repeats.

A file that cannot be read costs only itself: it is named on standard error and the exit code is 2.
"""

import json
import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from cleanse.cleaner import Cleaner
from cleanse.corpus_options import parser
from cleanse.learn_cli import learn
from cleanse.model import CleanseError
from cleanse.profile import PROFILES, droppable, find_profile, kinds
from cleanse.progress import progress
from cleanse.render import safe
from cleanse.sources import Hints, Job, rewrite
from cleanse.sources.files import find_files

NAMED = 5  # bad records and damages of a run that are named on standard error: the first


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned."""
    options = parser().parse_args(argv)
    try:
        if options.command == "verify":
            return _verify(options.out)
        if options.command == "learn":
            return learn(options)
        profile = find_profile(options.profile).adjusted(kinds(options.keep), droppable(options.drop))
        cleaner = Cleaner(profile, options.rules, options.template, options.host)
        return _report(options, cleaner) if options.command == "report" else _run(options, cleaner)
    except KeyboardInterrupt:
        print(f"cleanse-corpus: stopped{'; the same command goes on with it' if options.command == 'run' else ''}", file=sys.stderr)
        return 130
    except (CleanseError, OSError) as error:
        _complain(error)
        return 2


def _complain(error: Exception | str) -> None:
    print(f"cleanse-corpus: {safe(str(error))}", file=sys.stderr)


def _run(options: Namespace, cleaner: Cleaner) -> int:
    """Clean the sources; say what came of it."""
    from cleanse.corpus import Settings, run
    from cleanse.corpus.units import OURS

    if options.report:
        from cleanse.report import Report

        if options.report.resolve().is_relative_to(options.to.resolve()):
            raise CleanseError(f"--report {options.report} is in the folder of the run, which holds nothing else; give another file")
        _refuse_page("--report", options.report, chain(_read_beside(options), find_files(options.source, options.to)))
        page = Report()  # says now if something is missing for it
    settings = Settings(cleaner.profile, tuple(options.rules), options.field, options.template, options.host)
    outcome = run(options.source, options.to, settings, options.workers, options.engine)
    quarantine = options.to / OURS / "quarantine"
    bad = _print_counts(outcome.counts, quarantine)
    for problem in islice(_bad_records(quarantine) if bad else (), NAMED):
        _complain(problem)
    if bad > NAMED:
        _complain(f"{bad - NAMED:,} more are named in {quarantine}")
    print("\n".join(map(safe, outcome.totals.text())))
    if options.report:
        page.tally, page.sample = outcome.totals.tally, outcome.totals.sample
        options.report.write_text(page.page(f"{', '.join(options.source)} · profile {cleaner.profile.name}"), "utf-8")
    return 2 if outcome.failed or bad or outcome.counts["lost"] else 0


def _print_counts(counts: Counter[str], quarantine: Path) -> int:
    """Print the counts of a run; how many bad records and damages there are is returned."""
    print(f"{counts['in']:12,}  documents came in")
    print(f"{counts['out']:12,}  went out, {counts['changed']:,} of them changed")
    print(f"{counts['empty']:12,}  are empty")
    print(f"{counts['quarantined']:12,}  are in quarantine: {quarantine}")
    if counts["lost"]:
        print(f"{counts['lost']:12,}  are lost in damaged files")
    if counts["damages"]:
        print(f"{counts['damages']:12,}  damages, of which nothing could be kept")
    return counts["quarantined"] + counts["damages"]


def _bad_records(quarantine: Path) -> Iterator[str]:
    """Place and reason of every bad record and every damage, in the order of the units."""
    for path in sorted(quarantine.glob("*.jsonl")):
        with path.open("rb") as lines:
            for entry in map(json.loads, lines):
                yield f"{entry['place']}: {entry['reason']}"


def _read_beside(options: Namespace) -> list[Path]:
    """The files that are read beside the texts: template, rule packs, profile."""
    return [Path(name) for name in (options.template, *options.rules, options.profile) if name and name not in PROFILES]


def _refuse_page(option: str, page: Path, paths: Iterable[Path]) -> None:
    """Raises `CleanseError` where the page cannot be written, or would be where one of the files is that are read."""
    if page.is_dir():
        raise CleanseError(f"{option} {page} cannot be a file: {page} is a folder")
    if not page.parent.is_dir():
        raise CleanseError(f"{option} {page} cannot be a file: {page.parent} is no folder")
    if page.exists() and any(path.exists() and path.samefile(page) for path in paths):
        raise CleanseError(f"{option} {page} is one of the files that are read; give another")


def _verify(out: Path) -> int:
    from cleanse.corpus.verify import verify

    wrong, gone = 0, Counter[str]()
    for wrong, problem in enumerate(verify(out, gone), 1):  # noqa: B007  (the last number counts)
        print(safe(problem))
    if gone["sources"]:
        _complain(f"{gone['sources']:,} sources cannot be found or read and are passed over; relative names count from the present folder")
    print(f"{wrong} problems" if wrong else "whole")
    return 1 if wrong else 0


def _report(options: Namespace, cleaner: Cleaner) -> int:
    """Read all sources, write the page; what could not be read is named and left out."""
    from cleanse.corpus.manifest import NAME
    from cleanse.corpus.units import OURS
    from cleanse.report import Report

    if done := [source for source in options.source if Path(source, OURS, NAME).exists()]:
        raise CleanseError(f"{done[0]} is what a run wrote, and clean; give its sources, or --report to the same run again")
    paths = list(find_files(options.source))
    _refuse_page("-o", options.output, chain(_read_beside(options), paths))
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
