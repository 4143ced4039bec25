"""Which package does the work, in a fresh interpreter: on musl there is no Resiliparse."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import pages

_PROGRAM = """
import json, sys
for name in json.loads(sys.argv[1]):
    sys.modules[name] = None  # how the import system is told that there is no such module
from digest.sources.html.main_content import main_text
text = main_text(sys.stdin.read())
loaded = [name for name in ("resiliparse", "trafilatura") if sys.modules.get(name)]
json.dump([text, loaded], sys.stdout)
"""


@pytest.mark.parametrize(
    ("absent", "used"),
    [
        ([], ["resiliparse"]),
        (["resiliparse"], ["trafilatura"]),
        (["resiliparse", "trafilatura"], []),
    ],
)
def test_next_package_does_the_work_of_an_absent_one(absent: list[str], used: list[str]) -> None:
    if used == ["resiliparse"]:
        pytest.importorskip("resiliparse")
    command = [sys.executable, "-c", _PROGRAM, json.dumps(absent)]
    done = subprocess.run(
        command, input=pages.page(), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    text, loaded = json.loads(done.stdout)
    assert loaded == used
    assert (pages.PARAGRAPHS[1] in (text or "")) == bool(used)
