"""`cleanse-corpus run`: the text files of a folder, cleaned into another folder; `report`: a page about what goes, and why.

A file that cannot be read costs only itself: it is named on standard error and the exit code is 2.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cleanse.cleaner import Cleaner
from cleanse.decode import decode
from cleanse.model import Cleaned, CleanseError
from cleanse.progress import progress
from cleanse.render import safe
from cleanse.sources import Hints, Job, rewrite
from cleanse.sources.files import find_files


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned."""
    options = _parse(argv)
    try:
        cleaner = Cleaner(options.profile)
        return _report(options, cleaner) if options.command == "report" else _run(options.source, options.to, cleaner)
    except (CleanseError, OSError) as error:
        _complain(error)
        return 2


def _parse(argv: list[str] | None) -> Namespace:
    parser = ArgumentParser(prog="cleanse-corpus", description="Clean a corpus.", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    run = commands.add_parser("run", help="clean the *.txt files of a folder")
    run.add_argument("source", type=Path)
    run.add_argument("--to", type=Path, required=True, help="the folder to write to; files keep their names")
    report = commands.add_parser("report", help="one HTML page that shows what goes, and why")
    report.add_argument("source", nargs="+", metavar="SRC", help="files of any format, folders of them, and patterns")
    report.add_argument("-o", "--output", type=Path, required=True, metavar="PAGE.html", help="the page to write")
    report.add_argument("--field", default="", help="the field or column that holds the text, if it has no usual name")
    for command in (run, report):
        command.add_argument("--profile", default="article", help="light, article, body, or a TOML file (default: article)")
    return parser.parse_args(argv)


def _complain(error: Exception) -> None:
    print(f"cleanse-corpus: {safe(str(error))}", file=sys.stderr)


def _run(source: Path, target: Path, cleaner: Cleaner) -> int:
    if not source.is_dir():
        raise CleanseError(f"{source} is no folder; give the folder that holds the *.txt files")
    if target.resolve() == source.resolve():
        raise CleanseError(f"--to {target} is the source itself; give another folder")
    counts: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for path, answer in _answers(sorted(source.rglob("*.txt")), cleaner, failed):
        try:
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(answer.text.encode())
        except OSError as error:
            failed["failed"] += 1
            _complain(error)
            continue
        counts["documents"] += 1
        counts.update(str(edit.kind) for edit in answer.removed)
    print("\n".join(f"{count:8} {name}" for name, count in counts.most_common()) or "no *.txt files found")
    return 2 if failed else 0


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


def _answers(paths: list[Path], cleaner: Cleaner, failed: Counter[str]) -> Iterator[tuple[Path, Cleaned]]:
    """Each file with its answer; one that cannot be read is named and counted."""
    for path in progress(paths, "files", len(paths), failed):
        try:
            document = decode(path.read_bytes(), id=str(path))
        except OSError as error:
            failed["failed"] += 1
            _complain(error)
            continue
        yield path, cleaner.explain(document)
