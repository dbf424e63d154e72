"""What has been said already: which of two blocks is a copy, and which repetitions are the text's own."""

import pytest
from hypothesis import given, settings
from strategies import PROSE, pages

from cleanse.match import fold_blocks
from cleanse.model import Block, Evidence, Form, Kind
from cleanse.repetition import repetitions
from cleanse.segment import segment
from cleanse.shape import letters

CAPTION = "Ships wait at the bridge over the river in Port Alma on Monday morning, as the water goes on rising"
BETWEEN = PROSE[:8]
LONG = (
    "The council met for three hours. “We close the bridges before we lose one, and we open them when the water tells us to,” said the mayor, "
    "who had come straight from the harbour. Nobody voted against it, and nobody clapped."
)
QUOTE = "“We close the bridges before we lose one, and we open them when the water tells us to,”"


def found(*lines: str) -> tuple[dict[int, Evidence], dict[int, int]]:
    blocks = segment(list(lines))
    return repetitions(blocks, fold_blocks([block.text for block in blocks]))


@pytest.mark.parametrize(
    ("first", "second", "copy"),
    [
        (CAPTION, CAPTION, 1),
        (CAPTION, CAPTION.upper(), 1),
        (CAPTION + " (AP Photo/Ana Ruiz)", CAPTION, 1),
        (CAPTION, CAPTION + " (AP Photo/Ana Ruiz)", 0),
        (CAPTION, CAPTION[:60], 1),
        (CAPTION[:60], CAPTION, 0),
        (PROSE[1], PROSE[1].replace("“", '"').replace("”", '"'), 1),
        (PROSE[0].replace("council", "city’s council"), PROSE[0].replace("council", "city's council"), 1),
    ],
)
def test_one_of_two_neighbours_is_the_copy(first: str, second: str, copy: int) -> None:
    evidence, twins = found(first, second)
    assert list(evidence) == [copy]
    assert (evidence[copy].kind, evidence[copy].source) == (Kind.DUPLICATE, "repetition.copy")
    assert twins == {0: 1, 1: 0}
    assert "beside it" in evidence[copy].says


def test_a_paragraph_far_from_its_copy_is_found_and_no_twin() -> None:
    evidence, twins = found(LONG, *BETWEEN, LONG)
    assert list(evidence) == [9]
    assert "elsewhere" in evidence[9].says
    assert twins == {}


def test_nearer_copies_weigh_more() -> None:
    weights = []
    for between in range(6):
        evidence, _ = found(LONG, *BETWEEN[:between], LONG)
        weights.append(evidence[between + 1].weight)
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > weights[1]


@pytest.mark.parametrize("copies", [2, 3, 4, 5, 9])
def test_four_copies_are_a_formula_of_the_text(copies: int) -> None:
    lines = [line for number in range(copies) for line in (BETWEEN[number % 8] + str(number), LONG)]
    evidence, _ = found(*lines)
    assert len([e for e in evidence.values() if e.source == "repetition.copy"]) == (copies - 1 if copies < 4 else 0)


@pytest.mark.parametrize(
    "lines",
    [
        ["Weather", "Weather", "Read on", "Read on"],
        ["A heading of six words here", *BETWEEN, "A heading of six words here"],
        [CAPTION, *BETWEEN, CAPTION],
        ["Row, row, row your boat along the river", "gently down the stream,", "merrily, merrily, merrily, merrily,", "", "Row, row, row your boat along the river", "gently down the stream,", "merrily, merrily, merrily, merrily,"],
        [f"{who}: the bridge is closed again today, I am afraid, take the ferry" for who in ("Ana", "Bo", "Ana", "Bo", "Ana", "Bo")],
        ["| a long cell of a table with many words | and another one |"] * 2,
        ["- a long item of a list with as many words as a caption has"] * 2,
        ["```", "the_same_line_of_code(with, arguments, and, more)", "```", "", "```", "the_same_line_of_code(with, arguments, and, more)", "```"],
        [LONG, LONG.replace("three hours", "two hours and then met again")],
        [PROSE[0], PROSE[0].replace("Monday", "Sunday")],
        BETWEEN,
    ],
    ids=lambda lines: lines[0][:24],
)  # fmt: skip
def test_what_repeats_by_right_stays(lines: list[str]) -> None:
    assert found(*lines) == ({}, {})


def test_a_copy_with_much_more_behind_it_is_no_copy() -> None:
    assert (
        found("The council met for three hours in the old town hall", "The council met for three hours in the old town hall " + LONG)[0]
        == {}
    )


@pytest.mark.parametrize("place", [0, 2, 8])
def test_a_pull_quote_is_found(place: int) -> None:
    lines = [*BETWEEN[:4], LONG, *BETWEEN[4:]]
    lines.insert(place, QUOTE)
    evidence, twins = found(*lines)
    assert [(index, e.source) for index, e in evidence.items()] == [(place, "repetition.quote")]
    assert twins == {}
    lines[place] = QUOTE.replace("mayor", "council").replace("lose one", "lose two")
    assert found(*lines)[0] == {}


@pytest.mark.parametrize("form", [Form.VERSE, Form.DIALOGUE, Form.TABLE, Form.ITEM, Form.PREFORMATTED])
def test_only_prose_and_lines_are_compared(form: Form) -> None:
    blocks = [Block(CAPTION, form, 0), Block(CAPTION, form, 1), *(Block(line, Form.PROSE, at + 2) for at, line in enumerate(BETWEEN))]
    assert repetitions(blocks, fold_blocks([block.text for block in blocks])) == ({}, {})


def test_of_two_equal_quoted_paragraphs_one_stays() -> None:
    evidence, _ = found(LONG, QUOTE, QUOTE, *BETWEEN)
    assert {index for index, e in evidence.items() if e.source == "repetition.copy"} == {2}
    alone, _ = found(PROSE[0], PROSE[1], PROSE[1], PROSE[2])
    assert list(alone) == [2]


@settings(deadline=None)
@given(text=pages())
def test_of_all_copies_one_is_left(text: str) -> None:
    """Removing every copy that has evidence leaves each of its words standing somewhere."""
    blocks = segment([" ".join(line.split()) for line in text.splitlines()])
    evidence, twins = repetitions(blocks, fold_blocks([block.text for block in blocks]))
    left = "\n".join(letters(block.text) for index, block in enumerate(blocks) if index not in evidence)
    assert all(letters(blocks[index].text) in left for index in evidence)
    assert all(twins[twin] in range(len(blocks)) and twin != twins[twin] for twin in twins)


def test_a_stretch_that_a_page_has_twice_is_a_copy_with_its_headings() -> None:
    menu = [f"Menu entry {number} of this page" for number in range(40)]
    stretch = ["The rules", LONG, "What they cost"]
    blocks = segment([PROSE[0], *stretch, PROSE[1], *stretch, "The end", *menu])
    keys = fold_blocks([block.text for block in blocks])
    evidence, twins = repetitions(blocks, keys, framed=True)
    assert {index: item.source for index, item in evidence.items()} == dict.fromkeys([5, 6, 7], "repetition.run")
    assert twins == {}
    assert list(repetitions(blocks, keys)[0]) == [6]
    assert list(repetitions(blocks[:9], keys[:9], framed=True)[0]) == [6]


def test_a_paragraph_that_a_page_has_twice_alone_is_no_stretch() -> None:
    menu = [f"Menu entry {number} of this page" for number in range(40)]
    blocks = segment([LONG, *BETWEEN, LONG, *menu])
    evidence, _ = repetitions(blocks, fold_blocks([block.text for block in blocks]), framed=True)
    assert {index: item.source for index, item in evidence.items()} == {9: "repetition.copy"}
