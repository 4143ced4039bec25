"""Rules about colours, on what readers get: inline styles first, then the dark scheme's rules.

The design's own pairs of colours are measured when `theme.toml` is read; here a template's colours
count as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from digest.config.contrast import LEAST_CONTRAST, contrast
from digest.render.preflight.codes import found
from digest.render.preflight.document import Element, Run
from digest.render.preflight.editions import HTML, Editions
from digest.render.preflight.finding import Finding
from digest.render.preflight.styles import Rule, declarations

_LEAST_LARGE: Final = 3.0  # WCAG 2.2, 1.4.3, for large text
_LARGE_PX, _LARGE_BOLD_PX = 24.0, 18.66
_NAMED: Final = {"white": "#ffffff", "black": "#000000"}
_HEX: Final = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB: Final = re.compile(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)", re.IGNORECASE)
_PIXELS: Final = re.compile(r"([\d.]+)px")
_NOTHING: Final = re.compile(r"[\s\u00a0\u200b-\u200f\u034f\ufeff]*")
_SHOWN: Final = 50


def contrasts(editions: Editions) -> Iterator[Finding]:
    """Words stand out from their ground, in the light and in the dark scheme."""
    for scheme in ("light", "dark"):
        is_dark = scheme == "dark"
        if is_dark and not any(rule.is_dark for rule in editions.styles):
            continue
        paint = _Paint([rule for rule in editions.styles if is_dark or not rule.is_dark])
        worst: dict[tuple[str, str], tuple[float, Run]] = {}
        for run in editions.html.runs:
            if run.element.is_hidden or _NOTHING.fullmatch(run.text) or run.element.tag == "img":
                continue
            pair = paint.colour(run.element), paint.ground(run.element)
            limit = _LEAST_LARGE if _is_large(run.element) else LEAST_CONTRAST
            if (ratio := contrast(*pair)) < limit and pair not in worst:
                worst[pair] = ratio, run
        for (words, ground), (ratio, run) in worst.items():
            code = "contrast-unreadable" if ratio < _LEAST_LARGE else "contrast-low"
            message = (
                f"«{run.text.strip()[:_SHOWN]}» is {words} on {ground} in the {scheme} scheme, "
                f"a contrast of {int(ratio * 100) / 100}:1"
            )
            yield found(code, place=HTML, message=message)


def dark_bands(editions: Editions) -> Iterator[Finding]:
    """Every coloured ground has its rule for the dark scheme, if the mail has one at all."""
    rules = tuple(
        rule
        for rule in editions.styles
        if rule.is_dark and not {"background", "background-color"}.isdisjoint(rule.declarations)
    )
    if not any(rule.is_dark for rule in editions.styles):
        return
    seen: set[str] = set()
    for element in editions.html.elements:
        ground = _own_ground(element)
        if not ground or ground in seen or element.is_hidden:
            continue
        if any(rule.matches(element) for rule in rules):
            continue
        seen.add(ground)
        message = f"the ground {ground} of <{element.tag}> stays as it is in the dark scheme"
        yield found("dark-band", place=HTML, message=message)


class _Paint:
    """The colours of elements by their attributes and by the rules of a scheme."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        # Later rules win over earlier ones of the same weight, heavier ones over lighter ones.
        self._rules = sorted(rules, key=lambda rule: rule.weight)
        self._declared: dict[Element, Mapping[str, str]] = {}

    def colour(self, element: Element) -> str:
        """That of its words: the nearest one around them."""
        for outer in element.path():
            if colour := _hex(self._declarations(outer).get("color", "")):
                return colour
        return "#000000"

    def ground(self, element: Element) -> str:
        """That behind its words."""
        for outer in element.path():
            declared = self._declarations(outer)
            for name in ("background-color", "background"):
                if colour := _hex(declared.get(name, "")):
                    return colour
            if colour := _hex(outer.attributes.get("bgcolor", "")):
                return colour
        return "#ffffff"

    def _declarations(self, element: Element) -> Mapping[str, str]:
        if element not in self._declared:
            rules = [rule for rule in self._rules if rule.matches(element)]
            declared: dict[str, str] = {}
            for rule in rules:
                declared |= rule.declarations
            declared |= declarations(element.attributes.get("style", ""))
            for rule in rules:
                declared |= rule.important
            self._declared[element] = declared
        return self._declared[element]


def _own_ground(element: Element) -> str:
    declared = declarations(element.attributes.get("style", ""))
    values = (
        declared.get("background-color", ""),
        declared.get("background", ""),
        element.attributes.get("bgcolor", ""),
    )
    return next(filter(None, map(_hex, values)), "")


def _is_large(element: Element) -> bool:
    size, is_bold = 16.0, False
    sizes = (declarations(outer.attributes.get("style", "")) for outer in element.path())
    for declared in sizes:
        weight = declared.get("font-weight", "")
        is_bold = is_bold or weight == "bold" or (weight.isdigit() and int(weight) >= 700)
        if match := _PIXELS.match(declared.get("font-size", "")):
            size = float(match[1])
            break
    return size >= _LARGE_PX or (is_bold and size >= _LARGE_BOLD_PX)


def _hex(value: str) -> str:
    """A colour as `#rrggbb`; empty for none, and for one that we cannot tell."""
    value = _NAMED.get(value.strip().lower(), value)
    if match := _HEX.search(value):
        digits = match[0][1:].lower()
        return "#" + ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits)
    if match := _RGB.search(value):
        return "#" + "".join(f"{min(255, int(number)):02x}" for number in match.groups())
    return ""
