"""Features: what is seen of a block, alone and in its document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.features import CLEAR, Page, asked, of_evidence, of_place, of_text, places, read_page
from cleanse.model import Evidence, Kind
from cleanse.segment import segment

PROSE = "On Monday the river rose again, and by noon the council had closed both of the old bridges to all of the traffic."
LONG = PROSE + " " + PROSE


def page(lines: list[str], rules: dict[int, list[Evidence]] | None = None) -> Page:
    return read_page(segment(lines), rules or {}, {})


def in_company(document: Page, index: int) -> list[str]:
    at = places(document)[index]
    return [*document.shared[at.zone], *of_place(at), *of_evidence(document, index)]


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("Read more: why", {"3 words", "label"}),
        ("READ: why", {"2 words", "label in capitals"}),
        ("© 2024 Ana | 17:04", {"5 words", "copyright", "bar", "digit", "year", "clock"}),
        ("and so on ...", {"5 words.", "begins in lower case", "breaks off"}),
        ("“We came late.”", {"3 words.", "begins with quote", "ends with quote"}),
        ("• One (two)", {"3 words", "begins with bullet", "ends with bracket"}),
        ("Why now?", {"2 words.", "question"}),
        ("NOW", {"1 words", "capitals"}),
        ("Write to a@b.com, please:", {"5 words", "address", "comma", "ends with colon"}),
        ("今天天气很好。", {"3 words."}),
    ],
)
def test_a_block_alone(text: str, features: set[str]) -> None:
    assert set(of_text(text)) == features


def test_zones_are_told_by_the_prose() -> None:
    assert page(["Title", PROSE, "Heading", PROSE, "Links"]).zones == ["top", "prose", "mid", "prose", "tail"]
    assert page(["One", "Two"]).zones == ["bare", "bare"]


def test_prose_that_a_rule_speaks_against_is_none() -> None:
    rules = {1: [Evidence("ad.x", Kind.AD, 6.0, "")]}
    assert page(["Title", PROSE, PROSE], rules).zones == ["top", "top", "prose"]


def test_long_prose_between_prose_is_not_asked() -> None:
    assert len(LONG.split()) > CLEAR
    other = LONG.replace("Monday", "Tuesday")
    assert asked(page([LONG, other, "Links", LONG, LONG])) == [0, 2, 4]
    assert 1 in asked(page([LONG, LONG, LONG], {1: [Evidence("ad.x", Kind.AD, 1.0, "")]}))


def test_an_article_has_prose_but_not_a_book_of_it_and_no_numbered_sections() -> None:
    assert page([PROSE, PROSE, PROSE]).article
    assert not page(["Title", PROSE, PROSE]).article
    assert page([PROSE] * 150).article
    assert not page([PROSE] * 151).article
    assert not page([line for number in range(1, 7) for line in (f"{number}. Law", PROSE)]).article


def test_a_frame_is_chrome_of_two_kinds_of_which_a_rule_is_sure_but_a_licence_is_none() -> None:
    menu, hint, licence = (
        [Evidence("n", Kind.NAVIGATION, 6.0, "")],
        [Evidence("r", Kind.RELATED, 1.0, "")],
        [Evidence("l", Kind.LEGAL, 6.0, "")],
    )
    assert page([PROSE] * 9, {0: menu, 1: hint}).framed
    assert not page([PROSE] * 9, {0: menu, 1: menu}).framed
    assert not page([PROSE] * 9, {0: licence, 1: licence, 2: hint}).framed
    assert page([PROSE] * 9, {0: [*licence, *menu]}).framed
    assert read_page(segment([PROSE] * 9), {}, {}, [("in nav",)] + [("tag p",)] * 8).framed
    assert not read_page(segment([PROSE] * 9), {}, {}, [("tag p",)] * 9).framed


def test_company_says_what_rules_say_of_a_block_and_of_its_neighbours() -> None:
    rules = {1: [Evidence("related.x", Kind.RELATED, 6.0, "", opens=True)], 3: [Evidence("share.x", Kind.SHARE, 1.0, "")]}
    names = in_company(page([PROSE, "Read more", "A headline of six words here", "Share", PROSE], rules), 2)
    assert {"before: sure", "before: heading of a list", "behind: hint", "1 sure nearby", "mid, up to 8 words"} <= set(names)
    assert "related: sure" in in_company(page([PROSE, "Read more", PROSE], {1: rules[1]}), 1)


def test_blocks_that_open_alike_are_told() -> None:
    lines = [PROSE, *(f"Also read {title} in the evening" for title in ("one", "two", "three")), "Something else entirely here"]
    told = ["opens like others" in in_company(page(lines), index) for index in range(len(lines))]
    assert told == [False, True, True, True, False]


@given(st.lists(st.sampled_from([PROSE, LONG, "Title", "- item", "Links | more", "“", "..."]), max_size=12))
def test_every_block_has_features_and_none_twice(lines: list[str]) -> None:
    document = page(lines)
    for index, block in enumerate(document.blocks):
        names = [*of_text(block.text), *in_company(document, index)]
        assert len(names) == len(set(names))
