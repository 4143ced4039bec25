"""Articles as every reader gives them and every finder takes them: blocks with their spans.

Only the standard library is imported here. Texts are plain; offsets count characters of the
article's normalised text.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime


class BlockKind(enum.StrEnum):
    """What a block of an article is, whatever the format that it came from."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a block."""

    text: str  #: as it stands in the block
    url: str  #: as the source has it; may be relative or no address at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of an article's normalised text, which is `text[start:end]`."""

    kind: BlockKind
    text: str  #: plain text on one line, without bullet, number or mark-up
    level: int = 0  #: heading: 1–6 by mark-up, 7 a bold line, 8 a plain line; item: depth from 1
    start: int = 0  #: offset in the article's normalised text, in characters
    end: int = 0  #: offset behind the last character
    lead: int = 0  #: how many characters at its beginning are set bold: 6 of «**TL;DR:** It works»
    is_numbered: bool = False  #: an item of an ordered list
    links: tuple[Link, ...] = ()
    hint: str = ""  #: what mark-up calls the box around it, in lower case: `key-points`, `tip`

    @property
    def link_share(self) -> float:
        """Which part of the text is linked, 0 to 1."""
        return min(1.0, sum(len(link.text) for link in self.links) / max(1, len(self.text)))


class DateOrigin(enum.StrEnum):
    """Who says when an article was published; an earlier member is believed before a later one."""

    FEED = "feed"
    PAGE = "page"  #: JSON-LD, meta elements, or a `time` element
    FRONT_MATTER = "front matter"
    FILE_NAME = "file name"
    FILE_TIME = "file time"  #: when the file last changed; never shown to readers
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A source text, read and normalised."""

    title: str
    source: str  #: the name of the source in digest.toml
    location: str  #: where it was read, for messages: a path relative to the publication, or a URL
    language: str  #: BCP 47
    text: str  #: the normalised text, one line a block; offsets of blocks count in it
    blocks: tuple[Block, ...]  #: in the order of the text, headings among them
    sha256: str  #: of `text` in UTF-8, hexadecimal
    standfirst: str = ""
    url: str = ""  #: canonical URL, or empty
    guid: str = ""  #: what its feed calls it, or empty
    author: str = ""
    topics: tuple[str, ...] = ()
    published_on: date | None = None
    date_origin: DateOrigin = DateOrigin.NONE
    changed_at: datetime | None = None  #: when the source last changed it, as far as it is known

    @property
    def id(self) -> str:
        """The canonical URL, else `sha256:…` of the normalised text."""
        return self.url or f"sha256:{self.sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file or URL of a source that gave no article."""

    location: str
    reason: str


class Tier(enum.StrEnum):
    """How plainly a heading announces takeaways; an earlier member goes before a later one."""

    EXPLICIT = "explicit"  #: Key takeaways, TL;DR, key points
    SUMMARY = "summary"  #: Summary, lessons learned, まとめ
    CONCLUSION = "conclusion"  #: Conclusion, the bottom line, Fazit, verdict


class HeadingForm(enum.StrEnum):
    """By what a reader sees that something is a heading."""

    MARKUP = "markup"
    BOLD = "bold line"
    PLAIN = "plain line"
    RUN_IN = "run-in label"  #: «TL;DR: …» in front of the text itself
    ITEM = "list item"
    HINT = "class hint"  #: no heading, but a box that mark-up calls `key-points`


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of an article, which is `text[start:end]` of its normalised text."""

    text: str  #: plain, on one line; verbatim
    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0  #: of an item: its depth from 1
    attribution: str = ""  #: who says so, when it stands in brackets behind the sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A section that was found, and why it was taken for one."""

    heading: str  #: as it stands in the article; empty for a class hint
    form: HeadingForm
    rule: str  #: the entry that matched, for a person: `en, explicit: key takeaways`
    confidence: float  #: 0 to 1
    reasons: tuple[str, ...]  #: what raised or lowered the confidence, a phrase each
    passages: tuple[Passage, ...]  #: takeaways: one each; outlook: paragraphs and items in order
    tier: Tier | None = None  #: None for an outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A place that looks like takeaways or outlook and was passed over."""

    heading: str
    reason: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What an article says of takeaways and outlook."""

    takeaways: Found | None = None
    outlook: Found | None = None
    passed: tuple[Passed, ...] = ()  #: in the order of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A takeaway that a program proposes; only an editor can accept it."""

    text: str  #: plain, on one line
    evidence: tuple[tuple[int, int], ...]  #: spans of the normalised text that it rests on
    origin: str  #: what proposed it: `lexrank`, or the name of a model
