"""A display on a terminal, and nothing elsewhere."""

import os
import pty
import subprocess
import sys
import threading

PROGRAM = """
import sys, threading
from digest.cli.progress import progress
with progress("articles read", patience_seconds=float(sys.argv[1])) as advance:
    advance(3, 7)
    threading.Event().wait(float(sys.argv[2]))
    advance(7, 7)
"""


def drawn(patience: str, work: str) -> str:
    """What the program writes on a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    command = [sys.executable, "-c", PROGRAM, patience, work]
    chunks: list[bytes] = []

    def read() -> None:
        try:
            while chunk := os.read(ours, 4096):
                chunks.append(chunk)
        except OSError:  # how Linux says that the other end is closed
            return

    reader = threading.Thread(target=read)
    reader.start()
    subprocess.run(command, env=environment, stderr=theirs, check=True)
    os.close(theirs)
    reader.join()
    os.close(ours)
    return b"".join(chunks).decode()


def test_long_work_is_shown_with_its_count() -> None:
    text = drawn("0", "0.5")

    assert "articles read" in text
    assert "3/7" in text


def test_short_work_shows_nothing() -> None:
    assert drawn("30", "0") == ""


def test_nothing_is_drawn_where_there_is_no_terminal() -> None:
    command = [sys.executable, "-c", PROGRAM, "0", "0.2"]
    result = subprocess.run(command, capture_output=True, check=True)

    assert result.stderr == b""
