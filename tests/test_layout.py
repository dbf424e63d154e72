"""What stands as it is: fences, code, tables, indented verse; and what does not."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PROSE, lines, pages

from cleanse.layout import preformatted
from cleanse.repair import canonicalise, repair

FENCED = ["```python", "x = 1", "", "plain words", "```"]
CODE = ["def f(x):", "    if x:", "        return x + 1", "    return 0"]
TABLE = ["name     age   town", "Ana      31    Port Alma", "Bo       7     Bonn"]
TABBED = ["name\tage", "Ana\t31", "Bo\t7"]
BOXED = ["+------+-----+", "| name | age |", "+------+-----+", "| Ana  | 31  |", "+------+-----+"]
VERSE = ["The ferry leaves at dawn", "    and no one waves;", "the water keeps its own", "    account of graves."]
CONFIG = ["server:", "  port = 80", "  host = example", "  path: /var"]


@pytest.mark.parametrize("group", [FENCED, ["~~~", "a", "~~~"], CODE, TABLE, TABBED, BOXED, VERSE, CONFIG], ids=lambda group: group[0])
def test_a_group_stands_as_a_whole(group: list[str]) -> None:
    assert preformatted(group) == [True] * len(group)
    around = [PROSE[0], "", *group, "", PROSE[1]]
    assert preformatted(around) == [False, False, *[True] * len(group), False, False]
    assert canonicalise(around) == around


@pytest.mark.parametrize(
    "group",
    [
        [],
        [""],
        ["    one line  of code();"],
        PROSE[:3],
        ["Two spaces after a full stop.  As typists do.", "It is old.  It is not a table."],
        ["“Is it?”  she asked.", "“It is.”  he said."],
        ["One gap  here", "and none there", "nor here"],
        ["- one", "- two", "- three"],
        ["    An indented first line of a paragraph of prose", "and the second line, at the margin, as in a novel"],
    ],
)
def test_prose_does_not_stand(group: list[str]) -> None:
    assert preformatted(group) == [False] * len(group)


def test_a_fence_that_never_closes_fences_nothing_but_itself() -> None:
    flags = preformatted(["```", "prose", "", "more prose"])
    assert flags[1:] == [False, False, False]


def test_a_blank_line_inside_a_fence_is_fenced_and_outside_it_parts_groups() -> None:
    assert preformatted([*FENCED, "", *PROSE[:2]]) == [True] * 5 + [False] * 3
    assert preformatted([*TABLE, "", "no table here", "nor here"]) == [True] * 3 + [False] * 3


def test_the_spaces_of_preformatted_groups_are_kept_and_those_of_prose_collapse() -> None:
    text = "\n".join([*TABLE, "", "A  dog   barks."])
    assert canonicalise(repair(text)) == [*TABLE, "", "A dog barks."]


MANUAL = [
    "NAME",
    "       tslot - shows the slots of a ferry",
    "",
    *textwrap.wrap(" ".join(PROSE), 75, initial_indent=" " * 7, subsequent_indent=" " * 7),
]
MANUAL += ["", "AUTHOR", "       Written by Jonas Pell.", "", "       One line alone.", "", "At the margin, and alone."]
NESTED = [f"{' ' * (3 + number % 3)}Bridge {number} of many" for number in range(40)]
QUOTED = [" " * 4 + paragraph * 2 for paragraph in PROSE] * 3


def test_in_a_text_for_a_terminal_each_group_with_an_indented_line_stands() -> None:
    flags = preformatted(MANUAL)
    assert [line for line, stands in zip(MANUAL, flags, strict=True) if line and not stands] == ["At the margin, and alone."]
    assert canonicalise(MANUAL) == MANUAL


@pytest.mark.parametrize("text", [NESTED, QUOTED, MANUAL[:5], [*MANUAL, *PROSE * 9]], ids=["nested", "quoted", "short", "mostly prose"])
def test_what_is_only_indented_is_no_text_for_a_terminal(text: list[str]) -> None:
    assert not any(preformatted([line for each in text for line in (each, "")]))


@settings(deadline=None)
@given(text=pages())
def test_every_line_has_an_answer_and_groups_are_whole(text: str) -> None:
    page = text.split("\n")
    flags = preformatted(page)
    assert len(flags) == len(page)
    fenced = any(line.startswith(("```", "~~~")) for line in page)
    for (line, flag), (after, flag_after) in zip(zip(page, flags, strict=True), zip(page[1:], flags[1:], strict=True), strict=False):
        if line and after and not fenced:
            assert flag == flag_after


@settings(deadline=None)
@given(group=st.lists(st.one_of(lines, st.sampled_from([*CODE, *TABLE, *BOXED, *VERSE, *MANUAL[3:9], "&shy;"])), max_size=20))
def test_what_canonical_form_leaves_unformatted_stays_so(group: list[str]) -> None:
    once = [line for line in canonicalise(repair("\n".join(group))) if line is not None]
    flags = preformatted(once)
    assert once == [] or canonicalise(once) == once
    assert preformatted(once) == flags
    assert all(flag or "  " not in line for line, flag in zip(once, flags, strict=True))
