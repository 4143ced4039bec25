"""What a model has said before, so that it is not asked, and paid, twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from digest.compose.suggesting.evidence import Proposal
from digest.errors import DigestError, SuggestError
from digest.files import write_atomic


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that an answer depends on."""

    sha256: str  #: of the article's text
    language: str  #: of the article, BCP 47
    model: str
    prompt: str  #: SHA-256 of what the model is told
    count: int  #: how many takeaways were asked for
    input_chars: int  #: how much of the article the model was shown

    @property
    def key(self) -> str:
        """A name for the question, 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()


class SuggestionCache:
    """A folder with a private JSON file for each question that was answered.

    It holds what the model said, not what was kept of it: whoever reads it checks it again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, question: Question) -> tuple[Proposal, ...] | None:
        """The answer, or None when there is none that can be read. Raises SuggestError."""
        path = self._path(question)
        try:
            answer = json.loads(path.read_bytes())
        except (FileNotFoundError, ValueError):  # a broken file is written anew
            return None
        except OSError as error:
            raise SuggestError(
                f"{path}: cannot be read ({error.strerror}); let this user read it, or remove it"
            ) from error
        return _proposals(answer)

    def keep(self, question: Question, proposals: Sequence[Proposal]) -> None:
        """Remember the answer. Raises SuggestError."""
        answer = {
            "model": question.model,
            "article": question.sha256,
            "proposals": [{"text": item.text, "quotes": list(item.quotes)} for item in proposals],
        }
        data = json.dumps(answer, ensure_ascii=False, indent=1).encode()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomic(self._path(question), data, is_private=True)
        except OSError as error:
            raise SuggestError(
                f"{self._folder}: cannot be made ({error.strerror}); without it the model would be"
                " paid again in every run"
            ) from error
        except DigestError as error:
            raise SuggestError(str(error)) from error

    def _path(self, question: Question) -> Path:
        return self._folder / f"{question.key}.json"


def _proposals(answer: Any) -> tuple[Proposal, ...] | None:
    """None for what we have not written so."""
    try:
        return tuple(
            Proposal(text=str(item["text"]), quotes=tuple(map(str, item["quotes"])))
            for item in answer["proposals"]
        )
    except (KeyError, TypeError):
        return None
