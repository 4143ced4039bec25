"""The tables of `digest.toml`, as one frozen `Config`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from digest.config.fields import (
    Address,
    BaseUrl,
    Duration,
    Endpoint,
    InnerPath,
    Language,
    Line,
    Misplaced,
    Part,
    PersonalUrl,
    SomeWords,
    Timezone,
    Url,
    Weight,
    Words,
    overlap,
    parse_duration,
)
from digest.config.sources import SourceConfig


def _some_time(value: str) -> str:
    if not parse_duration(value):
        raise ValueError("must be more than 0m")
    return value


class PublicationConfig(Part):
    """`[publication]`: who publishes what, where."""

    title: SomeWords
    base_url: BaseUrl  #: address of the archive's front page, ends in `/`
    description: Words = ""
    language: Language = "en"
    timezone: Timezone = "UTC"
    editor: Words = ""
    postal_address: SomeWords


class IssueConfig(Part):
    """`[issue]`: how long an issue may be."""

    min_stories: Annotated[int, Field(ge=1)] = 1
    max_stories: Annotated[int, Field(ge=1, le=100)] = 9
    max_noted: Annotated[int, Field(ge=0, le=100)] = 10  #: «also noted»; the rest waits
    max_takeaways: Annotated[int, Field(ge=1, le=20)] = 5  #: in one story
    max_outlook_words: Annotated[int, Field(ge=20, le=2000)] = 140


class RankingConfig(Part):
    """`[ranking]`: what goes first."""

    half_life: Annotated[Duration, AfterValidator(_some_time)] = (
        "36h"  #: an article counts half as much when it is that much older
    )
    explicit: Weight = 1.0  #: takeaways under a heading that says so
    summary: Weight = 0.9
    conclusion: Weight = 0.75
    standfirst: Weight = 0.6
    suggested: Weight = 0.5


class FetchConfig(Part):
    """`[fetch]`: how feeds and pages are read."""

    allow_private: tuple[Endpoint, ...] = ()  #: hosts of the own network that may be asked
    robots: bool = True  #: whether pages are left alone that robots.txt forbids
    threads: Annotated[int, Field(ge=1, le=64)] = 16
    total_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    max_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 10_000_000
    alert_after: Annotated[int, Field(ge=1, le=100)] = 3  #: failures in a row


class SuggestConfig(Part):
    """`[suggest]`: what is proposed for articles without takeaways."""

    takeaways: Annotated[int, Field(ge=1, le=10)] = 3
    model: Line = ""  #: of a provider, such as `openai:…`; empty: sentences of the article
    seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    articles_per_run: Annotated[int, Field(ge=1, le=1000)] = 20
    tokens_per_run: Annotated[int, Field(ge=1000)] = 200_000


class MailConfig(Part):
    """`[mail]`: who the mail is from, and where its readers turn to."""

    from_address: Address
    from_name: Words = ""
    reply_to: Address | None = None
    unsubscribe_address: Address  #: mail to it unsubscribes, until there is a page
    preferences_url: PersonalUrl | None = None  #: with `{token}`, which names the subscriber
    envelope_from: Address | None = None  #: bounces go there; default `from_address`


class SmtpConfig(Part):
    """`[delivery.smtp]`: the relay."""

    host: Line = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Literal["plain", "starttls", "tls"] = "plain"
    username: Line = ""
    ca_file: Path | None = None
    connections: Annotated[int, Field(ge=1, le=50)] = 10
    timeout_seconds: Annotated[float, Field(gt=0)] = 600.0  #: RFC 5321 §4.5.3.2.6


class DeliveryConfig(Part):
    """`[delivery]`: the way to the subscribers."""

    transport: Literal["smtp", "folder"] = "folder"
    folder: InnerPath = "var/outbox"  #: relative to the folder of `digest.toml`
    on_uncertain: Literal["hold", "resend"] = "hold"
    max_attempts: Annotated[int, Field(ge=1, le=50)] = 8
    smtp: SmtpConfig = SmtpConfig()


class ScheduleConfig(Part):
    """`[schedule]`: when an issue is due."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "main"
    cron: Line
    timezone: Timezone = "UTC"
    catch_up: Literal["latest", "all", "skip"] = "latest"
    max_age: Duration = "2d"  #: a slot that is older is passed over
    on_ready: Literal["draft", "publish", "deliver"] = "draft"
    max_slots: Annotated[int, Field(ge=1, le=1000)] = 50  #: with more at once: only the latest


class FeedConfig(Part):
    """`[feeds]`: what the feeds carry."""

    window: Annotated[int, Field(ge=1, le=50)] = 20
    hub: Url | None = None


class PathConfig(Part):
    """`[paths]`, relative to the folder of `digest.toml`; none lies in another."""

    issues: InnerPath = "issues"
    public: InnerPath = "public"
    templates: InnerPath = "templates"
    var: InnerPath = "var"

    @model_validator(mode="after")
    def _are_apart(self) -> Self:
        paths: dict[str, str] = self.model_dump()
        # Those that stand in the file come first: the fault is put to one of them.
        keys = sorted(paths, key=lambda key: key not in self.model_fields_set)
        for number, key in enumerate(keys):
            for other in keys[number + 1 :]:
                if overlap(paths[key], paths[other]):
                    message = f"must be apart from `paths.{other}`, which is {paths[other]}"
                    raise Misplaced(message, key=key)
        return self


class Config(Part):
    """A publication's whole configuration."""

    publication: PublicationConfig
    sources: Annotated[tuple[SourceConfig, ...], Field(min_length=1)]
    issue: IssueConfig = IssueConfig()
    ranking: RankingConfig = RankingConfig()
    fetch: FetchConfig = FetchConfig()
    suggest: SuggestConfig = SuggestConfig()
    mail: MailConfig
    paths: PathConfig = PathConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    schedule: ScheduleConfig | None = None
    feeds: FeedConfig = FeedConfig()

    @field_validator("sources")
    @classmethod
    def _have_names_of_their_own(
        cls, sources: tuple[SourceConfig, ...]
    ) -> tuple[SourceConfig, ...]:
        names = [source.name.casefold() for source in sources]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"must have names of their own; two are called {twice}")
        return sources

    @field_validator("delivery")
    @classmethod
    def _outbox_is_private(cls, delivery: DeliveryConfig, info: ValidationInfo) -> DeliveryConfig:
        paths: PathConfig | None = info.data.get("paths")
        for key in ("issues", "public", "templates") if paths else ():
            if overlap(delivery.folder, getattr(paths, key)):
                message = f"holds addresses and must be apart from `paths.{key}`"
                raise Misplaced(message, key="folder")
        return delivery
