"""The literals of a pattern: whatever the pattern matches holds them. Nothing that a rule could say is lost at the gate.

Patterns are made up from the language, texts from the patterns, blocks from the texts; only what the regular expression
really matches counts.
"""

import re

import pytest
import regex
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cleanse.literals import BOUND, expand, literals, phrases
from cleanse.match import Matcher, fold_blocks
from cleanse.model import CleanseError, Kind
from cleanse.pattern import EDGE, MAX_SLOTS, Alt, Node, Seq, Slot, Slots, Text, fold, parse
from cleanse.probes import MAX_ASKED, Probe, probe, read_probe
from cleanse.probes import written as as_text
from cleanse.rules import CLOSING, CUTS, OPENING, WHERE, WHOLE, WINDOW, Rule, compile_rules, expression

SLOTS: Slots = {
    "any": ".{1,9}", "n": r"\d{1,3}(?:[.,]\d)?", "call": "(?:call|mail)(?: me)?", "abc": "[a-c]{2}", "marks": r"\W{0,3}", "maybe": "(?:x|yz)?",
    "year": r"(?:19|20)\d\d", "handle": r"@\w{2,5}", "sep": " ?[:|–-] ?", "Read": "(?-i:READ|Read)", "end": r"\W{0,2}$", "open": r"[(\[]?",
    "date": r"\d{1,2}\. \w{3,5}(?: (?:19|20)\d\d)?", "said": "(?:he|she) said", "not": "[^<>]{1,4}", "twice": "(?:ha ){1,2}ha", "dot": r"\.",
    "city": ["bonn", "port alma", "({abc}|st\\.) malo"],
}  # fmt: skip
WORDS = [
    *("read", "more", "photo", "by", "the", "a", "ab", "what's", "müller", "İz", "größe", "новости", "写真", "1999", "№ 7", "ap/afp"),
    *(" ", " ", " ", ": ", "(", ")", "…", "- ", '"', "©", "@", ". ", " | ", "", "e", "’s", "news letter", "<b>", "$"),
]
ALPHABET = st.sampled_from([*map(chr, range(32, 127)), *"–’“…:éßж写٣\u0301"])
EVERY = pytest.mark.parametrize("where", [where for where in WHERE if where != "row"])  # a row is looked up, not searched for
PROPERTY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

slot_texts = {  # to `re`, whose texts these are, an accent of its own is no part of a word; to `regex` it is
    slot: st.from_regex(slot, fullmatch=True, alphabet=ALPHABET).filter(regex.compile(slot).fullmatch)
    for slot in SLOTS.values()
    if isinstance(slot, str)
}
for opaque in (".{1,9}", "[^<>]{1,4}"):  # a slot stands for more than marks: `slot.OPAQUE`
    slot_texts[opaque] = slot_texts[opaque].filter(lambda text: bool(fold(text).strip(EDGE)))
spaced = st.sampled_from([Text(text) for text in ("write", " to ", " us", "by ", " ")])
leaves = st.one_of(
    st.builds(Text, st.lists(st.sampled_from(WORDS), max_size=3).map("".join)),
    st.sampled_from([parse(f"{{{name}}}", SLOTS) for name in SLOTS]),
)


def _branches(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=4).map(tuple)
    options = st.lists(st.tuples(spaced, children).map(Seq), min_size=1, max_size=3).map(lambda items: Alt((*items, Text(" us"))))
    return st.one_of(
        st.builds(Seq, several),
        st.tuples(spaced, options).map(Seq),
        st.tuples(options, spaced).map(Seq),
        st.builds(Alt, several),
        children.map(lambda node: Alt((node, Text("")))),
    )


trees = st.recursive(leaves, _branches, max_leaves=9)


def written(node: Node) -> str:
    """The pattern that a tree is the tree of."""
    if isinstance(node, Text):
        return re.sub(r"([\\(){}|?])", r"\\\1", node.text)
    if isinstance(node, Slot):
        return next("{" + name + "}" for name, value in SLOTS.items() if value == node.regex)
    parts = [written(item) for item in node.items]
    return "".join(parts) if isinstance(node, Seq) else "(" + "|".join(parts) + ")"


def a_text(node: Node, draw: st.DrawFn) -> str:
    """A text that the tree matches."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Slot):
        return draw(slot_texts[node.regex])
    if isinstance(node, Alt):
        return a_text(draw(st.sampled_from(node.items)), draw)
    return "".join(a_text(item, draw) for item in node.items)


def restyled(text: str, draw: st.DrawFn) -> str:
    """The same text in other cases and with other quotes."""
    text = draw(st.sampled_from([text, text, text.upper(), text.title(), text.lower(), text.swapcase()]))
    return text.replace("'", draw(st.sampled_from("'’`"))).replace('"', draw(st.sampled_from('"“„»')))


@st.composite
def blocks(draw: st.DrawFn, where: str) -> tuple[str, Node, str]:
    """A pattern, its tree, and a block in which a rule applied to `where` finds it."""
    pattern = written(draw(trees))
    try:
        node = parse(pattern, SLOTS)
    except CleanseError:
        assume(False)
    matched = restyled(a_text(node, draw), draw)
    around = ["", "", " ", "• ", "“", "(", ")", ": ", " — ", "…", "# ", " ®"]  # the last two are no marks of `EDGE`
    if where not in WHOLE:
        around += ["word ", " word", " a (b) ", "1"]
    block = draw(st.sampled_from(around)) + matched + draw(st.sampled_from(around))
    assume(len(block) <= WINDOW and block.strip())
    return pattern, node, block


def finds(pattern: str, where: str, block: str) -> bool:
    """The slow truth: whether a rule of this kind finds its pattern in a block."""
    compiled = regex.compile(expression(pattern, where, SLOTS), regex.IGNORECASE | regex.VERSION0)
    window = block.replace("\n", " ")
    if where in WHOLE:
        return compiled.fullmatch(window) is not None
    return (compiled.match(window) if where in OPENING else compiled.search(window)) is not None


def holds(literal: str, edged: str) -> bool:
    """Whether a literal stands in a folded block with its edges; at `BOUND` only where a word begins or ends."""
    before = r"(?<![^\W_])" if literal.startswith(BOUND) else ""
    behind = r"(?![^\W_])" if literal.endswith(BOUND) else ""
    return regex.search(before + regex.escape(literal.strip(BOUND)) + behind, edged) is not None


def unmet(asked: Probe, key: str) -> list[str]:
    """What a probe asks for and a folded block does not have."""
    edged = f"\n{key}\n"
    met = {
        "opens": not asked.opens or key.startswith(asked.opens),
        "closes": not asked.closes or key.endswith(asked.closes),
        "digits": asked.digits <= len(re.findall(r"\d", key)),
    }
    runs = [f"one of {run}" for run in asked.runs if not any(literal in edged for literal in run)]
    return runs + [question for question, answer in met.items() if not answer]


@EVERY
@PROPERTY
@given(data=st.data())
def test_every_block_that_a_pattern_matches_holds_what_is_asked_of_it(where: str, data: st.DataObject) -> None:
    pattern, node, block = data.draw(blocks(where))
    assume(finds(pattern, where, block))
    (key,) = fold_blocks([block])
    asked = probe(node, where in OPENING, where in CLOSING)
    assert unmet(asked, key) == [], (pattern, block)
    if where in WHOLE:
        assert len(key) <= asked.width
    gate = literals(node, where in OPENING, where in CLOSING)
    assert gate is None or any(holds(literal, f"\n{key}\n") for literal in gate), (pattern, block, gate)


@EVERY
@PROPERTY
@given(data=st.data())
def test_the_matcher_finds_what_the_pattern_finds(where: str, data: st.DataObject) -> None:
    """The same, and no more, though it asks an expression with wider edges first."""
    pattern, _, block = data.draw(blocks(where))
    rule = Rule("ad.x", Kind.AD, "", where, "any", WINDOW, 6.0, None, {"en": [pattern]}, ("",), ("",))
    try:
        matcher = Matcher(compile_rules([rule], SLOTS))
    except CleanseError:
        return
    truth = ["ad.x"] if finds(pattern, where, block) else []
    assert [evidence.source for evidence in matcher.match([block]).get(0, [])] == truth, (pattern, block)


@PROPERTY
@given(data=st.data())
def test_texts_made_from_a_tree_are_matched_by_it(data: st.DataObject) -> None:
    """The generator is honest: without it the test above would assume everything away."""
    pattern, node, _ = data.draw(blocks("line"))
    assume(not any(mark in pattern for mark in ("{end}", "{Read}")))
    matched = a_text(node, data.draw)
    assert finds(pattern, "line", matched), (pattern, matched)


@PROPERTY
@given(tree=trees)
def test_a_tree_is_the_tree_of_what_it_is_written_as(tree: Node) -> None:
    pattern = written(tree)
    try:
        assert written(parse(pattern, SLOTS)) == written(parse(written(parse(pattern, SLOTS)), SLOTS))
    except CleanseError as error:
        assert f"more than {MAX_SLOTS} open slots" in str(error)


@PROPERTY
@given(data=st.data())
def test_phrases_are_all_there_is(data: st.DataObject) -> None:
    node = data.draw(trees)
    known = phrases(node, 200)
    assert known is None or fold(a_text(node, data.draw)) in known


@PROPERTY
@given(tree=trees, opens=st.booleans(), closes=st.booleans())
def test_what_is_asked_is_little_and_certain(tree: Node, opens: bool, closes: bool) -> None:
    asked = probe(tree, opens, closes)
    assert all(asked.opens) or not asked.opens
    assert opens or not asked.opens
    assert closes or not asked.closes
    assert all(0 < len(run) <= 4 * MAX_ASKED and all(run) for run in asked.runs)
    assert read_probe(as_text(asked)) == asked
    gate = literals(tree, opens, closes)
    assert gate is None or all(literal.strip("\n" + BOUND) for literal in gate)


@pytest.mark.parametrize(
    ("pattern", "where", "expected"),
    [
        ("read more", "line", {"\nread more"}),
        ("read more", "anywhere", {f"{BOUND}read more{BOUND}"}),
        ("read", "anywhere", {f"{BOUND}read{BOUND}"}),
        ("{any} for (ap|afp)", "end", {" for ap\n", " for afp\n"}),
        ("{any} photographed {any}", "line", {" photographe"}),
        ("{any}", "line", None),
        ("({any}|read more)", "line", None),
        ("(x)?{any}", "anywhere", None),
    ],
)
def test_the_rarest_literals_are_chosen(pattern: str, where: str, expected: set[str] | None) -> None:
    assert literals(parse(pattern, SLOTS), where in OPENING, where in CLOSING) == expected


@pytest.mark.parametrize(
    ("pattern", "where", "block"),
    [
        ("write( to {any}| us)", "line", "Write to Ana"),
        ("write( to {any}| us)", "start", "Write us"),
        ("({any} by |seen )photo", "end", "Seen photo"),
        ("(photo |{any}: )({any} by |by )(ap|{n})", "line", "Photo by AP"),
        ("read more:( {any})?", "line", "Read more:"),
        ("caption:", "start", "Caption:"),
        ("\\(archive", "end", "(Archive)"),
    ],
)
def test_marks_and_spaces_inside_a_pattern_are_not_those_at_its_edges(pattern: str, where: str, block: str) -> None:
    assert finds(pattern, where, block)
    rule = Rule("ad.x", Kind.AD, "", where, "any", WINDOW, 6.0, None, {"en": [pattern]}, ("",), ("",))
    assert Matcher(compile_rules([rule], SLOTS)).match([block])


@pytest.mark.parametrize(
    ("pattern", "where", "block"),
    [
        ("prices by m² {any}", "line", "Prices by m² abc"),
        ("kullanım {any}", "line", "KULLANIM abc"),
        ("kullanım koşulları", "line", "KULLANIM KOŞULLARI"),
        ("όροι χρήσης", "line", "ΌΡΟΙ ΧΡΉΣΗΣ"),
        ("İz {any}", "line", "iz abc"),
    ],
)
def test_the_gate_knows_cases_and_digits_as_the_expression_does(pattern: str, where: str, block: str) -> None:
    assert finds(pattern, where, block)
    rule = Rule("ad.x", Kind.AD, "", where, "any", WINDOW, 6.0, None, {"en": [pattern]}, ("",), ("",))
    assert Matcher(compile_rules([rule], SLOTS)).match([block])


@pytest.mark.parametrize(
    ("slot", "spellings"),
    [("call", {"call", "call me", "mail", "mail me"}), ("said", {"he said", "she said"}), ("maybe", {"", "x", "yz"}), ("abc", None)],
)
def test_slots_are_read(slot: str, spellings: set[str] | None) -> None:
    assert phrases(expand(parse(f"{{{slot}}}", SLOTS))) == spellings


def test_cuts_and_wholes_are_among_the_places() -> None:
    assert {*CUTS, *WHOLE, *OPENING, *CLOSING} <= set(WHERE)
