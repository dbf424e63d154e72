"""Regions: where in its document a block stands."""

from hypothesis import given
from hypothesis import strategies as st

from cleanse.features import Page, read_page
from cleanse.model import Evidence, Kind
from cleanse.region import Region, of_region, regions
from cleanse.segment import segment

PROSE = "On Monday the river rose again, and by noon the council had closed both of the old bridges to all of the traffic."
HEADING = Evidence("comments.x", Kind.COMMENTS, 6.0, "", opens=True)
BIO = Evidence("byline.x", Kind.BYLINE, 6.0, "")


def page(lines: list[str], rules: dict[int, list[Evidence]] | None = None) -> Page:
    return read_page(segment(lines), rules or {}, {})


def test_shares_are_told_of_the_text_and_of_its_prose() -> None:
    first, *_, last = regions(page([PROSE, PROSE, "Links", PROSE, "Links"]))
    assert (first.down, first.above, last.above) == (5, 0, 100)
    assert 95 <= last.down <= 100


def test_what_rules_are_sure_of_is_counted_around_above_and_below() -> None:
    found = regions(page([PROSE, "Share", PROSE], {1: [BIO]}))
    assert [(region.higher, region.lower) for region in found] == [(0, 50), (0, 0), (50, 0)]
    assert [region.around for region in found] == [50, 50, 50]


def test_a_mark_is_remembered_behind_it() -> None:
    found = regions(page([PROSE, PROSE, PROSE, "Comments", PROSE, "About the author", PROSE], {3: [HEADING], 5: [BIO]}))
    assert [region.marks for region in found[:4]] == [()] * 4
    assert found[4].marks == ("comments heading, 50% left",)
    assert found[6].marks == ("comments heading, 50% left", "byline, 20% left")


def test_a_mark_in_front_of_the_text_marks_nothing() -> None:
    assert {region.marks for region in regions(page(["Comments", PROSE, PROSE, PROSE], {0: [HEADING]}))} == {()}


def test_a_hint_or_a_part_of_a_block_is_no_mark() -> None:
    hint, part = BIO._replace(weight=1.0), BIO._replace(span=(0, 3))
    assert {region.marks for region in regions(page([PROSE] * 3 + ["By"] + [PROSE], {3: [hint, part]}))} == {()}


def test_features_say_what_kind_of_block_stands_there() -> None:
    names = of_region(Region(False, 5, 0, 0, 0, 15, ("byline, 5% left",)))
    assert {"5% down, no prose", "15% sure below, no prose", "behind byline, 5% left", "behind byline, no prose"} <= set(names)
    assert "behind 1 marks, no prose" in names
    assert len(names) == len(set(names))


@given(st.lists(st.sampled_from([PROSE, "Title", "- item", "…"]), max_size=12), st.sets(st.integers(0, 11)))
def test_every_block_has_a_region(lines: list[str], sure: set[int]) -> None:
    blocks = segment(lines)
    document = read_page(blocks, {index: [HEADING] for index in sure if index < len(blocks)}, {})
    assert len(regions(document)) == len(blocks)
