"""A file gets new bytes in one step: whoever looks, and whenever it is killed, the old bytes are there or all the new ones.

The new bytes go into a temporary file beside it, which takes over owner, mode and extended attributes, is brought to the disk,
and is renamed over it. A symbolic link stays and what it points to is rewritten. What cannot be kept is refused, and so
is a file that somebody edited since it was read. Signals wait until a step is done; what only SIGKILL or a power cut can leave, a
temporary file, is removed by `sweep`. POSIX only.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOTSUP
from pathlib import Path
from typing import NamedTuple

from cleanse.model import CleanseError

START, END = ".", ".cleanse-tmp"
TOKEN = 16  # hexadecimal digits between them


class Snapshot(NamedTuple):
    """A file as it was read: its path without symbolic links, its bytes, and its status from before the reading."""

    path: Path
    data: bytes
    status: os.stat_result


def read(path: str) -> Snapshot:
    """A regular file, or the one that a symbolic link points to. Raises `OSError`, and `CleanseError` for anything else."""
    if not stat.S_ISREG(Path(path).stat().st_mode):  # before `resolve`, which has another error for a link to itself
        raise CleanseError("is no regular file")
    real = Path(path).resolve()
    with open(real, "rb") as file:
        status = os.fstat(file.fileno())
        return Snapshot(real, file.read(), status)


def replace(snapshot: Snapshot, data: bytes, break_hard_links: bool = False) -> None:
    """Put `data` in the place of a file that is still as it was read.

    Raises `OSError` and `CleanseError`; the file then has its old bytes, unless it was the last step, bringing the renaming to the disk,
    that failed. A file with more than one name (hard link) is refused unless `break_hard_links`: the others keep the old bytes.

    >>> from tempfile import NamedTemporaryFile
    >>> with NamedTemporaryFile() as file:
    ...     replace(read(file.name), b"new")
    ...     read(file.name).data
    b'new'
    """
    if snapshot.status.st_nlink > 1 and not break_hard_links:
        raise CleanseError("has other names (hard links) that would keep the old text; --break-hardlinks rewrites this one alone")
    folder = snapshot.path.parent
    temporary = folder / f"{START}{os.urandom(TOKEN // 2).hex()}{END}"
    with _signals_held():
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with suppress(OSError):  # where a file system knows no locks, `sweep` removes nothing
                _lock(descriptor)
            _write(descriptor, data)
            _take_over(snapshot, descriptor)
            os.fsync(descriptor)
            _refuse_if_edited(snapshot)
            temporary.replace(snapshot.path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        finally:
            os.close(descriptor)
        sync(folder)


def sweep(folder: Path) -> None:
    """Remove the temporary files that killed runs left in a folder; those of runs that are still at work are locked, and stay."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.endswith(END)]
    for name in names:
        token = name.removeprefix(START).removesuffix(END)
        if len(token) == TOKEN and not token.strip("0123456789abcdef"):
            with suppress(OSError):
                _remove_unlocked(folder / name)


def _remove_unlocked(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        _lock(descriptor)
        path.unlink()
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Until it is closed, by the end of the process if need be. Raises `OSError` where another process has locked it."""
    from fcntl import LOCK_EX, LOCK_NB, flock

    flock(descriptor, LOCK_EX | LOCK_NB)


@contextmanager
def _signals_held() -> Iterator[None]:
    """SIGINT, SIGTERM and their kin arrive after the block."""
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _take_over(snapshot: Snapshot, descriptor: int) -> None:
    """Owner, extended attributes (access control lists are among them) and mode, in this order: each may change the later ones."""
    own, wanted = os.fstat(descriptor), snapshot.status
    try:
        if (own.st_uid, own.st_gid) != (wanted.st_uid, wanted.st_gid):
            os.fchown(descriptor, wanted.st_uid, wanted.st_gid)
        new, old = _attributes(descriptor), _attributes(snapshot.path)
        for name in new.keys() - old.keys():
            os.removexattr(descriptor, name)
        for name in [name for name in old if new.get(name) != old[name]]:
            os.setxattr(descriptor, name, old[name])
        os.fchmod(descriptor, stat.S_IMODE(wanted.st_mode))
    except PermissionError as error:
        raise CleanseError("its owner, mode or attributes could not be kept; run this as its owner") from error


def _attributes(file: Path | int) -> dict[str, bytes]:
    if not hasattr(os, "listxattr"):  # Python offers them on Linux only
        return {}
    try:
        return {name: os.getxattr(file, name) for name in os.listxattr(file)}
    except OSError as error:
        if error.errno == ENOTSUP:  # not on this file system
            return {}
        raise


def _refuse_if_edited(snapshot: Snapshot) -> None:
    """The bytes are compared too: two edits within one tick of the file system's clock leave the same time."""
    with open(snapshot.path, "r+b") as file:  # for writing, which a file that is read-only refuses
        same = file.read() == snapshot.data
    if not same or _identity(snapshot.path.stat()) != _identity(snapshot.status):
        raise CleanseError("was edited by somebody else meanwhile; nothing was written, try again")


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def sync(folder: Path) -> None:
    """Bring to the disk what was renamed in a folder. Raises `OSError`.

    >>> sync(Path())
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
