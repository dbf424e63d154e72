"""What the fitted model removes from whole pages; from extracted texts: test_decide.py."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.decide import Decision, decide
from cleanse.features import read_page
from cleanse.likelihood import BODY, Residue
from cleanse.likely import CONTENT, MARKED, VISIBLE, break_even
from cleanse.model import Evidence, Kind
from cleanse.profile import DEFAULT, PROFILES, Profile
from cleanse.segment import segment

PROSE = [
    f"On {day} the river rose again, and by noon the council had closed both of the old bridges to all of the traffic."
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
]
TOP = ["Home", "Sport", "All the news", "Ferry at Port Alma stops after eleven hundred years", "It left on Sunday for good.", "Print"]
PAGE = [*TOP, *PROSE, "Imprint", "Jobs"]
LIKELY = [3.0] * len(TOP) + [BODY] * len(PROSE) + [3.0, 3.0]


def judge(lines: list[str], odds: list[float], profile: Profile = DEFAULT, rules: dict[int, list[Evidence]] | None = None) -> Decision:
    return decide(read_page(segment(lines), rules or {}, {}), {}, Residue(odds, whole=True), profile)


def gone(decision: Decision, profile: Profile = DEFAULT) -> list[int]:
    return sorted(index for index, verdict in decision.verdicts.items() if profile.removes(verdict))


def test_menus_go_and_the_title_and_what_is_under_it_are_told_apart() -> None:
    decision = judge(PAGE, LIKELY)
    assert (decision.verdicts[3].kind, decision.verdicts[4].kind) == (Kind.HEADLINE, Kind.STANDFIRST)
    assert gone(decision) == [0, 1, 2, 5, 10, 11]
    assert gone(judge(PAGE, LIKELY, PROFILES["body"]), PROFILES["body"]) == [0, 1, 2, 3, 4, 5, 10, 11]


@pytest.mark.parametrize("name", list(PROFILES))
def test_a_page_that_the_model_knows_well_is_cut_near_even_odds(name: str) -> None:
    profile = PROFILES[name]
    enough = VISIBLE[1] + profile.doubt / VISIBLE[2]
    odds = [BODY * 2] * 12
    assert gone(judge(PAGE, [enough + 0.1, *odds[1:]], profile), profile) == [0]
    assert gone(judge(PAGE, [enough - 0.1, *odds[1:]], profile), profile) == []


def test_of_a_page_that_puzzles_the_model_more_stays() -> None:
    odds = [0.8] * len(TOP) + [BODY * 2] * 6
    assert gone(judge(PAGE, odds, PROFILES["body"]), PROFILES["body"]) == list(range(len(TOP)))
    odds[len(TOP) :] = [0.9] * 6
    assert gone(judge(PAGE, odds, PROFILES["body"]), PROFILES["body"]) == []


words = st.lists(st.tuples(st.floats(-20, 20), st.integers(1, 300)), min_size=1, max_size=12)


@given(words)
def test_no_other_cut_can_expect_a_better_answer(blocks: list[tuple[float, int]]) -> None:
    """What is expected of an answer: twice the body in it, in parts of what it has and what the body has."""
    body = [count / (1 + exp(value)) for value, count in blocks]

    def expected(cut: float) -> float:
        kept = [at for at, (value, _) in enumerate(blocks) if value <= cut]
        return 2 * sum(body[at] for at in kept) / (sum(blocks[at][1] for at in kept) + sum(body))

    best = expected(break_even([value for value, _ in blocks], [count for _, count in blocks]))
    assert all(best >= expected(value) - 1e-9 for value, _ in blocks)


def test_of_a_page_more_may_go_than_of_a_text() -> None:
    menus = [f"Section {number}" for number in range(30)]
    decision = judge([*PROSE, *menus], [*[BODY] * 4, *[3.0] * 30])
    assert gone(decision) == list(range(4, 34))
    assert decision.notes == ()


def test_a_page_that_is_no_article_or_has_little_prose_is_doubted_more() -> None:
    menus = [f"Section {number}" for number in range(30)]
    assert gone(judge([*PROSE[:2], *menus], [BODY, BODY, *[3.0] * 30])) == []
    shop = [f"Copper kettle number {number}, with a lid of oak and a handle" for number in range(60)]
    assert gone(judge([*PROSE, *shop], [*[BODY] * 4, *[3.0] * 60])) == []


def test_a_first_line_that_is_no_sentence_is_rather_the_title_of_the_prose_below_it() -> None:
    body = PROFILES["body"]
    lines = ["Ferry at Port Alma stops", *PROSE]
    decided = decide(read_page(segment(lines), {}, {}), {}, Residue([-0.4, *[BODY] * 4]), body)
    assert (gone(decided, body), decided.verdicts[0].kind) == ([0], Kind.HEADLINE)
    for first, odds in (("Ferry at Port Alma stops", -0.7), ("The ferry stops at Port Alma.", -0.4), ("Ferry stops", -0.4)):
        assert gone(decide(read_page(segment([first, *PROSE]), {}, {}), {}, Residue([odds, *[BODY] * 4]), body), body) == []


def test_running_text_and_a_heading_in_it_go_only_if_the_model_is_surer() -> None:
    body = PROFILES["body"]
    lines = [*PROSE, *PROSE, PROSE[0], "Harbour notes"]
    page = read_page(segment(lines), {}, {})
    for odds, going in ((0.4, [9]), (0.8, [8, 9])):
        assert gone(decide(page, {}, Residue([*[BODY] * 8, odds, odds]), body), body) == going
    page = read_page(segment([*PROSE, "Harbour notes", PROSE[0]]), {}, {})
    for odds, going in ((0.4, []), (0.8, [4])):
        assert gone(decide(page, {}, Residue([*[BODY] * 4, odds, BODY]), body), body) == going


def test_the_ages_in_a_list_stay_and_a_single_one_goes() -> None:
    ago = Evidence("timestamp.ago", Kind.TIMESTAMP, 6.0, "how long ago")
    lines = [line for number in range(4) for line in (f"Deckhand wanted, pier {number}", f"{number} days ago")]
    rules = {index: [ago] for index in (1, 3, 5, 7)}
    assert gone(judge(lines, [BODY] * 8, rules=rules)) == []
    assert gone(judge(lines, [BODY] * 8, rules={1: [ago]})) == [1]


@pytest.mark.parametrize(("sign", "going"), [("links 0%", []), ("links 100%", [0, 4]), ("in nav", [0, 4])])
def test_of_a_plain_page_the_model_takes_little(sign: str, going: list[int]) -> None:
    lines = [*PROSE, "Harbour notes, the second part", *(f"{text} It was the {number}. time." for number, text in enumerate(PROSE * 5))]
    signs = [("chosen", "tag p")] * len(lines)
    signs[-2:] = [("chosen", "tag p", sign)] * 2
    odds = [2.0, BODY, BODY, BODY, 2.0, *[BODY * 2] * 20]
    page = read_page(segment(lines), {}, {}, signs)
    assert gone(decide(page, {}, Residue(odds, whole=True), DEFAULT)) == going


def test_on_a_page_a_heading_and_a_list_under_a_colon_go_only_if_the_model_is_much_surer() -> None:
    body = PROFILES["body"]
    lines = [
        *PROSE,
        "Harbour notes",
        *PROSE[:2],
        "What the council asks of all who live here:",
        "to stay at home",
        "to call nobody",
        *PROSE,
    ]
    page = read_page(segment(lines), {}, {})
    belong = [4, 7, 8, 9]
    sure = [9.0 if index in belong else 1.2 if index == 14 else BODY for index in range(len(lines))]
    assert gone(decide(page, {}, Residue(sure, whole=True), body), body) == belong
    unsure = [1.2 if index in belong else BODY for index in range(len(lines))]
    assert gone(decide(page, {}, Residue(unsure, whole=True), body), body) == []
    menu = read_page(segment([*PROSE, "Harbour notes", *["Sport"] * 9, *PROSE]), {}, {})
    assert gone(decide(menu, {}, Residue([1.2 if index == 4 else BODY for index in range(18)], whole=True), body), body) == [4]


@pytest.mark.parametrize(
    ("own", "above", "below", "stays"),
    [
        (("tag h2",), True, True, 1.4), (("tag h2",), False, True, 1.4), (("tag h2",), True, False, 0.0), (("tag p",), True, True, 0.9),
        (("tag p",), False, True, 0.0), (("tag p",), True, False, 0.0), (("tag h2", "in aside"), True, True, 0.0),
        (("tag p", "links 100%"), True, True, 0.0),
    ],
)  # fmt: skip
def test_on_a_web_page_what_stays_holds_the_heading_above_it_and_what_is_within_it(
    own: tuple[str, ...], above: bool, below: bool, stays: float
) -> None:
    lines = [*PROSE * 6, "What it costs", *PROSE * 6]
    at = len(PROSE) * 6
    page = read_page(segment(lines), {}, {}, [("chosen", "tag p")] * at + [("chosen", *own)] + [("chosen", "tag p")] * at)._replace(
        framed=True
    )
    odds = [BODY * 2] * len(lines)
    odds[at - 1], odds[at + 1] = (BODY * 2 if there else 9.0 for there in (above, below))

    def goes(more: float) -> bool:
        odds[at] = MARKED[1] + DEFAULT.doubt / MARKED[2] + 0.1 + more
        return at in gone(decide(page, {}, Residue(odds, whole=True), DEFAULT))

    assert [goes(stays + more) for more in (-0.1, 0.3)] == [False, True]


@pytest.mark.parametrize(
    ("own", "below", "name", "goes"),
    [
        (("title + 0", "in h1"), BODY, "article", False), (("title + 0", "in h1"), BODY, "body", True), (("title + 0", "in h1"), 9.0, "article", True),
        (("title + 0", "tag p"), BODY, "article", True), (("title - 1", "in h1"), BODY, "article", True),
        (("title + 0", "in h1", "page is newsarticle"), BODY, "article", True), (("title + 0", "in h1", "page is product"), 9.0, "article", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("copied", [False, True])
def test_the_title_of_a_web_page_is_a_headline_where_what_is_right_below_it_stays(
    own: tuple[str, ...], below: float, name: str, goes: bool, copied: bool
) -> None:
    lines = [PROSE[0], PROSE[0] if copied else "The harbour", *PROSE[1:] * 6]
    copies = {1: Evidence("repetition.copy", Kind.DUPLICATE, 6.0, "it stands in the menu")} if copied else {}
    signs = [("between the chosen", "in nav", *own[2:]), ("between the chosen", *own), *[("chosen", "tag p")] * (len(lines) - 2)]
    odds = [9.0, 9.0, below, *[BODY] * (len(lines) - 3)]
    decision = decide(read_page(segment(lines), {}, copies, signs), {}, Residue(odds), PROFILES[name])
    assert (1 in gone(decision, PROFILES[name])) is goes


CELLS, ENTRIES, ITEMS, LONG_ITEMS = "part cell 0 {half} {number}", "part entry 0", "part item 0 {number} 1 -", "part item 0 {half} 1 -"


@pytest.mark.parametrize(
    ("part", "staying", "extra", "goes"),
    [
        (CELLS, 4, (), False), (CELLS, 3, (), True), (CELLS, 4, ("links 100%",), True), (ENTRIES, 4, (), False), (ENTRIES, 3, (), True),
        (ITEMS, 6, (), False), (ITEMS, 5, (), True), (LONG_ITEMS, 6, (), True), ("part code 0", 4, (), True), ("tag p", 4, (), True),
    ],
)  # fmt: skip
def test_on_a_web_page_a_table_or_list_of_which_enough_stays_holds_the_rest(
    part: str, staying: int, extra: tuple[str, ...], goes: bool
) -> None:
    cells = [f"Part {number}" for number in range(8)]
    odds = [BODY] * staying + [MARKED[1] + DEFAULT.doubt / MARKED[2] + 0.5] * (8 - staying)
    signs = [("chosen", *extra, part.format(number=number, half=number // 2)) for number in range(8)]
    page = read_page(segment([*PROSE * 6, *cells]), {}, {}, [("chosen", "tag p", "links 0%")] * len(PROSE) * 6 + signs)._replace(
        framed=True
    )
    decision = decide(page, {}, Residue([BODY * 2] * len(PROSE) * 6 + odds, whole=False), DEFAULT)
    assert (page.blocks[-1].text == cells[-1] and len(page.blocks) - 1 in gone(decision)) is goes


@pytest.mark.parametrize(
    ("staying", "names", "more", "goes"),
    [
        (6, ("class card",), 0.5, False), (6, ("class card",), 1.1, True), (5, ("class card",), 0.5, True), (6, (), 0.5, True),
        (6, ("in aside", "class card"), 0.5, True), (6, ("in button", "class card"), 0.5, True), (2, ("class card",), -0.5, True), (2, ("class card",), -1.1, False),
        (3, ("class card",), -0.5, False), (2, (), -0.5, False),
    ],
)  # fmt: skip
def test_on_a_web_page_lines_in_boxes_of_one_name_go_or_stay_together(
    staying: int, names: tuple[str, ...], more: float, goes: bool
) -> None:
    cards = [f"Card {number}" for number in range(8)]
    line = MARKED[1] + DEFAULT.doubt / MARKED[2]
    rest = 8 - staying if more > 0 else staying
    odds = [BODY if more > 0 else 9.0] * (8 - rest) + [line + more] * rest
    signs = [("chosen", "tag p", "links 0%")] * len(PROSE) * 6 + [("chosen", "tag div", *names)] * 8
    page = read_page(segment([*PROSE * 6, *cards]), {}, {}, signs)._replace(framed=True)
    decision = decide(page, {}, Residue([BODY * 2] * len(PROSE) * 6 + odds), DEFAULT)
    assert (len(page.blocks) - 1 in gone(decision)) is goes


@pytest.mark.parametrize(
    ("sign", "goes"),
    [("tag div", False), ("links 100%", False), ("in nav", True), ("in footer", True), ("in button", True), ("under reviews", True)],
)
def test_menus_and_buttons_of_a_page_that_puzzles_the_model_go_at_even_odds(sign: str, goes: bool) -> None:
    lines = [*PROSE, *(f"Chair of oak, number {number}" for number in range(40)), "Armchairs"]
    signs = [*[("chosen", "tag p")] * (len(lines) - 1), ("between the chosen", sign)]
    page = read_page(segment(lines), {}, {}, signs)._replace(framed=True)
    odds = [BODY] * len(PROSE) + [0.6] * 41
    assert (len(lines) - 1 in gone(decide(page, {}, Residue(odds), DEFAULT))) is goes
    assert len(gone(decide(page, {}, Residue(odds), DEFAULT))) <= 1


@pytest.mark.parametrize(
    ("kind", "staying", "more", "goes"), [("website", 6, 0.5, False), ("article", 6, 0.5, True), ("website", 2, -0.5, False)]
)
def test_a_sentence_stays_with_its_kind_where_a_page_is_no_article(kind: str, staying: int, more: float, goes: bool) -> None:
    posts = [
        f"The {number}th of us thinks that the old ferry was far too slow and that nobody will miss it much." for number in range(4, 12)
    ]
    line = MARKED[1] + DEFAULT.doubt / MARKED[2]
    rest = 8 - staying if more > 0 else staying
    signs = [("between the chosen", "tag p", f"page is {kind}")] * len(PROSE) * 6 + [("between the chosen", "tag div", "class post")] * 8
    page = read_page(segment([*PROSE * 6, *posts]), {}, {}, signs)._replace(framed=True)
    odds = [BODY * 2] * len(PROSE) * 6 + [BODY if more > 0 else 9.0] * (8 - rest) + [line + more] * rest
    assert (len(page.blocks) - 1 in gone(decide(page, {}, Residue(odds), DEFAULT))) is goes


@pytest.mark.parametrize(("kind", "odds", "goes"), [("product", BODY, False), ("product", 9.0, True), ("newsarticle", BODY, True)])
def test_a_button_to_read_more_takes_no_specification_of_a_product_with_it(kind: str, odds: float, goes: bool) -> None:
    facts = ["Oak from the forests of the river", "Two metres and a half long", "Oiled by hand in the old harbour"]
    lines = [*PROSE * 6, "Read more", *facts]
    at = len(PROSE) * 6
    more = {at: [Evidence("related.label", Kind.RELATED, 6.0, "", opens=True)]}
    page = read_page(segment(lines), more, {}, [("chosen", f"page is {kind}", "tag p")] * len(lines))._replace(framed=True)
    decision = decide(page, {}, Residue([BODY * 2] * at + [9.0] + [odds] * len(facts)), DEFAULT)
    assert [index in gone(decision) for index in range(at, len(lines))] == [True, *[goes] * len(facts)]


@pytest.mark.parametrize(("below", "going"), [("Who left the island", [0]), ("Who left the harbour", [])])
def test_what_stands_above_a_text_and_in_it_again_is_no_title(below: str, going: list[int]) -> None:
    lines = ["Who left the harbour", *PROSE, below, *PROSE[:2]]
    page = read_page(segment(lines), {}, {})
    odds = [3.0, *[BODY] * (len(lines) - 1)]
    body = PROFILES["body"]
    assert gone(decide(page, {}, Residue(odds), body), body) == going


@pytest.mark.parametrize(("lines", "goes"), [(8, True), (30, False)])
def test_a_text_of_short_lines_without_a_frame_may_be_a_chat(lines: int, goes: bool) -> None:
    body = PROFILES["body"]
    text = [*PROSE, *(f"That is answer {chr(97 + n)}" for n in range(lines))]
    odds = [BODY] * (len(text) - 1) + [CONTENT * body.doubt - 0.1]
    decision = decide(read_page(segment(text), {}, {}), {}, Residue(odds), body)
    assert gone(decision, body) == ([len(text) - 1] if goes else [])
