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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final, TypeAlias

from digest.compose.text import slugify
from digest.delivery.base64_body import Base64Body, base64_body, base64_size
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

#: Bytes of the longest address (RFC 5321 §4.5.3.1.3, without the angle brackets).
MAX_ADDRESS: Final = 254

_SHORTER: Final = 0.95  # of quoted-printable's length: what base64 must save to be taken
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


#: What a message is put together from: finished bytes, a gap, or a part in base64 with its gaps.
_Piece: TypeAlias = bytes | Gap | tuple[Place, Base64Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """A message without its recipient: finished bytes, and gaps between them.

    The gaps are sorted out by what has to be done for each recipient, which is little: a value is
    encoded once, wherever it stands, and a header takes it as it is.
    """

    pieces: tuple[bytes, ...]  #: in the order of the message, empty where a gap is
    in_headers: tuple[tuple[Field, str, int], ...]  #: with the header's name, and the piece
    in_parts: tuple[tuple[Field, tuple[int, ...], tuple[int, ...]], ...]  #: of text, and of HTML
    in_base64: tuple[tuple[int, Place, Base64Body], ...]  #: whole parts, each with its piece

    def message(self, values: Mapping[Field, str]) -> WireMessage:
        """The whole message with `values` in its gaps.

        Every piece is in wire form, and so is every value: each begins and ends at a line's ends,
        or stands inside of a header's line.

        Raises MessageError when a value is missing or may not stand in a header.
        """
        pieces = list(self.pieces)
        try:
            for field, name, index in self.in_headers:
                pieces[index] = header_value(values[field], name=name)
            for field, in_text, in_html in self.in_parts:
                value = values[field]
                data = encode_segment(value)
                for index in in_text:
                    pieces[index] = data
                if (escaped := html.escape(value)) != value:
                    data = encode_segment(escaped)
                for index in in_html:
                    pieces[index] = data
            for index, place, body in self.in_base64:
                write = html.escape if place is Place.HTML else str
                pieces[index] = body.filled({it: write(values[it]).encode() for it in body.fields})
        except KeyError as error:
            raise MessageError(f"the message has no value for {error.args[0]}") from error
        return WireMessage(b"".join(pieces))


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
    # Quoted-printable writes `=` only before a line end or two hexadecimal digits, base64 at its
    # end: no part can hold a boundary that begins with `=_`.
    boundary = f"=_{_digest('boundary', issue_id)}"
    pieces: list[_Piece] = [
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
        pieces += _part(body, place=place, placeholders=edition.placeholders, boundary=boundary)
    pieces.append(f"\r\n--{boundary}--\r\n".encode())
    return _skeleton(pieces)


def recipient_values(
    delivery: Delivery, *, urls: Mapping[Field, str], domain: str
) -> dict[Field, str]:
    """What the gaps hold for one subscriber. Raises MessageError.

    `urls` are the subscriber's own addresses in the mail, the one that unsubscribes among them.
    The Message-ID is the same at every attempt, so that a receiver can tell a repetition. It tells
    nothing: the unguessable `public_id` goes into it only as part of a hash.
    """
    return {
        Field.TO: wire_address(delivery.email),
        Field.MESSAGE_ID: f"<{_digest(delivery.issue_id, delivery.public_id)}@{domain}>",
        **_url_values(urls),
    }


def sealed_values(*, issue_id: str, urls: Mapping[Field, str], domain: str) -> dict[Field, str]:
    """What the gaps hold in the copy that is kept with the issue: no recipient and no token.

    `urls` are those that are the same for everybody. Raises MessageError.
    """
    return {
        Field.TO: "undisclosed-recipients:;",
        Field.MESSAGE_ID: f"<{_digest(issue_id)}@{domain}>",
        **_url_values(urls),
    }


def longest_values(*, issue_id: str, urls: Mapping[Field, str], domain: str) -> dict[Field, str]:
    """What the gaps hold in the longest message that the issue can become, to measure it.

    `urls` are the longest that anybody has. Raises MessageError.
    """
    values = sealed_values(issue_id=issue_id, urls=urls, domain=domain)
    return {**values, Field.TO: "x" * MAX_ADDRESS}


def _url_values(urls: Mapping[Field, str]) -> dict[Field, str]:
    values = {field: _checked_url(url) for field, url in urls.items()}
    values[Field.LIST_UNSUBSCRIBE] = f"<{values[Field.UNSUBSCRIBE_URL]}>"
    return values


def _digest(*parts: str) -> str:
    """24 hexadecimal digits (96 bits) of SHA-256."""
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()[:24]


def _checked_url(url: str) -> str:
    if not _URL.fullmatch(url):
        raise MessageError(f"{url!r} cannot stand in a header; give an http, https or mailto URL")
    return url


def _header_gap(name: str, field: Field) -> tuple[bytes, Gap, bytes]:
    return f"{name}: ".encode("ascii"), Gap(field, Place.HEADER, name), b"\r\n"


def _part(
    body: str, *, place: Place, placeholders: Mapping[str, Field], boundary: str
) -> list[_Piece]:
    """A part with its head.

    Quoted-printable is nearly the text itself where that is Latin, so that people and filters can
    read it, but three times as long where it is Chinese: then the part is in base64.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    nonces = "|".join(map(re.escape, placeholders))
    split = re.split(f"({nonces})", body) if nonces else [body]
    texts, fields = split[::2], [placeholders[nonce] for nonce in split[1::2]]
    if Field.UNSUBSCRIBE_URL not in fields:
        raise MessageError(f"the mail's {place} part has no unsubscribe link; mend its template")
    try:
        quoted = [encode_segment(text) for text in texts]
        packed = base64_body(texts, fields)
    except UnicodeEncodeError as error:
        raise MessageError(f"the mail's {place} part holds half a character pair") from error
    if base64_size(sum(map(len, packed.texts))) < _SHORTER * sum(map(len, quoted)):
        return [_part_head(place, boundary=boundary, encoding="base64"), (place, packed)]
    gaps = [Gap(field, place) for field in fields]
    filled = [piece for pair in zip(gaps, quoted[1:], strict=True) for piece in pair]
    return [_part_head(place, boundary=boundary, encoding="quoted-printable"), quoted[0], *filled]


def _part_head(place: Place, *, boundary: str, encoding: str) -> bytes:
    subtype = {Place.TEXT: "plain", Place.HTML: "html"}[place]
    return (
        f"\r\n--{boundary}\r\n"
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode("ascii")


def _skeleton(pieces: Iterable[_Piece]) -> Skeleton:
    """The pieces with neighbouring bytes as one, and the gaps looked up once for all messages."""
    parts: list[bytes] = [b""]
    gaps: dict[Gap, list[int]] = {}
    in_base64: list[tuple[int, Place, Base64Body]] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            parts[-1] += piece
            continue
        if isinstance(piece, Gap):
            gaps.setdefault(piece, []).append(len(parts))
        else:
            in_base64.append((len(parts), *piece))
        parts += [b"", b""]
    fields = dict.fromkeys(gap.field for gap in gaps if gap.place is not Place.HEADER)
    return Skeleton(
        pieces=tuple(parts),
        in_headers=tuple(
            (gap.field, gap.header, index)
            for gap, indexes in gaps.items()
            if gap.place is Place.HEADER
            for index in indexes
        ),
        in_parts=tuple(
            (
                field,
                tuple(gaps.get(Gap(field, Place.TEXT), ())),
                tuple(gaps.get(Gap(field, Place.HTML), ())),
            )
            for field in fields
        ),
        in_base64=tuple(in_base64),
    )
