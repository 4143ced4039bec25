"""The door to lingua: which language a text is in, whatever its metadata say.

Metadata lie: a page keeps the `lang` of its template, a folder of translations has articles that
nobody translated. The models cost 40 MB and a quarter of a second, and a guess 2 ms, so an article
whose words plainly are of the language that it claims never gets here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lingua import LanguageDetector

# Sizes are in bytes of UTF-8: a Chinese sign says as much as three Latin letters.
_SAMPLE_BYTES = 1_000
_TOO_SHORT_BYTES = 200
_CERTAIN_BYTES = 500
_CONFIDENT = 0.8

#: Codes of ISO 639-1 that lingua is asked about: more languages cost memory and certainty.
KNOWN: Final = frozenset({
    "ar", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id",
    "it", "ja", "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "vi", "zh",
})  # fmt: skip
_SAME: Final = {"no": "nb", "nn": "nb", "iw": "he", "in": "id"}

# Words that stand in any paragraph of a language and in hardly any of its neighbours.
_COMMON: Final = {
    "de": "der die und das ist nicht ein eine zu den dem mit von auf für sich werden wird auch",
    "en": "the of and to is that for with was are this it by be from have not which",
    "es": "el los las y una por para con del como más pero su lo también fue está",
    "fr": "les des et est une dans pour pas du qui sur au ce sont avec plus cette aux",
    "it": "il di che è per non gli della del sono anche nel alla più questo delle",
    "nl": "het een van en dat niet zijn voor met op wordt ook aan naar worden deze uit",
    "pt": "não uma um com os ao em da dos mais são foi também pela à isso",
}
_LANGUAGES_OF: Final = {
    word: frozenset(code for code, words in _COMMON.items() if word in words.split())
    for words in _COMMON.values()
    for word in words.split()
}
_PLAIN_SHARE = 0.12  # of the words; it is 20 to 35 % in a text of one of these languages
_WORD = re.compile(r"[^\W\d_]+")


def article_language(text: str, *, told: str, assumed: str) -> str:
    """The tag (BCP 47) of the language that `text` is in.

    `told` is what the text says of itself, or nothing; `assumed` is its source's. From 500 bytes
    on, what the words say is believed before both, but a tag of the same language keeps its region:
    `pt-BR`. A short or unclear text is in the language that it is told to be in. What is told of a
    language that cannot be recognised is believed.
    """
    sample = text.encode(errors="replace")[:_SAMPLE_BYTES].decode(errors="ignore")
    claim = told or assumed
    size = len(sample.encode())
    if size < _TOO_SHORT_BYTES or _primary(claim) == _by_words(sample):
        return claim
    if told and (size < _CERTAIN_BYTES or _primary(told) not in KNOWN):
        return told
    found = _by_model(sample)
    if not found:
        return claim
    return next((tag for tag in (claim, assumed) if _primary(tag) == found), found)


def _primary(tag: str) -> str:
    code = tag.partition("-")[0].lower()
    return _SAME.get(code, code)


def _by_words(text: str) -> str:
    """The language whose common words make up a good part of the text and others' do not."""
    words = _WORD.findall(text.lower())
    hits = dict.fromkeys(_COMMON, 0)
    for word in words:
        for code in _LANGUAGES_OF.get(word, ()):
            hits[code] += 1
    (second, _), (most, best) = sorted((count, code) for code, count in hits.items())[-2:]
    return best if most >= _PLAIN_SHARE * len(words) and most >= 2 * second else ""


def _by_model(text: str) -> str:
    best = next(iter(_detector().compute_language_confidence_values(text)), None)
    if best is None or best.value < _CONFIDENT:
        return ""
    return best.language.iso_code_639_1.name.lower()


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in sorted(KNOWN)]
    # High accuracy is for single words, and takes 30 times the memory.
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()
