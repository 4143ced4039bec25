"""What a reader finds in a mail's text part: its words, and where its link numbers lead."""

from __future__ import annotations

import re

_LISTED = re.compile(r"^\[(\d+)\] (\S+)\n", re.MULTILINE)
_LINK = re.compile(r"\[(\d+)\]|((?:https?://|mailto:)[^\s]*[^\s.,;:!?)\]])")
_RULE = re.compile(r"^(?:-{3,}|\*{3,})$", re.MULTILINE)
_MARKER = re.compile(r"^ *(?:(?:\d+\.|-|>)(?: +|$))+", re.MULTILINE)


def listed_links(text: str) -> dict[int, str]:
    """Number → address, of all lists; a number that leads to two places is a fault."""
    found: dict[int, str] = {}
    for number, address in _LISTED.findall(text):
        assert found.setdefault(int(number), address) == address, number
    assert len(set(found.values())) == len(found)
    return found


def text_links(text: str) -> list[str]:
    """The addresses that the text leads to, in order, as often as it does."""
    listed = listed_links(text)
    found = _LINK.findall(_LISTED.sub("", text))
    return [address or listed[int(number)] for number, address in found]


def text_words(text: str) -> list[str]:
    """The words, without lines, markers of lists and quotations, link numbers and their lists."""
    for pattern in (_LISTED, _RULE, _MARKER):
        text = pattern.sub("", text)
    return re.sub(r"\s\[\d+\]", "", text).replace(" | ", " ").split()
