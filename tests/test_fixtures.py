"""Every case in fixtures/, through every door that is there: library, explanation, pipe.

A case is a folder with input.txt or input.html and case.toml; expected.txt is left out where the input must come out
as it is. Cases in known-failures/ fail, and say so when they no longer do.
"""

import tomllib
from pathlib import Path

import pytest
from languages import LANGUAGES

import cleanse
from cleanse.cli import main
from cleanse.model import Document
from cleanse.profile import CHROME, FRAME, FURNITURE, PROFILES
from cleanse.verify import broken_promises

FIXTURES = Path(__file__).parent.parent / "fixtures"
FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/case.toml"))
NAMES = [str(folder.relative_to(FIXTURES)) for folder in FOLDERS]
CASES = [
    pytest.param(folder, id=name, marks=[pytest.mark.xfail(strict=True)] if name.startswith("known-failures/") else [])
    for folder, name in zip(FOLDERS, NAMES, strict=True)
]


def read(folder: Path) -> tuple[dict[str, object], bytes, bool]:
    case = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    html = folder / "input.html"
    return case, (html if html.exists() else folder / "input.txt").read_bytes(), html.exists()


@pytest.mark.parametrize("folder", CASES)
def test_case(folder: Path) -> None:
    case, data, html = read(folder)
    profile = str(case.get("profile", "article"))
    answer = (cleanse.explain_html if html else cleanse.explain)(cleanse_document(data), profile)
    expected = folder / "expected.txt"
    if expected.exists():
        assert answer.text == expected.read_text("utf-8")
    elif "gone" not in case and "kept" not in case:
        assert answer.text == data.decode("utf-8")
    for phrase in strings(case, "gone"):
        assert phrase not in answer.text
    for phrase in strings(case, "kept"):
        assert phrase in answer.text
    assert set(strings(case, "kinds")) <= {str(edit.kind) for edit in answer.removed}


def cleanse_document(data: bytes) -> Document:
    from cleanse.decode import decode

    return decode(data)


def strings(case: dict[str, object], field: str) -> list[str]:
    value = case.get(field, [])
    assert isinstance(value, list)
    return [str(item) for item in value]


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_doors_agree_and_promises_hold(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    case, data, html = read(folder)
    profile = str(case.get("profile", "article"))
    cleaner = cleanse.Cleaner(profile)
    if html:
        expected = cleaner.clean_html(data)
    else:
        expected = cleaner.clean(data)
        assert broken_promises(cleanse_document(data), cleaner) == []
        assert cleanse.clean(data, profile) == cleaner.explain(data).text == expected
    path = next(folder.glob("input.*"))
    assert main([str(path), "--profile", profile, *(["--html"] if html else [])]) == 0
    assert capfdbinary.readouterr().out == expected.encode()


NEGATIVE = [(folder, profile) for folder in FOLDERS if folder.parent.name == "negative" for profile in PROFILES]


def is_known_to_fail(folder: Path, profile: str) -> bool:
    return (FIXTURES / "known-failures" / f"{folder.name}-{profile}").exists()


@pytest.mark.parametrize(
    ("folder", "profile"),
    [
        pytest.param(*case, id=f"{case[0].name}-{case[1]}", marks=[pytest.mark.xfail(strict=True)] if is_known_to_fail(*case) else [])
        for case in NEGATIVE
    ],
)
def test_content_survives_every_profile(folder: Path, profile: str) -> None:
    _, data, html = read(folder)
    if not html and not (folder / "expected.txt").exists():
        answer = cleanse.explain(data, profile)
        assert [edit.before for edit in answer.removed if edit.kind not in ("headline", "standfirst", "correction")] == []


def test_negative_cases_come_first() -> None:
    negative = [name for name in NAMES if name.startswith("negative/")]
    assert len(negative) * 2 >= len(NAMES)
    assert len(NAMES) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_case_in_every_language(language: str) -> None:
    cases = [read(folder)[0] for folder in FOLDERS]
    kinds = {kind for case in cases if case.get("lang") == language for kind in strings(case, "kinds")}
    assert kinds >= {str(kind) for kind in CHROME | FURNITURE | FRAME}
