"""From the sources to a draft: what `compile`, `explain` and `simulate` have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from digest.app.publication import Publication
from digest.archive.format import format_issue
from digest.article import Article, Unreadable
from digest.compose.identity import known_by
from digest.compose.issue import Draft, compose_issue, issue_tag
from digest.compose.selecting.policy import policy_of
from digest.compose.selecting.request import ComposeRequest, Earlier
from digest.compose.suggesting.lexrank import LexRankSuggester
from digest.errors import IssueError
from digest.model import ArticleRef, Issue, Role
from digest.ports import Suggester

# How long the text of a used article is looked at, to know it again when it is posted elsewhere.
_REMEMBERED = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an issue stands among the others: what it is called, and when it is made."""

    name: str
    number: int
    on: date
    slot: str
    now: datetime  #: ages of articles count back from it
    id: str = ""  #: of an issue that is there already


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier issues used."""

    refs: tuple[tuple[str, ArticleRef], ...] = ()  #: with the name of the issue
    keys: Mapping[str, str] = field(default_factory=dict)  #: `known_by` → the issue's name

    @staticmethod
    def of(refs: Iterable[tuple[str, ArticleRef]]) -> Memory:
        """What these articles of these issues are known by."""
        kept = tuple(refs)
        return Memory(refs=kept, keys={key: name for name, ref in kept for key in known_by(ref)})


def remember(publication: Publication, *, besides: str = "") -> Memory:
    """What all issues used, but for the one called `besides`. Raises IssueFileError."""
    return Memory.of(pair for pair in publication.store.used() if pair[0] != besides)


def new_place(publication: Publication, *, on: date | None, slot: str) -> Place:
    """The place of an issue that is to be made. Raises IssueFileError."""
    store = publication.store
    day = on or publication.today()
    return Place(
        name=store.next_name(day),
        number=1 + max((store.head(known).number for known in store.names()), default=0),
        on=day,
        slot=slot,
        now=publication.clock.now(),
    )


def compose_draft(
    publication: Publication,
    place: Place,
    *,
    memory: Memory,
    has_editor: bool,
    progress: Callable[[int], None] = lambda _read: None,
) -> Draft:
    """The draft that the sources give, without articles of which no issue file could be made.

    `progress` is told how many articles have been read. Raises IssueFileError, IssueError.
    """
    request = _request(
        publication,
        place,
        memory=memory,
        has_editor=has_editor,
        suggester=_suggester(publication),
    )
    while True:
        collected = _collected(publication, memory=memory, progress=progress)
        draft = compose_issue(collected, request=request)
        guilty = _guilty(draft)
        if not guilty:
            return draft
        request = replace(request, refused={**request.refused, **guilty})


def collect(publication: Publication, *, memory: Memory) -> Iterator[Article | Unreadable]:
    """All that the sources have and no issue used yet, source by source."""
    for source in publication.sources(used=memory.keys):
        yield from source.collect()


def compose_from(
    publication: Publication,
    articles: Iterable[Article | Unreadable],
    *,
    place: Place,
    memory: Memory,
    has_editor: bool = True,
) -> Draft:
    """The draft that these articles give at that place. No model is asked."""
    request = _request(
        publication, place, memory=memory, has_editor=has_editor, suggester=LexRankSuggester()
    )
    return compose_issue(articles, request=request)


def _collected(
    publication: Publication, *, memory: Memory, progress: Callable[[int], None]
) -> Iterator[Article | Unreadable]:
    for read, item in enumerate(collect(publication, memory=memory), start=1):
        progress(read)
        yield item


def _request(
    publication: Publication,
    place: Place,
    *,
    memory: Memory,
    has_editor: bool,
    suggester: Suggester | None,
) -> ComposeRequest:
    config = publication.config
    tag = issue_tag(config.publication.base_url, on=place.on, name=place.name)
    return ComposeRequest(
        name=place.name,
        id=place.id or tag,
        number=place.number,
        on=place.on,
        slot=place.slot,
        publication_title=config.publication.title,
        language=config.publication.language,
        words=publication.wording(config.publication.language),
        now=place.now,
        budget=config.issue,
        ranking=config.ranking,
        sources={source.name: policy_of(source) for source in config.sources},
        used=memory.keys,
        earlier=tuple(_earlier(publication, memory=memory, since=place.on - _REMEMBERED)),
        suggester=suggester,
        suggestions=config.suggest.takeaways,
        has_editor=has_editor,
    )


def _earlier(publication: Publication, *, memory: Memory, since: date) -> Iterator[Earlier]:
    for name, ref in memory.refs:
        if name[:10] >= since.isoformat():
            text = publication.texts.load(ref.sha256)
            if text is not None:
                yield Earlier(issue=name, ref=ref, text=text)


def _suggester(publication: Publication) -> Suggester | None:
    """What proposes takeaways, where a source asks for it: the model, if one is named."""
    config = publication.config
    if all(source.missing != "suggest" for source in config.sources):
        return None
    if not config.suggest.model:
        return LexRankSuggester()
    from digest.sources.language_guess import article_language
    from digest.suggest.budget import ModelLimits
    from digest.suggest.cache import SuggestionCache
    from digest.suggest.llm import ModelSuggester

    return ModelSuggester(
        config.suggest.model,
        limits=ModelLimits(
            seconds=config.suggest.seconds,
            articles_per_run=config.suggest.articles_per_run,
            tokens_per_run=config.suggest.tokens_per_run,
        ),
        cache=SuggestionCache(publication.make_var() / "suggestions"),
        language_of=lambda text: article_language(text, told="", assumed=""),
    )


def _guilty(draft: Draft) -> Mapping[str, str]:
    """The ids of the articles that no issue can hold, each with the reason.

    Raises IssueError for a fault that is the issue's own, in the configuration.
    """
    if draft.issue is None:
        return {}
    try:
        format_issue(draft.issue)
    except IssueError:
        if guilty := dict(_unwritable(draft.issue)):
            return guilty
        raise
    return {}


def _unwritable(issue: Issue) -> Iterator[tuple[str, str]]:
    """The articles that cannot stand in an issue, not even alone."""
    stories = {story.slug: story for story in issue.stories}
    for article in issue.articles:
        alone = replace(
            issue,
            subject=issue.title,
            preheader="",
            sections=tuple(it for it in issue.sections if it.role is not Role.PROSE),
            stories=(stories[article.story],) if article.story else (),
            articles=(article,),
        )
        try:
            format_issue(alone)
        except IssueError as error:
            yield article.id, f"cannot stand in an issue ({error}); reword it"
