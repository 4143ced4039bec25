from __future__ import annotations

import errno
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from digest.archive import life
from digest.archive.merge import Merged, merge
from digest.archive.store import IssueFolder
from digest.errors import (
    DigestError,
    IllegalMove,
    IssueChanged,
    IssueError,
    IssueExists,
    IssueFileError,
    IssueNotFound,
)
from digest.model import Issue, IssueSection, Role, Status
from disks import FailingDisk
from factories import article_ref_factory, issue_factory, story_factory
from processes import forked, status_of

SECTIONS = (
    IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
    IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
    IssueSection(role=Role.SOURCES, heading="Sources"),
)
AT = datetime(2026, 11, 23, 7, tzinfo=UTC)


def draft(number: int = 1, **what_matters: object) -> Issue:
    return issue_factory(
        **{"number": number, "status": Status.DRAFT, "sections": SECTIONS, **what_matters}
    )


@pytest.fixture
def store(tmp_path: Path) -> IssueFolder:
    return IssueFolder(tmp_path / "issues")


def test_created_issue_is_loaded_as_it_was(store: IssueFolder) -> None:
    created = store.create(draft())

    loaded = store.load("2026-10-05")

    assert loaded == created
    assert loaded.issue == draft()
    assert (store.folder / "2026-10-05.md").read_text() == loaded.text


def test_second_creation_is_refused_and_changes_nothing(store: IssueFolder) -> None:
    first = store.create(draft())

    with pytest.raises(IssueExists, match=r"2026-10-05\.md: this issue is there already"):
        store.create(draft(title="Another"))

    assert store.load("2026-10-05") == first
    assert [path.name for path in store.folder.iterdir()] == ["2026-10-05.md"]


def test_invalid_issue_makes_no_file(store: IssueFolder) -> None:
    with pytest.raises(IssueError, match="cannot be written"):
        store.create(draft(title="two\nlines"))

    assert not store.folder.exists()


def test_names_are_oldest_first_and_leave_other_files_alone(store: IssueFolder) -> None:
    assert store.names() == ()
    store.folder.mkdir()
    for name in (
        "2026-10-12.md", "2026-10-05-10.md", "2026-10-05-2.md", "2026-10-05.md", "README.md",
        "2026-10-05.eml", ".tmp-2026-10-05.md", "2026-10-05-Extra.md", "2026-1-5.md", "draft.md",
    ):  # fmt: skip
        (store.folder / name).touch()

    assert store.names() == ("2026-10-05", "2026-10-05-2", "2026-10-05-10", "2026-10-12")


def test_next_name_is_free(store: IssueFolder) -> None:
    on = date(2026, 10, 5)
    names = []
    for slug in ("", "", "", "extra", "extra"):
        name = store.next_name(on, slug=slug)
        store.create(draft(name=name))
        names.append(name)

    assert names == [
        "2026-10-05",
        "2026-10-05-2",
        "2026-10-05-3",
        "2026-10-05-extra",
        "2026-10-05-extra-2",
    ]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "2026-10-05/../x", "", "2026-10-05.md", "2026-10-05-\n", "a\x00b"]
)
def test_odd_name_is_no_issue(store: IssueFolder, name: str) -> None:
    for act in (store.load, store.path, lambda name: store.create(draft(name=name))):
        with pytest.raises(IssueNotFound, match="cannot be an issue"):
            act(name)


def test_unknown_issue_is_named(store: IssueFolder) -> None:
    with pytest.raises(IssueNotFound, match=r"2026-10-06\.md: there is no such issue"):
        store.load("2026-10-06")


def test_symbolic_link_is_refused(store: IssueFolder, tmp_path: Path) -> None:
    store.create(draft())
    (store.folder / "2026-10-05.md").rename(tmp_path / "elsewhere.md")
    (store.folder / "2026-10-05.md").symlink_to(tmp_path / "elsewhere.md")

    for act in (lambda: store.load("2026-10-05"), lambda: list(store.used())):
        with pytest.raises(IssueError, match="symbolic link"):
            act()


def test_folder_in_the_place_of_an_issue_is_named(store: IssueFolder) -> None:
    (store.folder / "2026-10-05.md").mkdir(parents=True)

    with pytest.raises(IssueError, match=r"2026-10-05\.md: cannot be read"):
        store.load("2026-10-05")


def test_broken_file_is_named_with_its_line(store: IssueFolder) -> None:
    path = store.folder / "2026-10-05.md"
    stored = store.create(draft())
    path.write_bytes(stored.text.encode().replace(b"Good", b"G\xffd"))

    with pytest.raises(IssueFileError, match=rf"{path}:14: byte 0xFF is not UTF-8"):
        store.load("2026-10-05")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n", b"\n"),
        (b"\n", b"\r\n"),
        (b"Good morning.", b"Good\r\nmorning.  "),
        (b"- It rings", b"*   It rings"),
        (b"\n## Future", b"\n\n\n ##  Future"),
        (b"+++\nformat", b"\xef\xbb\xbf+++\nformat"),
    ],
)
def test_replace_keeps_the_body_byte_for_byte(store: IssueFolder, old: bytes, new: bytes) -> None:
    store.create(draft())
    path = store.folder / "2026-10-05.md"
    path.write_bytes(path.read_bytes().replace(old, new))
    body = path.read_bytes().split(b"+++")[2].lstrip(b"\r").removeprefix(b"\n")
    stored = store.load("2026-10-05")

    replaced = store.replace(stored, life.approve(stored.issue))

    assert replaced == store.load("2026-10-05")
    assert replaced.issue == life.approve(stored.issue)
    assert path.read_bytes().split(b"+++\n", 2)[2] == body
    assert b'status = "approved"\n' in path.read_bytes()


def test_rewritten_is_what_replace_writes(store: IssueFolder) -> None:
    stored = store.create(draft())
    approved = life.approve(stored.issue)

    data = store.rewritten(stored, approved)
    store.replace(stored, approved)

    assert (store.folder / "2026-10-05.md").read_bytes() == data


def test_replace_refuses_a_file_that_was_edited_meanwhile(store: IssueFolder) -> None:
    stored = store.create(draft())
    path = store.folder / "2026-10-05.md"
    edited = path.read_bytes().replace(b"Good morning", b"Good evening")
    path.write_bytes(edited)

    with pytest.raises(IssueChanged, match="has been changed in the meantime"):
        store.replace(stored, life.approve(stored.issue))

    assert path.read_bytes() == edited


def test_replace_refuses_a_file_that_is_gone(store: IssueFolder) -> None:
    stored = store.create(draft())
    (store.folder / "2026-10-05.md").unlink()

    with pytest.raises(IssueNotFound):
        store.replace(stored, life.approve(stored.issue))


@pytest.mark.parametrize("change", [{"stories": ()}, {"intro": "Else."}, {"name": "2026-10-05-2"}])
def test_replace_changes_the_front_matter_only(
    store: IssueFolder, change: dict[str, object]
) -> None:
    stored = store.create(draft())

    with pytest.raises(IssueError, match="only the front matter"):
        store.replace(stored, replace(stored.issue, **change))  # type: ignore[arg-type]  # any field

    assert store.load("2026-10-05") == stored


def test_rewrite_writes_the_text_as_it_is(store: IssueFolder) -> None:
    stored = store.create(draft())
    text = stored.text.replace("Good morning.", "Good evening.  ").replace("\n", "\r\n")

    rewritten = store.rewrite(stored, text)

    assert rewritten == store.load("2026-10-05")
    assert rewritten.issue.intro == "Good evening."
    assert (store.folder / "2026-10-05.md").read_bytes() == text.encode()


def test_rewrite_refuses_what_cannot_be_read(store: IssueFolder) -> None:
    stored = store.create(draft())

    with pytest.raises(IssueFileError, match=r"2026-10-05\.md:1: "):
        store.rewrite(stored, "Good evening.")

    assert store.load("2026-10-05") == stored


def merged(**changes: object) -> Merged:
    base = draft()
    return merge(base, new=replace(base, **changes), edited=base)  # type: ignore[arg-type]  # any


def test_merged_issue_is_written(store: IssueFolder) -> None:
    stored = store.create(draft())

    assert store.merge_into(stored, merged(intro="Good evening."))

    assert store.load("2026-10-05").issue.intro == "Good evening."


def test_merge_that_changes_nothing_leaves_the_file_alone(store: IssueFolder) -> None:
    path = store.folder / "2026-10-05.md"
    path.parent.mkdir()
    own = store.create(draft()).text.replace("- It rings", "*   It rings")
    path.write_text(own)

    assert not store.merge_into(store.load("2026-10-05"), merged())

    assert path.read_text() == own


def test_conflict_is_written_and_nothing_goes_on_before_it_is_decided(store: IssueFolder) -> None:
    stored = store.create(draft())
    base = draft()
    conflict = merge(base, new=replace(base, intro="New."), edited=replace(base, intro="Mine."))

    assert store.merge_into(stored, conflict)

    with pytest.raises(IssueFileError, match="a conflict marker of a merge"):
        store.load("2026-10-05")
    assert [name for name, _ in store.used()] == ["2026-10-05"]
    assert store.head("2026-10-05").number == 1


@pytest.mark.parametrize("status", [Status.APPROVED, Status.PUBLISHED])
def test_only_into_a_draft_is_merged(store: IssueFolder, status: Status) -> None:
    stored = store.create(issue_factory(status=status))

    with pytest.raises(IllegalMove, match=rf"is {status}: only into a draft"):
        store.merge_into(stored, merged(intro="New."))

    assert store.load("2026-10-05") == stored


def test_rewriting_refuses_a_file_that_was_edited_meanwhile(store: IssueFolder) -> None:
    stored = store.create(draft())
    path = store.folder / "2026-10-05.md"
    edited = path.read_bytes().replace(b"Good morning", b"Good evening")
    path.write_bytes(edited)

    for act in (
        lambda: store.rewrite(stored, stored.text),
        lambda: store.merge_into(stored, merged(intro="New.")),
    ):
        with pytest.raises(IssueChanged, match="has been changed in the meantime"):
            act()
    assert path.read_bytes() == edited


def test_of_many_replacers_one_wins(store: IssueFolder, tmp_path: Path) -> None:
    stored = store.create(draft())

    def change(number: int) -> None:
        try:
            store.replace(stored, replace(stored.issue, subject=f"No. {number}"))
        except IssueChanged:
            return
        (tmp_path / f"winner-{number}").touch()

    pids = [forked(lambda number=number: change(number)) for number in range(8)]

    assert [status_of(pid) for pid in pids] == [0] * 8
    (winner,) = tmp_path.glob("winner-*")
    assert store.load("2026-10-05").issue.subject == f"No. {winner.name[-1]}"


def test_used_articles_of_all_issues_are_found(store: IssueFolder) -> None:
    refs = [article_ref_factory(title=f"No. {number}") for number in range(4)]
    store.create(draft(1, articles=(refs[0], refs[1]), stories=()))
    store.create(draft(2, articles=(), sections=SECTIONS[:2]))
    store.create(draft(3, articles=(refs[2],), intro="```\n## Sources {#sources}\n```"))
    store.create(draft(4, articles=(refs[3],), stories=(story_factory(slug="other"),)))

    assert list(store.used()) == [
        ("2026-10-05", refs[0]),
        ("2026-10-05", refs[1]),
        ("2026-10-19", refs[2]),
        ("2026-10-26", refs[3]),
    ]


def test_article_that_is_only_noted_is_used(store: IssueFolder) -> None:
    noted = article_ref_factory(story="", guid='tag:"a" {b}')
    store.create(draft(articles=(article_ref_factory(), noted)))

    assert [article for _, article in store.used()][1:] == [noted]


def test_used_articles_of_a_broken_file_are_not_guessed(store: IssueFolder) -> None:
    store.create(draft())
    path = store.folder / "2026-10-05.md"
    path.write_bytes(path.read_bytes().replace(b'source="', b"source="))

    with pytest.raises(IssueFileError, match=rf"{path}:31: "):
        list(store.used())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_failing_disk_leaves_the_issue_as_it_was(tmp_path: Path, code: int) -> None:
    before = IssueFolder(tmp_path).create(draft())
    for at in range(1, 20):
        disk = FailingDisk(at=at, code=code)
        store = IssueFolder(tmp_path, disk=disk)
        try:
            store.replace(before, life.approve(before.issue))
        except DigestError as error:
            if "did not confirm" not in str(error):
                assert store.load("2026-10-05") == before
        if at > len(disk.calls):
            break
        (tmp_path / "2026-10-05.md").write_text(before.text)
    assert IssueFolder(tmp_path).load("2026-10-05").issue.status is Status.APPROVED


def test_unreadable_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "issues").write_text("not a folder")

    with pytest.raises(IssueError, match="cannot be read"):
        IssueFolder(tmp_path / "issues").names()
