"""The door to mjml-python: MJML source → HTML that a mail can carry.

Its errors become sentences with a line, and what it gets wrong without a word is looked for in
what comes out.
"""

from __future__ import annotations

import re
from typing import Final

import mjml

from digest.errors import RenderError
from digest.render.prepass import TAG, prepare

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
_EXCERPT: Final = 120  # characters of a line that an error shows


def mjml_to_html(source: str, *, name: str) -> str:
    """The HTML of an MJML document; `name` is the template's, for messages.

    Raises RenderError with the line where mrml tells one.
    """
    try:
        prepared = prepare(source)
    except RenderError as error:
        raise RenderError(f"{name}: {error}") from error
    try:
        # Without `fonts` every mail would load fonts from Google.
        html = str(mjml.mjml2html(prepared, fonts={}))
    except (ValueError, UnicodeEncodeError) as error:
        raise RenderError(_explain(str(error), prepared, name=name)) from error
    _check(html, name=name)
    return html


def _explain(message: str, source: str, *, name: str) -> str:
    """The message of mrml with its byte offset turned into a line of the rendered MJML."""
    match = _POSITION.match(message)
    if match is None:
        return f"{name}: is not MJML: {message}; look for a tag that is not closed or a bare `<`"
    data = source.encode("utf-8", "surrogatepass")
    start = min(int(match["start"]), len(data))
    number = data.count(b"\n", 0, start) + 1
    line = source.split("\n")[number - 1].strip()
    shown = line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"
    return f"{name}: is not MJML: {match['what']}, at line {number} once filled in: {shown}"


def _check(html: str, *, name: str) -> None:
    """Faults that mrml lets through without a word."""
    if not _SUSPECT.search(html):
        return
    for tag in TAG.finditer(html):
        text = tag[0]
        if text.startswith("<!--"):
            continue
        if text.startswith(("<mj-", "</mj-")):
            raise RenderError(f"{name}: mrml does not know {text[:_EXCERPT]}, or not at this place")
        if "\\" in text:
            raise RenderError(f"{name}: an attribute came out with a backslash: {text[:_EXCERPT]}")
        if tag[2] == "img" and " alt=" not in text:
            raise RenderError(f"{name}: an image has no alt text: {text[:_EXCERPT]}")
