"""What a mailbox shows of an issue before it is opened: the subject and the preheader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from digest.compose.markdown import plain
from digest.compose.text import comparison_key
from digest.model import Story

_SUBJECT_CHARS = (10, 78)  # RFC 5322 §2.1.1 would have a header line end at 78
_PREHEADER_CHARS = (40, 130)


def subject_line(headline: str, *, label: Callable[[], str]) -> str:
    """The lead story's headline in 10 to 78 characters; the label follows a very short one.

    Labels are asked for only where they are needed, since a date in words is slow to get.
    """
    least, most = _SUBJECT_CHARS
    return _cut(headline if len(headline) >= least else f"{headline} – {label()}", limit=most)


def preheader_line(stories: Sequence[Story], *, label: Callable[[], str]) -> str:
    """The other headlines in 40 to 130 characters, without the one that is the subject.

    Where they are too short the lead's takeaways follow, then the label; nothing is made up, so an
    issue that has less to say than 40 characters gets a shorter line.
    """
    least, most = _PREHEADER_CHARS
    lead = comparison_key(stories[0].title)
    parts = [story.title for story in stories[1:] if comparison_key(story.title) != lead]
    more = _fillers(stories[0], label=label)
    while len(" · ".join(parts)) < least and (part := next(more, None)) is not None:
        parts.append(part)
    return _cut(" · ".join(parts), limit=most)


def _fillers(lead: Story, *, label: Callable[[], str]) -> Iterator[str]:
    for takeaway in lead.takeaways:
        yield plain(takeaway.markdown)
    yield label()


def _cut(text: str, *, limit: int) -> str:
    """At most `limit` characters, cut behind a word where there is one, with `…`."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = len(head) if text[limit - 1].isspace() else head.rfind(" ")
    # Chinese and Japanese have no spaces, and a single long word is better cut than lost.
    head = head[:at] if at > limit // 2 else head
    return head.rstrip(" ,;:·–—-，、；：،؛") + "…"
