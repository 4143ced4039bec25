"""Characters of the world's scripts, as the insides of classes in regular expressions."""

from __future__ import annotations

import re
from typing import Final

#: Chinese characters and kana: written without spaces between words.
IDEOGRAPHS: Final = (
    "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
#: Accents, vowel signs and points of Hebrew, Arabic and Indic scripts: no `\w`, yet parts of words.
MARKS: Final = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u0963\u0980-\u0dff"

IDEOGRAPH: Final = re.compile(f"[{IDEOGRAPHS}]")


def is_unspaced(text: str) -> bool:
    """Whether most of it is written without spaces between words."""
    return 2 * len(IDEOGRAPH.findall(text)) > len(text)
