"""The door to lxml for feeds: a document as a tree, without entities, or what is wrong with it.

A document type is refused before anything is parsed, so that no entity can be declared; nothing is
loaded from anywhere, and libxml2's own limits on depth and size stay on.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from lxml import etree

from digest.render.feed_check.codes import found, quoted
from digest.render.preflight.finding import Finding

Element: TypeAlias = etree._Element  # noqa: SLF001  # lxml has no public name for its elements

_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.-]{0,40})""")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL: Final = {"utf-8", "utf-8-sig", "ascii"}
#: Python knows codecs that are no encodings of documents, some of them slow.
_ENCODINGS: Final = (
    "ascii", "big5", "cp", "euc_", "gb", "iso8859", "koi8", "mac-", "shift_jis", "utf-16", "utf-8",
)  # fmt: skip
#: After these there is nothing to parse, or nothing that is safe.
_FATAL: Final = {"feed-format", "xml-doctype"}
#: XML 1.0 §2.2.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Names of libxml2's errors, and what the message holds where a name alone does not tell.
_REFERENCES: Final = ("ERR_NAME_REQUIRED", "ERR_ENTITYREF_SEMICOL_MISSING")
_CHARACTERS: Final = ("ERR_INVALID_CHAR", "ERR_INVALID_CHARREF")
_UNKNOWN: Final = ("ERR_UNDECLARED_ENTITY", "WAR_UNDECLARED_ENTITY")


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """A well-formed document."""

    name: str
    root: Element

    def place(self, element: Element) -> str:
        """The element's line."""
        line = cast("int | None", element.sourceline)
        return f"{self.name}:{line}" if line else self.name


def read_xml(body: bytes, *, name: str) -> tuple[XmlDocument | None, tuple[Finding, ...]]:
    """The document, unless it is ill-formed, and what is wrong with the writing of it."""
    text, encoding, fault = _decoded(body, name=name)
    if fault:
        return None, (fault,)
    findings = [] if encoding in _USUAL else [_foreign(encoding, name=name)]
    told: dict[str, Finding] = {}
    for at, what in _prolog(text):
        code = _prolog_code(what)
        if code and code not in told:
            told[code] = found(code, place=_place(name, text, at=at), message=quoted(what))
    findings += told.values()
    if not _FATAL.isdisjoint(told):
        return None, tuple(findings)
    if forbidden := _FORBIDDEN.search(text):
        message = f"U+{ord(forbidden[0]):04X} stands there"
        place = _place(name, text, at=forbidden.start())
        return None, (*findings, found("xml-character", place=place, message=message))
    root = _parsed(text, name=name)
    if isinstance(root, Finding):
        return None, (*findings, root)
    return XmlDocument(name, root), tuple(findings)


def inner_text(element: Element | None) -> str:
    """All text of an element; empty where there is none."""
    return "" if element is None else "".join(map(str, element.itertext()))


def inner_markup(element: Element) -> str:
    """What an element holds, as HTML; for XHTML in Atom."""
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = etree.QName(each).localname
    etree.cleanup_namespaces(element)
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return str(markup)


def _decoded(body: bytes, *, name: str) -> tuple[str, str, Finding | None]:
    """Text and encoding, or what keeps us from knowing them."""
    marked = next((codec for mark, codec in _MARKS if body.startswith(mark)), "")
    declared = _DECLARED.match(body[:400].lstrip())
    encoding = marked or (declared[1].decode("ascii") if declared else "utf-8")
    try:
        encoding = codecs.lookup(encoding).name
        if encoding.startswith(_ENCODINGS):
            return body.decode(encoding), encoding, None
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        message = f"bytes from {error.start} on are no {encoding}"
        return "", encoding, found("xml-bytes", place=f"{name}:{line}", message=message)
    except LookupError:
        pass
    message = f"the encoding {quoted(encoding)} is unknown"
    return "", encoding, found("xml-bytes", place=f"{name}:1", message=message)


def _foreign(encoding: str, *, name: str) -> Finding:
    return found("xml-encoding", place=f"{name}:1", message=f"it is written in {encoding}")


def _prolog_code(what: str) -> str:
    """What is wrong with a part of the prolog; empty for nothing."""
    if what.lower().startswith(("<!doctype html", "<html")):
        return "feed-format"
    if what.startswith("<!"):
        return "xml-doctype"
    return "xml-xslt" if what.startswith("<?xml-stylesheet") and "xsl" in what else ""


def _prolog(text: str) -> Iterator[tuple[int, str]]:
    """Processing instructions, and the beginning of a document type or else of the root element."""
    ends = {"<?": "?>", "<!--": "-->"}
    at = text.find("<")
    while at >= 0:
        opening = next((mark for mark in ends if text.startswith(mark, at)), "")
        if not opening:
            yield at, text[at : at + 80]
            return
        end = text.find(ends[opening], at)
        if end < 0:
            return
        if opening == "<?":
            yield at, text[at : end + 2]
        at = text.find("<", end)


def _place(name: str, text: str, *, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return f"{name}:{line}:{column}"


def _parsed(text: str, *, name: str) -> Element | Finding:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        # The error's own log holds other documents' faults as well.
        return _syntax(parser.error_log, name=name) or _unplaced(error, name=name)
    except (etree.LxmlError, ValueError) as error:  # what it has no position for
        return _unplaced(error, name=name)
    return root


def _unplaced(error: Exception, *, name: str) -> Finding:
    return found("xml-syntax", place=name, message=quoted(str(error)))


def _syntax(log: Iterable[etree._LogEntry], *, name: str) -> Finding | None:
    """The first error, on which all others follow."""
    entry = next(iter(log), None)
    if entry is None:
        return None
    code = "xml-syntax"
    if entry.type_name in _REFERENCES and "EntityRef" in entry.message:
        code = "xml-ampersand"
    elif entry.type_name in _UNKNOWN:
        code = "xml-entity"
    elif entry.type_name in _CHARACTERS:
        code = "xml-character"
    place = f"{name}:{entry.line}:{entry.column}"
    return found(code, place=place, message=quoted(entry.message))
