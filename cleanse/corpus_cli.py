"""`cleanse-corpus run`: the text files of a folder, cleaned into another folder.

A file that cannot be read costs only itself: it is named on standard error and the exit code is 2.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from cleanse.cleaner import Cleaner
from cleanse.decode import decode
from cleanse.model import CleanseError
from cleanse.render import safe


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned."""
    parser = ArgumentParser(prog="cleanse-corpus", description="Clean a corpus.", allow_abbrev=False)
    run = parser.add_subparsers(required=True, metavar="COMMAND").add_parser("run", help="clean the *.txt files of a folder")
    run.add_argument("source", type=Path)
    run.add_argument("--to", type=Path, required=True, help="the folder to write to; files keep their names")
    run.add_argument("--profile", default="article")
    options = parser.parse_args(argv)
    try:
        return _run(options.source, options.to, Cleaner(options.profile))
    except (CleanseError, OSError) as error:
        print(f"cleanse-corpus: {safe(str(error))}", file=sys.stderr)
        return 2


def _run(source: Path, target: Path, cleaner: Cleaner) -> int:
    if not source.is_dir():
        raise CleanseError(f"{source} is no folder; give the folder that holds the *.txt files")
    if target.resolve() == source.resolve():
        raise CleanseError(f"--to {target} is the source itself; give another folder")
    counts: Counter[str] = Counter()
    failed = 0
    for path in sorted(source.rglob("*.txt")):
        try:
            answer = cleaner.explain(decode(path.read_bytes(), id=str(path)))
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(answer.text.encode())
        except OSError as error:
            failed += 1
            print(f"cleanse-corpus: {safe(str(error))}", file=sys.stderr)
            continue
        counts["documents"] += 1
        counts.update(str(edit.kind) for edit in answer.removed)
    print("\n".join(f"{count:8} {name}" for name, count in counts.most_common()) or "no *.txt files found")
    return 2 if failed else 0
