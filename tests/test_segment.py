"""Canonical lines to blocks: what belongs together is one block, what does not is not."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PROSE, pages

from cleanse.model import Block, Form
from cleanse.repair import canonicalise, repair
from cleanse.segment import form_of, segment

NOVEL = (
    "The river rose again on Monday, and by noon the council had closed both bridges to all traffic. Nobody had expected it, "
    "least of all the ferryman, who had kept his boat for thirty years and had seen the water higher only once, in the spring of the flood."
)
HEADLINES = [
    "Council closes both bridges as river rises again",
    "Ferryman of thirty years retires to the hills",
    "Schools to open late on Tuesday after the flood",
    "Why the harbour wall was never finished",
    "Port Alma votes on a new bridge in October",
]
STANZA = ["The ferry leaves at dawn,", "and no one waves;", "the water keeps its own,", "its own account of graves."]
CHAT = ["Ana: are you there", "Bo: yes", "Ana: the bridge is closed", "Bo: I heard", "Ana: take the ferry"]


def shown(blocks: list[Block]) -> list[tuple[str, int]]:
    return [(block.form.value, block.text.count("\n") + 1) for block in blocks]


@pytest.mark.parametrize("width", [50, 60, 66, 72, 80])
def test_a_hard_wrapped_paragraph_is_one_block(width: int) -> None:
    first, second = textwrap.wrap(NOVEL, width), textwrap.wrap(" ".join(PROSE[:2]) + " " + NOVEL, width)
    blocks = segment([*first, "", *second])
    assert [block.text for block in blocks] == ["\n".join(first), "\n".join(second)]
    assert [block.line for block in blocks] == [0, len(first) + 1]


def test_a_long_line_is_no_part_of_wrapped_text_and_does_not_hide_it() -> None:
    wrapped, listing = textwrap.wrap(f"{NOVEL} " * 12, 70), "lock, " * 40
    blocks = segment([*wrapped, "", listing, *wrapped])
    assert [block.text.count("\n") for block in blocks] == [len(wrapped) - 1, 0, len(wrapped) - 1]
    assert [block.text for block in segment([*wrapped, "", NOVEL, "", NOVEL, "", NOVEL])][: len(wrapped)] == wrapped


def test_a_table_does_not_hide_that_text_is_wrapped() -> None:
    wrapped, table = textwrap.wrap(NOVEL, 60), [f"a lock {' ' * 60}{number}" for number in range(30)]
    assert [block.form for block in segment([*wrapped, "", *table, "", *wrapped])] == [Form.PROSE, Form.PREFORMATTED, Form.PROSE]


def test_items_below_wrapped_text_are_their_own_blocks() -> None:
    wrapped = textwrap.wrap(NOVEL, 70)
    blocks = segment([*wrapped, "- one item", "- another item"])
    assert [block.form for block in blocks[-2:]] == [Form.ITEM, Form.ITEM]


@pytest.mark.parametrize(
    "lines", [HEADLINES, STANZA, [*STANZA, "", *STANZA[::-1]], CHAT, PROSE, [*HEADLINES, "", *PROSE[:2]]], ids=lambda lines: lines[0]
)
def test_lines_that_are_not_wrapped_stay_apart(lines: list[str]) -> None:
    assert [block.text for block in segment(lines)] == [line for line in lines if line]


@pytest.mark.parametrize(
    "group",
    [
        ["```", "Advertisement", "", "x = 1", "```"],
        ["def f(x):", "    if x:", "        return x", "    return 0"],
        ["name     age", "Ana      31", "Bo       7"],
    ],
    ids=lambda group: group[0],
)
def test_preformatted_groups_are_one_block(group: list[str]) -> None:
    assert segment([PROSE[0], "", *group, "", PROSE[1]])[1] == Block("\n".join(group), Form.PREFORMATTED, 2)


@pytest.mark.parametrize("head", ["| Button | Meaning |", "| Facebook | Instagram | YouTube |"])
def test_a_markdown_table_is_one_block_without_any_run_of_spaces(head: str) -> None:
    table = [head, "|---|---|", "| Log in | Read more |"]
    assert segment([PROSE[0], "", *table])[1] == Block("\n".join(table), Form.PREFORMATTED, 2)
    assert segment(table) == [Block("\n".join(table), Form.PREFORMATTED, 0)]


def test_a_menu_between_bars_is_judged_and_a_tree_is_not() -> None:
    assert [block.form for block in segment([PROSE[0], "", "| Home | Sport | Weather |"])] == [Form.PROSE, Form.TABLE]
    assert [block.form for block in segment([PROSE[0], "", "├── home", "└── sport"])] == [Form.PROSE, Form.PREFORMATTED]


P, FIRST, SECOND = ("tag p",), ("tag pre", "part code 0"), ("tag pre", "part code 1")


@pytest.mark.parametrize(
    ("page", "forms"),
    [
        ([("Two lines", P), ("x", FIRST), ("", FIRST), ("  y", FIRST), ("Three", P)], [("line", 1), ("preformatted", 3), ("line", 1)]),
        ([("a", FIRST), ("b", FIRST), ("c", SECOND), ("  d", SECOND)], [("preformatted", 2), ("preformatted", 2)]),
        ([("npm install", FIRST), ("Two lines", P)], [("line", 1), ("line", 1)]),
        ([("name    age", P), ("Ana    31", P), ("Bo    7", P)], [("line", 1)] * 3),
        ([(line, P) for line in textwrap.wrap(NOVEL, 70)], [("line", 1)] * 3 + [("prose", 1)]),
    ],
    ids=["blank line", "side by side", "one line", "no pre", "wrapped"],
)
def test_signs_tell_which_lines_of_a_page_belong_together(page: list[tuple[str, tuple[str, ...]]], forms: list[tuple[str, int]]) -> None:
    lines, signs = [line for line, _ in page], [own for _, own in page]
    assert shown(segment(lines, signs)) == forms


def test_a_conversation_is_dialogue() -> None:
    assert {block.form for block in segment(CHAT)} == {Form.DIALOGUE}
    stamped = [f"[12:0{number}] <{line.replace(': ', '> ')}" for number, line in enumerate(CHAT)]
    assert {block.form for block in segment(stamped)} == {Form.DIALOGUE}
    operators = [line.replace("<", "<@").replace("<@Bo", "< Bo") for line in stamped]
    assert {block.form for block in segment(operators)} == {Form.DIALOGUE}
    assert Form.DIALOGUE not in {block.form for block in segment([*CHAT[:2], *PROSE])}


def test_stanzas_are_verse() -> None:
    assert {block.form for block in segment(STANZA)} == {Form.VERSE}
    unpunctuated = [line.rstrip(",;.") for line in STANZA]
    assert Form.VERSE not in {block.form for block in segment(unpunctuated)}
    assert {block.form for block in segment([*unpunctuated, "", *unpunctuated, "", *unpunctuated])} == {Form.VERSE}
    assert Form.VERSE not in {block.form for block in segment(HEADLINES)}


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("A heading", Form.LINE),
        ("This is a sentence with its full stop.", Form.PROSE),
        ("Too short.", Form.LINE),
        ("河水在星期一再次上涨。", Form.PROSE),
        ("“Nobody expected this at all,” she said", Form.LINE),
        ("Did anybody of you expect this?", Form.PROSE),
        ("word " * 40, Form.PROSE),
        *((f"{bullet} an item", Form.ITEM) for bullet in ("-", "*", "•", "1.", "12)", "(3)", "a)", "►")),
        ("-not an item", Form.LINE),
        ("2024 was a year of floods", Form.LINE),
        ("| a | b |", Form.TABLE),
        ("a | b", Form.LINE),
        ("a\tb", Form.TABLE),
    ],
)
def test_the_form_of_a_line(line: str, form: Form) -> None:
    assert form_of(line) is form


def test_nothing_has_no_blocks() -> None:
    assert segment([]) == []
    assert segment(["", ""]) == []


@settings(deadline=None)
@given(text=st.one_of(pages(), st.lists(st.sampled_from([*CHAT, *STANZA, *HEADLINES, "", "  x = 1;", "```"])).map("\n".join)))
def test_blocks_tile_the_lines(text: str) -> None:
    lines = [line for line in canonicalise(repair(text)) if line is not None]
    blocks = segment(lines)
    covered = [at for block in blocks for at in range(block.line, block.line + block.text.count("\n") + 1)]
    assert covered == sorted(set(covered))
    assert all(not lines[at] for at in set(range(len(lines))) - set(covered))
    assert ["\n".join(lines[b.line : b.line + b.text.count("\n") + 1]) for b in blocks] == [b.text for b in blocks]


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("「" + "三人の子どもはもう大きくなり、何度も店を閉めるように言う。" * 3 + "どこに座るの？」", Form.PROSE),
        ("母はいつも同じことを言う。" * 5 + "「ここに座ればいい」", Form.PROSE),
        ('[한서준/시장 : "다리는 내일 아침까지 모두 닫혀 있을 겁니다."]', Form.PROSE),
        ("一、征求全体业主意见", Form.ITEM),
        ("（二）委托有资质的单位", Form.ITEM),
        ("③ 役所に届ける", Form.ITEM),
        ("一九八七年的夏天", Form.LINE),
        ("特集「海と生きる」", Form.LINE),
    ],
)
def test_forms_of_writing_without_spaces(line: str, form: Form) -> None:
    assert [block.form for block in segment([line])] == [form]
