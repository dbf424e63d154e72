"""The six promises of the design, as properties, for every profile."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import PROSE, pages

from cleanse import Cleaner
from cleanse.decode import decode
from cleanse.model import Document
from cleanse.pipeline import UNSETTLED
from cleanse.profile import PROFILES
from cleanse.repair import canonicalise, repair
from cleanse.verify import broken_promises, is_subsequence

CLEANERS = {name: Cleaner(name) for name in PROFILES}
WRAPPED = "Der Artikel wird nach der Anzeige fortgesetzt"
every_profile = pytest.mark.parametrize("profile", PROFILES)


@every_profile
@given(text=pages())
def test_1_cleaning_twice_is_cleaning_once(profile: str, text: str) -> None:
    once = CLEANERS[profile].clean(text)
    assert CLEANERS[profile].clean(once) == once


@every_profile
@pytest.mark.parametrize(
    "text",
    [
        "Ã\u2028Ã (AP",
        " K\n&amp;nbsp;",
        "œÄ\u3000",
        "Â\t0",
        " (AP Photo/Ana Ruiz)\n\n\n",
        f"{WRAPPED}\n{WRAPPED}\n\n{WRAPPED}\n\n{WRAPPED}\nb",
        "\u00a0" * 11 + "├â\u00a0\n" + "\u00a0" * 7 + "├â\u00a0\u00a0\u00a0\u00a0x\n" + "\u00a0" * 21 + "y",
    ],
)
def test_1_of_what_has_failed_before(profile: str, text: str) -> None:
    assert broken_promises(Document(text), CLEANERS[profile]) == []


def test_1_a_text_that_loses_a_little_in_every_round_stays_whole() -> None:
    """Every round cuts some credits off its end; taking them all took time quadratic in their number."""
    text = "(AP Photo/Ana Ruiz) " * 4000
    answer = CLEANERS["article"].explain(text)
    assert answer.text == text.rstrip() + "\n"
    assert answer.notes == (UNSETTLED,)
    assert broken_promises(Document(text), CLEANERS["article"]) == []


@every_profile
@given(text=pages())
def test_2_what_is_kept_is_a_subsequence_of_the_canonical_text(profile: str, text: str) -> None:
    canonical = "\n".join(line for line in canonicalise(repair(text)) if line is not None)
    assert is_subsequence(CLEANERS[profile].clean(text).rstrip("\n"), canonical)


@every_profile
@given(text=pages())
def test_3_the_ledger_gives_the_input_back_and_tiles_it(profile: str, text: str) -> None:
    answer = CLEANERS[profile].explain(text)
    assert answer.restore() == text
    assert answer.text == CLEANERS[profile].clean(text)
    assert all(text[edit.start : edit.end] == edit.before for edit in answer.edits)
    assert all(a.end <= b.start for a, b in zip(answer.edits, answer.edits[1:], strict=False))


@every_profile
@given(text=pages(), other=pages())
def test_4_no_state_between_documents(profile: str, text: str, other: str) -> None:
    alone = Cleaner(profile).clean(text)
    CLEANERS[profile].clean(other)
    assert CLEANERS[profile].clean(text) == alone


def test_4_no_clock_locale_or_hash_order() -> None:
    program = "import sys, cleanse; sys.stdout.buffer.write(cleanse.explain(sys.stdin.buffer.read()).__repr__().encode())"
    page = "\n".join([*PROSE, *PROSE[8:], "Advertisement", "Trending Now", "A headline of some length about a ferry"]).encode()
    answers = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "C.UTF-8"), ("3", "America/Lima", "POSIX")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        answers.add(subprocess.run([sys.executable, "-c", program], input=page, env=environment, capture_output=True, check=True).stdout)
    assert len(answers) == 1


@every_profile
@given(data=st.binary(max_size=200))
def test_5_any_bytes_are_answered(profile: str, data: bytes) -> None:
    document = decode(data)
    assert 0 <= document.confidence <= 1
    CLEANERS[profile].clean(data).encode()


@every_profile
@given(text=st.text(max_size=300))
def test_5_any_str_is_answered(profile: str, text: str) -> None:
    CLEANERS[profile].clean(text).encode()


@every_profile
@given(paragraphs=st.lists(st.sampled_from(PROSE[:8]), min_size=1, max_size=12, unique=True))
def test_6_prose_is_never_touched(profile: str, paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs) + "\n"
    assert CLEANERS[profile].clean(text) == text


@every_profile
@given(text=pages())
def test_verify_finds_nothing(profile: str, text: str) -> None:
    assert broken_promises(Document(text), CLEANERS[profile]) == []
