"""Which stories and articles of two issues are the same, whatever they are called by now."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from digest.compose.identity import known_by
from digest.model import ArticleRef, Issue


def article_names(ref: ArticleRef) -> frozenset[str]:
    """What an article may be known by in another issue: text, addresses, guid."""
    return frozenset(known_by(ref))


def names_of_stories(issue: Issue) -> Mapping[str, frozenset[str]]:
    """By the slug of each story, what the articles under Sources are known by."""
    return {
        story.slug: frozenset().union(
            *(article_names(ref) for ref in issue.articles if ref.story == story.slug)
        )
        for story in issue.stories
    }


def aligned(issue: Issue, *, to: Issue, is_slug_enough: bool) -> Issue:
    """The issue with the slugs that its stories have in `to`; no other one has a slug of that.

    Stories are matched by their articles, and of several by the slug. The slug alone decides first
    where it `is_slug_enough`, as between a draft and what an editor made of it; else only for a
    story without an article.
    """
    slugs = dict(_pairs(issue, to=to, is_slug_enough=is_slug_enough))
    taken = {story.slug for story in to.stories} | set(slugs.values())
    for story in issue.stories:
        if story.slug not in slugs:
            slugs[story.slug] = unused(story.slug, taken=taken)
            taken.add(slugs[story.slug])
    return renamed(issue, slugs)


def renamed(issue: Issue, slugs: Mapping[str, str]) -> Issue:
    """The issue with other slugs."""
    return replace(
        issue,
        stories=tuple(
            replace(story, slug=slugs.get(story.slug, story.slug)) for story in issue.stories
        ),
        articles=tuple(
            replace(ref, story=slugs.get(ref.story, ref.story)) for ref in issue.articles
        ),
    )


def unused(slug: str, *, taken: Collection[str]) -> str:
    """The slug, with a number behind it if it is taken; still at most 80 characters."""
    numbered = (f"{slug[:76]}-{number}" for number in itertools.count(2))
    return next(free for free in itertools.chain([slug], numbered) if free not in taken)


def by_article(issue: Issue, *, known: dict[str, str]) -> Mapping[str, ArticleRef]:
    """The articles under keys that are the same for the same article in all issues.

    `known` maps each name to its key and learns those that it did not know.
    """
    found: dict[str, ArticleRef] = {}
    for ref in issue.articles:
        names = sorted(article_names(ref))
        key = next((known[name] for name in names if name in known), ref.id)
        for name in names:
            known.setdefault(name, key)
        found[unused_key(key, taken=found)] = ref
    return found


def unused_key(key: str, *, taken: Collection[str]) -> str:
    """The key, with a number behind it where the same thing stands twice."""
    numbered = (f"{key}\n{number}" for number in itertools.count(2))
    return next(free for free in itertools.chain([key], numbered) if free not in taken)


def _pairs(issue: Issue, *, to: Issue, is_slug_enough: bool) -> Iterator[tuple[str, str]]:
    here, there = names_of_stories(issue), names_of_stories(to)
    # A story that was merged of several has the articles of each: its own slug comes first.
    same = {
        slug for slug in here.keys() & there.keys() if is_slug_enough or here[slug] & there[slug]
    }
    yield from ((slug, slug) for slug in same)
    left = {slug: names for slug, names in there.items() if slug not in same}
    for slug, names in here.items():
        if slug in same:
            continue
        other = next((other for other, theirs in left.items() if names & theirs), "")
        if not other and slug in left and not (names and left[slug]):
            other = slug
        if other:
            del left[other]
            yield slug, other
