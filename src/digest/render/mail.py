"""An issue as mail: HTML by MJML, and a text part of its own.

Nothing in either part belongs to one recipient but the address that unsubscribes. A nonce stands
in its place, so that the whole is rendered once and no article can guess where to look.
"""

from __future__ import annotations

import html as html_escapes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from digest.config.tables import Config
from digest.errors import RenderError
from digest.model import Field, Issue, MailEdition
from digest.render.mjml import mjml_to_html
from digest.render.palette import DARK, LIGHT
from digest.render.prepass import MAX_BYTES
from digest.render.text import tidy
from digest.render.theme import Theme
from digest.render.view import format_date, view_issue

#: Bytes of HTML. Gmail cuts a mail at 102 KB, and with it the link that unsubscribes.
MAX_HTML_BYTES: Final = 90_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much of each story the HTML shows, at most; the rest is on the web."""

    takeaways: int  #: with none the mail is a list of headlines
    outlook: int  #: paragraphs


#: The next one is tried when the mail is too large.
_EXTENTS: Final = (
    Extent(takeaways=1_000, outlook=1_000),
    Extent(takeaways=1_000, outlook=1),
    Extent(takeaways=1_000, outlook=0),
    Extent(takeaways=2, outlook=0),
    Extent(takeaways=0, outlook=0),
)
_HTML: Final = "mail/issue.mjml.j2"
_TEXT: Final = "mail/issue.txt.j2"
_DRAWS: Final = 100


def render_mail(
    issue: Issue, *, config: Config, theme: Theme, nonces: Callable[[], str]
) -> MailEdition:
    """Both parts of the mail, with a nonce where the recipient's own address goes.

    `nonces` draws random strings of ASCII letters and digits. When the HTML would be too large
    for Gmail, its stories are shortened, outlooks first, and lead on to the web page; the text
    part stays whole. Raises RenderError.
    """
    view = view_issue(issue, publication=config.publication)
    nonce = _draw(nonces, unlike=repr((view, config.publication)))
    values = {
        "issue": view,
        "publication": config.publication,
        "light": LIGHT,
        "dark": DARK,
        "unsubscribe_url": nonce,
        "format_date": format_date,
    }
    longest = unsubscribe_url(config, token="0" * 32)
    html = _html(theme, values, room=MAX_HTML_BYTES - len(longest))
    text = tidy(theme.render(_TEXT, **values))
    for name, part in ((_HTML, html), (_TEXT, text)):
        if nonce not in part:
            raise RenderError(f"{name}: has no `unsubscribe_url`; nobody could leave")
    return MailEdition(
        subject=view.subject,
        html=html,
        text=text,
        placeholders={nonce: Field.UNSUBSCRIBE_URL},
    )


def unsubscribe_url(config: Config, *, token: str) -> str:
    """The address that unsubscribes: a mail to the publication with `token` in its subject.

    RFC 6068. An empty token gives the neutral form for previews and the sealed copy.
    """
    subject = quote(f"unsubscribe {token}".strip(), safe="")
    return f"mailto:{quote(config.mail.unsubscribe_address, safe='@')}?subject={subject}"


def fill(edition: MailEdition, values: Mapping[Field, str]) -> tuple[str, str]:
    """HTML and text with each nonce replaced by its field's value, escaped in the HTML.

    Raises KeyError for a field without a value.
    """
    html, text = edition.html, edition.text
    for nonce, field in edition.placeholders.items():
        html = html.replace(nonce, html_escapes.escape(values[field]))
        text = text.replace(nonce, values[field])
    return html, text


def _draw(nonces: Callable[[], str], *, unlike: str) -> str:
    for _ in range(_DRAWS):
        nonce = nonces()
        if nonce.isascii() and nonce.isalnum() and nonce not in unlike:
            return nonce
    raise RenderError("no placeholder could be drawn that the issue does not hold; try again")


def _html(theme: Theme, values: Mapping[str, object], *, room: int) -> str:
    size = 0
    for extent in _EXTENTS:
        source = theme.render(_HTML, extent=extent, **values)
        size = len(source.encode("utf-8", "surrogatepass"))
        if size > MAX_BYTES:
            continue
        html = mjml_to_html(source, name=_HTML)
        size = len(html.encode("utf-8"))
        if size <= room:
            return html
    raise RenderError(
        f"{_HTML}: the mail has {size // 1000} KB and Gmail cuts it off above "
        f"{MAX_HTML_BYTES // 1000}; take stories out or set `issue.max_stories` lower"
    )
