"""What a block looks like: words, sentences, and what they weigh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import PROSE

from cleanse.model import Block, Form, Kind
from cleanse.profile import DEFAULT
from cleanse.segment import is_sentence
from cleanse.shape import WEIGHTS, count_words, is_prose, weigh

LENGTHS = (1, 5, 8, 9, 15, 16, 25, 26, 60, 61, 500)


def block(text: str, form: Form = Form.PROSE) -> Block:
    return Block(text, form, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("word", 1),
        ("two words", 2),
        ("three\nwords here", 3),
        ("今天天气很好", 3),
        ("ภาษาไทย", 3),
        ("Ein Wörtchen", 2),
        ("Café", 1),
        ("한국어 문장 입니다", 3),
        ("Donaudampfschifffahrtsgesellschaftskapitän", 1),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


@given(text=st.text(min_size=1))
def test_no_text_is_without_words_nor_with_more_than_letters(text: str) -> None:
    assert 1 <= count_words(text) <= len(text) + 1


@pytest.mark.parametrize("end", ".!?…。！？۔؟।:;\"'”’»)")
def test_a_sentence_ends_with_its_mark(end: str) -> None:
    assert is_sentence(f"It rained{end}")
    assert not is_sentence(f"It{end} rained")


@pytest.mark.parametrize(
    ("text", "form", "prose"),
    [
        (PROSE[0], Form.PROSE, True),
        (PROSE[0].removesuffix("."), Form.PROSE, False),
        (PROSE[0], Form.ITEM, False),
        (PROSE[0], Form.PREFORMATTED, False),
        ("A short sentence.", Form.PROSE, False),
        ("word " * 60 + "end", Form.PROSE, True),
        ("Select Category " + "Health Science Sports " * 20, Form.PROSE, False),
        ("Archive " + "March 2024 (12) April 2024 (9) " * 12, Form.PROSE, False),
        ("The Mayor, Ana Ruiz, and the Harbour Master, " * 8, Form.PROSE, True),
        ("قال رئيس البلدية إن العبارة " * 12, Form.PROSE, True),
        (PROSE[5] * 2, Form.PROSE, True),
    ],
)
def test_running_text_is_known(text: str, form: Form, prose: bool) -> None:
    assert is_prose(block(text, form)) is prose


@pytest.mark.parametrize("end", ["", "."])
def test_longer_blocks_speak_more_for_body(end: str) -> None:
    weights = [weigh(block("Word " + "word " * (words - 1) + "x" + end)).weight for words in LENGTHS]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("words", LENGTHS)
def test_a_sentence_speaks_more_for_body_than_a_line(words: int) -> None:
    text = " ".join(["Word"] * words)
    assert weigh(block(text + ".")).weight < weigh(block(text)).weight
    assert weigh(block(text + ".")).says == f"{words} words, a sentence"
    assert weigh(block(text)).says == f"{words} words"


@pytest.mark.parametrize("opening", ["“", '"', "„", "«", "「"])
def test_quotes_and_run_on_starts_speak_for_body(opening: str) -> None:
    plain = weigh(block("Six words that nobody has said"))
    quoted = weigh(block(opening + "Six words that nobody has said"))
    assert quoted.weight < plain.weight
    assert quoted.says.endswith("quoted")
    runs_on = weigh(block("six words that nobody has said"))
    assert runs_on.weight < plain.weight
    assert runs_on.says.endswith("begins in the middle")


def test_short_labels_are_not_protected() -> None:
    assert weigh(block("photo of")).weight == weigh(block("“Photo of")).weight == weigh(block("Photo of")).weight


@given(text=st.text(min_size=1))
def test_shape_alone_removes_nothing(text: str) -> None:
    evidence = weigh(block(text))
    assert (evidence.kind, evidence.source, evidence.span) == (Kind.BODY, "shape", None)
    assert evidence.weight <= max(max(row[1:]) for row in WEIGHTS) < DEFAULT.threshold / 4
