"""Evidence -> verdicts: each block alone, then in company, then the guard.

A verdict is the kind with the highest score; a block goes if its profile drops that kind and the score reaches the
threshold. The scale is log-odds: an extracted text starts with every block presumed body, so evidence has to add up to
`Profile.threshold` before anything goes.
"""

from collections.abc import Iterator, Mapping, Sequence

from cleanse.features import CLOSING, Page
from cleanse.likelihood import Residue
from cleanse.likely import HINT, STANDS, by_likelihood
from cleanse.marked import COPY, LIST
from cleanse.model import ITEM, LINE, PROSE, Block, Decision, Evidence, Kind, Verdict
from cleanse.profile import CHROME, Profile
from cleanse.shape import count_words, is_long_sentence, is_prose, weigh
from cleanse.spare import spare, spare_lists

SECOND_SIGN = 0.5  # what another rule of the same kind adds, as a share of its weight
NEIGHBOUR = 1.0  # what a removed neighbour adds, on each side
LISTED = 5.0  # what a heading says of the list under it
TWIN = 6.5  # what a caption says of its copy and of itself: a pair is the surest sign
PAIR_WORDS = 13  # a line so long, without a full stop, is no heading
TITLE_WORDS, TITLE_LENGTH = 22, 150  # of a headline in a list, at most: words, characters
FEW_WORDS = 4  # of a headline, at least
SUBHEADING_WORDS, NO_HEADING = 7, ".。;；:："  # of a heading of the paragraph below, at most; and what it does not end with
LIST_LENGTH = 40  # blocks, at most
SIGNED, TITLE = (Kind.BYLINE, Kind.TIMESTAMP), 4.5  # kinds that stand under a title, and the weight that they give it
TITLES = 4  # blocks above a byline that are title and deck; where there are more, the first of them are a text of their own
LONE = 0.1  # share of a text; where nothing else goes, a long sentence of more than that is more likely meant than left over
FEW = 3  # a text of fewer blocks never disappears as a whole


def decide(
    page: Page, twins: dict[int, int], residue: Residue, profile: Profile, repeated: Mapping[int, Evidence] | None = None
) -> Decision:
    """Verdicts about the blocks of a page.

    `twins` are copies side by side, `residue` is what the fitted model says of each block, `repeated` what the site's template says.
    """
    blocks = page.blocks
    evidence = _evidence(page, repeated or {})
    verdicts = {index: verdict for index, found in evidence.items() if (verdict := alone(blocks[index], found)) is not None}
    spare(page, verdicts, residue.whole)
    lone = dict(verdicts)
    in_company(blocks, verdicts, twins, profile)
    spare_lists(page, verdicts, lone, profile)
    _above_the_byline(page, verdicts, profile)
    by_likelihood(page, verdicts, residue, profile)
    gone = {index: verdict for index, verdict in verdicts.items() if profile.removes(verdict)}
    refused = frozenset[int]() if residue.whole else guard(blocks, gone, profile)
    for index in refused:
        del verdicts[index]
    cuts = {
        index: parts
        for index, found in evidence.items()
        if (index not in gone or index in refused) and (parts := [item for item in found if item.span and profile.drops(item.kind)])
    }
    notes = (f"guard: {len(refused)} blocks stay that would have been removed; too much of the text would have gone",) if refused else ()
    return Decision(verdicts, cuts, notes)


def _evidence(page: Page, repeated: Mapping[int, Evidence]) -> dict[int, list[Evidence]]:
    """What rules, copies and the site's template say of each block, by its index; where nothing counts there is no entry."""
    first = next((index for index, prose in enumerate(page.prose) if prose), len(page.blocks))
    found: dict[int, list[Evidence]] = {}
    for index in page.rules:
        if page.blocks[index].form not in STANDS and (placed := list(_placed(page, index, first))):
            found[index] = placed
    for index, item in (*page.copies.items(), *repeated.items()):
        found.setdefault(index, []).append(item)
    return found


def _placed(page: Page, index: int, first: int) -> Iterator[Evidence]:
    """The evidence of rules about a block that counts where it stands; mere hints are for the model. `first` is the first prose."""
    top = page.zones[index] == "top"
    for evidence in page.rules[index]:
        if evidence.weight <= HINT:
            continue
        opens = evidence.kind is Kind.DATELINE and index <= first  # it stands in the first prose, not in front of it
        if opens or evidence.at == "any" or (top if evidence.at == "top" else page.zones[index] == "tail"):
            yield evidence._replace(weight=evidence.weight + evidence.top) if top and evidence.top else evidence


def _above_the_byline(page: Page, verdicts: dict[int, Verdict], profile: Profile) -> None:
    """What stands above the byline or the time of publication, in front of the text, is title and deck. Changes `verdicts`."""
    top = next((index for index, zone in enumerate(page.zones) if zone != "top"), 0)
    marks = [index for index, verdict in verdicts.items() if index < top and verdict.kind in SIGNED and profile.removes(verdict)]
    above = [index for index in range(max(marks, default=0)) if index not in verdicts or not profile.removes(verdicts[index])]
    above = [index for index in above if page.blocks[index].form in (LINE, PROSE)]
    for number, index in enumerate(above if len(above) <= TITLES else ()):
        kind = Kind.STANDFIRST if number else Kind.HEADLINE
        reason = Evidence("company.title", kind, TITLE, "above the byline or the time of publication")
        verdicts[index] = Verdict(kind, TITLE, (reason,))


def alone(block: Block, evidence: list[Evidence]) -> Verdict | None:
    """What a block is by its own evidence: the strongest kind, or None where there is no evidence for any."""
    scores: dict[Kind, float] = {}
    for item in sorted(evidence, key=lambda e: -e.weight):
        kind = item.kind_of(block.text)
        if kind is not None:
            scores[kind] = scores[kind] + SECOND_SIGN * item.weight if kind in scores else item.weight
    if not scores:
        return None
    shape = weigh(block)
    kind = max(scores, key=lambda k: scores[k])
    return Verdict(kind, scores[kind] + shape.weight, (*evidence, shape))


def in_company(blocks: Sequence[Block], verdicts: dict[int, Verdict], twins: dict[int, int], profile: Profile) -> None:
    """What neighbours say: twins of captions, lists under headings, hints beside what goes. Changes `verdicts`."""
    for index, twin in twins.items() if profile.drops(Kind.CAPTION) else ():
        if _is_caption(verdicts.get(index)) or _is_caption_pair(blocks, index, twin):
            reason = Evidence("company.twin", Kind.CAPTION, TWIN, "a caption stands twice")
            for copy in (index, twin):
                verdicts[copy] = _stronger(verdicts.get(copy), reason)
    _lists(blocks, verdicts, profile)
    gone = {index for index, verdict in verdicts.items() if profile.removes(verdict)}
    for index, verdict in list(verdicts.items()):
        beside = (index - 1 in gone) + (index + 1 in gone)
        if index not in gone and beside and verdict.score > 0:
            reason = Evidence("company.neighbours", verdict.kind, NEIGHBOUR * beside, f"{beside} of its neighbours go")
            verdicts[index] = verdict._replace(score=verdict.score + reason.weight, evidence=(*verdict.evidence, reason))


def _lists(blocks: Sequence[Block], verdicts: dict[int, Verdict], profile: Profile) -> None:
    """What headings say of the lists under them. Changes `verdicts`."""
    above = -1
    for index, verdict in sorted(verdicts.items()):
        if profile.removes(verdict) and any(e.opens and e.kind is verdict.kind for e in verdict.evidence):
            nested, above = above == index - 1 and _is_listed(verdicts[index], verdict.kind), index
            if nested:  # its list is that of the heading above it; of many headings in a row time would be quadratic
                continue
            reason = Evidence(LIST, verdict.kind, LISTED, f"listed under {blocks[index].text[:40]!r}")
            for below in _list_under(blocks, index, verdicts, profile):
                if not _is_listed(verdicts.get(below), verdict.kind):
                    verdicts[below] = _stronger(verdicts.get(below), reason)


def _is_listed(verdict: Verdict | None, kind: Kind) -> bool:
    """Whether a heading has claimed it already: a second one adds nothing."""
    return verdict is not None and any(e.source == LIST and e.kind is kind for e in verdict.evidence)


def _is_caption(verdict: Verdict | None) -> bool:
    return verdict is not None and any(Kind.CAPTION in (e.kind, e.marks) for e in verdict.evidence)


def _is_caption_pair(blocks: Sequence[Block], index: int, twin: int) -> bool:
    """Two equal lines one after the other, too long for a heading and no sentences, are a picture's caption and its description."""
    long_lines = all(blocks[i].form is LINE and count_words(blocks[i].text) >= PAIR_WORDS for i in (index, twin))
    return index > 0 and twin == index + 1 and long_lines


def _stronger(verdict: Verdict | None, reason: Evidence) -> Verdict:
    """The verdict with one more reason, which decides if it alone weighs more than all so far."""
    evidence = (*verdict.evidence, reason) if verdict else (reason,)
    if verdict and verdict.score >= reason.weight:
        return verdict._replace(evidence=evidence)
    return Verdict(reason.kind, reason.weight, evidence)


def _list_under(blocks: Sequence[Block], heading: int, verdicts: dict[int, Verdict], profile: Profile) -> range:
    """The headlines under a heading, up to the next paragraph, without the subheading in front of that paragraph."""
    end = heading + 1
    if heading and blocks[heading].form is ITEM and blocks[heading - 1].form is ITEM:  # one of a list
        return range(end, end)
    while end < len(blocks) and end - heading <= LIST_LENGTH and _is_title(blocks[end], verdicts.get(end), profile):
        if end > heading + 1 and blocks[heading + 1].form is ITEM and blocks[end].form is not ITEM:
            break
        end += 1
    if all(not is_prose(block) for block in blocks[end : end + LIST_LENGTH]):
        return range(heading + 1, end)
    while end > heading + 1 and _is_subheading(blocks[end - 1], verdicts.get(end - 1), profile):
        end -= 1
    titles = sum(1 for block in blocks[heading + 1 : end] if count_words(block.text) >= FEW_WORDS)
    return range(heading + 1, end if titles * 2 > end - heading - 1 else heading + 1)


def _is_title(block: Block, verdict: Verdict | None, profile: Profile) -> bool:
    if verdict is not None and profile.removes(verdict):
        return True
    if block.form not in (LINE, ITEM, PROSE) or len(block.text) > TITLE_LENGTH:
        return False
    return count_words(block.text) <= TITLE_WORDS and (block.form is LINE or block.text.rstrip(CLOSING)[-1:] not in ".。:")


def _is_subheading(block: Block, verdict: Verdict | None, profile: Profile) -> bool:
    return (
        not (verdict is not None and profile.removes(verdict))
        and count_words(block.text) <= SUBHEADING_WORDS
        and block.form in (LINE, PROSE)
        and block.text[-1] not in NO_HEADING
    )


def guard(blocks: Sequence[Block], gone: dict[int, Verdict], profile: Profile) -> frozenset[int]:
    """First, no harm: the indexes that must stay although a verdict says otherwise.

    Three removals are refused: all of a text of fewer than `FEW` blocks; a single long sentence that is more than the share `LONE` of
    the text; and all running text where more than the share `Profile.harm` of it would go.
    """
    if gone and len(blocks) < FEW and len(gone) == len(blocks):
        return frozenset(gone)
    if len(gone) == 1:
        ((index, verdict),) = gone.items()
        if verdict.kind in CHROME - {COPY} and _is_lone_sentence(blocks, index):
            return frozenset(gone)
    going = [i for i, verdict in gone.items() if verdict.kind is not Kind.DUPLICATE and is_prose(blocks[i])]
    if len(going) < 2:
        return frozenset()
    prose = sum(len(block.text) for block in blocks if is_prose(block))
    return frozenset(going) if sum(len(blocks[i].text) for i in going) > profile.harm * prose else frozenset()


def _is_lone_sentence(blocks: Sequence[Block], index: int) -> bool:
    text = blocks[index].text
    return is_long_sentence(text) and len(text) > LONE * sum(len(block.text) for block in blocks)
