"""The texts of the articles that issues used, kept by their hash: what lines are proved by.

`<folder>/ab/abcdef….txt` holds the normalised text whose SHA-256 is `abcdef…`. The folder is
private: articles belong to their authors.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from digest.errors import IssueError
from digest.files import DISK, Disk, write_atomic


class TextFolder:
    """The kept texts of a publication."""

    def __init__(self, folder: Path, *, disk: Disk = DISK) -> None:
        self.folder = folder
        self._disk = disk

    def path(self, sha256: str) -> Path:
        """The file of a text, whether it is there or not."""
        return self.folder / sha256[:2] / f"{sha256}.txt"

    def keep(self, sha256: str, text: str) -> None:
        """Keep a text; one that is there already stays untouched.

        Raises IssueError when the hash is another text's, DigestError.
        """
        path, data = self.path(sha256), text.encode()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise IssueError(f"{path}: this text has another hash; nothing was written")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomic(path, data, is_private=True, disk=self._disk)

    def load(self, sha256: str) -> str | None:
        """The text of that hash; None when it is not kept here.

        Raises IssueError for a file that holds another text, or cannot be read.
        """
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IssueError(f"{path}: cannot be read: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise IssueError(
                f"{path}: is not the text that its name says; restore it from your backup, or"
                " delete it, and its lines count as not proven"
            )
        return data.decode()
