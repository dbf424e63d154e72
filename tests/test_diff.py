"""A diff that `patch` understands where it can, and a terminal does not obey."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cleanse.diff import diff


def test_colours() -> None:
    assert diff("a", b"x\n", b"y\n", colour=True) == (
        "\x1b[1m--- a\x1b[0m\n\x1b[1m+++ a\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n\x1b[31m-x\x1b[0m\n\x1b[32m+y\x1b[0m\n"
    )
    assert "\x1b[1m-- x" not in diff("a", b"-- x\n", b"y\n", colour=True)


def test_no_diff() -> None:
    assert diff("a", b"x\n", b"x\n").count("\n") == 2


@pytest.mark.parametrize(
    ("before", "after"), [(b"x\ny", b"x\nz\n"), (b"x\ny\n", b"x"), (b"", b"x\n"), (b"x\ny\nz\n" * 20, b"x\ny\nq\n" + b"x\nz\n" * 19)]
)
def test_patch_understands_it(tmp_path: Path, before: bytes, after: bytes) -> None:
    if not shutil.which("patch"):
        pytest.skip("no patch here")
    (tmp_path / "a").write_bytes(before)
    subprocess.run(["patch", "-s", "a"], input=diff("a", before, after).encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "a").read_bytes() == after


def test_a_terminal_obeys_nothing() -> None:
    shown = diff("\x1b]0;name\x07\n+++ forged", "a\x1b[2Jb\u202ec\udc80\n".encode("utf-8", "surrogatepass"), b"caf\xe9\xff\x9b\n")
    assert not set(shown) & set("\x1b\x07\x9b\u202e")
    assert shown.startswith("--- \\x1b]0;name\\x07\\n+++ forged\n")
    assert "+caf\\xe9\\xff\\x9b\n" in shown


def test_what_is_no_text_is_not_shown() -> None:
    assert diff("a\n", b"PAR1\0", b"PAR1") == diff("a\n", b"", b"\0", colour=True) == "Binary files a\\n and a\\n differ\n"


def test_line_endings_are_shown_where_they_matter() -> None:
    assert "\\r" not in diff("a", b"x\r\ny\r\n", b"x\r\n")
    assert "-x\\r\n+x\n" in diff("a", b"x\r\n", b"x\n")
