"""What a mailbox shows of an issue before it is opened: the subject and the preheader."""

from __future__ import annotations

from collections.abc import Sequence

from digest.compose.markdown import plain
from digest.compose.text import comparison_key
from digest.model import Story

_SUBJECT_CHARS = (10, 78)  # RFC 5322 §2.1.1 would have a header line end at 78
_PREHEADER_CHARS = (40, 130)


def subject_line(headline: str, *, label: str) -> str:
    """The lead story's headline in 10 to 78 characters; `label` follows a very short one."""
    least, most = _SUBJECT_CHARS
    return _cut(headline if len(headline) >= least else f"{headline} – {label}", limit=most)


def preheader_line(stories: Sequence[Story], *, label: str) -> str:
    """The other headlines in 40 to 130 characters, without the one that is the subject.

    Where they are too short the lead's takeaways follow, then `label`; nothing is made up, so an
    issue that has less to say than 40 characters gets a shorter line.
    """
    least, most = _PREHEADER_CHARS
    lead = comparison_key(stories[0].title)
    parts = [story.title for story in stories[1:] if comparison_key(story.title) != lead]
    more = [*(plain(takeaway.markdown) for takeaway in stories[0].takeaways), label]
    while more and len(" · ".join(parts)) < least:
        parts.append(more.pop(0))
    return _cut(" · ".join(parts), limit=most)


def _cut(text: str, *, limit: int) -> str:
    """At most `limit` characters, cut behind a word where there is one, with `…`."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = len(head) if text[limit - 1].isspace() else head.rfind(" ")
    # Chinese and Japanese have no spaces, and a single long word is better cut than lost.
    head = head[:at] if at > limit // 2 else head
    return head.rstrip(" ,;:·–—-") + "…"
