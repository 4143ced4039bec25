from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from digest.compose.suggesting.evidence import Proposal
from digest.errors import SuggestError
from digest.suggest.cache import Question, SuggestionCache

QUESTION = Question(
    sha256="ab" * 32, language="en", model="test:model", prompt="p1", count=3, input_chars=400
)
PROPOSALS = (
    Proposal(text="Verkehr «sank»", quotes=("“a”", "b\nc")),
    Proposal(text="夜间渡轮", quotes=()),
)


def test_answer_is_found_again(tmp_path: Path) -> None:
    cache = SuggestionCache(tmp_path / "var" / "suggestions")
    cache.keep(QUESTION, PROPOSALS)
    assert cache.find(QUESTION) == PROPOSALS


def test_empty_answer_is_an_answer(tmp_path: Path) -> None:
    cache = SuggestionCache(tmp_path)
    cache.keep(QUESTION, ())
    assert cache.find(QUESTION) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(QUESTION, sha256="cd" * 32),
        replace(QUESTION, language="de"),
        replace(QUESTION, model="test:other"),
        replace(QUESTION, prompt="p2"),
        replace(QUESTION, count=4),
        replace(QUESTION, input_chars=401),
    ],
)
def test_another_question_has_no_answer_yet(tmp_path: Path, other: Question) -> None:
    cache = SuggestionCache(tmp_path)
    cache.keep(QUESTION, PROPOSALS)
    assert cache.find(other) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"proposals": [{"text": "x"}]}', b"\xff"])
def test_broken_file_is_no_answer_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    cache = SuggestionCache(tmp_path)
    (tmp_path / f"{QUESTION.key}.json").write_bytes(content)
    assert cache.find(QUESTION) is None

    cache.keep(QUESTION, PROPOSALS)
    assert cache.find(QUESTION) == PROPOSALS


def test_answers_are_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "suggestions"
    SuggestionCache(folder).keep(QUESTION, PROPOSALS)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_folder_that_cannot_be_made_is_a_fault_of_suggesting(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(SuggestError, match="cannot be made"):
        SuggestionCache(tmp_path / "var" / "suggestions").keep(QUESTION, PROPOSALS)


def test_file_that_cannot_be_written_or_read_is_a_fault_of_suggesting(tmp_path: Path) -> None:
    (tmp_path / f"{QUESTION.key}.json").mkdir()
    cache = SuggestionCache(tmp_path)
    with pytest.raises(SuggestError, match="cannot be read"):
        cache.find(QUESTION)
    with pytest.raises(SuggestError):
        cache.keep(QUESTION, PROPOSALS)
