"""Which articles a source's `include` and `exclude` let in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from digest.article import Article
from digest.compose.scripts import IDEOGRAPH
from digest.compose.text import comparison_key
from digest.config.sources import RuleConfig

_ANYTHING = "*"

#: What a key of a rule looks at, and how a person calls it.
_SUBJECTS: Final[Mapping[str, tuple[str, Callable[[Article], Iterable[str]]]]] = {
    "titles": ("title", lambda article: (article.title,)),
    "authors": ("author", lambda article: (article.author,)),
    "topics": ("topics", lambda article: article.topics),
    "urls": ("address", lambda article: (article.url,)),
    "words": ("text", lambda article: (article.text,)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern of `digest.toml`, ready to match what `comparison_key` gives."""

    typed: str
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`include` or `exclude`: the patterns of each key that is given."""

    patterns: Mapping[str, tuple[Pattern, ...]]

    def hit(self, article: Article) -> str:
        """Which pattern of any key matches, as the end of a sentence; empty when none does."""
        for key, patterns in self.patterns.items():
            name, _ = _SUBJECTS[key]
            if pattern := _first_match(article, key=key, patterns=patterns):
                return f"its {name} matches «{pattern.typed}»"
        return ""

    def miss(self, article: Article) -> str:
        """Which key has no pattern that matches, as the end of a sentence; empty when all do."""
        for key, patterns in self.patterns.items():
            name, _ = _SUBJECTS[key]
            if not _first_match(article, key=key, patterns=patterns):
                wanted = ", ".join(f"«{pattern.typed}»" for pattern in patterns)
                return f"its {name} matches none of {wanted}"
        return ""


def rule_of(config: RuleConfig) -> Rule:
    """The rule of a table of `digest.toml`."""
    given: Mapping[str, tuple[str, ...]] = config.model_dump()
    return Rule(
        patterns={
            key: tuple(_pattern(typed, is_part=key == "words") for typed in patterns)
            for key, patterns in given.items()
            if patterns
        }
    )


def _first_match(article: Article, *, key: str, patterns: tuple[Pattern, ...]) -> Pattern | None:
    _, read = _SUBJECTS[key]
    subjects = [comparison_key(subject) for subject in read(article)]
    return next(
        (it for it in patterns if any(it.regex.search(subject) for subject in subjects)), None
    )


def _pattern(typed: str, *, is_part: bool) -> Pattern:
    first, *rest = (re.escape(literal) for literal in comparison_key(typed).split(_ANYTHING))
    start, gap, end = r"\A", ".*?", r"\Z"
    if is_part:
        start, gap, end = _bound(typed[:1], "(?<!"), ".{0,200}?", _bound(typed[-1:], "(?!")
    # Atomic groups: what stood behind a `*` once is not sought again, so that no text takes longer
    # than its length. The last one is: the pattern may stand there several times.
    middle = "".join(f"(?>{gap}{literal})" for literal in rest[:-1])
    last = f"(?>{gap}{rest[-1]}{end})" if rest else end
    expression = start + first + middle + last
    return Pattern(typed=typed, regex=re.compile(expression, re.DOTALL))


def _bound(edge: str, look: str) -> str:
    """A word ends there, unless it is written in a script that parts no words."""
    is_word = edge.isalnum() and not IDEOGRAPH.match(edge)
    return rf"{look}\w)" if is_word else ""
