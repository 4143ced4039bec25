"""The nouns of `digest`: frozen values that the layers hand to each other.

Only the standard library is imported here. `_at` is an aware UTC datetime, `_on` a date. Text that
an editor sees in the issue file is CommonMark and says so (`markdown`); all other text is plain.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NewType

# --- issues -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The span of an article that a line came from."""

    article_id: str
    start: int  #: offsets in the article's normalised text, in characters
    end: int


class Mark(enum.StrEnum):
    """What a line of the issue file says of itself in braces at its end: `{edited}`.

    A line without a mark stands verbatim in its article.
    """

    NONE = ""
    EDITED = "edited"  #: an editor's words
    STANDFIRST = "standfirst"  #: the article's standfirst, which has no takeaways
    SUGGESTED = "suggested"  #: proposed by a program; in no edition until an editor unmarks it


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeaway:
    """One bullet. Two takeaways are equal when text and mark are: the file holds only these."""

    markdown: str  #: inline CommonMark, without the mark
    mark: Mark = Mark.NONE
    provenance: Provenance | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)  #: its last line in the issue file, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The future outlook of a story."""

    paragraphs: tuple[str, ...]  #: CommonMark blocks, without marks
    edited: frozenset[int] = frozenset()  #: indices of the paragraphs with the mark `{edited}`
    is_shortened: bool = False  #: the last one has the mark `{more}`: the article goes on
    provenance: tuple[Provenance, ...] = field(default=(), compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False)  #: last lines in the issue file


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """What an issue keeps of an article: credit, and the proof that it has been used."""

    story: str  #: the slug of the story that it went into; empty when it is only noted
    title: str
    source: str
    sha256: str
    url: str = ""
    guid: str = ""  #: as `Article.guid`, where it says more than the URL
    author: str = ""
    language: str = ""
    published_on: date | None = None

    @property
    def id(self) -> str:
        """As `Article.id`."""
        return self.url or f"sha256:{self.sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article's digest inside an issue (or several articles on one event)."""

    slug: str  #: unique in its issue, `[a-z0-9-]{1,80}`; the fragment of its permalink
    title: str  #: plain text
    url: str = ""  #: where the headline leads; empty when there is no such place
    note: str = ""  #: CommonMark of the editor's, between the headline and the takeaways
    takeaways: tuple[Takeaway, ...] = ()
    outlook: Outlook | None = None


class Role(enum.StrEnum):
    """What a `##` section of an issue file is; the value is the id behind its heading."""

    TAKEAWAYS = "takeaways"
    OUTLOOK = "outlook"
    SOURCES = "sources"
    PROSE = "prose"  #: the editor's own: no id, or one that is none of the above


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSection:
    """A `##` section of the issue file, in its place. Stories and sources live in the issue."""

    role: Role
    heading: str  #: plain text
    markdown: str = ""  #: CommonMark, for PROSE only


class Status(enum.StrEnum):
    """The life of an issue; the legal moves are in `digest.archive.life`."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An open change to a published issue."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One dated publication. Equal to what its file parses to."""

    id: str  #: tag URI (RFC 4151), never changes
    name: str  #: the file's stem and the last part of the URL: `2026-11-23` or `2026-11-23-extra`
    number: int
    on: date  #: the date it bears
    slot: str  #: the slot that it was compiled for, or `manual`
    language: str  #: BCP 47
    title: str
    subject: str
    preheader: str
    status: Status = Status.DRAFT
    published_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    override: str = ""  #: why it was approved in spite of errors; in no edition
    intro: str = ""  #: CommonMark before the first `##`
    sections: tuple[IssueSection, ...] = ()
    stories: tuple[Story, ...] = ()
    articles: tuple[ArticleRef, ...] = ()

    @property
    def updated_at(self) -> datetime | None:
        """When the published text last changed: the newest correction, else the publication."""
        return self.corrections[-1].at if self.corrections else self.published_at


# --- editions ---------------------------------------------------------------------------------


class Field(enum.StrEnum):
    """What differs from one recipient's message to the next."""

    TO = "to"
    MESSAGE_ID = "message_id"
    LIST_UNSUBSCRIBE = "list_unsubscribe"
    UNSUBSCRIBE_URL = "unsubscribe_url"
    PREFERENCES_URL = "preferences_url"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEdition:
    """An issue as mail, before it has a recipient.

    `placeholders` maps random nonces of letters and digits, which stand in `html` and `text`, to
    the field that takes their place.
    """

    subject: str
    html: str
    text: str
    placeholders: Mapping[str, Field]
    trims: tuple[str, ...] = ()  #: what was left to the web page, a sentence for each story


class Scheme(enum.StrEnum):
    """How a reader's program colours what it shows."""

    LIGHT = "light"
    DARK = "dark"  #: by the edition's own rules, for those who prefer it
    FORCED_DARK = "forced-dark"  #: by a program that turns light colours round, unasked


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of the published tree."""

    path: str  #: relative to the public folder, with `/`
    body: bytes


# --- subscribers and deliveries ---------------------------------------------------------------


class SubscriberStatus(enum.StrEnum):
    """Only a CONFIRMED subscriber is mailed."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"


class SuppressionReason(enum.StrEnum):
    """Why an address must not be mailed; survives removal and re-import."""

    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    REQUEST = "request"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person who asked for the mail."""

    id: int
    public_id: str  #: 32 hexadecimal digits, unguessable; stands in unsubscribe links
    email: str  #: as typed
    status: SubscriberStatus
    name: str = ""
    created_at: datetime | None = None
    suppressed: SuppressionReason | None = None


class DeliveryState(enum.StrEnum):
    """Where one issue to one subscriber stands."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"  #: committed before the message's final dot leaves
    ACCEPTED = "accepted"  #: the next hop said 250; no more is known
    DEFERRED = "deferred"  #: 4xx, or the line broke before the message left
    REJECTED = "rejected"  #: 5xx
    SKIPPED = "skipped"  #: unsubscribed, suppressed or withdrawn before its turn
    UNCERTAIN = "uncertain"  #: the line or the machine broke between message and reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One issue to one subscriber, as a worker holds it after claiming."""

    issue_id: str
    subscriber_id: int
    public_id: str
    email: str
    claim: int  #: which claim of the row this is, from 1; fences off stale workers
    attempts: int  #: how many tries have been judged; an interrupted one has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt."""

    state: DeliveryState
    code: int = 0  #: SMTP reply code, 0 if there was none
    text: str = ""  #: the reply, one line, without addresses of ours


#: A whole message as it goes over the wire (RFC 5321 §4.5.2), but for the end mark: it ends with
#: CRLF, holds no bare CR or LF, and no line of it begins with a dot that is not stuffed. A type
#: and no check, since to look for that in each recipient's message would cost more than to make it.
WireMessage = NewType("WireMessage", bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """RFC 5321 envelope; never taken from headers."""

    mail_from: str
    rcpt_to: str


# --- slots ------------------------------------------------------------------------------------


class SlotState(enum.StrEnum):
    """Where a slot stands."""

    DUE = "due"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"  #: passed over by `catch_up` or `max_age`, or nothing new to say


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One nominal local time at which an issue is due."""

    schedule: str
    key: str  #: nominal local wall time `YYYY-MM-DDTHH:MM`, without an offset
    due_at: datetime

    @property
    def name(self) -> str:
        """How the issue file names it: `schedule/key`."""
        return f"{self.schedule}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotClaim:
    """A slot that this worker holds until `lease_until`; `token` fences off stale workers."""

    slot: Slot
    token: int
    attempts: int
    lease_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotResult:
    """What the work of a slot gave: an issue, or the reason why there is none."""

    issue_id: str = ""
    detail: str = ""

    @property
    def state(self) -> SlotState:
        """DONE with an issue, SKIPPED with nothing new to say."""
        return SlotState.DONE if self.issue_id else SlotState.SKIPPED
