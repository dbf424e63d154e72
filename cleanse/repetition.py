"""What has been said already: blocks -> evidence that one is a copy of another.

A copy is found through the first letters of both (exact, cut short, or with a credit behind it), and through its own
text standing in a longer block (a pull quote, a deck taken from the text). Verse, dialogue, tables, lists and code repeat
themselves by right, and so does anything short.
"""

from cleanse.model import LINE, PROSE, Block, Evidence, Kind
from cleanse.pattern import EDGE, fold
from cleanse.rules import WINDOW
from cleanse.shape import QUOTES, count_words, letters

MIN_WORDS = 7
MIN_WORDS_APART = 14  # a shorter line comes again by right: a heading behind its table of contents, a call
MIN_LENGTH = 30  # characters
MIN_SPACELESS = 14  # the same in a script without spaces
OPENING = 18  # characters that two copies share at their beginnings
NEAR = 3  # blocks from one copy to the other that still count as adjacent
TAIL = 70  # letters by which one copy may be longer than the other, if it is at most twice as long
QUOTED = range(41, 320)  # characters of what may be a quote from a paragraph
CORE = 37  # characters of it at least, without the marks at its edges
LONGER = 20  # characters by which a paragraph is longer than the quote from it
REACH = 40  # blocks around a quote in which its paragraph is looked for
FORMULAIC = 4  # copies of one block, from which number on they are a formula of the text, not an accident of the page
LAYOUTS = 40  # blocks; a shorter text is no page with two layouts, and people kept such copies in five of 1,809 bodies

RUN = "repetition.run"
ADJACENT, NEARBY, APART, IN_TEXT = 6.0, 3.0, 3.0, 4.6


def repetitions(blocks: list[Block], keys: list[str], framed: bool = False) -> tuple[dict[int, Evidence], dict[int, int]]:
    """Evidence by index of the block, and the twins: of a copy near its original, and of that original, the index of the other.

    `keys` are the blocks as `match.fold_blocks` folds them; a text that is `framed` (`features.is_framed`) may hold a stretch of
    itself twice, for two layouts.
    """
    evidence: dict[int, Evidence] = {}
    twins: dict[int, int] = {}
    for indexes in _same_opening(blocks, keys):
        if len(indexes) < FORMULAIC:
            _compare(blocks, indexes, evidence, twins)
    if framed and len(blocks) >= LAYOUTS:
        _find_runs(blocks, evidence)
    _find_quotes(blocks, evidence)
    return evidence, twins


def _same_opening(blocks: list[Block], keys: list[str]) -> list[list[int]]:
    openings: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        if len(key) > MIN_LENGTH or (len(key) > MIN_SPACELESS and " " not in key):
            block = blocks[index]
            if block.form is PROSE or block.form is LINE:
                opening = key[:OPENING] if len(block.text) <= WINDOW else fold(block.text[: OPENING + 4]).strip(EDGE)[:OPENING]
                openings.setdefault(opening, []).append(index)
    return [indexes for indexes in openings.values() if len(indexes) > 1]


def _compare(blocks: list[Block], indexes: list[int], evidence: dict[int, Evidence], twins: dict[int, int]) -> None:
    """Which of some blocks that begin alike are copies of an earlier or longer one. Changes `evidence` and `twins`."""
    keys = {index: letters(blocks[index].text) for index in indexes}
    for position, later in enumerate(indexes):
        for earlier in indexes[:position]:
            if earlier in evidence:
                continue
            same = keys[earlier] == keys[later]
            if not same and not _one_in_front(keys[earlier], keys[later]):
                continue
            copy = later if same or len(keys[later]) <= len(keys[earlier]) else earlier
            original = earlier if copy == later else later
            if count_words(blocks[copy].text) < MIN_WORDS or (not same and _goes_on(blocks[copy].text, blocks[original].text)):
                continue
            near = later - earlier <= NEAR
            if not near and (blocks[copy].form is LINE or count_words(blocks[copy].text) < MIN_WORDS_APART):
                continue
            if near:
                twins[copy], twins[original] = original, copy
            says = "the same text stands " + ("beside it" if near else "elsewhere") + ("" if same else ", longer")
            weight = ADJACENT if later == earlier + 1 else NEARBY if near else APART
            evidence[copy] = Evidence("repetition.copy", Kind.DUPLICATE, weight, says)


def _find_runs(blocks: list[Block], evidence: dict[int, Evidence]) -> None:
    """Where a paragraph comes again with what stands around it, as in the two layouts of a page, all of it is a copy.

    Changes `evidence`.
    """
    where = {block.text: index for index, block in reversed(list(enumerate(blocks)))}
    for later in sorted(evidence):
        earlier = where[blocks[later].text]
        if earlier >= later or blocks[later].form is not PROSE or evidence[later].source == RUN:
            continue
        start, end, back = later, later + 1, later - earlier
        while start - 1 > earlier and start > back and blocks[start - 1].text == blocks[start - 1 - back].text:
            start -= 1
        while end - back < start and end < len(blocks) and blocks[end].text == blocks[end - back].text:
            end += 1
        if end - start > 1:
            says = f"{end - start} blocks stand elsewhere in the same order"
            evidence.update(dict.fromkeys(range(start, end), Evidence(RUN, Kind.DUPLICATE, ADJACENT, says)))


def _one_in_front(a: str, b: str) -> bool:
    """Whether one is how the other begins, and the rest is no more than a credit."""
    short, long = sorted((a, b), key=len)
    return long.startswith(short) and (len(long) - len(short) <= min(TAIL, len(short)))


def _goes_on(short: str, long: str) -> bool:
    """Whether the long one goes on in the sentence that the short one ends: that is a figure of speech, and no copy."""
    stem, rest = short[:-1], long[len(short) - 1 :]
    if short[-1] not in ".。" or stem[-1] == "." or not long.startswith(stem):
        return False
    return rest[0] in ",;" or (rest[0] == " " and rest[1:2].islower())


def _find_quotes(blocks: list[Block], evidence: dict[int, Evidence]) -> None:
    """What stands in a paragraph as well, as pull quotes do. Changes `evidence`."""
    candidates = [(index, core) for index, block in enumerate(blocks) if index not in evidence and (core := _core(block))]
    if len(candidates) * 3 > len(blocks):
        return
    for index, core in candidates:
        around = blocks[max(0, index - REACH) : index + REACH]
        if any(len(block.text) > len(core) + LONGER and block.form is PROSE and core in block.text for block in around):
            evidence[index] = Evidence("repetition.quote", Kind.DUPLICATE, IN_TEXT, "it is taken from a paragraph of the text")


def _core(block: Block) -> str:
    """What a paragraph would hold of a block that may be a quote from it; "" for a block that is none."""
    marked = block.text[0] in QUOTES
    if len(block.text) not in QUOTED or not (marked or block.form is LINE):
        return ""
    core = block.text.strip(EDGE)
    return core if len(core) >= CORE and count_words(core) >= (MIN_WORDS if marked else MIN_WORDS_APART) else ""
