from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digest.article import Article, Unreadable
from digest.config.fields import parse_backlog
from digest.ports import KnownArticle, PausedBy, PlaceKey, PlaceKind, PlaceState
from digest.sources.polling.places import Place
from digest.sources.polling.stored import fault_of, first_look, is_used

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = PlaceKey(PlaceKind.FEED, "https://loom.example.org/feed")


def state(**what_matters: Any) -> PlaceState:
    return PlaceState(**{"key": KEY, "ok_at": NOON, "error": "is down", **what_matters})


@pytest.mark.parametrize(
    ("what_matters", "line"),
    [
        ({}, ""),
        ({"ok_at": None}, "has not been read yet"),
        ({"fail_count": 1}, "could not be read this time, and is tried again: is down"),
        (
            {"fail_count": 3},
            "could not be read 3 times in a row (last read 2026-11-23 12:00 UTC): is down",
        ),
        (
            {"fail_count": 9, "ok_at": None},
            "could not be read 9 times in a row (never read): is down",
        ),
        (
            {"paused_by": PausedBy.SERVER, "paused_reason": "it is gone", "fail_count": 1},
            "it is gone; take it out of digest.toml, or mend its address",
        ),
    ],
)
def test_editor_is_told_what_is_wrong_with_a_place(what_matters: dict[str, Any], line: str) -> None:
    assert fault_of(state(**what_matters), alert_after=3) == line


@pytest.mark.parametrize(
    ("key", "is_known"),
    [
        ("loom.example.org/mill", True),
        (f"sha256:{'a' * 64}", True),
        ("Loom\ng1", True),
        ("loom.example.org/other", False),
        ("Weaver\ng1", False),
        ("sha256:", False),
    ],
)
def test_article_is_used_by_any_of_its_ids(key: str, is_known: bool) -> None:
    known = KnownArticle(
        key="g1",
        guid="g1",
        url="https://www.loom.example.org/mill/?utm_source=feed",
        sha256="a" * 64,
        first_seen_at=NOON,
        changed_at=NOON,
    )

    assert is_used(known, source="Loom", used={key}) is is_known


def test_article_without_a_text_is_not_used_by_its_empty_hash() -> None:
    known = KnownArticle(key="g1", first_seen_at=NOON, changed_at=NOON)

    assert not is_used(known, source="Loom", used={"", "Loom\n", f"sha256:{'0' * 64}"})


class FakeSource:
    """Gives what it was made with."""

    def __init__(self, *items: Article | Unreadable) -> None:
        self.name = "archive"
        self._items = items

    def collect(self) -> Iterator[Article | Unreadable]:
        yield from self._items


FOLDER = PlaceState(key=PlaceKey(PlaceKind.FOLDER, "archive"))
FAULT = Unreadable(location="archive", reason="cannot be used")


def article(location: str) -> Article:
    return Article(
        title="A",
        source="archive",
        location=location,
        language="en",
        text="A",
        blocks=(),
        sha256="0" * 64,
    )


def look(*items: Article | Unreadable) -> Any:
    place = Place(
        key=FOLDER.key,
        source="archive",
        language="en",
        interval=timedelta(),
        backlog=parse_backlog("none"),
    )
    return first_look(FakeSource(*items), place=place, state=FOLDER, at=NOON)


def test_first_look_remembers_what_was_there() -> None:
    found = look(article("archive/a.md"), FAULT)

    assert found.state.ok_at == NOON
    assert [one.known.key for one in found.stored] == ["archive/a.md"]
    assert all(one.known.is_backlog and one.article is None for one in found.stored)


def test_first_look_at_an_empty_folder_is_one() -> None:
    assert look().state.ok_at == NOON


def test_first_look_that_finds_only_faults_is_none() -> None:
    assert look(FAULT) is None
