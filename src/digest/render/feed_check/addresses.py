"""Addresses: whether each leads to the same place from wherever it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import SplitResult, urlsplit

from digest.compose.web import web_address
from digest.render.feed_check.codes import found, quoted
from digest.render.preflight.finding import Finding

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB: Final = {"http", "https"}
#: These lead nowhere, or only where the document was written.
_LOST: Final = {"about", "blob", "chrome", "cid", "data", "file", "mid", "view-source"}
_SCRIPTS: Final = {"javascript", "vbscript"}


def address_code(url: str) -> str:
    """What is wrong with an address; empty for nothing. Scripts are not its subject."""
    address = url.strip()
    match = _SCHEME.match(address)
    scheme = match[1].lower() if match else ""
    if not scheme or (scheme in _WEB and not web_address(address)):
        return "address-relative"
    return "address-scheme" if scheme in _LOST else ""


def address_finding(code: str, url: str, *, what: str, place: str) -> Finding:
    """The finding of that code; `what` says whose address it is."""
    shown = quoted(url) if url.strip() else "empty"
    return found(code, place=place, message=f"{what} is {shown}")


def is_script(url: str) -> bool:
    """Whether an address is a program; white space and control characters do not hide it."""
    bare = "".join(character for character in url if character > " ")
    match = _SCHEME.match(bare)
    return match is not None and match[1].lower() in _SCRIPTS


def is_web(url: str) -> bool:
    """Whether it is a whole http or https address."""
    return bool(web_address(url))


def split(url: str) -> SplitResult:
    """The parts of an address; all empty for one that is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # is only read when it is asked for
    except ValueError:
        return urlsplit("")
    return parts


def is_same(url: str, other: str, *, hosts_differ: bool = False) -> bool:
    """Whether two addresses are one; `hosts_differ`: leaving aside on which host."""
    first, second = (split(web_address(each.partition("#")[0])) for each in (url, other))
    # RFC 3986 §6.2.3: an empty path is the root.
    first, second = (each._replace(path=each.path or "/") for each in (first, second))
    if hosts_differ:
        first, second = (each._replace(scheme="", netloc="") for each in (first, second))
    return first == second


def srcset_addresses(srcset: str) -> Iterator[str]:
    """The addresses of a `srcset`, in linear time (WHATWG HTML §4.8.4.3.10)."""
    is_address_due = True
    for word in srcset.split():
        rest = word
        if not is_address_due:  # a descriptor, perhaps with a comma and the next address behind
            _, comma, rest = word.partition(",")
            if not comma:
                continue
            is_address_due = True
        if address := rest.strip(","):
            yield address
            is_address_due = rest.endswith(",")
