"""Which lines above a text are its title and deck."""

import pytest

from cleanse.features import read_page
from cleanse.model import Evidence, Kind
from cleanse.segment import segment
from cleanse.title import REACH, titles, words

TITLE = "Council closes both bridges in Port Alma"
DECK = "Water at the old bridge is the highest in thirty years, says the council"
OTHERS = ["Ten things to eat in autumn, and where", "Choir sings in the chapel on the hill", "Home", "News", "Share"]
PROSE = [
    f"On {day} the river rose again in Port Alma, and by noon the council had closed both of the old bridges to all of the traffic; the "
    "water was the highest in thirty years."
    for day in ("Monday", "Tuesday", "Wednesday")
]


def found(lines: list[str], rules: dict[int, list[Evidence]] | None = None) -> list[str]:
    return [lines[index] for index in titles(read_page(segment(lines), rules or {}, {}))]


def test_title_and_deck_are_found_among_other_headlines_and_far_above_the_text() -> None:
    assert found([*OTHERS, TITLE, DECK, *OTHERS, *["Share"] * 20, *PROSE]) == [TITLE, DECK]
    assert found([TITLE, *["Share"] * REACH, *PROSE]) == []


def test_a_notice_in_front_is_not_the_text() -> None:
    notice = "We and our partners store and read information on your device, so that this page can be shown to you and be paid for."
    assert found([notice, *OTHERS, TITLE, *PROSE]) == [TITLE]


def test_what_a_rule_knows_is_no_title_and_without_text_there_is_none() -> None:
    assert found([TITLE, *PROSE], {0: [Evidence("related.x", Kind.RELATED, 6.0, "")]}) == []
    assert found([TITLE, DECK, *OTHERS]) == []
    assert found([]) == []


@pytest.mark.parametrize(
    ("title", "other", "prose"),
    [
        (
            "九旬老人守护古桥三十年",
            "秋天吃什么好？十种食物推荐",
            "清晨，九旬老人又来到古桥边。他在这里守护了三十年，每天都要看看水位，和过桥的人说几句话，再慢慢走回家去。",
        ),
        (
            "Budapesten lezárták a régi hidat",
            "Tíz dolog, amit ősszel ehetünk meg",
            "A fővárosban hétfőn este lezárták a régi hidak egyikét; a budapesti rendőrség szerint a lezárás addig tart, amíg a víz le nem vonul.",
        ),
    ],
)
def test_words_are_compared_by_their_beginning_and_without_spaces_by_two_characters(title: str, other: str, prose: str) -> None:
    assert found([other, title, "x", *[prose] * 3]) == [title]


def test_short_words_say_nothing_but_numbers_do() -> None:
    assert list(words("In 3 of the 1999 bridges")) == ["3", "1999", "bridg"]
