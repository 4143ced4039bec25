"""Rules about what every mail owes its readers, and what must never become public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from digest.compose.text import one_line
from digest.model import Field
from digest.render.preflight.codes import found
from digest.render.preflight.editions import HTML, NONCE, TEXT, Editions
from digest.render.preflight.finding import Finding

_TOKEN: Final = re.compile(r"(?:unsubscribe(?:%20|\s|\+)|token=|public_id=)[0-9a-f]{32}\b")
_LOCAL: Final = re.compile(r"[\w.%+-]+$")  # before the sign @
_DOMAIN: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_LOCAL_CHARACTERS: Final = 64  # RFC 5321 §4.5.3.1.1


def leave(editions: Editions) -> Iterator[Finding]:
    """Both parts lead to where a reader unsubscribes (RFC 8058; CAN-SPAM; GDPR, article 7)."""
    yield from _field(editions, Field.UNSUBSCRIBE_URL, code="unsubscribe-missing")
    if editions.config.mail.preferences_url:
        yield from _field(editions, Field.PREFERENCES_URL, code="preferences-missing")


def _field(editions: Editions, field: Field, *, code: str) -> Iterator[Finding]:
    nonces = [nonce for nonce, kind in editions.mail.placeholders.items() if kind is field]
    hrefs = {element.attributes.get("href", "") for element in editions.html.all("a")}
    if not any(nonce in href for nonce in nonces for href in hrefs):
        yield found(code, place=HTML, message=f"there is no link to `{field}`")
    if not any(nonce in editions.mail.text for nonce in nonces):
        yield found(code, place=TEXT, message=f"`{field}` is not in it")


def web_version(editions: Editions) -> Iterator[Finding]:
    """Both parts lead to the issue on the web."""
    address = editions.view.permalink
    if not any(element.attributes.get("href") == address for element in editions.html.all("a")):
        yield found("web-link-missing", place=HTML, message=f"there is no link to {address}")
    if address not in editions.mail.text:
        yield found("web-link-missing", place=TEXT, message=f"{address} is not in it")


def postal_address(editions: Editions) -> Iterator[Finding]:
    """Both parts show the postal address."""
    address = one_line(editions.config.publication.postal_address)
    for place, text in ((HTML, editions.html.text), (TEXT, editions.mail.text)):
        if address.replace(" ", "") not in "".join(text.split()):
            yield found("address-missing", place=place, message=f"«{address}» is not in it")


def privacy(editions: Editions) -> Iterator[Finding]:
    """Web pages and feeds hold no token, no placeholder, and nobody's address by accident."""
    mail = editions.config.mail
    ours = {
        address.casefold()
        for address in (mail.from_address, mail.unsubscribe_address, mail.reply_to or "")
    }
    publication = editions.config.publication
    ours |= _addresses(f"{publication.postal_address} {publication.description}")
    said = _addresses(editions.lines.text.replace("\\", ""))  # CommonMark's escapes
    for name, body in editions.public.items():
        strays = {nonce for nonce in editions.mail.placeholders if nonce in body}
        for stray in sorted({*strays, *NONCE.findall(body), *_TOKEN.findall(body)}):
            yield found("token-public", place=name, message=f"it holds {stray}")
        for address in sorted(_addresses(body) - ours - said):
            yield found("person-public", place=name, message=f"it holds {address}")
    for address in sorted(_addresses(editions.html.text) - ours):
        place = editions.lines.holding(address, otherwise=HTML)
        yield found("address-shown", place=place, message=f"it shows {address}")


def _addresses(text: str) -> set[str]:
    """All e-mail addresses in a text or in markup, in lower case."""
    found_there: set[str] = set()
    for part, after in pairwise(text.replace("&#64;", "@").split("@")):
        local = _LOCAL.search(part[-_LOCAL_CHARACTERS:])
        domain = _DOMAIN.match(after)
        if local and domain:
            found_there.add(f"{local[0]}@{domain[0]}".casefold())
    return found_there
