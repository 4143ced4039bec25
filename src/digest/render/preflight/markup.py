"""Rules about the mail's HTML: what an engine leaves behind, images, and what screen readers need.

Accessibility: WCAG 2.2, and what the Email Markup Consortium's reports count as serious.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from digest.render.preflight.codes import found
from digest.render.preflight.document import Element
from digest.render.preflight.editions import HTML, NONCE, Editions
from digest.render.preflight.finding import Finding

_ESCAPE: Final = re.compile(r"\\u\{|\\n|\\t|\\\"")  # as Rust's debug format writes them
_SYNTAX: Final = ("{{", "}}", "{%", "%}")
_FONT_FILE: Final = re.compile(r"@import\b|@font-face\b", re.IGNORECASE)
_FILE_NAME: Final = re.compile(
    r"(?:img|dsc|image|photo|screenshot|untitled|pxl|foto|bild)?[\w-]*\.(?:jpe?g|png|gif|webp|avif|svg|heic)"
    r"|(?:img|dsc|pxl|screenshot)[-_ ]?\d[\w. -]*",
    re.IGNORECASE,
)
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHOWN: Final = 80


#: What the lint says of the source, and other rules say of what came of it.
_TOLD_ELSEWHERE: Final = {"mjml-template-syntax", "mjml-image-width"}


def mjml(editions: Editions) -> Iterator[Finding]:
    """What the lint of the mail's MJML advises; its errors keep the mail from being made."""
    for place, fault in editions.mjml:
        if fault.code not in _TOLD_ELSEWHERE:
            message = f"{fault.message} ({fault.code})"
            yield found("template-mjml", place=place, message=message)


def debris(editions: Editions) -> Iterator[Finding]:
    """Nothing of MJML, of Jinja or of a placeholder's making is left in what readers get."""
    for element in editions.html.elements:
        if element.tag.startswith("mj-"):
            yield _debris(f"the tag <{element.tag}> is not of HTML")
        elif _ESCAPE.search(element.source):
            yield _debris(f"an attribute came out escaped: {_shown(element.source)}")
    said = repr((editions.issue, editions.config))
    for sign in _SYNTAX:
        # An article may write about templates; what it says is no debris.
        if sign in editions.mail.html and sign not in said:
            yield _debris(f"«{sign}» of a template is left")
    for name, part in (("HTML", editions.mail.html), ("text", editions.mail.text)):
        if strays := set(NONCE.findall(part)) - set(editions.mail.placeholders):
            yield _debris(f"the placeholder {min(strays)} is left in the {name} part")


def _debris(message: str) -> Finding:
    return found("html-debris", place=HTML, message=message)


def remote(editions: Editions) -> Iterator[Finding]:
    """Nothing but images is loaded when the mail is opened, and these safely."""
    for element in editions.html.all("link"):
        if "stylesheet" in element.attributes.get("rel", "").lower():
            message = f"a style sheet is loaded: {_shown(element.source)}"
            yield found("remote-font", place=HTML, message=message)
    if match := _FONT_FILE.search(editions.html.style_sheet()):
        yield found("remote-font", place=HTML, message=f"the style sheet has {match[0]}")
    for element in editions.html.all("img"):
        address = element.attributes.get("src", "")
        if "mailjet.com/" in address:
            yield found("remote-icon", place=HTML, message=f"an image is {_shown(address)}")
        elif address.lower().startswith("http:"):
            place = editions.lines.holding(address, otherwise=HTML)
            yield found("image-insecure", place=place, message=f"an image is {_shown(address)}")


def images(editions: Editions) -> Iterator[Finding]:
    """Every image can be done without: it has words and a size."""
    shown = editions.html.all("img")
    for element in shown:
        address = element.attributes.get("src", "")
        place = editions.lines.holding(address, otherwise=HTML)
        yield from _alt(element, place=place, is_ours=place == HTML)
        if not element.attributes.get("width"):
            yield found("image-width", place=place, message=f"{_shown(address)} has no width")
    if shown:
        message = f"images in the mail: {len(shown)}"
        yield found("image-weight", place=HTML, message=message)


def _alt(element: Element, *, place: str, is_ours: bool) -> Iterator[Finding]:
    name = _shown(element.attributes.get("src", ""))
    alt = element.attributes.get("alt")
    if alt is None:
        yield found("image-alt", place=place, message=f"{name} has no alt text")
    elif _FILE_NAME.fullmatch(alt.strip()):
        yield found("image-alt-name", place=place, message=f"the alt text of {name} is «{alt}»")
    elif not alt.strip() and not is_ours:
        yield found("image-alt-empty", place=place, message=f"{name} has no words")


def language(editions: Editions) -> Iterator[Finding]:
    """`lang` and `dir` on the root, and on an element in the body: programs drop the root."""
    for name in ("lang", "dir"):
        for where, elements in (
            ("html", editions.html.all("html")),
            ("an element of the body", editions.html.all("div", "td", "table", "body")),
        ):
            if not any(_says(element, name) for element in elements):
                message = f"`{name}` is not set on {where}"
                yield found("html-language", place=HTML, message=message)


def _says(element: Element, name: str) -> bool:
    return element.attributes.get(name, "").lower() not in {"", "und", "auto"}


def title(editions: Editions) -> Iterator[Finding]:
    """The document has a title."""
    words = (words for _, words in editions.html.wordings("title"))
    if not any(words):
        yield found("html-title", place=HTML, message="<title> is empty or missing")


def headings(editions: Editions) -> Iterator[Finding]:
    """One heading of level 1, and no level skipped on the way down (WCAG 2.2, 1.3.1)."""
    levels = [int(element.tag[1]) for element in editions.html.all(*_HEADINGS)]
    if (count := levels.count(1)) != 1:
        message = f"headings of level 1: {count}, in place of one"
        yield found("heading-first", place=HTML, message=message)
    words = {element: words for tag in _HEADINGS for element, words in editions.html.wordings(tag)}
    for before, after in pairwise(editions.html.all(*_HEADINGS)):
        if int(after.tag[1]) > int(before.tag[1]) + 1:
            message = f"«{_shown(words[after])}» is {after.tag} and follows {before.tag}"
            place = editions.lines.holding(words[after], otherwise=HTML)
            yield found("heading-skip", place=place, message=message)


def tables(editions: Editions) -> Iterator[Finding]:
    """Tables that place things are presentation; tables of data have header cells that say of what.

    An editor's tables are data; CommonMark gives them a first row of header cells.
    """
    heads = editions.html.all("th")
    data = {_table_of(cell) for cell in heads}
    bare = [
        table
        for table in editions.html.all("table")
        if table.attributes.get("role", "") not in {"presentation", "none"} and table not in data
    ]
    if bare:
        message = f"tables without a role: {len(bare)}, the first {_shown(bare[0].source)}"
        yield found("table-role", place=HTML, message=message)
    if count := sum(not cell.attributes.get("scope") for cell in heads):
        yield found("table-scope", place=HTML, message=f"header cells without a scope: {count}")


def _table_of(cell: Element) -> Element | None:
    return next((element for element in cell.path() if element.tag == "table"), None)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
