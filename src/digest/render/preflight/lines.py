"""Where in the issue file something stands, for a finding's place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLines:
    """The text of an issue file and the name that messages give it."""

    path: str  #: relative to the publication
    text: str

    def at(self, line: int) -> str:
        """That line, from 1; the whole file for 0."""
        return f"{self.path}:{line}" if line else self.path

    def key(self, name: str) -> str:
        """The line of a key of the front matter."""
        return self._match(rf"^[ \t]*{re.escape(name)}[ \t]*=")

    def story(self, slug: str) -> str:
        """The line of a story's first headline."""
        return self.at(_stories(self.text).get(slug, 0))

    def heading(self, words: str) -> str:
        """The line of a `##` heading with these words."""
        return self._match(rf"^##[ \t]+{re.escape(words)}")

    def holding(self, words: str, *, otherwise: str) -> str:
        """The first line that holds the words; `otherwise` where none does."""
        line = _holding(self.text, words) if words else 0
        return self.at(line) if line else otherwise

    def _match(self, pattern: str) -> str:
        found = re.search(pattern, self.text, re.MULTILINE)
        return self.at(_line(self.text, found.start()) if found else 0)


# A large issue has thousands of links and stories, and many rules ask for the line of each.
@lru_cache(maxsize=1)
def _stories(text: str) -> Mapping[str, int]:
    """The line of each story's first headline, by its slug."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        headline = line.rstrip(" \t")
        if headline.startswith("###") and headline.endswith("}"):
            lines.setdefault(headline[:-1].rpartition("{#")[2], number)
    return lines


@lru_cache(maxsize=8192)
def _holding(text: str, words: str) -> int:
    """The first line that holds the words; 0 where none does."""
    at = text.find(words)
    return _line(text, at) if at >= 0 else 0


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
