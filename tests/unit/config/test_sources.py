"""`[[sources]]` of digest.toml: their kinds, their defaults, their faults."""

from __future__ import annotations

from datetime import date

import pytest

from digest.config.fields import Backlog, parse_backlog
from digest.config.load import parse_config
from digest.config.sources import (
    FeedSourceConfig,
    FolderSourceConfig,
    OpmlSourceConfig,
    PageSourceConfig,
    SourceConfig,
    backlog_of,
)
from digest.errors import ConfigError

HEAD = """\
[publication]
title = "Harbour Notes"
base_url = "https://notes.example.org"
postal_address = "1 Quay Street, Harbour"

[mail]
from_address = "notes@example.org"
unsubscribe_address = "leave@example.org"
"""


def source(table: str) -> SourceConfig:
    (only,) = parse_config(f'{HEAD}\n[[sources]]\nname = "One"\n{table}\n').sources
    return only


def fault(table: str) -> str:
    with pytest.raises(ConfigError) as caught:
        source(table)
    (only,) = caught.value.faults
    return only


def test_each_kind_has_its_table_and_its_backlog() -> None:
    folder = source('kind = "folder"\npath = "articles"')
    feed = source('kind = "feed"\nurl = "https://a.example/feed"')
    page = source('kind = "page"\nurls = ["https://a.example/1", "https://a.example/2"]')
    opml = source('kind = "opml"\npath = "feeds.opml"')

    kinds = (FolderSourceConfig, FeedSourceConfig, PageSourceConfig, OpmlSourceConfig)
    assert tuple(map(type, (folder, feed, page, opml))) == kinds
    everything, nothing = Backlog(), Backlog(last=0)
    assert [backlog_of(each) for each in (folder, feed, page, opml)] == [
        everything,
        nothing,
        everything,
        nothing,
    ]


@pytest.mark.parametrize(
    ("text", "backlog"),
    [
        ("none", Backlog(last=0)),
        ("all", Backlog()),
        ("last:5", Backlog(last=5)),
        ("since:2026-11-01", Backlog(since=date(2026, 11, 1))),
    ],
)
def test_a_backlog_is_read(text: str, backlog: Backlog) -> None:
    assert parse_backlog(text) == backlog


@pytest.mark.parametrize("text", ["", "some", "last:", "last:-1", "since:2026-02-30", "all:5"])
def test_another_backlog_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be none, all|date of the calendar"):
        parse_backlog(text)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('kind = "ftp"', ":10: `sources.1.kind`: must be folder or feed or page or opml"),
        ('path = "articles"', ":10: `sources.1.kind` is missing; it is folder or feed or page"),
        ('kind = "feed"\nurl = "feed.xml"', ":13: `sources.1.url`: must be an http or https"),
        ('kind = "feed"', ":10: `sources.1.url` is missing"),
        ('kind = "page"\nurls = []', ":13: `sources.1.urls`: must have one entry or more"),
        (
            'kind = "feed"\nurl = "https://a.example/"\ninterval = "5m"',
            ":14: `sources.1.interval`: must be 15m or more",
        ),
        (
            'kind = "feed"\nurl = "https://a.example/"\nintervall = "1h"',
            ":14: unknown key `sources.1.intervall`; did you mean `interval`?",
        ),
        (
            'kind = "folder"\npath = "a"\nexclude = { title = ["x"] }',
            ":14: unknown key `sources.1.exclude.title`; did you mean `titles`?",
        ),
        ('kind = "opml"', ": needs either `path` of a file or `url`"),
        (
            'kind = "folder"\npath = "a"\nbacklog = "some"',
            ":14: `sources.1.backlog`: must be none, all, since:2026-11-01 or last:5",
        ),
    ],
)
def test_a_fault_of_a_source_has_its_line_and_its_mend(table: str, expected: str) -> None:
    assert expected in fault(table)


def test_two_sources_of_one_name_are_refused() -> None:
    two = '\n[[sources]]\nkind = "folder"\npath = "a"\nname = '
    with pytest.raises(ConfigError, match="names of their own; two are called one"):
        parse_config(f'{HEAD}{two}"One"\n{two}"one"\n')


@pytest.mark.parametrize("host", ["10.0.0.5:8080", "wiki.internal", "[fd00::1]:80", "127.0.0.1"])
def test_hosts_of_the_own_network_can_be_allowed(host: str) -> None:
    text = f'{HEAD}[[sources]]\nkind = "folder"\nname = "A"\npath = "a"\n'
    config = parse_config(f'{text}[fetch]\nallow_private = ["{host}"]\n')
    assert config.fetch.allow_private == (host,)


@pytest.mark.parametrize("host", ["http://a.example", "a/b", "", "me@host", "host:99999"])
def test_what_is_no_host_cannot_be_allowed(host: str) -> None:
    text = f'{HEAD}[[sources]]\nkind = "folder"\nname = "A"\npath = "a"\n'
    with pytest.raises(ConfigError, match=r"must (be|have) a host"):
        parse_config(f'{text}[fetch]\nallow_private = ["{host}"]\n')
