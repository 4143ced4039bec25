"""What an issue is composed by: its names, its budgets, and what has been used before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.compose.selecting.policy import SourcePolicy
from digest.config.tables import IssueConfig, RankingConfig
from digest.model import ArticleRef
from digest.ports import Suggester
from digest.wording.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An article of an earlier issue with its normalised text."""

    issue: str  #: the issue's name
    ref: ArticleRef
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeRequest:
    """What an issue is to be called, how long it may be, and what goes first in it."""

    name: str
    id: str  #: as `issue_tag` makes it
    number: int
    on: date
    slot: str
    publication_title: str
    language: str  #: BCP 47
    words: Wording  #: of that language: the headings are made of them
    now: datetime  #: aware; the age of articles counts back from it
    budget: IssueConfig = field(default_factory=IssueConfig)
    ranking: RankingConfig = field(default_factory=RankingConfig)
    sources: Mapping[str, SourcePolicy] = field(default_factory=dict)  #: by the source's name
    used: Mapping[str, str] = field(default_factory=dict)
    #: each of what the articles of earlier issues are `known_by` → the issue's name
    earlier: Iterable[Earlier] = ()  #: read once; the more, the surer a copy is recognised
    refused: Mapping[str, str] = field(default_factory=dict)  #: article id → why not to take it
    suggester: Suggester | None = None  #: for sources with `missing = "suggest"`
    suggestions: int = 3  #: at most, for one article
    has_editor: bool = True  #: False when the issue goes out without anybody having read it
