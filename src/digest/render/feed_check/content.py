"""Rules about the HTML that an item carries: what readers strip, break at, or must not get."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from digest.render.feed_check.addresses import (
    address_code,
    address_finding,
    is_script,
    srcset_addresses,
)
from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.feed import Feed, Text
from digest.render.preflight.finding import Finding

_ADDRESSES: Final = {
    "action", "background", "cite", "data", "formaction", "href", "longdesc", "poster", "src",
    "usemap",
}  # fmt: skip
_SRCSETS: Final = {"srcset", "imagesrcset"}
#: What belongs to a page, a form or a program, not to an article.
_ELEMENTS: Final = {
    "applet", "base", "body", "button", "embed", "form", "frame", "frameset", "head", "html",
    "iframe", "input", "link", "math", "meta", "object", "select", "style", "svg", "template",
    "textarea", "title",
}  # fmt: skip
_LOOKS: Final = {"align", "bgcolor", "style"}


#: What they hold is no markup.
_RAW: Final = re.compile(r"(?:script|style|textarea|title|xmp|iframe|noembed|noframes)")
_NAME: Final = re.compile(r"<([A-Za-z][^\s/>]*+)")
#: Up to the end of the tag; only behind `=` a quote begins a value, which may hold a `>`.
_REST: Final = re.compile(r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+>")
_ATTRIBUTE: Final = re.compile(r"([^\s/>=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag; names in lower case."""

    name: str
    attributes: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        shown = "".join(f' {name}="{value}"' for name, value in self.attributes)
        return quoted(f"<{self.name}{shown}>")


def start_tags(html: str) -> Iterator[Tag]:
    """All start tags, as browsers see them (WHATWG HTML §13.2.5), in linear time.

    What never ends, be it a tag, a comment or a script, takes the rest of the text with it.
    """
    at = html.find("<")
    while at >= 0:
        end = at + 1
        if name := _NAME.match(html, at):
            rest = _REST.match(html, name.end())
            if rest is None:
                return
            tag = Tag(name[1].lower(), tuple(_attributes(html[name.end() : rest.end() - 1])))
            yield tag
            end = rest.end()
            if _RAW.fullmatch(tag.name):
                end = _past(html, f"</{tag.name}", at=end)
        elif html.startswith("<!--", at):
            end = _past(html, "-->", at=at + 2)
        elif html.startswith(("</", "<!", "<?"), at):
            end = _past(html, ">", at=at)
        at = html.find("<", end) if end >= 0 else end


def _past(html: str, mark: str, *, at: int) -> int:
    """Where the mark ends, in any case; -1 where there is none."""
    match = re.compile(re.escape(mark), re.IGNORECASE).search(html, at)
    return match.end() if match else -1


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for name, *values in _ATTRIBUTE.findall(text):
        yield name.lower(), unescape("".join(values))


def has_script(tag: Tag) -> bool:
    """Whether it is a program: a script, a handler, an address that is one."""
    return tag.name == "script" or any(
        name.startswith("on") or (name in _ADDRESSES and is_script(value))
        for name, value in tag.attributes
    )


def is_of_pages(tag: Tag) -> bool:
    """Whether it belongs to a page or a form."""
    return tag.name in _ELEMENTS


def has_looks(tag: Tag) -> bool:
    """Whether it brings looks of its own."""
    return any(name in _LOOKS for name, _ in tag.attributes)


def is_mute(tag: Tag) -> bool:
    """Whether it is an image that does not say what it shows."""
    return tag.name == "img" and all(name != "alt" for name, _ in tag.attributes)


RULES: Final[tuple[tuple[str, Callable[[Tag], bool]], ...]] = (
    ("content-script", has_script),
    ("content-element", is_of_pages),
    ("content-style", has_looks),
    ("image-no-alt", is_mute),
)


def content_findings(feed: Feed) -> Iterator[Finding]:
    """What is wrong with the HTML of all items.

    Each kind once in a text: what a generator does wrong, it does a hundred times.
    """
    for item in feed.items:
        for text in item.html:
            yield from _text_findings(text)


def _text_findings(text: Text) -> Iterator[Finding]:
    first: dict[str, Finding] = {}
    for tag in start_tags(text.value):
        for code, applies in RULES:
            if code not in first and applies(tag):
                first[code] = found(code, place=text.place, message=f"there is {tag}")
        for name, url in _addresses(tag):
            code = address_code(url)
            if code and code not in first:
                what = f"{name} of {quoted(tag.name)}"
                first[code] = address_finding(code, url, what=what, place=text.place)
    yield from first.values()


def _addresses(tag: Tag) -> Iterator[tuple[str, str]]:
    """The addresses of a tag with the names of their attributes, those of `srcset` too."""
    for name, value in tag.attributes:
        if name in _SRCSETS:
            yield from ((name, url) for url in srcset_addresses(value))
        elif name in _ADDRESSES and not is_script(value):
            yield name, value
