"""Which literals a pattern needs: what a block must hold before the pattern is worth trying, exactly.

Everything here follows from the tree of the pattern, the regular expressions of its slots included, so nobody has to keep
a list of words beside a rule. All literals are folded, and blocks are compared folded and without marks at their edges.
"""

from typing import NamedTuple

from cleanse.pattern import EDGE, Alt, Node, Seq, Slot, Text, fold
from cleanse.slot import digits, expand, width

MAX_PHRASES = 30  # a pattern with more spellings is searched, not listed
MAX_LITERALS = 64  # in the gate, for one pattern
MAX_ASKED = 64  # of a block that the gate let through
MAX_ENDS = 160
TELLING = 9  # a literal of so many letters at the edge of a block needs no more
MARKS = frozenset("@©®#$€£&§№{}<>=\\_")  # rare enough to be a literal of one character
COMMON = frozenset(
    """
    a all also an and are at be by can for from has have he her his i if in is it its may more new news next not of on or our
    out read she so some that the their these they this those to was we were what when who will with you your
    auf aus das dem den der des die ein eine für im in ist mit und von zu zum au aux avec ce dans de du en est et la le les par
    pour sur un une a al con da dal de del della di e el il in la las lo los no o os para per por que se su um uma un una y een
    en het in is met op te van voor
    """.split()
)  # words so frequent that finding one says little
BRACKETS = tuple("()[]")  # written in a pattern they are meant, though they do not count at the edge of a block
BOUND = "\b"  # in front of a literal: no letter or digit may stand before it
WORTH = {"\n": 4, BOUND: 1}  # how many letters it is worth that a literal stands at the edge of a block, of a word


def phrases(node: Node, most: int = MAX_PHRASES) -> frozenset[str] | None:
    """Every text the tree matches, folded, or None where there are more than `most` of them.

    >>> from cleanse.pattern import parse
    >>> sorted(phrases(parse("(read )?more", {})))
    ['more', 'read more']
    """
    if isinstance(node, Slot):
        return None
    if isinstance(node, Text):
        return frozenset((fold(node.text),))
    found = frozenset(("",)) if isinstance(node, Seq) else frozenset[str]()
    for item in node.items:
        more = phrases(item, most)
        if more is None:
            return None
        found = frozenset(a + b for a in found for b in more) if isinstance(node, Seq) else found | more
        if len(found) > most:
            return None
    return found


def split(node: Node) -> tuple[frozenset[str], Node | None]:
    """The finite alternatives of a tree as phrases, and a tree of the others, if there are any.

    >>> from cleanse.pattern import parse
    >>> split(parse("share|share on {x}", {"x": "[a-z]{1,9}"}))[0]
    frozenset({'share'})
    """
    listed: set[str] = set()
    others: list[Node] = []
    for branch in node.items if isinstance(node, Alt) else (node,):
        finite = phrases(branch)
        if finite is None or any(text.strip()[:1] in BRACKETS or text.strip()[-1:] in BRACKETS for text in finite):
            others.append(branch)
        else:
            listed |= finite
    if not others:
        return frozenset(listed), None
    return frozenset(listed), others[0] if len(others) == 1 else Alt(tuple(others))


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
    """The literals of a tree, at `most` so many in one of `runs`. `opens` and `closes` say that it begins or ends where the block does.

    >>> from cleanse.pattern import parse
    >>> probe(parse("photo {x} for (ap|afp)", {"x": ".{1,9}"}), True, True)
    Probe(opens=('photo ',), closes=(' for afp', ' for ap'), runs=(('photo ',), (' for afp', ' for ap')), width=23, digits=0, longest=0)
    """
    known = expand(node)
    ends = [_ends(known, closing) if wanted else None for wanted, closing in ((opens, False), (closes, True))]
    first, last = (tuple(sorted(end)) if end and "" not in end and len(end) <= MAX_ENDS else () for end in ends)
    return Probe(first, last, tuple(sorted((tuple(sorted(run)) for run in _runs(known, most)), key=len)), width(node), digits(node))


def literals(node: Node, opens: bool, closes: bool) -> frozenset[str] | None:
    """The rarest set of literals of which one must stand in a block that the tree matches; None if there is none.

    A literal at the edge of a block carries a "\\n" on that side: the text searched must have one around each block. One that
    begins a tree which begins with a word carries `BOUND`.

    >>> from cleanse.pattern import parse
    >>> sorted(literals(parse("{x} for (ap|afp)", {"x": ".{1,9}"}), True, True))
    [' for afp\\n', ' for ap\\n']
    """
    asked = probe(node, opens, closes, MAX_LITERALS)
    begins = _ends(expand(node), closing=False) or frozenset(("",))
    begins = frozenset() if "" in begins or len(begins) > MAX_ENDS or any(len(text) < 2 for text in begins) else begins
    candidates = [
        frozenset(f"\n{text}" for text in asked.opens), frozenset(f"{text}\n" for text in asked.closes),
        frozenset(f"{BOUND}{text}" for text in begins if all(text[0].isalnum() for text in begins)), *map(frozenset, asked.runs),
    ]  # fmt: skip
    return max(filter(None, candidates), key=_selectivity, default=None)


def _selectivity(candidate: frozenset[str]) -> tuple[int, int]:
    """Longer is rarer; at the edge of a block even a short word is rare."""
    return min(_rarity(text) for text in candidate), -len(candidate)


def _rarity(literal: str) -> int:
    marks = sum(1 for char in literal if not char.isalnum() and char not in f" '\n{BOUND}")
    rarity = len(literal) + 2 * marks + sum(worth for mark, worth in WORTH.items() if mark in literal)
    words = literal.strip(f"\n{BOUND} ").split(" ")
    return rarity - 3 if COMMON.issuperset(words) else rarity


def _ends(node: Node, closing: bool) -> frozenset[str] | None:
    """What every match begins with (or ends with), without marks; "" is among it where a match may be no more than marks."""
    if isinstance(node, Alt):
        return _of_all([_ends(item, closing) for item in node.items])
    ends, rest = _edge(node, closing)
    if ends is None:
        return None
    if all(map(_may_vanish, rest)):  # the block may end right behind: marks do not count there either
        return frozenset(text.strip(EDGE) for text in ends)
    return frozenset(text.rstrip(EDGE) if closing else text.lstrip(EDGE) for text in ends)


def _of_all(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [part for part in parts if part is not None]
    return frozenset[str]().union(*known) if len(known) == len(parts) else None


def _edge(node: Node, closing: bool) -> tuple[frozenset[str] | None, tuple[Node, ...]]:
    """What a tree begins with (or ends with) to the letter, and the items that were not looked at for it."""
    if isinstance(node, Slot):
        return None, ()
    if isinstance(node, Alt):
        return _of_all([_edge(item, closing)[0] for item in node.items]), ()
    items = node.items if isinstance(node, Seq) else (node,)
    items = items[::-1] if closing else items
    done: set[str] = set()  # long enough, or not followed further
    ends = {""}
    for used, item in enumerate(items):
        exact = phrases(item, MAX_ENDS)
        more = exact if exact is not None or isinstance(item, Text) else _edge(item, closing)[0]
        short = {text for text in ends if len(text) < TELLING}
        if more is not None and len(done) + len(short) * len(more) > MAX_ENDS:
            short = {text for text in short if not text.strip(EDGE)}
        done |= ends - short
        if not short or more is None or len(done) + len(short) * len(more) > MAX_ENDS:
            return frozenset(done | short), items[used:]
        ends = {b + a if closing else a + b for a in short for b in more}
        if exact is None:
            return frozenset(done | ends), items[used + 1 :]
    return frozenset(done | ends), ()


def _runs(node: Node, most: int, opens: bool = True, closes: bool = True) -> list[frozenset[str]]:
    """Sets of literals of which one must occur, wherever it stands; marks at the ends of the whole tree do not count."""
    if isinstance(node, Alt):
        branches = [max(_runs(item, most, opens, closes), key=_selectivity, default=None) for item in node.items]
        whole = [branch for branch in branches if branch is not None]
        return [frozenset[str]().union(*whole)] if len(whole) == len(branches) else []
    items = node.items if isinstance(node, Seq) else (node,)
    found: list[frozenset[str]] = []
    first = 0
    while first < len(items):
        last, run = _longest_run(items, first, most)
        begins = opens and all(map(_may_vanish, items[:first]))
        ends = closes and all(map(_may_vanish, items[max(last, first + 1) :]))
        if last == first:
            last = first + 1
            found += [] if isinstance(items[first], Slot) else _runs(items[first], most, begins, ends)
        elif all(len(text.strip(EDGE)) > 1 or not MARKS.isdisjoint(text) for text in run):
            found.append(frozenset(variant for text in run for variant in _variants(text, begins, ends)))
        first = last
    return found


def _may_vanish(node: Node) -> bool:
    """Whether a tree can match no more than marks, which are not looked at where they stand at the edge of a block."""
    if isinstance(node, Text):
        return not node.text.strip(EDGE)
    if isinstance(node, Slot):
        return False
    return (all if isinstance(node, Seq) else any)(map(_may_vanish, node.items))


def _variants(text: str, begins: bool, ends: bool) -> list[str]:
    """A literal at the edge of a tree: marks at the edge of a block are gone, elsewhere they stand."""
    texts = [text]
    if begins and text[0] in EDGE:
        texts.append("\n" + text.lstrip(EDGE))
    if ends and text[-1] in EDGE:
        texts += [t.rstrip(EDGE) + "\n" for t in texts]
    return texts


def _longest_run(items: tuple[Node, ...], first: int, most: int) -> tuple[int, frozenset[str]]:
    run = frozenset(("",))
    for last in range(first, len(items)):
        more = phrases(items[last], most)
        if more is None or len(run) * len(more) > most:
            return last, run
        run = frozenset(a + b for a in run for b in more)
    return len(items), run
