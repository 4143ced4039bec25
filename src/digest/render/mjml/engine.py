"""The door to mjml-python: MJML source → HTML that a mail can carry.

What would come out wrong is found before, by the lint, and said with file and line; what mrml
still gets wrong without a word is looked for in what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import mjml

from digest.errors import RenderError
from digest.render.mjml.inline_css import inline_css, take_inline_styles
from digest.render.mjml.lint import lint_mjml
from digest.render.mjml.prepass import prepare, source_offset
from digest.render.mjml.tokens import tags
from digest.render.template_lines import TemplateLines

# PyPI has two distributions that install a package of this name, one over the other.
if not hasattr(mjml, "mjml2html"):  # pragma: no cover  # needs a broken environment
    raise ImportError(
        "the package `mjml` that is installed is not the one of mjml-python; "
        "uninstall `mjml`, then reinstall `mjml-python`"
    )

_POSITION: Final = re.compile(
    r"^(?P<what>.*?)(?: in root template)? at position (?P<start>\d+):\d+$"
)
_SUSPECT: Final = re.compile(r"</?mj-|<img|\\")
#: Two links of an mj-navbar. mrml leaves nothing between them: without styles they are one word.
_GLUED_LINKS: Final = re.compile(r"</a>(?=<!--\[if mso \| IE\]></td><!\[endif\]-->.{0,60}<td )")
#: An image whose width is a fraction, which is not HTML.
_FRACTION: Final = re.compile(r'( width="\d+)\.\d+(?=")')
_EXCERPT: Final = 120  # characters of a line that an error shows
_MOST: Final = 5  # faults that an error tells


def mjml_to_html(
    source: str, *, name: str, lines: Callable[[], TemplateLines] = TemplateLines
) -> str:
    """The HTML of an MJML document; `name` is the template's, for messages.

    `lines` tells which lines of which templates the source came from; it is asked only when
    something is wrong. Raises RenderError with one line for each of the first faults, each with
    its file and line.
    """
    if faults := [fault for fault in lint_mjml(source) if fault.is_error]:
        told = lines()
        raise RenderError(
            "\n".join(
                _tell(fault.message, source, at=fault.offset, name=name, lines=told)
                for fault in faults[:_MOST]
            )
        )
    html, css = _rendered(source, name=name, lines=lines)
    _check(html, name=name)
    try:
        return inline_css(html, css) if css else html
    except RenderError as error:
        raise RenderError(f"{name}: {error}") from error


def unlinted_html(source: str, *, name: str) -> str:
    """The HTML of a document that nobody vouches for, as well as it can be made."""
    html, css = _rendered(source, name=name, lines=TemplateLines)
    return inline_css(html, css) if css else html


def _rendered(source: str, *, name: str, lines: Callable[[], TemplateLines]) -> tuple[str, str]:
    """The HTML, and the styles that are yet to be written into it."""
    try:
        prepared, css = take_inline_styles(prepare(source))
    except RenderError as error:
        raise RenderError(f"{name}: {error}") from error
    try:
        # Without `fonts` every mail would load fonts from Google.
        return _mended(str(mjml.mjml2html(prepared, fonts={}))), css
    except (ValueError, UnicodeEncodeError) as error:
        match = _POSITION.match(str(error))
        if match is None:
            raise RenderError(
                f"{name}: is not MJML: {error}; look for a tag that is not closed or a bare `<`"
            ) from error
        offset = source_offset(source, int(match["start"]))
        message = f"is not MJML: {match['what']}"
        raise RenderError(_tell(message, source, at=offset, name=name, lines=lines())) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, which is no Exception to Python
            raise
        raise RenderError(f"{name}: mrml cannot go on: {error}; look for broken MJML") from error


def _mended(html: str) -> str:
    """What mrml made, with what only its output shows put right."""
    if 'class="mj-link"' in html:
        html = _GLUED_LINKS.sub("</a> ", html)
    return _FRACTION.sub(r"\1", html)


def _tell(message: str, source: str, *, at: int, name: str, lines: TemplateLines) -> str:
    """The message with file and line of its place, or else with what stands there."""
    if place := lines.at(at):
        return f"{place}: {message}"
    number = source.count("\n", 0, at) + 1
    line = source.split("\n")[number - 1].strip()
    shown = line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"
    return f"{name}: {message}, at line {number} once filled in: {shown}"


def _check(html: str, *, name: str) -> None:
    """Faults that mrml lets through without a word."""
    if not _SUSPECT.search(html):
        return
    for tag in tags(html):
        text = tag[0]
        if text.startswith("<!--"):
            continue
        if (tag[2] or "").startswith("mj-"):
            raise RenderError(f"{name}: mrml does not know {text[:_EXCERPT]}, or not at this place")
        if "\\" in text:
            raise RenderError(f"{name}: an attribute came out with a backslash: {text[:_EXCERPT]}")
        if tag[2] == "img" and " alt=" not in text:
            raise RenderError(f"{name}: an image has no alt text: {text[:_EXCERPT]}")
