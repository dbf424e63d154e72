"""Documents -> counts of the lines of each host, which add up in any order: whoever merges them, the sums are the same.

A count is that of a host and a hash of a skeleton; the count of documents of the host is that of the hash `DOCUMENTS`.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from cleanse.repair import canonicalise, repair
from cleanse.segment import segment
from cleanse.shape import is_prose
from cleanse.template import LETTERS, skeleton

DOCUMENTS = 0
PLACES = ("top", "inside", "bottom")  # in front of the first paragraph, from there to the last, from there on; or halves
LONGEST = 2000  # characters; a longer line is not counted
Key = tuple[str, int]  # the host, and the hash as a signed number of 64 bits, as engines have it


class Count(NamedTuple):
    """In how many documents a line stood, and how many of them had it where; `text` is the first of its forms in order of code points."""

    seen: int
    top: int = 0
    inside: int = 0
    bottom: int = 0
    text: str = ""


Counts = dict[Key, Count]


def count(host: str, text: str) -> Counts:
    """The counts of one document.

    >>> sorted(count("example.org", "Home\\nhome").values())
    [Count(seen=1, top=0, inside=0, bottom=0, text=''), Count(seen=1, top=1, inside=0, bottom=0, text='Home')]
    """
    counts = {(host, DOCUMENTS): Count(1)}
    for line, place in placed_lines(text):
        key = (host, hashed(skeleton(line)))
        if key not in counts:
            counts[key] = Count(1, **{place: 1}, text=line)
        elif line < counts[key].text:
            counts[key] = counts[key]._replace(text=line)
    return counts


def placed_lines(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text that say something, each on one line, and their places."""
    blocks = segment([line for line in canonicalise(repair(text)) if line is not None])
    prose = [index for index, block in enumerate(blocks) if is_prose(block)]
    half = (len(blocks) + 1) // 2
    first, last = (prose[0], max(prose[0] + 1, prose[-1])) if prose else (half, half)
    for index, block in enumerate(blocks):
        if len(block.text) <= LONGEST and sum(map(str.isalpha, skeleton(block.text))) >= LETTERS:
            yield " ".join(block.text.split()), PLACES[(index >= first) + (index >= last)]


def hashed(skeleton: str) -> int:
    """The hash of a skeleton."""
    return int.from_bytes(blake2b(skeleton.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def merge(into: Counts, counts: Mapping[Key, Count]) -> None:
    """Add counts to others. Changes `into`.

    >>> both = count("example.org", "Home")
    >>> merge(both, count("example.org", "HOME"))
    >>> both["example.org", hashed("home")]
    Count(seen=2, top=2, inside=0, bottom=0, text='HOME')
    """
    for key, new in counts.items():
        old = into.get(key)
        into[key] = added(old, new) if old else new


def added(a: Count, b: Count) -> Count:
    """The sum of two counts of the same line."""
    return Count(a.seen + b.seen, a.top + b.top, a.inside + b.inside, a.bottom + b.bottom, min(a.text, b.text))


def place(count: Count) -> str:
    """Where a line stood in most documents."""
    return max(PLACES, key=lambda name: getattr(count, name))
