"""What stays although rules speak against it, because of what the text is: a list that is what it is for, a manual, terms of use.

Each of these looks at the verdicts of `decide` as a whole, and takes some back.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from cleanse.features import Page
from cleanse.lists import label_of, questions
from cleanse.marked import COPY, LIST
from cleanse.model import BODY, ITEM, LINE, PROSE, Block, Kind, Verdict
from cleanse.profile import CHROME, FURNITURE, Profile
from cleanse.segment import is_sentence
from cleanse.shape import count_words
from cleanse.title import titles, words

TEMPLATE = "template"  # what a site repeats goes for that, wherever it stands
LIST_SHARE = 0.3  # of a text without prose; a list that is more of it is what it is for
COLUMN, LABELS = 3, frozenset({Kind.NAVIGATION, Kind.LEGAL})  # so many are no longer the times, authors and tags of one article
HEADED, HEADING_WORDS = 3, 8  # so many headings with a blank line above and a sentence right below are how a text is set
SECTIONS, SECTION_SHARE = 4, 0.6  # so many with a sentence below and one above, for so much of all sentences, are so without blank lines
ITEMS = 3  # of a list that is judged as one
POLICY, POLICY_SHARE = 3, 0.25  # of a text so many sentences about rights and duties, and so much of it, are what it is about
# What stands around a text, and not right between two of its paragraphs where there are so many on either side
EDGES, INSIDE = frozenset({Kind.COMMENTS, Kind.NAVIGATION, Kind.TIMESTAMP, Kind.UPDATE}), 2
SAYS = 4  # words of a line that is no bare label
LABELLED = 3  # labels one after the other, all different, that are a list of data
ADDRESS, TELEPHONE = re.compile(r"\S@\w"), re.compile(r"\d(?:[ ()/.-]{0,2}\d){5}")


def spare(page: Page, verdicts: dict[int, Verdict], whole: bool) -> None:
    """Take back what each block's own evidence says too much. Changes `verdicts`. `whole` pages have menus, where less is spared."""
    _spare_columns(page, verdicts)
    if not whole:
        chrome = {index for index, verdict in verdicts.items() if verdict.kind in CHROME and verdict.kind is not COPY}
        meant = (*_subject(page, verdicts), *_headings(page.blocks), *_mixed_lists(page.blocks, chrome), *_policy(page, verdicts))
        for index in chrome.intersection([*meant, *questions(page)[1:-1]]):
            del verdicts[index]
        signed = [index for index, verdict in verdicts.items() if verdict.kind is Kind.BYLINE]
        ads = {index for index, verdict in verdicts.items() if verdict.kind is Kind.AD}  # they may stand between any two sentences
        stays = [index for index in _sections(page.blocks) if index in chrome - ads or (index and index not in verdicts)]
        stays += [index for index in signed if _is_contact(page.blocks, index, verdicts)]
        placed = [*_labelled(page.blocks, verdicts), *_inside(page, verdicts)]
        stays += [index for index in placed if all(e.source != TEMPLATE for e in verdicts[index].evidence)]
        verdicts.update(dict.fromkeys(stays, BODY))


def _subject(page: Page, verdicts: Mapping[int, Verdict]) -> Iterator[int]:
    """The first line, if the paragraph under it speaks of it: "Advertising", over a text about that; or if it is "Privacy Policy"."""
    if len(page.blocks) > 1 and page.blocks[0].form is LINE:
        own = set(words(page.blocks[0].text))
        speaks = page.prose[1] and own and own.issubset(words(page.blocks[1].text))
        if speaks or (0 in verdicts and verdicts[0].kind is Kind.LEGAL and (1 not in verdicts or verdicts[1].kind not in CHROME)):
            yield 0


def _is_contact(blocks: Sequence[Block], index: int, verdicts: Mapping[int, Verdict]) -> bool:
    """Whether a line is an address beside a telephone number: how to reach those that the text is about, not its author."""
    beside = [at for at in (index - 1, index + 1) if 0 <= at < len(blocks) and at not in verdicts and blocks[at].form is LINE]
    return ADDRESS.search(blocks[index].text) is not None and any(TELEPHONE.search(blocks[at].text) for at in beside)


def _inside(page: Page, verdicts: Mapping[int, Verdict]) -> Iterator[int]:
    """The lines deep inside a text that look like what stands around texts: "Topics: war, love, money", "As of 12 May"."""
    prose = [index for index, runs in enumerate(page.prose) if runs]
    inner = range(prose[INSIDE - 1], prose[-INSIDE]) if len(prose) >= 2 * INSIDE else range(0)
    for index, verdict in verdicts.items():
        alone = index in inner and page.above[index] == page.below[index] == 0 and count_words(page.blocks[index].text) >= SAYS
        if alone and verdict.kind in EDGES and all(e.kind in EDGES or e.kind is Kind.BODY for e in verdict.evidence):
            yield index


def _labelled(blocks: Sequence[Block], verdicts: Mapping[int, Verdict]) -> Iterator[int]:
    """The lines with a label between two others with one that stay: "Map: Alma 8", between the length of a walk and the way there."""
    for index in verdicts:
        beside = range(index - 1, index + 2)
        alone = 0 < index < len(blocks) - 1 and not any(at in verdicts for at in beside if at != index)
        if alone and len({label_of(blocks[at].text) for at in beside} - {""}) == LABELLED:
            yield index


def _headings(blocks: Sequence[Block]) -> list[int]:
    """The lines with a blank one above and a sentence right below, where there are several: so manuals and guides set headings."""
    ends = [-1, *(block.line + 1 + block.text.count("\n") for block in blocks)]
    found = [
        index
        for index, (own, below) in enumerate(pairwise(blocks))
        if own.form is LINE and own.line != ends[index] and below.form is PROSE and below.line == ends[index + 1]
        and count_words(own.text) <= HEADING_WORDS
    ]  # fmt: skip
    return found if len(found) >= HEADED else []


def _sections(blocks: Sequence[Block]) -> list[int]:
    """The same, and those sentences, of a text that is all headings with a sentence or two under each, however it is spaced."""
    texts = Counter(block.text for block in blocks)
    said = [is_sentence(block.text) for block in blocks]
    found = [
        index
        for index, (above, own, below) in enumerate(zip([True, *said], said, said[1:], strict=False))
        if above and below and not own and blocks[index].form is LINE and texts[blocks[index].text] == 1
        and count_words(blocks[index].text) <= HEADING_WORDS
    ]  # fmt: skip
    sections = len(found) >= SECTIONS and len(found) >= SECTION_SHARE * sum(said)
    return [at for index in found for at in (index, index + 1)] if sections else []


def _mixed_lists(blocks: Sequence[Block], chrome: set[int]) -> Iterator[int]:
    """The items of the lists of which fewer than half are chrome: what a program can do, what is to be done."""
    for is_list, run in groupby(range(len(blocks)), lambda index: blocks[index].form is ITEM):
        items = list(run)
        if is_list and len(items) >= ITEMS and 2 * len(chrome.intersection(items)) < len(items):
            yield from items


def _policy(page: Page, verdicts: Mapping[int, Verdict]) -> list[int]:
    """The sentences of a text that is terms, a policy, or the rules of a house."""
    kinds = (Kind.LEGAL, Kind.COMMENTS, Kind.SUBSCRIBE)
    found = [index for index, verdict in verdicts.items() if verdict.kind in kinds and page.blocks[index].form in (PROSE, ITEM)]
    length = sum(len(page.blocks[index].text) for index in found)
    return found if len(found) >= POLICY and length > POLICY_SHARE * sum(len(block.text) for block in page.blocks) else []


def spare_lists(page: Page, verdicts: dict[int, Verdict], lone: Mapping[int, Verdict], profile: Profile) -> None:
    """Take back what headings say too much of the lists under them. Changes `verdicts`; `lone` are those before headings were heard."""
    _spare_titles(page, verdicts, lone)
    if not any(page.prose):
        _spare_lists(page.blocks, verdicts, lone, profile)


def _spare_columns(page: Page, verdicts: dict[int, Verdict]) -> None:
    """What is found again and again by the same sign may be a list's column, and stays. Changes `verdicts`.

    Times and authors are one in what is no article; labels that begin alike, such as the categories of recipes, in what has no frame; and
    copies in what is neither: a list of proverbs that has some twice.
    """
    kinds = frozenset() if page.article else FURNITURE
    kinds |= frozenset() if page.framed else LABELS
    kinds |= frozenset() if page.article or page.framed else {COPY}
    columns: dict[tuple[str, str], set[int]] = {}
    for index, verdict in verdicts.items():
        source = verdict.evidence[0].source
        # not what a site's template says: that it comes again and again is why it goes
        if verdict.kind in kinds and (index in page.copies or any(e.source == source for e in page.rules.get(index, ()))):
            label = page.blocks[index].text.split(" ", 1)[0] if verdict.kind in LABELS else ""
            columns.setdefault((source, label), set()).add(index)
    for column in columns.values():
        if len(column) >= COLUMN:
            verdicts.update(dict.fromkeys(column, BODY))


def _spare_titles(page: Page, verdicts: dict[int, Verdict], lone: Mapping[int, Verdict]) -> None:
    """A list of headlines ends where the title of the text begins."""
    listed = {index for index, verdict in verdicts.items() if any(e.source == LIST for e in verdict.evidence)}
    for index in titles(page) if listed else ():
        if index in listed:
            _forget(index, verdicts, lone)


def _forget(index: int, verdicts: dict[int, Verdict], lone: Mapping[int, Verdict]) -> None:
    if index in lone:
        verdicts[index] = lone[index]
    else:
        del verdicts[index]


def _spare_lists(blocks: Sequence[Block], verdicts: dict[int, Verdict], lone: Mapping[int, Verdict], profile: Profile) -> None:
    """Of a text without prose what stands under headings such as "Top Stories" is no list of others, if it is much. Changes `verdicts`.

    `lone` are the verdicts before the headings were heard, which those blocks get back.
    """
    listed = [
        index
        for index, verdict in verdicts.items()
        if any(e.source == LIST for e in verdict.evidence) and not profile.removes(lone.get(index, BODY))
    ]
    if sum(len(blocks[index].text) for index in listed) > LIST_SHARE * sum(len(block.text) for block in blocks):
        for index in listed:
            _forget(index, verdicts, lone)
