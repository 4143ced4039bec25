"""Words files on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import RenderError
from digest.wording.load import load_wording, own_languages


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A publication's folder of words."""
    folder = tmp_path / "words"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("asked", "outlook"),
    [
        ("en", "Future outlook"),
        ("en-GB", "Future outlook"),
        ("de", "Ausblick"),
        ("de-AT", "Ausblick"),
        ("DE-at", "Ausblick"),
        ("zh", "未来展望"),
        ("zh-Hans-CN", "未来展望"),
        ("zh-Hant", "未來展望"),
        ("zh-hant-hk", "未來展望"),
        ("zh-TW", "未來展望"),
        ("zh-HK", "未來展望"),
    ],
)
def test_a_tag_gets_the_words_of_the_nearest_language(asked: str, outlook: str) -> None:
    words = load_wording(asked)

    assert words.say("outlook") == outlook
    assert words.language == asked


@pytest.mark.parametrize("asked", ["da", "tlh", "x-klingon", "../words/de", "", "en/../de"])
def test_what_has_no_words_is_said_in_english(asked: str) -> None:
    words = load_wording(asked)

    assert words.language == "en"
    assert words.say("outlook") == "Future outlook"
    assert words.count("stories", 1) == "1 story"


def test_a_publications_phrases_go_first(own: Path) -> None:
    write(own, "de.toml", 'outlook = "Wie es weitergeht"')
    words = load_wording("de-CH", templates=own.parent)

    assert words.say("outlook") == "Wie es weitergeht"
    assert words.say("sources") == "Quellen"


def test_a_publication_brings_a_language_and_english_fills_its_gaps(own: Path) -> None:
    write(own, "en.toml", 'sources = "Where it is from"')
    write(own, "da.toml", 'outlook = "Det næste"\nstories = { other = "{n} historier" }')
    words = load_wording("da-DK", templates=own.parent)

    assert words.language == "da-DK"
    assert words.say("outlook") == "Det næste"
    assert words.say("sources") == "Where it is from"
    assert words.count("stories", 3) == "3 historier"


def test_a_missing_folder_changes_nothing(tmp_path: Path) -> None:
    assert load_wording("de", templates=tmp_path / "none").say("outlook") == "Ausblick"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('outlock = "x"', r"`outlock` is no phrase of ours; did you mean `outlook`\?"),
        ('xyz = "x"', r"`xyz` is no phrase of ours; docs/languages\.md"),
        ('outlook = " "', "`outlook` must be text"),
        ("outlook = 3", "`outlook` must be text"),
        ('outlook = { other = "x" }', "`outlook` must be one phrase"),
        ('stories = { one = "x" }', "`stories` must have `other`"),
        ('stories = { other = "x", some = "y" }', "`stories` must have `other`, and beside it"),
        ("stories = { other = 3 }", "`stories` must be text"),
        ('outlook = "{title}"', r"`outlook` has \{title\}, which nothing fills; .*: none"),
        ('also_covered_by = "{n}"', r"has \{n\}, .* it may have: \{source\}, \{title\}"),
        (r'outlook = "a\u0007"', "`outlook` must be one line without control characters"),
        (r'stories = { other = "{n}\nb" }', "`stories` must be one line without"),
        ("outlook = x", "cannot be read as words: .*; mend the file"),
        (f"outlook = {'9' * 5_000}", "cannot be read as words: .*; mend the file"),
        (f"outlook = {'[' * 5_000}", "cannot be read as words: .*; mend the file"),
    ],
)
def test_a_fault_names_file_phrase_and_mend(own: Path, text: str, fault: str) -> None:
    path = write(own, "de.toml", text)

    with pytest.raises(RenderError, match=fault) as error:
        load_wording("de", templates=own.parent)

    assert str(error.value).startswith(f"{path}: ")


def test_a_file_in_another_encoding_is_refused(own: Path) -> None:
    (own / "de.toml").write_bytes('outlook = "Rückblick"'.encode("latin-1"))

    with pytest.raises(RenderError, match=r"de\.toml: cannot be read as words"):
        load_wording("de", templates=own.parent)


def test_own_languages_are_those_with_files(own: Path) -> None:
    assert own_languages(own.parent) == ()
    write(own, "pt-BR.toml", 'outlook = "E agora?"')
    write(own, "da.toml", "")
    write(own, "notes.txt", "x")
    assert own_languages(own.parent) == ("da", "pt-BR")


@pytest.mark.parametrize(
    ("name", "like"),
    [("pt-br.toml", "pt-BR.toml"), ("DE.toml", "de.toml"), ("dutch.toml", "de-AT")],
)
def test_a_file_that_is_never_read_is_told(own: Path, name: str, like: str) -> None:
    path = write(own, name, "")
    with pytest.raises(RenderError, match=f"is never read; call it .* like {like}") as error:
        own_languages(own.parent)
    assert str(error.value).startswith(f"{path}: ")


def test_a_fault_in_any_own_language_is_told(own: Path) -> None:
    write(own, "da.toml", 'outlock = "x"')
    with pytest.raises(RenderError, match=r"da\.toml: `outlock`"):
        own_languages(own.parent)
