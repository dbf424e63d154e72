"""Fit the weights of the model in cleanse/likelihood.py on pages with human-made bodies, and say how good they are.

    python -m benchmarks.fit ARTICLES.jsonl.gz [PAGES.jsonl.gz ...] [--write]

A record is {"id", "url", "type", "gold", "texts": {name: text}}; the bodies themselves count as texts of which every line
belongs, and so do the cases in fixtures/negative. Logistic regression with a quadratic penalty, by Newton's method. What
is printed is cross-validated by site: no weight has seen the site that it is measured on. `--write` makes
cleanse/rulebook/weights.toml from all sites but those of part 0, which nothing is ever tuned on (`benchmarks.quality
--part 0`); the same corpora give the same file.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth import WORD, fold, is_body, records
from cleanse.cleaner import Cleaner
from cleanse.features import Page, alone, asked, of_evidence, of_place, places, read_page
from cleanse.likelihood import BODY, COMPANY, CONSTANT, company
from cleanse.match import Matcher
from cleanse.region import of_region, regions
from cleanse.repair import canonicalise, repair
from cleanse.repetition import repetitions
from cleanse.segment import segment

ROOT = Path(__file__).parent.parent
TEXTS = ("trafilatura", "readability", "resiliparse")
FOLDS = 5
UNTOUCHED = 0  # the part whose sites no weight sees
PENALTY = 2.0
ROUNDS = 10
LEAST_TEXT = 50  # words; a shorter text counts as one of so many
OTHER_TYPES = 0.5  # how much a page counts that is no article
LEAST = 0.03  # a smaller weight is left out
FIXTURE = 5.0  # and a text that is all content
Vector = NDArray[np.float64]


class Sample(NamedTuple):
    """One text: its page, what is true of each block (0 body, 1 residue), how much each counts, and its part of the corpus.

    A block counts as precision and recall count it: by its share of the words of the text.
    """

    page: Page
    truth: list[int]
    importance: list[float]
    part: int


def samples(paths: Iterable[Path], matcher: Matcher) -> Iterator[Sample]:
    """All texts of all records, the bodies, and the negative fixtures."""
    for path in paths:
        for record in records(path):
            texts: Any = record["texts"]
            gold = str(record["gold"])
            share = 1.0 if record.get("type", "article") == "article" else OTHER_TYPES
            for text in [*(texts[name] for name in TEXTS if texts.get(name)), gold]:
                yield _sample(text, gold, share, fold(record, FOLDS), matcher)
    for number, path in enumerate(sorted(ROOT.glob("fixtures/negative/*/input.txt"))):
        if not path.with_name("expected.txt").exists():
            text = path.read_text("utf-8")
            yield _sample(text, text, FIXTURE, number % FOLDS, matcher)


def _sample(text: str, gold: str, share: float, part: int, matcher: Matcher) -> Sample:
    blocks = segment([line for line in canonicalise(repair(text)) if line is not None])
    readings = matcher.read(dict.fromkeys(block.text for block in blocks))
    rules = {index: found for index, block in enumerate(blocks) if (found := readings[block.text].evidence)}
    copies, _ = repetitions(blocks, [readings[block.text].key for block in blocks])
    page = read_page(blocks, rules, copies)
    truth = is_body([block.text for block in blocks], gold)
    words = [len(WORD.findall(block.text)) for block in blocks]
    whole = max(LEAST_TEXT, min(sum(words), len(WORD.findall(gold))))
    importance = [0.0 if belongs is None else share * count / whole for belongs, count in zip(truth, words, strict=True)]
    return Sample(page, [int(belongs is False) for belongs in truth], importance, part)


class Table(NamedTuple):
    """The blocks that are asked about, one a row: features by number, truth, importance, part, and where they stand."""

    names: list[str]
    rows: list[NDArray[np.int64]]
    truth: Vector
    importance: Vector
    part: NDArray[np.int64]
    stands: list[tuple[int, int]]


def tabulate(all_samples: list[Sample]) -> Table:
    """The features of all blocks."""
    numbers: dict[str, int] = {}
    rows, truth, importance, part, stands = [], [], [], [], []
    for number, sample in enumerate(all_samples):
        page, at, within = sample.page, places(sample.page), regions(sample.page)
        for index in asked(page):
            # as `likelihood.Model` adds them up
            own = [*alone(page.blocks[index].text), CONSTANT, *of_evidence(page, index)]
            names = [*own, *page.shared[at[index].zone], *of_place(at[index]), *of_region(within[index])]
            rows.append(np.array([numbers.setdefault(name, len(numbers)) for name in names]))
            truth.append(sample.truth[index])
            importance.append(sample.importance[index])
            part.append(sample.part)
            stands.append((number, index))
    return Table(list(numbers), rows, np.array(truth, float), np.array(importance), np.array(part), stands)


def dense(table: Table) -> NDArray[np.float32]:
    """The features as a matrix of zeros and ones."""
    matrix = np.zeros((len(table.rows), len(table.names)), np.float32)
    for row, numbers in enumerate(table.rows):
        matrix[row, numbers] = 1
    return matrix


def regress(matrix: NDArray[np.float32], truth: Vector, importance: Vector) -> Vector:
    """The weights that make the truth likeliest."""
    weights = np.zeros(matrix.shape[1])
    importance = importance / importance.mean()
    for _ in range(ROUNDS):
        odds = np.clip(matrix @ weights.astype(np.float32), -30, 30).astype(float)
        chance = 1 / (1 + np.exp(-odds))
        slope = matrix.T @ (importance * (truth - chance)).astype(np.float32) - PENALTY * weights
        scaled = matrix * np.sqrt(importance * chance * (1 - chance) + 1e-9).astype(np.float32)[:, None]
        step = np.linalg.solve((scaled.T @ scaled).astype(float) + PENALTY * np.eye(len(weights)), slope)
        weights = weights + step
        if np.abs(step).max() < 1e-4:
            break
    return weights


def cross_validate(matrix: NDArray[np.float32], table: Table) -> Vector:
    """The log-odds of every row by weights fitted on the other parts."""
    odds = np.zeros(len(table.rows))
    for part in range(FOLDS):
        others, own = table.part != part, table.part == part
        weights = regress(matrix[others], table.truth[others], table.importance[others])
        odds[own] = matrix[own] @ weights
    return odds


def neighbours(all_samples: list[Sample], table: Table, first: Vector) -> NDArray[np.float32]:
    """What the first step says of each block and its neighbours (`likelihood.company`)."""
    said = [[BODY] * len(sample.page.blocks) for sample in all_samples]
    for (number, index), odds in zip(table.stands, first, strict=True):
        said[number][index] = float(max(BODY, min(-BODY, odds)))
    around = [company(values) for values in said]
    return np.array([around[number][index] for number, index in table.stands], np.float32)


def report(table: Table, odds: Vector, name: str) -> None:
    """How much residue and how much body would go, by how sure the model has to be; in shares of importance."""
    residue, body = table.truth == 1, table.truth == 0
    for doubt in (0, 1, 2, 3, 4):
        gone = odds >= doubt
        found = table.importance[residue & gone].sum() / table.importance[residue].sum()
        lost = table.importance[body & gone].sum() / table.importance[body].sum()
        print(f"{name:12} doubt {doubt}: {found:7.2%} of the residue goes, {lost:7.3%} of the body")


def write(path: Path, steps: dict[str, dict[str, float]]) -> None:
    """The weights, sorted by name, rounded to what matters."""
    lines = [
        "# Made by `python -m benchmarks.fit --write`: what each feature adds to the log-odds of being residue (cleanse/likelihood.py)."
    ]
    for step, weights in steps.items():
        lines += ["", f"[{step}]", *(f'"{name}" = {weight:.2f}' for name, weight in sorted(weights.items()) if abs(weight) >= LEAST)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Fit, report, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="make cleanse/rulebook/weights.toml")
    args = parser.parse_args()
    all_samples = list(samples(args.corpora, Cleaner("body").matcher))
    table = tabulate(all_samples)
    matrix = dense(table)
    print(f"{len(all_samples)} texts, {len(table.rows)} blocks, {len(table.names)} features")
    first = cross_validate(matrix, table)
    report(table, first, "first step")
    around = neighbours(all_samples, table, first)
    both = np.hstack([matrix, around])
    report(table, cross_validate(both, table), "second step")
    if args.write:
        names = [*table.names, *COMPANY]
        seen = table.part != UNTOUCHED
        steps = {
            "first": dict(zip(table.names, regress(matrix[seen], table.truth[seen], table.importance[seen]), strict=True)),
            "second": dict(zip(names, regress(both[seen], table.truth[seen], table.importance[seen]), strict=True)),
        }
        write(ROOT / "cleanse" / "rulebook" / "weights.toml", steps)


if __name__ == "__main__":
    main()
