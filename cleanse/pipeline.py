"""The stages in order. `clean` answers with text; `explain` takes the same decisions and keeps the ledger.

Both walk `passes`: after a removal the decision is taken again on what is left, until nothing changes, so that cleaning
twice is cleaning once.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from cleanse.match import Matcher, Reading
from cleanse.model import Block, Decision, Document, Evidence, Signs
from cleanse.profile import Profile
from cleanse.repair import canonicalise, repair, without_blank_runs
from cleanse.segment import segment

if TYPE_CHECKING:
    from cleanse.template import Site

ROUNDS = 64  # real texts settle in 16, nearly all in 3; of one that is made to lose a little in every round, time would be quadratic
UNSETTLED = f"guard: the text stays whole; it loses something still after {ROUNDS} rounds of decisions, as only made-up texts do"


class Pass(NamedTuple):
    """One round: the blocks of the lines, what was decided about them, and the lines after it; None where a line goes."""

    blocks: list[Block]
    decision: Decision
    after: list[str | None]


def clean_text(document: Document, matcher: Matcher, profile: Profile, site: "Site | None" = None) -> str:
    """The canonical text without what the profile drops; `site` is what is known of the one that the text is from."""
    canonical = canonicalise(repair(document.text, profile.straight_quotes), document.signs)
    lines = [line for line in canonical if line is not None]
    for step in passes(lines, matcher, profile, site, signs_left(document.signs, canonical)):
        lines = [line for line in step.after if line is not None]
    return "\n".join(lines) + "\n" if lines else ""


def signs_left(signs: Sequence[Signs], lines: Sequence[str | None]) -> list[Signs]:
    """The signs of the lines that are left of those they belong to."""
    return [own for own, line in zip(signs, lines, strict=True) if line is not None] if signs else []


def passes(lines: list[str], matcher: Matcher, profile: Profile, site: "Site | None" = None, signs: Sequence[Signs] = ()) -> list[Pass]:
    """The rounds over canonical lines; after the last one nothing changes. Of a text that does not settle, one that changes nothing.

    A web page, whose lines have signs, takes one round: what was learnt of pages was learnt of whole ones.
    """
    rounds = list(islice(_rounds(lines, matcher, profile, site, signs), 1 if signs else ROUNDS + 1))
    if len(rounds) <= ROUNDS:
        return rounds
    return [Pass(rounds[0].blocks, Decision({}, {}, (UNSETTLED,)), [*lines])]


def _rounds(lines: list[str], matcher: Matcher, profile: Profile, site: "Site | None", signs: Sequence[Signs]) -> Iterator[Pass]:
    known: dict[str, Reading] = {}
    while lines:
        blocks = segment(lines, signs)
        known.update(matcher.read(text for text in dict.fromkeys([block.text for block in blocks]) if text not in known))
        rules = {index: found for index, block in enumerate(blocks) if (found := known[block.text].evidence)}
        if len(blocks) == 1 and not (rules or signs or site):  # nothing to cut, and the guard keeps a lone block
            yield Pass(blocks, Decision({}, {}, ()), [*lines])
            return
        from cleanse.decide import decide  # with the fitted model half of a start, which a lone line does not need
        from cleanse.features import is_framed, read_page
        from cleanse.repetition import repetitions

        marks = [signs[block.line] for block in blocks] if signs else ()
        copies, twins = repetitions(blocks, [known[block.text].key for block in blocks], is_framed(blocks, rules, marks))
        page = read_page(blocks, rules, copies, marks)
        residue = matcher.models.residue(page, profile.doubt)
        decision = decide(page, twins, residue, profile, site.recognise(blocks, rules) if site else None)
        after = _carry_out(lines, blocks, decision, profile)
        yield Pass(blocks, decision, after)
        signs, before = signs_left(signs, after), lines
        lines = [line for line in after if line is not None]
        if lines == before:
            return


def _carry_out(lines: list[str], blocks: list[Block], decision: Decision, profile: Profile) -> list[str | None]:
    """The lines with the decision carried out; blank lines that it leaves over go too."""
    after: list[str | None] = list(lines)
    for index, verdict in decision.verdicts.items():
        if profile.removes(verdict):
            first, count = blocks[index].line, 1 + blocks[index].text.count("\n")
            after[first : first + count] = [None] * count
    for index, evidence in decision.cuts.items():
        block = blocks[index]
        line = "".join(block.text[part.start : part.stop] for part in cut(block.text, evidence))
        if line != block.text and after[block.line] is not None:
            after[block.line] = line
    return without_blank_runs(after) if None in after else after


def cut(text: str, evidence: list[Evidence]) -> list[range]:
    """The stretches of a line that stay when the spans of the evidence are cut out of it.

    All of it stays where nothing would be left (a whole block goes by its verdict), where the rest would not be canonical,
    and in a block of several lines.

    >>> from cleanse.model import Kind
    >>> cut("A dog. (AP)", [Evidence("x", Kind.CREDIT, 6.0, "", (6, 11))])
    [range(0, 6)]
    """
    whole = [range(len(text))]
    if "\n" in text:
        return whole
    left, at = [], 0
    for start, end in [*sorted(item.span for item in evidence if item.span), (len(text), len(text))]:
        if start > at:
            left.append(range(at, start))
        at = max(at, end)
    while left and not text[left[-1].start : left[-1].stop].strip():
        left.pop()
    while left and not text[left[0].start : left[0].stop].strip():
        left.pop(0)
    if left:
        left[-1] = range(left[-1].start, len(text[: left[-1].stop].rstrip()))
        left[0] = range(left[0].stop - len(text[left[0].start : left[0].stop].lstrip()), left[0].stop)
    line = "".join(text[part.start : part.stop] for part in left)
    return left if line and canonicalise(repair(line)) == [line] else whole
