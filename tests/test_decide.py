"""Verdicts: each block alone, in company, and the guard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import explain
from cleanse.decide import LISTED, NEIGHBOUR, SECOND_SIGN, TWIN, Decision, alone, decide, guard
from cleanse.features import read_page
from cleanse.likelihood import BODY, Residue
from cleanse.model import Block, Evidence, Form, Kind, Verdict
from cleanse.profile import DEFAULT, PROFILES, Profile
from cleanse.segment import segment
from cleanse.shape import weigh

PROSE = [
    f"On {day} the river rose again, and by noon the council had closed both of the old bridges to all of the traffic."
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
]

HEADING = "Read more"
TITLES = [
    "Council closes both bridges in Port Alma",
    "Ferryman of thirty years retires to hills",
    "Schools to open late on Tuesday after the flood in the harbour",
]
ELSEWHERE = "The choir sings in the chapel on the hill this evening, and the singers hope that more of their friends will come this time."
CAPTION = "Ships wait at the bridge over the river in Port Alma on Monday morning, as the water rises"


def says(kind: Kind = Kind.AD, weight: float = 6.0, source: str = "", **more: object) -> Evidence:
    return Evidence(source or f"{kind}.x", kind, weight, "it says so")._replace(**more)  # type: ignore[arg-type]


def judge(
    lines: list[str], rules: dict[int, list[Evidence]], copies: dict[int, Evidence] | None = None, twins: dict[int, int] | None = None,
    profile: Profile = DEFAULT, odds: list[float] | None = None,
) -> Decision:  # fmt: skip
    page = read_page(segment(lines), rules, copies or {})
    return decide(page, twins or {}, Residue(odds or [BODY] * len(page.blocks)), profile)


def gone(decision: Decision, profile: Profile = DEFAULT) -> list[int]:
    return sorted(i for i, verdict in decision.verdicts.items() if profile.removes(verdict))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.BODY])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_profile_drops_its_kinds_from_the_threshold_on(kind: Kind, profile: Profile) -> None:
    lines = [PROSE[0], "A label", PROSE[1]]
    enough = profile.threshold - weigh(segment(lines)[1]).weight
    for weight, goes in ((enough, profile.drops(kind)), (enough - 0.01, False)):
        decision = judge(lines, {1: [says(kind, weight)]}, profile=profile)
        assert gone(decision, profile) == ([1] if goes else [])
        assert decision.verdicts[1].kind is kind
        assert decision.verdicts[1].score == pytest.approx(weight + weigh(segment(lines)[1]).weight)


def test_a_second_rule_of_one_kind_counts_half_and_another_kind_nothing() -> None:
    block = Block("A label", Form.LINE, 0)
    shape = weigh(block).weight
    first, second, other = says(weight=3.0), says(weight=2.0, source="ad.y"), says(Kind.SHARE, 2.5)
    for evidence in ([first, second, other], [other, second, first]):
        verdict = alone(block, evidence)
        assert verdict is not None
        assert verdict.kind is Kind.AD
        assert verdict.score == 3.0 + SECOND_SIGN * 2.0 + shape
        assert verdict.evidence == (*evidence, weigh(block))
    assert alone(block, []) is None


def test_a_span_speaks_of_the_rest_only_by_its_mark() -> None:
    block = Block("Ships wait. Photo: AP", Form.LINE, 0)
    credit = says(Kind.CREDIT, span=(12, 21))
    assert alone(block, [credit]) is None
    marked = alone(block, [credit._replace(marks=Kind.CAPTION)])
    whole = alone(block, [credit._replace(span=(0, 21))])
    assert marked is not None and marked.kind is Kind.CAPTION
    assert whole is not None and whole.kind is Kind.CREDIT


def test_cuts_are_those_that_the_profile_drops() -> None:
    credit = says(Kind.CREDIT, span=(90, 96))
    assert judge([PROSE[0], PROSE[1]], {0: [credit]}).cuts == {0: [credit]}
    assert judge([PROSE[0], PROSE[1]], {0: [credit]}, profile=PROFILES["light"]).cuts == {}
    assert judge([PROSE[0], "Photo: AP"], {1: [credit._replace(span=(0, 9))]}).cuts == {}


@pytest.mark.parametrize(
    "lines",
    [["```", "Advertisement", "```"], ["Ana: a", "Bo: b", "Ana: c", "Bo: d"], ["The ferry leaves,", "no one waves;", "the water stays,"]],
)
def test_wording_says_nothing_in_code_dialogue_and_verse(lines: list[str]) -> None:
    assert judge(lines, {index: [says()] for index in range(len(segment(lines)))}) == Decision({}, {}, ())


def test_a_dateline_opens_the_first_prose() -> None:
    cut = says(Kind.DATELINE, span=(0, 14), at="top")
    profile = DEFAULT.adjusted(drop=frozenset({Kind.DATELINE}))
    lines = [f"DUBLIN (AP) — {line}" for line in PROSE[:2]]
    assert judge(["Ferry gone", *lines], {1: [cut], 2: [cut]}, profile=profile).cuts == {1: [cut]}


def test_a_heading_takes_the_list_under_it_and_stops_at_prose() -> None:
    heading = says(Kind.RELATED, opens=True)
    lines = [PROSE[0], HEADING, *TITLES, PROSE[1], *TITLES]
    decision = judge(lines, {1: [heading]})
    assert gone(decision) == [1, 2, 3, 4]
    assert {decision.verdicts[at].score for at in (2, 3, 4)} == {LISTED}
    assert all(decision.verdicts[at].evidence[-1].source == "company.list" for at in (2, 3, 4))
    assert gone(judge(lines, {1: [heading._replace(opens=False)]})) == [1]
    assert gone(judge(lines, {1: [heading._replace(weight=1.0)]})) == []
    keeps = DEFAULT.adjusted(keep=frozenset({Kind.RELATED}))
    assert gone(judge(lines, {1: [heading]}, profile=keeps), keeps) == []


def test_a_lone_line_that_no_rule_knows_stays_whatever_the_model_says() -> None:
    assert gone(judge(["A label"], {}, odds=[9.0])) == []
    answer = explain("A label\n")  # which does not ask the model
    assert (answer.text, answer.notes, answer.blocks[0].verdict) == ("A label\n", (), Verdict(Kind.BODY, 0.0))


def test_a_list_that_is_much_of_a_text_without_prose_stays() -> None:
    heading = {0: [says(Kind.RELATED, opens=True)]}
    assert gone(judge([HEADING, *TITLES], heading)) == [0]
    assert gone(judge([HEADING, *TITLES, *["High water | noon | 4 m"] * 30], heading)) == [0, 1, 2, 3]
    assert gone(judge([HEADING, *TITLES, ELSEWHERE], heading)) == [0, 1, 2, 3]
    assert gone(judge([HEADING, HEADING, HEADING], {at: [says(Kind.RELATED, opens=True)] for at in range(3)})) == [0, 1, 2]


def test_a_subheading_before_prose_stays() -> None:
    lines = [PROSE[0], HEADING, *TITLES, "What happens next", PROSE[1], PROSE[2]]
    assert gone(judge(lines, {1: [says(Kind.RELATED, opens=True)]})) == [1, 2, 3, 4]
    assert gone(judge(lines[:-2], {1: [says(Kind.RELATED, opens=True)]})) == [1, 2, 3, 4, 5]


def test_a_subheading_may_be_a_quote_or_a_question() -> None:
    for subheading in ("“Nobody told us”", "What happens next?"):
        lines = [PROSE[0], HEADING, *TITLES, subheading, PROSE[1], PROSE[2]]
        assert gone(judge(lines, {1: [says(Kind.RELATED, opens=True)]})) == [1, 2, 3, 4]


def test_a_list_of_headlines_ends_at_the_title_of_the_text() -> None:
    others = ["Choir sings in the chapel on the hill", "Ten things to eat in autumn, and where to find them"]
    lines = [HEADING, *others, "Council closes both of the old bridges in Port Alma", *PROSE]
    assert gone(judge(lines, {0: [says(Kind.RELATED, opens=True)]})) == [0, 1, 2]
    assert gone(judge([*lines[:3], "Schools to open late on Tuesday in the north", *PROSE], {0: [says(Kind.RELATED, opens=True)]})) == [
        0,
        1,
        2,
        3,
    ]


def test_a_heading_of_labels_before_prose_takes_none() -> None:
    lines = [PROSE[0], HEADING, "Weather", "Sport", "Local news", PROSE[1]]
    assert gone(judge(lines, {1: [says(Kind.RELATED, opens=True)]})) == [1]


def test_a_list_of_items_ends_with_its_items() -> None:
    lines = [PROSE[0], HEADING, *(f"- {title}" for title in TITLES), TITLES[0]]
    assert gone(judge(lines, {1: [says(Kind.RELATED, opens=True)]})) == [1, 2, 3, 4]


def test_both_captions_of_a_pair_go() -> None:
    lines = [PROSE[0], CAPTION, CAPTION, PROSE[1]]
    copy = says(Kind.DUPLICATE, 6.0, "repetition.copy")
    decision = judge(lines, {}, {2: copy}, {1: 2, 2: 1})
    assert gone(decision) == [1, 2]
    assert {decision.verdicts[at].kind for at in (1, 2)} == {Kind.CAPTION}
    assert decision.verdicts[1].score == TWIN


def test_a_kept_caption_loses_its_repeats() -> None:
    lines = [PROSE[0], CAPTION, CAPTION, PROSE[1]]
    copy = says(Kind.DUPLICATE, 8.0, "repetition.copy")
    light = judge(lines, {}, {2: copy}, {1: 2, 2: 1}, PROFILES["light"])
    assert gone(light, PROFILES["light"]) == [2]


def test_a_copy_of_prose_goes_and_the_original_stays() -> None:
    lines = [PROSE[0], PROSE[0], PROSE[1]]
    assert gone(judge(lines, {}, {1: says(Kind.DUPLICATE, 8.0, "repetition.copy")}, {0: 1, 1: 0})) == [1]


def test_neighbours_that_go_give_a_hint_the_rest() -> None:
    lines = [PROSE[0], "Label", "Label two", "Label three", PROSE[1]]
    weak = says(Kind.SHARE, DEFAULT.threshold - 2 * NEIGHBOUR - weigh(segment(lines)[2]).weight)
    assert gone(judge(lines, {1: [says()], 2: [weak], 3: [says()]})) == [1, 2, 3]
    assert gone(judge(lines, {1: [says()], 2: [weak]})) == [1]
    assert gone(judge(lines, {1: [says()], 3: [says()]})) == [1, 3]


@pytest.mark.parametrize(("at", "goes"), [("top", [0]), ("bottom", [4]), ("any", [0, 2, 4])])
def test_top_and_bottom_are_before_and_behind_the_prose(at: str, goes: list[int]) -> None:
    lines = ["Label", PROSE[0], "Label two", PROSE[0] + " And so on.", "Label three"]
    assert gone(judge(lines, {index: [says(at=at)] for index in (0, 2, 4)})) == goes


def test_the_guard_refuses_to_empty_a_small_text() -> None:
    for lines in (["Advertisement"], ["Advertisement", "Share"]):
        decision = judge(lines, {index: [says()] for index in range(len(lines))})
        assert decision.verdicts == {}
        assert "guard" in decision.notes[0]
    assert gone(judge(["Label", "Label two", "Label three"], {index: [says()] for index in range(3)})) == [0, 1, 2]


def test_the_guard_refuses_too_much_prose_and_nothing_else() -> None:
    lines = [PROSE[0], "Label", PROSE[2], PROSE[3], PROSE[4]]
    strong = says(weight=20.0)
    decision = judge(lines, {0: [strong], 1: [strong], 2: [strong]})
    assert gone(decision) == [1]
    assert decision.notes == ("guard: 2 blocks stay that would have been removed; too much of the text would have gone",)
    assert gone(judge(lines, {0: [strong], 2: [strong]}, profile=DEFAULT._replace(harm=0.9))) == [0, 2]
    assert gone(judge(lines, {0: [strong], 1: [strong]})) == [0, 1]


@given(weights=st.lists(st.floats(-5, 30), min_size=5, max_size=5), harm=st.floats(0, 1))
def test_no_more_than_the_share_of_prose_goes(weights: list[float], harm: float) -> None:
    blocks = segment(PROSE[:5])
    profile = DEFAULT._replace(harm=harm)
    decision = judge(PROSE[:5], {index: [says(weight=weight)] for index, weight in enumerate(weights)}, profile=profile)
    went = gone(decision, profile)
    share = sum(len(blocks[index].text) for index in went) / sum(len(block.text) for block in blocks)
    assert len(went) < 2 or share <= harm
    assert guard(blocks, {index: Verdict(Kind.DUPLICATE, 9.0) for index in range(5)}, profile) == frozenset()


ARTICLE = [TITLES[0], *PROSE[:3], TITLES[1]]


def test_what_the_model_is_sure_of_goes_by_the_doubt_of_the_profile() -> None:
    for doubt, goes in ((1.0, [4]), (3.0, [])):
        profile = DEFAULT._replace(doubt=doubt)
        decision = judge(ARTICLE, {}, profile=profile, odds=[BODY, BODY, BODY, BODY, 2.0])
        assert gone(decision, profile) == goes
    assert decision.verdicts == {}


def test_the_model_gives_a_kind_by_place_and_keeps_that_of_a_rule() -> None:
    body = PROFILES["body"]
    decision = judge(ARTICLE, {4: [says(Kind.SHARE, 1.5)]}, profile=body, odds=[9.0, BODY, BODY, BODY, 9.0])
    assert {index: verdict.kind for index, verdict in decision.verdicts.items()} == {0: Kind.HEADLINE, 4: Kind.SHARE}
    assert gone(decision, body) == [0, 4]
    assert gone(decision, DEFAULT) == [4]


def test_code_is_not_the_models_business() -> None:
    lines = ["    x = 1;", "    y = 2;", "    z = f(x);", "", *PROSE[:4]]
    assert segment(lines)[0].form is Form.PREFORMATTED
    assert gone(judge(lines, {}, odds=[9.0, *[BODY] * 4])) == []


def test_of_a_long_sentence_in_which_rules_found_words_the_model_has_to_be_surer() -> None:
    sentence = "You must sign up with the harbour office before you can tie a boat to the wall."
    lines = [*PROSE[:3], sentence, *PROSE[3:]]
    for odd, goes in ((1.7, []), (1.9, [3])):
        odds = [BODY, BODY, BODY, odd, BODY, BODY]
        profile = DEFAULT._replace(doubt=1.0)
        assert gone(judge([*lines, "Advertisement"], {3: [says(weight=1.5)], 6: [says()]}, profile=profile, odds=[*odds, BODY])) == [
            *goes,
            6,
        ]


FRAME = {4: [says(Kind.NAVIGATION), says(Kind.LEGAL, 1.0)]}


@pytest.mark.parametrize(("rules", "least"), [(FRAME, 4.0), ({}, 20.0)])
def test_of_what_is_no_article_the_model_has_to_be_surer(rules: dict[int, list[Evidence]], least: float) -> None:
    profile = DEFAULT._replace(doubt=1.0)
    for odd, goes in ((least - 0.1, []), (least + 0.1, [0])):
        decision = judge(["Links", *PROSE[:2], PROSE[2][:-1], "Menu"], rules, profile=profile, odds=[odd, *[BODY] * 4])
        assert gone(decision, profile._replace(drop=profile.drop | {Kind.HEADLINE})) == [*goes, *rules]


def test_labels_that_begin_alike_are_a_column_in_what_has_no_frame() -> None:
    labels, short = ["Filed under: soup", "Filed under: bread", "Filed under: fish"], ["Home", "News", "Sport"]
    for prose in (PROSE[:1], PROSE[:3]):
        at = len(prose)
        rules = {index: [says(Kind.NAVIGATION)] for index in range(at, at + 3)}
        assert gone(judge([*prose, *labels], rules)) == []
        assert gone(judge([*prose, *labels[:2]], {at: rules[at], at + 1: rules[at + 1]})) == [at, at + 1]
        assert gone(judge([*prose, *short], rules)) == [at, at + 1, at + 2]
        framed = {**rules, 0: [says(Kind.LEGAL, 1.0)]}
        assert gone(judge([*prose, *labels], framed)) == [at, at + 1, at + 2]


def test_copies_that_come_again_and_again_stay_in_what_is_neither_article_nor_page() -> None:
    copy = Evidence("repetition.copy", Kind.DUPLICATE, 6.0, "")
    sayings = [f"Who waits for the {thing} will have to walk home." for thing in ("ferry", "ferry", "tide", "tide", "moon", "moon")]
    copies = {1: copy, 3: copy, 5: copy}
    assert gone(judge(sayings, {}, copies)) == []
    assert gone(judge(sayings, {}, {1: copy, 3: copy})) == [1, 3]
    assert gone(judge([*PROSE, *sayings], {}, {at + len(PROSE): copy for at in copies})) == [6, 8, 10]


def test_what_stands_above_the_byline_is_title_and_deck() -> None:
    lines = ["Ferry stops", "It ran for eleven hundred years", "By Ana Ruiz", "A heading", *PROSE[:3]]
    decision = judge(lines, {2: [says(Kind.BYLINE)]})
    assert [decision.verdicts[index].kind for index in (0, 1)] == [Kind.HEADLINE, Kind.STANDFIRST]
    assert (gone(decision), gone(decision, PROFILES["body"])) == ([2], [0, 1, 2])
    assert gone(judge([*PROSE[:3], *lines], {5: [says(Kind.BYLINE)]}), PROFILES["body"]) == [5]


def test_a_lone_long_sentence_stays() -> None:
    lines = ["A short text.", PROSE[0]]
    assert gone(judge(lines, {1: [says(weight=20)]})) == []
    assert gone(judge([*lines, "Advertisement"], {1: [says(weight=20)], 2: [says()]})) == [1, 2]


def test_where_rules_are_sure_of_nothing_the_model_may_not_take_much() -> None:
    winners = [f"Coach of the year {year}" for year in range(2000, 2020)]
    lines = [*PROSE[:4], *winners]
    odds = [*[BODY] * 4, *[9.0] * 20]
    assert gone(judge(lines, {}, odds=odds)) == []
    sure = {24: [says()], 25: [says()]}
    assert gone(judge([*lines, "Advertisement", "Advertisement two"], sure, odds=[*odds, 9.0, 9.0])) == list(range(4, 26))


def test_a_series_is_never_the_models_to_take() -> None:
    winners = [f"{year}: The coach" for year in range(2000, 2006)]
    lines = [*(prose + " " + prose for prose in PROSE), *winners, "Links"]
    assert gone(judge(lines, {}, odds=[*[BODY] * 5, *[9.0] * 7])) == [11]
    assert gone(judge([*lines[:5], *winners[:4], "Links"], {}, odds=[*[BODY] * 5, *[9.0] * 5])) == [5, 6, 7, 8, 9]


def test_lines_between_two_paragraphs_are_judged_as_one_list() -> None:
    long = [prose + " " + prose for prose in PROSE]
    lines = [*long[:2], "To bring", *("soap rope oil twine tar".split()), *long[2:], "Links"]
    few = [*[BODY] * 2, *[9.0] * 3, *[BODY] * 6, 9.0]
    assert gone(judge(lines, {}, odds=few)) == [11]
    assert gone(judge(lines, {}, odds=[*[BODY] * 2, *[9.0] * 4, *[BODY] * 5, 9.0])) == [2, 3, 4, 5, 11]
    assert gone(judge([*lines[:4], *lines[7:]], {}, odds=[*[BODY] * 2, 9.0, *[BODY] * 5, 9.0])) == [2, 8]


def test_the_questions_of_an_interview_and_short_answers_stay() -> None:
    asked = [line for prose, number in zip(PROSE, range(5), strict=True) for line in (prose + " " + prose, f"And deck {number}?", "No.")]
    odds = [value for _ in PROSE for value in (BODY, 9.0, 9.0)]
    assert gone(judge([*asked, PROSE[0], "Links"], {}, odds=[*odds, BODY, 9.0])) == [16]
    assert gone(judge([*asked[:9], PROSE[0], "Links"], {}, odds=[*odds[:9], BODY, 9.0])) == [1, 2, 4, 5, 7, 8, 10]


def test_what_ends_the_text_stays_as_long_as_more_of_it_stays_than_goes() -> None:
    lines = [*(prose + " " + prose for prose in PROSE), *"soap rope oil twine links jobs".split()]
    odds = [*[BODY] * 6, 9.0, BODY, BODY, 9.0, 9.0]
    assert gone(judge(lines, {}, odds=odds)) == [9, 10]
    assert gone(judge(lines[:8], {}, odds=odds[:8])) == [6]


@pytest.mark.parametrize(
    ("listed", "goes"),
    [
        (["Ingredients", "200 g flour", "2 eggs", "½ lemon", "Salt"], False),
        (["Length: nine miles", "Start: Port Alma", "Rest: Mondays", "In the rain"], False),
        (["Hall: the bridge", "Hall: the harbour", "Hall: the hill"], True),
        (["2 eggs", "1 lemon", "3 figs", "News", "Sport", "Jobs", "Help"], True),
        (["1999 The flood", "2004 The bridge", "2011 The ferry"], True),
    ],
)
def test_a_list_of_amounts_or_of_labels_stays(listed: list[str], goes: bool) -> None:
    odds = [*[9.0] * len(listed), *[BODY] * len(PROSE), 9.0]
    body = PROFILES["body"]
    going = gone(judge([*listed, *PROSE, "Links"], {}, odds=odds, profile=body), body)
    assert going == [*(range(len(listed)) if goes else ()), len(odds) - 1]


@pytest.mark.parametrize(("kind", "above", "below", "goes"), [
    (Kind.NAVIGATION, 2, 2, False), (Kind.COMMENTS, 2, 3, False), (Kind.COMMENTS, 1, 4, True), (Kind.UPDATE, 3, 1, True), (Kind.AD, 2, 2, True),
])  # fmt: skip
def test_what_stands_around_a_text_stays_deep_inside_it(kind: Kind, above: int, below: int, goes: bool) -> None:
    lines = [*PROSE[:above], "Topics: rope and tar", *PROSE[above : above + below]]
    assert gone(judge(lines, {above: [says(kind)]})) == ([above] if goes else [])
    assert gone(judge(lines, {above: [says(kind), says(Kind.RELATED, 5.0)]})) == [above]
    page = read_page(segment(lines), {}, {})
    assert gone(decide(page, {}, Residue([BODY] * len(lines)), DEFAULT, {above: says(kind, source="template")})) == [above]
