"""What a process imports of Playwright, and what it says where that is not installed."""

import subprocess
import sys

START = """
import sys
from pathlib import Path
from digest.browser.browser import Browser
from digest.errors import NoBrowser
"""
ENTER = """
try:
    Browser(Path("/bin/false")).__enter__()
except NoBrowser as error:
    print(error)
"""


def output(*programs: str) -> str:
    command = [sys.executable, "-c", "\n".join(programs)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_playwright_is_imported_only_to_start_a_browser() -> None:
    assert output(START, "print('playwright' in sys.modules)") == "False\n"


def test_missing_extra_is_named() -> None:
    assert output("import sys; sys.modules['playwright'] = None", START, ENTER) == (
        "pictures need Playwright, which is not installed;"
        " `pip install 'digest-press[preview]'` brings it\n"
    )
