"""Which texts ftfy could take for mojibake: an exact gate in front of `ftfy.badness`.

ftfy repairs a line only if its BADNESS_RE finds something. Each alternative of that expression needs characters outside
ASCII from certain classes; where the characters of a document leave a class empty, the alternative cannot match anywhere
in it. So the alphabet of a document picks the alternatives that are worth searching, usually none. The classes are read
from ftfy's own expression when it is first needed, so an upgrade of ftfy cannot part the two; tests compare them.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import count

# With these and ASCII alone no alternative can match: the commonest typographic marks. A test walks through ftfy's.
HARMLESS = frozenset("\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u00b7\u00ab\u00bb\u2032\u2033")

# Every alternative needs two neighbours outside ASCII, or one of these characters where they can stand alone.
# One class of characters in front: `re` skips to it fast.
NEIGHBOURS = re.compile("[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[ŒœÂÃ])|(?<=[ВГРСΒΓΞΟ])-)")

# To read ftfy's expression takes as long as to search some 60,000 characters with it as it is, so the first texts are searched so: as many
# of at most so many characters. Of a line without two such neighbours ftfy is not even imported.
EARLY, SHORT = 8, 8000

_CLASS = re.compile(r"\[(?:\\.|[^\]\\])+\]|\\.|\s+|.", re.DOTALL)
_ASCII, _FOREIGN = range(0x80), (*range(0x80, 0x2600), 0xF8FF, 0xFB01, 0xFB02, 0xFFFD)
_short_texts = count()


def is_bad(line: str) -> bool:
    """Whether ftfy takes a line, or one of several, for mojibake.

    >>> is_bad("The CafÃ©")
    True
    """
    if not NEIGHBOURS.search(line):
        return False
    from ftfy import badness

    return badness.is_bad(line)


def could_be_bad(alphabet: frozenset[str] | set[str], length: int) -> Callable[[str], object] | None:
    """A test for a line, or for many at once, of a document of so many characters, and these; None if no line of it can be bad.

    >>> could_be_bad(set("“”’"), 99) is None, could_be_bad(set("Ã©"), 99) is None
    (True, False)
    """
    foreign = {char for char in alphabet if char > "\x7f"}
    if foreign <= HARMLESS:
        return None
    if length <= SHORT and next(_short_texts) < EARLY:
        return is_bad
    possible = tuple(n for n, (classes, _) in enumerate(_alternatives()) if not any(c.isdisjoint(foreign) for c in classes))
    return _search(possible) if possible else None


@lru_cache(maxsize=256)
def _search(numbers: tuple[int, ...]) -> Callable[[str], object]:
    search = re.compile("|".join(f"(?:{_alternatives()[n][1]})" for n in numbers), re.VERBOSE | re.MULTILINE).search
    neighbours = NEIGHBOURS.search
    return lambda line: neighbours(line) and search(line)


@lru_cache(maxsize=1)
def _alternatives() -> list[tuple[list[frozenset[str]], str]]:
    """(the classes outside ASCII that must all be met, the alternative) for each alternative of BADNESS_RE."""
    from ftfy.badness import BADNESS_RE

    source = re.sub(r"^\s*#.*$", "", BADNESS_RE.pattern, flags=re.MULTILINE)
    ascii, foreign = "".join(map(chr, _ASCII)), "".join(map(chr, _FOREIGN))
    return [(_required(part, ascii, foreign), f"{part}\n") for part in re.split(r"^\s*\|\s*$", source, flags=re.MULTILINE)]


def _required(alternative: str, ascii: str, foreign: str) -> list[frozenset[str]]:
    """Sets of characters: a match holds one of each. Elements that ASCII can meet, or that may be left out, make no set."""
    required: list[frozenset[str]] = []
    elements = [piece for piece in _CLASS.findall(alternative) if not piece.isspace()]
    for element, after in zip(elements, [*elements[1:], ""], strict=True):
        if element in "?^*+" or element[0] == "\\" or element == "." or after == "?":
            continue
        if found := _only_foreign(element, ascii, foreign):
            required.append(found)
    return required


@lru_cache(maxsize=256)
def _only_foreign(element: str, ascii: str, foreign: str) -> frozenset[str] | None:
    """The characters that a class, or a character, of an expression matches; None where it matches some of ASCII."""
    matches = re.compile(element if element[0] == "[" else re.escape(element)).findall
    return None if matches(ascii) else frozenset(matches(foreign))
