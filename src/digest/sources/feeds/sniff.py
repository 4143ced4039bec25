"""What a document is, by its first element: servers often call a feed something else."""

from __future__ import annotations

import re

_BYTES = 4096
_MARKS = b"\xef\xbb\xbf\xff\xfe"
# Atomic groups: each piece of the prolog is read in one way only, so that no text is slow to read.
_ROOT = re.compile(
    rb"(?>\s+|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!doctype(?!\s+html)(?>[^>\[]*)(?>\[.*?\]\s*)?>)*+"
    rb"(?:<!doctype\s+(html)|<([a-z][a-z0-9:]*)|(\{))",
    re.IGNORECASE | re.DOTALL,
)


def root_of(body: bytes) -> str:
    """The name of the first element in lower case, `{` for JSON, or nothing.

    `html` also for a page that has only its DOCTYPE. Reads through UTF-16.
    """
    start = body[:_BYTES].lstrip(_MARKS).replace(b"\0", b"")
    match = _ROOT.match(start)
    return next(filter(None, match.groups())).decode().lower() if match else ""
