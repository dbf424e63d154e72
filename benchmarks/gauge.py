"""Which lines move from one revision to another: what the second removes and the first kept, and the other way round.

    python -m benchmarks.gauge HEAD~1 HEAD ARTICLES.jsonl.gz [--profile article] [--texts trafilatura] [--show 40]
    python -m benchmarks.gauge HEAD . ARTICLES.jsonl.gz             `.` is the working tree as it is

Each line is marked with what people said of it: `body` belongs to the body of its page, `rest` does not.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.truth import is_body, records

ROOT = Path(__file__).parent.parent
CLEAN = """
import json, sys
import cleanse
cleaner = cleanse.Cleaner(sys.argv[1])
for line in sys.stdin:
    print(json.dumps(cleaner.clean(json.loads(line))))
"""


def check_out(revision: str, folder: Path) -> Path:
    """A folder with the package as it is in a revision, its tables made."""
    if revision == ".":
        return ROOT
    archive = subprocess.run(["git", "archive", revision, "cleanse"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    subprocess.run([sys.executable, "-m", "cleanse.rulebook", "--unchecked"], cwd=folder, check=True, capture_output=True)
    return folder


def cleaned(folder: Path, profile: str, texts: list[str]) -> list[str]:
    """The texts, cleaned by the package in a folder."""
    given = "\n".join(json.dumps(text) for text in texts)
    done = subprocess.run([sys.executable, "-c", CLEAN, profile], cwd=folder, check=True, capture_output=True, text=True, input=given)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    """Print the lines that moved, and how many did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--profile", default="article")
    parser.add_argument("--texts", default="trafilatura,readability,resiliparse")
    parser.add_argument("--show", type=int, default=40)
    args = parser.parse_args()
    documents = [
        (str(record["id"]), str(record["gold"]), text)
        for record in records(args.corpus)
        for name in args.texts.split(",")
        if (text := record["texts"].get(name))  # type: ignore[attr-defined]
    ]
    answers = []
    for revision in (args.first, args.second):
        with TemporaryDirectory() as folder:
            answers.append(cleaned(check_out(revision, Path(folder)), args.profile, [text for _, _, text in documents]))
    moved: Counter[tuple[str, str]] = Counter()
    for (id, gold, _), before, after in zip(documents, *answers, strict=True):
        old, new = Counter(before.split("\n")), Counter(after.split("\n"))
        for way, lines in (("goes", old - new), ("stays", new - old)):
            for line, belongs in zip(lines, is_body(lines, gold), strict=True):
                mark = "body" if belongs else "rest"
                moved[way, mark] += 1
                if moved[way, mark] <= args.show:
                    print(f"now {way:5} {mark} {id}: {line[:150]}")
    for (way, mark), count in sorted(moved.items()):
        print(f"{count} lines of the {mark} now {'go' if way == 'goes' else 'stay'}")
    print(f"{sum(a != b for a, b in zip(*answers, strict=True))} of {len(documents)} texts changed")


if __name__ == "__main__":
    main()
