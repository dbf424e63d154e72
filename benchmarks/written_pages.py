"""What `clean_html` makes of web pages that language models, which did not see the rules, wrote for it and labelled.

    python -m benchmarks.written_pages [--profile body]     a row a type of page: words of the text and its title lost, and residue left
    python -m benchmarks.written_pages --lines en-forum     and the lines of some pages that went, or stayed, wrongly

They are no real pages: what they tell is which forms of pages are judged wrongly that the corpora do not hold. In
`fixtures/written-pages/LANGUAGE-TYPE-NUMBER.html` an element has `data-k` if it holds text that belongs there: `K` is the text, `H`
headline or deck, `N` what may go or stay; the rest of the page is residue. The attribute is taken away before the page is cleaned.
"""

import argparse
import re
from collections import Counter, defaultdict
from pathlib import Path

from lxml import html

from cleanse import Cleaner
from cleanse.shape import count_words, letters

PAGES = Path(__file__).parent.parent / "fixtures" / "written-pages"
LABEL = re.compile(r"\s+data-k=\"([A-Z])\"")
SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|\n")


def labelled(page: str) -> list[tuple[str, str]]:
    """The labels of a page, and the text of each."""
    root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    return [(element.get("data-k", ""), " ".join(element.text_content().split())) for element in root.iterfind(".//*[@data-k]")]


def lost(text: str, answer: str) -> int:
    """How many words of a text are in no sentence that the answer, as `letters`, holds."""
    return 0 if letters(text) in answer else sum(count_words(part) for part in SENTENCE.split(text) if part and letters(part) not in answer)


def judge(path: Path, cleaner: Cleaner, counts: Counter[str], show: bool) -> None:
    """Count what becomes of a page: words by label, those lost by label, and of the residue those left."""
    page = path.read_text("utf-8")
    known = labelled(page)
    answer = cleaner.clean_html(LABEL.sub("", page))
    said, there = letters(answer), letters(" ".join(text for _, text in known))
    for label, text in known:
        counts[label] += count_words(text)
        counts[f"{label} lost"] += lost(text, said)
        if show and label != "N" and lost(text, said):
            print(f"{path.stem} lost: {text[:120]}")
    for line in answer.splitlines():
        counts["words"] += count_words(line)
        if letters(line) not in there:
            counts["left"] += count_words(line)
            if show:
                print(f"{path.stem} left: {line[:120]}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="article")
    parser.add_argument("--lines", help="how the names of the pages begin of which lines are shown", default="-")
    args = parser.parse_args()
    cleaner = Cleaner(args.profile)
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(PAGES.glob("*.html")):
        judge(path, cleaner, types[path.stem.split("-")[1]], path.stem.startswith(args.lines))
    types["all"] = sum(types.values(), Counter())
    print(f"{'percent':14} {'text lost':>10} {'title lost':>10} {'residue in the answer':>22}")
    for name, counts in types.items():
        shares = [100 * counts[part] / max(1, counts[whole]) for part, whole in (("K lost", "K"), ("H lost", "H"), ("left", "words"))]
        print(f"{name:14} {shares[0]:10.1f} {shares[1]:10.1f} {shares[2]:22.1f}")


if __name__ == "__main__":
    main()
