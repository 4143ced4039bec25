"""What a heading announces: key takeaways, future outlook, or neither.

The words stand in `lexicon/`, one TOML file a language. A heading counts only when all of it
matches: «Key takeaways» does, «The key takeaways box was empty» does not. All languages are tried
whatever the article's own, since an article may keep English headings in another language.
"""

from __future__ import annotations

import importlib.resources
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from digest.compose.text import comparison_key
from digest.model import Role

_LONGEST = 150  # characters; whatever is longer is not worth remembering
_HEADING_ID = re.compile(r"\s*\{[:#][^{}]*\}\s*$")
_EMOJI_NAME = re.compile(r":[a-z0-9_+-]+:")
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.):]*|[ivx]+[.)])\s+(?=\S)")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def heading_role(heading: str) -> Role | None:
    """`Role.TAKEAWAYS` or `Role.OUTLOOK` for a heading in the lexicon, else None."""
    return _role(heading) if len(heading) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _role(heading: str) -> Role | None:
    normal = normalise_heading(heading)
    if not normal:
        return None
    return next((role for role, words in _lexicon().items() if words.fullmatch(normal)), None)


def normalise_heading(heading: str) -> str:
    """The words of a heading, as the lexicon writes them.

    Case and quotes are folded; ids, numbering, emoji, symbols and the punctuation around the words
    are gone.
    """
    text = _EMOJI_NAME.sub(" ", _HEADING_ID.sub("", comparison_key(heading)))
    if not text.isascii():
        text = "".join(" " if _is_symbol(character) else character for character in text)
    text = _EDGES.sub("", _NUMBERING.sub("", _EDGES.sub("", text)))
    return " ".join(text.split())


def _is_symbol(character: str) -> bool:
    """Symbols, invisible characters, and the marks that make an emoji of a digit."""
    return unicodedata.category(character)[0] in "SC" or character in "\ufe0f\u20e3"


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[Role, re.Pattern[str]]:
    words: dict[Role, list[str]] = {Role.TAKEAWAYS: [], Role.OUTLOOK: []}
    folder = importlib.resources.files("digest.compose").joinpath("lexicon")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            language = tomllib.loads(file.read_text(encoding="utf-8"))
            for role in words:
                words[role] += language[role.value]
    return {role: re.compile("|".join(f"(?:{w})" for w in words[role])) for role in words}
