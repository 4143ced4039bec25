"""How many words a text has, in any language."""

from __future__ import annotations

from digest.compose.scripts import IDEOGRAPH

_IDEOGRAPHS_A_WORD = 2


def count_words(text: str) -> int:
    """The words of a text; two characters of Chinese or Japanese count as one."""
    ideographs = 0
    if not text.isascii():
        text, ideographs = IDEOGRAPH.subn(" ", text)
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    return words + -(-ideographs // _IDEOGRAPHS_A_WORD)
