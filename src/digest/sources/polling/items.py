"""Items of a feed → the articles to store: which are backlog, which need their page read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from digest.article import Article
from digest.compose.finding.sections import find_sections
from digest.errors import ArticleError, FetchError
from digest.ports import KnownArticle, StoredArticle
from digest.sources.assemble import Origin
from digest.sources.confined import Reader
from digest.sources.feeds.article import merged, read_item, read_page
from digest.sources.feeds.item import FeedItem
from digest.sources.feeds.match import Matched
from digest.sources.polling.places import Place
from digest.sources.polling.web import Web, is_silence

#: Pages that are read in one poll of a feed; the others wait for the next one.
MOST_PAGES: Final = 30

#: After so many seconds on pages in one poll of a feed, the others wait for the next one as well.
PAGES_SECONDS: Final = 60.0

_PAGE_TRIES: Final = 3
_SHORT: Final = 600  #: characters; a shorter text of an item is a teaser
_FUTURE: Final = timedelta(days=1)  #: further ahead, a date is a slip


@dataclass(slots=True, kw_only=True)
class ItemReading:
    """Reads the items of one feed in one poll."""

    place: Place
    web: Web
    reader: Reader
    at: datetime
    pages_left: int = MOST_PAGES
    seconds_left: float = PAGES_SECONDS
    notes: list[str] = field(default_factory=list)

    def stored(self, matched: Matched, *, is_backlog: bool) -> StoredArticle:
        """The article of a new or changed item; of backlog nothing is read."""
        item, known = matched.item, matched.known
        fresh = KnownArticle(
            key=matched.key,
            guid=item.guid,
            link=item.link,
            item_sha256=item.sha256,
            first_seen_at=known.first_seen_at if known else self.at,
            changed_at=self.at,
            is_backlog=is_backlog,
        )
        if is_backlog:
            return StoredArticle(known=fresh)
        try:
            origin = self._origin(item, url=item.link if matched.has_own_link else "")
            read = partial(read_item, item, origin=origin)
            article = self.reader.call(read, where=origin.location)
            stored = StoredArticle(known=fresh, article=article)
        except ArticleError as error:
            stored = StoredArticle(known=fresh, fault=error.reason)
        if matched.has_own_link and self._needs_page(stored.article):
            stored = self._with_page(stored, link=item.link)
        return _settled(stored, before=known)

    def again(self, stored: StoredArticle) -> StoredArticle:
        """An article whose page is still to be read: another try."""
        fresh = replace(stored, known=replace(stored.known, changed_at=self.at))
        return _settled(self._with_page(fresh, link=stored.known.page_url), before=stored.known)

    def published_on(self, item: FeedItem) -> date | None:
        """The day that the feed gives, unless it is a slip."""
        moment = item.published_at
        if moment is None:
            return None
        if moment > self.at + _FUTURE:
            self.notes.append(
                f"has an item of the future: {item.name or item.key} ({moment.date()}); "
                "it counts as undated"
            )
            return None
        return moment.date()

    def _origin(self, item: FeedItem, *, url: str) -> Origin:
        return Origin(
            source=self.place.source,
            location=item.link or f"{self.place.key.url} ({item.name})",
            language=self.place.language,
            url=url,
            guid=item.guid,
            published_on=self.published_on(item),
        )

    def _needs_page(self, article: Article | None) -> bool:
        if self.place.pages != "auto":
            return self.place.pages == "always"
        if article is None or len(article.text) < _SHORT:
            return True
        return find_sections(article, extra=self.place.extra).takeaways is None

    def _with_page(self, stored: StoredArticle, *, link: str) -> StoredArticle:
        """The article after a try to read its page; as it was when it is not its turn yet."""
        known = stored.known
        if self.pages_left <= 0:
            return replace(stored, known=replace(known, page_url=link))
        self.pages_left -= 1
        began = self.web.monotonic()
        try:
            page = self._page(link, item=stored.article)
        except (FetchError, ArticleError) as error:
            if is_silence(error):
                self.pages_left = 0  # the others need not wait for that as well
            tries = known.page_tries + 1
            again = tries < _PAGE_TRIES and _may_mend(error)
            self.notes.append(f"{link}: {error.reason}; {_consequence(stored, again=again)}")
            return StoredArticle(
                known=replace(known, page_tries=tries, page_url=link if again else ""),
                article=stored.article,
                fault="" if stored.article else error.reason,
            )
        finally:
            self.seconds_left -= self.web.monotonic() - began
            if self.seconds_left <= 0:
                self.pages_left = 0
        article = page if self._is_better(page, item=stored.article) else stored.article
        return StoredArticle(known=replace(known, page_url=""), article=article)

    def _page(self, link: str, *, item: Article | None) -> Article:
        answer = self.web.page(link, headers={})
        origin = Origin(
            source=self.place.source,
            location=link,
            language=self.place.language,
            url=answer.url,
            published_on=item.published_on if item else None,
        )
        read = partial(
            read_page,
            answer.body,
            media_type=answer.media_type,
            charset=answer.charset,
            origin=origin,
        )
        return merged(self.reader.call(read, where=link), item=item)

    def _is_better(self, page: Article, *, item: Article | None) -> bool:
        """Whether the page says more than the item: a wall for readers says less."""
        if item is None or self.place.pages == "always" or len(page.text) > len(item.text):
            return True
        return find_sections(page, extra=self.place.extra).takeaways is not None


def _settled(stored: StoredArticle, *, before: KnownArticle | None) -> StoredArticle:
    """The article as the ledger will know it; one that reads as before has not changed."""
    article, known = stored.article, stored.known
    if article is None:
        return stored
    known = replace(known, url=article.url, sha256=article.sha256)
    if before and before.sha256 == article.sha256:
        known = replace(known, changed_at=before.changed_at)
    return replace(stored, known=known)


def _may_mend(error: FetchError | ArticleError) -> bool:
    """Whether another try may help: not when the server knows the page and refuses it."""
    return isinstance(error, FetchError) and not 400 <= error.status < 429


def _consequence(stored: StoredArticle, *, again: bool) -> str:
    if again:
        return "its page is tried again with the next poll"
    return "the feed's own text is used" if stored.article else "there is no article"
