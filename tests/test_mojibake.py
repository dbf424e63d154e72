"""The gate in front of ftfy: it may let too much through, never too little.

C1 controls, which ftfy calls bad even alone, are not its business: `repair` sends every line that holds one to ftfy.
"""

import re
from itertools import count, product
from random import Random

import pytest
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES, is_bad
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NASTY, PROSE, damaged

from cleanse import mojibake
from cleanse.mojibake import EARLY, HARMLESS, NEIGHBOURS, SHORT, could_be_bad
from cleanse.repair import TROUBLE

FTFY_CHARACTERS = sorted(
    {char for category in MOJIBAKE_CATEGORIES.values() for char in re.findall(f"[{category}]", "".join(map(chr, range(0x10000))))}
)
ALTERNATIVES = re.split(r"^\s*\|\s*$", re.sub(r"^\s*#.*$", "", BADNESS_RE.pattern, flags=re.MULTILINE), flags=re.MULTILINE)
ASCII = [*map(chr, range(32, 127)), "\n", "\t"]
C1 = dict.fromkeys(range(0x80, 0xA0))
texts = st.one_of(
    st.text(st.sampled_from(FTFY_CHARACTERS), max_size=12),
    st.text(st.one_of(st.sampled_from(FTFY_CHARACTERS), st.sampled_from(" abAB-.'\"1\n")), max_size=12),
    st.text(st.sampled_from(NASTY), max_size=20),
    damaged(),
).map(lambda text: text.translate(C1))


@settings(max_examples=500, deadline=None)
@given(text=texts)
def test_whatever_ftfy_takes_for_bad_is_let_through(text: str) -> None:
    test = could_be_bad(frozenset(text), SHORT + 1)
    if is_bad(text):
        assert test is not None
        assert test(text)
        assert NEIGHBOURS.search(text)


@settings(max_examples=500, deadline=None)
@given(text=texts, more=texts)
def test_the_test_of_a_document_is_exact_for_its_lines(text: str, more: str) -> None:
    """The alternatives that the alphabet picks answer as all of them together, for a line as for the whole."""
    test = could_be_bad(frozenset(text + more), SHORT + 1)
    for line in (text, more, f"{text}\n{more}"):
        assert bool(test and test(line)) == is_bad(line)


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_none_means_that_nothing_is_bad(text: str) -> None:
    if could_be_bad(frozenset(text), SHORT + 1) is None:
        assert not is_bad(text)


@pytest.mark.parametrize("number", range(len(ALTERNATIVES)))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_alternative_is_let_through(number: int, data: st.DataObject) -> None:
    alternative = re.compile(f"(?:{ALTERNATIVES[number]}\n)", re.VERBOSE)
    bad = data.draw(st.from_regex(alternative)).translate(C1)
    if not is_bad(bad):
        return
    assert NEIGHBOURS.search(bad)
    test = could_be_bad(frozenset(bad), SHORT + 1)
    assert test is not None
    assert test(bad)


def test_c1_controls_are_known_as_trouble() -> None:
    assert frozenset(map(chr, C1)) <= TROUBLE
    assert sorted(char for char in FTFY_CHARACTERS if is_bad(char)) == sorted(map(chr, C1))


def test_the_alternatives_are_all_there() -> None:
    assert len(ALTERNATIVES) > 20
    assert all(re.compile(f"(?:{part}\n)", re.VERBOSE) for part in ALTERNATIVES)
    assert BADNESS_RE.flags & re.VERBOSE


def test_no_pair_or_triple_of_harmless_characters_is_bad() -> None:
    characters = [*sorted(HARMLESS), *ASCII]
    for first, second in product(characters, repeat=2):
        assert not is_bad(first + second), (first, second)
    chance = Random(1)
    for _ in range(30_000):
        several = "".join(chance.choices(characters, k=chance.choice((3, 3, 4, 9))))
        assert not is_bad(several), several
    for several in map("".join, product(sorted(HARMLESS), repeat=3)):
        assert not is_bad(several), several


def test_no_alternative_is_made_of_harmless_characters() -> None:
    alphabet = "".join([*sorted(HARMLESS), *ASCII])
    for text in (alphabet, alphabet[::-1], "".join(a + b for a, b in product(sorted(HARMLESS), repeat=2))):
        assert not is_bad(text)
    assert could_be_bad(HARMLESS, SHORT + 1) is None
    assert could_be_bad(frozenset("plain ASCII\n"), SHORT + 1) is None
    assert could_be_bad(frozenset(), SHORT + 1) is None


@pytest.mark.parametrize("prose", PROSE)
def test_prose_is_not_bad(prose: str) -> None:
    test = could_be_bad(frozenset(prose), SHORT + 1)
    assert test is None or not test(prose)


@pytest.mark.parametrize(
    ("text", "bad"),
    [("Ã©", True), ("â€™", True), ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", True), ("CafÃ© “x”", True), ("Café “x”", False), ("MAÇÃ", False), ("привет", False)],
)
def test_well_known_damage(text: str, bad: bool) -> None:
    test = could_be_bad(frozenset(text), SHORT + 1)
    assert bool(test and test(text)) is bad
    assert is_bad(text) is bad


def test_the_first_short_texts_are_searched_as_ftfy_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mojibake, "_short_texts", count())
    tests = [could_be_bad(frozenset("\u00c3\u00a9"), SHORT) for _ in range(EARLY + 1)]
    assert tests[:EARLY] == [mojibake.is_bad] * EARLY
    assert tests[EARLY] not in (None, mojibake.is_bad)
    assert {bool(test and test(text)) == is_bad(text) for test in tests for text in ("Caf\u00c3\u00a9", "\u00e9t\u00e9")} == {True}
