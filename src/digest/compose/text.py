"""Plain text that every edition can carry, and keys to compare it by."""

from __future__ import annotations

import re
import unicodedata

# XML 1.0 §2.2 allows no other characters; C1 controls and DEL are allowed there but discouraged,
# and mail headers and MJML refuse them. Lone surrogates fall out, and so do the noncharacters
# (Unicode 16, §23.7), the last two code points of each plane among them.
_ASTRAL = "".join(
    f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_FORBIDDEN = re.compile(f"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_ASTRAL}]")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Bidi embeddings, overrides and isolates turn what stands around a title; the others show nothing.
# The joiners and the marks of direction stay: Persian, Hindi, Hebrew and emoji need them.
_INVISIBLE = re.compile("[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that are blank
_BREAKABLE = re.compile(r"[^\S\xa0\u202f]+")
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "«": '"',
        "»": '"',
    }
)


def clean_text(text: str) -> str:
    """The text with `\\n` as its only line break and without characters that XML forbids.

    Typography stays as it is: quotes, dashes and no-break spaces are the author's.
    """
    if text.replace("\n", "").isprintable():  # nearly all text, and 20 times as fast
        return text
    return _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """The cleaned text on one line, with single spaces and none at its ends.

    No-break spaces inside stay: French and Russian typography needs them. Characters that reorder
    the text around them, or that nobody sees, are dropped.
    """
    text = clean_text(text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    if "\xa0" in text or "\u202f" in text:
        return _BREAKABLE.sub(" ", text).strip()
    return " ".join(text.split())


def is_visible(text: str) -> bool:
    """Whether there is a letter, digit, sign or symbol in it for a reader to see."""
    return any(
        unicodedata.category(character)[0] in "LNPS" and character not in _FILLERS
        for character in text
    )


def plain_quotes(text: str) -> str:
    """The text with every typographic quote as `'` or `"`, character for character."""
    return text.translate(_QUOTES)


def comparison_key(text: str) -> str:
    """What two texts have in common when white space, case and quotes do not matter."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).replace("\xad", "")
    return _SPACES.sub(" ", folded).strip().casefold()


def slugify(title: str, *, limit: int = 60) -> str:
    """`[a-z0-9-]{1,limit}` from a title; `story` when nothing of it can be kept."""
    ascii_text = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", ascii_text.decode("ascii").lower())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:limit]
        if len(longer) > limit:
            break
        slug = longer
    return slug or "story"
