"""The documentation site: its examples are run, page by page, and it builds without a warning.

On a page, a code block with a title is a file; a `console` block is a dialogue with a shell, `$ ` before each command; a `pycon` block
is a doctest. Other blocks are not run.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from local_site import RECIPES

import cleanse
from cleanse.model import CleanseError
from cleanse.rulebook import built_in_rules

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [str(path.relative_to(DOCS)) for path in sorted(DOCS.rglob("*.md"))]
NEEDS = {
    "how-to/data-frames.md": ["pyarrow", "pandas", "polars", "duckdb", "datasets"],
    "how-to/engines.md": ["datatrove"],
    "how-to/corpus.md": ["jinja2", "py3langid"],
}
BLOCK = re.compile(r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
COMMANDS = {
    "python": "",
    "cleanse": "-m cleanse",
    "cleanse-corpus": "-c 'import sys; from cleanse.corpus_cli import main; sys.exit(main())'",
}


class Block(NamedTuple):
    language: str
    title: str
    text: str


def blocks(page: str) -> list[Block]:
    return [Block(*(part or "" for part in found.groups())) for found in BLOCK.finditer((DOCS / page).read_text("utf-8"))]


def dialogue(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a `console` block, each with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the commands in reach."""
    programs, desk = tmp_path / "bin", tmp_path / "desk"
    programs.mkdir()
    desk.mkdir()
    for name, arguments in COMMANDS.items():
        (programs / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments} "$@"\n')
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(desk)
    return desk


@pytest.mark.filterwarnings("ignore")  # those of other programs
@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_the_truth(page: str, desk: Path) -> None:
    if missing := [package for package in NEEDS.get(page, []) if not find_spec(package)]:
        pytest.skip(f"needs the package {missing[0]}")
    found = blocks(page)
    for block in found:
        if block.title:
            (desk / block.title).parent.mkdir(exist_ok=True)
            (desk / block.title).write_text(block.text, "utf-8")
    for command, printed in (turn for block in found if block.language == "console" for turn in dialogue(block.text)):
        done = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        assert done.stdout.decode() == printed, command
    examples = "\n".join(block.text for block in found if block.language == "pycon")
    test = doctest.DocTestParser().get_doctest(examples, {}, page, page, 0)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_every_code_block_is_read() -> None:
    for page in PAGES:
        assert len(blocks(page)) * 2 == (DOCS / page).read_text("utf-8").count("```"), page


REFERENCE = [
    (module, name)
    for page in ("library", "integrations")
    for module, names in re.findall(r"^::: (\S+)\n.*?members: \[(.*?)\]", (DOCS / f"reference/{page}.md").read_text("utf-8"), re.M | re.S)
    for name in names.split(", ")
]


@pytest.mark.parametrize(("module", "name"), REFERENCE)
def test_every_public_name_has_an_example(module: str, name: str) -> None:
    try:
        home = import_module(module)
    except CleanseError as error:
        pytest.skip(str(error))
    assert ">>>" in (getattr(home, name).__doc__ or "")


def test_the_reference_has_every_public_name() -> None:
    assert set(cleanse.__all__) <= {name for _, name in REFERENCE}


def test_it_builds_with_every_rule_and_no_broken_link(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="needs pip install '.[docs]'")
    pytest.importorskip("mkdocstrings", reason="needs pip install '.[docs]'")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    for rule in built_in_rules():
        assert f">{rule.id}<" in (tmp_path / "rules" / rule.kind / "index.html").read_text("utf-8")
    pages = "".join(path.read_text("utf-8") for path in (tmp_path / "how-to").rglob("*.html"))
    for recipe in RECIPES.glob("*.py"):
        assert recipe.read_text("utf-8").split("\n")[0].strip('"') in pages, recipe
    assert "&gt;&gt;&gt;" in (tmp_path / "reference" / "library" / "index.html").read_text("utf-8")
