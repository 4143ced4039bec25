"""The shapes of JSON Feed 1.1's objects: which keys there are, of which kind, and which must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from digest.render.feed_check.codes import quoted

_OWN_KEY: Final = re.compile(r"_[A-Za-z]\w*")
_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "text": str,
    "address": str,
    "number": (int, float),
    "truth": bool,
    "object": dict,
    "objects": list,
}
_WORDS: Final = {"texts": "list of texts", "objects": "list of objects", "truth": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What an object may hold."""

    name: str
    keys: Mapping[str, str]  #: key → kind
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()  #: of these at least one

    @property
    def addresses(self) -> tuple[str, ...]:
        """The keys that hold an address."""
        return tuple(key for key, kind in self.keys.items() if kind == "address")

    def faults(self, value: object) -> Iterator[tuple[str, str, str]]:
        """Code, key (or nothing) and message of each fault."""
        if not isinstance(value, Mapping):
            yield "json-type", "", f"{self.name} is no object"
            return
        for key in self.required:
            if key not in value:
                yield "json-required", "", f"{self.name} has no {key}"
        if self.one_of and not any(value.get(key) for key in self.one_of):
            yield "json-required", "", f"{self.name} has none of {', '.join(self.one_of)}"
        for key, content in value.items():
            kind = self.keys.get(key)
            if kind is None:
                yield from self._unknown(key, content)
            elif not _is_of(content, kind):
                yield "json-type", key, f"{key} is no {_WORDS.get(kind, kind)}"

    def _unknown(self, key: str, content: object) -> Iterator[tuple[str, str, str]]:
        if not _OWN_KEY.fullmatch(key):
            yield "json-key", "", f"{self.name} has the key {quoted(key)}"
        elif not isinstance(content, Mapping):
            yield "json-type", "", f"the extension {quoted(key)} is no object"


def _is_of(content: object, kind: str) -> bool:
    if isinstance(content, bool) and kind != "truth":  # which Python counts among numbers
        return False
    if kind == "texts":  # of objects in a list, their own shape tells
        return isinstance(content, list) and all(isinstance(each, str) for each in content)
    return isinstance(content, _KINDS[kind])


AUTHOR: Final = Shape(
    name="the author",
    keys={"name": "text", "url": "address", "avatar": "address"},
    one_of=("name", "url", "avatar"),
)
HUB: Final = Shape(
    name="the hub", keys={"type": "text", "url": "address"}, required=("type", "url")
)
ATTACHMENT: Final = Shape(
    name="the attachment",
    keys={
        "url": "address",
        "mime_type": "text",
        "title": "text",
        "size_in_bytes": "number",
        "duration_in_seconds": "number",
    },
    required=("url", "mime_type"),
)
ITEM: Final = Shape(
    name="the item",
    keys={
        "id": "text",
        "url": "address",
        "external_url": "address",
        "title": "text",
        "content_html": "text",
        "content_text": "text",
        "summary": "text",
        "image": "address",
        "banner_image": "address",
        "date_published": "text",
        "date_modified": "text",
        "author": "object",
        "authors": "objects",
        "tags": "texts",
        "language": "text",
        "attachments": "objects",
    },
    required=("id",),
    one_of=("content_html", "content_text"),
)
DOCUMENT: Final = Shape(
    name="the feed",
    keys={
        "version": "text",
        "title": "text",
        "home_page_url": "address",
        "feed_url": "address",
        "description": "text",
        "user_comment": "text",
        "next_url": "address",
        "icon": "address",
        "favicon": "address",
        "author": "object",
        "authors": "objects",
        "language": "text",
        "expired": "truth",
        "hubs": "objects",
        "items": "objects",
    },
    required=("items",),  # of title and version, `feed-title` and `json-version` tell
)
