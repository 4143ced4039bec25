"""Whether an issue's links lead anywhere: each is asked for once, all hosts at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from digest.errors import FetchError
from digest.render.preflight.links import Link, is_example, is_private
from digest.render.preflight.rules import Answer, Standing
from digest.sources.polling.web import Web, host_of

#: After this no further link is asked for; what is under way comes to its end.
TOTAL_SECONDS: Final = 60.0
_GONE: Final = {404, 410}
_NO_TIME: Final = f"{TOTAL_SECONDS:g} seconds were over"
_NO_NETWORK: Final = "none of their hosts can be found; is this machine online?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    answer: Answer
    is_unknown: bool = False  #: the name server knows no such host


def follow_links(
    links: Iterable[Link],
    *,
    web: Web,
    own: Iterable[str] = (),
    threads: int = 8,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Answer, ...]:
    """What became of each link, in their order; example names and private hosts are not asked.

    `own` are hosts of the own network that may be. When no host at all can be found, that is
    this machine's fault and nothing is held against a link.
    """
    wanted = tuple(link for link in links if _is_asked(link.url, own=frozenset(own)))
    if not wanted:
        return ()
    hosts: dict[str, list[Link]] = defaultdict(list)
    for link in wanted:
        hosts[host_of(link.url)].append(link)
    ends = web.monotonic() + TOTAL_SECONDS
    asked: dict[Link, _Asked] = {}
    with ThreadPoolExecutor(max_workers=max(1, min(threads, len(hosts)))) as pool:
        # The longest queues first: they last longest.
        queues = sorted(hosts.values(), key=len, reverse=True)
        futures = [pool.submit(_follow_all, queue, web=web, ends=ends) for queue in queues]
        for future in as_completed(futures):
            asked.update((each.answer.link, each) for each in future.result())
            progress(len(asked), len(wanted))
    answers = [asked[link] for link in wanted]
    if all(each.is_unknown for each in answers):
        answers = [
            _Asked(answer=replace(each.answer, standing=Standing.NOT_ASKED, reason=_NO_NETWORK))
            for each in answers
        ]
    return tuple(each.answer for each in answers)


def _is_asked(url: str, *, own: frozenset[str]) -> bool:
    host = host_of(url)
    is_own = not own.isdisjoint({host, urlsplit(url).netloc.lower()})
    return is_own or not (is_example(host) or is_private(host))


def _follow_all(links: Sequence[Link], *, web: Web, ends: float) -> list[_Asked]:
    """One host's links, one after the other."""
    return list(_followed(links, web=web, ends=ends))


def _followed(links: Sequence[Link], *, web: Web, ends: float) -> Iterator[_Asked]:
    for link in links:
        if web.monotonic() >= ends:
            answer = Answer(link=link, standing=Standing.NOT_ASKED, reason=_NO_TIME)
            yield _Asked(answer=answer)
        else:
            yield _follow(link, web=web)


def _follow(link: Link, *, web: Web) -> _Asked:
    try:
        fetched = web.link(link.url)
    except FetchError as error:
        if error.is_private:
            standing = Standing.PRIVATE
        elif error.status in _GONE or error.is_unknown:
            standing = Standing.GONE
        else:
            standing = Standing.UNSURE
        answer = Answer(link=link, standing=standing, reason=error.reason)
        return _Asked(answer=answer, is_unknown=error.is_unknown)
    return _Asked(
        answer=Answer(link=link, standing=Standing.OK, moved_to=fetched.permanent_url),
    )
