"""The passes of one text, kept: what became of every line of the decoded input -> `Cleaned`.

The ledger is a list of edits. An edit is as small as can be said with certainty: of a line that was repaired and cut as
well, it is the whole stretch in which the two differ.
"""

from typing import TYPE_CHECKING, NamedTuple

from cleanse.match import Matcher
from cleanse.model import BODY, Block, Cleaned, Document, Edit, Evidence, Judged, Kind, Verdict
from cleanse.pipeline import Pass, cut, passes, signs_left
from cleanse.profile import Profile
from cleanse.repair import BREAK, canonicalise, repair

if TYPE_CHECKING:
    from cleanse.template import Site

BLANK = (None, "canonical.blank-line", "a blank line too many")
BREAKS = (None, "canonical.line-break", "a line ends with a line feed")
SPACES = (None, "canonical.form", "spaces and entities in canonical form")
ENCODING = (None, "repair.encoding", "characters damaged on the way here, or invisible")
Reason = tuple[Kind | None, str, str]


class Line(NamedTuple):
    """One line of the decoded input: where it starts, its text, its break, and the same line repaired."""

    start: int
    text: str
    ending: str
    repaired: str


def explain_document(document: Document, matcher: Matcher, profile: Profile, site: "Site | None" = None) -> Cleaned:
    """The answer with its ledger; the text is what `pipeline.clean_text` gives."""
    lines = _lines(document.text, repair(document.text, profile.straight_quotes))
    canonical = canonicalise([line.repaired for line in lines], document.signs)
    history = _History(lines, canonical)
    for step in passes([line for line in canonical if line is not None], matcher, profile, site, signs_left(document.signs, canonical)):
        history.add(step)
    text = "".join(f"{history.final[number]}\n" for number in history.numbers)
    return Cleaned(text, tuple(history.edits()), tuple(history.blocks()), document, (*document.notes, *history.notes))


def _lines(text: str, repaired: list[str]) -> list[Line]:
    lines: list[Line] = []
    start = 0
    for found in BREAK.finditer(text):
        lines.append(Line(start, text[start : found.start()], found.group(), repaired[len(lines)]))
        start = found.end()
    lines.append(Line(start, text[start:], "", repaired[len(lines)]))
    return lines


class _History:
    """What the passes did, by number of the line in the input."""

    def __init__(self, lines: list[Line], canonical: list[str | None]) -> None:
        self.lines = lines
        self.canonical = canonical
        self.final: dict[int, str] = {n: line for n, line in enumerate(canonical) if line is not None}
        self.numbers = list(self.final)  # of the lines that are left
        self.gone: dict[int, Verdict] = {}  # removed lines but for blank ones
        self.cuts: dict[int, tuple[list[int], Evidence]] = {}  # places that stay, why the others went
        self.removed: list[Judged] = []
        self.kept: list[Judged] = []
        self.notes: list[str] = []

    def add(self, step: Pass) -> None:
        """Take one pass in."""
        self.notes += (note for note in step.decision.notes if note not in self.notes)
        self.kept = []
        for index, block in enumerate(step.blocks):
            verdict = step.decision.verdicts.get(index, BODY)
            first = step.after[block.line]
            if first is None:
                for at in range(block.line, block.line + 1 + block.text.count("\n")):
                    self.gone[self.numbers[at]] = verdict
                self.removed.append(self._judged(block, verdict, kept=False))
                continue
            self.kept.append(self._judged(block, verdict, kept=True))
            if index in step.decision.cuts and "\n" not in block.text:  # of several lines nothing is cut
                self._cut(self.numbers[block.line], block.text, step.decision.cuts[index])
                self.kept[-1] = self.kept[-1]._replace(text=first)
        for at, line in enumerate(step.after):
            if line is None:
                del self.final[self.numbers[at]]
            else:
                self.final[self.numbers[at]] = line
        self.numbers = [n for n, line in zip(self.numbers, step.after, strict=True) if line is not None]

    def _judged(self, block: Block, verdict: Verdict, kept: bool) -> Judged:
        first = self.lines[self.numbers[block.line]]
        at, end = block.line, block.line + block.text.count("\n")
        while at < end and self.numbers[at + 1] == self.numbers[at] + 1:  # lines that meet only because others went are no stretch
            at += 1
        last = self.lines[self.numbers[at]]
        return Judged(block.text, block.form, first.start, last.start + len(last.text), verdict, kept)

    def _cut(self, number: int, text: str, evidence: list[Evidence]) -> None:
        left = [place for part in cut(text, evidence) for place in part]
        before, _ = self.cuts.get(number, (list(range(len(text))), None))
        if len(left) < len(before):
            self.cuts[number] = ([before[place] for place in left], max(evidence, key=lambda e: e.weight))

    def blocks(self) -> list[Judged]:
        """All blocks, in the order of the input."""
        return sorted(self.removed + self.kept, key=lambda block: block.start)

    def edits(self) -> list[Edit]:
        """The ledger, in the order of the input; lines of one block that went are one edit."""
        edits: list[Edit] = []
        last: Verdict | None = None
        for number, line in enumerate(self.lines):
            verdict = self.gone.get(number)
            if verdict is not None and verdict is last and edits and edits[-1].end == line.start:
                edits[-1] = edits[-1]._replace(before=edits[-1].before + line.text + line.ending)
            else:
                edits += self._line_edits(number, line)
            last = verdict
        return edits

    def _line_edits(self, number: int, line: Line) -> list[Edit]:
        if number not in self.final:
            verdict = self.gone.get(number)
            reason = BLANK if verdict is None else _reason(verdict)
            whole = line.text + line.ending
            return [Edit(line.start, whole, "", *reason)] if whole else []
        edits = self._text_edits(number, line)
        if line.ending != "\n":
            edits.append(Edit(line.start + len(line.text), line.ending, "\n", *BREAKS))
        return edits

    def _text_edits(self, number: int, line: Line) -> list[Edit]:
        canonical, final = self.canonical[number], self.final[number]
        if number in self.cuts:
            left, evidence = self.cuts[number]
            reason = (evidence.kind, evidence.source, evidence.says)
            if canonical == line.text:
                return [Edit(line.start + a, line.text[a:b], "", *reason) for a, b in _gaps(left, len(line.text))]
            return _difference(line, final, reason)
        return _difference(line, final, SPACES if line.repaired == line.text else ENCODING)


def _reason(verdict: Verdict) -> Reason:
    """The kind, and the rule that weighed most for it."""
    best = max((e for e in verdict.evidence if verdict.kind in (e.kind, e.marks)), key=lambda e: e.weight)
    return verdict.kind, best.source, best.says


def _gaps(left: list[int], length: int) -> list[tuple[int, int]]:
    """The stretches of 0..length that are not in `left`."""
    edges = [-1, *left, length]
    return [(a + 1, b) for a, b in zip(edges, edges[1:], strict=False) if b > a + 1]


def _difference(line: Line, after: str, reason: Reason) -> list[Edit]:
    """The stretch between what both begin and what both end with."""
    before = line.text
    if before == after:
        return []
    start, limit = 0, min(len(before), len(after))
    while start < limit and before[start] == after[start]:
        start += 1
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return [Edit(line.start + start, before[start : len(before) - end], after[start : len(after) - end], *reason)]
