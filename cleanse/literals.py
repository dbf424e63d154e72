"""Which literals a pattern needs: what a block must hold before the pattern is worth trying, exactly.

Everything here follows from the tree of the pattern, the regular expressions of its slots included, so nobody has to keep
a list of words beside a rule. All literals are folded, and blocks are compared folded and without marks at their edges.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from cleanse.pattern import EDGE, Alt, Node, Seq, Slot, Text, fold

MAX_PHRASES = 30  # a pattern with more spellings is searched, not listed
MAX_LITERALS = 64  # in the gate, for one pattern
MAX_ASKED = 64  # of a block that the gate let through
MAX_CLASS = 16  # a class of so many characters is a choice of literals
MAX_ENDS = 160
TELLING = 9  # a literal of so many letters at the edge of a block needs no more
MARKS = frozenset("@©®#$€£&§№{}<>=\\_")  # rare enough to be a literal of one character
COMMON = frozenset(
    "a all also an and are at be by can for from has have he her his i if in is it its may more new news next not of on or our out read she so some that the "
    "their these they this those to was we were what when who will with you your "
    "auf aus das dem den der des die ein eine für im in ist mit und von zu zum au aux avec ce dans de du en est et la le les par pour "
    "sur un une a al con da dal de del della di e el il in la las lo los no o os para per por que se su um uma un una y een en het "
    "in is met op te van voor".split()
)  # words so frequent that finding one says little
BOUND = "\b"  # in front of a literal: no letter or digit may stand before it
WORTH = {"\n": 4, BOUND: 1}  # how many letters it is worth that a literal stands at the edge of a block, of a word
OPAQUE = Slot("")  # some text of which nothing is known


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
        if finite is None:
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
    Probe(opens=('photo ',), closes=('afp', 'ap'), runs=(('photo ',), (' for afp', ' for ap')), width=23, digits=0, longest=0)
    """
    known = expand(node)
    ends = [_ends(known, closing) if wanted else None for wanted, closing in ((opens, False), (closes, True))]
    first, last = (tuple(sorted(end)) if end and "" not in end and len(end) <= MAX_ENDS else () for end in ends)
    return Probe(first, last, tuple(sorted((tuple(sorted(run)) for run in _runs(known, most)), key=len)), _width(node), _digits(node))


def _width(node: Node) -> int:
    """The length of the longest text that the tree matches."""
    if isinstance(node, Text):
        return len(node.text)
    if isinstance(node, Slot):
        return _slot_width(node.regex)
    widths = [_width(item) for item in node.items]
    return sum(widths) if isinstance(node, Seq) else max(widths)


def expand(node: Node) -> Node:
    """The tree with what can be read of its slots in their place.

    >>> expand(Slot("(?:call|mail)(?: me)?"))
    Seq(items=(Alt(items=(Text(text='call'), Text(text='mail'))), Alt(items=(Text(text=' me'), Text(text='')))))
    """
    if isinstance(node, Slot):
        return _read(_parsed(node.regex))
    if isinstance(node, Text):
        return node
    items = tuple(expand(item) for item in node.items)
    return Seq(items) if isinstance(node, Seq) else Alt(items)


def _read(tree: Any) -> Node:
    items: list[Node] = []
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            before = items.pop().text if items and isinstance(items[-1], Text) else ""
            items.append(Text(before + chr(argument)))
        elif name == "IN" and len(argument) <= MAX_CLASS and all(str(kind) == "LITERAL" for kind, _ in argument):
            items.append(Alt(tuple(Text(chr(code)) for _, code in argument)))
        elif name == "SUBPATTERN":
            items.append(_read(argument[3]))
        elif name == "BRANCH":
            items.append(Alt(tuple(_read(branch) for branch in argument[1])))
        elif name == "AT":
            continue
        elif name == "MAX_REPEAT" and argument[0] == 0:
            items.append(Alt((_read(argument[2]) if argument[1] == 1 else OPAQUE, Text(""))))
        else:
            items.append(OPAQUE)
    if not items:
        return Text("")
    return items[0] if len(items) == 1 else Seq(tuple(items))


@lru_cache(maxsize=512)
def _parsed(regex: str) -> Any:
    """The tree that `re` makes of a regular expression, with some letter for the properties that it does not know."""
    from re import _parser  # type: ignore[attr-defined]

    return _parser.parse(re.sub(r"\\p\{\w+\}", r"\\w", regex))


def _slot_width(regex: str) -> int:
    return int(_parsed(regex).getwidth()[1])


def _digits(node: Node) -> int:
    """How many digits every match holds at least."""
    if isinstance(node, Text):
        return sum(1 for char in node.text if char.isdigit())
    if isinstance(node, Slot):
        return _regex_digits(_parsed(node.regex))
    found = [_digits(item) for item in node.items]
    return sum(found) if isinstance(node, Seq) else min(found)


def _regex_digits(tree: Any) -> int:
    count = 0
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            count += chr(argument).isdigit()
        elif name == "IN":
            count += all(str(value) in ("CATEGORY_DIGIT", "(48, 57)") for _, value in argument)
        elif name == "MAX_REPEAT":
            count += argument[0] * _regex_digits(argument[2])
        elif name == "SUBPATTERN":
            count += _regex_digits(argument[3])
        elif name == "BRANCH":
            count += min(_regex_digits(branch) for branch in argument[1])
    return count


def literals(node: Node, opens: bool, closes: bool) -> frozenset[str] | None:
    """The rarest set of literals of which one must stand in a block that the tree matches; None if there is none.

    A literal at the edge of a block carries a "\\n" on that side: the text searched must have one around each block. One that
    begins a tree which begins with a word carries `BOUND`.

    >>> from cleanse.pattern import parse
    >>> sorted(literals(parse("{x} for (ap|afp)", {"x": ".{1,9}"}), True, True))
    ['afp\\n', 'ap\\n']
    """
    asked = probe(node, opens, closes, MAX_LITERALS)
    begins = _ends(expand(node), closing=False) or frozenset(("",))
    begins = frozenset() if "" in begins or len(begins) > MAX_ENDS or any(len(text) < 2 for text in begins) else begins
    candidates = [
        frozenset(f"\n{text}" for text in asked.opens), frozenset(f"{text}\n" for text in asked.closes),
        frozenset(f"{BOUND}{text}" for text in begins) if all(text[0].isalnum() for text in begins) else frozenset(), *map(frozenset, asked.runs),
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
    if isinstance(node, Slot):
        return None
    if isinstance(node, Alt):
        parts = [_ends(item, closing) for item in node.items]
        known = [part for part in parts if part is not None]
        return frozenset[str]().union(*known) if len(known) == len(parts) else None
    done: set[str] = set()  # long enough, or not followed further
    ends = {""}
    items = node.items if isinstance(node, Seq) else (node,)
    for item in reversed(items) if closing else items:
        exact = phrases(item, MAX_ENDS)
        more = exact if exact is not None or isinstance(item, Text) else _ends(item, closing)
        short = {text for text in ends if len(text) < TELLING}
        if more is not None and len(done) + len(short) * len(more) > MAX_ENDS:
            short = {text for text in short if not text.strip(EDGE)}
        done |= ends - short
        if not short or more is None or len(done) + len(short) * len(more) > MAX_ENDS:
            ends = short
            break
        ends = {b + a if closing else a + b for a in short for b in more}
        if exact is None:
            break
    return frozenset(text.rstrip(EDGE) if closing else text.lstrip(EDGE) for text in done | ends)


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
