"""A publication whose sources are served on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest.app.publication import Publication, open_publication
from digest.article import Article, Unreadable
from digest.sources.confined import Direct
from fakes import FakeClock
from feeds import Feed, item
from http_server import HttpServer, status

ALLOW = '\n[fetch]\nallow_private = ["{address}"]\n'


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        server.add("/robots.txt", status(404))
        server.add("/feed", Feed(item("Mill"), item("Loom")))
        yield server


@pytest.fixture
def folder(publication: Publication, server: HttpServer) -> Path:
    """The starter without its articles, and allowed to ask the server."""
    for article in (publication.root / "articles").iterdir():
        article.unlink()
    toml = publication.root / "digest.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + ALLOW.format(address=server.address))
    return publication.root


def add_table(folder: Path, **values: object) -> None:
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
    toml = folder / "digest.toml"
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n[[sources]]\n{lines}", encoding="utf-8")


def opened(folder: Path, clock: FakeClock) -> Publication:
    """The publication, parsing in this process: a child would cost each test half a second."""
    return replace(open_publication(folder, clock=clock), reader=Direct())


def collected(publication: Publication) -> list[Article | Unreadable]:
    return [one for source in publication.sources() for one in source.collect()]


def titles(publication: Publication) -> list[str]:
    return [one.title for one in collected(publication) if isinstance(one, Article)]
