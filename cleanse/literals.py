"""Which literals a pattern needs: what a block must hold before the pattern is worth trying, exactly.

Everything here follows from the tree of the pattern, the regular expressions of its slots included, so nobody has to keep
a list of words beside a rule. All literals are folded, and blocks are compared folded and without marks at their edges.
"""

from functools import lru_cache

from cleanse.pattern import EDGE, REMEMBERED, Alt, Node, Seq, Slot, Text, fold, is_word
from cleanse.slot import expand

MAX_PHRASES = 30  # a pattern with more spellings is searched, not listed
MAX_LITERALS = 64  # in the gate, for one pattern, and in one question to a block that it let through
MAX_ENDS = 160
TELLING = 9  # letters of a literal at the edge of a block that are enough
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
BOUND = "\b"  # at an end of a literal: no letter or digit may stand beside it
WORTH = {"\n": 20, BOUND: 1}  # how many letters more a literal is worth that stands at the edge of a block, of a word
STEM = 5  # letters of a literal by which it is shelved; the line break of one that opens a block counts
OPENED, TRIMMED = 10, 12  # letters that are kept of a literal that opens a block, and of another


@lru_cache(maxsize=REMEMBERED)
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


def telling_ends(node: Node, closing: bool) -> tuple[str, ...]:
    """What every match begins with (or ends with), or nothing if that is not known or too much to ask for."""
    ends = _ends(node, closing)
    return tuple(sorted(ends)) if ends and "" not in ends and len(ends) <= MAX_ENDS else ()


def literals(node: Node, opens: bool, closes: bool) -> frozenset[str] | None:
    """Literals of which every block that the tree matches holds at least one: the rarest such set; None if there is none.

    A literal at the edge of a block carries a "\\n" on that side: the text searched must have one around each block. One
    that must be the beginning or the end of a word carries `BOUND` there. Of a long one the first letters are enough, or
    the last if it closes the block.

    >>> from cleanse.pattern import parse
    >>> sorted(literals(parse("{x} for (ap|afp)", {"x": ".{1,9}"}), True, True))
    [' for afp\\n', ' for ap\\n']
    """
    known = expand(node)
    first, last = telling_ends(known, closing=False), telling_ends(known, closing=True)
    candidates = [
        frozenset(f"\n{text}" for text in first) if opens else None, frozenset(f"{text}\n" for text in last) if closes else None,
        frozenset(BOUND + text for text in first) if all(len(text) > 1 and is_word(text[0]) for text in first) else None,
        *(run for run in runs(known, MAX_LITERALS) if all(any(map(str.isalnum, text)) or not MARKS.isdisjoint(text) for text in run)),
    ]  # fmt: skip
    best = max(filter(None, candidates), key=_selectivity, default=None)
    return best and frozenset(map(_trimmed, best))


def _trimmed(literal: str) -> str:
    if literal[0] == "\n":
        return literal[:OPENED] if len(literal) <= STEM else literal[:OPENED].removesuffix(BOUND)
    return literal[-TRIMMED:] if literal[-1] == "\n" else literal[:TRIMMED]


@lru_cache(maxsize=REMEMBERED)
def _selectivity(candidate: frozenset[str]) -> float:
    """How rarely one of these is met: each letter more halves how often a literal is."""
    return -sum(2.0 ** -_rarity(text) for text in candidate)


def _rarity(literal: str) -> int:
    marks = sum(1 for char in literal if not char.isalnum() and char not in f" '\n{BOUND}")
    rarity = len(literal) + 2 * marks + sum(worth * literal.count(mark) for mark, worth in WORTH.items())
    words = literal.strip(f"\n{BOUND} ").split(" ")
    return rarity - 3 if COMMON.issuperset(words) else rarity


def _ends(node: Node, closing: bool) -> frozenset[str] | None:
    """What every match begins with (or ends with), without marks; "" is among it where a match may be no more than marks."""
    if isinstance(node, Alt):
        return _of_all([_ends(item, closing) for item in node.items])
    ends, rest = _edge(node, closing, beyond=True)
    if ends is None:
        return None
    if all(map(_may_vanish, rest)):  # the block may end right behind: marks do not count there either
        return frozenset(text.strip(EDGE) for text in ends)
    return frozenset(text.rstrip(EDGE) if closing else text.lstrip(EDGE) for text in ends)


def _of_all(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [part for part in parts if part is not None]
    return frozenset[str]().union(*known) if len(known) == len(parts) else None


@lru_cache(maxsize=REMEMBERED)
def _edge(node: Node, closing: bool, beyond: bool = False) -> tuple[frozenset[str] | None, tuple[Node, ...]]:
    """What a tree begins with (or ends with) to the letter, and the items that were not looked at for it.

    A text behind which no letter or digit can stand carries `BOUND` there; `beyond` says that none can behind the tree.
    """
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
        stopped = ends if not short or more is None or len(done) + len(short) * len(more) > MAX_ENDS else ends - short
        done |= _bounded(stopped, closing) if _bound(items[used:], closing, beyond) else stopped
        if stopped is ends:
            return frozenset(done), items[used:]
        ends = {b + a if closing else a + b for a in short for b in more or ()}
        if exact is None:
            return frozenset(done | ends), items[used + 1 :]
    return frozenset(done | (_bounded(ends, closing) if beyond else ends)), ()


def _bounded(texts: set[str], closing: bool) -> set[str]:
    edges = (closing, not closing)
    return {_at_words(text, edges) if text else text for text in texts}


@lru_cache(maxsize=REMEMBERED)
def runs(
    node: Node, most: int, opens: bool = True, closes: bool = True, bound: tuple[bool, bool] = (True, True)
) -> tuple[frozenset[str], ...]:
    """Sets of literals, of each of which one must occur somewhere; marks at the ends of the whole tree do not count.

    `bound` says whether a letter or digit cannot stand directly before the tree, behind it: never around a whole pattern.
    """
    if isinstance(node, Alt):
        branches = [max(runs(item, most, opens, closes, bound), key=_selectivity, default=None) for item in node.items]
        whole = [branch for branch in branches if branch is not None]
        return (frozenset[str]().union(*whole),) if len(whole) == len(branches) else ()
    items = node.items if isinstance(node, Seq) else (node,)
    found: list[frozenset[str]] = []
    first = 0
    while first < len(items):
        last, run = _longest_run(items, first, most)
        behind = items[max(last, first + 1) :]
        begins = opens and all(map(_may_vanish, items[:first]))
        ends = closes and all(map(_may_vanish, behind))
        edges = _bound(items[:first][::-1], True, bound[0]), _bound(behind, False, bound[1])
        if last == first:
            last = first + 1
            found += () if isinstance(items[first], Slot) else runs(items[first], most, begins, ends, edges)
        elif all(len(text.strip(EDGE)) > 1 or not MARKS.isdisjoint(text) or (not begins and not ends and text.strip()) for text in run):
            found.append(_least([_at_words(variant, edges) for text in run for variant in _variants(text, begins, ends)]))
        first = last
    return tuple(found)


def _least(run: list[str]) -> frozenset[str]:
    """The same question with fewer literals: where one stands, each that is a part of it stands as well."""
    least: list[str] = []
    for text in sorted(run, key=len):
        if not any(part in text for part in least):
            least.append(text)
    return frozenset(least)


def _at_words(literal: str, bound: tuple[bool, bool]) -> str:
    """A literal with `BOUND` where its first or last letter has to be that of a word."""
    before = BOUND if bound[0] and is_word(literal[0]) else ""
    return before + literal + (BOUND if bound[1] and is_word(literal[-1]) else "")


def _bound(nearest: tuple[Node, ...], closing: bool, beyond: bool) -> bool:
    """Whether what stands nearest never has a letter or digit on this side; `beyond` is what holds behind all of it."""
    for node in nearest:
        never, vanishes = _side(node, closing)
        if not never or not vanishes:
            return never
    return beyond


@lru_cache(maxsize=REMEMBERED)
def _side(node: Node, closing: bool) -> tuple[bool, bool]:
    """Whether no match has a letter or digit at its end (or beginning), and whether one may be empty."""
    if isinstance(node, Slot):
        return False, True
    if isinstance(node, Text):
        return not node.text or not is_word(node.text[-1 if closing else 0]), not node.text
    if isinstance(node, Alt):
        sides = [_side(item, closing) for item in node.items]
        return all(never for never, _ in sides), any(empty for _, empty in sides)
    empty = all(_side(item, closing)[1] for item in node.items)
    return _bound(node.items[::-1] if closing else node.items, closing, beyond=True), empty


@lru_cache(maxsize=REMEMBERED)
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
