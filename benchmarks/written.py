"""What cleaning does to texts in twenty-nine languages that language models, which did not see the rules, wrote for it and labelled.

    python -m benchmarks.written                      a row a language: words of the text lost, and of the residue left
    python -m benchmarks.written --lines pt           and the lines of a language that went, or stayed, wrongly

They are no real pages: what they tell is where the wording of a language is thin. `fixtures/written/LANGUAGE-NUMBER.txt` holds a line a
block: a label, a tab and its text. `K` is the text, `H` headline or deck, `R` residue, `N` what may go or stay. Numbers 1 and 2 are what an
extractor leaves, 3 and 4 visible pages, 5 texts that look like residue and are none. Rules were widened with 1 and 3 in view; 2 and 4 are
what was not looked at.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cleanse import Cleaner
from cleanse.shape import count_words, letters

WRITTEN = Path(__file__).parent.parent / "fixtures" / "written"
SORTS = {"seen": "13", "unseen": "24", "all content": "5"}
PROFILES = ("article", "body")
PART = 10  # letters; a shorter line is none of which a part was cut out


class Line(NamedTuple):
    """A labelled line, and whether it was left."""

    label: str
    text: str
    left: bool


def read(path: Path) -> list[tuple[str, str]]:
    """The labels and lines of a file."""
    return [(line[0], line[2:]) for line in path.read_text("utf-8").splitlines()]


def judged(path: Path, cleaner: Cleaner) -> Iterator[Line]:
    """What becomes of each line; one of which a part was cut out is left."""
    known = read(path)
    left = Counter(letters(line) for line in cleaner.clean("\n".join(text for _, text in known)).splitlines())
    parts = {key for key in left if len(key) > PART}
    for label, text in known:
        key = letters(text)
        whole = left[key] > 0
        left[key] -= whole
        yield Line(label, text, whole or any(part != key and part in key for part in parts))


def share(lines: list[Line], label: str, left: bool) -> str:
    """How much of the words with a label was left, or was not, in percent."""
    own = [line for line in lines if line.label == label]
    words = sum(count_words(line.text) for line in own)
    return f"{100 * sum(count_words(line.text) for line in own if line.left is left) / words:.1f}" if words else "-"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", help="the language of which the lines are shown", default="")
    args = parser.parse_args()
    lines: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for profile in PROFILES:
        cleaner = Cleaner(profile)
        for path in sorted(WRITTEN.glob("*.txt")):
            language, number = re.fullmatch(r"(\w+)-(\d)", path.stem).groups()  # type: ignore[union-attr]
            found = list(judged(path, cleaner))
            sort = next(name for name, numbers in SORTS.items() if number in numbers)
            for key in (language, "all"):
                lines[profile, sort, key] += found
            for line in found if language == args.lines else ():
                if (line.label, line.left) in {("K", False), ("R", True)}:
                    print(f"{profile} {path.stem} {'lost' if line.label == 'K' else 'left'}: {line.text[:120]}")
    print("words of the text lost / of the residue left, percent")
    columns = [(profile, sort) for profile in PROFILES for sort in SORTS]
    print(f"{'':5}" + "".join(f"{f'{profile}, {sort}':>22}" for profile, sort in columns))
    for language in sorted({key for _, _, key in lines}, key=lambda key: (key == "all", key)):
        cells = [
            f"{share(found, 'K', left=False)} / {share(found, 'R', left=True)}"
            for found in (lines[*column, language] for column in columns)
        ]
        print(f"{language:5}" + "".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main()
