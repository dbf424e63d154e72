"""The labelled texts of `fixtures/written` and pages of `fixtures/written-pages`: that they are labelled, and that what is all content stays."""

import re
from pathlib import Path

import pytest

import cleanse

WRITTEN = Path(__file__).parent.parent / "fixtures" / "written"
FILES = sorted(WRITTEN.glob("*.txt"))
PAGES = sorted(WRITTEN.with_name("written-pages").glob("*.html"))
KNOWN = {"en-5": "a quotation alone on its line invites to a newsletter, as an invitation does"}


def test_every_line_has_a_label_and_every_language_five_texts() -> None:
    assert len(FILES) == 29 * 5
    for path in FILES:
        assert all(re.fullmatch(r"[KHRN]\t\S.*", line) for line in path.read_text("utf-8").splitlines()), path.name


def case(path: Path) -> object:
    """A text; of a known failure a strict one."""
    known = KNOWN.get(path.stem)
    return pytest.param(path, id=path.stem, marks=[pytest.mark.xfail(reason=known, strict=True)] if known else [])


@pytest.mark.parametrize("profile", ["light", "article"])
@pytest.mark.parametrize("path", [case(path) for path in FILES[4::5]])
def test_what_is_all_content_stays(path: Path, profile: str) -> None:
    labelled = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    answer = cleanse.explain("\n".join(text for _, text in labelled), profile)
    content = {text for label, text in labelled if label == "K"}
    assert [edit.before for edit in answer.removed if edit.before.strip() in content] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_has_labels_that_stand_for_its_text(path: Path) -> None:
    assert re.fullmatch(r"[a-z]{2}-(article|forum|documentation|product|listing|collection|service)-\d", path.stem)
    labels = re.findall(r'data-k="(.)"', path.read_text("utf-8"))
    assert {"K", "H"} <= set(labels) <= set("KHN")
    assert cleanse.clean_html(path.read_bytes())
