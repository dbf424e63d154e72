"""Canonical lines -> blocks: the units of judgement.

A line is a block, with two exceptions: a preformatted group, and a hard-wrapped paragraph (mail, books), so that no rule
can bite into the middle of one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat

from cleanse.layout import in_code, may_stand, preformatted
from cleanse.model import ITEM, LINE, PROSE, Block, Form, Signs

TERMINAL = frozenset(".!?…。！？۔؟।॥:;：；؛\"'”’»)“«")  # German, Czech and others close with “, Danish with «
BRACKETS = frozenset("」』）】]")  # these may close a sentence too, but only if it ends in front of them
NUMBERED = re.compile(
    r"(?:[-*•·▪■●‣–—◦✓✔►▶+]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|[①-⑳]"
)
BULLETS = frozenset("-*•·▪■●‣–—◦✓✔►▶+(（一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
SPEAKER = re.compile(r"(?:[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?[\])]?\s*)?(?:<[@+%&~ ]?|[\[(])?[^\W\d_][^:：<>|.!?]{0,28}[>\])]?[:：>]\s")
LONG = 160  # a line longer than this is prose
LONG_SPACELESS = 64  # the same for one that holds a Chinese or Japanese full stop
STANZA = 65  # a line of verse is shorter than this
WRAP = range(45, 121)  # plausible wrap widths


def segment(lines: list[str], signs: Sequence[Signs] = ()) -> list[Block]:
    """The blocks of canonical lines, in order; blank lines are in none. On a web page `signs` tell what belongs together.

    >>> [block.form.value for block in segment(["A heading", "", "This is a sentence with its full stop."])]
    ['line', 'prose']
    """
    text = "\n".join(lines)
    fixed = in_code(signs) if signs else preformatted(lines) if may_stand(lines, text) else []
    if len(lines) == 1 and not fixed:
        return [Block(text, form_of(text), 0)] if text else []
    loose = [line if not stands else "" for line, stands in zip(lines, fixed, strict=True)] if fixed else lines
    width = 0 if signs else _wrap_width(loose)
    if not fixed and not width:
        numbers = [at for at, line in enumerate(lines) if line]
        texts = [line for line in lines if line]
        blocks = list(map(tuple.__new__, repeat(Block), zip(texts, map(form_of, texts), numbers, strict=True)))
    else:
        blocks = list(_grouped(lines, fixed, width))
    return _stanzas_and_speakers(blocks, colons=text.count(":") + text.count("：") + text.count(">"))


def _grouped(lines: list[str], fixed: Sequence[bool | str], width: int) -> Iterator[Block]:
    """The blocks of lines some of which belong together; the lines of one preformatted block have the same value in `fixed`."""
    at = 0
    while at < len(lines):
        line = lines[at]
        end = at + 1
        if fixed and fixed[at]:
            while end < len(lines) and fixed[end] == fixed[at]:
                end += 1
            yield Block("\n".join(lines[at:end]), Form.PREFORMATTED, at)
        elif line:
            if width:
                end = _paragraph_end(lines, at, width)
            form = form_of(line)
            wrapped = form is LINE and end > at + 1  # a paragraph, however its first line ends
            yield Block("\n".join(lines[at:end]), PROSE if wrapped else form, at)
        at = end


@lru_cache(maxsize=1024)  # of a page's lines many come again, and all in the next round
def form_of(line: str) -> Form:
    """What one line looks like by itself."""
    if len(line) > LONG or (len(line) > LONG_SPACELESS and "。" in line):
        return PROSE
    if (line[0] in BULLETS or line[0].isdecimal() or line[1:2] in (".", ")")) and NUMBERED.match(line):
        return ITEM
    if line.count("|") > 1 or "\t" in line:
        return Form.TABLE
    if is_sentence(line) and (line.count(" ") > 3 or (not line.isascii() and line.count(" ") * 12 < len(line))):
        return PROSE
    return LINE


def is_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does.

    >>> is_sentence("It does."), is_sentence("It does not"), is_sentence("「行く。」")
    (True, False, True)
    """
    return text[-1] in TERMINAL or (text[-1] in BRACKETS and text[-2:-1] in TERMINAL)


def _wrap_width(lines: list[str]) -> int:
    """The width at which a text is hard-wrapped, 0 if it is not.

    In a wrapped text nearly every line that goes on has no room for the first word of the next, and many lines begin in the middle of a
    sentence. A few long lines (a listing, an address) do not count; where there are more, each line is a paragraph.
    """
    lengths = [len(line) for line in lines]
    if max(lengths, default=0) > LONG and sum(length for length in lengths if length > LONG) * 10 > sum(lengths):
        return 0
    pairs = [(line, after) for line, after in zip(lines, lines[1:], strict=False) if line and after and not NUMBERED.match(after)]
    if len(pairs) < 2:
        return 0
    width = sorted(len(line) for line, _ in pairs)[-1 - len(pairs) // 20]
    full = sum(1 for line, after in pairs if len(line) + 1 + len(after.split(" ", 1)[0]) > width - 3)
    cased = [after[0] for _, after in pairs if after[0].isupper() or after[0].islower()]
    goes_on = sum(1 for char in cased if char.islower()) * 5 >= len(cased) * 2
    return width if width in WRAP and goes_on and full * 10 > len(pairs) * 7 else 0


def _paragraph_end(lines: list[str], start: int, width: int) -> int:
    """The line after the hard-wrapped paragraph that starts here."""
    at = start
    while at + 1 < len(lines) and lines[at + 1] and not NUMBERED.match(lines[at + 1]) and len(lines[at]) <= LONG >= len(lines[at + 1]):
        first_word = lines[at + 1].split(" ", 1)[0]
        if len(lines[at]) + 1 + len(first_word) <= width - 3:
            break
        at += 1
    return at + 1


def _stanzas_and_speakers(blocks: list[Block], colons: int) -> list[Block]:
    """Runs of neighbours that are verse or dialogue get that form."""
    runs = [(start, end) for start, end in _runs(blocks) if end - start > 2 and _is_stanza(blocks[start:end])]
    verse = len(runs) > 1 and sum(end - start for start, end in runs) * 5 > len(blocks) * 3
    for start, end in runs:
        if verse or _pauses(blocks[start:end]):
            blocks[start:end] = [block._replace(form=Form.VERSE) for block in blocks[start:end]]
    if colons * 2 <= len(blocks):
        return blocks
    speakers = [index for index, block in enumerate(blocks) if block.form is not Form.PREFORMATTED and SPEAKER.match(block.text)]
    if len(speakers) > 3 and len(speakers) * 2 > len(blocks):
        for index in speakers:
            blocks[index] = blocks[index]._replace(form=Form.DIALOGUE)
    return blocks


def _runs(blocks: list[Block]) -> Iterator[tuple[int, int]]:
    """The stretches of blocks without a blank line between them."""
    numbers = [block.line for block in blocks]
    start = 0
    for end, (line, after) in enumerate(zip(numbers, [*numbers[1:], -1], strict=False), 1):
        if after != line + 1:
            yield start, end
            start = end


def _is_stanza(run: list[Block]) -> bool:
    return len(run) < 25 and all(
        len(block.text) <= STANZA and block.text.count(" ") > 1 and (block.form is LINE or block.form is PROSE) for block in run
    )


def _pauses(run: list[Block]) -> bool:
    """Whether lines break off where a reader of verse would pause."""
    return sum(1 for block in run if block.text[-1] in ",;:—–،、") * 5 >= len(run)
