"""The stages in order. `clean` answers with text; `explain` takes the same decisions and keeps the ledger.

Both walk `passes`: after a removal the decision is taken again on what is left, until nothing changes, so that cleaning
twice is cleaning once.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleanse.decide import Decision, decide
from cleanse.features import read_page
from cleanse.match import Matcher, Reading
from cleanse.model import Block, Document, Evidence, Signs
from cleanse.profile import Profile
from cleanse.repair import canonicalise, repair, without_blank_runs
from cleanse.repetition import repetitions
from cleanse.segment import segment

if TYPE_CHECKING:
    from cleanse.template import Site


class Pass(NamedTuple):
    """One round: the lines before, what they are, and the lines after; None where a line goes."""

    before: list[str]
    blocks: list[Block]
    decision: Decision
    after: list[str | None]


def clean_text(document: Document, matcher: Matcher, profile: Profile, site: "Site | None" = None) -> str:
    """The canonical text without what the profile drops; `site` is what is known of the one that the text is from."""
    canonical = canonicalise(repair(document.text, profile.straight_quotes))
    lines = [line for line in canonical if line is not None]
    for step in passes(lines, matcher, profile, site, left(document.signs, canonical)):
        lines = [line for line in step.after if line is not None]
    return "\n".join(lines) + "\n" if lines else ""


def left(signs: Sequence[Signs], lines: Sequence[str | None]) -> list[Signs]:
    """The signs of the lines that are left of those they belong to."""
    return [own for own, line in zip(signs, lines, strict=True) if line is not None] if signs else []


def passes(lines: list[str], matcher: Matcher, profile: Profile, site: "Site | None" = None, signs: Sequence[Signs] = ()) -> Iterator[Pass]:
    """The rounds over canonical lines; after the last one nothing changes.

    A web page, whose lines have signs, takes one round: what was learnt of pages was learnt of whole ones.
    """
    known: dict[str, Reading] = {}
    while lines:
        blocks = segment(lines)
        known.update(matcher.read(text for text in dict.fromkeys([block.text for block in blocks]) if text not in known))
        rules = {index: found for index, block in enumerate(blocks) if (found := known[block.text].evidence)}
        copies, twins = repetitions(blocks, [known[block.text].key for block in blocks])
        page = read_page(blocks, rules, copies, [signs[block.line] for block in blocks] if signs else ())
        decision = decide(page, twins, matcher.model.residue(page), profile, site.recognise(blocks, rules) if site else None)
        after = _carry_out(lines, blocks, decision, profile)
        yield Pass(lines, blocks, decision, after)
        signs, before = left(signs, after), lines
        lines = [line for line in after if line is not None]
        if lines == before or signs:
            return


def _carry_out(lines: list[str], blocks: list[Block], decision: Decision, profile: Profile) -> list[str | None]:
    """The lines with the decision carried out; blank lines that it leaves over go too."""
    after: list[str | None] = list(lines)
    for index, verdict in decision.verdicts.items():
        if profile.removes(verdict):
            first = blocks[index].line
            after[first : first + 1 + blocks[index].text.count("\n")] = [None] * (1 + blocks[index].text.count("\n"))
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
