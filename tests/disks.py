"""Disks that fail, die or take notes at a given system call."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from digest.files import Disk


class CountingDisk(Disk):
    """Calls `strike` before every system call; the calls are numbered from 1."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def strike(self) -> None:
        """Do nothing."""

    def create(self, path: Path, mode: int) -> int:
        self._note("create")
        return super().create(path, mode)

    def write(self, handle: int, data: memoryview) -> int:
        self._note("write")
        return super().write(handle, data[:2000])

    def sync(self, handle: int) -> None:
        self._note("sync")
        super().sync(handle)

    def link(self, source: Path, target: Path) -> None:
        self._note("link")
        super().link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        self._note("replace")
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._note("remove")
        super().remove(path)

    def _note(self, call: str) -> None:
        self.calls.append(call)
        self.strike()


class FailingDisk(CountingDisk):
    """The call of that number, and no other, fails."""

    def __init__(self, *, at: int, code: int) -> None:
        super().__init__()
        self.at = at
        self.code = code

    def strike(self) -> None:
        if len(self.calls) == self.at:
            raise OSError(self.code, os.strerror(self.code))


class KillingDisk(CountingDisk):
    """The process dies before the call of that number, as by kill -9."""

    def __init__(self, *, at: int) -> None:
        super().__init__()
        self.at = at

    def strike(self) -> None:
        if len(self.calls) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


class LinklessDisk(CountingDisk):
    """A file system without hard links."""

    def link(self, source: Path, target: Path) -> None:
        self._note("link")
        raise PermissionError(1, "Operation not permitted")
