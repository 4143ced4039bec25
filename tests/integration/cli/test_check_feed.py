"""What `digest check-feed` prints, and how it ends."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import digest
from factories import issue_factory
from good_feeds import feeds_of

#: Of a past that is one by every machine's clock.
GOOD = feeds_of([issue_factory(on=date(2024, 10, 7))])


def run(*arguments: str | Path) -> Result:
    words = ["check-feed", *map(str, arguments)]
    return CliRunner().invoke(digest, words, standalone_mode=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, body in GOOD.items():
        (tmp_path / name).write_bytes(body)
    return tmp_path


def test_good_feeds_end_with_0(folder: Path) -> None:
    result = run(*(folder / name for name in GOOD))

    assert result.return_value == 0
    assert result.stdout.splitlines() == [
        *(
            f"{folder / name}: {form}, 1 item, {len(GOOD[name]):,} bytes"
            for name, form in zip(GOOD, ("RSS 2.0", "Atom 1.0", "JSON Feed 1.1"), strict=True)
        ),
        "nothing found",
    ]


def test_error_has_place_code_and_mend_and_ends_with_1(folder: Path) -> None:
    path = folder / "feed.rss"
    path.write_bytes(GOOD["feed.rss"].replace(b"Good", b"Good &", 1))

    result = run(path)

    assert result.return_value == 1
    first, finding, mend, *_ = result.stdout.splitlines()
    assert first == "1 error"
    assert finding.startswith(f"  {path}:")
    assert mend == "    xml-ampersand: write `&amp;`"
    assert result.stdout.splitlines()[-1] == "1 error"


def test_warning_is_no_failure(folder: Path) -> None:
    path = folder / "feed.rss"
    path.write_bytes(GOOD["feed.rss"].replace(b"<ttl>60", b"<ttl>600"))

    result = run(path)

    assert result.return_value == 0
    assert "rss-ttl" in result.stdout


def test_report_is_json(folder: Path) -> None:
    path = folder / "feed.json"
    path.write_bytes(GOOD["feed.json"].replace(b"version/1.1", b"version/1"))

    report = json.loads(run(path, "--json").stdout)

    assert report["counts"] == {"error": 0, "warning": 1, "note": 0}
    assert report["feeds"][0]["form"] == "JSON Feed 1.1"
    assert report["findings"][0]["code"] == "json-version"
    assert report["findings"][0]["place"] == f"{path}#/version"


def test_no_publication_is_needed(folder: Path) -> None:
    assert run(folder / "feed.rss", "-C", folder).return_value == 0
