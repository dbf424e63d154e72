"""Repair and canonical form: as exact as ftfy on every line, and nothing more than the design says."""

import unicodedata

import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import NASTY, PROSE, damaged, pages

from cleanse.repair import (
    _IDLE,
    ESCAPE,
    INVISIBLE,
    MARKS_LIMIT,
    TROUBLE,
    alphabet,
    canonicalise,
    fix_encoding,
    needs_composing,
    repair,
    repair_line,
    split_lines,
    unescape,
)

MANY = settings(max_examples=300, deadline=None)
FTFY = "".join(MOJIBAKE_CATEGORIES.values())
CODECS = ["cp1252", "latin-1", "cp1251", "cp1253", "cp1250", "mac-roman", "cp437", "iso8859-2"]


@st.composite
def misread(draw: st.DrawFn) -> str:
    """A piece of real text that went through the wrong codec."""
    line = draw(st.sampled_from(PROSE))
    line = line[draw(st.integers(0, 40)) :][: draw(st.integers(1, 60))]
    return line.encode().decode(draw(st.sampled_from(CODECS)), draw(st.sampled_from(["replace", "ignore"])))


pieces = st.one_of(
    misread(), damaged(), st.sampled_from(PROSE), st.text(st.sampled_from(FTFY), max_size=8), st.text(st.sampled_from(NASTY), max_size=8),
    st.sampled_from(PROSE).map(lambda line: unicodedata.normalize("NFD", line)), st.text(max_size=8),
    st.sampled_from(["\x1b[31m", "\x1b]0;title\x07", "\r", "\x85", "e\u0301", "\u1100\u1161", "\u00ad", "\u200b", "ก\u200bข", "\ufeff", "\x9d", "\ud83d", "À\u0323"]),
)  # fmt: skip
texts = st.lists(pieces, max_size=5).map("".join)
texts = st.one_of(texts, texts, st.lists(texts, max_size=4).map("\n".join), pages())


def ungated(line: str) -> str:
    """One line as `repair_line` documents it, with ftfy asked every time."""
    seen: list[str] = []
    while line not in seen:
        seen.append(line)
        line = fix_encoding(ESCAPE.sub("", line)).replace("\n", " ")
        line = unicodedata.normalize("NFC", _IDLE.sub("", line))
    return min(seen[seen.index(line) :])


def lines_of(text: str) -> list[str]:
    """The canonical lines of a text."""
    return [line for line in canonicalise(repair(text)) if line is not None]


@MANY
@given(text=texts)
def test_the_gate_changes_no_answer(text: str) -> None:
    """A line that stays out of ftfy's hands is one that ftfy would not have changed; the others are as ftfy leaves them."""
    assume(max_run_of_marks(text) <= MARKS_LIMIT)
    assert repair(text) == [ungated(line) for line in split_lines(text)]


@MANY
@given(text=texts)
def test_what_repair_leaves_alone_ftfy_leaves_alone(text: str) -> None:
    for line, repaired in zip(split_lines(text), repair(text), strict=True):
        if line == repaired and max_run_of_marks(line) <= MARKS_LIMIT:
            assert _IDLE.sub("", fix_encoding(line)) == line


@MANY
@given(text=texts)
def test_suspecting_few_lines_is_as_good_as_repairing_all(text: str) -> None:
    assert repair(text) == [repair_line(line) for line in split_lines(text)]


@MANY
@given(text=texts)
def test_repair_and_canonical_form_are_stable(text: str) -> None:
    repaired = repair(text)
    assert repair("\n".join(repaired)) == repaired
    lines = lines_of(text)
    assert lines == [] or canonicalise(lines) == lines
    assert lines_of("\n".join(lines)) == lines


@MANY
@given(text=texts)
def test_canonical_form(text: str) -> None:
    lines = lines_of(text)
    whole = "\n".join(lines)
    assert all(line == line.rstrip() for line in lines)
    assert not lines or (lines[0] and lines[-1])
    assert "\n\n\n" not in whole
    assert not {"Cc", "Cs"} & {unicodedata.category(char) for char in set(whole) - {"\n", "\t"} - set("\x81\x8d\x8f\x90\x9d")}
    assert not set("\ufeff\u00a0\u00ad\u2028\u2029\u2060") & set(whole)
    if max_run_of_marks(whole) <= MARKS_LIMIT:
        assert unicodedata.is_normalized("NFC", whole)


@pytest.mark.parametrize("control", [*map(chr, range(9)), *map(chr, range(14, 32)), *map(chr, range(127, 160))], ids=ascii)
def test_no_control_character_survives(control: str) -> None:
    for text in (f"a dog{control}", f"{control}é", f"a{control * 3}b"):
        assert not any(unicodedata.category(char) == "Cc" for line in lines_of(text) for char in line), lines_of(text)


@given(text=st.text())
def test_the_alphabet_is_what_is_not_plain(text: str) -> None:
    assert alphabet(text) == {char for char in text if not (" " <= char <= "~" or char in "\t\n")}


@MANY
@given(
    text=st.one_of(st.text(), st.sampled_from(PROSE).map(lambda line: unicodedata.normalize("NFD", line)), st.text(st.sampled_from(NASTY)))
)
def test_what_needs_no_composing_is_composed(text: str) -> None:
    if not needs_composing(alphabet(text)):
        assert unicodedata.normalize("NFC", text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CafÃ© crÃ¨me", ["Café crème"]),
        ("Itâ€™s", ["It’s"]),
        ("Cafe\u0301", ["Café"]),
        ("\ufeffA dog\ufeff.", ["A dog."]),
        ("10\u00a0000\u202f€ \u00a0 \u2009net", ["10 000 € net"]),
        ("so\u00adcial\u2060ly dis\u200btant", ["socially distant"]),
        ("ภาษา\u200bไทย", ["ภาษา\u200bไทย"]),
        ("می\u200cخواهم 👩\u200d👩\u200d👧 \u200eabc\u200f", ["می\u200cخواهم 👩\u200d👩\u200d👧 \u200eabc\u200f"]),
        ("我们，你好！（是）", ["我们，你好！（是）"]),
        ("ﬁne ﬂow Ǆ Ĳ ² ½ ™", ["ﬁne ﬂow Ǆ Ĳ ² ½ ™"]),
        ("“curly” ‘quotes’ … — –", ["“curly” ‘quotes’ … — –"]),
        ("MAÇÃ", ["MAÇÃ"]),
        ("a\r\nb\rc\u2028d\u2029e\x0cf\x0bg", ["a", "b", "c", "d", "e", "f", "g"]),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07text\x07\x00", ["red text"]),
        ("\n\n a\n\n\n \nb \n\n", ["a", "", "b"]),
        ("A  dog.\t And  a\tcat. ", ["A dog. And a cat."]),
        ("   ", []),
        (" A dog.\nA cat.", ["A dog.", "A cat."]),
        ("你好\u3000\u3000世界 \u3000是", ["你好\u3000世界\u3000是"]),
        ("\ud83d\ude00 and \ud800", ["😀 and \ufffd"]),
    ],
)
def test_the_canonical_form_of(text: str, expected: list[str]) -> None:
    assert lines_of(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("R&amp;amp;amp;D", "R&D"),
        ("Tom &amp; Ana &#8217;s caf&eacute;&nbsp;&#xa0;au lait", "Tom & Ana ’s café au lait"),
        ("1 &lt; 2 &amp;gt; 0", "1 &lt; 2 &gt; 0"),
        ("&amp;lt;script&amp;gt; &#60;b&#x3e;", "&lt;script&gt; &#60;b&#x3e;"),
        ("<a href='?a&amp;b'>", "<a href='?a&amp;b'>"),
        ("`&amp;`", "`&amp;`"),
        ("AT&T &unknown; &; &# &amp", "AT&T &unknown; &; &# &amp"),
        ("&#96;&#96;&#96; &#126;", "&#96;&#96;&#96; &#126;"),  # it would be a fence when the text is cleaned again
        ("&#0;&#xD800;&#27;.", "&#0;&#xD800;."),
        ("so&shy;cial&zwnj;", "social\u200c"),
    ],
)
def test_entities(line: str, expected: str) -> None:
    assert lines_of(line) == [expected]


def test_entities_in_code_stay() -> None:
    code = ["```", "a  &amp;  b", "```", "", "def f(x):", "    return x &amp; 1;"]
    assert canonicalise(code) == code


@given(
    text=st.lists(st.sampled_from(["&", "amp;", "lt;", "#38;", "#60;", "&nbsp;", "&amp;", "x", ";", "&quot;"]), max_size=20).map("".join)
)
def test_unescaping_makes_no_markup_and_ends(text: str) -> None:
    once = unescape(text)
    assert not {"<", ">"} & set(once)
    assert unescape(once) == once


def test_long_chains_are_answered() -> None:
    assert unescape("&" + "amp;" * 50_000) == "&"
    assert unescape("&" + "amp;" * 50_000 + "lt;") == "&lt;"
    assert unescape("&" * 100_000) == "&" * 100_000
    marks = "a" + "\u0301\u0323" * 50_000
    assert repair(marks) == [marks]
    assert lines_of(f"{marks}\nCafÃ©") == [marks, "Café"]


def test_only_asked_for_quotes_are_straightened() -> None:
    text = "“It’s” „he\u00adre‟ ‚now‛\n«là»"
    assert repair(text, straight_quotes=True) == ['"It\'s" "here" \'now\'', "«là»"]
    assert "".join(repair(text)) == text.replace("\u00ad", "").replace("\n", "")


def test_trouble_is_what_ftfy_rewrites_alone_and_what_is_idle() -> None:
    odd = {char for char in map(chr, range(0xF0000)) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co")}
    rewritten = {char for char in odd if fix_encoding(f"a{char}b") != f"a{char}b"} - set("\r")
    assert rewritten <= TROUBLE
    assert TROUBLE - rewritten == {*INVISIBLE, *"\x81\x8d\x8f\x90\x9d", "\ufffc"}


@pytest.mark.parametrize("head", ["", "e\u0301 x", "x e\u0301 x"])
def test_a_line_with_too_many_marks_in_a_row_is_left_as_it_is(head: str) -> None:
    few, many = (head + "\u0301" * count + "\x00" for count in (MARKS_LIMIT, MARKS_LIMIT + 1))
    assert repair_line(few) == unicodedata.normalize("NFC", few[:-1])
    assert repair_line(many) == many[:-1]


def test_what_a_space_at_the_end_hid_is_repaired_and_code_keeps_its_indentation() -> None:
    assert lines_of("x = Ã¥\u2003") == ["x = å"]
    code = ["def f(x):", "    x = 1", "    y = Ã¥\u2003"]
    assert canonicalise(code) == [*code[:2], "    y = å"]


def test_zero_width_spaces_go_where_no_script_needs_them() -> None:
    assert repair(f"a{INVISIBLE}b") == ["ab"]
    for letter in "กລབကក":
        assert repair(f"{letter}\u200b{letter}") == [f"{letter}\u200b{letter}"]


def max_run_of_marks(text: str) -> int:
    """The longest run of combining characters."""
    longest = run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        longest = max(longest, run)
    return longest
