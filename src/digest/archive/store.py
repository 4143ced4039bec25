"""The `issues/` folder: one Markdown file per issue, created exclusively, replaced as a whole."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from digest.archive.format import format_head, format_issue
from digest.archive.head import parse_head, split
from digest.archive.parse import decode, parse_issue, plain_lines, scan_sources
from digest.errors import (
    FileTaken,
    IllegalMove,
    IssueChanged,
    IssueError,
    IssueExists,
    IssueNotFound,
)
from digest.files import DISK, Disk, create_exclusive, locked, write_atomic
from digest.model import ArticleRef, Issue, Status
from digest.ports import StoredIssue

if TYPE_CHECKING:  # most commands merge nothing
    from digest.archive.merge import Merged

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}(?:-[a-z0-9-]{1,80})?")


def is_name(text: str) -> bool:
    """Whether an issue can have that name."""
    return _NAME.fullmatch(text) is not None


class IssueFolder:
    """The issues of a folder.

    Other files in it are left alone. A symbolic link in the place of an issue is refused.
    """

    def __init__(self, folder: Path, *, disk: Disk = DISK) -> None:
        self.folder = folder
        self._disk = disk

    def path(self, name: str) -> Path:
        """The file of an issue. Raises IssueNotFound for what cannot be the name of one."""
        if not is_name(name):
            raise IssueNotFound(
                f"`{name}` cannot be an issue; its name is a date, like 2026-11-23, with a word"
                " behind it for a second one that day"
            )
        return self.folder / f"{name}.md"

    def names(self) -> tuple[str, ...]:
        """Names of all issues, oldest first; those of one day by number, then by word."""
        try:
            files = os.listdir(self.folder)  # noqa: PTH208  # plain names, five times as fast
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise IssueError(f"{self.folder}: cannot be read: {error.strerror}") from error
        stems = (file.removesuffix(".md") for file in files if file.endswith(".md"))
        return tuple(sorted((stem for stem in stems if is_name(stem)), key=_order))

    def next_name(self, on: date, *, slug: str = "") -> str:
        """A name that was never used: the date, else with the slug, else with a number from 2 on.

        A sealed message keeps its issue's name taken, also when the issue's file is gone: readers'
        programs and the ledger know it.
        """
        sealed = (path.name.partition(".")[0] for path in self.folder.glob("*.eml"))
        taken = {*self.names(), *sealed}
        base = f"{on.isoformat()}-{slug}" if slug else on.isoformat()
        numbered = (f"{base}-{number}" for number in itertools.count(2))
        candidates = itertools.chain([on.isoformat(), base], numbered)
        return next(name for name in candidates if name not in taken)

    def load(self, name: str) -> StoredIssue:
        """Read one issue. Raises IssueNotFound, IssueFileError."""
        path = self.path(name)
        data = self._read(path)
        text = decode(data, path=str(path))
        issue = parse_issue(text, path=str(path), name=name)
        return StoredIssue(issue=issue, text=text, sha256=hashlib.sha256(data).hexdigest())

    def head(self, name: str) -> Issue:
        """The front matter of an issue as an Issue without a body; much faster than `load`.

        Raises IssueNotFound, IssueFileError.
        """
        path = self.path(name)
        text = plain_lines(decode(self._read(path), path=str(path)))
        return parse_head(split(text, path=str(path)), path=str(path), name=name)

    def create(self, issue: Issue) -> StoredIssue:
        """Make the file. Raises IssueExists, or IssueError, and wrote nothing then."""
        path = self.path(issue.name)
        text = format_issue(issue)
        data = text.encode()
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            create_exclusive(path, data, disk=self._disk)
        except FileTaken as error:
            raise IssueExists(
                f"{path}: this issue is there already; nothing was written"
            ) from error
        return StoredIssue(issue=issue, text=text, sha256=hashlib.sha256(data).hexdigest())

    def rewritten(self, stored: StoredIssue, issue: Issue) -> bytes:
        """What `replace` will write: the front matter of `issue`, the body as it stands.

        Raises IssueError when `issue` differs in more than its front matter.
        """
        path = str(self.path(stored.issue.name))
        text = format_head(issue) + split(stored.text, path=path).body
        if parse_issue(text, path=path, name=stored.issue.name) != issue:
            raise IssueError(f"{path}: only the front matter of an issue can be changed")
        return text.encode()

    def replace(self, stored: StoredIssue, issue: Issue) -> StoredIssue:
        """Write `issue`'s front matter over `stored`'s and keep the body byte for byte.

        Raises IssueChanged when the file is no longer `stored`; nothing was written then.
        """
        data = self.rewritten(stored, issue)
        self._overwrite(stored, data)
        return StoredIssue(issue=issue, text=data.decode(), sha256=hashlib.sha256(data).hexdigest())

    def rewrite(self, stored: StoredIssue, text: str) -> StoredIssue:
        """Write another text of the same issue over `stored`.

        Raises IssueFileError for a text that cannot be read, IssueChanged when the file is no
        longer `stored`; nothing was written then.
        """
        name = stored.issue.name
        issue = parse_issue(text, path=str(self.path(name)), name=name)
        data = text.encode()
        self._overwrite(stored, data)
        return StoredIssue(issue=issue, text=text, sha256=hashlib.sha256(data).hexdigest())

    def merge_into(self, stored: StoredIssue, merged: Merged) -> bool:
        """Write what came of merging a new compile into the draft `stored`; whether it differs.

        A text with conflicts is written as it is: no command takes such a file before an editor has
        decided. Raises IllegalMove for an issue that is no draft, IssueChanged when the file is no
        longer `stored`; nothing was written then.
        """
        if stored.issue.status is not Status.DRAFT:
            raise IllegalMove(
                f"{stored.issue.name} is {stored.issue.status}: only into a draft can be compiled"
            )
        if merged.issue == stored.issue:
            return False  # the file may be written in another way than ours, and stays as it is
        self._overwrite(stored, merged.text.encode())
        return True

    def _overwrite(self, stored: StoredIssue, data: bytes) -> None:
        path = self.path(stored.issue.name)
        with locked(self.folder):
            if hashlib.sha256(self._read(path)).hexdigest() != stored.sha256:
                raise IssueChanged(
                    f"{path}: has been changed in the meantime; nothing was written, try again"
                )
            write_atomic(path, data, disk=self._disk)

    def used(self) -> Iterator[tuple[str, ArticleRef]]:
        """Each article of each issue, oldest issue first, with the issue's name.

        A draft that was withdrawn has used none. Raises IssueFileError.
        """
        return ((name, article) for name in self.names() for article in self._articles(name))

    def _articles(self, name: str) -> tuple[ArticleRef, ...]:
        path = self.path(name)
        text = decode(self._read(path), path=str(path))
        if 'status = "withdrawn"' in text:
            head = self.head(name)
            if head.status is Status.WITHDRAWN and head.published_at is None:
                return ()
        scanned = scan_sources(text, path=str(path))
        if scanned is not None:
            return scanned
        return parse_issue(text, path=str(path), name=name).articles

    def _read(self, path: Path) -> bytes:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with open(handle, "rb") as file:  # noqa: PTH123  # of a descriptor, to refuse links
                return file.read()
        except FileNotFoundError as error:
            raise IssueNotFound(f"{path}: there is no such issue") from error
        except OSError as error:
            if error.errno == errno.ELOOP:
                reason = "is a symbolic link; put the issue's own file in its place"
            else:
                reason = f"cannot be read: {error.strerror}"
            raise IssueError(f"{path}: {reason}") from error


def _order(name: str) -> tuple[str, int, str]:
    suffix = name[11:]
    return name[:10], int(suffix) if suffix.isdecimal() else 0, name
