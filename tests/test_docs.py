"""The documentation forgets nothing."""

import re
import subprocess
import sys
from pathlib import Path

from cleanse.model import Kind
from cleanse.profile import PROFILES
from cleanse.rules import AT, FIELDS, WHERE

ROOT = Path(__file__).parent.parent


def test_the_readme_names_every_kind_and_profile_and_puts_each_where_it_belongs() -> None:
    rows = [line.split("|")[1:-1] for line in (ROOT / "README.md").read_text("utf-8").split("\n") if line.endswith(("drop |", "keep |"))]
    assert {kind.strip() for row in rows for kind in row[0].split(",")} == set(Kind)
    for row in rows:
        for kind in row[0].split(","):
            for profile, word in zip(("light", "article", "body"), row[2:], strict=True):
                assert PROFILES[profile].drops(Kind(kind.strip())) == (word.strip() == "drop"), (kind, profile)


def test_contributing_names_every_field_of_a_rule() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for word in (*WHERE, *AT, *FIELDS - {"match", "id", "says"}):
        assert f"`{word}`" in text, word


def test_no_link_is_broken() -> None:
    """Those of the pages outside docs/, whose own mkdocs checks."""
    found = [(page, link) for page in ROOT.glob("*.md") for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))]
    assert len(found) > 5
    for page, link in found:
        assert (page.parent / link).exists(), (page.name, link)


def test_help_names_every_option_that_the_readme_uses() -> None:
    shown = subprocess.run([sys.executable, "-m", "cleanse", "--help"], capture_output=True, text=True, check=True).stdout
    for option in (
        "--profile",
        "--keep",
        "--drop",
        "--rules",
        "--html",
        "--json",
        "--explain",
        "--verify",
        "--encoding",
        "--straight-quotes",
        "--in-place",
        "--check",
        "--diff",
    ):
        assert option in shown
    assert "exit codes: 0 cleaned, or clean; 1 not clean" in shown
