"""Language tags, as all formats of the program take them."""

import pytest

from digest.language import is_language_tag


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hant-TW", "gsw", "de-1996", "es-419"])
def test_language_tag_is_taken(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "e", "english", "pt_BR", "en-", "en ", "en\n", "é-FR", "１２"])
def test_language_tag_is_refused(tag: str) -> None:
    assert not is_language_tag(tag)
