"""Rows of known phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.match import Matcher, fold_blocks
from cleanse.model import CleanseError, Kind
from cleanse.row import Rows, row_key
from cleanse.rules import Rule, compile_rules
from cleanse.shelves import shelf_of_row, shelved

TELLING = {"facebook": (0,), "share on x": (0,), "imprint": (1,)}
BESIDE = {"e mail": (0,), "x": (0,), "and": (1,), "contact us": (1,)}
ROWS = Rows(shelved(TELLING, shelf_of_row), shelved(BESIDE, shelf_of_row))


@pytest.mark.parametrize(
    ("block", "rules"),
    [
        ("Facebook E-Mail", [0]),
        ("Facebook | X | E-Mail", [0]),
        ("Share on X 12 Facebook", [0]),
        ("Facebook 2006", []),
        ("Facebook", []),
        ("E-Mail X", []),
        ("Facebook Imprint", []),
        ("Imprint and contact us", [1]),
        ("Facebook buys X", []),
        ("12 Facebook", []),
        ("", []),
    ],
)
def test_a_row_is_made_of_phrases_of_one_rule_and_of_nothing_else(block: str, rules: list[int]) -> None:
    (key,) = fold_blocks([block])
    assert ROWS.rules(key) == rules


def test_the_reading_with_most_phrases_counts() -> None:
    telling = {"terms of use": (0,), "privacy policy": (0,), "terms of use privacy policy": (0,)}
    rows = Rows(shelved(telling, shelf_of_row), shelved({}, shelf_of_row))
    assert rows.rules("terms of use privacy policy") == [0]


@given(st.lists(st.sampled_from(["Facebook", "share on x", "x", "E-Mail", "|", "7"]), min_size=1, max_size=60))
def test_a_row_may_be_long_and_ambiguous(words: list[str]) -> None:
    (key,) = fold_blocks([" ".join(words)])
    telling = sum(word in ("Facebook", "share on x") for word in words)
    phrases = sum(word != "|" for word in words)
    if ROWS.rules(key):
        assert telling > 0
        assert phrases > 1


def test_a_phrase_is_its_words() -> None:
    assert row_key("terms & conditions") == "terms conditions"
    assert row_key("गोपनीयता नीति") == "गोपनीयता नीति"


def test_a_pattern_of_a_row_has_no_open_slot() -> None:
    rule = Rule("ad.x", Kind.AD, "", "row", "any", 160, 6.0, None, {"en": ["share {any}"]}, ("",), ("",))
    with pytest.raises(CleanseError, match="a row is made of phrases"):
        compile_rules([rule], {"any": ".{1,9}"})


def test_a_row_is_found_by_the_matcher() -> None:
    rule = Rule("ad.x", Kind.AD, "", "row", "any", 160, 6.0, None, {"en": ["share|tweet"]}, ("",), ("",), beside=("print",))
    found = Matcher(compile_rules([rule], {})).match(["Share Print", "Share this print", "x" * 200])
    assert {index: [e.source for e in evidence] for index, evidence in found.items()} == {0: ["ad.x"]}
