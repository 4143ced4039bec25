"""What counts as a web address, for articles and for issue files alike."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from digest.compose.text import one_line

# Most addresses are in their final form, and a compile reads those of all issues.
_PLAIN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:[/?#][A-Za-z0-9/?#&=;:@!$'()*+,._~%-]*)?"
)
_ADDRESS = re.compile(r"(https?)://([^\s/?#<>\"`\\]+)((?:[/?#]\S*)?)", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[<>\"`\\]")


def web_address(text: str) -> str:
    """The absolute web address that `text` is, in the one form in which we keep it, or nothing.

    Scheme and host are in lower case (RFC 3986 §6.2.2.1). What may not stand in a path, a query
    or a fragment (RFC 3986 §2, RFC 3987 §2.2: quotes, `<`, `>`, backslash, backtick, what is not
    printable) is percent-encoded; all else stays as it is typed. White space inside, or a host
    with such characters, cannot be mended.
    """
    if _PLAIN.fullmatch(text):
        return text
    match = _ADDRESS.fullmatch(one_line(text))
    if match is None or not _is_authority(match[2]):
        return ""
    user, at, host = match[2].rpartition("@")
    rest = "".join(map(_encoded, match[3]))
    return f"{match[1].lower()}://{user}{at}{host.lower()}{rest}"


def _is_authority(authority: str) -> bool:
    try:
        parts = urlsplit(f"//{authority}")
        return authority.isprintable() and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an open bracket, a port that is no number
        return False


def _encoded(character: str) -> str:
    is_allowed = character.isprintable() and not _FORBIDDEN.match(character)
    return character if is_allowed else quote(character, safe="")
