"""Bytes to text: which encoding, how sure, and no damage that spreads."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PROSE

from cleanse.decode import SAMPLE, _sample, decode, known_encoding

PAGE = "\n".join(PROSE)
GERMAN, FRENCH, RUSSIAN = PROSE[2], PROSE[3], PROSE[4]
JAPANESE = "月曜日に川がふたたび増水し、昼までに市は二つの橋を閉鎖した。"
PLAIN = "The river rose again on Monday, and by noon both bridges were closed.\n" * 3


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str) -> None:
    for text in (PAGE, "x", ""):
        read = decode(mark + text.encode(encoding), "cp1251")
        assert (read.text, read.encoding, read.confidence) == (text, encoding, 1.0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [PLAIN, GERMAN, FRENCH])
def test_utf16_without_a_mark(encoding: str, text: str) -> None:
    read = decode(text.encode(encoding))
    assert (read.text, read.encoding) == (text, encoding)
    assert read.confidence < 1


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff\x1b")))
def test_utf8_is_utf8_whatever_is_declared(text: str) -> None:
    for declared in ("", "utf-8", "cp1252", "shift_jis"):
        read = decode(text.encode(), declared)
        assert (read.text, read.encoding, read.confidence) == (text, "utf-8", 1.0)


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“Café” — 5 €"),
        ("latin-1", "cp1252", GERMAN),
        ("Windows-1252", "cp1252", FRENCH),
        ("iso-8859-2", "iso8859-2", "Zażółć gęślą jaźń"),
        ("iso-8859-9", "cp1254", "Işık, ğ"),
        ("windows-1251", "cp1251", RUSSIAN),
        ("KOI8-R", "koi8-r", RUSSIAN),
        ("Shift_JIS", "cp932", JAPANESE),
        ("EUC-JP", "euc_jp", JAPANESE),
        ("iso-2022-jp", "iso2022_jp", JAPANESE),
        ("gb2312", "gb18030", PROSE[5]),
        ("big5", "big5hkscs", "河水在星期一再次上漲，中午時分市政府關閉了兩座橋樑，在恒春和村裏。"),
        ("euc-kr", "cp949", "월요일에 강물이 다시 불어났다."),
        ("windows-949", "cp949", "월요일에 강물이 다시 불어났다."),
        ("x-gbk", "gb18030", PROSE[5]),
        ("iso-8859-8-i", "iso8859-8", "ביום שני עלה הנהר"),
    ],
)
def test_what_is_declared_is_believed_where_it_fits(declared: str, encoding: str, text: str) -> None:
    data = text.encode(encoding)
    read = decode(data, declared)
    assert (read.text, codecs.lookup(read.encoding).name, read.confidence) == (text, codecs.lookup(encoding).name, 0.9)
    for head in (
        f'<meta charset="{declared}">',
        f"<?xml version='1.0' encoding='{declared}'?>",
        f"<META http-equiv=x content='a; charset={declared}'>",
    ):
        assert decode(head.encode() + data).text == head + text


DAMAGED = {
    "gbk": (PROSE[5], b"\xff"),
    "big5": ("河水在星期一再次上漲，中午時分市政府關閉了兩座橋樑。", b"\xff"),
    "shift_jis": (JAPANESE, b"\x81"),
    "euc-jp": (JAPANESE, b"\xff"),
    "euc-kr": ("월요일에 강물이 다시 불어나 정오까지 시의회는 두 다리를 폐쇄했다", b"\xff"),
    "iso-8859-7": ("Τη Δευτέρα το ποτάμι ανέβηκε και μέχρι το μεσημέρι οι γέφυρες έκλεισαν", b"\xff"),
}


@pytest.mark.parametrize("declared", DAMAGED)
def test_a_bad_byte_in_a_declared_encoding_is_all_that_is_lost(declared: str) -> None:
    text, bad = DAMAGED[declared]
    for before, after in ((2, 4), (0, 6), (6, 0)):
        data = (text + "\n").encode(declared)
        read = decode(data * before + bad + b"\n" + data * after, declared)
        wanted = (text + "\n") * before + "\ufffd\n" + (text + "\n") * after
        assert (read.text, read.encoding, read.confidence) == (wanted, known_encoding(declared), 0.8)


@pytest.mark.parametrize("declared", sorted(DAMAGED.keys() - {"iso-8859-7"}))
def test_a_text_that_is_cut_inside_a_character_loses_the_character(declared: str) -> None:
    text = DAMAGED[declared][0]
    read = decode(text.encode(declared)[:-1], declared)
    assert (read.text, read.confidence) == (text[:-1] + "\ufffd", 0.8)
    assert decode("Café".encode("cp1252"), declared).text == "Café"  # one letter that may open a pair is no sign of pairs


@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "gbk", "big5", "euc-jp", "euc-kr", "shift_jis", "undefined"])
@pytest.mark.parametrize(
    ("text", "encoding"), [(FRENCH, "cp1252"), ("“It’s late,” said Bo. “We won’t wait…” She’d left.", "cp1252"), (RUSSIAN, "cp1251")]
)
def test_a_declaration_that_hardly_fits_changes_nothing(text: str, encoding: str, declared: str) -> None:
    for copies in (1, 29):
        data = (text + "\n").encode(encoding) * copies
        data += b"\n" * (1 - len(data) % 2)  # an even number of bytes is always UTF-16
        assert decode(data, declared) == decode(data)


def test_a_declaration_that_does_not_fit_is_not_believed() -> None:
    assert decode(JAPANESE.encode("euc_jp"), "ascii-of-mars").confidence < 0.9
    assert decode(JAPANESE.encode("euc_jp"), "utf-8").confidence < 0.9
    read = decode(PAGE.encode("utf-8"), "iso-8859-1")
    assert (read.text, read.encoding) == (PAGE, "utf-8")


@pytest.mark.parametrize(
    "name",
    ["klingon", "", "base64", "hex", "rot13", "zlib", "bz2", "uu", "quopri", "undefined", "utf-7", "U7", "idna", "punycode", "x\x00y"]
    + ["unicode_escape", "raw-unicode-escape"],
)
def test_only_encodings_of_pages_are_known(name: str) -> None:
    assert known_encoding(name) == known_encoding(name.upper()) == ""


@pytest.mark.parametrize("place", [0, 1, 10, len(PROSE[0]) + 1, 500, -60, -1])
def test_a_bad_byte_damages_its_own_place_only(place: int) -> None:
    data = PAGE.encode()
    place %= len(data)
    while data[place] & 0xC0 == 0x80:
        place -= 1
    before, after = data[:place].decode(), data[place:].decode()
    for value in range(256):
        read = decode(data[:place] + bytes([value]) + data[place:])
        if value == 0x1B:
            continue
        assert read.text.startswith(before), value
        assert read.text.endswith(after[1:]), value
        assert len(read.text) <= len(PAGE) + 4, value
        assert read.encoding == "utf-8"
        assert (read.confidence < 1) is (value >= 0x80)


@pytest.mark.parametrize("value", range(0x80, 0x100))
def test_a_byte_written_over_damages_its_own_character_only(value: int) -> None:
    data = bytearray(PAGE.encode())
    place = data.index(b"Monday")
    data[place] = value
    read = decode(bytes(data))
    assert read.text[:place] + "M" + read.text[place + 1 :] == PAGE
    assert (read.encoding, read.confidence) == ("utf-8", 0.8)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251", "koi8-r", "cp932", "euc_jp", "gb18030", "iso8859-2", "mac-roman"])
def test_a_guess_is_flagged(encoding: str) -> None:
    texts = {
        "cp1251": RUSSIAN,
        "koi8-r": RUSSIAN,
        "cp932": JAPANESE,
        "euc_jp": JAPANESE,
        "gb18030": PROSE[5],
        "iso8859-2": "Zażółć gęślą jaźń",
    }
    text = texts.get(encoding, FRENCH)
    for copies in (1, 30):
        assert decode((text.encode(encoding) + b"\n") * copies).confidence < 0.8


@pytest.mark.parametrize(
    "text",
    [
        "Café society",
        "Café",
        "it’s",
        "“Café” – it’s 5 €",
        "Müller war da",
        "señor",
        "größer als",
        "Le fleuve est monté",
        "naïve",
        GERMAN,
        FRENCH,
    ],
)
def test_a_few_windows_bytes_are_read_as_windows(text: str) -> None:
    read = decode(text.encode("cp1252"))
    assert read.text == text
    assert read.confidence < 0.9


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp932", "gb18030"])
@pytest.mark.parametrize("before", [PLAIN * 600, f"It’s {PLAIN * 600}", PLAIN.replace("\n", " ") * 600, "", "a"])
def test_a_detector_is_shown_what_is_not_ascii_wherever_it_stands(encoding: str, before: str) -> None:
    text = (
        before.replace("’", "" if encoding == "koi8-r" else "’")
        + ({"cp932": JAPANESE, "gb18030": PROSE[5]}.get(encoding, RUSSIAN) + "\n") * 2000
    )
    read = decode(text.encode(encoding))
    assert (read.text, read.confidence) == (text, 0.5)


def test_a_detector_is_shown_a_sample() -> None:
    for data in (b"\xe9" * 300_000, b"a" * 300_000 + b"\xe9" * 300_000, (b"a" * 50 + b"\xe9") * 9000, b"a" * 300_000):
        assert len(_sample(data)) <= SAMPLE
        assert (b"\xe9" in _sample(data)) is (b"\xe9" in data)


def test_bytes_that_windows_1252_leaves_open_are_read_as_latin_1() -> None:
    assert decode(b"\x81\x8d\x8f\x90\x9d", "cp1252").text == "\x81\x8d\x8f\x90\x9d"


def test_iso_2022_jp_is_not_taken_for_ascii() -> None:
    data = JAPANESE.encode("iso2022_jp")
    assert decode(data).text == JAPANESE
    assert decode(b"\x1b[31mred\x1b[0m").text == "\x1b[31mred\x1b[0m"


@settings(deadline=None, max_examples=300)
@given(
    data=st.binary(max_size=300), declared=st.sampled_from(["", "utf-8", "latin-1", "iso-2022-jp", "utf-16", "cp932", "nonsense", "\x00"])
)
def test_any_bytes_are_answered(data: bytes, declared: str) -> None:
    read = decode(data, declared, id="7", url="u", media="text/html")
    assert 0 < read.confidence <= 1
    assert (read.id, read.url, read.media) == ("7", "u", "text/html")
    assert decode(data, declared) == decode(data, declared)
    if read.confidence == 1 and data[:2] not in (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE) and data[:4] != codecs.BOM_UTF32_BE:
        assert read.text.encode() == data.removeprefix(codecs.BOM_UTF8)
