"""The proof of an issue's lines, before it is approved, published or corrected, and afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from digest.app.publication import Publication
from digest.archive.marks import mark_edited
from digest.archive.parse import parse_issue
from digest.archive.proof import Proof, ProvedLine, Standing, prove
from digest.archive.seal import Finding
from digest.errors import IssueError, IssueFileError
from digest.model import Issue, Mark, Status
from digest.ports import StoredIssue

_ACCEPT = "accept it by deleting the mark, or delete the line"
_MARK = "mark it {edited}, or put the article's words back"
_OUR_FAULT = (
    "the program wrote this line and no editor has changed it; mark it {edited} if you stand by it,"
    " or delete it"
)
_NO_ARTICLE = "put the line of its article under Sources back, or mark it {edited}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledLines:
    """An issue all of whose lines are an article's or an editor's, as far as can be told here."""

    stored: StoredIssue
    marked: int  #: lines that got the mark `{edited}` just now
    not_proven: int  #: lines that cannot be judged, since their articles' texts are not kept here


def settle_lines(publication: Publication, stored: StoredIssue) -> SettledLines:
    """Mark the lines that an editor wrote, in the file, and refuse those that nobody answers for.

    A line that stands in no article is the editor's when the draft was not compiled with it.
    Raises IssueError for lines that are only suggested, and for those that no editor wrote;
    IssueChanged; nothing is written then.
    """
    name = stored.issue.name
    proof = prove(stored.issue, publication.texts.load)
    _require(publication, name, lines=proof.suggested, mend=_ACCEPT)
    compiled = _compiled(publication, name)
    for standing, mend in ((Standing.DIFFERS, _OUR_FAULT), (Standing.NO_ARTICLE, _NO_ARTICLE)):
        lines = [line for line in proof.of(standing) if _key(line) in compiled]
        _require(publication, name, lines=lines, mend=mend)
    if proof.unproven:
        stored = _marked(publication, stored, proof=proof)
    return SettledLines(stored=stored, marked=len(proof.unproven), not_proven=len(proof.not_kept))


def _marked(publication: Publication, stored: StoredIssue, *, proof: Proof) -> StoredIssue:
    """The issue with marks on the unproven lines, written. Raises IssueError, IssueChanged."""
    name = stored.issue.name
    text = mark_edited(stored.text, [line.line for line in proof.unproven])
    path = str(publication.store.path(name))
    try:
        left = prove(parse_issue(text, path=path, name=name), publication.texts.load).unproven
    except IssueFileError:
        left = proof.unproven
    if left:  # a mark cannot stand there; the editor finds another place
        _require(publication, name, lines=proof.unproven, mend=_MARK)
    return publication.store.rewrite(stored, text)


def require_settled(publication: Publication, stored: StoredIssue) -> None:
    """Raises IssueError for lines that are suggested, or neither an article's nor marked."""
    proof = prove(stored.issue, publication.texts.load)
    _require(publication, stored.issue.name, lines=proof.suggested, mend=_ACCEPT)
    _require(publication, stored.issue.name, lines=proof.unproven, mend=_MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCounts:
    """What is known of the lines of an issue."""

    name: str
    verbatim: int
    edited: int
    not_proven: int  #: their articles' texts are not kept on this machine


@dataclass(slots=True, kw_only=True)
class LineReview:
    """The proof of one issue after the other."""

    publication: Publication
    findings: list[Finding] = field(default_factory=list)
    counts: list[LineCounts] = field(default_factory=list)

    def add(self, issue: Issue) -> None:
        """Prove an issue's lines. A withdrawn one has no readers, and no way to be mended."""
        if issue.status is Status.WITHDRAWN:
            return
        proof = prove(issue, self._text)
        self.findings += self._findings(issue, proof=proof)
        self.counts.append(
            LineCounts(
                name=issue.name,
                verbatim=len(proof.of(Standing.VERBATIM)),
                edited=len(proof.of(Standing.EDITED)),
                not_proven=len(proof.not_kept),
            )
        )

    def _text(self, sha256: str) -> str | None:
        """The kept text; what is wrong with its file is a finding, and nothing is proven by it."""
        try:
            return self.publication.texts.load(sha256)
        except IssueError as error:
            path = str(self.publication.texts.path(sha256))
            fault, _, mend = str(error).removeprefix(f"{path}: ").partition("; ")
            self.findings.append(Finding(file=path, fault=fault, mend=mend))
            return None

    def _findings(self, issue: Issue, *, proof: Proof) -> Iterator[Finding]:
        path = str(self.publication.store.path(issue.name))
        for line in proof.unproven:
            yield Finding(file=path, line=line.line, fault=line.fault, mend=_MARK)
        if issue.status is not Status.DRAFT:
            for line in proof.suggested:
                yield Finding(file=path, line=line.line, fault=line.fault, mend=_ACCEPT)


def _compiled(publication: Publication, name: str) -> frozenset[tuple[str, str, Mark]]:
    """The lines of the draft as it was compiled; none where that is not kept."""
    draft = publication.drafts.load(name)
    lines = prove(draft, lambda _sha256: None).lines if draft else ()
    return frozenset(map(_key, lines))


def _key(line: ProvedLine) -> tuple[str, str, Mark]:
    return line.story, line.markdown, line.mark


def _require(
    publication: Publication, name: str, *, lines: Iterable[ProvedLine], mend: str
) -> None:
    path = publication.store.path(name)
    faults = [f"{path}:{line.line}: {line.fault}; {mend}" for line in lines]
    if faults:
        raise IssueError("\n".join(faults))
