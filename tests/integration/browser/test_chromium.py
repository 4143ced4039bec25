"""Where a Chromium is looked for."""

from pathlib import Path

import pytest

from digest.browser.chromium import find_chromium
from digest.errors import NoBrowser


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_chromium_is_found_on_the_path(tmp_path: Path) -> None:
    chrome = program(tmp_path, "google-chrome")
    assert find_chromium({"PATH": str(tmp_path)}) == chrome

    chromium = program(tmp_path, "chromium")
    assert find_chromium({"PATH": str(tmp_path)}) == chromium


def test_chromium_that_is_named_comes_first(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    other = program(tmp_path, "my-browser")

    for name in (str(other), "my-browser"):
        assert find_chromium({"PATH": str(tmp_path), "DIGEST_CHROMIUM": name}) == other


def test_name_that_is_no_program_is_an_error_though_another_is_there(tmp_path: Path) -> None:
    program(tmp_path, "chromium")

    with pytest.raises(NoBrowser, match="DIGEST_CHROMIUM: /no/where is no program"):
        find_chromium({"PATH": str(tmp_path), "DIGEST_CHROMIUM": "/no/where"})


def test_machine_without_chromium_is_told_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser, match="apt install chromium"):
        find_chromium({"PATH": str(tmp_path)})
