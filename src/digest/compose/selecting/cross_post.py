"""Whether an article says that it was published elsewhere first."""

from __future__ import annotations

import re

from digest.article import Article, Block, BlockKind
from digest.compose.identity import host_of

# Said in the first or the last lines.
_AT_TOP = 4
_AT_END = 8
# One of these is in each of the phrases below: to look for them takes a hundredth of the time.
_STEMS = (
    "originally", "first ", "posted", "erschien", "veröffentlicht", "publi", "paru", "pubblicato",
    "gepubliceerd", "verschenen", "опубликован", "opublikowan", "于", "原文", "初出",
)  # fmt: skip
_SAID = re.compile(
    r"originally (?:published|posted|appeared)|first (?:published|appeared) (?:on|in|at)\b"
    r"|cross-?posted (?:from|on)\b|(?:zuerst|ursprünglich) (?:erschienen|veröffentlicht)"
    r"|(?:erschien|erschienen) zuerst\b|(?:publié|paru)e? (?:à l['’]origine|initialement)"
    r"|initialement (?:publié|paru)|publicado originalmente|originalmente publicado"
    r"|pubblicato (?:originariamente|originalmente|per la prima volta)"
    r"|(?:oorspronkelijk|eerder) (?:gepubliceerd|verschenen)|впервые опубликован"
    r"|pierwotnie opublikowan|本文(?:最初|原)?(?:发表|刊载|载)于|原文(?:链接|地址|发表)"
    r"|初出[:：は]",
)
_HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b")


def original_hosts(article: Article) -> frozenset[str]:
    """The hosts that an article names as the place where it was published first.

    Those of the links of such a sentence («Originally published on the harbour blog»), or the
    names that stand in it; not the article's own.
    """
    blocks = article.blocks
    if len(blocks) > _AT_TOP + _AT_END:
        blocks = blocks[:_AT_TOP] + blocks[-_AT_END:]
    hosts = {host for block in blocks for host in _named(block)}
    return frozenset(hosts - {"", host_of(article.url)})


def is_at(url: str, *, hosts: frozenset[str]) -> bool:
    """Whether a page lies on one of the hosts or below it."""
    host = host_of(url)
    return any(host == named or host.endswith(f".{named}") for named in hosts)


def _named(block: Block) -> set[str]:
    text = block.text.lower()
    if block.kind in {BlockKind.CODE, BlockKind.TABLE} or not any(map(text.__contains__, _STEMS)):
        return set()
    if not _SAID.search(text):
        return set()
    said = {name.removeprefix("www.") for name in _HOST.findall(text)}
    return said | {_link_host(link.url) for link in block.links}


def _link_host(url: str) -> str:
    try:
        return host_of(url)
    except ValueError:  # a link is as its author typed it
        return ""
