"""A folder of articles as a source."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath

from digest.errors import ArticleError
from digest.model import Article, Unreadable
from digest.sources.assemble import Origin
from digest.sources.dates import date_in_name
from digest.sources.read import READERS

_LIMIT_BYTES = 5_000_000


class FolderSource:
    """Text, Markdown and HTML files of a folder and the folders below it.

    Names that begin with a dot are passed over, and so are all other kinds of file. A link is
    followed when it leads to a file inside of the folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        root: Path,
        name: str,
        language: str,
        besides: Collection[Path] = (),
    ) -> None:
        """`root` is what locations are relative to; `language` (BCP 47) where a text has none.

        `besides` are folders to pass over: what the program itself writes is no article.
        """
        self.name = name
        self._folder = folder
        self._root = root
        self._language = language
        self._besides = besides

    def collect(self) -> Iterator[Article | Unreadable]:
        """The articles in the order of their paths, read one by one; faults as Unreadable."""
        try:
            base = self._folder.resolve(strict=True)
            if not base.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
            reason = f"cannot be used as the folder of source «{self.name}» ({_why(error)}); "
            reason += "make it, or mend its path in digest.toml"
            yield Unreadable(location=self._location(self._folder), reason=reason)
            return
        own = frozenset(folder.resolve() for folder in self._besides)
        if not own.isdisjoint((base, *base.parents)):
            reason = "is a folder that the publication writes itself; mend the path of source "
            reason += f"«{self.name}» in digest.toml"
            yield Unreadable(location=self._location(self._folder), reason=reason)
            return
        for entry in self._entries(self._folder, own=own):
            try:
                yield self._read(Path(entry), base=base) if isinstance(entry, str) else entry
            except ArticleError as error:
                yield Unreadable(location=error.where, reason=error.reason)

    def _entries(self, folder: str | Path, *, own: Collection[Path]) -> Iterator[str | Unreadable]:
        """Paths of article files, folder by folder in the order of their names."""
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            reason = f"cannot be listed ({_why(error)}); its articles are missing"
            yield Unreadable(location=self._location(folder), reason=reason)
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not own or Path(entry.path).resolve() not in own:
                    yield from self._entries(entry.path, own=own)
            elif _suffix(entry.name) in READERS:
                yield entry.path
            elif entry.is_symlink() and Path(entry.path).is_dir():
                reason = "is a link to a folder, which is not followed; put the articles here"
                yield Unreadable(location=self._location(entry.path), reason=reason)

    def _read(self, path: Path, *, base: Path) -> Article:
        location = self._location(path)
        origin = Origin(
            source=self.name,
            location=location,
            language=self._language,
            named_on=date_in_name(path.name),
        )
        try:
            if path.is_symlink() and not path.resolve(strict=True).is_relative_to(base):
                raise ArticleError(
                    location, "is a link out of the folder; put the file itself here"
                )
            data = _bytes(path, where=location)
        except (OSError, RuntimeError) as error:
            raise ArticleError(location, f"cannot be read ({_why(error)})") from error
        return READERS[_suffix(path.name)](data, origin)

    def _location(self, path: str | Path) -> str:
        relative = os.path.relpath(path, self._root).replace(os.sep, "/")
        # A name that is not UTF-8 could not be printed; one with a line break or a sign of
        # direction could forge the report that it stands in.
        name = os.fsencode(relative).decode("utf-8", "replace")
        return "".join(map(_printable, name))


def _bytes(path: Path, *, where: str) -> bytes:
    info = path.stat()
    if not stat.S_ISREG(info.st_mode):
        raise ArticleError(where, "is no regular file")
    if info.st_size > _LIMIT_BYTES:
        size = f"{info.st_size / 1e6:.1f} MB"
        reason = f"is {size} long; an article may have {_LIMIT_BYTES // 1_000_000} MB at most"
        raise ArticleError(where, reason)
    with path.open("rb") as file:
        return file.read(_LIMIT_BYTES)  # also when it has grown meanwhile


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _why(error: BaseException) -> str:
    """The system's words without the path, which is this machine's own."""
    return (getattr(error, "strerror", None) or str(error)).lower()
