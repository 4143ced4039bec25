"""What the preview shows, and that it follows whatever it is made of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from digest.app.init import init_publication
from digest.app.preview import LivePreview, preview, preview_files
from digest.app.publication import Publication, open_publication
from digest.model import Status
from digest.render.preview import FRAMES
from factories import issue_factory
from fakes import FakeClock

PICTURE = "https://pics.example/mill.jpg"


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    init_publication(tmp_path / "publication")
    publication = open_publication(tmp_path / "publication", clock=FakeClock())
    publication.store.create(issue_factory(status=Status.DRAFT))
    return publication


@pytest.fixture
def name(publication: Publication) -> str:
    return publication.store.names()[0]


@pytest.fixture
def live(publication: Publication, name: str) -> LivePreview:
    return LivePreview(publication.root, name)


def page_of(live: LivePreview) -> str:
    return live.files()["index.html"].decode()


def put(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def with_picture(publication: Publication, name: str) -> None:
    edit(publication.store.path(name), "## Key", f"![The mill]({PICTURE})\n\n## Key")


def test_page_shows_every_edition_and_each_is_there(publication: Publication, name: str) -> None:
    files = {page.path: page.body.decode("utf-8") for page in preview_files(publication, name)}

    for frame in FRAMES:
        assert f'src="{frame.document}" width="{frame.width}"' in files["index.html"]
        assert "The bell of line four" in files[frame.document]
    assert len({frame.name for frame in FRAMES}) == len(FRAMES)


def test_page_shows_what_the_checks_found(publication: Publication, name: str) -> None:
    edit(publication.store.path(name), 'subject = "Loom no. 1: the bell"', 'subject = "Loom"')

    (page, *_) = preview_files(publication, name)

    assert "<code>subject-" in page.body.decode()


def test_page_shows_the_issue_as_an_inbox_does(publication: Publication, name: str) -> None:
    edit(publication.store.path(name), 'subject = "', 'subject = "<b>&')

    (page, *_) = preview_files(publication, name)

    assert "<strong>&lt;b&gt;&amp;Loom no. 1: the bell</strong>" in page.body.decode()


def test_files_are_the_editions_themselves_and_frames_their_copies(
    publication: Publication, name: str
) -> None:
    with_picture(publication, name)

    report = preview(publication, name)

    assert PICTURE in report.mail_html.read_text(encoding="utf-8")
    assert PICTURE in report.web_page.read_text(encoding="utf-8")
    assert 'target="_blank"' not in report.mail_html.read_text(encoding="utf-8")
    for path in [*(report.page.parent / "frames").glob("[!t]*.html"), report.page]:
        assert f'src="{PICTURE}"' not in path.read_text(encoding="utf-8")


def test_policy_of_the_web_page_lets_the_grey_fields_in(
    publication: Publication, name: str
) -> None:
    with_picture(publication, name)

    report = preview(publication, name)

    frame = report.page.parent / "web" / "framed" / "index.html"
    assert "img-src 'self' data: https:;" in frame.read_text(encoding="utf-8")
    assert "img-src 'self' https:;" in report.web_page.read_text(encoding="utf-8")


def test_frames_name_the_pictures_of_the_web_where_that_is_asked_for(
    publication: Publication, name: str
) -> None:
    with_picture(publication, name)

    report = preview(publication, name, load_images=True)

    frames = report.page.parent / "frames"
    for frame in ("mail", "unstyled", "forced-dark", "outlook", "feed-item"):
        assert PICTURE in (frames / f"{frame}.html").read_text(encoding="utf-8")
    assert PICTURE not in (frames / "images-off.html").read_text(encoding="utf-8")


def test_preview_of_a_draft_changes_nothing_but_its_own_folder(
    publication: Publication, name: str
) -> None:
    def tree() -> dict[Path, bytes]:
        files = (path for path in publication.root.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in files}

    before = tree()
    preview(publication, name)

    new = {path for path, body in tree().items() if before.get(path) != body}
    assert all(path.is_relative_to(publication.var / "preview" / name) for path in new)


CHANGES: dict[str, Callable[[Publication, Path], None]] = {
    "issue": lambda _, issue: edit(issue, "rings", "sings"),
    "configuration": lambda it, _: edit(it.root / "digest.toml", "Quiet Works", "Loud Works"),
    "theme": lambda it, _: put(it.root / "templates" / "theme.toml", 'look = "plain"\n'),
    "words": lambda it, _: put(
        it.root / "templates" / "words" / "en.toml", 'takeaways = "To keep"\n'
    ),
    "template": lambda it, _: put(
        it.root / "templates" / "mail" / "default.mjml.j2",
        '{% extends "shipped/mail/plain.mjml.j2" %}\n',
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_of_what_it_is_made_of_makes_another_version(
    publication: Publication,
    live: LivePreview,
    name: str,
    change: Callable[[Publication, Path], None],
) -> None:
    before, version = live.files(), live.version()
    change(publication, publication.store.path(name))

    assert live.version() != version
    assert live.files() != before
    assert f'data-version="{live.version()}"' in page_of(live)


def test_change_of_anything_else_makes_none(publication: Publication, live: LivePreview) -> None:
    before, version = live.files(), live.version()
    put(publication.root / "articles" / "more.txt", "More")

    assert live.version() == version
    assert live.files() is before


def test_shipped_templates_are_followed_too(live: LivePreview) -> None:
    watched = {path.name for path in live._watched()}

    assert {"base.mjml.j2", "issue.txt.j2", "issue.html.j2", "item.html.j2"} <= watched
    assert "gitignore" not in watched


BREAKAGES: dict[str, tuple[Callable[[Publication, Path], None], str]] = {
    "issue file": (lambda _, issue: edit(issue, 'title = "L', "title = L"), ".md:8: "),
    "template": (
        lambda it, _: put(it.root / "templates" / "mail" / "default.mjml.j2", "\n{% if %}"),
        "default.mjml.j2:2: ",
    ),
    "template that is no text": (
        lambda it, _: put(it.root / "templates" / "web" / "issue.html.j2", "\xff", "latin-1"),
        "issue.html.j2:1: byte 0xFF is not UTF-8",
    ),
    "theme": (
        lambda it, _: put(it.root / "templates" / "theme.toml", 'look = "none"\n'),
        "theme.toml:1: ",
    ),
    "configuration": (lambda it, _: put(it.root / "digest.toml", "publication = 1"), "digest.toml"),
    "issue that is gone": (lambda _, issue: issue.unlink(), "2026-10-05"),
}


@pytest.mark.parametrize(("breakage", "message"), BREAKAGES.values(), ids=BREAKAGES)
def test_page_says_what_is_broken_and_comes_back(
    publication: Publication,
    live: LivePreview,
    *,
    breakage: Callable[[Publication, Path], None],
    message: str,
    name: str,
) -> None:
    issue, configuration = publication.store.path(name), publication.root / "digest.toml"
    kept = {path: path.read_text(encoding="utf-8") for path in (issue, configuration)}
    breakage(publication, issue)

    broken = page_of(live)

    assert "cannot be shown as it is" in broken
    assert message in broken
    for path, text in kept.items():
        put(path, text)
    for path in (publication.root / "templates").rglob("*.*"):
        if path.is_file():
            path.unlink()
    assert "<h1 lang" in page_of(live)
