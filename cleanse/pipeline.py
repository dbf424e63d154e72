"""The stages in order. `clean` answers with text; `explain` takes the same decisions and keeps the ledger.

Both walk `passes`: after a removal the decision is taken again on what is left, until nothing changes, so that cleaning
twice is cleaning once.
"""

from collections.abc import Iterator
from typing import NamedTuple

from cleanse.decide import Decision, decide
from cleanse.features import read_page
from cleanse.match import Matcher, Reading
from cleanse.model import Block, Evidence
from cleanse.profile import Profile
from cleanse.repair import canonicalise, repair, without_blank_runs
from cleanse.repetition import repetitions
from cleanse.segment import segment


class Pass(NamedTuple):
    """One round: the lines before, what they are, and the lines after; None where a line goes."""

    before: list[str]
    blocks: list[Block]
    decision: Decision
    after: list[str | None]


def clean_text(text: str, matcher: Matcher, profile: Profile) -> str:
    """The canonical text without what the profile drops."""
    lines = [line for line in canonicalise(repair(text, profile.straight_quotes)) if line is not None]
    for step in passes(lines, matcher, profile):
        lines = [line for line in step.after if line is not None]
    return "\n".join(lines) + "\n" if lines else ""


def passes(lines: list[str], matcher: Matcher, profile: Profile) -> Iterator[Pass]:
    """The rounds over canonical lines; after the last one nothing changes."""
    known: dict[str, Reading] = {}
    while lines:
        blocks = segment(lines)
        known.update(matcher.read(text for text in dict.fromkeys([block.text for block in blocks]) if text not in known))
        rules = {index: found for index, block in enumerate(blocks) if (found := known[block.text].evidence)}
        copies, twins = repetitions(blocks, [known[block.text].key for block in blocks])
        page = read_page(blocks, rules, copies)
        decision = decide(page, twins, matcher.model.residue(page), profile)
        after = _carry_out(lines, blocks, decision, profile)
        yield Pass(lines, blocks, decision, after)
        left = [line for line in after if line is not None]
        if left == lines:
            return
        lines = left


def _carry_out(lines: list[str], blocks: list[Block], decision: Decision, profile: Profile) -> list[str | None]:
    """The lines with the decision carried out; blank lines that it leaves over go too."""
    after: list[str | None] = list(lines)
    for index, verdict in decision.verdicts.items():
        if profile.removes(verdict):
            first, count = blocks[index].line, 1 + blocks[index].text.count("\n")
            after[first : first + count] = [None] * count
    for index, evidence in decision.cuts.items():
        block = blocks[index]
        line = "".join(block.text[place] for place in cut(block.text, evidence))
        if line != block.text and after[block.line] is not None:
            after[block.line] = line
    return without_blank_runs(after) if None in after else after


def cut(text: str, evidence: list[Evidence]) -> list[int]:
    """The places of the characters that stay when the spans of the evidence are cut out of a line.

    All of them stay where nothing would be left (a whole block goes by its verdict), where the rest would not be canonical,
    and in a block of several lines.

    >>> from cleanse.model import Kind
    >>> cut("A dog. (AP)", [Evidence("x", Kind.CREDIT, 6.0, "", (6, 11))])
    [0, 1, 2, 3, 4, 5]
    """
    if "\n" in text:
        return list(range(len(text)))
    gone = {place for item in evidence if item.span for place in range(*item.span)}
    left = [place for place in range(len(text)) if place not in gone]
    while left and text[left[-1]].isspace():
        left.pop()
    while left and text[left[0]].isspace():
        left.pop(0)
    line = "".join(text[place] for place in left)
    return left if line and canonicalise(repair(line)) == [line] else list(range(len(text)))
