"""What stands as it is: fences, code, tables, indented verse; and what does not."""

import ast
import sysconfig
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PROSE, lines, pages

from cleanse import clean
from cleanse.layout import preformatted
from cleanse.repair import canonicalise, repair

FENCED = ["```python", "x = 1", "", "plain words", "```"]
CODE = ["def f(x):", "    if x:", "        return x + 1", "    return 0"]
TABLE = ["name     age   town", "Ana      31    Port Alma", "Bo       7     Bonn"]
TABBED = ["name\tage", "Ana\t31", "Bo\t7"]
BOXED = ["+------+-----+", "| name | age |", "+------+-----+", "| Ana  | 31  |", "+------+-----+"]
VERSE = ["The ferry leaves at dawn", "    and no one waves;", "the water keeps its own", "    account of graves."]
CONFIG = ["server:", "  port = 80", "  host = example", "  path: /var"]
STRETCHES = [
    ["def f():", "    a = 1", "", "    b = 2", "", "    return a + b"],
    ["a:", "  b: 1", "", "  c: 2"],
    ["if true; then", "    echo a", "", "    echo b", "fi"],
    ["all:", "\tgcc -c a.c", "", "\tgcc b.c"],
    ["      PROGRAM X", "      INTEGER I", "", "      DO 10 I=1,3", "      PRINT *, I", "", "   10 CONTINUE", "      END"],
    [f"commit {'5e' * 20}", "Author: Ana <ana@port.test>", "Date:   Mon May 1", "", "    The ferry is late", "", "    It was early."],
    ["Install it like this:", "", "    pip install ferry", "", "    ferry run"],
    ["1. one", "   1. below it"],
    ["* one", "  more of it", "* two", "* three"],
    ["- one", "  more of it", "", "  a paragraph of it"],
    ["1. one", "", "   a paragraph of it"],
    [
        "At dawn the ferry leaves,",
        "  and no one waves;",
        "",
        "The water keeps its own",
        "  account.",
        "",
        "The boat is late,",
        "  they wait.",
    ],
]
SET = [
    ["name\tphone\tmail", "Ana\t\ta@b.c", "Bo\t123", "Cy"],
    ["G           D", "The ferry leaves at dawn", "C           G", "and no one waves"],
    [".", "├── a", "│   └── b", "└── c"],
    ["東京都　　100　　200", "神奈川県　　200　　300", "千葉　　3　　4"],
    ["@@ -1,3 +1,3 @@", " def f():", "-    return 1", "+    return 2"],
    [">>> for x in y:", "...     print(x)", "1"],
    ["```python", "x  = 1", "", "y  =  2"],
]


@pytest.mark.parametrize("lines", [*STRETCHES, *SET], ids=lambda lines: lines[0])
def test_what_is_set_keeps_its_spaces_whatever_the_profile(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assert [clean(text, profile=profile) for profile in ("light", "article", "body")] == [text] * 3


@pytest.mark.parametrize("lines", STRETCHES[:7], ids=lambda lines: lines[0])
def test_blank_lines_part_no_code(lines: list[str]) -> None:
    around = [PROSE[0], "", *lines, "", PROSE[1]]
    flags = preformatted(around)
    assert [line for line, stands in zip(around, flags, strict=True) if not stands and line] == PROSE[:2]


@pytest.mark.parametrize(
    "lines",
    [
        ["Read on:", "", "  • One bridge is closed", "", "  • Another one, too"],
        ["She says:", "", "    “Nobody expected this.”", "", "    “Least of all the ferryman.”"],
        [*CODE, "", f"    {PROSE[0]} {PROSE[0]}"],
        [*CODE, "", "  • an item", "", "  • another one"],
        [*VERSE, "", "    A caption"],
        [*CODE, "", f"{' ' * 14}2 Likes"],
        ["• A pot", "", "    Author: Ana,", "    Made in: Port Alma,", "", "    A pot by Ana"],
        ["- A pot", "- A saucer", "", f"{' ' * 24}Sponsored by a ferry"],
        ["-", "    A pot", "- A saucer", "- A cup", "- A bowl", "- A spoon"],
        ["        On sale:", "", "    A pot and a saucer"],
        ["Bridge", "  closed on Monday", "", "Ferry", "  late on Tuesday"],
        ["| Home | Sport | Weather |"],
    ],
    ids=lambda lines: lines[-1],
)
def test_lists_quotes_and_captions_do_not_stand_though_extractors_indent_them(lines: list[str]) -> None:
    assert not preformatted(lines)[-1]


def test_python_stays_python() -> None:
    """Of the standard library: every file parses, and nearly every one keeps the indentation of all its lines."""
    paths = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    texts = [path.read_text("utf-8") for path in paths if 1000 < path.stat().st_size < 40_000][::2][:60]
    whole = 0
    for text in texts:
        cleaned = clean(text)
        ast.parse(cleaned)
        whole += _indentation(cleaned) == _indentation(text)
    assert whole >= len(texts) * 0.9, f"{whole} of {len(texts)}"


def _indentation(text: str) -> list[tuple[str, list[str]]]:
    return [(line[: len(line) - len(line.lstrip())], line.split()) for line in text.split("\n") if line.strip()]


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


def test_a_fence_that_never_closes_and_names_no_language_fences_nothing_but_itself() -> None:
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
@given(
    group=st.lists(
        st.one_of(
            lines,
            st.sampled_from([*CODE, *TABLE, *BOXED, *VERSE, *MANUAL[3:9], *[line for lines in STRETCHES + SET for line in lines], "&shy;"]),
        ),
        max_size=20,
    )
)
def test_what_canonical_form_leaves_unformatted_stays_so(group: list[str]) -> None:
    once = [line for line in canonicalise(repair("\n".join(group))) if line is not None]
    flags = preformatted(once)
    assert once == [] or canonicalise(once) == once
    assert preformatted(once) == flags
    assert all(flag or "  " not in line for line, flag in zip(once, flags, strict=True))
