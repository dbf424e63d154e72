"""What is shown: JSON that says the same, and an explanation that a terminal cannot be driven by."""

import json
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import NASTY, PROSE, pages
from wcwidth import wcswidth

from cleanse import explain
from cleanse.model import Cleaned, Document, Edit, Kind
from cleanse.render import UNSAFE, explanation, safe, to_json, totals

TEXT = f"{PROSE[0]}\n\nAdvertisement\n\nCafÃ© {PROSE[2]}\nShips wait in Port Alma on a Monday morning. (Photo: Ana Ruiz/AFP)\n"
COLOUR = re.compile("\x1b\\[[0-9;]*m")


@settings(deadline=None)
@given(text=pages())
def test_json_is_one_line_that_says_all(text: str) -> None:
    assume(not any("\ud800" <= char <= "\udfff" for char in text))
    answer = explain(text)
    line = to_json(answer)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    said = json.loads(line)
    assert said == answer.to_dict()
    assert said["text"] == answer.text
    assert all(text[part["start"] : part["end"]] == part["text"] for part in said["removed"])
    assert all(text[part["start"] : part["end"]] == part["before"] for part in said["repairs"])
    assert len(said["removed"]) + len(said["repairs"]) == len(answer.edits)


@pytest.mark.parametrize("text", ["a\ud800b", "\udc80", "ok\n\ud83d"])
def test_json_of_lone_surrogates_can_be_written(text: str) -> None:
    assert json.loads(to_json(explain(text)))["text"] == explain(text).text


@given(text=st.one_of(st.text(), st.text(st.sampled_from(NASTY))))
def test_safe_text_cannot_drive_a_terminal(text: str) -> None:
    shown = safe(text)
    assert not UNSAFE.search(shown)
    assert safe(shown) == shown
    assert shown == text or UNSAFE.search(text)
    shown.encode()


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "\x1b]0;t\x07", "\x9b31m", "a\rb", "\u202eabc", "\u2066", "\x7f", "\x08", "\ud800", "\x00", "\u200f", "\ufeff"]
)
def test_what_is_unsafe_is_shown_as_its_code(text: str) -> None:
    assert safe(text).isascii()
    assert safe(text).isprintable()
    assert safe(f"{text}\n").endswith("\n")


def test_what_went_is_marked_with_kind_and_rule() -> None:
    answer = explain(TEXT, "article")
    shown = explanation(answer)
    assert answer.removed
    for edit in answer.removed:
        assert "⟦" + edit.before.rstrip("\n") + f"⟧ ({edit.kind} · {edit.rule})" in shown
    assert PROSE[0] in shown
    assert "Café" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("width", [20, 60, 80, 200])
def test_a_terminal_shows_the_same_words_within_its_width(width: int) -> None:
    answer = explain(TEXT)
    rows = explanation(answer, width).splitlines()
    struck = " ".join(" ".join(re.findall("\x1b\\[2;9m(.*?)\x1b\\[0m", row)) for row in rows)
    assert struck.split() == [word for edit in answer.removed for word in edit.before.split()]
    assert all(wcswidth(COLOUR.sub("", row)) <= max(width, 40) for row in rows)
    shown = COLOUR.sub("", "\n".join(rows))
    assert [word for word in PROSE[0].split() if word not in shown] == []
    assert all(f"{edit.kind} · {edit.rule}" in shown for edit in answer.removed)


def test_labels_stand_in_one_column_beside_the_first_row_of_what_went() -> None:
    cuts = (
        Edit(8, " (AP)", "", Kind.CREDIT, "credit.agency", "an agency"),
        Edit(14, "Advertisement\n", "", Kind.AD, "ad.label", "a label"),
    )
    answer = Cleaned("Two dogs\n", cuts, (), Document("Two dogs (AP)\nAdvertisement\n"))
    rows = [COLOUR.sub("", row) for row in explanation(answer, 80).splitlines()[:2]]
    assert rows[0].startswith("~ Two dogs (AP)   ")
    assert rows[1].startswith("- Advertisement   ")
    assert rows[0].index("credit · credit.agency") == rows[1].index("ad · ad.label")


def test_wide_characters_are_wrapped_by_cells() -> None:
    rows = explanation(explain("日本" * 100 + "。\n"), 50).splitlines()
    assert max(map(wcswidth, rows[:-2])) == 50


@settings(deadline=None)
@given(text=pages(), width=st.sampled_from([0, 1, 30, 90]))
def test_explanations_are_safe_whatever_the_text(text: str, width: int) -> None:
    shown = explanation(explain(text), width)
    assert not UNSAFE.search(COLOUR.sub("", shown) if width else shown)


def test_totals_count_by_rule() -> None:
    answer = explain(TEXT)
    lines = totals(answer).splitlines()
    assert lines[-1].split()[:4] == [str(len(answer.removed)), "removed,", "1", "repaired;"]
    assert len(lines) == 1 + len({(edit.kind, edit.rule) for edit in answer.removed})
    assert sum(int(line.split()[0]) for line in lines[:-1]) == len(answer.removed)
    assert totals(Cleaned("", (), (), answer.document, ("guard: a note\x1b",))).startswith("guard: a note\\x1b\n")
