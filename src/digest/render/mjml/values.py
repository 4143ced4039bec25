"""Which attributes of a start tag are good, and which of their values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Final

from digest.render.mjml.table import ATTRIBUTES
from digest.render.mjml.tokens import COMMON, PADDING

#: What npm's MJML honours and mrml ignores without a word; found by trying each of them in both.
IGNORED: Final = {
    tag: frozenset(names.split())
    for tag, names in {
        "mj-accordion-title": "font-weight",
        "mj-body": "id",
        "mj-button": "title",
        "mj-carousel-image": "rel",
        "mj-column": "inner-border-radius",
        "mj-hero": "border-radius",
        "mj-image": "border-bottom border-left border-right border-top sizes",
        "mj-section": "gutter",
        "mj-social": "border",
        "mj-social-element": "border icon-position sizes srcset",
        "mj-table": "role",
        "mj-wrapper": "gap gutter",
    }.items()
}
_ALL_KINDS: Final = {name: kind for kinds in ATTRIBUTES.values() for name, kind in kinds.items()}
_KINDS: Final = {
    **ATTRIBUTES,
    "mjml": {"lang": "string", "dir": "enum(ltr,rtl,auto)", "owa": "string"},
    "mj-all": _ALL_KINDS,
    "mj-class": _ALL_KINDS | {"name": "string"},
}
_EVERYWHERE: Final = {"mj-class", "css-class"}

#: White space; a name, and its value if it has one; whatever cannot be read.
_PART: Final = re.compile(
    r"""\s++|([^\s"'=<>/]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'))?|(.)""", re.DOTALL
)
_PIXELS: Final = re.compile(r"\d+(?:\.\d+)?px")
_ZERO: Final = re.compile(r"0+(?:\.0+)?")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}|[A-Za-z]+|(?:rgb|hsl)a?\([^()]*\)")
_SHORT_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{3}")
_KIND: Final = re.compile(r"(\w+)\((.*)\)(\{1,4\})?")
_SHOWN: Final = 40  # characters of a value that a message shows
_MOST: Final = 10  # faults of one tag


@dataclass(frozen=True, slots=True, kw_only=True)
class TagFault:
    """What is wrong with one start tag; `offset` counts from its `<`."""

    offset: int
    code: str
    message: str
    is_error: bool = True


def attributes_of(tag: str, *, name: str) -> Iterator[tuple[int, str, str | None]]:
    """Offset, name and value of each attribute of a start tag, up to one that cannot be read.

    The value is None where there is none. What cannot be read, or stands without a space before
    it, comes last and with an empty name.
    """
    stop = len(tag) - (2 if tag.endswith("/>") else 1)
    spaced = False
    for part in _PART.finditer(tag, 1 + len(name), stop):
        if part[1] is None and part[3] is None:
            spaced = True
            continue
        if part[3] is not None or not spaced:
            yield part.start(), "", tag[part.start() : stop]
            return
        yield part.start(), part[1], None if part[2] is None else part[2][1:-1]
        spaced = False


def tag_faults(tag: str, *, name: str) -> tuple[TagFault, ...]:
    """The faults of the attributes of a start tag. HTML elements are held to fewer rules."""
    return _known_faults(tag, name) if len(tag) <= COMMON else _first_faults(tag, name)


def _first_faults(tag: str, name: str) -> tuple[TagFault, ...]:
    return tuple(islice(_faults(tag, name=name), _MOST))


_known_faults: Final = lru_cache(maxsize=2048)(_first_faults)  # mails are made of the same tags


def near(name: str, *, among: Collection[str]) -> str:
    """A hint at the one of `among` that was meant, or nothing."""
    found = get_close_matches(name[:_SHOWN], among, n=1, cutoff=0.7)
    return f"did you mean `{found[0]}`?" if found else ""


def _faults(tag: str, *, name: str) -> Iterator[TagFault]:
    seen: set[str] = set()
    is_mjml = name in _KINDS
    for offset, attribute, value in attributes_of(tag, name=name):
        fault = ""
        if not attribute:
            fault = f"holds {_shown(value or '')}, which is no attribute"
        elif value is None and is_mjml:
            fault = f"has `{attribute}` without a value"
        if fault:
            yield TagFault(
                offset=offset,
                code="mjml-attribute-syntax",
                message=f'<{name}> {fault}; write name="value", with a space before it',
            )
            continue
        if attribute in seen:
            yield TagFault(
                offset=offset,
                code="mjml-duplicate-attribute",
                message=f"<{name}> has `{attribute}` twice and one of them is lost; take one out",
            )
        seen.add(attribute)
        if is_mjml and (found := _judged(name, attribute, value=value or "")):
            code, message, is_error = found
            yield TagFault(
                offset=offset, code=code, message=f"<{name}> {message}", is_error=is_error
            )
    if name == "img":
        yield from _image(seen)


def _image(seen: set[str]) -> Iterator[TagFault]:
    if "alt" not in seen:
        yield TagFault(
            offset=0,
            code="mjml-image-alt",
            message='<img> has no `alt`; write what the picture says, or alt="" for decoration',
        )
    if "width" not in seen:
        yield TagFault(
            offset=0,
            code="mjml-image-width",
            message="<img> has no `width`, and Outlook shows it as large as its file; give one",
            is_error=False,
        )


def _judged(name: str, attribute: str, *, value: str) -> tuple[str, str, bool] | None:
    """Code, message and weight of what is wrong with one attribute of an MJML element."""
    if attribute in _EVERYWHERE or attribute.startswith("xmlns"):
        return None
    kind = _KINDS[name].get(attribute)
    if kind is None:
        hint = near(attribute, among=_KINDS[name]) or "take it out"
        return "mjml-unknown-attribute", f"knows no `{attribute}`; {hint}", True
    if attribute in IGNORED.get(name, ()):
        return "mjml-ignored-attribute", f"has `{attribute}`, which does nothing; take it out", True
    return _valued(attribute, kind=kind, value=value)


def _valued(attribute: str, *, kind: str, value: str) -> tuple[str, str, bool] | None:
    if kind == "color":
        return _colour(attribute, value)
    if PADDING.fullmatch(attribute):
        return _padding(attribute, value, most=4 if kind.endswith("{1,4}") else 1)
    if not _pattern(kind).fullmatch(value):
        expected = kind.replace("unitWithNegative", "unit")
        message = f"has {attribute}={_shown(value)}; MJML expects {expected}"
        return "mjml-value", message, True
    return None


def _colour(attribute: str, value: str) -> tuple[str, str, bool] | None:
    if _COLOUR.fullmatch(value):
        return None
    if _SHORT_COLOUR.fullmatch(value):
        digits = "".join(digit * 2 for digit in value[1:])
        return "mjml-colour", f"has {attribute}={_shown(value)}; write it as #{digits}", False
    message = f"has {attribute}={_shown(value)}, which is no colour; write six digits, as #1f4f82"
    return "mjml-colour", message, True


def _padding(attribute: str, value: str, *, most: int) -> tuple[str, str, bool] | None:
    sides = value.split()
    if 1 <= len(sides) <= most and all(map(_PIXELS.fullmatch, sides)):
        return None
    if 1 <= len(sides) <= most and all(_ZERO.fullmatch(s) or _PIXELS.fullmatch(s) for s in sides):
        return "mjml-padding-unit", f"has {attribute}={_shown(value)}; write 0px for 0", False
    message = (
        f"has {attribute}={_shown(value)}; write {'one to four lengths' if most == 4 else 'it'} in "
        "px, or Outlook's widths come out wrong"
    )
    return "mjml-padding-unit", message, True


@lru_cache(maxsize=64)
def _pattern(kind: str) -> re.Pattern[str]:
    """What values of a kind of MJML's look like."""
    match = _KIND.fullmatch(kind)
    if match is None:
        return re.compile({"integer": r"\d+", "boolean": "true|false"}.get(kind, r"(?s).*"))
    choices = match[2].split(",")
    if match[1] == "enum":
        return re.compile("|".join(map(re.escape, choices)))
    sign = "-?" if match[1] == "unitWithNegative" else ""
    units = "|".join(re.escape(unit) for unit in choices if unit != "auto")
    one = rf"{sign}(?:\d+(?:\.\d+)?|\.\d+)(?:{units})|0{'|auto' if 'auto' in choices else ''}"
    return re.compile(rf"(?:{one})(?: (?:{one})){{0,3}}" if match[3] else one)


def _shown(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")
