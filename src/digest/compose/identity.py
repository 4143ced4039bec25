"""By what an article is known again, in whatever spelling its address comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from digest.address import ascii_domain
from digest.article import Article, DateOrigin
from digest.compose.text import comparison_key
from digest.compose.web import web_address
from digest.errors import AddressError
from digest.model import ArticleRef

# What newsletters, feeds and advertisers hang on an address to see who follows it.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|_hs\w+|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|ref|ref_src"
)
_DEFAULT_PORTS = frozenset({80, 443})
_ESCAPED_UNRESERVED = re.compile(
    r"%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])"
)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_GLOBAL_IDS = ("tag:", "urn:")  # unique in the world (RFC 4151, RFC 8141), not only in its feed


def identity_keys(article: Article | ArticleRef) -> tuple[str, ...]:
    """What only one article can be known by: its text's hash, its addresses, its guid.

    Two articles that share one of these are the same, or one is a later version of the other.
    An address with a fragment stands for itself, as the entries of a changelog do; it is the page
    without the fragment only where the title is the same.
    """
    return tuple(dict.fromkeys(_identity_keys(article)))


def known_by(article: Article | ArticleRef) -> tuple[str, ...]:
    """What an article of an earlier issue is known by.

    One without an address is also known by source, title and date, so that it does not come back
    when a typo is mended. The time of a file is no date for that: it changes with the typo.
    """
    if article.url:
        return identity_keys(article)
    day = published_on(article)
    dated = f"{article.source}\n{comparison_key(article.title)}\n{day.isoformat() if day else ''}"
    return (*identity_keys(article), dated)


def published_on(article: Article | ArticleRef) -> date | None:
    """The date that readers may be shown: a file's time is none."""
    if isinstance(article, Article) and article.date_origin is DateOrigin.FILE_TIME:
        return None
    return article.published_on


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """What all spellings of a page's address have in common; to compare, never to follow.

    Left out are what does not choose the page: scheme, `www.`, the default port, the fragment, a
    slash at the end, parameters that only say where the reader came from, and the order of the
    others; escapes that need not be (RFC 3986 §6.2.2) are undone. The path keeps its case: on many
    hosts it matters.
    """
    parts = urlsplit(url)
    host = _host(parts.hostname or "")
    port = "" if parts.port is None or parts.port in _DEFAULT_PORTS else f":{parts.port}"
    path = _ESCAPE.sub(
        lambda escape: escape[0].upper(), _ESCAPED_UNRESERVED.sub(_plain, parts.path)
    )
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted((key, value) for key, value in pairs if not _TRACKING.fullmatch(key.lower()))
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{port}{path.rstrip('/')}{query}"


def host_of(url: str) -> str:
    """The host of an address without `www.`, in lower case and A-labels; empty if there is none."""
    return _host(urlsplit(url).hostname or "") if url else ""


def _identity_keys(article: Article | ArticleRef) -> Iterator[str]:
    yield f"sha256:{article.sha256}"
    title = comparison_key(article.title)
    for address in filter(None, (article.url, web_address(article.guid))):
        page, fragment = url_key(address), urlsplit(address).fragment
        yield f"{page}#{fragment}" if fragment else page
        yield f"{page}\n{title}"
    if article.guid and not web_address(article.guid):
        is_global = article.guid.startswith(_GLOBAL_IDS)
        yield article.guid if is_global else f"{article.source}\n{article.guid}"


def _host(name: str) -> str:
    try:
        name = ascii_domain(name)
    except AddressError:  # not a name of the public web: compared as it is
        name = name.lower()
    return name.removeprefix("www.")


def _plain(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))
