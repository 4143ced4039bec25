"""What is wrong with the MJML of a mail, before mrml renders it wrong without a word.

One pass over the rendered source, in linear time and without recursion, whatever it holds. A
fault that is an error makes a mail that is broken somewhere; the others are mended by the
pre-pass, or are a matter of judgement, and show in `digest check`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from digest.render.mjml.table import ATTRIBUTES, ENDING, PARENTS
from digest.render.mjml.tokens import BROKEN_CONDITION, MAX_BYTES, MAX_DEPTH, VOID, opens, tags
from digest.render.mjml.values import TagFault, attributes_of, near, tag_faults

#: Faults after which no more are looked for.
MAX_FAULTS: Final = 50
_MESSAGE: Final = 300  # characters; names in it may be of any length

_NOT_IN_MRML: Final = {"mj-html-attributes", "mj-selector", "mj-html-attribute"}
_ATTRIBUTE_SETS: Final = {"mj-all", "mj-class"}
_COMPONENTS: Final = frozenset({"mjml", *ATTRIBUTES, *_ATTRIBUTE_SETS})
#: Where mrml takes an `mj-raw`; npm's MJML takes it in more places.
_RAW_PARENTS: Final = {
    "mj-body", "mj-column", "mj-group", "mj-head", "mj-hero", "mj-section", "mj-wrapper",
}  # fmt: skip
#: Elements that hold words or CSS, and no element.
_WORDS: Final = {"mj-breakpoint", "mj-preview", "mj-style", "mj-title"}
_PICTURES: Final = {"mj-image", "mj-carousel-image"}
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEMPLATE_SYNTAX: Final = re.compile(r"\{[{%]|#\}")
_INLINE: Final = re.compile(r"""\sinline\s*+=\s*+["']([^"']*+)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFault:
    """One fault: where it is in the source, what it is, and whether the mail is wrong with it."""

    line: int  #: of the source, from 1
    offset: int  #: in the source, in characters
    code: str  #: stable, for whoever wants to look for it
    message: str  #: a sentence: what is wrong and how to mend it
    is_error: bool = True


def lint_mjml(source: str) -> tuple[LintFault, ...]:
    """The faults of an MJML document, in its order; at most MAX_FAULTS of them.

    The codes: mjml-size, mjml-depth; mjml-root, mjml-unknown-tag, mjml-parent, mjml-raw-place,
    mjml-html-attributes, mjml-include, mjml-stray-content, mjml-words-only, mjml-unclosed,
    mjml-stray-end; mjml-bare-less-than, mjml-declaration, mjml-comment, mjml-character,
    mjml-template-syntax; mjml-unknown-attribute, mjml-ignored-attribute, mjml-duplicate-attribute,
    mjml-attribute-syntax, mjml-value, mjml-padding-unit, mjml-colour; mjml-image-alt,
    mjml-image-width, mjml-inline-style.
    """
    walk = _Walk(source)
    if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        walk.add(
            "mjml-size", f"the source has more than {MAX_BYTES:,} bytes; shorten the issue", at=0
        )
    else:
        walk.characters()
        walk.run()
    faults = sorted(walk.faults, key=lambda fault: fault.offset)[:MAX_FAULTS]
    lines = _lines(source, [fault.offset for fault in faults])
    return tuple(
        LintFault(
            line=line,
            offset=fault.offset,
            code=fault.code,
            message=_printable(fault.message),
            is_error=fault.is_error,
        )
        for line, fault in zip(lines, faults, strict=True)
    )


def _lines(source: str, offsets: list[int]) -> list[int]:
    """The line of each offset, from 1; the offsets come in order."""
    lines, line, end = [], 1, 0
    for offset in offsets:
        line += source.count("\n", end, offset)
        end = offset
        lines.append(line)
    return lines


class _Walk:
    """The state of one pass: the elements that are open, and what has been found."""

    def __init__(self, source: str) -> None:
        self.faults: list[TagFault] = []
        self._source = source
        self._open: list[tuple[str, int]] = []  # name and offset, from the outside in
        self._counts: Counter[str] = Counter()  # of the names in `_open`
        self._holder = 0  # how many are open inside of, and with, one that does not hold MJML
        self._roots: Counter[str] = Counter()  # mjml, mj-head, mj-body: how many there were
        self._is_cut = False  # whether a broken comment hides the rest
        self._with_alt: set[str] = set()  # elements and mj-classes with a default alt

    def add(self, code: str, message: str, *, at: int, is_error: bool = True) -> None:
        """Note a fault at an offset."""
        self.faults.append(TagFault(offset=at, code=code, message=message, is_error=is_error))

    def characters(self) -> None:
        """Look for what must not, or should not, be anywhere in the source."""
        if found := _FORBIDDEN.search(self._source):
            self.add(
                "mjml-character",
                f"the character U+{ord(found[0]):04X} may not be in a mail; take it out",
                at=found.start(),
            )
        if any(mark in self._source for mark in ("{{", "{%", "#}")) and (
            found := _TEMPLATE_SYNTAX.search(self._source)
        ):
            self.add(
                "mjml-template-syntax",
                f"`{found[0]}` is shown to the reader; is it a template's, left over?",
                at=found.start(),
                is_error=False,
            )

    def run(self) -> None:
        """Go through the tags."""
        end = 0
        for tag in tags(self._source):
            if end < tag.start():
                self._gap(end, tag.start())
            text, slash, name = tag.group(0, 1, 2)
            if name is None:
                self._nameless(text, tag.start())
            elif slash:
                self._end_tag(name, tag.start())
            else:
                self._start_tag(text, name, offset=tag.start())
            end = tag.end()
            if len(self.faults) >= MAX_FAULTS or len(self._open) > MAX_DEPTH:
                break
        else:
            if not self._is_cut:
                self._gap(end, len(self._source))
                self._finish()

    def _gap(self, start: int, end: int) -> None:
        """Text between two tags."""
        bare = self._source.find("<", start, end)
        if bare >= 0:
            self.add("mjml-bare-less-than", "a `<` that begins no tag; write &lt;", at=bare)
        if self._holder:
            return
        text = self._source[start:end]
        words = text.strip(" \t\r\n\ufeff")
        if not words:
            return
        where = f"in <{self._open[-1][0]}>" if self._open else "outside of <mjml>"
        self.add(
            "mjml-stray-content",
            f"the text {_shown(words)} stands {where}; put it into an <mj-text>",
            at=start + text.index(words),
        )

    def _nameless(self, text: str, offset: int) -> None:
        """A comment, a declaration, or a `<` that begins nothing whole."""
        if text == "<" and self._source.startswith("<!--", offset):
            self.add("mjml-comment", "a comment never ends; close it with -->", at=offset)
            self._is_cut = True
        elif text == BROKEN_CONDITION:
            self._is_cut = True
            message = "a conditional comment is broken; begin it like <!--[if mso]>"
            self.add("mjml-comment", message, at=offset)
        elif text == "<":
            shown = _shown(self._source[offset : offset + 60])
            message = f"{shown} begins no whole tag; close it and its quotes, or write &lt;"
            self.add("mjml-bare-less-than", message, at=offset)
        elif text.startswith("<!--[if") or text.endswith("[endif]-->"):
            if not self._holder:
                message = "a conditional comment stands between elements of MJML; put it into an "
                self.add("mjml-comment", f"{message}<mj-raw>", at=offset)
        elif not text.startswith("<!--"):
            message = f"{_shown(text)} has no place in MJML; take it out"
            self.add("mjml-declaration", message, at=offset)

    def _start_tag(self, tag: str, name: str, *, offset: int) -> None:
        self._place(name, offset)
        for fault in tag_faults(tag, name=name):
            self.add(fault.code, fault.message, at=offset + fault.offset, is_error=fault.is_error)
        if name in _PICTURES or (self._open and self._open[-1][0] == "mj-attributes"):
            self._picture(tag, name, offset=offset)
        elif name == "mj-style":
            self._style(tag, offset)
        if opens(tag, name.lower()):
            self._open.append((name, offset))
            self._counts[name] += 1
            if self._holder or name in ENDING or name not in _COMPONENTS:
                self._holder += 1
            if len(self._open) > MAX_DEPTH:
                message = f"more than {MAX_DEPTH} elements lie inside each other; "
                message += "look for emphasis or lists nested that deep, or a tag left open"
                self.add("mjml-depth", message, at=offset)

    def _style(self, tag: str, offset: int) -> None:
        """Whether styles that are to be written into the elements can be."""
        asked = _INLINE.search(tag)
        if asked is None:
            return
        if asked[1] != "inline":
            message = '`inline` has an effect as inline="inline" only; write that, or leave it out'
            self.add("mjml-inline-style", message, at=offset + asked.start() + 1)
        end = offset + len(tag)
        rule = self._source.find("@", end, max(end, self._source.find("<", end)))
        if rule >= 0:
            message = (
                "a rule with @ goes into no element and is lost; put it into another <mj-style>"
            )
            self.add("mjml-inline-style", message, at=rule)

    def _place(self, name: str, offset: int) -> None:
        """Whether the element `name` may stand here."""
        if self._holder:
            holder = self._open[-self._holder][0]
            if holder in _WORDS:
                message = f"<{name}> stands in <{holder}>, which holds words only; take it out"
                self.add("mjml-words-only", message, at=offset)
            elif name in _COMPONENTS:
                if holder not in ENDING:
                    return  # unknown, and told already
                message = f"<{name}> stands in the HTML of <{holder}>; close that before it"
                self.add("mjml-parent", message, at=offset)
            elif name.startswith("mj-"):
                self._unknown(name, offset)
        elif name in _COMPONENTS:
            self._component(name, offset)
        elif name.startswith("mj"):
            self._unknown(name, offset)
        else:
            where = f"in <{self._open[-1][0]}>" if self._open else "outside of <mjml>"
            message = f"<{name}> stands {where}; put HTML into an <mj-text> or <mj-raw>"
            self.add("mjml-stray-content", message, at=offset)

    def _unknown(self, name: str, offset: int) -> None:
        if name in _NOT_IN_MRML:
            message = f"<{name}> is not known to mrml; write the attribute into the HTML itself"
            self.add("mjml-html-attributes", message, at=offset)
        elif name == "mj-include":
            message = "<mj-include> reads no file here; write {% include %} in the template"
            self.add("mjml-include", message, at=offset)
        else:
            hint = near(name, among=_COMPONENTS) or "take it out"
            self.add("mjml-unknown-tag", f"<{name[:40]}> is no element of MJML; {hint}", at=offset)

    def _component(self, name: str, offset: int) -> None:
        parent = self._open[-1][0] if self._open else ""
        if name in {"mjml", "mj-head", "mj-body"}:
            self._roots[name] += 1
            if self._roots[name] > 1:
                self.add("mjml-root", f"a second <{name}>; a mail has one of them", at=offset)
            elif name == "mjml" and parent:
                self.add(
                    "mjml-root", f"<mjml> stands in <{parent}>; it holds all the rest", at=offset
                )
        if name == "mjml":
            return
        if parent == "mj-attributes":
            if name == "mj-raw":
                message = "<mj-raw> in <mj-attributes> has no effect; take it out"
                self.add("mjml-raw-place", message, at=offset)
            return
        parents = PARENTS.get(name, frozenset({"mj-attributes"}))
        if name == "mj-raw":
            parents &= _RAW_PARENTS
        if parent in parents:
            return
        allowed = ", ".join(f"<{each}>" for each in sorted(parents))
        where = f"in <{parent}>" if parent else "outside of <mjml>"
        code = "mjml-raw-place" if name == "mj-raw" else "mjml-parent"
        self.add(code, f"<{name}> stands {where}; it may stand in {allowed}", at=offset)

    def _picture(self, tag: str, name: str, *, offset: int) -> None:
        """Whether a picture has words, its own or by default."""
        values = {key: value or "" for _, key, value in attributes_of(tag, name=name)}
        if self._open and self._open[-1][0] == "mj-attributes":
            if "alt" in values:
                self._with_alt.add(f".{values.get('name', '')}" if name == "mj-class" else name)
            return
        classes = {f".{each}" for each in values.get("mj-class", "").split()}
        if "alt" not in values and not self._with_alt & {name, "mj-all", *classes}:
            self.add(
                "mjml-image-alt",
                f'<{name}> has no `alt`; write what the picture says, or alt="" for decoration',
                at=offset,
            )

    def _end_tag(self, name: str, offset: int) -> None:
        if self._open and self._open[-1][0] == name:
            self._close()
            return
        if not self._counts[name]:
            what = "has no content" if name in VOID else "closes nothing"
            self.add("mjml-stray-end", f"</{name}> {what}; take it out", at=offset)
            return
        while self._open[-1][0] != name:
            self._left_open(f"before </{name}>")
        self._close()

    def _close(self) -> None:
        name, _ = self._open.pop()
        self._counts[name] -= 1
        if self._holder:
            self._holder -= 1

    def _left_open(self, until: str) -> None:
        name, offset = self._open[-1]
        self.add("mjml-unclosed", f"<{name}> is not closed {until}; write </{name}>", at=offset)
        self._close()

    def _finish(self) -> None:
        while self._open:
            self._left_open("before the end")
        for name in ("mjml", "mj-body"):
            if not self._roots[name]:
                self.add("mjml-root", f"there is no <{name}>; a mail has one", at=0)


def _printable(message: str) -> str:
    """The message without what a terminal would obey, and no longer than anyone reads."""
    return "".join(each if each.isprintable() else "\ufffd" for each in message[:_MESSAGE])


def _shown(text: str) -> str:
    first = text.split("\n", 1)[0].strip()
    return f"`{first if len(first) <= 40 else first[:40] + '…'}`"
