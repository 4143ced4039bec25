"""An issue as mail: HTML by MJML, and a text part of its own.

Nothing in either part belongs to one recipient but a few addresses. A nonce stands in the place of
each, so that the whole is rendered once and no article can guess where to look.
"""

from __future__ import annotations

import html as html_escapes
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from digest.config.tables import Config
from digest.errors import RenderError
from digest.model import Field, Issue, MailEdition
from digest.render.mjml.engine import mjml_to_html
from digest.render.mjml.lint import LintFault, lint_mjml
from digest.render.mjml.tokens import MAX_BYTES
from digest.render.text import Links, tidy
from digest.render.theme import Theme
from digest.render.trim import least_steps, most_steps, tell_trims, trim
from digest.render.view import IssueView, view_issue

#: Bytes of one recipient's whole message. Gmail cuts a mail off at 102 KB, and with it the link
#: that unsubscribes; the difference is for what relays and mailing lists add on the way.
MAX_MESSAGE_BYTES: Final = 90_000

#: A token as long as the longest; it is nobody's.
LONGEST_TOKEN: Final = "0" * 32

_TEXT: Final = "mail/issue.txt.j2"
_DRAWS: Final = 100


def render_mail(
    issue: Issue,
    *,
    config: Config,
    theme: Theme,
    nonces: Callable[[], str],
    measure: Callable[[MailEdition], int] | None = None,
) -> MailEdition:
    """Both parts of the mail, with a nonce where each of the recipient's own addresses goes.

    `nonces` draws random strings of ASCII letters and digits. `measure` tells the bytes of the
    longest message that an edition becomes, which may be MAX_MESSAGE_BYTES; without it the bytes
    of the two parts count, not yet encoded for the wire.

    An issue that is too large loses as little of its stories as makes it fit, by the plan of
    `render.trim`; the edition's `trims` say what. Both parts lose the same: they are alternatives
    of one text (RFC 2046 §5.1.4), and a text part kept whole would cost the other part, which
    most people read, as much again. What is lost stands on the web page, to which the story leads
    in both parts.

    Raises RenderError, also for an issue whose headlines alone are too large.
    """
    whole = view_issue(issue, publication=config.publication)
    press = _Press(whole, config=config, theme=theme, nonces=nonces)
    editions: dict[int, MailEdition] = {}
    sizes: list[int] = []

    def fits(steps: int) -> bool:
        editions[steps] = press.edition(trim(whole, steps=steps))
        sizes.append((measure or press.measure)(editions[steps]))
        return sizes[-1] <= MAX_MESSAGE_BYTES

    steps = least_steps(fits, most=most_steps(whole))
    if steps not in editions:
        raise RenderError(
            f"{issue.name}: the mail has {min(sizes):,} bytes even with nothing of its stories but "
            f"headlines, and may have {MAX_MESSAGE_BYTES:,}, since Gmail cuts it off above 102 KB; "
            "take stories out or make the introduction and the sections shorter"
        )
    return editions[steps]


def lint_mail(
    issue: Issue, *, config: Config, theme: Theme, nonces: Callable[[], str]
) -> tuple[tuple[str, LintFault], ...]:
    """Where, and what, is no error in the issue's MJML and still better otherwise.

    The place is `file:line` of the template, or its name where the line cannot be told. Raises
    RenderError.
    """
    view = view_issue(issue, publication=config.publication)
    return _Press(view, config=config, theme=theme, nonces=nonces).lint(view)


def personal_urls(config: Config, *, token: str) -> dict[Field, str]:
    """The addresses in the mail that belong to the recipient with this `token`.

    One unsubscribes: a mail to the publication with the token in its subject (RFC 6068). An empty
    token gives the neutral forms, for previews and the sealed copy.
    """
    token = quote(token, safe="")
    leave = _mailto(config.mail.unsubscribe_address)
    urls = {Field.UNSUBSCRIBE_URL: f"{leave}%20{token}" if token else leave}
    if preferences := config.mail.preferences_url:
        urls[Field.PREFERENCES_URL] = preferences.replace("{token}", token)
    return urls


@lru_cache(maxsize=8)
def _mailto(address: str) -> str:
    return f"mailto:{quote(address, safe='@')}?subject=unsubscribe"


def fill(edition: MailEdition, values: Mapping[Field, str]) -> tuple[str, str]:
    """HTML and text with each nonce replaced by its field's value, escaped in the HTML.

    Raises KeyError for a field without a value.
    """
    html, text = edition.html, edition.text
    for nonce, field in edition.placeholders.items():
        html = html.replace(nonce, html_escapes.escape(values[field]))
        text = text.replace(nonce, values[field])
    return html, text


class _Press:
    """Makes editions of one issue, trimmed or whole.

    Templates are given stand-ins, which nothing else that they are given holds. Only when both
    parts are written is it known what they hold, and what nonces can take the stand-ins' places.
    """

    def __init__(
        self, whole: IssueView, *, config: Config, theme: Theme, nonces: Callable[[], str]
    ) -> None:
        self._whole = whole
        self._theme = theme
        self._nonces = nonces
        self._template = f"mail/{theme.design.look}.mjml.j2"
        self._longest = personal_urls(config, token=LONGEST_TOKEN)
        words = theme.wording(whole.language)
        known = repr((whole, config, theme.design, words))
        self._stand_ins = _drawn(self._longest, nonces=lambda: nonces() * 2, unlike=known)
        self._values = {
            "publication": config.publication,
            "design": theme.design,
            "words": words,
            "unsubscribe_url": self._stand_ins[Field.UNSUBSCRIBE_URL],
            "preferences_url": self._stand_ins.get(Field.PREFERENCES_URL, ""),
        }

    def edition(self, view: IssueView) -> MailEdition:
        """Both parts of the issue as `view` has it. Raises RenderError."""
        html = self._html(view)
        text = tidy(self._theme.render(_TEXT, issue=view, links=Links(), **self._values))
        for name, part in ((self._template, html), (_TEXT, text)):
            if self._stand_ins[Field.UNSUBSCRIBE_URL] not in part:
                raise RenderError(f"{name}: has no `unsubscribe_url`; nobody could leave")
        others = "\n".join((html, text, *self._longest.values()))
        for stand_in in self._stand_ins.values():
            others = others.replace(stand_in, " ")
        nonces = _drawn(self._stand_ins, nonces=self._nonces, unlike=others)
        for field, stand_in in self._stand_ins.items():
            html, text = (part.replace(stand_in, nonces[field]) for part in (html, text))
        return MailEdition(
            subject=view.subject,
            html=html,
            text=text,
            placeholders={nonce: field for field, nonce in nonces.items()},
            trims=tell_trims(self._whole, view),
        )

    def measure(self, edition: MailEdition) -> int:
        """The bytes of both parts with the longest addresses."""
        return sum(len(part.encode("utf-8", "replace")) for part in fill(edition, self._longest))

    def lint(self, view: IssueView) -> tuple[tuple[str, LintFault], ...]:
        """The places and faults of the MJML that are no errors. Raises RenderError."""
        values = {"issue": view, **self._values}
        source = self._theme.render(self._template, **values)
        faults = [fault for fault in lint_mjml(source) if not fault.is_error]
        if not faults:
            return ()
        lines = self._theme.lines(self._template, text=source, values=values)
        return tuple((lines.at(fault.offset) or self._template, fault) for fault in faults)

    def _html(self, view: IssueView) -> str:
        values = {"issue": view, **self._values}
        source = self._theme.render(self._template, **values)
        if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            return source  # more than mrml takes and, many times over, than a mail may have
        return mjml_to_html(
            source,
            name=self._template,
            lines=lambda: self._theme.lines(self._template, text=source, values=values),
        )


def _drawn(fields: Iterable[Field], *, nonces: Callable[[], str], unlike: str) -> dict[Field, str]:
    """A nonce for each field that neither `unlike` nor another nonce holds."""
    drawn: dict[Field, str] = {}
    for field in fields:
        for _ in range(_DRAWS):
            nonce = nonces()
            is_new = nonce not in unlike and not any(
                it in nonce or nonce in it for it in drawn.values()
            )
            if nonce.isascii() and nonce.isalnum() and is_new:
                drawn[field] = nonce
                break
        else:
            raise RenderError(
                "no placeholder could be drawn that the issue does not hold; try again"
            )
    return drawn
