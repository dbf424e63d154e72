"""What else a block must hold once a literal has led to a pattern: asked before the regular expression is tried, and exact."""

from sys import intern
from typing import NamedTuple

from cleanse.literals import BOUND, MAX_LITERALS, runs, telling_ends
from cleanse.pattern import Node
from cleanse.slot import digits, expand, width

MAX_ASKED = 24  # literals in one question that are put together from parts


class Probe(NamedTuple):
    """Literals that a folded, edge-stripped block must hold for a tree to match it.

    It begins with one of `opens` and ends with one of `closes` (where these are not empty), and holds one of each of `runs`;
    for those, a "\\n" stands for its edges.
    What matches is no longer than `width` characters, and holds `digits` digits or more. `longest` is for the caller: no longer
    block is to be asked.
    """

    opens: tuple[str, ...]
    closes: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    width: int
    digits: int
    longest: int = 0


def probe(node: Node, opens: bool, closes: bool, most: int = MAX_ASKED) -> Probe:
    """The literals of a tree, at most `most` in each of `runs`; `opens` and `closes` say that it begins or ends where the block does.

    >>> from cleanse.pattern import parse
    >>> probe(parse("photo {x} for (ap|afp)", {"x": ".{1,9}"}), True, True)
    Probe(opens=('photo ',), closes=(' for afp', ' for ap'), runs=(('photo ',), (' for afp', ' for ap')), width=23, digits=0, longest=0)
    """
    known = expand(node)
    ends = (telling_ends(known, closing) if wanted else () for wanted, closing in ((opens, False), (closes, True)))
    # Interned: patterns ask for the same names and roles, and what they share stays in the processor's cache.
    first, last = (tuple(intern(text.strip(BOUND)) for text in texts) for texts in ends)
    inside = {tuple(sorted({intern(text.replace(BOUND, "")) for text in run})) for run in runs(known, most) if len(run) <= MAX_LITERALS}
    return Probe(first, last, tuple(sorted(inside, key=lambda run: (len(run), run))), width(node), digits(node))


def written(known: Probe) -> str:
    """A probe as text; `read_probe` reads it.

    >>> read_probe(written(Probe(("photo ",), (), (("photo ",), (" ap", " afp")), 23, 0))).runs
    (('photo ',), (' ap', ' afp'))
    """
    lists = ("\2".join(texts) for texts in (known.opens, known.closes, *known.runs))
    return "\1".join((f"{known.width} {known.digits}", *lists))


def read_probe(text: str) -> Probe:
    """A probe that was written."""
    numbers, *lists = text.split("\1")
    most, least = map(int, numbers.split())
    opens, closes, *inside = (tuple(map(intern, texts.split("\2"))) if texts else () for texts in lists)
    return Probe(opens, closes, tuple(inside), most, least)
