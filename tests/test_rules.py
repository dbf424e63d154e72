"""The rulebook: every rule's examples, the tables made ahead, and what the loader refuses."""

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from languages import LANGUAGES
from strategies import EXAMPLES, pages

from cleanse.likelihood import written
from cleanse.match import Matcher, check_examples, fold_blocks
from cleanse.model import CleanseError, Kind
from cleanse.pattern import fold, parse, to_regex
from cleanse.profile import CHROME, FURNITURE
from cleanse.rulebook import built_in_rules, built_in_slots, built_in_weights
from cleanse.rulebook.__main__ import PIECES, source
from cleanse.rulebook.__main__ import TABLES as TABLES_FILE
from cleanse.rulebook.__main__ import pieces as made_pieces
from cleanse.rulebook.tables import TABLES
from cleanse.rules import Rule, compile_rules, expression, read_rules
from cleanse.shelves import packed
from cleanse.tables import Head, merge

RULES = built_in_rules()
SLOTS = built_in_slots()
LOOKING = ("ended", "shut", "nodigits", "unended")  # slots that look at one character in front or behind
PACK = """
kind = "share"
[[rule]]
id = "share.pigeon"
says = "A note about pigeons"
{more}
drop = ["Send by pigeon"]
keep = ["They send it by pigeon every day."]
match.en = ["send by pigeon"]
"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_behave(rule: Rule) -> None:
    check_examples([rule], SLOTS)


def test_tables_are_what_the_rulebook_says() -> None:
    made = compile_rules(RULES, SLOTS)._replace(weights=written(built_in_weights()), compiled=TABLES.compiled, compiler=TABLES.compiler)
    assert TABLES_FILE.read_text("utf-8") == source(made), "run python -m cleanse.rulebook"
    assert PIECES.read_bytes() == packed(made_pieces(made)), "run python -m cleanse.rulebook"


def test_an_expression_compiled_ahead_finds_what_one_compiled_now_finds() -> None:
    if TABLES.compiler != regex.__version__:
        pytest.skip("another regex built the tables, so nothing is read that was compiled ahead; run python -m cleanse.rulebook")
    ahead, now = Matcher(TABLES), Matcher(TABLES._replace(compiler="another version", compiled=()))
    assert ahead.match(EXAMPLES[::40]) == now.match(EXAMPLES[::40])


@pytest.mark.parametrize("kind", sorted((CHROME | FURNITURE | {Kind.CORRECTION}) - {Kind.DUPLICATE}))
def test_every_kind_has_rules_in_every_language(kind: Kind) -> None:
    languages = {language for rule in RULES if rule.kind is kind for language in rule.match}
    if kind is Kind.MARKUP:  # markup speaks no language
        assert languages
    else:
        assert languages >= set(LANGUAGES)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(TABLES)


@pytest.fixture(scope="module")
def compiled() -> list[tuple[Head, regex.Pattern[str]]]:
    numbers = range(0, len(TABLES.patterns), 5)  # to compile all takes half a minute
    heads = [(TABLES.heads[TABLES.patterns[number]], TABLES.sources[number]) for number in numbers]
    return [(head, regex.compile(expression(pattern, head.where, SLOTS), regex.IGNORECASE)) for head, pattern in heads]


@given(text=st.sampled_from(EXAMPLES))
def test_the_gate_lets_every_match_through(text: str, matcher: Matcher, compiled: list[tuple[Head, regex.Pattern[str]]]) -> None:
    """The slow truth: every fifth pattern tried on an example of any rule, against what the gated matcher finds; thorough runs try most."""
    found = {evidence.source for evidence in matcher.match([text]).get(0, [])}
    for head, pattern in compiled:
        if len(text) > head.max and head.where not in ("head", "tail", "span"):
            continue
        how = {"line": pattern.fullmatch, "heading": pattern.fullmatch, "start": pattern.match}.get(head.where, pattern.search)
        if how(text):
            assert head.id in found, (head.id, text)


@given(page=pages())
def test_blocks_are_matched_alone(page: str) -> None:
    """What is found about a block does not depend on the blocks searched with it."""
    matcher = Matcher(TABLES)
    texts = [line for line in page.splitlines() if line.strip()]
    together = matcher.match(texts)
    for index, text in enumerate(texts):
        assert matcher.match([text]).get(0, []) == together.get(index, [])


@given(text=st.text(max_size=60))
def test_folding_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_a_cedilla_is_a_comma_below() -> None:
    assert fold("Citeşte ŢARA") == fold("Citește ȚARA")


def test_a_pattern_with_a_control_character_is_refused() -> None:
    with pytest.raises(CleanseError, match="holds a control character"):
        compile_rules(read_rules(PACK.format(more="").replace('["send by', '["send\\u0000by'), "pack.toml"), SLOTS)


def test_no_pattern_of_ours_repeats_without_bound() -> None:
    unbounded = re.compile(r"(?<!\\)(?:[*+]|\{\d+,\})")
    for name, value in SLOTS.items():
        for slot in [value] if isinstance(value, str) else []:
            outside_classes = re.sub(r"\[(?:\\.|[^\]\\])*\]", "", slot)
            assert not unbounded.search(outside_classes), name
            assert name in LOOKING or ("(?=" not in slot and "(?<" not in slot), name


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("weight = 'much'", "weight is missing or of the wrong type"),
        ("where = 'everywhere'", "where is one of"),
        ("colour = 'red'", "unknown field colour"),
        ("marks = 'pigeon'", "is no kind"),
        ("weight = inf", "finite"),
        ("top = nan", "finite"),
        ("weight = 1" + "0" * 400, "finite"),
    ],
)
def test_a_bad_rule_is_named(more: str, complaint: str) -> None:
    with pytest.raises(CleanseError, match=r"pack.toml: rule 'share.pigeon'.*" + complaint):
        read_rules(PACK.replace("{more}", more), "pack.toml")


@pytest.mark.parametrize("rule", ["1", "[1]", "['x']", "[[]]"])
def test_what_is_no_table_of_a_rule_is_named(rule: str) -> None:
    with pytest.raises(CleanseError, match=r"pack\.toml: a pack holds kind"):
        read_rules(f"kind = 'share'\nrule = {rule}", "pack.toml")


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 5000, "a = 1\na = 2", "\x00"])
def test_what_no_parser_takes_is_named(text: str) -> None:
    with pytest.raises(CleanseError, match=r"pack\.toml: not TOML"):
        read_rules(text, "pack.toml")


@pytest.mark.parametrize("text", ["a" + ".a" * 50_000 + " = 1", "# a comment\n" * 100_000], ids=["a key of many dots", "a large one"])
def test_a_pack_that_could_exhaust_its_parser_is_not_parsed(text: str) -> None:
    with pytest.raises(CleanseError, match=r"pack\.toml: a pack has at most .* split it"):
        read_rules(text, "pack.toml")


@pytest.mark.parametrize("missing", ["drop", "keep", "match.en", "says"])
def test_a_rule_needs_all_its_parts(missing: str) -> None:
    lines = [line for line in PACK.replace("{more}", "").split("\n") if not line.startswith(missing)]
    with pytest.raises(CleanseError, match="share.pigeon"):
        read_rules("\n".join(lines), "pack.toml")


def test_a_rule_whose_examples_do_not_behave_does_not_load() -> None:
    greedy = PACK.replace("{more}", "where = 'anywhere'").replace('match.en = ["send by pigeon"]', 'match.en = ["by pigeon"]')
    with pytest.raises(CleanseError, match="must not match 'They send it by pigeon"):
        check_examples(read_rules(greedy, "pack.toml"), SLOTS)
    deaf = PACK.replace("{more}", "").replace("Send by pigeon", "Send by owl")
    with pytest.raises(CleanseError, match="must match 'Send by owl'"):
        check_examples(read_rules(deaf, "pack.toml"), SLOTS)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("a(b", "never closed"),
        ("a)b", "without '\\('"),
        ("a?", "follows no group"),
        ("{pigeon}", "no slot 'pigeon'"),
        ("a{words}b{words}c{words}d{words}e{words}f", "more than 4 open slots"),
        ("x" * 500, "longer than"),
    ],
)
def test_a_bad_pattern_is_named(pattern: str, complaint: str) -> None:
    with pytest.raises(CleanseError, match=complaint):
        parse(pattern, SLOTS)


def test_a_pattern_needs_a_literal() -> None:
    rule = read_rules(PACK.replace("{more}", "").replace('match.en = ["send by pigeon"]', 'match.en = ["{words}"]'), "pack.toml")
    with pytest.raises(CleanseError, match="no literal"):
        compile_rules(rule, SLOTS)


def test_packs_add_to_the_rulebook() -> None:
    pack = compile_rules(read_rules(PACK.replace("{more}", ""), "pack.toml"), SLOTS)
    found = Matcher(merge(TABLES, pack)).match(["Send by pigeon", "Nothing else"])
    assert [evidence.source for evidence in found[0]] == ["share.pigeon"]
    assert 1 not in found


def test_quotes_and_apostrophes_stand_for_each_other() -> None:
    pattern = re.compile(to_regex(parse('what\'s "new"', {})))
    assert pattern.fullmatch("what’s “new”")
    assert fold_blocks(["• What’s New →"]) == ["what's new"]
