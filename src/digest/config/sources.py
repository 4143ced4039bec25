"""`[[sources]]`: where articles come from, which are taken, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from digest.config.fields import (
    Backlog,
    BacklogText,
    Duration,
    Language,
    Line,
    Misplaced,
    Part,
    SomeWords,
    Url,
    Weight,
    parse_backlog,
    parse_duration,
)

_LEAST_INTERVAL = timedelta(minutes=15)


def _interval(value: str) -> str:
    if parse_duration(value) < _LEAST_INTERVAL:
        raise ValueError("must be 15m or more; others pay for what is asked more often")
    return value


Interval = Annotated[Duration, AfterValidator(_interval)]


class RuleConfig(Part):
    """`include` and `exclude`: patterns without regard to case, `*` for anything.

    A pattern of `titles`, `authors`, `topics` and `urls` is to match the whole, one of `words` a
    part of the article's text at the bounds of words.
    """

    titles: tuple[SomeWords, ...] = ()
    authors: tuple[SomeWords, ...] = ()
    topics: tuple[SomeWords, ...] = ()
    urls: tuple[SomeWords, ...] = ()
    words: tuple[SomeWords, ...] = ()


class _Source(Part):
    name: SomeWords
    language: Language | None = None  #: of what does not say itself
    weight: Weight = 1.0  #: in the ranking
    missing: Literal["skip", "standfirst", "suggest"] = "skip"  #: for want of takeaways
    takeaways_headings: tuple[SomeWords, ...] = ()  #: beside those of the lexicon
    outlook_headings: tuple[SomeWords, ...] = ()
    settle: Duration = "0m"  #: an article is taken when it has not changed for so long
    max_age: Duration | None = None
    max_stories: Annotated[int, Field(ge=1)] | None = None  #: in one issue
    include: RuleConfig = RuleConfig()  #: of each key that is given, one pattern must match
    exclude: RuleConfig = RuleConfig()  #: no pattern of any key may match


class FolderSourceConfig(_Source):
    """A folder of text, Markdown and HTML files."""

    kind: Literal["folder"]
    path: Line  #: relative to the folder of `digest.toml`, or anywhere
    backlog: BacklogText = "all"


class FeedSourceConfig(_Source):
    """An RSS, Atom or JSON feed."""

    kind: Literal["feed"]
    url: Url
    backlog: BacklogText = "none"
    pages: Literal["auto", "always", "never"] = "auto"  #: read an item's page; auto: if it is short
    interval: Interval = "60m"  #: between two polls


class PageSourceConfig(_Source):
    """Single pages of the web."""

    kind: Literal["page"]
    urls: Annotated[tuple[Url, ...], Field(min_length=1)]
    backlog: BacklogText = "all"
    interval: Interval = "1d"


class OpmlSourceConfig(_Source):
    """All feeds of an OPML list; each is a source of its own, named `name/title of the feed`."""

    kind: Literal["opml"]
    path: Line | None = None  #: of a file, relative to the folder of `digest.toml`
    url: Url | None = None
    backlog: BacklogText = "none"
    pages: Literal["auto", "always", "never"] = "auto"
    interval: Interval = "60m"

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if (self.path is None) == (self.url is None):
            raise Misplaced("needs either `path` of a file or `url`", key="path")
        return self


SourceConfig: TypeAlias = Annotated[
    FolderSourceConfig | FeedSourceConfig | PageSourceConfig | OpmlSourceConfig,
    Field(discriminator="kind"),
]


#: Table by the value of `kind`.
KINDS: Final[Mapping[str, type[Part]]] = {
    "folder": FolderSourceConfig,
    "feed": FeedSourceConfig,
    "page": PageSourceConfig,
    "opml": OpmlSourceConfig,
}


def backlog_of(source: SourceConfig) -> Backlog:
    """Which of its older articles count on the first run."""
    return parse_backlog(source.backlog)
