"""Rules about the mail's links, without asking whether they lead anywhere."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from digest.compose.text import comparison_key
from digest.compose.web import web_address
from digest.render.preflight.codes import found
from digest.render.preflight.document import Document, Element
from digest.render.preflight.editions import HTML, TEXT, Editions
from digest.render.preflight.finding import Finding
from digest.render.preflight.styles import declarations

_SCHEMES: Final = ("http://", "https://")
_PUNCTUATION: Final = " .,:;!?…»«<>→›‹←()[]\"'“”„’"
_TRACKERS: Final = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|igshid|yclid", re.IGNORECASE)
_SHORTENERS: Final = {
    "bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rebrand.ly", "t.co",
    "tiny.cc", "tinyurl.com", "v.gd",
}  # fmt: skip
#: RFC 2606 and RFC 6761: nobody can have these.
_EXAMPLES: Final = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid)$")
_LOCAL: Final = re.compile(r"^(?:localhost|[^.]+)$|\.(?:localhost|local|internal|lan|home\.arpa)$")
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A web address of the mail, and where its issue has it."""

    url: str  #: without a fragment
    place: str


def web_links(editions: Editions) -> tuple[Link, ...]:
    """Each web address of the mail once, in order: links and images, but not our own archive.

    That is not published yet, and none of its pages is another's to break. What is no whole
    address is not among them: `addresses` tells of it.
    """
    own = editions.config.publication.base_url
    places: dict[str, str] = {}
    for element in editions.html.all("a", "img"):
        href = element.attributes.get("src" if element.tag == "img" else "href", "").strip()
        if web_address(href) and not href.startswith(own):
            places.setdefault(href.partition("#")[0], _place(editions, href))
    return tuple(Link(url=url, place=place) for url, place in places.items())


def addresses(editions: Editions) -> Iterator[Finding]:
    """Every link leads somewhere from any place in the world, and safely."""
    for element, words in editions.html.wordings("a"):
        if words and element.attributes.keys().isdisjoint({"href", "name", "id"}):
            # The sanitiser has dropped it, and left the words.
            place = editions.lines.holding(f"[{words}](", otherwise=HTML)
            yield found("link-broken", place=place, message=f"the link «{words}» leads nowhere")
    for href in _hrefs(editions):
        shown = f"a link leads to {href[:_SHOWN] or 'nothing'}"
        place = _place(editions, href)
        if href.startswith("#"):
            yield found("link-anchor", place=place, message=shown)
        elif href.lower().startswith("mailto:"):
            continue
        elif not href.lower().startswith(_SCHEMES) or not web_address(href):
            yield found("link-broken", place=place, message=shown)
        elif href.lower().startswith("http:"):
            yield found("link-insecure", place=place, message=shown)


def hosts(editions: Editions) -> Iterator[Finding]:
    """Hosts that only a private network knows, that nobody can have, or that hide others."""
    allowed = {name.lower() for name in editions.config.fetch.allow_private}
    own = urlsplit(editions.config.publication.base_url).hostname
    examples: dict[str, list[str]] = defaultdict(list)
    for href in _hrefs(editions):
        if not href.lower().startswith(_SCHEMES) or not web_address(href):
            continue
        parts = urlsplit(href)
        host = parts.hostname or ""
        place = _place(editions, href)
        if is_example(host):
            examples[host].append(place)
        elif is_private(host) and allowed.isdisjoint({host, parts.netloc.lower()}):
            message = f"a link leads to {href[:_SHOWN]}"
            yield found("link-private", place=place, message=message)
        elif host in _SHORTENERS:
            yield found("link-shortened", place=place, message=f"a link leads to {href[:_SHOWN]}")
    for host, places in examples.items():
        links = "1 link leads" if len(places) == 1 else f"{len(places)} links lead"
        place = "digest.toml" if host == own else places[0]
        yield found("link-example", place=place, message=f"{links} to {host}")


def is_private(host: str) -> bool:
    """Whether the host's very name says that it is on no public network."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return bool(_LOCAL.search(host))


def is_example(host: str) -> bool:
    """Whether the name is reserved, so that nothing can be there."""
    return bool(_EXAMPLES.search(host))


def tracking(editions: Editions) -> Iterator[Finding]:
    """Parameters by which another site counts where its readers come from."""
    for link in web_links(editions):
        names = [name for name, _ in parse_qsl(urlsplit(web_address(link.url)).query)]
        if trackers := [name for name in names if _TRACKERS.fullmatch(name)]:
            message = f"a link has {', '.join(trackers)}: {link.url[:_SHOWN]}"
            yield found("link-tracking", place=link.place, message=message)


def repeated(editions: Editions) -> Iterator[Finding]:
    """Articles that an earlier issue has linked to."""
    for link in web_links(editions):
        if earlier := editions.earlier.articles.get(link.url):
            message = f"{earlier} has linked to {link.url[:_SHOWN]}"
            yield found("link-repeated", place=link.place, message=message)


def words(editions: Editions) -> Iterator[Finding]:
    """Links say where they lead (WCAG 2.2, 2.4.4), also to those who have them listed."""
    named = list(_named(editions.html))
    told = {href for _, href, name in named if name and not _is_vague(name)}
    for _, href, name in named:
        place = _place(editions, href)
        if not name:
            message = f"the link to {href[:_SHOWN]} has no words"
            yield found("link-empty", place=place, message=message)
        elif _is_vague(name) and href not in told:
            # Where a headline leads to the same place, «Read on» is told by it.
            yield found("link-vague", place=place, message=f"«{name}» leads to {href[:_SHOWN]}")


def underlines(editions: Editions) -> Iterator[Finding]:
    """A link among other words is underlined: not everybody sees its colour."""
    blocks = {block: text for tag in ("p", "li") for block, text in editions.html.wordings(tag)}
    for element, text in editions.html.wordings("a"):
        block = next((outer for outer in element.path() if outer in blocks), None)
        decoration = declarations(element.attributes.get("style", "")).get("text-decoration", "")
        if decoration == "none" and block and len(blocks[block]) > len(text):
            place = _place(editions, element.attributes.get("href", ""))
            yield found("link-plain", place=place, message=f"«{text}» is not underlined")


def ambiguity(editions: Editions) -> Iterator[Finding]:
    """What is called the same under the same headings leads to the same place."""
    targets: dict[tuple[object, str], dict[str, None]] = defaultdict(dict)
    headings = _headings(editions.html)
    for element, href, name in _named(editions.html):
        if name and not _is_vague(name):
            targets[headings.get(element), comparison_key(name)][href] = None
    for (_, name), hrefs in targets.items():
        if len(hrefs) > 1:
            message = f"{len(hrefs)} links are called «{name}» and differ in where they lead"
            place = _place(editions, [*hrefs][-1])
            yield found("link-ambiguous", place=place, message=message)


def _named(document: Document) -> Iterator[tuple[Element, str, str]]:
    """Each link that is shown, with its address and its name for a screen reader."""
    for element, text in document.wordings("a"):
        href = element.attributes.get("href", "").strip()
        if href and not element.is_hidden:
            yield element, href, element.attributes.get("aria-label", "").strip() or text


def _is_vague(name: str) -> bool:
    return comparison_key(name.strip(_PUNCTUATION)) in _vague()


def text_links(editions: Editions) -> Iterator[Finding]:
    """The text part has the links of the HTML."""
    text = "".join(editions.mail.text.split())
    for href in dict.fromkeys(_hrefs(editions)):
        bare = href.partition("#")[0] or href
        if "".join(bare.split()) not in text and bare.removeprefix("mailto:") not in text:
            message = f"{href[:_SHOWN]} is missing"
            yield found("text-link", place=TEXT, message=message)


def _hrefs(editions: Editions) -> Iterator[str]:
    """The addresses of all links but those that each recipient has of his own."""
    for element in editions.html.all("a", "area"):
        href = element.attributes.get("href")
        if href is not None and not any(nonce in href for nonce in editions.mail.placeholders):
            yield href.strip()


def _headings(document: Document) -> dict[Element, tuple[str, ...]]:
    """For each link the headings that it stands under, from the highest to the nearest."""
    titles = {
        element: words for level in range(1, 7) for element, words in document.wordings(f"h{level}")
    }
    under: dict[Element, tuple[str, ...]] = {}
    path: dict[str, str] = {}
    for element in document.elements:
        if element in titles:
            path = {tag: words for tag, words in path.items() if tag < element.tag}
            path[element.tag] = titles[element]
        elif element.tag == "a":
            under[element] = tuple(path.values())
    return under


def _place(editions: Editions, href: str) -> str:
    """Where an editor can change it; what is no whole address could stand anywhere."""
    url = href.partition("#")[0]
    return editions.lines.holding(url if "://" in url else f"]({href}", otherwise=HTML)


@lru_cache(maxsize=1)
def _vague() -> frozenset[str]:
    """Words of links that say nothing, of all languages that we know some of."""
    table = files("digest.render.preflight").joinpath("vague.toml").read_text("utf-8")
    return frozenset(
        comparison_key(phrase) for phrases in tomllib.loads(table).values() for phrase in phrases
    )
