"""Rows 22 to 26 and 36: files in place while something fails: a kill, an error of the disk, a full disk, another writer, odd paths.

strace fails or kills the command at its Nth system call; without it rows 22 and 23 are not measured. For the full disk a small
file system is mounted in a name space of its own, which needs root.
"""

import os
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory

from benchmarks.trust.bar import CLEANSE, Result, Scale, run, verdict
from cleanse import CleanseError
from cleanse.rewrite import read, replace

LINE = "The river rose on Monday, the {0}th time this year, and by noon the council had closed both bridges.\n\n"
OLD = ("".join(LINE.format(n) for n in range(4000)) + "Advertisement\n").encode()
NEW = OLD.removesuffix(b"\n\nAdvertisement\n") + b"\n"
CALLS = "openat,open,creat,write,fsync,fdatasync,rename,renameat,renameat2,fchmod,fchown,ftruncate,close,unlink,flock,fstat,newfstatat"
CALL = re.compile(r"\d+ +(\w+)\(")  # in the log of strace, behind the number of the process
STEPS = ("write", "fsync", "rename,renameat,renameat2", "fchmod")


def _traced(path: Path, inject: str) -> "subprocess.CompletedProcess[bytes]":
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={inject}", *CLEANSE, "--in-place", str(path)]
    return run(command, timeout=600)


def _state(path: Path) -> str:
    data = path.read_bytes()
    return "old" if data == OLD else "new" if data == NEW else "damaged"


def _calls(path: Path) -> list[str]:
    """The system calls of a run from the first that names the file on: each by its name and how many of it there have been, "write 3"."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        run(["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={CALLS}", *CLEANSE, "--in-place", str(path)], timeout=600)
        calls = [match for line in log.read_text("utf-8", "replace").splitlines() if (match := CALL.match(line))]
    counts: Counter[str] = Counter()
    found: list[str] = []
    for call in calls:
        counts[call[1]] += 1
        if found or path.name in call.string:
            found.append(f"{call[1]} {counts[call[1]]}")
    return found


def kills(scale: Scale) -> Result:
    """Row 22. Killed at a system call from the first that has to do with the file on; strace counts the calls of each name."""
    if not shutil.which("strace"):
        return Result("strace is not installed", None)
    failures, states = [], {"old": 0, "new": 0}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_bytes(OLD)
        places = _calls(path)
        for call, number in map(str.split, places[:: max(1, len(places) // scale.of(8, 200))]):
            path.write_bytes(OLD)
            done = _traced(path, f"{call}:signal=KILL:when={number}")
            state = _state(path)
            if state == "damaged" or done.returncode != -SIGKILL:
                failures.append(f"killed at {call} {number}: {state}, exit code {done.returncode}")
            else:
                states[state] += 1
        path.write_bytes(OLD)
        run([*CLEANSE, "--in-place", str(path)])
        left = [other.name for other in Path(folder).iterdir() if other != path]
    failures += [f"left behind: {name}" for name in left]
    if not all(states.values()):
        failures.append("the kills are not about the moment that counts")
    return verdict(f"{sum(states.values())} kills: {states['old']} times old, {states['new']} times new", failures)


def errors(scale: Scale) -> Result:
    """Row 23."""
    if not shutil.which("strace"):
        return Result("strace is not installed", None)
    failures, count = [], 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        for code in ("ENOSPC", "EIO", "EDQUOT", "EINTR")[: scale.of(1, 4)]:
            for call in STEPS:
                for number in range(1, scale.of(2, 50)):
                    path.write_bytes(OLD)
                    done = _traced(path, f"{call}:error={code}:when={number}")
                    count += 1
                    complaint = _complaint(path, done, code)
                    if complaint:
                        failures.append(f"{call} number {number} gives {code}: {complaint}")
                    if done.returncode == 1:
                        break
    return verdict(f"{count} failed calls", failures)


def _complaint(path: Path, done: "subprocess.CompletedProcess[bytes]", code: str) -> str:
    state, names = _state(path), [other.name for other in path.parent.iterdir()]
    if state == "damaged":
        return "the file is damaged"
    if done.returncode not in {1, 2} and not (done.returncode == 0 and code == "EINTR"):
        return f"exit code {done.returncode}: {done.stderr[-200:].decode(errors='replace')}"
    if done.returncode == 1 and state != "new":
        return "it says that it was rewritten, and it was not"
    if b"Traceback" in done.stderr:
        return "a traceback"
    return "" if names == [path.name] else f"left behind: {names}"


def full_disk(scale: Scale) -> Result:
    """Row 24. What grows: letters that NFC writes as two."""
    text = "\u0958\u0958\u0958\u0958 \u0959\n\n".encode() * 14_000
    program = (
        'mount -t tmpfs -o size=400k none "$1" && head -c 250000 "$2" > "$1/text.txt" && cp "$1/text.txt" "$2.old"; shift 2; "$@"; '
        'code=$?; cmp -s "$0/text.txt" "$OLD" && ls -A "$0" | wc -l && exit $code; exit 99'
    )
    with TemporaryDirectory() as name:
        folder, source = Path(name) / "disk", Path(name) / "source"
        folder.mkdir()
        source.write_bytes(text)
        command = ["unshare", "-m", "sh", "-c", program, str(folder), str(folder), str(source)]
        try:
            done = run([*command, *CLEANSE, "--in-place", str(folder / "text.txt")], timeout=100, OLD=f"{source}.old")
        except OSError:
            return Result("unshare is not installed", None)
    if b"permission" in done.stderr.lower() or b"not permitted" in done.stderr:
        return Result("needs root", None)
    ok = done.returncode == 2 and done.stdout.strip() == b"1" and b"Traceback" not in done.stderr
    return Result(
        f"exit code {done.returncode}, the original is {'as it was' if done.returncode != 99 else 'LOST'}",
        ok,
        (done.stderr.decode()[-200:],),
    )


def metadata(scale: Scale) -> Result:
    """Row 25."""
    failures = []
    forms = {
        "CRLF": OLD.replace(b"\n", b"\r\n"), "a byte order mark": b"\xef\xbb\xbf" + OLD, "no last newline": OLD.removesuffix(b"\n"),
        "UTF-16": b"\xff\xfe" + OLD.decode().encode("utf-16-le"),
    }  # fmt: skip
    with TemporaryDirectory() as folder:
        path, link = Path(folder) / "text.txt", Path(folder) / "link"
        link.symlink_to("text.txt")
        for name, data in forms.items():
            path.write_bytes(data)
            path.chmod(0o640)
            with suppress(OSError):
                os.setxattr(path, "user.source", b"a crawl")
            before = path.stat()
            run([*CLEANSE, "--in-place", str(link)])
            after, now = path.stat(), path.read_bytes()
            kept = (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
            if (
                not kept
                or not link.is_symlink()
                or os.listxattr(path) != ["user.source"]
                or now == data
                or b"Adv" in now
                or now[:3] != data[:3]
            ):
                failures.append(name)
            if (b"\r\n" in now) != (b"\r\n" in data) or now.endswith((b"\n", b"\n\0")) != data.endswith((b"\n", b"\n\0")):
                failures.append(f"{name}: line endings")
            time = path.stat().st_mtime_ns
            if run([*CLEANSE, "--in-place", str(link)]).returncode or path.stat().st_mtime_ns != time:
                failures.append(f"{name}: a clean file is touched")
    return verdict(f"{len(forms)} forms; mode, owner, attributes, link, time", failures)


def edits(scale: Scale) -> Result:
    """Row 26."""
    acts: dict[str, Callable[[Path], object]] = {
        "appended": lambda path: path.write_bytes(OLD + b"!"),
        "overwritten in the same tick": _overwritten,
        "replaced": lambda path: (path.with_name("other").write_bytes(OLD), path.with_name("other").replace(path)),
        "truncated": lambda path: os.truncate(path, 5),
        "removed": Path.unlink,
    }
    failures, count = [], 0
    draw = random.Random(1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        for _ in range(scale.of(50, 500)):
            name = draw.choice(list(acts))
            path.write_bytes(OLD)
            snapshot = read(str(path))
            acts[name](path)
            edited = path.read_bytes() if path.exists() else b""
            with suppress(CleanseError, OSError):
                replace(snapshot, NEW)
                failures.append(f"{name}: it was replaced")
            if (path.read_bytes() if path.exists() else b"") != edited:
                failures.append(f"{name}: the edit is lost")
            count += 1
    return verdict(f"{count} edits between reading and replacing", failures)


def _overwritten(path: Path) -> None:
    status = path.stat()
    path.write_bytes(OLD.upper())
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def paths(scale: Scale) -> Result:
    """Row 36."""
    failures = []
    with TemporaryDirectory() as name:
        inside, outside = Path(name) / "in", Path(name) / "out"
        inside.mkdir()
        outside.mkdir()
        for case, (arguments, code) in _odd(inside, outside):
            before = {path: path.read_bytes() for path in outside.iterdir() if path.is_file() and not path.is_symlink()}
            done = run([*CLEANSE, "--in-place", *arguments], timeout=60, cwd=inside)
            after = {path: path.read_bytes() for path in outside.iterdir() if path.is_file() and not path.is_symlink()}
            if done.returncode != code or b"Traceback" in done.stderr or b"\x1b" in done.stderr + done.stdout or before != after:
                failures.append(f"{case}: exit code {done.returncode}: {done.stderr[-120:]!r}")
    return verdict("links, pipes, devices, folders, odd names", failures)


def _odd(inside: Path, outside: Path) -> Iterator[tuple[str, tuple[list[str], int]]]:
    """Cases, with the arguments and the exit code that is due; what must not be written stands outside."""
    (outside / "hard").write_bytes(OLD)
    os.link(outside / "hard", inside / "hard")
    yield "a hard link", (["hard"], 2)
    os.mkfifo(inside / "pipe")
    yield "a pipe", (["pipe"], 2)
    yield "a device", (["/dev/null"], 2)
    yield "a folder", (["."], 2)
    (inside / "loop").symlink_to("loop")
    yield "a link to itself", (["loop"], 2)
    (inside / "nowhere").symlink_to(outside / "nothing")
    yield "a link to nothing", (["nowhere"], 2)
    (inside / "a\n\x1b[31mb.txt").write_bytes(OLD)
    yield "a name of control characters", (["a\n\x1b[31mb.txt"], 1)
    (inside / "-x.txt").write_bytes(OLD)
    yield "a name like an option", (["--", "-x.txt"], 1)
    (outside / f".{'0' * 16}.cleanse-tmp").write_bytes(b"kept")
    (inside / f".{'0' * 16}.cleanse-tmp").symlink_to(outside / f".{'0' * 16}.cleanse-tmp")
    (inside / "swept.txt").write_bytes(OLD)
    yield "a link with the name of a temporary file", (["swept.txt"], 1)
