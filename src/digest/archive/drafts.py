"""The drafts as they were compiled: what an editor's changes are told from."""

from __future__ import annotations

from pathlib import Path

from digest.archive.format import format_issue
from digest.archive.parse import decode, parse_issue
from digest.archive.store import is_name
from digest.errors import IssueError, IssueNotFound
from digest.files import DISK, Disk, write_atomic
from digest.model import Issue


class DraftFolder:
    """`<folder>/<name>.md` holds the issue of that name as it was last compiled."""

    def __init__(self, folder: Path, *, disk: Disk = DISK) -> None:
        self.folder = folder
        self._disk = disk

    def path(self, name: str) -> Path:
        """The file of a draft. Raises IssueNotFound for what cannot be the name of an issue."""
        if not is_name(name):
            raise IssueNotFound(f"`{name}` cannot be an issue")
        return self.folder / f"{name}.md"

    def keep(self, issue: Issue) -> None:
        """Keep a draft in the place of the one before. Raises DigestError."""
        path = self.path(issue.name)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(path, format_issue(issue).encode(), is_private=True, disk=self._disk)

    def load(self, name: str) -> Issue | None:
        """The issue as it was compiled; None when that is not kept here.

        Raises IssueFileError, IssueError.
        """
        path = self.path(name)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IssueError(f"{path}: cannot be read: {error.strerror}") from error
        return parse_issue(decode(data, path=str(path)), path=str(path), name=name)
