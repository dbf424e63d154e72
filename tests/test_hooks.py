"""The hooks in the real pre-commit: a clone of this project, as others clone it, in a repository made for the test."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_doors import CASES

import cleanse

ROOT = Path(__file__).parent.parent
PAGE = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic.\n\nAdvertisement\n"
CONFIG = """\
repos:
- repo: {project}
  rev: {revision}
  hooks:
  - id: {hook}
"""
GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-c", "core.excludesFile=")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it stands, committed in a repository of its own."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("cleanse", ".pre-commit-hooks.yaml", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "All")
    return folder


@pytest.fixture(scope="module")
def pre_commit(project: Path, tmp_path_factory: pytest.TempPathFactory) -> "dict[str, str]":
    """The environment in which pre-commit has installed the hooks; skips where it cannot, which is without a network."""
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    home = tmp_path_factory.mktemp("home")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHON"))}
    environment |= {"PRE_COMMIT_HOME": str(home), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    folder = made(project, tmp_path_factory.mktemp("first"), "cleanse")
    done = run(folder, environment, "install-hooks")
    if done.returncode and "No matching distribution found" in done.stdout:
        pytest.skip("pip cannot reach an index to install the hook from")
    assert done.returncode == 0, done.stdout
    return environment


def made(project: Path, folder: Path, hook: str) -> Path:
    config = CONFIG.format(project=project, revision=git(project, "rev-parse", "HEAD"), hook=hook)
    (folder / ".pre-commit-config.yaml").write_text(config)
    for name in ("dirty.txt", "page.html", "notes.md"):
        (folder / name).write_text(PAGE)
    (folder / "dirty.jsonl").write_text(json.dumps({"text": PAGE}) + "\n")
    (folder / "clean.txt").write_text(PAGE.split("\n", maxsplit=1)[0] + "\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    return folder


def run(folder: Path, environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def test_the_manifest_is_valid(pre_commit: dict[str, str]) -> None:
    done = run(ROOT, pre_commit, "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


def test_cleanse_rewrites_once(project: Path, pre_commit: dict[str, str], tmp_path: Path) -> None:
    folder = made(project, tmp_path, "cleanse")
    done = run(folder, pre_commit, "run", "--all-files")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert [path.name for path in sorted(folder.glob("*.*")) if path.name in done.stdout] == ["dirty.jsonl", "dirty.txt"]
    assert json.loads((folder / "dirty.jsonl").read_text())["text"] == (folder / "clean.txt").read_text()
    assert (folder / "dirty.txt").read_text() == (folder / "clean.txt").read_text()
    assert (folder / "page.html").read_text() == (folder / "notes.md").read_text() == PAGE
    assert run(folder, pre_commit, "run", "--all-files").returncode == 0


def test_every_case_of_the_table_of_doors(project: Path, pre_commit: dict[str, str], tmp_path: Path) -> None:
    """As a record and as a text; a text in place keeps its line endings, and pre-commit gives no hook for texts a file with zero bytes."""
    folder = made(project, tmp_path, "cleanse")
    for number, text in enumerate(CASES.values()):
        (folder / f"{number}.jsonl").write_text(json.dumps({"text": text}) + "\n")
        (folder / f"{number}.txt").write_bytes(text.encode())
    git(folder, "add", "-A")
    assert run(folder, pre_commit, "run", "--all-files").returncode == 1
    for number, (case, text) in enumerate(CASES.items()):
        assert json.loads((folder / f"{number}.jsonl").read_text())["text"] == cleanse.clean(text), case
        left = (folder / f"{number}.txt").read_bytes().decode()
        assert left == text if "\0" in text else left.replace("\r\n", "\n") == cleanse.clean(text), case


def test_an_installation_brings_the_manual_pages(pre_commit: dict[str, str]) -> None:
    pages = {page.name: page.read_text() for page in Path(pre_commit["PRE_COMMIT_HOME"]).rglob("man1/cleanse*.1")}
    assert "in\\-place" in pages["cleanse.1"]
    assert "engine" in pages["cleanse-corpus.1"]


@pytest.mark.parametrize("own", ["files: ^texts/", "exclude: ^other/"])
def test_settings_of_ones_own_let_no_source_code_in(own: str, project: Path, pre_commit: dict[str, str], tmp_path: Path) -> None:
    folder = made(project, tmp_path, "cleanse")
    with (folder / ".pre-commit-config.yaml").open("a") as config:
        config.write(f"    {own}\n")
    ours, others = (
        ("a.txt", "b.text", "c.jsonl", "d.ndjson"),
        ("x.md", "x.py", "x.yaml", "x.xml", "x.csv", "x.json", "x.html", "x.txt.py", "txt"),
    )
    for place in ("texts", "other"):
        (folder / place / "deep").mkdir(parents=True)
        for name in (*ours, *others):
            (folder / place / "deep" / name).write_text(json.dumps({"text": PAGE}) + "\n" if "json" in name or "ndj" in name else PAGE)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "All")
    done = run(folder, pre_commit, "run", "--all-files")
    assert done.returncode == 1
    changed = [path for path in git(folder, "diff", "--name-only").splitlines() if "/" in path]
    assert changed == [f"texts/deep/{name}" for name in ours]


def test_cleanse_check_writes_nothing(project: Path, pre_commit: dict[str, str], tmp_path: Path) -> None:
    folder = made(project, tmp_path, "cleanse-check")
    done = run(folder, pre_commit, "run", "--all-files")
    assert done.returncode == 1
    assert "--- dirty.txt\n+++ dirty.txt\n" in done.stdout
    assert "-Advertisement\n" in done.stdout
    assert "modified" not in done.stdout
    assert (folder / "dirty.txt").read_text() == PAGE


def test_settings_of_the_project_count(project: Path, pre_commit: dict[str, str], tmp_path: Path) -> None:
    folder = made(project, tmp_path, "cleanse-check")
    (folder / "pyproject.toml").write_text('[tool.cleanse]\nkeep = ["ad"]\n')
    done = run(folder, pre_commit, "run", "--all-files")
    assert done.returncode == 0, done.stdout
