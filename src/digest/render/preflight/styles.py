"""The little of CSS that tells which colours an element has in the light and in the dark scheme.

CSS Syntax 3 and Selectors 4, as far as mail programs know them: tags, classes, attributes, the
descendant and the child combinator. A rule that needs more than that matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from digest.render.preflight.document import Element

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE: Final = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:\.[\w-]+|\[[^\]]*\])*)")
_PART: Final = re.compile(r"\.([\w-]+)|\[([\w-]+)(?:([~|^$*]?)=[\"']?([^\"'\]]*)[\"']?)?\]")
_IMPORTANT: Final = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_DARK: Final = re.compile(r"prefers-color-scheme\s*:\s*dark", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """One step of a selector."""

    tag: str  #: empty for any
    classes: frozenset[str]
    attributes: tuple[tuple[str, str], ...]  #: name and exact value; an empty value: any
    is_child: bool  #: whether the step before it must be its parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One selector with its declarations."""

    steps: tuple[Compound, ...]
    declarations: Mapping[str, str]  #: names in lower case, values without `!important`
    important: Mapping[str, str]  #: those that have it, which win over a `style` attribute
    is_dark: bool  #: in a block for those who prefer a dark scheme

    def matches(self, element: Element) -> bool:
        """Whether the rule is about the element."""
        return _matches(self.steps, element)

    @property
    def weight(self) -> tuple[int, int]:
        """Specificity: classes and attributes, then tags."""
        named = sum(len(step.classes) + len(step.attributes) for step in self.steps)
        return named, sum(bool(step.tag) for step in self.steps)


def read_rules(sheet: str) -> tuple[Rule, ...]:
    """The rules of a style sheet in its order; of media queries only those for the dark scheme."""
    return tuple(_rules(_COMMENT.sub("", sheet), is_dark=False))


def declarations(style: str) -> dict[str, str]:
    """What a `style` attribute or the block of a rule says."""
    pairs = (part.partition(":") for part in style.split(";"))
    return {
        name.strip().lower(): _IMPORTANT.sub("", value).strip()
        for name, colon, value in pairs
        if colon
    }


def _rules(sheet: str, *, is_dark: bool) -> Iterator[Rule]:
    at = 0
    while (begin := sheet.find("{", at)) >= 0:
        head = sheet[at:begin].rpartition(";")[2].strip()
        end = _closing(sheet, begin)
        block = sheet[begin + 1 : end]
        if head.startswith("@"):
            if _DARK.search(head):
                yield from _rules(block, is_dark=True)
        else:
            strong = ";".join(part for part in block.split(";") if _IMPORTANT.search(part))
            for selector in head.split(","):
                if steps := _steps(selector.strip()):
                    yield Rule(
                        steps=steps,
                        declarations=declarations(block),
                        important=declarations(strong),
                        is_dark=is_dark,
                    )
        at = end + 1


def _closing(sheet: str, begin: int) -> int:
    depth = 0
    for match in re.finditer(r"[{}]", sheet[begin:]):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return begin + match.start()
    return len(sheet)


def _steps(selector: str) -> tuple[Compound, ...]:
    """The steps of a selector; none for one that we cannot tell."""
    steps: list[Compound] = []
    is_child = False
    for word in re.sub(r"\s*>\s*", " > ", selector).split():
        if word == ">":
            is_child = True
            continue
        match = _SIMPLE.fullmatch(word)
        if match is None:
            return ()
        parts = _PART.findall(match[2])
        steps.append(
            Compound(
                tag="" if match[1] in {None, "*"} else match[1].lower(),
                classes=frozenset(part[0] for part in parts if part[0]),
                attributes=tuple((part[1].lower(), part[3]) for part in parts if part[1]),
                is_child=is_child,
            )
        )
        is_child = False
    return tuple(steps)


def _matches(steps: tuple[Compound, ...], element: Element) -> bool:
    *before, last = steps
    if not _is(last, element):
        return False
    if not before:
        return True
    rest = tuple(before)
    outer: Iterable[Element] = element.parent.path() if element.parent else ()
    for ancestor in outer:
        if _matches(rest, ancestor):
            return True
        if last.is_child:
            return False
    return False


def _is(step: Compound, element: Element) -> bool:
    return (
        step.tag in {"", element.tag}
        and step.classes <= element.classes
        and all(
            element.attributes.get(name) == value if value else name in element.attributes
            for name, value in step.attributes
        )
    )
