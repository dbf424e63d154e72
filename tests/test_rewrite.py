"""Old bytes or new ones, whatever fails and whenever it is killed; what belongs to the file stays; nothing is left beside it."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from cleanse import rewrite
from cleanse.model import CleanseError
from cleanse.rewrite import read, replace, sweep

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rewriting needs POSIX")
OLD, NEW = b"old " * 5000, b"new " * 7000
PIECE = 4000  # so much a write takes at most, here


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def child(program: str, *arguments: object) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", "import sys; from cleanse.rewrite import *\n" + program, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


class Faulty:
    """A function of `os` whose call number `fatal` fails."""

    def __init__(self, real: Callable[..., object], fatal: int, code: int) -> None:
        self.real, self.fatal, self.code, self.calls = real, fatal, code, 0

    def __call__(self, *arguments: object, **named: object) -> object:
        self.calls += 1
        if self.calls == self.fatal:
            raise OSError(self.code, os.strerror(self.code))
        return self.real(*arguments, **named)


def write_a_piece(descriptor: int, data: memoryview, write: Callable[[int, memoryview], int] = os.write) -> int:
    return write(descriptor, data[:PIECE])


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize(
    ("call", "least"), [("open", 2), ("write", 7), ("fsync", 2), ("replace", 1), ("fchmod", 1), ("close", 2), ("stat", 1), ("fstat", 1)]
)
def test_every_call_may_fail(path: Path, monkeypatch: pytest.MonkeyPatch, call: str, least: int, code: int) -> None:
    monkeypatch.setattr(os, "write", write_a_piece)
    real = getattr(os, call)
    for number in range(1, 100):
        path.write_bytes(OLD)
        snapshot, faulty = read(str(path)), Faulty(real, number, code)
        monkeypatch.setattr(os, call, faulty)
        try:
            replace(snapshot, NEW)
            failed = False
        except OSError:
            failed = True
        monkeypatch.setattr(os, call, real)
        assert path.read_bytes() in ((OLD, NEW) if failed else (NEW,))
        assert names(path.parent) == ["text.txt"]
        assert failed == (faulty.calls >= number)
        if not failed:
            assert number > least, f"{call} was called less often than thought"
            return
    pytest.fail("no end")


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "fchmod"])
def test_what_fails_before_the_last_step_leaves_the_old_bytes(path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    snapshot = read(str(path))
    monkeypatch.setattr(os, call, Faulty(getattr(os, call), 1, errno.EDQUOT))
    with pytest.raises(OSError, match="quota"):
        replace(snapshot, NEW)
    assert path.read_bytes() == OLD


def test_a_disk_that_is_full(path: Path) -> None:
    program = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9999, 9999)); replace(read(sys.argv[1]), bytes(10_000))"
    process = child(program, path)
    assert b"File too large" in process.communicate()[1]
    assert path.read_bytes() == OLD
    assert names(path.parent) == ["text.txt"]


def test_killed_at_any_time(path: Path) -> None:
    program = "while True:\n for data in sys.argv[2:]: replace(read(sys.argv[1]), data.encode() * 20_000)\n print(flush=True)"
    wait = random.Random(1)
    for _ in range(40):
        process = child(program, path, "new ", "old ", "newer ")
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait.random() / 50)
        process.kill()
        process.communicate()
        assert path.read_bytes() in (b"old " * 20_000, b"new " * 20_000, b"newer " * 20_000)
        sweep(path.parent)
        assert names(path.parent) == ["text.txt"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_waits_until_the_step_is_done(path: Path, number: signal.Signals) -> None:
    program = (
        "import signal, time; fsync = os.fsync\n"
        "for number in (signal.SIGINT, signal.SIGQUIT): signal.signal(number, signal.SIG_DFL)  # a job in the background ignores them\n"
        "def slow(descriptor): print(flush=True); time.sleep(0.2); fsync(descriptor)\n"
        "os.fsync = slow; replace(read(sys.argv[1]), b'new'); time.sleep(60)"
    )
    process = child(program, path)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == -number
    assert path.read_bytes() == b"new"
    assert names(path.parent) == ["text.txt"]


def test_mode_and_attributes_stay(path: Path) -> None:
    path.chmod(0o4751)
    try:
        os.setxattr(path, "user.source", b"a crawl")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    before = path.stat()
    replace(read(str(path)), NEW)
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino
    assert os.getxattr(path, "user.source") == b"a crawl"


def test_access_lists_stay_and_none_comes_from_the_folder(path: Path) -> None:
    def attributes() -> dict[str, bytes]:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}

    try:
        subprocess.run(["setfacl", "-m", "u:12345:r", path], check=True, capture_output=True)
        before = attributes()
        subprocess.run(["setfacl", "-d", "-m", "u:54321:rwx", path.parent], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no access control lists here")
    replace(read(str(path)), NEW)
    assert attributes() == before
    assert (12345).to_bytes(4, "little") in before["system.posix_acl_access"]
    subprocess.run(["setfacl", "-b", path], check=True)
    replace(read(str(path)), OLD)
    assert attributes() == {}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(path, 12345, 54321)
    replace(read(str(path)), NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)
    monkeypatch.setattr(os, "fchown", Faulty(os.fchown, 1, errno.EPERM))
    with pytest.raises(CleanseError, match="could not be kept; run this as its owner"):
        replace(read(str(path)), OLD)
    assert path.read_bytes() == NEW


def test_a_link_stays_and_its_target_is_rewritten(path: Path) -> None:
    link = path.parent / "folder" / "link"
    link.parent.mkdir()
    link.symlink_to("../text.txt")
    replace(read(str(link)), NEW)
    assert link.readlink() == Path("../text.txt")
    assert path.read_bytes() == NEW
    assert names(link.parent) == ["link"]


def test_a_link_to_itself_is_no_file(path: Path) -> None:
    loop = path.parent / "loop"
    loop.symlink_to("loop")
    with pytest.raises(OSError, match="symbolic links"):
        read(str(loop))


def test_hard_links_are_refused_or_broken(path: Path) -> None:
    other = path.parent / "other"
    os.link(path, other)
    with pytest.raises(CleanseError, match="--break-hardlinks"):
        replace(read(str(path)), NEW)
    assert path.read_bytes() == other.read_bytes() == OLD
    replace(read(str(path)), NEW, break_hard_links=True)
    assert (path.read_bytes(), other.read_bytes()) == (NEW, OLD)


def edited_in_the_same_tick(path: Path) -> None:
    status = path.stat()
    path.write_bytes(OLD.upper())
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def saved_by_an_editor(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(OLD)
    other.replace(path)


@pytest.mark.parametrize(
    "edit", [edited_in_the_same_tick, saved_by_an_editor, lambda path: path.write_bytes(OLD + b"more"), lambda path: path.chmod(0o600)]
)
def test_an_edit_meanwhile_is_not_lost(path: Path, edit: Callable[[Path], None]) -> None:
    snapshot = read(str(path))
    time.sleep(0.02)  # some ticks
    edit(path)
    edited = path.read_bytes()
    with pytest.raises(CleanseError, match="was edited by somebody else"):
        replace(snapshot, NEW)
    assert path.read_bytes() == edited
    assert names(path.parent) == ["text.txt"]


def test_an_edit_that_no_clock_shows_is_not_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = read(str(path))
    path.write_bytes(OLD.upper())
    monkeypatch.setattr("cleanse.rewrite._identity", lambda status: ())
    with pytest.raises(CleanseError, match="was edited by somebody else"):
        replace(snapshot, NEW)


def test_a_file_that_went_does_not_come_back(path: Path) -> None:
    snapshot = read(str(path))
    path.unlink()
    with pytest.raises(FileNotFoundError):
        replace(snapshot, NEW)
    assert names(path.parent) == []


def test_only_regular_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (tmp_path / "pipe", tmp_path, Path("/dev/null")):
        with pytest.raises(CleanseError, match="is no regular file"):
            read(str(name))


def test_the_longest_name(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    path.write_bytes(OLD)
    replace(read(str(path)), NEW)
    assert path.read_bytes() == NEW


def test_sweeping_takes_what_is_abandoned_and_only_that(tmp_path: Path) -> None:
    process = child(
        "from pathlib import Path; from cleanse.rewrite import _lock; d = os.open(sys.argv[1], os.O_CREAT); _lock(d); print(flush=True); sys.stdin.read()",
        tmp_path / ".0123456789abcdee.cleanse-tmp",
    )
    assert process.stdout is not None
    process.stdout.readline()
    for name in (".0123456789abcdef.cleanse-tmp", "a.cleanse-tmp", ".0123456789abcdeX.cleanse-tmp", ".cleanse-tmp"):
        (tmp_path / name).touch()
    (tmp_path / ".fedcba9876543210.cleanse-tmp").symlink_to("a.cleanse-tmp")
    sweep(tmp_path)
    left = {
        "a.cleanse-tmp",
        ".0123456789abcdeX.cleanse-tmp",
        ".cleanse-tmp",
        ".fedcba9876543210.cleanse-tmp",
        ".0123456789abcdee.cleanse-tmp",
    }
    assert set(names(tmp_path)) == left
    process.kill()
    process.communicate()
    sweep(tmp_path)
    assert set(names(tmp_path)) == left - {".0123456789abcdee.cleanse-tmp"}


def test_the_temporary_file_of_a_run_is_swept_once_the_run_is_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    write = rewrite._write

    def sweep_meanwhile(descriptor: int, data: bytes) -> None:
        sweep(path.parent)
        seen.extend(name for name in names(path.parent) if name != path.name)
        write(descriptor, data)

    monkeypatch.setattr(rewrite, "_write", sweep_meanwhile)
    replace(read(str(path)), NEW)
    (temporary,) = [path.with_name(name) for name in seen]
    temporary.write_bytes(b"left by a run that was killed")
    sweep(path.parent)
    assert (names(path.parent), path.read_bytes()) == ([path.name], NEW)


@pytest.mark.parametrize(("number", "left"), [(errno.ENOTSUP, NEW), (errno.EIO, OLD)])
def test_attributes_that_there_cannot_be_are_no_error_and_others_are(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, left: bytes
) -> None:
    def fail(file: object) -> list[str]:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "listxattr", fail, raising=False)
    with nullcontext() if left == NEW else pytest.raises(OSError, match=os.strerror(number)):
        replace(read(str(path)), NEW)
    assert (names(path.parent), path.read_bytes()) == ([path.name], left)


def test_where_python_knows_no_attributes_files_are_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "listxattr", raising=False)
    replace(read(str(path)), NEW)
    assert path.read_bytes() == NEW
