"""How many words a text has, in any language."""

from __future__ import annotations

from itertools import filterfalse

from digest.compose.scripts import IDEOGRAPH

_IDEOGRAPHS_A_WORD = 2


def count_words(text: str) -> int:
    """The words of a text; two characters of Chinese or Japanese count as one."""
    ideographs = 0
    if not text.isascii():
        text, ideographs = IDEOGRAPH.subn(" ", text)
    words = text.split()
    odd = filterfalse(str.isalnum, words)  # most words have neither sign nor hyphen
    signs = sum(not any(map(str.isalnum, word)) for word in odd)
    return len(words) - signs + -(-ideographs // _IDEOGRAPHS_A_WORD)
