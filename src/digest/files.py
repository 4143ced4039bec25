"""Files that are there whole, or not at all, whatever kills us at whatever moment.

The bytes go into a temporary file in the same folder, are flushed to the disk, and only then get
their name; then the folder is flushed, so that the name outlives a power cut. A temporary file is
locked (flock(2)) as long as its writer lives; one that nobody locks was left by a killed run, and
the next write into the folder removes it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from digest.errors import DigestError, FileTaken

TEMPORARY = ".tmp-"

_OURS = re.compile(r"\.tmp-[0-9a-f]{16}")
_PRIVATE = 0o600

_REASONS = {
    errno.ENOSPC: "there is no space left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than is allowed here",
    errno.EROFS: "the file system is mounted read-only",
    errno.EACCES: "the folder does not allow this user to write",
    errno.EPERM: "the folder does not allow this user to write",
    errno.EIO: "the disk reports an error",
    errno.EMFILE: "this process has too many files open",
    errno.ENFILE: "the machine has too many files open",
    errno.ENOENT: "there is no such folder",
    errno.ENOTDIR: "a part of the path is no folder",
    errno.EISDIR: "there is a folder of that name",
    errno.ENAMETOOLONG: "the name is too long",
}
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


class Disk:
    """The system calls that change a disk. Tests put one in that fails or kills at a given call."""

    def create(self, path: Path, mode: int) -> int:
        """Make a new file and open it for writing; its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)

    def write(self, handle: int, data: memoryview) -> int:
        """Write some of the bytes; how many."""
        return os.write(handle, data)

    def sync(self, handle: int) -> None:
        """Flush a file or a folder."""
        os.fsync(handle)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name that must be new."""
        os.link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        """Give a file a name, taking it from whichever file had it."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Take a name away."""
        path.unlink()


DISK = Disk()


def write_atomic(
    path: Path, data: bytes, *, is_private: bool = False, is_tidy: bool = False, disk: Disk = DISK
) -> bool:
    """Make `path` hold `data`, in one step; its mode stays. False when it did already.

    Nothing is touched then, not even the time of its last change. A new file that `is_private`
    is for its owner alone. Dead writers' files are removed first, unless the folder `is_tidy`
    already: in a large one, that costs. Raises DigestError, and `path` is as it was before.
    """
    with _mapped(path):
        before = _read(path)
        if before == data:
            return False
        mode = _PRIVATE if is_private else None
        if before is not None:
            mode = stat.S_IMODE(path.stat().st_mode)
        if not is_tidy:
            tidy(path.parent)
        with _temporary(path, data, mode=mode, disk=disk) as made:
            disk.replace(made, path)
    _sync_folder(path, disk)
    return True


def create_exclusive(path: Path, data: bytes, *, disk: Disk = DISK) -> None:
    """Make the new file `path`, in one step.

    Raises FileTaken where there is anything of that name, and DigestError; nothing was written
    then.
    """
    tidy(path.parent)
    with _mapped(path), _temporary(path, data, disk=disk) as made:
        try:
            disk.link(made, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _claim_and_replace(made, path, disk=disk)
    _sync_folder(path, disk)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others that lock this folder waiting (flock(2)); not to be nested.

    Raises DigestError where the folder cannot be opened.
    """
    with _mapped(folder):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # NFS cannot lock folders
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def tidy(folder: Path) -> None:
    """Remove temporary files whose writers are dead; every write here does so first."""
    for stale in folder.glob(f"{TEMPORARY}*"):
        if not _OURS.fullmatch(stale.name):
            continue
        with contextlib.suppress(OSError):
            handle = os.open(stale, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stale.unlink()
            finally:
                os.close(handle)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _claim_and_replace(made: Path, path: Path, *, disk: Disk) -> None:
    """Where a file system has no hard links: an empty file holds the name until the bytes come.

    A kill between the two leaves it empty, never half full; the parser names that case.
    """
    os.close(disk.create(path, 0o666))
    try:
        disk.replace(made, path)
    except BaseException:
        path.unlink()
        raise


@contextlib.contextmanager
def _temporary(path: Path, data: bytes, *, mode: int | None = None, disk: Disk) -> Iterator[Path]:
    """A flushed file with these bytes beside `path`; gone at the end if it still has its name."""
    made, handle = _create_locked(path.parent, disk)
    try:
        if mode is not None:
            os.fchmod(handle, mode)
        rest = memoryview(data)
        while rest:
            rest = rest[disk.write(handle, rest) :]
        disk.sync(handle)
        yield made
    finally:
        with contextlib.suppress(
            OSError
        ):  # after a replace it is gone; else the next run removes it
            disk.remove(made)
        os.close(handle)


def _create_locked(folder: Path, disk: Disk) -> tuple[Path, int]:
    while True:
        made = folder / f"{TEMPORARY}{secrets.token_hex(8)}"
        handle = disk.create(made, 0o666)
        with contextlib.suppress(OSError):  # without locks nothing is ever taken for stale
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return made, handle
        os.close(handle)  # somebody tidied up in the moment before we locked it


def _sync_folder(path: Path, disk: Disk) -> None:
    try:
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            disk.sync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise DigestError(
            f"{path}: was written, but the disk did not confirm it ({error.strerror});"
            " check the disk, then run the command again"
        ) from error


@contextlib.contextmanager
def _mapped(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise FileTaken(f"{path}: is there already; nothing was written") from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise DigestError(f"{path}: {reason}; nothing was changed") from error
