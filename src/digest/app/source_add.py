"""`digest sources add`: find out what is at an address and append it to `digest.toml`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from digest.app.publication import Publication
from digest.config.load import CONFIG_NAME, parse_config
from digest.config.sources import FolderSourceConfig, OpmlSourceConfig, PageSourceConfig
from digest.config.tables import Config
from digest.errors import ConfigError, SourceError
from digest.files import write_atomic
from digest.ports import PlaceKind
from digest.sources.feeds.discover import Discovered, discover
from digest.sources.polling.places import listed_feeds

_ADDRESSES: Final = ("http://", "https://")
_HEADER: Final = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_\"'.\- ]+?)\s*\]\]?\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """What was appended."""

    name: str
    kind: str
    url: str  #: or the path
    table: str  #: the lines of `digest.toml`
    others: tuple[str, ...] = ()  #: further feeds that the page names


def add_source(publication: Publication, target: str, *, name: str = "") -> AddedSource:
    """Append a source to `digest.toml` and leave all else in it as it is.

    An address may be that of a feed, of an OPML list, of a page that names its feed (which is then
    taken), or of any other page. Raises SourceError, ArticleError when nothing can be read there,
    ConfigError when the file would not load with it.
    """
    if target.startswith(_ADDRESSES):
        kind, values, title, others = _found(publication, target)
    else:
        kind, values, title, others = _local(publication, target)
    place = next(iter(values.values()))
    url = place[0] if isinstance(place, list) else place
    _refuse_known(publication, url)
    name = _free_name(publication, name or title or urlsplit(url).hostname or url, given=bool(name))
    table = _table({"kind": kind, "name": name, **values})
    _append(publication, table)
    return AddedSource(name=name, kind=kind, url=url, table=table, others=others)


_Values = Mapping[str, str | list[str]]


def _found(publication: Publication, url: str) -> tuple[PlaceKind, _Values, str, tuple[str, ...]]:
    """Kind, keys, title and further feeds of what is at an address."""
    answer = publication.web.feed(url, headers={})
    look = partial(
        discover,
        answer.body,
        url=answer.url,
        media_type=answer.media_type,
        charset=answer.charset,
    )
    found = publication.reader.call(look, where=url)
    # Where a temporary redirect led is no place to ask the next time.
    stays = answer.permanent_url or url
    if found.kind is Discovered.OPML:
        return PlaceKind.OPML, {"url": stays}, found.title, ()
    if found.kind is Discovered.FEED:
        return PlaceKind.FEED, {"url": stays}, found.title, ()
    if found.feeds:
        first, *others = found.feeds
        title = found.title or first.title
        return PlaceKind.FEED, {"url": first.url}, title, tuple(link.url for link in others)
    return PlaceKind.PAGE, {"urls": [stays]}, found.title, ()


def _local(
    publication: Publication, target: str
) -> tuple[PlaceKind, _Values, str, tuple[str, ...]]:
    """A folder, or a list in a file, by its path from here; kept relative where it can be."""
    path = Path(target).resolve()
    root = publication.root.resolve()
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    if path.is_dir():
        return PlaceKind.FOLDER, {"path": shown}, path.name, ()
    if path.is_file():
        listed_feeds(path, shown=shown, reader=publication.reader)
        return PlaceKind.OPML, {"path": shown}, path.stem, ()
    raise SourceError(f"{target}: is neither a web address nor a folder nor a file that is there")


def _refuse_known(publication: Publication, url: str) -> None:
    for source in publication.config.sources:
        if url in _places(source):
            raise SourceError(f"{url}: is a source already, called {source.name}")


def _places(source: object) -> tuple[str | None, ...]:
    if isinstance(source, PageSourceConfig):
        return source.urls
    if isinstance(source, OpmlSourceConfig):
        return (source.url, source.path)
    if isinstance(source, FolderSourceConfig):
        return (source.path,)
    return (getattr(source, "url", None),)


def _free_name(publication: Publication, name: str, *, given: bool) -> str:
    """A name that no source has; one that the operator gave is not changed."""
    taken = {source.name.casefold() for source in publication.config.sources}
    if name.casefold() not in taken:
        return name
    if given:
        raise SourceError(f"{name}: another source has that name; give it one of its own")
    return next(
        found
        for number in range(2, len(taken) + 3)
        if (found := f"{name} {number}").casefold() not in taken
    )


def _table(values: Mapping[str, str | list[str]]) -> str:
    """A `[[sources]]` table. JSON's strings are TOML's basic strings, but for U+007F."""
    lines = (
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
        for key, value in values.items()
    )
    return "\n".join(["[[sources]]", *lines]) + "\n"


def _append(publication: Publication, table: str) -> None:
    """Put the table behind the last source, or else at the end of the file.

    The file is written only when it then says what it said, and one source more.
    """
    path = publication.root / CONFIG_NAME
    text = path.read_bytes().decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    fault: ConfigError | None = None
    for at in (_end_of_sources(text), len(text)):
        before = text[:at].rstrip()
        added = newline.join([before, "", *table.splitlines(), ""])
        rest = text[at:]
        new = added + (newline + rest.lstrip("\r\n") if rest.strip() else "")
        try:
            config = parse_config(new, name=str(path))
        except ConfigError as error:
            fault = error
            continue
        if _is_longer_by_one(config, publication.config):
            write_atomic(path, new.encode())
            return
    hint = f"{path}: the table cannot be appended; add it by hand:\n{table}"
    raise ConfigError((hint, *(fault.faults if fault else ()))) from fault


def _is_longer_by_one(config: Config, before: Config) -> bool:
    kept = config.model_copy(update={"sources": config.sources[:-1]})
    return len(config.sources) == len(before.sources) + 1 and kept == before


def _end_of_sources(text: str) -> int:
    """The offset behind the last table of the sources, in front of what stands above the next."""
    offset, end, is_in = 0, len(text), False
    for line in text.splitlines(keepends=True):
        if header := _HEADER.match(line.rstrip("\r\n")):
            is_source = header[1].replace(" ", "").split(".")[0] == "sources"
            if is_in and not is_source:
                end = offset
            is_in = is_source
        offset += len(line)
    if is_in:
        return len(text)
    # Comments directly above the next header belong to it.
    lines = text[:end].splitlines(keepends=True)
    while lines and lines[-1].lstrip().startswith("#"):
        end -= len(lines.pop())
    return end
