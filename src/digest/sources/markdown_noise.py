"""Markdown as site generators know it → CommonMark: what is no text goes, and boxes are noted.

The dialects: MDX and JSX, Hugo shortcodes, Liquid tags, kramdown and Pandoc attributes, MkDocs
admonitions, GitHub alerts, `:::` containers, footnotes. Code, fenced or in a line, stays as it is.
A box is a container with a title or a telling name; where it begins and ends, the CommonMark has
an HTML comment that no author has written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from digest.sources.html.hints import hint_of

_FENCE = re.compile(r"\s*(`{3,}|~{3,})[^`]*$")
_CODE_BEGINS = re.compile(r"\s*\{(?:%-?|\{[<%])\s*highlight\b")
_CODE_ENDS = re.compile(r"\s*\{(?:%-?\s*end|\{[<%]\s*/\s*)highlight\b")
_COMMENT_BEGINS = re.compile(r"\{%-?\s*comment\b")
_COMMENT_ENDS = re.compile(r"\{%-?\s*endcomment\b")

# What begins in one line may end some lines below.
_MOST_LINES = 20
_LONGEST = 2_000  # characters of a line that is for the generator
_ITEM_INDENT = 2  # a box that stands in a list item is none of ours: it would end the list
_DEEPEST = 20  # boxes in boxes; as deep as CommonMark is parsed
_BEGUN: Final = (
    (re.compile(r"\s*\{\{[<%](?!.*[>%]\}\})"), re.compile(r"[>%]\}\}")),
    (re.compile(r"\s*<[A-Z][\w.]*(?:\s[^<>]*)?$"), re.compile(r">\s*$")),
    (re.compile(r"import\s*\{[^}]*$"), re.compile(r"\bfrom\b")),
)
# Modules of MDX; prose may begin with these words as well.
_IMPORT = re.compile(r"import\s+(?:[\w*{][^'\"]*\bfrom\s+)?['\"][^'\"]*['\"];?\s*$")
_EXPORT = re.compile(r"export\s+(?:const|let|var|default|function|async|class)\b")
_CONTENTS = re.compile(r"\s*@?\[{1,2}_?toc_?\]{1,2}\s*$", re.IGNORECASE)
_DIRECTIVE = re.compile(r"import\b|export\b|\s*[{<\[!?:>@]")
_KRAMDOWN_CONTENTS = re.compile(r"\s*\{:\s*toc\b")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]\s+")
_TIGHT_HEADING = re.compile(r"^( {0,3}#{2,6})(?=[^#\s])")

# `!!! tip "Title"` of MkDocs, `> [!TIP] Title` of GitHub and Obsidian, `:::tip Title` of Docusaurus
# and VuePress, `::: {.tip}` of Pandoc, `{{< tip >}}` of Hugo, `<Tip title="…">` of MDX.
_ADMONITION = re.compile(
    r"\s*(?:!!!|\?\?\?\+?)\s+(?P<name>[\w-]+)(?:\s+[\w-]+)*(?:\s+\"(?P<title>.*)\")?\s*$"
)
_ALERT = re.compile(r"\s*>\s*\[!(?P<name>[\w-]+)\][+-]?\s*(?P<title>.*)$")
_QUOTED = re.compile(r"\s*> ?")
_COLONS = re.compile(r"\s*:{3,}\s*(?:\{\s*)?\.?(?P<name>[A-Za-z][\w-]*)(?P<rest>.*)$")
_COLONS_END = re.compile(r"\s*:{3,}\s*$")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:(?:\s+|$)")
_SHORTCODE = re.compile(
    r"\s*\{\{[<%]\s*(?P<end>/)?\s*(?P<name>[\w./-]+)(?P<rest>(?:(?![>%]\}\}).)*?)(?P<void>/)?"
    r"\s*[>%]\}\}\s*$"
)
_ELEMENT = re.compile(
    r"\s*<(?P<end>/)?(?P<name>[A-Z][\w.]*|aside|details|div|section)\b"
    r"(?P<rest>(?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*?)(?P<void>/)?>"
    r"\s*(?:<summary>(?P<title>.*)</summary>\s*)?$"
)
_SUMMARY = re.compile(r"\s*<summary>(?P<title>.*)</summary>\s*$")
_ENDED = re.compile(r"(?:\{\{[<%]\s*/\s*|</)([\w./-]+)")
_TITLE = re.compile(
    r"\b(?:title|heading|label)\s*=\s*\{?\s*(?P<quote>[\"'])(?P<title>.*?)(?P=quote)"
)
_CLASS = re.compile(r"\b(?:class|className|id|type)\s*=\s*[\"']([^\"']*)")
_TAGS = re.compile(r"<[^<>]*>")

# What may stand in a line, behind code, which is found first and kept: Liquid comments and tags,
# shortcodes, comments of JSX, attributes of kramdown and Pandoc, components, references to notes.
_CODE = r"(?<!`)(?P<ticks>`+)(?!`).{1,1000}?(?<!`)(?P=ticks)(?!`)"
# None may run on over the beginning of its like: each would look as far again.
_NOISE = (
    r"\{%-?\s*comment\b.{0,500}?endcomment\s*-?%\}|\{%(?:[^%{]|%(?!\})){0,500}%\}"
    r"|\{\{(?:[^{}]|\{[^{}]{0,300}\}){0,500}\}\}|\{/\*(?:[^*{]|\*(?!/)){0,500}\*/\}"
    r"|\{:[^{}]{0,300}\}|\{\s?[#.]\w[^{}]{0,300}\}"
    r"|</?[A-Z][\w.]*(?:\s(?:[^<>\"'{}]|\"[^\"]{0,300}\"|'[^']{0,300}'|\{[^{}]{0,300}\}){0,300})?>"
    r"|\[\^[^\]\[\s]{1,80}\](?!:)"
)
_EXPRESSION = r"|\{\s*[\"'`](?P<said>[^\"'`{}]*)[\"'`]\s*\}|\{(?:[^{}]|\{[^{}]{0,300}\}){0,300}\}"
_INLINE = re.compile(f"{_CODE}|{_NOISE}")
_INLINE_MDX = re.compile(f"{_CODE}|{_NOISE}{_EXPRESSION}")

# Boxes whose name is no title: what they say is not what they are about.
_NAMELESS: Final = frozenset({
    "alert", "admonition", "attention", "bug", "callout", "callout-caution", "callout-important",
    "callout-note", "callout-tip", "callout-warning", "caution", "danger", "details", "error",
    "example", "failure", "footnotes", "hint", "important", "info", "message", "note", "notice",
    "question", "quote", "success", "tip", "todo", "warning",
})  # fmt: skip
_BOX = "tip"  # as `html_hints` calls a box of no particular name


class Box(NamedTuple):
    """A container around a part of the text."""

    hint: str  #: as `Block.hint`
    title: str  #: Markdown on one line; may be empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """CommonMark and its boxes: `<!--{mark}0-->` begins the first, `<!--{mark}0/-->` ends it."""

    text: str
    boxes: Sequence[Box]
    mark: str


class _Form(Enum):
    """What tells the end of a box."""

    INDENTED = "a line that is indented less"
    FOOTNOTE = "such a line behind an empty one"
    QUOTED = "a line without `>`"
    COLONS = "a line of colons"
    NAMED = "an end tag of its name"


class _Open(NamedTuple):
    form: _Form
    number: int  #: of the box; -1 when there is nothing to tell of it
    name: str = ""
    indent: str = ""

    def inner(self, line: str, *, is_behind_blank: bool) -> str | None:
        """The line as it stands inside of the box; None when the box has ended above it."""
        if self.form is _Form.QUOTED:
            quoted = _QUOTED.match(line)
            return f"{self.indent}{line[quoted.end() :]}" if quoted else None
        if not line.strip():
            return line
        if line.startswith(f"{self.indent}    "):
            return line[4:]
        if line.startswith(f"{self.indent}\t"):
            return line[1:]
        runs_on = self.form is _Form.FOOTNOTE and not is_behind_blank and not _FOOTNOTE.match(line)
        return line if runs_on else None


def common_markdown(text: str, *, is_mdx: bool = False) -> Cleaned:
    """The text without what only a site generator reads; MDX has expressions in braces as well.

    `text` has `\\n` as its line break and no front matter.
    """
    mark = "box-"
    while mark in text:
        mark = f"x{mark}"
    work = _Pass(mark=mark, inline=_INLINE_MDX if is_mdx else _INLINE)
    work.ended = frozenset(_ENDED.findall(text))
    for line in _whole_lines(text.split("\n")):
        work.take(line)
    work.close_from(0)
    return Cleaned(text="\n".join(work.out), boxes=work.boxes, mark=mark)


def _whole_lines(lines: Sequence[str]) -> Iterator[str]:
    """The lines, of which a tag that runs over several is one; those of a comment are none."""
    at = 0
    last = max((n for n, line in enumerate(lines) if _COMMENT_ENDS.search(line)), default=-1)
    while at < len(lines):
        line, at = lines[at], at + 1
        if at <= last and _COMMENT_BEGINS.search(line) and not _COMMENT_ENDS.search(line):
            at = next(n for n in range(at, last + 1) if _COMMENT_ENDS.search(lines[n])) + 1
            continue
        end = next((end for begun, end in _BEGUN if begun.match(line)), None)
        if end is not None and len(line) <= _LONGEST:
            for below in range(at, min(at + _MOST_LINES, len(lines))):
                if not lines[below].strip() or _FENCE.match(lines[below]):
                    break
                if end.search(lines[below]):
                    line, at = " ".join([line, *map(str.strip, lines[at : below + 1])]), below + 1
                    break
        yield line


@dataclass(slots=True, kw_only=True)
class _Pass:
    """One pass over the lines: what has been written, and what is open."""

    mark: str
    inline: re.Pattern[str]
    ended: frozenset[str] = frozenset()  #: names of elements and shortcodes that have an end tag
    out: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _fence: str = ""  #: what closes the code that we are in
    _is_exported: bool = False  #: whether we are in code of MDX, which ends at an empty line
    _is_blank: bool = True  #: whether the line above is

    def take(self, line: str) -> None:
        """Write a line, or what has to be written instead of it."""
        if self._is_exported and line.strip():
            return
        self._is_exported = False
        line = self._inside(line)
        if self._fence:
            self._code(line)
        elif fence := _FENCE.match(line):
            self._fence = fence[1]
            self.out.append(line)
        elif _CODE_BEGINS.match(line) and not _CODE_ENDS.search(line):
            self._fence = "```"
            self.out.append("```")
        elif not self._is_directive(line):
            self._text(line)
        self._is_blank = not line.strip()

    def close_from(self, depth: int) -> None:
        """Close the boxes from this depth on."""
        if self._fence and len(self._open) > depth:  # it began in the innermost
            self.out.append(self._fence)
            self._fence = ""
        while len(self._open) > depth:
            number = self._open.pop().number
            if number >= 0:
                self._comment(f"{number}/")

    def _inside(self, line: str) -> str:
        """The line without the signs of the boxes that it stands in; closes those above it."""
        for depth, box in enumerate(self._open):
            if box.form is _Form.COLONS or box.form is _Form.NAMED:
                continue  # all lines up to its end stand in it
            inner = box.inner(line, is_behind_blank=self._is_blank)
            if inner is None:
                self.close_from(depth)
                break
            line = inner
        return line

    def _code(self, line: str) -> None:
        stripped = line.strip()
        is_end = stripped.startswith(self._fence) and not stripped.strip(self._fence[0])
        if is_end or _CODE_ENDS.match(line):
            # Indented as it stands: to the left of its item it would begin code, not end it.
            self.out.append(line if is_end else self._fence)
            self._fence = ""
        else:
            self.out.append(line)

    def _is_directive(self, line: str) -> bool:
        """Whether the line is for the generator; if so, what it asks for is done."""
        if not _DIRECTIVE.match(line) or len(line) > _LONGEST:  # nearly all lines
            return False
        if self._is_blank and (_IMPORT.match(line) or _EXPORT.match(line)):
            self._is_exported = _EXPORT.match(line) is not None
            self.out.append("")
            return True
        if _KRAMDOWN_CONTENTS.match(line) and self.out and _LIST_ITEM.match(self.out[-1]):
            self.out[-1] = ""  # the item that the contents are put in the place of
            return True
        return _CONTENTS.match(line) is not None or self._is_box(line)

    def _is_box(self, line: str) -> bool:
        indent = line[: len(line) - len(line.lstrip())]
        if match := _ADMONITION.match(line):
            self._begin(_Form.INDENTED, match["name"], title=match["title"] or "", indent=indent)
        elif match := _ALERT.match(line):
            self._begin(_Form.QUOTED, match["name"], title=match["title"], indent=indent)
        elif _COLONS_END.match(line):
            self._end(_Form.COLONS)
        elif match := _COLONS.match(line):
            title = _title_in(match["rest"])
            self._begin(_Form.COLONS, match["name"], title=title, indent=indent)
        elif match := _SUMMARY.match(line):
            self._begin(_Form.NAMED, "details", title=match["title"], indent=indent)
            self._end(_Form.NAMED, name="details")
        elif match := _SHORTCODE.match(line) or _ELEMENT.match(line):
            self._element(match, indent=indent)
        elif match := _FOOTNOTE.match(line):
            self._begin(_Form.FOOTNOTE, "footnotes")
            self._text(line[match.end() :])
        else:
            return False
        return True

    def _element(self, match: re.Match[str], *, indent: str) -> None:
        if match["end"]:
            self._end(_Form.NAMED, name=match["name"])
        elif not match["void"] and match["name"] in self.ended:
            attribute = _TITLE.search(match["rest"])
            title = match.groupdict().get("title") or (attribute["title"] if attribute else "")
            hint = hint_of(" ".join(_CLASS.findall(match["rest"])))
            self._begin(_Form.NAMED, match["name"], title=title, indent=indent, hint=hint)
        self.out.append("")

    def _begin(
        self, form: _Form, name: str, *, title: str = "", indent: str = "", hint: str = ""
    ) -> None:
        if len(self._open) == _DEEPEST:
            return
        title = _TAGS.sub("", title).strip()
        hint = hint or hint_of(name)
        is_named = form is _Form.NAMED
        if not title and not is_named and name.lower() not in _NAMELESS:
            title = name.replace("-", " ").replace("_", " ").capitalize()  # as it is shown
        number = -1
        is_telling = title or hint or name == "details" or not is_named
        if is_telling and len(indent) < _ITEM_INDENT:
            number = len(self.boxes)
            self.boxes.append(Box(hint=hint or _BOX, title=title))
            self._comment(str(number))
        self._open.append(_Open(form, number, name, indent))

    def _end(self, form: _Form, *, name: str = "") -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            box = self._open[depth]
            if box.form is form and (not name or box.name == name):
                self.close_from(depth)
                return

    def _comment(self, text: str) -> None:
        self.out += ["", f"<!--{self.mark}{text}-->", ""]

    def _text(self, line: str) -> None:
        if "{" in line or "<" in line or "[^" in line:
            line = self.inline.sub(_kept, line)
        if "] " in line:
            line = _TASK.sub(r"\1", line)
        if "##" in line:
            line = _TIGHT_HEADING.sub(r"\1 ", line)
        self.out.append(line)


def _kept(match: re.Match[str]) -> str:
    if match["ticks"]:
        return match[0]
    return match.groupdict().get("said") or ""


def _title_in(rest: str) -> str:
    """The title behind the name of a `:::` container: `[Title]`, `{title="Title"}` or `Title`."""
    if match := _TITLE.search(rest):
        return match["title"]
    rest = re.sub(r"\{[^{}]*\}|\}", "", rest).strip()
    return rest[1:-1] if rest.startswith("[") and rest.endswith("]") else rest
