"""A mail edition as the bytes of one recipient's message.

`build_skeleton` writes the message once per issue, split where recipients differ;
`Skeleton.message` puts a recipient's values into the gaps and joins. Everything that could differ
from one run to the next comes in as a value, so that a message that is sent again is the same byte
for byte.
"""

from __future__ import annotations

import enum
import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from digest.compose.text import slugify
from digest.delivery.encoding import encode_segment
from digest.delivery.headers import (
    header_value,
    list_id_header,
    mailbox_header,
    text_header,
    token_header,
    wire_address,
)
from digest.errors import MessageError
from digest.model import Delivery, Field, MailEdition, WireMessage

_URL = re.compile(r"(?:https|http|mailto):[!-;=?-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who the mail is from."""

    address: str
    name: str = ""
    reply_to: str = ""


class Place(enum.StrEnum):
    """Where in the message a value goes, which decides how it is written there."""

    HEADER = "header"
    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the message that each recipient's value of `field` fills."""

    field: Field
    place: Place
    header: str = ""  #: the name of the header field that it is in


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """A message without its recipient: finished bytes, and gaps between them."""

    pieces: tuple[bytes, ...]  #: in the order of the message, empty where a gap is
    gaps: tuple[tuple[Gap, tuple[int, ...]], ...]  #: each with its indexes in `pieces`

    def message(self, values: Mapping[Field, str]) -> WireMessage:
        """The whole message with `values` in its gaps.

        Every piece is in wire form, and so is every value: each begins and ends at a line's ends,
        or stands inside of a header's line.

        Raises MessageError when a value is missing or may not stand in a header.
        """
        parts = list(self.pieces)
        encoded: dict[str, bytes] = {}  # most values stand in both parts, and read the same there
        for gap, indexes in self.gaps:
            data = _fill(gap, values, encoded=encoded)
            for index in indexes:
                parts[index] = data
        return WireMessage(b"".join(parts))


def build_skeleton(
    edition: MailEdition,
    *,
    sender: Sender,
    issue_id: str,
    date: datetime,
    list_name: str,
    language: str,
    archived_at: str,
    subject_prefix: str = "",
) -> Skeleton:
    """The message of an issue: headers and multipart/alternative, text first (RFC 2046 §5.1.4).

    `date` stands in the Date header and should be the publication's, so that a second attempt
    repeats the first. `archived_at` is the issue's permalink (RFC 5064). Raises MessageError for
    an address that is none, and for a part without an unsubscribe link.
    """
    # Quoted-printable writes `=` only before a line end or two hexadecimal digits: no part can
    # hold a boundary that begins with `=_`.
    boundary = f"=_{_digest('boundary', issue_id)}"
    pieces: list[bytes | Gap] = [
        mailbox_header("From", sender.address, display_name=sender.name),
        *([mailbox_header("Reply-To", sender.reply_to)] if sender.reply_to else ()),
        *_header_gap("To", Field.TO),
        text_header("Subject", subject_prefix + edition.subject),
        token_header("Date", format_datetime(date)),
        *_header_gap("Message-ID", Field.MESSAGE_ID),
        list_id_header(
            f"{slugify(list_name)}.{wire_address(sender.address).rpartition('@')[2]}",
            title=list_name,
        ),
        *_header_gap("List-Unsubscribe", Field.LIST_UNSUBSCRIBE),
        token_header("Archived-At", f"<{_checked_url(archived_at)}>"),
        token_header("Precedence", "bulk"),
        token_header("Content-Language", language),
        token_header("MIME-Version", "1.0"),
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'.encode(),
    ]
    for place, body in ((Place.TEXT, edition.text), (Place.HTML, edition.html)):
        pieces.append(_part_head(place, boundary=boundary))
        pieces += _part_body(body, place=place, placeholders=edition.placeholders)
    pieces.append(f"\r\n--{boundary}--\r\n".encode())
    return _skeleton(pieces)


def recipient_values(delivery: Delivery, *, unsubscribe_url: str, domain: str) -> dict[Field, str]:
    """What the gaps hold for one subscriber. Raises MessageError.

    The Message-ID is the same at every attempt, so that a receiver can tell a repetition. It tells
    nothing: the unguessable `public_id` goes into it only as part of a hash.
    """
    url = _checked_url(unsubscribe_url)
    return {
        Field.TO: wire_address(delivery.email),
        Field.MESSAGE_ID: f"<{_digest(delivery.issue_id, delivery.public_id)}@{domain}>",
        Field.LIST_UNSUBSCRIBE: f"<{url}>",
        Field.UNSUBSCRIBE_URL: url,
    }


def sealed_values(*, issue_id: str, unsubscribe_url: str, domain: str) -> dict[Field, str]:
    """What the gaps hold in the copy that is kept with the issue: no recipient and no token.

    `unsubscribe_url` is the one that is the same for everybody. Raises MessageError.
    """
    url = _checked_url(unsubscribe_url)
    return {
        Field.TO: "undisclosed-recipients:;",
        Field.MESSAGE_ID: f"<{_digest(issue_id)}@{domain}>",
        Field.LIST_UNSUBSCRIBE: f"<{url}>",
        Field.UNSUBSCRIBE_URL: url,
    }


def _digest(*parts: str) -> str:
    """24 hexadecimal digits (96 bits) of SHA-256."""
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()[:24]


def _checked_url(url: str) -> str:
    if not _URL.fullmatch(url):
        raise MessageError(f"{url!r} cannot stand in a header; give an http, https or mailto URL")
    return url


def _header_gap(name: str, field: Field) -> tuple[bytes, Gap, bytes]:
    return f"{name}: ".encode("ascii"), Gap(field, Place.HEADER, name), b"\r\n"


def _part_head(place: Place, *, boundary: str) -> bytes:
    subtype = {Place.TEXT: "plain", Place.HTML: "html"}[place]
    return (
        f"\r\n--{boundary}\r\n"
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode("ascii")


def _part_body(
    body: str, *, place: Place, placeholders: Mapping[str, Field]
) -> Iterator[bytes | Gap]:
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    nonces = "|".join(map(re.escape, placeholders))
    pieces = re.split(f"({nonces})", body) if nonces else [body]
    fields = [placeholders[nonce] for nonce in pieces[1::2]]
    if Field.UNSUBSCRIBE_URL not in fields:
        raise MessageError(f"the mail's {place} part has no unsubscribe link; mend its template")
    try:
        for piece in pieces:
            yield (
                Gap(placeholders[piece], place) if piece in placeholders else encode_segment(piece)
            )
    except UnicodeEncodeError as error:
        raise MessageError(f"the mail's {place} part holds half a character pair") from error


def _skeleton(pieces: Iterable[bytes | Gap]) -> Skeleton:
    """The pieces with neighbouring bytes as one, and the gaps looked up once for all messages."""
    parts: list[bytes] = [b""]
    gaps: dict[Gap, list[int]] = {}
    for piece in pieces:
        if isinstance(piece, Gap):
            gaps.setdefault(piece, []).append(len(parts))
            parts += [b"", b""]
        else:
            parts[-1] += piece
    return Skeleton(
        pieces=tuple(parts), gaps=tuple((gap, tuple(indexes)) for gap, indexes in gaps.items())
    )


def _fill(gap: Gap, values: Mapping[Field, str], *, encoded: dict[str, bytes]) -> bytes:
    try:
        value = values[gap.field]
    except KeyError as error:
        raise MessageError(f"the message has no value for {gap.field}") from error
    if gap.place is Place.HEADER:
        return header_value(value, name=gap.header)
    text = html.escape(value) if gap.place is Place.HTML else value
    if text not in encoded:
        encoded[text] = encode_segment(text)
    return encoded[text]
