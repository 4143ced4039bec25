"""A lock that dies with its process."""

import subprocess
import sys
from pathlib import Path

import pytest

from digest.app.exclusive import exclusive
from digest.errors import Busy, DigestError

HOLD = """
import sys
from pathlib import Path
from digest.app.exclusive import exclusive
with exclusive(Path(sys.argv[1]), wait=False, what="a test"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_exclusive_refuses_a_second_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holder(path) as process:
        with (
            pytest.raises(Busy, match="a delivery is already under way"),
            exclusive(path, wait=False, what="a delivery"),
        ):
            pass
        process.kill()


def test_exclusive_is_free_after_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holder(path) as process:
        process.kill()
        process.wait()

        with exclusive(path, wait=False, what="a delivery"):
            assert path.exists()


def test_lock_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "lock"

    with (
        pytest.raises(DigestError, match=r"nowhere/lock: cannot be written .*; check its folder"),
        exclusive(path, wait=True, what="a delivery"),
    ):
        pass
