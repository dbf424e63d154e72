"""Progress: on a terminal, after two seconds, and not a byte otherwise."""

import contextlib
import os
import subprocess
import sys

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
