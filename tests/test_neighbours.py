"""Neighbours: what stands right around a block, and how often it comes."""

from hypothesis import given
from hypothesis import strategies as st

from cleanse.features import Page, places, read_page
from cleanse.model import Evidence, Kind
from cleanse.neighbours import NOTHING, Neighbours, neighbours, of_neighbours, spoken_of
from cleanse.segment import segment

PROSE = "On Monday the river rose again, and by noon the council had closed both of the old bridges to all of the traffic."


def around(lines: list[str]) -> list[Neighbours]:
    page: Page = read_page(segment(lines), {}, {})
    return neighbours(page, [place.size for place in places(page)])


def test_words_and_sentences_nearby_are_those_of_others() -> None:
    menu, _, text = around(["Home", "Contact us", PROSE])
    assert (menu.words, text.words) == (18, 2)
    assert (menu.sentences, text.sentences) == (60, 0)


def test_a_block_alone_has_no_neighbours() -> None:
    (alone,) = around([PROSE])
    assert (alone.words, alone.sentences, alone.before, alone.behind) == (1, 0, NOTHING, NOTHING)


def test_what_comes_again_is_counted() -> None:
    assert [one.times for one in around(["Add to cart", PROSE, "Add to cart"])] == [2, 1, 2]
    assert {one.times for one in around(["Add to cart"] * 30)} == {10}


def test_a_block_that_comes_once_has_no_feature_for_it() -> None:
    assert not any(name.startswith("comes") for name in of_neighbours(around([PROSE])[0]))


def test_the_kinds_that_rules_speak_of_are_counted_around_a_block() -> None:
    reply = [Evidence("comments.reply", Kind.COMMENTS, 5.0, "")]
    page = read_page(segment([PROSE, "Reply", PROSE, "Reply", *[PROSE] * 9]), {1: reply, 3: reply}, {})
    found = spoken_of(page)
    assert found[0] == found[2] == ("2 comments nearby, prose",)
    assert found[1] == ("1 comments nearby, no prose",)
    assert found[-1] == ()


def test_of_a_part_that_is_cut_what_is_left_is_counted() -> None:
    credit = Evidence("credit.tail", Kind.CREDIT, 5.0, "", span=(10, 20))
    for marks, found in ((None, ()), (Kind.CAPTION, ("1 caption nearby, prose",))):
        page = read_page(segment([PROSE, PROSE]), {0: [credit._replace(marks=marks)]}, {})
        assert spoken_of(page)[1] == found


@given(lines=st.lists(st.sampled_from(["Home", "More", PROSE]), min_size=1, max_size=20))
def test_there_is_an_item_for_every_block(lines: list[str]) -> None:
    found = around(lines)
    assert len(found) == len(segment(lines))
    assert all(one.words <= 61 and one.sentences <= 100 and one.times <= 10 for one in found)
