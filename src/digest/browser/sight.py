"""What a page may see: the files that it was given, and what was allowed beside them."""

from __future__ import annotations

import enum
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

#: Where the files of a page seem to be; RFC 6761 keeps `.invalid` from ever being a host.
ORIGIN: Final = "http://preview.invalid"
_LOCAL: Final = ("data:", "blob:", "about:")
_WEB: Final = ("http://", "https://")


class Verdict(enum.Enum):
    """What becomes of a request that no file answers."""

    LET_THROUGH = "let through"
    MISSING = "missing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The answer to a request."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a page may see."""

    files: Mapping[str, bytes] = field(default_factory=dict)  #: by path, without `/` in front
    origin: str = ""  #: of a server that may be asked, like `http://127.0.0.1:8000`
    is_online: bool = False  #: whether all of the web may be asked

    def of(self, url: str) -> File | Verdict:
        """What a request for `url` gets."""
        if url.startswith(f"{ORIGIN}/"):
            path = unquote(urlsplit(url).path).removeprefix("/")
            body = self.files.get(path)
            return (
                Verdict.MISSING if body is None else File(body=body, media_type=_media_type(path))
            )
        if url.startswith(_LOCAL) or (self.origin and url.startswith(f"{self.origin}/")):
            return Verdict.LET_THROUGH
        return Verdict.LET_THROUGH if self.is_online and url.startswith(_WEB) else Verdict.REFUSED


def _media_type(path: str) -> str:
    found = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
