from __future__ import annotations

import errno
import hashlib
import stat
from pathlib import Path

import pytest

from digest.archive.texts import TextFolder
from digest.errors import DigestError, IssueError
from disks import FailingDisk

TEXT = "Ein “Satz”\nüber Bäume 🌳\n"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture
def texts(tmp_path: Path) -> TextFolder:
    return TextFolder(tmp_path / "var" / "articles")


def test_kept_text_is_loaded_as_it_was(texts: TextFolder) -> None:
    texts.keep(SHA, TEXT)

    assert texts.load(SHA) == TEXT
    assert texts.path(SHA) == texts.folder / SHA[:2] / f"{SHA}.txt"
    assert texts.path(SHA).read_bytes() == TEXT.encode()


def test_kept_text_is_private(texts: TextFolder) -> None:
    texts.keep(SHA, TEXT)

    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (texts.path(SHA), texts.folder)}
    assert list(modes.values()) == [0o600, 0o700]


def test_text_that_is_not_kept_is_none(texts: TextFolder) -> None:
    assert texts.load(SHA) is None
    texts.keep(SHA, TEXT)
    assert texts.load("0" * 64) is None


def test_second_keeping_touches_nothing(texts: TextFolder) -> None:
    texts.keep(SHA, TEXT)
    before = texts.path(SHA).stat().st_mtime_ns

    texts.keep(SHA, TEXT)

    assert texts.path(SHA).stat().st_mtime_ns == before


def test_text_under_a_wrong_name_is_not_taken(texts: TextFolder) -> None:
    texts.keep(SHA, TEXT)
    texts.path(SHA).write_text("Another text.", "utf-8")

    with pytest.raises(IssueError, match=rf"{SHA}\.txt: is not the text that its name says"):
        texts.load(SHA)


def test_text_with_another_hash_is_not_kept(texts: TextFolder) -> None:
    with pytest.raises(IssueError, match="has another hash; nothing was written"):
        texts.keep("0" * 64, TEXT)

    assert not texts.folder.exists()


def test_folder_in_the_place_of_a_text_is_named(texts: TextFolder) -> None:
    texts.path(SHA).mkdir(parents=True)

    with pytest.raises(IssueError, match="cannot be read"):
        texts.load(SHA)


def test_failing_disk_leaves_no_half_text(texts: TextFolder) -> None:
    for at in range(1, 20):
        disk = FailingDisk(at=at, code=errno.ENOSPC)
        try:
            TextFolder(texts.folder, disk=disk).keep(SHA, TEXT)
        except DigestError:
            assert texts.load(SHA) in {None, TEXT}
        if at > len(disk.calls):
            break
        texts.path(SHA).unlink(missing_ok=True)
    assert texts.load(SHA) == TEXT
