"""Seals: proof of what was published.

Beside a published issue lies its message as it was sent, without recipient and token, and in
`SHA256SUMS` stand the digests of both, in the form that `sha256sum -c` reads:

    issues/2026-11-23.md               the issue
    issues/2026-11-23.eml              the message as first published
    issues/2026-11-23.correction-1.eml …and as it is after the first correction
    issues/SHA256SUMS

The seal is written first and the issue file last: that is the commit point. A step that died in
between leaves a seal that nobody relies on yet, and the same step writes it anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from digest.archive.parse import decode
from digest.archive.place import Place
from digest.archive.store import IssueFolder
from digest.errors import IssueChanged, IssueError, IssueFileError
from digest.files import DISK, Disk, locked, write_atomic
from digest.model import Issue, Status
from digest.ports import StoredIssue

SUMS = "SHA256SUMS"

_MESSAGE_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE)
_RESTORE = "restore the file and its line from your backup"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64}) [ *](?P<file>[^/]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was sealed."""

    file: str  #: its path
    fault: str  #: what is wrong
    mend: str  #: what to do about it
    line: int = 0  #: from 1; 0 for the file as a whole

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.fault}; {self.mend}"


def seal(folder: Path, *, issue: Issue, markdown: bytes, message: bytes, disk: Disk = DISK) -> None:
    """Write down message and digests of what `issue` is about to become, before its file does.

    `markdown` is the file to come (`IssueFolder.rewritten`). For a withdrawn issue only its digest
    moves: no message belongs to that. Raises IssueError when a message that was published would be
    rewritten, IssueFileError for a broken `SHA256SUMS`, DigestError; then nothing has a seal that
    had none.
    """
    with locked(folder):
        sums = dict(_sums(folder))
        if issue.status is not Status.WITHDRAWN:
            _check_unpublished(folder, issue)
            name = _messages(issue)[-1]
            write_atomic(folder / name, message, disk=disk)
            sums[name] = _digest(message)
        sums[f"{issue.name}.md"] = _digest(markdown)
        lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
        write_atomic(folder / SUMS, "".join(lines).encode(), disk=disk)


def sealed_names(store: IssueFolder) -> tuple[str, ...]:
    """Names of the issues that have been published, oldest first: those with a sealed text.

    Raises IssueFileError for a broken `SHA256SUMS`.
    """
    sums = _sums(store.folder)
    return tuple(name for name in store.names() if f"{name}.md" in sums)


def require_sealed(store: IssueFolder, stored: StoredIssue) -> None:
    """Raises IssueChanged when the text of a published issue is not the one that was sealed."""
    path = store.path(stored.issue.name)
    if fault := _text_fault(stored, _sums(store.folder)):
        raise IssueChanged(f"{path}: {fault}; {_mend(stored.issue)}")


def require_sealed_message(store: IssueFolder, issue: Issue, *, message: bytes) -> None:
    """Raises IssueChanged when the mail would not be the one that was sealed with the text."""
    name = _messages(issue)[-1]
    if _sums(store.folder).get(name) != _digest(message):
        raise IssueChanged(
            f"{store.folder / name}: the mail would differ from the one that was sealed, since a"
            " template or digest.toml has changed; undo that, or"
            f' `digest correct {issue.name} --note "…"` seals it anew'
        )


def is_as_sealed(store: IssueFolder, stored: StoredIssue, *, message: bytes) -> bool:
    """Whether text and mail of a published issue are those that were sealed."""
    sums = _sums(store.folder)
    name = _messages(stored.issue)[-1]
    return not _text_fault(stored, sums) and sums.get(name) == _digest(message)


def require_same_id(store: IssueFolder, issue: Issue, *, message: bytes) -> None:
    """Raises IssueChanged when the id of a published issue is not the one that it had.

    `message` is the one that `issue` gives; the id shows in its Message-ID.
    """
    path = store.folder / _messages(issue)[0]
    try:
        first = path.read_bytes()
    except OSError as error:
        raise IssueChanged(f"{path}: the sealed message cannot be read; {_RESTORE}") from error
    if _local_id(first) != _local_id(message):
        raise IssueChanged(
            f"{store.path(issue.name)}: `id` is not the one that it was published with; put that"
            " back, since readers' programs and the ledger know the issue by it"
        )


def verify_seals(store: IssueFolder) -> tuple[Finding, ...]:
    """All that is wrong with the issues of a folder and their seals; empty when all is well."""
    try:
        sums = _sums(store.folder)
    except IssueFileError as error:
        mend = "restore the line, or delete it and look at what `digest verify` says then"
        fault = _short(error, path=str(error.path))
        return (Finding(file=str(error.path), fault=fault, mend=mend),)
    findings: list[Finding] = []
    accounted: set[str] = set()
    ids: dict[str, str] = {}
    for name in store.names():
        try:
            stored = store.load(name)
        except IssueError as error:
            mend = "mend the line, or restore the file from your backup"
            fault = _short(error, path=str(store.path(name)))
            findings.append(Finding(file=str(store.path(name)), fault=fault, mend=mend))
            accounted |= {file for file in sums if file.partition(".")[0] == name}
            continue
        findings += _verify_issue(store, stored, sums=sums)
        accounted |= {f"{name}.md", *_messages(stored.issue), _next_message(stored.issue)}
        if (twin := ids.setdefault(stored.issue.id, name)) != name:
            fault = f"has the id of {twin}, and an id belongs to one issue"
            mend = "delete the copy, or give it an `id` of its own before it is published"
            findings.append(Finding(file=str(store.path(name)), fault=fault, mend=mend))
    findings += [
        Finding(
            file=str(store.folder / SUMS),
            fault=f"seals {file}, which belongs to no issue here",
            mend=f"restore the issue from your backup, or delete the line of {file}",
        )
        for file in sorted(sums.keys() - accounted)
    ]
    return tuple(findings)


def _verify_issue(
    store: IssueFolder, stored: StoredIssue, *, sums: Mapping[str, str]
) -> Iterator[Finding]:
    issue, folder = stored.issue, store.folder
    path = store.path(issue.name)
    if begun := _begun(store, stored, sums=sums):
        yield Finding(file=str(path), fault=f"its {begun} was cut off", mend=_again(issue, begun))
    if issue.published_at is None:
        return
    if not begun and (fault := _text_fault(stored, sums)):
        yield Finding(file=str(path), fault=fault, mend=_mend(issue))
    for name in _messages(issue):
        if fault := _message_fault(folder / name, sums.get(name)):
            mend = f"a sealed message never changes: {_RESTORE}"
            yield Finding(file=str(folder / name), fault=fault, mend=mend)


def _begun(store: IssueFolder, stored: StoredIssue, *, sums: Mapping[str, str]) -> str:
    """The step whose seal is there while the issue file does not know of it yet."""
    issue, folder = stored.issue, store.folder
    file = f"{issue.name}.md"
    if issue.published_at is None:
        is_sealed = file in sums or (folder / f"{issue.name}.eml").exists()
        return "publication" if is_sealed else ""
    if _next_message(issue) in sums or (folder / _next_message(issue)).exists():
        return "correction"
    if issue.status is Status.PUBLISHED and sums.get(file) != stored.sha256:
        withdrawn = store.rewritten(stored, replace(issue, status=Status.WITHDRAWN))
        return "withdrawal" if sums.get(file) == _digest(withdrawn) else ""
    return ""


def _again(issue: Issue, begun: str) -> str:
    if issue.status is Status.WITHDRAWN:
        return f"delete what it left: the last .eml of {issue.name}, and its lines in {SUMS}"
    if begun == "correction":
        return f'run `digest correct {issue.name} --note "…"` again'
    return f"run `digest {'publish' if begun == 'publication' else 'withdraw'} {issue.name}` again"


def _text_fault(stored: StoredIssue, sums: Mapping[str, str]) -> str:
    sealed = sums.get(f"{stored.issue.name}.md")
    if sealed is None:
        return f"is published, but has no line in {SUMS}"
    return "" if sealed == stored.sha256 else "has been changed since it was sealed"


def _message_fault(path: Path, sealed: str | None) -> str:
    if not path.is_file():
        return "is missing: the message as it was sent"
    if sealed is None:
        return f"has no line in {SUMS}"
    return "" if sealed == _digest(path.read_bytes()) else "has been changed since it was sealed"


def _mend(issue: Issue) -> str:
    if issue.status is Status.WITHDRAWN:
        return "restore the sealed text from your backup"
    return (
        f'`digest correct {issue.name} --note "…"` makes the change openly;'
        " or restore the sealed text from your backup"
    )


def _short(error: IssueError, *, path: str) -> str:
    """What is wrong, without the path that the finding names anyway."""
    if isinstance(error, IssueFileError):
        return f"line {error.line}: {error.expected}"
    return str(error).removeprefix(f"{path}: ")


def _messages(issue: Issue) -> tuple[str, ...]:
    """The files of all messages of an issue, as published first and after each correction."""
    numbers = range(1, len(issue.corrections) + 1)
    return (f"{issue.name}.eml", *(f"{issue.name}.correction-{number}.eml" for number in numbers))


def _next_message(issue: Issue) -> str:
    return f"{issue.name}.correction-{len(issue.corrections) + 1}.eml"


def _check_unpublished(folder: Path, issue: Issue) -> None:
    present = IssueFolder(folder).load(issue.name).issue
    if present.published_at is not None and len(present.corrections) >= len(issue.corrections):
        raise IssueError(f"{folder / _messages(issue)[-1]}: is sealed already and never rewritten")


def _sums(folder: Path) -> Mapping[str, str]:
    """The digest of each sealed file. Raises IssueFileError."""
    path = folder / SUMS
    try:
        text = decode(path.read_bytes(), path=str(path))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise IssueError(f"{path}: cannot be read: {error.strerror}") from error
    sums: dict[str, str] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise Place(path=str(path), line=number).fault(
                "expected 64 digits of 0–9 and a–f, two spaces and a file name"
            )
        sums[match["file"]] = match["digest"]
    return sums


def _local_id(message: bytes) -> bytes:
    match = _MESSAGE_ID.search(message.partition(b"\r\n\r\n")[0])
    return match[1] if match else b""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
