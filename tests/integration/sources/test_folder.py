from __future__ import annotations

import io
import os
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import articles
from digest.article import Article, DateOrigin, Unreadable
from digest.errors import ArticleError
from digest.sources.confined import Confined
from digest.sources.folder import FolderSource, read_whole, utc_time

TEXT = "A title\n\nAll that is to be said about it, in one paragraph."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "articles"
    path.mkdir()
    return path


def collect(folder: Path) -> list[Article | Unreadable]:
    return list(source(folder).collect())


def source(folder: Path) -> FolderSource:
    return FolderSource(folder, root=folder.parent, name="desk", language="en")


def only(folder: Path) -> Article:
    (found,) = collect(folder)
    assert isinstance(found, Article)
    return found


def fault(folder: Path) -> Unreadable:
    (found,) = collect(folder)
    assert isinstance(found, Unreadable)
    return found


def test_every_format_is_read(folder: Path) -> None:
    for name in ("a.txt", "b.TXT"):
        (folder / name).write_text(TEXT)
    for name in ("c.md", "d.markdown", "d.mdx"):
        (folder / name).write_text(f"# {TEXT}")
    for name in ("e.html", "f.htm"):
        (folder / name).write_text(f"<title>A title</title><p>{TEXT}")
    (folder / "g.pdf").write_bytes(b"%PDF")
    found = collect(folder)
    assert [item.location for item in found] == [
        f"articles/{name}"
        for name in (
            "a.txt",
            "b.TXT",
            "c.md",
            "d.markdown",
            "d.mdx",
            "e.html",
            "f.htm",
        )
    ]
    assert {item.title for item in found if isinstance(item, Article)} == {"A title"}
    assert {item.source for item in found if isinstance(item, Article)} == {"desk"}


def test_order_is_that_of_the_paths_and_dotfiles_are_passed_over(folder: Path) -> None:
    odd = "空 1：海.txt"  # a full-width colon
    for name in ("z.txt", "b/2.txt", "b/1.txt", "a b.txt", ".hidden.txt", ".git/x.txt", odd):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(TEXT)
    locations = [item.location.removeprefix("articles/") for item in collect(folder)]
    assert locations == ["a b.txt", "b/1.txt", "b/2.txt", "z.txt", odd]


def test_date_comes_from_the_name_unless_the_text_has_one(folder: Path) -> None:
    (folder / "2026-11-12-a.txt").write_text(TEXT)
    assert only(folder).published_on == date(2026, 11, 12)
    (folder / "2026-11-12-a.txt").rename(folder / "2026-11-12-a.md")
    (folder / "2026-11-12-a.md").write_text("---\ntitle: T\ndate: 2026-11-01\n---\nText.")
    assert only(folder).published_on == date(2026, 11, 1)


def test_time_of_the_file_is_the_last_to_date_an_article(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT)
    os.utime(folder / "a.txt", (0, 1_795_413_600))
    found = only(folder)
    assert (found.published_on, found.date_origin) == (date(2026, 11, 23), DateOrigin.FILE_TIME)
    assert found.changed_at == datetime(2026, 11, 23, 6, tzinfo=UTC)
    (folder / "a.txt").rename(folder / "2026-11-12-a.txt")
    found = only(folder)
    assert (found.published_on, found.date_origin) == (date(2026, 11, 12), DateOrigin.FILE_NAME)
    assert found.changed_at == datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_time_of_no_calendar_is_none() -> None:
    assert utc_time(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert utc_time(300_000_000_000) is None
    assert utc_time(1e300) is None


def test_language_is_the_sources_until_the_words_tell_it(folder: Path) -> None:
    (folder / "a.txt").write_text("Hafen\n\nKurz und gut.")
    assert only(folder).language == "en"
    (folder / "a.txt").write_text(
        "Hafen\n\n" + "Die Schiffe liegen im Hafen und warten auf Wind. " * 20
    )
    assert only(folder).language == "de"


def test_file_that_is_written_while_it_is_read_is_left_for_the_next_time(folder: Path) -> None:
    class Reading(io.BufferedReader):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            with (folder / "a.txt").open("ab") as writer:
                writer.write(b" and more")
            return data

    class Slow(type(Path())):  # type: ignore[misc]  # the class of paths on this system
        def open(self, *_: Any, **__: Any) -> io.BufferedReader:
            return Reading(io.FileIO(self))

    (folder / "a.txt").write_text(TEXT)
    with pytest.raises(ArticleError, match="is being written; it is taken the next time"):
        read_whole(Slow(folder / "a.txt"), where="articles/a.txt")
    assert read_whole(folder / "a.txt", where="articles/a.txt")[0].endswith(b" and more")


def test_file_that_ends_inside_of_a_character_is_left_for_the_next_time(folder: Path) -> None:
    (folder / "a.txt").write_bytes("T\n\nÖl, Äther, 港".encode()[:-1])
    assert "may not have been written to its end" in fault(folder).reason


def test_byte_order_mark_is_no_part_of_the_title(folder: Path) -> None:
    (folder / "a.txt").write_bytes(TEXT.encode("utf-8-sig"))
    assert only(folder).title == "A title"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.md", b"\n\n", "is empty"),
        ("a.html", b"", "is empty"),
        ("a.txt", b"\x7fELF\0\0", "is binary"),
        ("a.txt", "T\n\nгавань".encode("koi8-r"), "byte 0xc7 at offset 3; save it as UTF-8"),
        ("a.md", b"---\ntitle:\n---\n", "is empty"),
        ("a.html", b"<title>T</title>" + b"<div>" * 9000, "nested deeper than 250"),
    ],
)
def test_bad_file_gives_a_reason(folder: Path, name: str, data: bytes, reason: str) -> None:
    (folder / name).write_bytes(data)
    assert fault(folder).location == f"articles/{name}"
    assert reason in fault(folder).reason


def test_good_files_are_read_beside_bad_ones(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"\0")
    (folder / "b.txt").write_text(TEXT)
    assert [type(item) for item in collect(folder)] == [Unreadable, Article]


def test_file_of_fifty_megabytes_is_never_read(folder: Path) -> None:
    with (folder / "a.txt").open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    try:
        reason = fault(folder).reason
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reason == "is 50.0 MB long; an article may have 5 MB at most"
    assert peak < 1_000_000


def test_links_are_followed_only_inside_of_the_folder(folder: Path) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text(TEXT)
    (folder / "b.txt").write_text(TEXT)
    (folder / "a.txt").symlink_to(folder / "b.txt")
    (folder / "c.txt").symlink_to(outside)
    (folder / "d.txt").symlink_to("nowhere.txt")
    (folder / "e.txt").symlink_to("e.txt")
    (folder / "f").symlink_to(folder.parent)
    inside, _, *bad = collect(folder)
    assert isinstance(inside, Article)
    reasons = [item.reason for item in bad if isinstance(item, Unreadable)]
    assert "is a link out of the folder" in reasons[0]
    assert reasons[1] == "cannot be read (no such file or directory)"
    assert "cannot be read" in reasons[2]
    assert "is a link to a folder" in reasons[3]
    assert len(reasons) == len(bad) == 4


def test_folder_may_be_a_link_itself(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT)
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert only(link).location == "link/a.txt"


def test_pipe_is_no_article(folder: Path) -> None:
    os.mkfifo(folder / "a.txt")
    assert fault(folder).reason == "is no regular file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_gives_a_reason(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT)
    (folder / "a.txt").chmod(0)
    assert fault(folder).reason == "cannot be read (permission denied)"


def test_name_that_is_not_utf8_can_be_printed(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text(TEXT)
    assert only(folder).location == "articles/\ufffd.txt"


def test_missing_folder_gives_a_reason(tmp_path: Path) -> None:
    found = fault(tmp_path / "articles")
    assert found.location == "articles"
    assert "folder of source «desk» (no such file or directory)" in found.reason


def test_file_instead_of_a_folder_gives_a_reason(tmp_path: Path) -> None:
    (tmp_path / "articles").write_text(TEXT)
    assert "(not a directory)" in fault(tmp_path / "articles").reason


def test_empty_folder_gives_nothing(folder: Path) -> None:
    assert collect(folder) == []


def test_articles_are_read_a_few_at_a_time(folder: Path) -> None:
    for number in range(100):
        (folder / f"{number:02}.txt").write_text(TEXT)
    found = source(folder).collect()
    next(found)
    (folder / "99.txt").write_text("Changed meanwhile")
    *_, last = found
    assert isinstance(last, Article)
    assert last.title == "Changed meanwhile"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_article_is_the_same_in_any_encoding(folder: Path, encoding: str, line_break: str) -> None:
    text = articles.plain_text()
    (folder / "a.txt").write_text(text, encoding="utf-8", newline="")
    (folder / "b.txt").write_text(text.replace("\n", line_break), encoding=encoding, newline="")
    plain, other = collect(folder)
    assert isinstance(plain, Article)
    assert isinstance(other, Article)
    assert (other.text, other.blocks) == (plain.text, plain.blocks)


def test_files_are_parsed_by_the_reader_that_is_given(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"\0")
    (folder / "b.md").write_text(articles.as_markdown(articles.plain_text()))
    (folder / "c.html").write_text(articles.as_html(articles.plain_text()))
    with Confined() as reader:
        confined = FolderSource(
            folder, root=folder.parent, name="desk", language="en", reader=reader
        )
        assert list(confined.collect()) == collect(folder)


def test_location_keeps_a_report_on_one_line(folder: Path) -> None:
    (folder / "a\n  + forged\u202e\x1b[2K.txt").write_text(TEXT)
    assert only(folder).location == "articles/a\\x0a  + forged\\u202e\\x1b[2K.txt"


def test_own_pages_of_the_publication_are_passed_over(folder: Path) -> None:
    for name in ("a.md", "public/b.html", "public/deep/c.md", "desk/public/d.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"# {TEXT}")
    besides = (folder / "public", folder / "missing")
    here = FolderSource(folder, root=folder, name="desk", language="en", besides=besides)
    assert [item.location for item in here.collect()] == ["a.md", "desk/public/d.md"]


@pytest.mark.parametrize("inside", [".", "deep"])
def test_source_in_a_folder_of_the_publication_is_named(folder: Path, inside: str) -> None:
    (folder / "deep").mkdir()
    (folder / inside / "a.md").write_text(f"# {TEXT}")
    here = FolderSource(
        folder / inside, root=folder.parent, name="desk", language="en", besides=(folder,)
    )
    (found,) = here.collect()
    assert isinstance(found, Unreadable)
    assert "the publication writes itself" in found.reason
