"""The ledger: everything that was changed, where, why, and back again."""

from textwrap import fill

import pytest
from hypothesis import given, settings
from strategies import PROSE, pages

from cleanse import Cleaner, explain, explain_html, to_markdown
from cleanse.ledger import _gaps
from cleanse.model import Cleaned, Document, Form, Kind
from cleanse.profile import PROFILES
from cleanse.rulebook import built_in_rules

RULES = {rule.id for rule in built_in_rules()}
OTHERS = {
    "company.title",
    "likelihood",
    *("canonical.blank-line", "canonical.line-break", "canonical.form", "repair.encoding"),
    *("repetition.copy", "repetition.quote", "company.list", "company.twin", "company.neighbours"),
}
FIRST, SECOND = PROSE[0], PROSE[2]
CAPTION = "Ships wait at the bridge over the river in Port Alma, Monday."
CLEANERS = {name: Cleaner(name) for name in PROFILES}


def edits(answer: Cleaned) -> list[tuple[int, str, str, str]]:
    return [(edit.start, edit.before, edit.after, edit.rule) for edit in answer.edits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FIRST}\n", []),
        (f"{FIRST}\r\n", [(len(FIRST), "\r\n", "\n", "canonical.line-break")]),
        (FIRST, [(len(FIRST), "", "\n", "canonical.line-break")]),
        (f"\n\n{FIRST}\n", [(0, "\n", "", "canonical.blank-line"), (1, "\n", "", "canonical.blank-line")]),
        (f"A  {FIRST}\n", [(2, " ", "", "canonical.form")]),
        (f"R&amp;D {FIRST}\n", [(2, "amp;", "", "canonical.form")]),
        (f"CafÃ© {FIRST}\n", [(3, "Ã©", "é", "repair.encoding")]),
        (f"so\u00adcial {FIRST}\n", [(2, "\u00ad", "", "repair.encoding")]),
        ("", []),
    ],
)
def test_repairs_are_named_and_small(text: str, expected: list[tuple[int, str, str, str]]) -> None:
    answer = explain(text)
    assert edits(answer) == expected
    assert answer.removed == ()
    assert answer.repairs == answer.edits
    assert answer.restore() == text


def test_a_removed_block_is_one_edit_with_kind_rule_and_reason() -> None:
    text = f"{FIRST}\n\nAdvertisement\n\n{SECOND}\n"
    answer = explain(text)
    (edit,) = answer.removed
    assert text[edit.start : edit.end] == edit.before == "Advertisement\n"
    assert (edit.kind, edit.after) == (Kind.AD, "")
    assert edit.rule in RULES
    assert edit.says
    assert answer.text == f"{FIRST}\n\n{SECOND}\n"
    assert [edit.rule for edit in answer.repairs] == ["canonical.blank-line"]


def test_a_wrapped_block_that_goes_is_one_edit_and_all_blocks_are_there() -> None:
    answer = explain(f"{FIRST}\nAdvertisement\n{SECOND}\nShare this article\n{PROSE[3]}\n")
    assert [(block.text, block.kept) for block in answer.blocks] == [
        (FIRST, True), ("Advertisement", False), (SECOND, True), ("Share this article", False), (PROSE[3], True),
    ]  # fmt: skip
    assert [block.form for block in answer.blocks][::2] == [Form.PROSE] * 3
    assert [str(edit.kind) for edit in answer.removed] == ["ad", "share"]


WRAPPED = (
    "We use cookies to give you the best experience on our website and to\n"
    "measure how it is used. By continuing to browse you agree to our use\n"
    "of cookies."
)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("notices", [[WRAPPED], [WRAPPED, WRAPPED.replace("best", "finest")]], ids=["one", "two"])
def test_lines_of_one_block_that_go_are_one_edit(notices: list[str], ending: str) -> None:
    text = "On the {}. of {} the river rose, and by noon the council had closed both of the old bridges to all of the traffic."
    prose = [fill(text.format(day, month), 70) for month in ("June", "July", "August") for day in range(1, 8)]
    paragraphs = [*prose[:4], *notices, *prose[4:]]
    text = ("\n\n".join(paragraphs) + "\n").replace("\n", ending)
    answer = explain(text, PROFILES["article"]._replace(threshold=2.0))
    assert answer.text == "\n\n".join(prose) + "\n"
    assert [edit.before for edit in answer.removed] == [f"{notice}\n".replace("\n", ending) for notice in notices]
    assert [text[block.start : block.end] for block in answer.blocks] == [text.replace("\n", ending) for text in paragraphs]
    assert [block.kept for block in answer.blocks] == [paragraph not in notices for paragraph in paragraphs]
    assert answer.restore() == text


def test_a_stretch_that_goes_may_be_one_character_long() -> None:
    assert _gaps([0, 2], 4) == [(1, 2), (3, 4)]
    assert _gaps([0, 1, 2], 3) == []


@pytest.mark.parametrize("head", ["", "\r\n", "R&amp;D ", "CafÃ© "])
def test_a_cut_takes_only_its_span(head: str) -> None:
    text = f"{FIRST}\n{head}{CAPTION} (Photo: Ana Ruiz/AFP)\n{SECOND}\n"
    answer = CLEANERS["article"].explain(Document(text))
    assert answer.restore() == text
    light = explain(text, "light")
    assert "(Photo: Ana Ruiz/AFP)" in light.text
    only_credits = PROFILES["light"].adjusted(drop=frozenset({Kind.CREDIT}))
    cut = explain(text, only_credits)
    assert CAPTION in cut.text
    assert "Photo" not in cut.text
    (edit,) = cut.removed
    assert edit.kind is Kind.CREDIT
    assert edit.rule in RULES
    if head in ("", "\r\n"):
        assert (edit.before, edit.after) == (" (Photo: Ana Ruiz/AFP)", "")
    else:
        assert text[edit.start : edit.end] == edit.before
        assert edit.before.endswith(" (Photo: Ana Ruiz/AFP)")
    assert cut.restore() == text


@pytest.mark.parametrize("html", [False, True])
def test_a_block_that_was_cut_holds_what_is_left_of_it(html: bool) -> None:
    lines = [*PROSE[:3], "The dam broke at noon. READ MORE: Who pays for the damage?", *PROSE[3:6]]
    answer = explain_html("".join(f"<p>{line}</p>" for line in lines)) if html else explain("\n".join(lines))
    assert [block.text for block in answer.blocks if block.kept] == [*PROSE[:3], "The dam broke at noon.", *PROSE[3:6]]
    assert [answer.document.text[block.start : block.end] for block in answer.blocks] == lines
    assert "READ MORE" not in to_markdown(answer)


def test_the_guard_leaves_a_note() -> None:
    answer = explain("Advertisement\n")
    assert answer.text == "Advertisement\n"
    assert len(answer.notes) == 1
    assert "guard" in answer.notes[0]


def test_the_document_is_carried_through() -> None:
    document = Document(f"{FIRST}\n", "7", "https://example.org", "text/plain", "cp1252", 0.5)
    answer = explain(document)
    assert answer.document == document
    assert (answer.to_dict()["encoding"], answer.to_dict()["confidence"]) == ("cp1252", 0.5)


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=60, deadline=None)
@given(text=pages())
def test_the_ledger_is_whole(profile: str, text: str) -> None:
    answer = CLEANERS[profile].explain(text)
    assert answer.restore() == text
    assert {edit.rule for edit in answer.edits} <= RULES | OTHERS
    assert all(text[edit.start : edit.end] == edit.before != edit.after for edit in answer.edits)
    assert all(edit.kind is None or PROFILES[profile].drops(edit.kind) for edit in answer.edits)
    clean = answer.text
    assert all(clean[block.start : block.end] == block.text for block in CLEANERS[profile].explain(clean).blocks)
    kept, read = [], 0
    for edit in answer.edits:
        kept += [text[read : edit.start], edit.after]
        read = edit.end
    assert "".join(kept) + text[read:] == answer.text
    starts = [block.start for block in answer.blocks]
    assert starts == sorted(starts)
    assert all(a.end <= b.start for a, b in zip(answer.blocks, answer.blocks[1:], strict=False))
    assert "\n".join(block.text for block in answer.blocks if block.kept).count("\n") <= answer.text.count("\n")
