"""The fitted models: a sum each."""

from math import inf

import pytest

from cleanse.features import of_place, of_text, places, read_page
from cleanse.likelihood import BODY, BOOK, COLUMNS, CONSTANT, Models, Residue, smoothed, written
from cleanse.model import Evidence, Kind
from cleanse.rulebook import built_in_weights
from cleanse.segment import segment

PROSE = "On Monday the river rose again, and by noon the council had closed both of the old bridges to all of the traffic."
LONG = PROSE + " " + PROSE
FRAME = {0: [Evidence("a menu", Kind.NAVIGATION, 6.0, "")], 1: [Evidence("a notice", Kind.LEGAL, 1.0, "")]}


def residue(lines: list[str], *columns: dict[str, float], least: float = -inf, rules: dict[int, list[Evidence]] | None = None) -> Residue:
    """What a model says whose weights stand in these columns, by feature."""
    names = {name for column in columns for name in column}
    weights = {name: tuple(column.get(name, 0.0) for column in (*columns, *[{}] * len(COLUMNS))[: len(COLUMNS)]) for name in names}
    return Models(written(weights)).residue(read_page(segment(lines), rules or {}, {}), least)


def test_weights_of_features_are_added() -> None:
    weights = {CONSTANT: 1.0, "2 words": 0.5, "first": 0.25, "unseen": 9.0}
    assert residue(["A title", PROSE, PROSE, PROSE], weights).odds == [1.75, 1.0, 1.0, 1.0]


def test_what_is_not_asked_is_body() -> None:
    assert residue([LONG, LONG, LONG], {CONSTANT: 7.0}).odds[1] == BODY


def test_words_count_where_they_can_matter() -> None:
    lines, words = ["A title", "Another one", PROSE, PROSE, PROSE], {"line": 1.0, "sentences 0": 0.5}
    assert residue(lines, words, least=1.0).odds[:3] == [1.5, 1.5, 0.0]
    assert residue(lines, words, least=2.5).odds[:3] == [1.5, 1.0, 0.0]  # a first line may be believed sooner (`FIRST`)
    assert residue(lines, words, least=4.0).odds[:3] == [1.0, 1.0, 0.0]


def test_of_a_book_the_model_knows_nothing() -> None:
    weights = {CONSTANT: 7.0}
    assert residue(["Chapter"] * BOOK, weights).odds[0] == 7.0
    assert residue(["Chapter"] * (BOOK + 1), weights) == ([BODY] * (BOOK + 1), False)
    assert residue(["Menu"] * (BOOK + 1), {CONSTANT: -5.0}, {CONSTANT: 3.0}, rules=FRAME) == ([BODY] * (BOOK + 1), False)
    assert residue(["Menu"] * (BOOK + 1), {CONSTANT: 5.0}, {CONSTANT: 3.0}, rules={**FRAME, **dict.fromkeys(range(2, 9), FRAME[0])}).whole


def test_a_text_of_which_most_is_residue_is_a_whole_page_and_another_model_knows_it() -> None:
    columns = {"line": 9.0, CONSTANT: -1.0}, {CONSTANT: 3.0}
    menu, prose = ["Menu"] * 30, [PROSE] * 12
    assert residue([*menu, *prose], *columns, rules=FRAME).whole
    assert residue([*menu, *prose], *columns, rules=FRAME).odds[2:4] == pytest.approx([3.0, 3.0])
    assert not residue([*menu[:20], *[PROSE] * 22], *columns, rules=FRAME).whole
    assert not residue(["Menu", "Home", "Sport", PROSE], *columns, rules=FRAME).whole


def test_what_has_no_frame_or_is_too_long_is_no_page() -> None:
    columns = {"line": 9.0, CONSTANT: -1.0}, {CONSTANT: 3.0}
    menu, prose = ["Menu"] * 30, [PROSE] * 12
    assert not residue([*menu, *prose], *columns).whole
    assert not residue([*menu, *prose], *columns, rules={0: FRAME[0], 1: FRAME[0]}).whole
    assert not residue([*menu, *prose], *columns, rules={1: FRAME[1], 2: [FRAME[0][0]._replace(weight=1.0)]}).whole
    assert not residue([*menu * 12, *prose], *columns, rules=FRAME).whole
    often = dict.fromkeys(range(200), FRAME[0]) | {0: FRAME[1]}
    assert residue([*menu * 90, *prose], *columns, rules=often).whole
    assert not residue([*menu * 100, *prose], *columns, rules=often).whole


def test_a_list_does_not_hear_the_footer_below_it() -> None:
    short = [True, True, True]
    item, link = ("chosen", "tag li"), ("not chosen", "tag a", "in footer")
    assert smoothed([-1.0, -1.0, 2.0], short, [item, item, link]) == [-1.0, -1.0, 2.0]
    assert smoothed([-1.0, -1.0, 2.0], short, [item, item, item])[1] > -1.0


def test_the_shipped_weights_are_of_features_that_exist() -> None:
    weights = built_in_weights()
    page = read_page(segment(["A title", "Read more", PROSE, "Links: one"]), {}, {})
    known = {name for index, block in enumerate(page.blocks) for name in (*of_text(block.text), *of_place(places(page)[index]))}
    assert len(known & set(weights)) > len(known) / 2
    assert all(len(columns) == len(COLUMNS) and abs(weight) < 15 for columns in weights.values() for weight in columns)
