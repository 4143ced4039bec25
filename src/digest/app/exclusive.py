"""One process at a time, by a lock that dies with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.errors import Busy, DigestError


@contextmanager
def exclusive(path: Path, *, wait: bool, what: str) -> Iterator[None]:
    """Hold the lock file `path` (flock(2)): after kill −9 the kernel gives it up for us.

    Without `wait`, raises Busy at once if another process holds it; `what` names the work. Raises
    DigestError where there can be no such file.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = f"cannot be written ({(error.strerror or str(error)).lower()})"
        raise DigestError(f"{path}: {reason}; check its folder, and the rights on it") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Busy(f"{what} is already under way in another process") from error
        yield
    finally:
        os.close(handle)
