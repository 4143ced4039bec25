"""A folder of articles as a source."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from digest.article import Article, Unreadable
from digest.errors import ArticleError, DigestError
from digest.sources.assemble import Origin
from digest.sources.confined import Direct, Reader, Task
from digest.sources.dates import date_in_name
from digest.sources.read import READERS, read_article, suffix_of

_LIMIT_BYTES = 5_000_000
_AT_ONCE = 4  # files for the reader: the answers of a few have room in a pipe


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
        reader: Reader | None = None,
    ) -> None:
        """`root` is what locations are relative to; `language` (BCP 47) where a text tells none.

        `besides` are folders to pass over: what the program itself writes is no article. `reader`
        is where files are parsed: in this process, unless given.
        """
        self.name = name
        self._folder = folder
        self._root = root
        self._language = language
        self._besides = besides
        self._reader = reader or Direct()

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
        entries = self._entries(self._folder, own=own)
        ahead = self._articles(list(islice(entries, _AT_ONCE)), base=base)
        while articles := list(ahead):
            # A confined reader is at the next ones while our caller is at these.
            ahead = self._articles(list(islice(entries, _AT_ONCE)), base=base)
            yield from articles

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
            elif suffix_of(entry.name) in READERS:
                yield entry.path
            elif entry.is_symlink() and Path(entry.path).is_dir():
                reason = "is a link to a folder, which is not followed; put the articles here"
                yield Unreadable(location=self._location(entry.path), reason=reason)

    def _articles(
        self, entries: Sequence[str | Unreadable], *, base: Path
    ) -> Iterator[Article | Unreadable]:
        """What comes of some entries, which are handed to the reader at once."""
        found = [
            self._task(Path(entry), base=base) if isinstance(entry, str) else entry
            for entry in entries
        ]
        tasks = [task for task in found if isinstance(task, Task)]
        answers = self._reader.call_each(read_article, tasks)
        return (_taken(next(answers)) if isinstance(task, Task) else task for task in found)

    def _task(self, path: Path, *, base: Path) -> Task | Unreadable:
        """What there is to parse of a file, or why nothing can be."""
        location = self._location(path)
        try:
            if path.is_symlink() and not path.resolve(strict=True).is_relative_to(base):
                reason = "is a link out of the folder; put the file itself here"
                return Unreadable(location=location, reason=reason)
            data, modified_at = read_whole(path, where=location)
        except ArticleError as error:
            return Unreadable(location=location, reason=error.reason)
        except (OSError, RuntimeError) as error:
            return Unreadable(location=location, reason=f"cannot be read ({_why(error)})")
        origin = Origin(
            source=self.name,
            location=location,
            language=self._language,
            named_on=date_in_name(path.name),
            modified_at=modified_at,
        )
        return Task((data, origin), location)

    def _location(self, path: str | Path) -> str:
        relative = os.path.relpath(path, self._root).replace(os.sep, "/")
        # A name that is not UTF-8 could not be printed; one with a line break or a sign of
        # direction could forge the report that it stands in.
        name = os.fsencode(relative).decode("utf-8", "replace")
        return "".join(map(_printable, name))


def _taken(answer: Article | DigestError) -> Article | Unreadable:
    """An article, or why there is none. Raises DigestError that is not the article's fault."""
    if isinstance(answer, ArticleError):
        return Unreadable(location=answer.where, reason=answer.reason)
    if isinstance(answer, DigestError):
        raise answer
    return answer


def read_whole(path: Path, *, where: str) -> tuple[bytes, datetime | None]:
    """The bytes of a file that nobody is writing, and when it was changed.

    Raises ArticleError, and OSError when it cannot be opened or read.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for somebody to write
        raise ArticleError(where, "is no regular file")
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > _LIMIT_BYTES:
            size = f"{before.st_size / 1e6:.1f} MB"
            reason = f"is {size} long; an article may have {_LIMIT_BYTES // 1_000_000} MB at most"
            raise ArticleError(where, reason)
        data = file.read(_LIMIT_BYTES + 1)  # no more, however it has grown meanwhile
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ArticleError(where, "is being written; it is taken the next time")
    return data, utc_time(before.st_mtime)


def utc_time(seconds: float) -> datetime | None:
    """Seconds of the Unix clock as a date and time; None beyond the year 9999."""
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):  # OSError: some systems' calendars end earlier
        return None


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _why(error: BaseException) -> str:
    """The system's words without the path, which is this machine's own."""
    return (getattr(error, "strerror", None) or str(error)).lower()
