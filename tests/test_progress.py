"""Progress: on a terminal, after two seconds, and not a byte otherwise."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys, time
import cleanse.progress as p
p.PATIENCE = {patience}
counts = {{"failed": 0}}
def work():
    for number in p.progress(range(40), "documents", {total}, counts):
        counts["failed"] = number // 10
        time.sleep(0.02)
        yield number
print(sum({taken}))
print(sorted(set(sys.modules) & {{"rich"}}))
"""


def on_a_terminal(program: str) -> tuple[str, str]:
    """Standard output, and what a terminal of 100 columns got as standard error."""
    pty = pytest.importorskip("pty", reason="POSIX terminals")
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": "100", "TERM": "xterm-256color"}
    done = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says EIO where the other side has closed
        while data := os.read(ours, 65536):
            shown += data
    os.close(ours)
    output, _ = done.communicate()
    assert done.returncode == 0
    return output.decode(), shown.decode()


def test_a_long_loop_shows_count_rate_time_and_counts_and_leaves_nothing_behind() -> None:
    pytest.importorskip("rich", reason="pip install 'cleanse-corpus[progress]'")
    output, shown = on_a_terminal(PROGRAM.format(patience=0.1, total=40, taken="work()"))
    assert output == "780\n['rich']\n"
    for words in ("of 40 documents", "/s, 0:00 left", "3 failed", "━"):
        assert words in shown
    assert shown.endswith("\x1b[2K")  # the line is wiped


def test_without_a_total_it_says_how_long_it_took_so_far() -> None:
    pytest.importorskip("rich", reason="pip install 'cleanse-corpus[progress]'")
    output, shown = on_a_terminal(PROGRAM.format(patience=0.1, total=None, taken="work()"))
    assert output == "780\n['rich']\n"
    assert "so far" in shown
    assert " of " not in shown


def test_an_item_that_takes_long_is_no_silence() -> None:
    pytest.importorskip("rich", reason="pip install 'cleanse-corpus[progress]'")
    program = """
import time
import cleanse.progress as p
p.PATIENCE = 0
for item in p.progress(["a"], "files", 1):
    time.sleep(2.5)
"""
    _, shown = on_a_terminal(program)
    for words in ("0 of 1 files", "0:01 so far", "0:02 so far"):
        assert words in shown


def test_a_short_loop_shows_and_loads_nothing() -> None:
    assert on_a_terminal(PROGRAM.format(patience=60, total=40, taken="work()")) == ("780\n[]\n", "")


def test_off_a_terminal_there_is_nothing() -> None:
    program = PROGRAM.format(patience=0, total=40, taken="work()")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"780\n[]\n", b"")


def test_without_rich_one_line_says_what_to_install() -> None:
    program = "import sys; sys.modules['rich.console'] = None\n" + PROGRAM.format(patience=0, total=40, taken="work()")
    output, shown = on_a_terminal(program)
    assert output.startswith("780\n")
    assert shown == "To see how far a run is: pip install 'cleanse-corpus[progress]'\r\n"


def test_a_loop_that_is_left_early_gives_the_cursor_back() -> None:
    pytest.importorskip("rich", reason="pip install 'cleanse-corpus[progress]'")
    output, shown = on_a_terminal(PROGRAM.format(patience=0, total=40, taken="[next(it := work()), next(it)] + [it.close() or 0]"))
    assert output == "1\n['rich']\n"
    assert "\x1b[?25h" in shown  # the cursor is there again


COMMAND = "import cleanse.progress as p; p.PATIENCE = 0; from cleanse.cli import main; print(main({arguments}))"
LINES = "".join(f'{{"text": "The ferry left at noon on day {day}.\\nAdvertisement"}}\n' for day in range(30))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["a.jsonl"], ("of 0 MB", "/s, 0:00 left", "60 documents", "1 bad")), (["--check", "a.txt", "b.txt"], ("of 2 files", " not clean"))],
)
def test_the_command_shows_how_far_it_is(
    arguments: list[str], words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("rich", reason="pip install 'cleanse-corpus[progress]'")
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text(LINES + "{bad\n" + LINES)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text("The ferry left at noon, and nobody minded.\nAdvertisement\n")
    output, shown = on_a_terminal(COMMAND.format(arguments=arguments))
    assert output.endswith(("2\n", "1\n"))
    for word in words:
        assert word in shown


def test_the_command_says_nothing_where_its_output_is_seen(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="POSIX terminals")
    (tmp_path / "a.txt").write_text("The ferry left at noon, and nobody minded.\n")
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", COMMAND.format(arguments=[str(tmp_path / "a.txt")])], stdout=theirs, stderr=theirs, check=True)
    os.close(theirs)
    assert os.read(ours, 65536).startswith(b"The ferry left at noon, and nobody minded.")
    os.close(ours)
