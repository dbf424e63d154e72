"""Where settings are found, what they do, and what is wrong in them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_cleaner import PACK

from cleanse.cli import main
from cleanse.config import Settings, find_settings
from cleanse.model import CleanseError, Kind
from cleanse.profile import PROFILES

BODY = "The river rose again on Monday, and by noon the council had closed both bridges to all “traffic”.\n"
PAGE = f"{BODY}\nPhoto: AP\n\nAdvertisement\n"
Bytes = pytest.CaptureFixture[bytes]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "page.txt").write_text(PAGE, "utf-8")
    return tmp_path


def page(project: Path) -> str:
    return str(project / "deep" / "down" / "page.txt")


def settle(project: Path, text: str, name: str = "cleanse.toml") -> None:
    (project / name).write_text(text, "utf-8")


def test_the_nearest_folder_upward_that_says_something(project: Path) -> None:
    assert find_settings([page(project)]) == Settings()
    settle(project, '[tool.cleanse]\nprofile = "light"\n', "pyproject.toml")
    settle(project / "deep", '[project]\ndependencies = ["cleanse-corpus"]\n', "pyproject.toml")
    settle(project / "deep" / "down", "[tool.black]\nthis is no TOML\n", "pyproject.toml")
    assert find_settings([page(project)]).profile is PROFILES["light"]
    settle(project, 'profile = "body"\n')
    assert find_settings([page(project)]).profile is PROFILES["body"]
    settle(project / "deep", "")
    assert find_settings([page(project)]) == Settings()


def test_the_folder_that_the_files_share(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(project, 'profile = "light"\n')
    settle(project / "deep", 'profile = "body"\n')
    assert find_settings([page(project), str(project / "deep" / "other.txt")]).profile.name == "body"
    assert find_settings([page(project), str(project / "other.txt")]).profile.name == "light"
    monkeypatch.chdir(project / "deep")
    assert find_settings([]).profile.name == find_settings(["-"]).profile.name == "body"
    assert find_settings(["-", str(project / "other.txt")]).profile.name == "light"
    assert find_settings(["down/page.txt"]).profile.name == "body"


def test_every_key(project: Path) -> None:
    settle(project, 'profile = "mine.toml"\nkeep = ["ad"]\ndrop = ["headline"]\nrules = ["packs/a.toml"]\nstraight-quotes = false\n')
    settle(project, 'base = "light"\nstraight_quotes = true\n', "mine.toml")
    found = find_settings([page(project)])
    assert found.profile.name == str(project / "mine.toml")
    assert found[1:5] == (frozenset({Kind.AD}), frozenset({Kind.HEADLINE}), (str(project / "packs" / "a.toml"),), False)
    profile = found._replace(rules=()).cleaner().profile
    assert (profile.drops(Kind.AD), profile.drops(Kind.HEADLINE), profile.straight_quotes) == (False, True, False)


def cleaned(capfdbinary: Bytes, *arguments: str) -> str:
    assert main([*arguments]) == 0
    return capfdbinary.readouterr().out.decode()


def test_options_win(project: Path, capfdbinary: Bytes) -> None:
    settle(project, 'profile = "light"\nkeep = ["ad"]\ndrop = ["credit"]\nstraight-quotes = true\n')
    straight = BODY.replace("“", '"').replace("”", '"')
    assert cleaned(capfdbinary, page(project)) == f"{straight}\nAdvertisement\n"
    assert cleaned(capfdbinary, page(project), "--drop=ad") == straight
    assert cleaned(capfdbinary, page(project), "--keep=credit", "--no-straight-quotes") == PAGE
    assert cleaned(capfdbinary, page(project), "--profile=article") == f"{straight}\nAdvertisement\n"
    assert cleaned(capfdbinary, page(project), "--isolated") == BODY
    assert main(["--check", page(project), "--keep=credit", "--no-straight-quotes"]) == 0


def test_rules_come_on_top(project: Path, capfdbinary: Bytes) -> None:
    pack = 'kind = "share"\n[[rule]]\nid = "share.pigeon"\nsays = "pigeons"\ndrop = ["Send by {0}"]\nkeep = ["A {0}."]\nmatch.en = ["send by {0}"]\n'
    settle(project, pack.replace("{0}", "pigeon"), "pigeon.toml")
    settle(project, pack.replace("{0}", "heron").replace("share.pigeon", "share.heron"), "heron.toml")
    settle(project, 'rules = ["pigeon.toml"]')
    (project / "page.txt").write_text(f"Send by pigeon\nSend by heron\n{BODY}", "utf-8")
    assert cleaned(capfdbinary, str(project / "page.txt")) == f"Send by heron\n{BODY}"
    assert cleaned(capfdbinary, str(project / "page.txt"), "--rules", str(project / "heron.toml")) == BODY
    assert "share.pigeon\t" in cleaned(capfdbinary, str(project / "page.txt"), "--list-rules")


def test_the_mark_of_an_editor_is_no_text(project: Path) -> None:
    settle(project, '\ufeffprofile = "mine.toml"\nrules = ["ours.toml"]\n')
    settle(project, '\ufeffbase = "body"\n', "mine.toml")
    settle(project, f"\ufeff{PACK}", "ours.toml")
    cleaner = find_settings([page(project)]).cleaner()
    assert cleaner.profile.drop == PROFILES["body"].drop
    assert cleaner.clean(f"{BODY}Send by pigeon\n") == BODY


def test_the_pipe_reads_them(project: Path) -> None:
    settle(project, 'keep = ["ad", "credit"]')
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-m", "cleanse"], input=PAGE.encode(), capture_output=True, check=True, cwd=project / "deep", env=paths
    )
    assert done.stdout.decode() == PAGE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that is in use")
def test_a_working_directory_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert find_settings() == Settings()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('profil = "body"\nx = 1', "unknown profil, x; there are profile, keep, drop, rules, straight-quotes"),
        ("straight_quotes = true", "unknown straight_quotes"),
        ('profile = "harsh"', "unknown profile 'harsh'; there are light, article, body"),
        ('profile = "no.toml"', "cannot read profile .*no.toml"),
        ("profile = 7", "profile = 7 is no text"),
        ('keep = "ad"', "keep = 'ad' is no list of texts"),
        ("drop = [1]", r"drop = \[1\] is no list of texts"),
        ("rules = {}", "rules = {} is no list of texts"),
        ('drop = ["pigeons"]', "unknown kind 'pigeons'"),
        ('drop = ["body"]', "body cannot be dropped"),
        ("straight-quotes = 1", "straight-quotes = 1 is neither true nor false"),
        ("keep = ", "is not TOML"),
        (f"keep = {'[' * 5000}", "is not TOML"),
        ('profile = "a\\u0000.toml"', "null"),
    ],
)
@pytest.mark.parametrize(("name", "head"), [("cleanse.toml", ""), ("pyproject.toml", "[tool.cleanse]\n")])
def test_what_is_wrong_is_named(project: Path, text: str, complaint: str, name: str, head: str) -> None:
    settle(project, head + text, name)
    with pytest.raises(CleanseError, match=rf"{name}.*{complaint}"):
        find_settings([page(project)])


@pytest.mark.parametrize("text", ["tool = 'cleanse'", "tool.cleanse = 7"])
def test_what_is_no_table_is_named(project: Path, text: str) -> None:
    settle(project, text, "pyproject.toml")
    with pytest.raises(CleanseError, match=r"pyproject.toml: tool(.cleanse)? is no table"):
        find_settings([page(project)])


def test_no_text_and_bytes_that_are_none(project: Path) -> None:
    (project / "cleanse.toml").write_bytes(b"\xff")
    with pytest.raises(CleanseError, match="is not TOML"):
        find_settings([page(project)])


def test_a_wrong_one_stops_the_start(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(project, "pigeons = 1")
    assert main(["--in-place", page(project)]) == 2
    assert capsys.readouterr().err.startswith(f"cleanse: {project / 'cleanse.toml'}: unknown pigeons; ")
    assert Path(page(project)).read_text("utf-8") == PAGE
