"""Everything that `digest` raises on purpose, as one tree.

    DigestError
    ├── ConfigError             digest.toml or theme.toml, all of its faults at once
    ├── PublicationExists       `init` into a folder that is in use
    ├── FileTaken               a new file's name is in use; nothing was written
    ├── Busy                    another process is at the same work
    ├── NothingToDo             no new article, no subscriber left: exit code 3
    ├── ArticleError            one article cannot be read; the others go on
    ├── SuggestError            a model proposes nothing; the compile goes on without
    ├── SourceError             a source cannot be read; the others go on
    │   ├── FetchError          an address that must not, or cannot, be fetched
    │   │   └── RobotsRefusal   robots.txt forbids it, or cannot be had
    │   └── FeedError           a document that is no feed, or no list of feeds
    ├── IssueError
    │   ├── IssueNotFound
    │   ├── IssueExists         the dated file is there already; nothing was written
    │   ├── IssueFileError      an editor's slip, with file, line and what was expected
    │   ├── IssueChanged        the file is not the one that was read or sealed
    │   ├── IllegalMove         approve, publish, correct, withdraw out of turn
    │   └── UnfitIssue          errors of `digest check`; not approved
    ├── RenderError             a template or its output is wrong
    ├── BrowserError            a browser that does not start, or a page that it cannot show
    │   └── NoBrowser           there is none on this machine
    ├── LedgerError
    │   ├── LedgerTooNew        written by a later version of the program
    │   └── LedgerBusy          another process holds the write lock too long
    ├── SubscriberError         a person or a CSV row that cannot be taken
    │   └── AddressError        an address that cannot be mailed; also where it is our own
    ├── DeliveryError
    │   ├── MessageError        a header or a part that must not be sent
    │   └── TransportError      the relay cannot be used at all; no recipient is to blame
    ├── LeaseLost               a slot or a delivery is another worker's by now
    └── ScheduleError           a cron line, a time zone or a clock that cannot be right

Each message is one sentence for an editor: what, where, how to mend it. Errors of other packages
are mapped at the door of that package, with `from`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `digest --help` needs the tree, not the paths
    from datetime import timedelta
    from pathlib import Path


class DigestError(Exception):
    """Base of the tree. `str()` of it is the sentence that the command line prints."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as it stands, past the constructors: a child process hands us its errors."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class ConfigError(DigestError):
    """`digest.toml` or `theme.toml` has faults; `faults` are lines with file and line number."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class PublicationExists(DigestError):
    """`digest init` would have to write over something."""


class FileTaken(DigestError):
    """There is something of a new file's name already; nothing was written."""


class Busy(DigestError):
    """Another process is at the same work; it may be done by now."""


class NothingToDo(DigestError):
    """All went well and there was nothing to do (exit code 3)."""


class ArticleError(DigestError):
    """One article cannot be read; `where` names it, `reason` says why and how to mend it."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")


class SourceError(DigestError):
    """Base of what can be wrong with a source as a whole."""


class FetchError(SourceError):
    """`url` must not, or cannot, be fetched; `reason` says why and how to mend it.

    `status` is that of the answer, or 0 when none came that can be used. `retry_after` is how long
    a server asked us to stay away. `is_silent` tells whether it was asked and gave no answer, as
    opposed to one that we refuse; `is_private` whether we refuse it since it is on no public
    network; `is_unknown` whether nobody has its host's name.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int = 0,
        retry_after: timedelta | None = None,
        is_silent: bool = False,
        is_private: bool = False,
        is_unknown: bool = False,
    ) -> None:
        self.url = url
        self.reason = reason
        self.status = status
        self.retry_after = retry_after
        self.is_silent = is_silent
        self.is_private = is_private
        self.is_unknown = is_unknown
        super().__init__(f"{url}: {reason}")

    @property
    def is_gone(self) -> bool:
        """Whether the server says that there will never be anything again (410)."""
        return self.status == 410


class RobotsRefusal(FetchError):
    """A page was not asked for: its host's robots.txt forbids it, or cannot be had."""


class FeedError(SourceError):
    """A document that is no feed, or no list of feeds; `reason` says what it is instead."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")


class SuggestError(DigestError):
    """A suggester cannot propose takeaways; the article goes on without."""


class IssueError(DigestError):
    """Base of what can be wrong with an issue."""


class IssueNotFound(IssueError):
    """No issue of that name."""


class IssueExists(IssueError):
    """An issue file of that name exists; creation never writes over it."""


class IssueFileError(IssueError):
    """An issue file that cannot be parsed: `path`, `line` (from 1) and what was `expected`."""

    def __init__(self, path: Path | str, *, line: int, expected: str) -> None:
        self.path = path
        self.line = line
        self.expected = expected
        super().__init__(f"{path}:{line}: {expected}")


class IssueChanged(IssueError):
    """The issue file is not the one that was read or sealed."""


class IllegalMove(IssueError):
    """The issue's status does not allow this step."""


class UnfitIssue(IssueError):
    """An issue with errors that `digest check` tells of; `faults` holds a sentence for each."""

    def __init__(self, name: str, faults: tuple[str, ...]) -> None:
        self.faults = faults
        errors = "an error" if len(faults) == 1 else f"{len(faults)} errors"
        heading = (
            f"{name} stays a draft, since it has {errors}; mend what is listed, or approve it as"
            f" it is: digest approve {name} --override REASON"
        )
        super().__init__("\n".join([heading, *(f"  {fault}" for fault in faults)]))


class RenderError(DigestError):
    """A template, or what came out of it, is wrong; names the template and, if known, the line."""


class BrowserError(DigestError):
    """A browser that does not start, or a page that it cannot show."""


class NoBrowser(BrowserError):
    """Chromium, or what drives it, is not on this machine."""


class LedgerError(DigestError):
    """Base of what can be wrong with the ledger."""


class LedgerTooNew(LedgerError):
    """A later version of the program wrote this ledger."""


class LedgerBusy(LedgerError):
    """Another process kept the ledger locked for longer than we wait."""


class SubscriberError(DigestError):
    """A person, or a row of a CSV file, that cannot be taken."""


class AddressError(SubscriberError):
    """An address that cannot be mailed; our own ones are mapped to what they stand in."""


class DeliveryError(DigestError):
    """Base of what can go wrong on the way to the relay."""


class MessageError(DeliveryError):
    """A message that must not be sent: a control character in a header, a missing address."""


class TransportError(DeliveryError):
    """The relay as a whole cannot be used: name, TLS, login, refused sender.

    `permanent` tells whether trying again without a change can help.
    """

    def __init__(self, message: str, *, permanent: bool) -> None:
        self.permanent = permanent
        super().__init__(message)


class LeaseLost(DigestError):
    """Somebody else claimed the slot after our lease ran out; our work is thrown away."""


class ScheduleError(DigestError):
    """A cron line, a time zone or a clock that cannot be right."""
