from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composing import article
from digest.article import DateOrigin
from digest.compose.identity import host_of, identity_keys, known_by, url_key

PAGE = "https://example.org/notes/Ferries?b=2&a=1"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://example.org/notes/Ferries?b=2&a=1",
        "https://www.example.org/notes/Ferries?b=2&a=1",
        "https://EXAMPLE.org:443/notes/Ferries?b=2&a=1",
        "https://example.org/notes/Ferries/?b=2&a=1",
        "https://example.org/notes/Ferries?a=1&b=2",
        "https://example.org/notes/Ferries?b=2&a=1#comments",
        "https://example.org/notes/%46erries?b=2&a=1",
        "https://example.org/notes/Ferries?utm_source=rss&b=2&a=1&fbclid=x&gclid=y&ref=feed",
        "https://example.org/notes/Ferries?b=2&a=1&utm_campaign=&UTM_Medium=mail&mc_eid=1",
    ],
)
def test_spellings_of_an_address_have_one_key(spelling: str) -> None:
    assert url_key(spelling) == url_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/notes/ferries?b=2&a=1",
        "https://example.org/notes/Ferries?b=3&a=1",
        "https://example.org/notes/Ferries",
        "https://example.org:8080/notes/Ferries?b=2&a=1",
        "https://news.example.org/notes/Ferries?b=2&a=1",
        "https://example.org/notes%2FFerries?b=2&a=1",
        "https://example.org/notes/Ferries?b=2&a=1&reference=7",
    ],
)
def test_other_pages_have_other_keys(other: str) -> None:
    assert url_key(other) != url_key(PAGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://bücher.example/a%c3%a9", "https://xn--bcher-kva.example/a%C3%A9"),
        ("https://example.org", "https://example.org/"),
        ("https://[::1]:8000/a", "http://[::1]:8000/a/"),
    ],
)
def test_equal_addresses_in_rarer_spellings(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@given(st.text(alphabet="aB%2fF0~é/?&=;:@+-.", max_size=30))
def test_key_of_an_address_is_its_own_key(rest: str) -> None:
    key = url_key(f"https://example.org/{rest}")
    assert url_key(f"https://{key}") == key


def test_host_of_nothing_is_nothing() -> None:
    assert (host_of(""), host_of("https://www.Example.org:81/a")) == ("", "example.org")


def test_entries_of_a_changelog_are_articles_of_their_own() -> None:
    one, other = (article(f"Version {n}", url=f"https://example.org/changes#v{n}") for n in (1, 2))
    assert not set(identity_keys(one)) & set(identity_keys(other))


def test_fragment_that_is_only_decoration_does_not_matter() -> None:
    plain = article("Ferries", body="One.", url="https://example.org/ferries")
    linked = article("Ferries", body="Two.", url="https://example.org/ferries#rss")
    assert set(identity_keys(plain)) & set(identity_keys(linked))


def test_guid_counts_within_its_source() -> None:
    one = article("A", guid="17", url="https://a.example/1")
    moved = article("B", guid="17", url="https://a.example/2")
    elsewhere = article("C", guid="17", url="https://c.example/1", source="other")
    assert set(identity_keys(one)) & set(identity_keys(moved))
    assert not set(identity_keys(one)) & set(identity_keys(elsewhere))


@pytest.mark.parametrize("guid", ["tag:a.example,2026:7", "urn:uuid:1-2-3", "https://a.example/7"])
def test_guid_that_is_unique_in_the_world_counts_everywhere(guid: str) -> None:
    one = article("A", guid=guid, url="https://a.example/1")
    other = article("B", guid=guid, url="https://b.example/2", source="other")
    assert set(identity_keys(one)) & set(identity_keys(other))


def test_permalink_that_once_was_the_address_is_known() -> None:
    one = article("A", url="https://a.example/7")
    moved = article("B", guid="http://a.example/7/", url="https://a.example/2026/7")
    assert set(identity_keys(one)) & set(identity_keys(moved))


def test_article_without_address_is_known_by_source_title_and_date() -> None:
    day = date(2026, 11, 1)
    one = article("Ferries", body="One.", on=day)
    assert set(known_by(one)) & set(known_by(article("FERRIES", body="Two.", on=day)))
    assert not set(known_by(one)) & set(known_by(article("Ferries", body="Two.")))
    url = "https://example.org/f"
    assert not set(known_by(one)) & set(known_by(article("Ferries", body="Two.", on=day, url=url)))


def test_time_of_a_file_is_no_date_to_be_known_by() -> None:
    times = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2)]
    one, other = (article("Ferries", body=f"{at}", changed_at=at) for at in times)
    assert one.date_origin is DateOrigin.FILE_TIME
    assert set(known_by(one)) & set(known_by(other))
    other = replace(other, date_origin=DateOrigin.FILE_NAME)
    assert not set(known_by(one)) & set(known_by(other))
