"""What docs/languages.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import digest.wording
from digest.wording.load import load_wording
from examples import blocks

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")


def test_the_table_names_every_shipped_language() -> None:
    rows = re.findall(r"^\| [A-Z]\w+ \| ([^|]+) \|", PAGE, re.MULTILINE)
    tags = {tag for row in rows for tag in re.findall(r"`([\w-]+)`", row)}
    words = Path(digest.wording.__file__).parent / "words"

    assert tags == {path.stem for path in words.glob("*.toml")}


def test_the_words_file_that_is_shown_says_what_it_says(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "toml")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "da.toml").write_text(example, encoding="utf-8")

    words = load_wording("da-DK", templates=tmp_path)

    assert words.say("outlook") == "Det næste"
    assert "abonnerer på Møllen." in words.say("why_you_receive", title="Møllen")
    assert (words.count("stories", 1), words.count("stories", 3)) == ("1 historie", "3 historier")
    assert words.say("sources") == "Sources"


def test_the_calls_that_are_shown_can_be_made() -> None:
    words = load_wording("en")
    calls = re.findall(r"`words\.(say|count)\(\"(\w+)\"", PAGE)

    assert {method for method, _ in calls} == {"say", "count"}
    for method, key in calls:
        assert words.say(key) if method == "say" else words.count(key, 3)
