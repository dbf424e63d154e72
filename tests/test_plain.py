"""The form of a file stays, and what rewriting would lose is refused."""

import codecs
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import pages

from cleanse.cleaner import Cleaner
from cleanse.model import CleanseError
from cleanse.plain import clean_bytes
from cleanse.sources import Job, rewrite
from cleanse.sources.window import WINDOW

CLEANER = Cleaner()
BODY = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic.\n"
MORE = "“Nobody expected this,” said Ana Ruiz, who has kept the ferry for thirty years.\n"
PAGE, LEFT = f"{BODY}\nAdvertisement\n\n{MORE}", f"{BODY}\n{MORE}"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_the_form_stays(mark: bytes, ending: str, last: bool) -> None:
    encoding = {b"": "utf-8", codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(
        mark, "utf-32-le" if mark == codecs.BOM_UTF32_LE else "utf-32-be"
    )

    def written(text: str) -> bytes:
        return mark + (text if last else text.removesuffix("\n")).replace("\n", ending).encode(encoding)

    assert clean_bytes(written(PAGE), CLEANER) == written(LEFT)
    assert clean_bytes(written(LEFT), CLEANER) == written(LEFT)


def test_both_line_endings() -> None:
    mixed = LEFT.replace("\n", "\r\n", 2).encode()
    assert clean_bytes(mixed, CLEANER) == mixed
    assert clean_bytes(mixed + b"Advertisement", CLEANER) == LEFT.removesuffix("\n").replace("\n", "\r\n").encode()
    assert clean_bytes(mixed + b"\n" + mixed.replace(b"\r", b"") + b"Advertisement\n", CLEANER).count(b"\r") == 0


def test_what_is_not_utf8_becomes_it() -> None:
    assert clean_bytes(PAGE.encode("cp1252"), CLEANER, "windows-1252") == LEFT.encode()
    assert clean_bytes(LEFT.encode("utf-16-le"), CLEANER, "utf-16-le") == LEFT.encode()
    assert clean_bytes(LEFT.encode() + b"caf\xe9\n", CLEANER) == LEFT.encode() + "café\n".encode()


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"text\0text\n", "is binary"),
        (LEFT.encode("utf-16-le"), "needs a byte order mark or --encoding"),
        (b"\0" * 100, "is binary"),
        ("Дождь шёл весь день, и к вечеру паром встал.\n".encode("cp1251"), "is only a guess; say --encoding"),
        (b"caf\xe9\n", "is only a guess; say --encoding"),
        (codecs.BOM_UTF8 + LEFT.encode() + b"\xff\n", "has bytes that mean nothing in utf-8"),
        (LEFT.encode() * 5 + b"\x81\n", "has bytes that mean nothing in utf-8"),
    ],
)
def test_what_would_be_lost_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(CleanseError, match=complaint):
        clean_bytes(data, CLEANER)


def test_a_long_text_is_cleaned_as_in_a_pipe() -> None:
    """A label that was alone in the last window stayed in the pipe, and went in place."""
    text = "".join(f"The river rose on Monday, and by noon the council had closed both bridges, the {n} of them.\n\n" for n in range(6000))
    for end in (WINDOW - 9, WINDOW - 1, 520_000, len(text)):
        data = f"{text[:end]}.\n\nAdvertisement\n".encode()
        target = BytesIO()
        rewrite(BytesIO(data), target, Job(CLEANER))
        assert target.getvalue() == clean_bytes(data, CLEANER) == f"{text[:end]}.\n".encode()


@given(st.lists(st.sampled_from([BODY, MORE, "Advertisement\n", "\n", "Trending Now\n", "Photo: AP\n"]), max_size=60).map("".join))
def test_a_long_text_is_clean_once_it_is_cleaned(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("plain", "sources.job", "sources.window"):
            patch.setattr(f"cleanse.{module}.WINDOW", 300)
        once = clean_bytes(text.encode(), CLEANER)
        assert clean_bytes(once, CLEANER) == once


def test_a_genuine_replacement_character_is_no_loss() -> None:
    assert clean_bytes(codecs.BOM_UTF8 + f"{LEFT}A \ufffd.\n".encode(), CLEANER).endswith("A \ufffd.\n".encode())


def test_a_broken_promise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.plain.broken_promises", lambda document, cleaner: ["the sun rises"])
    assert clean_bytes(LEFT.encode(), CLEANER) == LEFT.encode()
    with pytest.raises(CleanseError, match="broken promise: the sun rises. Nothing was written"):
        clean_bytes(PAGE.encode(), CLEANER)


@given(pages(), st.sampled_from(["\n", "\r\n"]), st.sampled_from([b"", codecs.BOM_UTF8]))
def test_twice_is_once_and_the_text_is_the_librarys(text: str, ending: str, mark: bytes) -> None:
    text = text.encode("utf-8", "ignore").decode().replace("\r", "").replace("\0", "").replace("\ufeff", "").replace("\n", ending)
    once = clean_bytes(mark + text.encode(), CLEANER)
    assert clean_bytes(once, CLEANER) == once
    answer = once.removeprefix(mark).decode().replace("\r\n", "\n")
    assert answer.removesuffix("\n") == CLEANER.clean(text).removesuffix("\n")
    if "\r\n" in text:
        assert once.count(b"\n") == once.count(b"\r\n")
