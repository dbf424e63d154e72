"""The library's functions: they agree with each other, keep no state, and name the caller's mistakes."""

import ast
import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from strategies import PROSE

import cleanse
from cleanse import Cleaner, CleanseError, Document, clean, clean_html, explain, explain_html
from cleanse.profile import PROFILES

PAGE = f"{PROSE[0]}\n\nAdvertisement\n\n{PROSE[1]}\n"
LEFT = f"{PROSE[0]}\n\n{PROSE[1]}\n"
HTML = "<article>" + "".join(f"<p>{line}</p>" for line in (PROSE[0], "Advertisement", PROSE[1], PROSE[2])) + "</article>"
PACK = """
kind = "share"
[[rule]]
id = "share.pigeon"
says = "A note about pigeons"
drop = ["Send by pigeon"]
keep = ["They send it by pigeon every day."]
match.en = ["send by pigeon"]
"""


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("text", [PAGE, PAGE.encode(), PAGE.encode("utf-16"), PAGE.encode("cp1252"), "", b"", "\n", *PROSE])
def test_all_ways_to_clean_a_text_agree(text: str | bytes, profile: str) -> None:
    cleaner = Cleaner(profile)
    answers = {
        clean(text, profile),
        cleaner.clean(text),
        explain(text, profile).text,
        cleaner.explain(text).text,
        Cleaner(PROFILES[profile]).clean(text),
    }
    assert len(answers) == 1
    if text in (PAGE, PAGE.encode(), PAGE.encode("utf-16"), PAGE.encode("cp1252")):
        assert answers == {LEFT}


@pytest.mark.parametrize("html", [HTML, HTML.encode(), "", b""])
def test_all_ways_to_clean_a_page_agree(html: str | bytes) -> None:
    assert clean_html(html) == Cleaner().clean_html(html) == explain_html(html).text == Cleaner().explain_html(html).text
    if html:
        assert "Advertisement" not in clean_html(html)
        assert all(line in clean_html(html) for line in PROSE[:3])


def test_documents_keep_their_names() -> None:
    document = Document(PAGE, "7", "https://example.org")
    assert explain(document).document == document
    assert explain_html(document._replace(text=HTML)).document.id == "7"
    read = explain(PAGE.encode("cp1252")).document
    assert read.encoding
    assert read.confidence < 1


@pytest.mark.parametrize(
    "quote", ["“Nobody ever expected such flooding yesterday,” said Ruiz.", "“We will be back at work next week, all of us,” she said."]
)
@pytest.mark.parametrize("between", [[], PROSE[2:4]])
def test_of_what_is_said_twice_one_stays(quote: str, between: list[str]) -> None:
    text = "\n".join([PROSE[0], quote, *between, quote, *PROSE[4:7]])
    assert quote in clean(text)


def test_an_advertisement_before_a_repeated_quote_does_not_take_both() -> None:
    assert PROSE[1] in clean("\n".join([PROSE[0], "Advertisement", PROSE[1], PROSE[1], *PROSE[2:5]]))


def test_quotes_are_straightened_on_demand() -> None:
    straight = Cleaner(PROFILES["article"]._replace(straight_quotes=True))
    assert straight.clean(PROSE[1]) == clean(PROSE[1]).replace("“", '"').replace("”", '"')
    assert straight.explain(PROSE[1]).restore() == PROSE[1]


def test_packs_add_rules(tmp_path: Path) -> None:
    pack = tmp_path / "pack.toml"
    pack.write_text(PACK, "utf-8")
    text = f"{PROSE[0]}\nSend by pigeon\n{PROSE[1]}\n"
    assert clean(text) == text
    for path in (pack, str(pack)):
        answer = explain(text, rules=[path])
        assert [edit.rule for edit in answer.removed] == ["share.pigeon"]
        assert clean(text, rules=[path]) == answer.text
    assert clean(text) == text
    assert clean(PAGE, rules=[pack]) == LEFT


def test_an_edited_pack_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{PROSE[0]}\nSend by raven\n{PROSE[1]}\n"
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        monkeypatch.chdir(folder)
        Path("pack.toml").write_text(PACK, "utf-8")
        assert clean(text, rules=["pack.toml"]) == text
        Path("pack.toml").write_text(PACK.replace("pigeon", "raven"), "utf-8")
        assert clean(text, rules=["pack.toml"]) == f"{PROSE[0]}\n{PROSE[1]}\n"


@pytest.mark.parametrize("made", [copy.copy, copy.deepcopy, lambda cleaner: pickle.loads(pickle.dumps(cleaner))])
def test_a_copy_is_made_of_the_same(made: Callable[[Cleaner], Cleaner], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pack.toml").write_text(PACK, "utf-8")
    (tmp_path / "sites.txt").write_text("[a.example]\n+ 8 of 8 inside legal Stay curious\n[b.example]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    cleaner = Cleaner(PROFILES["body"]._replace(straight_quotes=True), ["pack.toml"], "sites.txt", "a.example")
    monkeypatch.chdir("/")
    text = f"{PROSE[0]}\nSend by pigeon\n{PROSE[1]}\nStay curious\n{PROSE[2]}\n"
    assert made(cleaner).clean(text) == cleaner.clean(text)
    assert not any(line in cleaner.clean(text) for line in ("pigeon", "curious", "“"))
    assert made(Cleaner("light")).profile == PROFILES["light"]


def test_a_cleaner_may_be_sent_to_other_processes() -> None:
    with get_context("spawn").Pool(1) as pool:
        assert pool.map(Cleaner().clean, [PAGE]) == [LEFT]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"profile": "heavy"}, "heavy"),
        ({"rules": ["nowhere.toml"]}, "nowhere.toml"),
        ({"rules": ["no\0where.toml"]}, "cannot read rule pack"),
        ({"rules": "pack.toml"}, "'pack.toml' is one path; give a list"),
        ({"rules": Path("pack.toml")}, "is one path; give a list"),
    ],
)
def test_the_callers_mistakes_are_named(arguments: dict[str, str], complaint: str) -> None:
    with pytest.raises(CleanseError, match=complaint):
        Cleaner(**arguments)  # type: ignore[arg-type]


def test_threads_may_share_a_cleaner() -> None:
    cleaner = Cleaner()
    pages = [f"{PROSE[number % 8]}\nAdvertisement\n{PROSE[(number + 1) % 8]} {number}\n" for number in range(60)]
    expected = [Cleaner().clean(page) for page in pages]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(cleaner.clean, pages)) == expected


def test_the_front_door_is_lazy_and_complete() -> None:
    program = (
        "import sys, cleanse; print(sorted(name for name in sys.modules if name.startswith(('cleanse.', 'ftfy', 'trafilatura', 'regex'))))"
    )
    assert ast.literal_eval(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout) == []
    assert all(getattr(cleanse, name) for name in cleanse.__all__)
    with pytest.raises(AttributeError, match="no attribute 'pigeon'"):
        cleanse.pigeon  # noqa: B018
