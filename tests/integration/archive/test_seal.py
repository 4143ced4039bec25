from __future__ import annotations

import hashlib
import itertools
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.archive import life
from digest.archive.seal import SUMS, Finding, require_sealed, seal, verify_seals
from digest.archive.store import IssueFolder
from digest.errors import IssueChanged, IssueError, IssueFileError
from digest.files import DISK, Disk
from digest.model import Issue, IssueSection, Role, Status
from disks import CountingDisk, KillingDisk
from factories import issue_factory
from processes import forked, status_of

SECTIONS = (
    IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
    IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
    IssueSection(role=Role.SOURCES, heading="Sources"),
)
AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
NAME = "2026-10-05"


def step(
    folder: Path,
    move: Callable[[Issue], Issue],
    *,
    message: bytes,
    disk: Disk = DISK,
    name: str = NAME,
) -> None:
    """What the use cases do: seal first, replace the issue last."""
    store = IssueFolder(folder, disk=disk)
    stored = store.load(name)
    issue = move(stored.issue)
    if issue.published_at is not None:
        data = store.rewritten(stored, issue)
        seal(folder, issue=issue, markdown=data, message=message, disk=disk)
    store.replace(stored, issue)


def publish(folder: Path, *, message: bytes = b"mail", disk: Disk = DISK, name: str = NAME) -> None:
    step(folder, lambda issue: life.publish(issue, at=AT), message=message, disk=disk, name=name)


def correct(folder: Path, *, message: bytes = b"mended mail", disk: Disk = DISK) -> None:
    step(
        folder, lambda issue: life.correct(issue, note="Mended.", at=AT), message=message, disk=disk
    )


def approved(folder: Path, number: int = 1) -> None:
    issue = issue_factory(
        number=number, status=Status.APPROVED, published_at=None, sections=SECTIONS
    )
    IssueFolder(folder).create(issue)


def sums(folder: Path) -> dict[str, str]:
    lines = (folder / SUMS).read_text().splitlines()
    return {line[66:]: line[:64] for line in lines}


def faults(folder: Path) -> list[tuple[str, str]]:
    findings = verify_seals(IssueFolder(folder))
    assert all(isinstance(finding, Finding) and finding.mend for finding in findings)
    return [(Path(finding.file).name, finding.fault) for finding in findings]


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Good morning", b"Good evening"))


def test_publication_is_sealed_with_its_message(tmp_path: Path) -> None:
    approved(tmp_path)

    publish(tmp_path)

    assert (tmp_path / f"{NAME}.eml").read_bytes() == b"mail"
    assert sums(tmp_path) == {
        name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        for name in (f"{NAME}.eml", f"{NAME}.md")
    }
    assert faults(tmp_path) == []


def test_corrections_add_messages_and_rewrite_none(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    edit(tmp_path / f"{NAME}.md")
    correct(tmp_path, message=b"first")
    correct(tmp_path, message=b"second")

    assert (tmp_path / f"{NAME}.eml").read_bytes() == b"mail"
    assert (tmp_path / f"{NAME}.correction-1.eml").read_bytes() == b"first"
    assert (tmp_path / f"{NAME}.correction-2.eml").read_bytes() == b"second"
    assert faults(tmp_path) == []


def test_withdrawal_moves_the_digest_and_makes_no_message(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    step(tmp_path, life.withdraw, message=b"never")

    assert (tmp_path / f"{NAME}.eml").read_bytes() == b"mail"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{NAME}.eml", f"{NAME}.md", SUMS]
    assert faults(tmp_path) == []


def test_published_message_is_never_rewritten(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    stored = IssueFolder(tmp_path).load(NAME)

    with pytest.raises(IssueError, match=r"2026-10-05\.eml: is sealed already"):
        seal(tmp_path, issue=stored.issue, markdown=b"x", message=b"other")

    assert faults(tmp_path) == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sums_are_what_sha256sum_reads(tmp_path: Path) -> None:
    for number in (1, 2):
        approved(tmp_path, number)
    publish(tmp_path)
    publish(tmp_path, name="2026-10-12")
    correct(tmp_path)

    command = ["sha256sum", "--check", "--strict", SUMS]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert run.stdout.count(": ") == 5


def test_change_behind_its_back_is_found(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    store = IssueFolder(tmp_path)
    require_sealed(store, store.load(NAME))
    edit(tmp_path / f"{NAME}.md")

    assert faults(tmp_path) == [(f"{NAME}.md", "has been changed since it was sealed")]
    with pytest.raises(IssueChanged, match=r"changed since it was sealed; `digest correct 2026"):
        require_sealed(store, store.load(NAME))


def test_published_issue_without_a_seal_is_found(tmp_path: Path) -> None:
    IssueFolder(tmp_path).create(issue_factory(sections=SECTIONS))

    assert faults(tmp_path) == [
        (f"{NAME}.md", "is published, but has no line in SHA256SUMS"),
        (f"{NAME}.eml", "is missing: the message as it was sent"),
    ]


def _forget(folder: Path, file: str) -> None:
    path = folder / SUMS
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.endswith(f"  {file}\n")))


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lambda folder: (folder / f"{NAME}.eml").unlink(),
         (f"{NAME}.eml", "is missing: the message as it was sent")),
        (lambda folder: (folder / f"{NAME}.eml").write_bytes(b"else"),
         (f"{NAME}.eml", "has been changed since it was sealed")),
        (lambda folder: _forget(folder, f"{NAME}.eml"),
         (f"{NAME}.eml", "has no line in SHA256SUMS")),
        (lambda folder: _forget(folder, f"{NAME}.md"),
         (f"{NAME}.md", "is published, but has no line in SHA256SUMS")),
    ],
)  # fmt: skip
def test_broken_seal_is_found(
    tmp_path: Path, harm: Callable[[Path], None], found: tuple[str, str]
) -> None:
    approved(tmp_path)
    publish(tmp_path)
    harm(tmp_path)

    assert faults(tmp_path) == [found]


def test_seal_of_a_vanished_issue_is_found(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    (tmp_path / f"{NAME}.md").unlink()

    assert faults(tmp_path) == [
        (SUMS, f"seals {NAME}.eml, which belongs to no issue here"),
        (SUMS, f"seals {NAME}.md, which belongs to no issue here"),
    ]


def test_unparsable_issue_is_found_once(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    path = tmp_path / f"{NAME}.md"
    path.write_bytes(path.read_bytes().replace(b"number", b"nomber"))

    assert faults(tmp_path) == [
        (f"{NAME}.md", "line 4: unknown key `nomber`; did you mean `number`?")
    ]


def test_broken_sums_are_found_with_their_line(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    with (tmp_path / SUMS).open("a") as file:
        file.write("<<<<<<< HEAD\n")

    (fault,) = faults(tmp_path)
    assert fault[1].startswith("line 3: expected 64 digits")
    with pytest.raises(IssueFileError):
        correct(tmp_path)


def test_copied_issue_with_the_same_id_is_found(tmp_path: Path) -> None:
    approved(tmp_path)
    (tmp_path / f"{NAME}-copy.md").write_bytes((tmp_path / f"{NAME}.md").read_bytes())

    assert faults(tmp_path) == [
        (f"{NAME}-copy.md", f"has the id of {NAME}, and an id belongs to one issue")
    ]


def test_every_flipped_bit_of_a_published_issue_is_found(tmp_path: Path) -> None:
    approved(tmp_path)
    publish(tmp_path)
    store = IssueFolder(tmp_path)
    chance = random.Random(5)
    for file in (f"{NAME}.md", f"{NAME}.eml", SUMS):
        path = tmp_path / file
        whole = path.read_bytes()
        for _ in range(100):
            at = chance.randrange(len(whole))
            flipped = bytearray(whole)
            flipped[at] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            assert verify_seals(store), (file, at)
        path.write_bytes(whole)
    assert verify_seals(store) == ()


@pytest.mark.parametrize("what", ["publish", "correct"])
def test_kill_at_every_call_is_completed_by_a_second_run(tmp_path: Path, what: str) -> None:
    act = publish if what == "publish" else correct
    for at in itertools.count(1):
        folder = tmp_path / str(at)
        folder.mkdir()
        approved(folder)
        if act is correct:
            publish(folder)
        before = IssueFolder(folder).load(NAME).issue
        disk = KillingDisk(at=at)
        killed = status_of(forked(lambda f=folder, d=disk: act(f, message=b"first", disk=d)))
        after = IssueFolder(folder).load(NAME).issue
        if after == before:
            known = {
                (f"{NAME}.md", "its publication was cut off"),
                (f"{NAME}.md", "its correction was cut off"),
            }
            assert set(faults(folder)) <= known
            act(folder, message=b"second")
        assert faults(folder) == []
        assert not [path for path in folder.iterdir() if after == before and path.name[0] == "."]
        if killed == 0:
            break
    assert at > 15


def test_publish_cut_off_says_how_to_go_on(tmp_path: Path) -> None:
    approved(tmp_path)
    stored = IssueFolder(tmp_path).load(NAME)
    issue = life.publish(stored.issue, at=AT)
    seal(tmp_path, issue=issue, markdown=b"x", message=b"y")

    (finding,) = verify_seals(IssueFolder(tmp_path))

    assert finding.mend == f"run `digest publish {NAME}` again"


def test_random_kills_leave_whole_files(tmp_path: Path) -> None:
    """Twenty times kill -9 into a loop that creates, publishes and corrects."""
    chance = random.Random(9)
    for run in range(20):
        reading, writing = os.pipe()
        pid = forked(lambda run=run, pipe=writing: _work_for_ever(tmp_path, start=run, pipe=pipe))
        os.close(writing)
        for _ in range(chance.randrange(1, 8)):  # steps that the child reports
            os.read(reading, 1)
        os.kill(pid, signal.SIGKILL)
        assert status_of(pid) == -signal.SIGKILL
        os.close(reading)
    store = IssueFolder(tmp_path)
    assert len(store.names()) > 5
    approved(tmp_path, 5000)
    assert all(finding.fault.endswith("was cut off") for finding in verify_seals(store))
    assert {path.suffix for path in tmp_path.iterdir()} <= {".md", ".eml", ""}
    assert not list(tmp_path.glob(".*"))


class _Reporting(CountingDisk):
    def __init__(self, pipe: int) -> None:
        super().__init__()
        self.pipe = pipe

    def strike(self) -> None:
        if len(self.calls) % 7 == 0:
            os.write(self.pipe, b".")


def _work_for_ever(folder: Path, *, start: int, pipe: int) -> None:
    disk = _Reporting(pipe)
    for number in itertools.count(100 * start + 1):
        issue = issue_factory(
            number=number, status=Status.APPROVED, published_at=None, sections=SECTIONS
        )
        IssueFolder(folder, disk=disk).create(replace(issue, subject=f"{'x' * 9000} {number}"))
        step(
            folder,
            lambda i: life.publish(i, at=AT),
            message=b"m" * 9000,
            disk=disk,
            name=issue.name,
        )
        step(
            folder,
            lambda i: life.correct(i, note="n", at=AT),
            message=b"c" * 9000,
            disk=disk,
            name=issue.name,
        )
