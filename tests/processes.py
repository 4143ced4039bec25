"""Child processes of a test: forked, so they start at once, or begun anew as a program."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import workers


def forked(work: Callable[[], object]) -> int:
    """Run `work` in a child; its process id. The child leaves with 0, or 1 after an error."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    except BaseException:  # noqa: BLE001  # a child must never come back into the test run
        traceback.print_exc()
    finally:
        os._exit(status)


def status_of(pid: int) -> int:
    """Wait for a child: its exit status, or minus the number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def start_worker(name: str, *arguments: str) -> subprocess.Popen[str]:
    """Begin a program of `tests/workers`; what it prints is read by `communicate`."""
    script = Path(workers.__path__[0]) / name
    return subprocess.Popen(
        [sys.executable, str(script), *arguments],
        env=os.environ | {"PYTHONPATH": str(script.parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
