"""Header fields of a message (RFC 5322, RFC 2047), written by ourselves.

The standard library breaks a long List-Unsubscribe, lets some titles add a header and takes the
quotes off long display names, so that a name can become an address. Here text is cleaned and
encoded, and an address is taken as it should be or refused.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Final

from digest.address import mailed_form
from digest.compose.text import one_line
from digest.errors import AddressError, MessageError

#: Where lines are folded, and what no line may exceed, both without CRLF (RFC 5322 §2.1.1).
FOLD_AT: Final = 78
MAX_LINE: Final = 998

_ENCODED_LINE = 76  # the longest line with an encoded word in it (RFC 2047 §2)
_ENCODED_WORD = 75  # and the longest encoded word
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_PHRASE_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"


def text_header(name: str, text: str) -> bytes:
    """An unstructured field like Subject. The text is put on one line; all else survives.

    Text is encoded as a whole or not at all, since white space between an encoded word and a plain
    one is easily lost.
    """
    text = one_line(text)
    if _is_plain(text, longest=FOLD_AT - 1) and len(name) + 2 + _first_word(text) <= FOLD_AT:
        return _folded(name, text.split(" "))
    return _folded(name, _encoded_words(text, first=_ENCODED_LINE - len(name) - 2))


def mailbox_header(name: str, address: str, *, display_name: str = "") -> bytes:
    """A field with one of our own addresses, like From.

    Raises MessageError for what is no address, and for one that is not ASCII: it would need
    SMTPUTF8 (RFC 6531) of the relay of every recipient.
    """
    spec = f"<{wire_address(address)}>"
    if not spec.isascii():
        raise MessageError(f"{name}: {address!r} must be ASCII before the @")
    return _folded(name, [*_phrase(display_name, used=len(name) + 2), spec])


def list_id_header(list_id: str, *, title: str) -> bytes:
    """List-Id (RFC 2919). Raises MessageError if `list_id` is not like `weekly.example.org`."""
    if not re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})+", list_id):
        raise MessageError(f"List-Id: {list_id!r} is not a name like weekly.example.org")
    return _folded("List-Id", [*_phrase(title, used=len("List-Id: ")), f"<{list_id}>"])


def token_header(name: str, value: str) -> bytes:
    """A field whose value is ASCII and stays in one piece. Raises MessageError."""
    return b"%s: %s\r\n" % (name.encode("ascii"), header_value(value, name=name))


def header_value(value: str, *, name: str) -> bytes:
    """`value` as it may stand behind `name: `, unchanged. Raises MessageError.

    Only an address with a non-ASCII local part is not ASCII (RFC 6532; sent with SMTPUTF8).
    """
    is_ascii_line = value.isascii() and value.isprintable()
    if not value or value != value.strip() or not (is_ascii_line or not _UNSAFE.search(value)):
        raise MessageError(f"{name}: {value!r} has a control character or a space at its ends")
    data = value.encode("utf-8")
    if len(name) + 2 + len(data) > MAX_LINE:
        raise MessageError(f"{name}: {value[:40]!r}… is longer than a line of a message may be")
    return data


def wire_address(address: str) -> str:
    """An address as it goes into headers and envelope: the domain in ASCII (A-labels).

    Raises MessageError for all that is no address by `digest.address`.
    """
    try:
        return mailed_form(address)
    except AddressError as error:
        raise MessageError(f"{address!r} is not an e-mail address like name@example.org") from error


def _is_plain(text: str, *, longest: int) -> bool:
    """Whether it can stand as it is: printable ASCII, no encoded word, every word on a line."""
    return (
        _PRINTABLE.fullmatch(text) is not None
        and "=?" not in text
        and max(map(len, text.split(" "))) <= longest
    )


def _first_word(text: str) -> int:
    return len(text.partition(" ")[0])


def _phrase(text: str, *, used: int) -> list[str]:
    """A display name as words: atoms, one quoted string, or encoded words."""
    text = one_line(text)
    if not text:
        return []
    quoted = text if _ATOMS.fullmatch(text) else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
    if _is_plain(text, longest=FOLD_AT) and used + len(quoted) <= FOLD_AT:
        return [quoted]
    return _encoded_words(text, first=_ENCODED_LINE - used)


def _encoded_words(text: str, *, first: int) -> list[str]:
    """Encoded words of UTF-8, in the shorter encoding; no character is cut in two.

    `first` is the room on the first line. The decoder joins adjacent words without a space, so
    that the text's own spaces stand inside of them.
    """
    letter, encode = min((("q", _q), ("b", _b)), key=lambda way: len(way[1](text)))
    words: list[str] = []
    chunk, room = "", first
    for character in text:
        if len(_encoded_word(chunk + character, letter, encode=encode)) > room and chunk:
            words.append(_encoded_word(chunk, letter, encode=encode))
            chunk, room = "", _ENCODED_WORD
        chunk += character
    return [*words, _encoded_word(chunk, letter, encode=encode)]


def _encoded_word(text: str, letter: str, *, encode: Callable[[str], str]) -> str:
    return f"=?utf-8?{letter}?{encode(text)}?="


def _b(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _q(text: str) -> str:
    """Q encoding with the narrow alphabet of phrases (RFC 2047 §5, rule 3)."""
    return "".join(
        "_" if byte == 0x20 else chr(byte) if byte in _PHRASE_SAFE else f"={byte:02X}"
        for byte in text.encode("utf-8")
    )


def _folded(name: str, words: list[str]) -> bytes:
    """The field with its words, a line break before each that would pass the fold."""
    lines = [f"{name}:"]
    for word in words:
        limit = _ENCODED_LINE if word.startswith("=?") or "=?" in lines[-1] else FOLD_AT
        if len(lines[-1]) + 1 + len(word) > limit and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines).encode("ascii") + b"\r\n"
