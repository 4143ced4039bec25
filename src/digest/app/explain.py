"""`digest explain`: what was found in an article, where, and why it is in an issue or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digest.app.composition import Memory, collect, compose_from, new_place, remember
from digest.app.decisions import kept_decisions
from digest.app.extract import extract
from digest.app.publication import Publication
from digest.archive.store import is_name
from digest.article import Article, Findings, Unreadable
from digest.compose.finding.sections import find_sections
from digest.compose.identity import host_of, url_key
from digest.compose.selecting.decision import Decision
from digest.compose.selecting.policy import policy_for, policy_of
from digest.compose.text import comparison_key
from digest.errors import NothingToDo


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One article: what it says, and what would become of it now, or became of it."""

    location: str
    decision: Decision | None = None  #: None for a file that is in no source
    article: Article | None = None  #: None where only the decision is kept, or nothing can be read
    findings: Findings | None = None


def explain(publication: Publication, target: str) -> tuple[Explained, ...]:
    """An issue, by its name: the decisions of its compile. Else articles: what would become now.

    An article is named by its file, its address or its title. Raises NothingToDo when there is
    neither, IssueFileError, LedgerError.
    """
    name = target.removesuffix(".md").rpartition("/")[2]
    if is_name(name) and name in publication.store.names():
        decisions = kept_decisions(publication, name)
        if decisions is None:
            raise NothingToDo(
                f"{name}: the decisions of its compile are not kept here; var/decisions holds them"
                " on the machine that compiled it"
            )
        return tuple(_of_issue(each) for each in decisions)
    found = _in_sources(publication, target)
    if not found and Path(target).is_file():
        language = publication.config.publication.language
        (only,) = extract([Path(target)], language=language)
        if only.article is None:
            raise NothingToDo(f"{target}: {only.fault}")
        found = (Explained(location=target, article=only.article, findings=only.findings),)
    if not found:
        raise NothingToDo(
            f"`{target}` is no issue, and no article of any source; name a file, an address or a"
            " title, as `digest compile --dry-run` shows them"
        )
    return found


def _of_issue(decision: Decision) -> Explained:
    return Explained(location=decision.location, decision=decision, findings=decision.findings)


def _in_sources(publication: Publication, target: str) -> tuple[Explained, ...]:
    articles = tuple(collect(publication, memory=Memory()))
    if not any(_is_meant(item, target) for item in articles):
        return ()
    draft = compose_from(
        publication,
        articles,
        place=new_place(publication, on=None, slot="explain"),
        memory=remember(publication),
    )
    return tuple(
        _explained(publication, item, decision=decision)
        for item, decision in zip(articles, draft.decisions, strict=True)
        if _is_meant(item, target)
    )


def _explained(
    publication: Publication, item: Article | Unreadable, *, decision: Decision
) -> Explained:
    if isinstance(item, Unreadable):
        return Explained(location=item.location, decision=decision)
    policies = {source.name: policy_of(source) for source in publication.config.sources}
    headings = policy_for(item.source, policies).headings
    return Explained(
        location=item.location,
        decision=decision,
        article=item,
        findings=find_sections(item, extra=headings),
    )


def _is_meant(item: Article | Unreadable, target: str) -> bool:
    if item.location == target or item.location.endswith(f"/{target}"):
        return True
    if isinstance(item, Unreadable):
        return False
    if item.url and host_of(target):
        return url_key(item.url) == url_key(target)
    return comparison_key(item.title) == comparison_key(target) or item.id == target
