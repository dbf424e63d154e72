"""Decoded text -> canonical lines: ftfy's repairs, one Unicode form, no invisible residue, single spaces.

Two steps. `repair` treats each line alone and is exact: a line reaches ftfy only if ftfy could change it. `canonicalise`
then looks at the lines together: spaces collapse except where layout stands, entities are decoded, blank lines become one.
Both give back what they are given when it is canonical already.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from cleanse.layout import in_code, preformatted
from cleanse.model import Signs
from cleanse.mojibake import could_be_bad, is_bad

# Line breaks of any kind; a form feed is one, and a vertical tab, which word processors write for a break within a paragraph.
BREAK = re.compile("\r\n|[\n\r\x0b\x0c\u2028\u2029]")
OTHER_BREAKS = ("\r", "\x0b", "\x0c", "\u2028", "\u2029")

_PLAIN_ASCII = bytes([9, 10, *range(32, 127)])

# Characters that carry nothing: soft hyphen, zero-width space, word joiner.
INVISIBLE = "\u00ad\u200b\u2060"
# Scripts written without spaces, in which a zero-width space marks a word: Thai, Lao, Tibetan, Myanmar, Khmer.
_NEEDS_BREAKS = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
_IDLE = re.compile(f"[\u0080-\u009f\u00ad\u2060]|(?<![{_NEEDS_BREAKS}])\u200b(?![{_NEEDS_BREAKS}])")

# What ftfy removes or rewrites wherever it stands (`ftfy.chardata.CONTROL_CHARS`, C1, lone surrogates), and escapes.
TROUBLE = frozenset(
    [*map(chr, (*range(9), 11, *range(14, 32), *range(127, 160), *range(0x206A, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFD)))]
    + [*map(chr, range(0xD800, 0xE000))]
    + [*INVISIBLE]
)
# Sequences that drive a terminal: CSI, OSC and the other strings, two-character escapes.
ESCAPE = re.compile("\x1b(?:\\[[0-?]{0,32}[ -/]{0,4}[@-~]|[\\]PX^_][^\x07\x1b]{0,512}(?:\x07|\x1b\\\\)|[ -/]{0,2}[0-Z\\\\^-~])")

# UAX #15, Stream-Safe: longer runs of marks are no text, and normalising them takes quadratic time.
MARKS_LIMIT = 30
MARKS = re.compile("[^\x00-\u02ff\u2000-\u20cf]")  # all with a combining class are among these; `re` compiles a few characters fast

SPACES = re.compile(r"[^\S\n\u3000]+")
ODD_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")
PLAIN_SPACES = dict.fromkeys(map(ord, ODD_SPACES), " ")
IDEOGRAPHIC_SPACES = re.compile("\u3000{2,}| +\u3000|\u3000+ ")
ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
ENTITY_REACH = 34
ODD = ("  ", "\t", "&", "\u3000")  # signs that a line may not be canonical; a space in front is another
STRAIGHT = {ord(curly): "'" for curly in "‘’‚‛"} | {ord(curly): '"' for curly in "“”„‟"}


def split_lines(text: str) -> list[str]:
    """The lines of a text, without their breaks; there is one more than breaks."""
    for other in OTHER_BREAKS:
        if other in text:
            return BREAK.split(text)
    return text.split("\n")


def repair(text: str, straight_quotes: bool = False) -> list[str]:
    """The lines of a text, each repaired by itself.

    >>> repair("The Caf\\u00c3\\u00a9\\nis o\\u00adpen")
    ['The Café', 'is open']
    """
    lines = split_lines(text)
    if special := alphabet(text):
        for number in _suspects(lines, special):
            lines[number] = repair_line(lines[number])
        if straight_quotes:
            lines = [line.translate(STRAIGHT) for line in lines]
    return lines


def alphabet(text: str) -> set[str]:
    """The characters of a text but for printable ASCII, tabs and line feeds; found at the speed of memory.

    >>> sorted(alphabet("Café\\u00a0au lait"))
    ['\\xa0', 'é']
    """
    return set(text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_ASCII).decode("utf-8", "surrogatepass"))


def _suspects(lines: list[str], special: set[str]) -> list[int]:
    """The numbers of the lines that `repair_line` could change; it changes no other."""
    trouble = "".join(sorted(special & TROUBLE))
    if needs_composing(special):
        return [number for number, line in enumerate(lines) if not line.isascii() or (trouble and _finder(trouble)(line))]
    bad = could_be_bad(special, sum(map(len, lines)))
    found: set[int] = set()
    if trouble:
        found.update(number for number, line in enumerate(lines) if _finder(trouble)(line))
    if bad is not None and bad("\n".join(lines)):  # not the text as it came: the expression knows a line's beginning by "\n" alone
        found.update(number for number, line in enumerate(lines) if bad(line))
    return sorted(found)


@lru_cache(maxsize=64)
def _finder(characters: str) -> Callable[[str], object]:
    return re.compile(f"[{re.escape(characters)}]").search


def needs_composing(special: set[str]) -> bool:
    """Whether a text of these characters can be in another form than NFC.

    A character takes part in composition only if it has a combining class, or is not NFC by itself, or is one of the
    vowels and finals of Hangul, or continues a composition without a class (which `is_normalized` doubts).
    """
    return not unicodedata.is_normalized("NFC", "".join(f"{char}." for char in special)) or any(
        unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff" for char in special
    )


def repair_line(line: str) -> str:
    """One line, repaired until nothing changes; of a cycle (none is known), its least member.

    Longer runs of combining marks than `MARKS_LIMIT` are left alone: they are no text of any language.
    """
    if line.isascii() and line.isprintable():
        return line
    seen: list[str] = []
    while line not in seen:
        seen.append(line)
        line = _repair_once(line)
    return min(seen[seen.index(line) :])


def _repair_once(line: str) -> str:
    if ESCAPE.search(line):
        line = ESCAPE.sub("", line)
    if _too_many_marks(line):
        return line.translate(dict.fromkeys(map(ord, TROUBLE - set(INVISIBLE))))
    if not TROUBLE.isdisjoint(line) or is_bad(line):
        line = fix_encoding(line).replace("\n", " ")
    if not line.isascii():
        line = _IDLE.sub("", line)
    return unicodedata.normalize("NFC", line)


def _too_many_marks(line: str) -> bool:
    if not MARKS.search(line):
        return False
    run = 0
    for char in line:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > MARKS_LIMIT:
            return True
    return False


def fix_encoding(line: str) -> str:
    """What ftfy makes of a line under the project's configuration: mojibake and control characters, nothing typographic.

    `explain=True` because ftfy honours the finer options only then.
    """
    from ftfy import TextFixerConfig, fix_and_explain

    config = TextFixerConfig(
        unescape_html=False, uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False,
        restore_byte_a0=False, normalization="NFC", explain=True,
    )  # fmt: skip
    return fix_and_explain(line, config).text


def canonicalise(lines: list[str], signs: Sequence[Signs] = ()) -> list[str | None]:
    """Repaired lines in canonical form, None for a line that goes because it is one blank line too many; `signs` are those of a page.

    >>> canonicalise(["", "A  dog.\\t", "", " ", "The&amp;nbsp;end"])
    [None, 'A dog.', '', None, 'The end']
    """
    text = "\n".join(map(str.rstrip, lines))
    special = alphabet(text)
    odd = ODD_SPACES & special
    for space in odd:
        text = text.replace(space, " ")
    plain = list(map(str.rstrip, text.split("\n")))
    if special and (bad := could_be_bad(special, len(text))):
        for index, line in enumerate(plain):
            if line and line != lines[index] and bad(line):  # spaces that go can complete what ftfy takes for damage
                plain[index] = _settled(line)
        text = "\n".join(plain)
    out: list[str | None] = [*plain]
    fixed: Sequence[bool | str] = [False] * len(plain)
    marks = [mark for mark in ODD if mark in text]
    if marks or "\n " in text or text[:1] == " ":
        fixed = in_code(signs) if signs else preformatted(plain)
        suspects = {index for mark in marks for index, line in enumerate(plain) if mark in line}
        suspects.update([index for index, line in enumerate(plain) if line[:1] == " "])
        for index in suspects:
            if not fixed[index]:
                out[index] = _canonical_line(plain[index])
    return without_blank_runs(out)


def _settled(line: str) -> str:
    """A line repaired without a space at its end and with plain ones inside, until nothing changes."""
    while (repaired := repair_line(line).rstrip().translate(PLAIN_SPACES)) != line:
        line = repaired
    return line


def without_blank_runs(lines: list[str | None]) -> list[str | None]:
    """None for each blank line at the start, at the end, and behind another one; None is passed over.

    >>> without_blank_runs(["", "a", None, "", "", "b", ""])
    [None, 'a', None, '', None, 'b', None]
    """
    left = [number for number, line in enumerate(lines) if line is not None]
    out = list(lines)
    before: str | None = ""
    for number in left:
        line = lines[number]
        if not line and not before:
            out[number] = None
        before = line
    if not before:
        last = next((number for number in reversed(left) if out[number] is not None), None)
        if last is not None:
            out[last] = None
    return out


def _canonical_line(line: str) -> str:
    """Entities decoded, spaces collapsed, what that reveals repaired, until nothing changes."""
    while True:
        before = line
        if "&" in line and ENTITY.search(line) and not any(mark in line for mark in "<`"):
            line = unescape(line)
        if "\u3000" in line:
            line = IDEOGRAPHIC_SPACES.sub("\u3000", SPACES.sub(" ", line)).strip()
        else:
            line = " ".join(line.split())
        line = repair_line(line)
        if line == before:
            return line


def unescape(line: str) -> str:
    """Entities decoded to a fixed point in one pass from the right, but never into `<`, `>`, a mark of a fence or a control character.

    >>> unescape("R&amp;amp;D &lt; &#8217;")
    'R&D &lt; ’'
    """
    if not ENTITY.search(line):
        return line
    tail: list[str] = []  # what is behind the place looked at, decoded, last character first
    for char in reversed(line):
        tail.append(char)
        while tail and tail[-1] == "&":
            found = ENTITY.match("".join(reversed(tail[-ENTITY_REACH:])))
            decoded = _entity(found.group()) if found else None
            if found is None or decoded is None:
                break
            del tail[-len(found.group()) :]
            tail += reversed(decoded)
    return "".join(reversed(tail))


@lru_cache(maxsize=1024)
def _entity(entity: str) -> str | None:
    """The character an entity stands for, or None where it stays."""
    from html import unescape as decode

    text = decode(entity)
    if text == entity or any(char in "<>`~" or char == "\ufffd" for char in text):
        return None
    if text.strip() and not text.isprintable() and text not in ("\u200c", "\u200d", "\u200e", "\u200f"):
        return "" if text in INVISIBLE else None
    return text
