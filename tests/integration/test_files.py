from __future__ import annotations

import errno
import os
import resource
from pathlib import Path

import pytest

from digest.errors import DigestError, FileTaken
from digest.files import DISK, Disk, create_exclusive, locked, write_atomic
from disks import CountingDisk, FailingDisk, KillingDisk, LinklessDisk
from processes import forked, status_of

OLD, NEW = b"old\n", b"new\n" * 1000
ERRORS = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.EMFILE)


def visible(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_write_makes_and_changes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "page.html"

    assert write_atomic(path, OLD)
    assert write_atomic(path, NEW)
    assert visible(tmp_path) == {"page.html": NEW}


def test_write_of_the_same_bytes_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(NEW)
    os.utime(path, (1, 1))
    before = path.stat()

    assert not write_atomic(path, NEW)

    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )


def test_write_keeps_the_mode_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(OLD)
    path.chmod(0o640)

    write_atomic(path, NEW)

    assert path.stat().st_mode & 0o777 == 0o640


def test_bytes_are_flushed_before_they_get_their_name_and_the_name_after(tmp_path: Path) -> None:
    disk = CountingDisk()
    write_atomic(tmp_path / "a", b"x", disk=disk)
    create_exclusive(tmp_path / "b", b"x", disk=disk)

    assert disk.calls == [
        *("create", "write", "sync", "replace", "remove", "sync"),
        *("create", "write", "sync", "link", "remove", "sync"),
    ]


@pytest.mark.parametrize("disk", [DISK, LinklessDisk()])
def test_create_makes_a_file_once(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "a.md"
    create_exclusive(path, NEW, disk=disk)

    with pytest.raises(FileTaken, match=r"a\.md: is there already; nothing was written"):
        create_exclusive(path, OLD, disk=disk)

    assert visible(tmp_path) == {"a.md": NEW}


def test_create_respects_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("elsewhere")

    with pytest.raises(FileTaken):
        create_exclusive(tmp_path / "a.md", NEW)

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("linkless", [False, True])
def test_of_many_creators_one_wins(tmp_path: Path, linkless: bool) -> None:
    disk = LinklessDisk() if linkless else DISK
    path = tmp_path / "a.md"

    def create(number: int) -> None:
        try:
            create_exclusive(path, b"%d" % number * 5000, disk=disk)
        except FileTaken:
            return
        (tmp_path / f"winner-{number}").touch()

    pids = [forked(lambda number=number: create(number)) for number in range(8)]

    assert [status_of(pid) for pid in pids] == [0] * 8
    (winner,) = tmp_path.glob("winner-*")
    assert path.read_bytes() == winner.name[-1].encode() * 5000


@pytest.mark.parametrize("code", ERRORS)
def test_failing_disk_changes_nothing_and_says_so(tmp_path: Path, code: int) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    for at in range(1, 50):
        disk = FailingDisk(at=at, code=code)
        try:
            write_atomic(path, NEW, disk=disk)
        except DigestError as error:
            says = str(error)
        else:
            says = ""
        if "nothing was changed" in says:
            assert path.read_bytes() == OLD
        elif "did not confirm" in says:  # the name is new, only its flush failed
            assert path.read_bytes() == NEW
            assert at == len(disk.calls)
        else:
            assert disk.calls[at - 1 : at] in ([], ["remove"])
        if at > len(disk.calls):
            break
        path.write_bytes(OLD)
        assert visible(tmp_path) == {"a.md": OLD}
    else:
        pytest.fail("the disk never ran out of calls to fail")
    assert visible(tmp_path) == {"a.md": NEW}


@pytest.mark.parametrize("code", ERRORS)
def test_failing_disk_makes_no_half_file(tmp_path: Path, code: int) -> None:
    path = tmp_path / "a.md"
    for at in range(1, 50):
        disk = FailingDisk(at=at, code=code)
        try:
            create_exclusive(path, NEW, disk=disk)
        except DigestError as error:
            is_made = "did not confirm" in str(error)
        else:
            is_made = True
        assert path.exists() is is_made
        assert not is_made or path.read_bytes() == NEW
        if at > len(disk.calls):
            break
        path.unlink(missing_ok=True)
        write_atomic(tmp_path / "next", b"%d" % at)
        assert visible(tmp_path) == {"next": b"%d" % at}
    else:
        pytest.fail("the disk never ran out of calls to fail")


def test_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match="no space left on the disk; nothing was changed"):
        write_atomic(tmp_path / "a", NEW, disk=FailingDisk(at=2, code=errno.ENOSPC))


def test_really_failing_write_changes_nothing(tmp_path: Path) -> None:
    """RLIMIT_FSIZE lets the kernel take 1,000 bytes and refuse the others."""
    path = tmp_path / "a.md"
    path.write_bytes(OLD)

    def write() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        for act in (write_atomic, create_exclusive):
            with pytest.raises(DigestError, match="larger than is allowed"):
                act(path if act is write_atomic else tmp_path / "b.md", NEW)

    assert status_of(forked(write)) == 0
    assert visible(tmp_path) == {"a.md": OLD}


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match="there is no such folder"):
        write_atomic(tmp_path / "gone" / "a", NEW)


def test_kill_at_every_call_leaves_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    seen = set()
    for at in range(1, 50):
        path.write_bytes(OLD)
        status = status_of(forked(lambda at=at: write_atomic(path, NEW, disk=KillingDisk(at=at))))
        seen.add(path.read_bytes())
        (tmp_path / "b.md").unlink(missing_ok=True)
        if status == 0:
            break
        status_of(
            forked(lambda at=at: create_exclusive(tmp_path / "b.md", NEW, disk=KillingDisk(at=at)))
        )
        assert not (tmp_path / "b.md").exists() or (tmp_path / "b.md").read_bytes() == NEW
        assert all(name in {"a.md", "b.md"} or name[0] == "." for name in visible(tmp_path))
    else:
        pytest.fail("never came through")
    assert seen == {OLD, NEW}


def test_next_write_removes_what_a_killed_run_left(tmp_path: Path) -> None:
    killed = forked(lambda: write_atomic(tmp_path / "a.md", NEW, disk=KillingDisk(at=3)))
    assert status_of(killed) == -9
    assert [path.name[:5] for path in tmp_path.iterdir()] == [".tmp-"]

    write_atomic(tmp_path / "b.md", NEW)

    assert visible(tmp_path) == {"b.md": NEW}


def test_temporary_file_of_a_living_run_is_left_alone(tmp_path: Path) -> None:
    class Meanwhile(CountingDisk):
        """Another write in the same folder, between flush and rename."""

        def replace(self, source: Path, target: Path) -> None:
            write_atomic(tmp_path / "b.md", OLD)
            super().replace(source, target)

    write_atomic(tmp_path / "a.md", NEW, disk=Meanwhile())

    assert visible(tmp_path) == {"a.md": NEW, "b.md": OLD}


def test_lock_keeps_another_process_waiting(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")

    def count() -> None:
        for _ in range(50):
            with locked(tmp_path):
                counter.write_text(str(int(counter.read_text()) + 1))

    pids = [forked(count) for _ in range(4)]

    assert [status_of(pid) for pid in pids] == [0] * 4
    assert counter.read_text() == "200"
