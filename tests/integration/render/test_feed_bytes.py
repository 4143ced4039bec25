"""The feeds' bytes do not depend on the process that writes them, nor does it notice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[2]

# Two threads write the same feeds while a third looks at the process's locale. Line by line: the
# encodings seen, whether LC_ALL is as before, the hash of each set of feeds.
PROGRAM = """
import hashlib, json, locale, sys, threading
from digest.render.feeds import render_feeds
from digest.render.theme import Theme
from factories import config_factory, issue_factory

before, seen, hashes, done = locale.setlocale(locale.LC_ALL), set(), [], threading.Event()

def write():
    issues = [issue_factory(number=number) for number in range(1, 9)]
    for some in (issues, []):
        pages = render_feeds(some, config=config_factory(), theme=Theme())
        hashes.append(hashlib.sha256(b"".join(page.body for page in pages)).hexdigest())

def look():
    while not done.is_set():
        seen.add(locale.getpreferredencoding(False))

watcher, writers = threading.Thread(target=look), [threading.Thread(target=write) for _ in "12"]
for thread in (watcher, *writers):
    thread.start()
for thread in writers:
    thread.join()
done.set()
watcher.join()
report = {"seen": sorted(seen), "same": before == locale.setlocale(locale.LC_ALL)}
print(json.dumps({**report, "hashes": sorted(set(hashes))}))
"""


def report(**environment: str) -> dict[str, Any]:
    """What the program says in a process of its own."""
    inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**inherited, "PYTHONPATH": str(TESTS), "PYTHONUTF8": "0", **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def usual() -> dict[str, Any]:
    return report(PYTHONHASHSEED="0", LC_ALL="C.UTF-8")


def test_threads_write_the_same_bytes_with_and_without_issues(usual: dict[str, Any]) -> None:
    assert len(usual["hashes"]) == 2


def test_threads_leave_the_locale_alone(usual: dict[str, Any]) -> None:
    assert usual["same"]
    assert usual["seen"] == ["UTF-8"]


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "random", "TZ": "Pacific/Chatham", "PYTHONUTF8": "1"},
    ],
)
def test_bytes_are_the_same_in_every_process(
    usual: dict[str, Any], environment: dict[str, str]
) -> None:
    assert report(**environment)["hashes"] == usual["hashes"]
