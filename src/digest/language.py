"""Language tags (BCP 47): in the configuration, in articles and in issue files."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def is_language_tag(text: str) -> bool:
    """Whether `text` is well-formed (RFC 5646 §2.1), without extensions and private subtags."""
    return _TAG.fullmatch(text) is not None
