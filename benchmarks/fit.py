"""Fit the weights of the models in cleanse/likelihood.py on pages with human-made bodies, and say how good they are.

    python -m benchmarks.fit ARTICLES.jsonl.gz PAGES.jsonl.gz --html FOLDER [--write]

A record is {"id", "url", "type", "gold", "texts": {name: text}}; the HTML of the record SET/ID is FOLDER/SET/ID.html.gz. The model of
extracted texts sees what extractors returned for articles, the bodies themselves, of which every line belongs, and the cases in
fixtures/negative; that of whole pages sees the visible text of pages of every type, that of HTML the pages themselves. Logistic
regression with a quadratic penalty. What is printed is cross-validated by site: no weight has seen the site that it is measured on.
`--write` makes cleanse/rulebook/weights.toml from all sites but those of part 0, which nothing is ever tuned on
(`benchmarks.quality --part 0`), and prints how good it is there; the same corpora give the same file.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.truth import WORD, fold, html_of, is_body, part_of, records, site
from cleanse.cleaner import Cleaner
from cleanse.features import Page, asked, is_framed, of_evidence, of_place, of_text, places, read_page
from cleanse.likelihood import COLUMNS, CONSTANT
from cleanse.markup import of_signs
from cleanse.match import Matcher
from cleanse.model import Document
from cleanse.neighbours import neighbours, of_neighbours, spoken_of
from cleanse.pipeline import signs_left
from cleanse.region import of_region, regions
from cleanse.repair import canonicalise, repair
from cleanse.repetition import repetitions
from cleanse.segment import segment
from cleanse.unwrap import unwrap
from cleanse.wording import Trait, of_trait, read_vocabulary, traits

ROOT = Path(__file__).parent.parent
EXTRACTED, VISIBLE = ("trafilatura", "readability", "resiliparse"), "htmltext"
FOLDS = 5
UNTOUCHED = 0  # the part whose sites no weight sees
PENALTY = 100.0
NAMES, NAMES_PENALTY, NAMES_SITES = ("class ", "under ", "page is "), 400.0, 12  # what authors call things: heard if so many sites say it
LIMITS = {"maxiter": 5000, "maxfun": 10000, "maxcor": 30, "ftol": 1e-14, "gtol": 0.01}  # of the regression
LEAST_TEXT = 50  # words; a shorter text counts as one of so many
LEAST_ROOTS = 0.01  # of the shares of its blocks: a text without words counts nothing
OTHER_TYPES = 1.0  # how much a page counts that is no article
LEAST = 0.03  # a smaller weight is left out
FIXTURE = 2.0  # and a text that is all content
ARTICLE = "article"
Vector = NDArray[np.float64]


class Sample(NamedTuple):
    """One text: its page, what is true of each block (0 body, 1 residue), how much each counts, and its part of the corpus.

    A block counts by the root of its share of the words of the text: between how precision and recall count it, and one a block. All
    blocks of a text together count by the root of what they would, so that long texts do not drown short ones.
    """

    page: Page
    truth: list[int]
    importance: list[float]
    part: int
    site: str = ""


def of_texts(paths: Iterable[Path], matcher: Matcher) -> Iterator[Sample]:
    """What extractors returned for articles, their bodies, and the negative fixtures."""
    for path in paths:
        for record in records(path):
            if _type(record) == ARTICLE:
                texts: Any = record["texts"]
                gold = str(record["gold"])
                for text in [*(texts[name] for name in EXTRACTED if texts.get(name)), gold]:
                    yield _sample(Document(text), gold, 1.0, fold(record, FOLDS), matcher)
    for path in sorted(ROOT.glob("fixtures/negative/*/input.txt")):
        if not path.with_name("expected.txt").exists():
            text = path.read_text("utf-8")
            # by name, so that a new case moves no other, and none in the part that no weight sees: nothing is measured on them
            yield _sample(Document(text), text, FIXTURE, UNTOUCHED + 1 + part_of(path.parent.name, FOLDS - 1), matcher)


def of_pages(paths: Iterable[Path], matcher: Matcher, folder: Path | None = None) -> Iterator[Sample]:
    """The visible text of every page, or its HTML, which is in this folder."""
    for path in paths:
        for record in records(path):
            texts: Any = record["texts"]
            page = unwrap(Document(html_of(record, folder))) if folder else Document(texts[VISIBLE])
            share = 1.0 if _type(record) == ARTICLE else OTHER_TYPES
            yield _sample(page, str(record["gold"]), share, fold(record, FOLDS), matcher)._replace(site=site(record))


def _type(record: dict[str, object]) -> object:
    return record.get("type", ARTICLE)


def _sample(document: Document, gold: str, share: float, part: int, matcher: Matcher) -> Sample:
    canonical = canonicalise(repair(document.text), document.signs)
    signs = signs_left(document.signs, canonical)
    blocks = segment([line for line in canonical if line is not None], signs)
    readings = matcher.read(dict.fromkeys(block.text for block in blocks))
    rules = {index: found for index, block in enumerate(blocks) if (found := readings[block.text].evidence)}
    marks = [signs[block.line] for block in blocks] if signs else ()
    copies, _ = repetitions(blocks, [readings[block.text].key for block in blocks], is_framed(blocks, rules, marks))
    page = read_page(blocks, rules, copies, marks)
    truth = is_body([block.text for block in blocks], gold)
    words = [len(WORD.findall(block.text)) for block in blocks]
    whole = max(LEAST_TEXT, min(sum(words), len(WORD.findall(gold))))
    roots = [0.0 if belongs is None else (count / whole) ** 0.5 for belongs, count in zip(truth, words, strict=True)]
    one = share / max(sum(roots), LEAST_ROOTS) ** 0.5
    return Sample(page, [int(belongs is False) for belongs in truth], [one * root for root in roots], part)


class Table(NamedTuple):
    """The blocks that are asked about, one a row: features by number, truth, importance, part, and where they stand."""

    names: list[str]
    rows: list[NDArray[np.int64]]
    truth: Vector
    importance: Vector
    part: NDArray[np.int64]
    stands: list[tuple[int, int]]


def tabulate(all_samples: list[Sample], whole: bool) -> Table:
    """The features of all blocks; `whole` says that the texts are whole pages."""
    numbers: dict[str, int] = {}
    rows, truth, importance, part, stands = [], [], [], [], []
    heard = _heard(all_samples)
    for number, sample in enumerate(all_samples):
        page, at, within = sample.page, places(sample.page), regions(sample.page)
        around = neighbours(page, [place.size for place in at])
        spoken = spoken_of(page) if whole else [()] * len(page.blocks)
        indexes = asked(page)
        counted = traits(page, read_vocabulary(page), indexes)
        for index, *values in zip(indexes, *counted.values(), strict=True):
            # as `likelihood.Model` adds them up
            own = [*of_text(page.blocks[index].text), CONSTANT, *of_evidence(page, index)]
            names = [*own, *page.shared[at[index].zone], *of_place(at[index]), *of_region(within[index])]
            names += [*of_neighbours(around[index]), *spoken[index]]
            for name, value in zip(counted, values, strict=True):
                names += of_trait(name, Trait(value, at[index].size, page.zones[index]))
            if page.signs:
                signs = tuple(sign for sign in page.signs[index] if sign in heard or not sign.startswith(NAMES))
                names += of_signs(signs, at[index].size)
            rows.append(np.array([numbers.setdefault(name, len(numbers)) for name in names]))
            truth.append(sample.truth[index])
            importance.append(sample.importance[index])
            part.append(sample.part)
            stands.append((number, index))
    return Table(list(numbers), rows, np.array(truth, float), np.array(importance), np.array(part), stands)


def _heard(all_samples: list[Sample]) -> set[str]:
    """The names that enough sites give their boxes; what one site calls its own says nothing of others."""
    sites: dict[str, set[str]] = {}
    for sample in all_samples:
        for name in {name for signs in sample.page.signs for name in signs if name.startswith(NAMES)}:
            sites.setdefault(name, set()).add(sample.site)
    return {name for name, own in sites.items() if len(own) >= NAMES_SITES}


def matrix_of(table: Table) -> csr_matrix:
    """The features as a matrix of zeros and ones."""
    ends = np.cumsum([0, *map(len, table.rows)])
    return csr_matrix((np.ones(ends[-1]), np.concatenate(table.rows), ends), shape=(len(table.rows), len(table.names)))


def regress(matrix: csr_matrix, truth: Vector, importance: Vector, penalty: Vector) -> Vector:
    """The weights that make the truth likeliest (L-BFGS, to the end: what stops early cannot be made again elsewhere)."""
    importance = importance / importance.mean()
    turned = matrix.T.tocsr()

    def loss(weights: Vector) -> tuple[float, Vector]:
        odds = matrix @ weights
        unlikely = importance @ (np.logaddexp(0, odds) - truth * odds)
        slope = turned @ (importance * (1 / (1 + np.exp(-np.clip(odds, -30, 30))) - truth))
        return float(unlikely + penalty @ weights**2 / 2), slope + penalty * weights

    answer = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options=LIMITS)
    if not answer.success:
        raise ArithmeticError(f"no end of the fit: {answer.message}")
    weights: Vector = answer.x
    return weights


def report(table: Table, odds: Vector, rows: NDArray[np.bool_]) -> None:
    """How much residue and how much body would go, by how sure the model has to be; in shares of importance."""
    residue, body = ((table.truth == wanted) & rows for wanted in (1, 0))
    for doubt in (0, 1, 2, 3, 4):
        gone = odds >= doubt
        found = table.importance[residue & gone].sum() / table.importance[residue].sum()
        lost = table.importance[body & gone].sum() / table.importance[body].sum()
        print(f"doubt {doubt}: {found:7.2%} of the residue goes, {lost:7.3%} of the body", flush=True)


def weights_of(table: Table, matrix: csr_matrix, seen: NDArray[np.bool_]) -> Vector:
    """The weights from the rows that may be seen."""
    penalty = np.array([NAMES_PENALTY if name.startswith(NAMES) else PENALTY for name in table.names])
    return regress(matrix[seen], table.truth[seen], table.importance[seen], penalty)


def cross_validate(all_samples: list[Sample], whole: bool) -> None:
    """Say how good a model is: of each part, by weights fitted on the others."""
    table = tabulate(all_samples, whole)
    matrix = matrix_of(table)
    odds = np.zeros(len(table.rows))
    for part in range(FOLDS):
        own = table.part == part
        odds[own] = matrix[own] @ weights_of(table, matrix, ~own)
    report(table, odds, np.ones(len(odds), bool))


def fit(all_samples: list[Sample], whole: bool) -> dict[str, float]:
    """The weights of a model by feature, from all parts but the untouched one; how good they are there is printed."""
    table = tabulate(all_samples, whole)
    matrix = matrix_of(table)
    own = table.part == UNTOUCHED
    weights = weights_of(table, matrix, ~own)
    report(table, matrix @ weights, own)
    return dict(zip(table.names, weights, strict=True))


def write(path: Path, columns: list[dict[str, float]]) -> None:
    """The weights, sorted by name, rounded to what matters."""
    lines = [
        "# Made by `python -m benchmarks.fit --write`: what each feature adds to the log-odds of being residue (cleanse/likelihood.py).",
        f"# A column a model: {'; '.join(COLUMNS)}.",
    ]
    for name in sorted({name for column in columns for name in column}):
        weights = [column.get(name, 0.0) for column in columns]
        if any(abs(weight) >= LEAST for weight in weights):
            lines.append(f'"{name}" = [{", ".join(f"{weight:.2f}" for weight in weights)}]')
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Fit, report, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--html", type=Path, required=True, help="the folder of the pages themselves")
    parser.add_argument("--write", action="store_true", help="make cleanse/rulebook/weights.toml")
    args = parser.parse_args()
    matcher = Cleaner("body").matcher
    columns: list[dict[str, float]] = []
    for name, samples, whole in (
        ("extracted texts", of_texts(args.corpora, matcher), False),
        ("whole pages", of_pages(args.corpora, matcher), True),
        ("HTML", of_pages(args.corpora, matcher, args.html), True),
    ):
        print(name, flush=True)
        if args.write:
            columns.append(fit(list(samples), whole))
        else:
            cross_validate(list(samples), whole)
    if args.write:
        write(ROOT / "cleanse" / "rulebook" / "weights.toml", columns)


if __name__ == "__main__":
    main()
