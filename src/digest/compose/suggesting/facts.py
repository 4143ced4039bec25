"""The numbers, dates and names of a sentence, and which of them another text does not bear out.

All comparisons are as strict as a reader can be who knows no more than the spelling: «3 million» is
not borne out by «3,000,000». Who writes the sentence can keep to the words; nobody can check what
a rewritten number stands for.
"""

from __future__ import annotations

import importlib.resources
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from digest.compose.scripts import IDEOGRAPHS, MARKS

_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:\s\d{3})+(?!\d)")
_NUMBER = re.compile(
    r"(?:(?<!\w)-)?\d+(?:[.,:'/]\d+)*"
    r"(?:\s?[百千万萬亿億兆만억조]+)?"  # one number with its digits
)
_NUMERALS = re.compile("[〇零一二三四五六七八九十百千万萬亿億兆]{2,}")
_SIGNS = re.compile(r"[%‰°$€£¥₹₽₩₺₴]")
_WORD = re.compile(rf"(?:(?![\d_{IDEOGRAPHS}])[\w{MARKS}])+(?:'(?:(?![\d_])[\w{MARKS}])+)*")
_NAME = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile('"([^"]+)"|「([^」]+)」|『([^』]+)』|《([^》]+)》')
#: What a capital letter may stand behind without being that of a name.
_BEGINNING = re.compile(r"(?:^|[.!?:;…–—]\s*|\s-\s)[\"'([{¿¡]*$")
_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("−‐‑", "-")
)

_GERMANIC = re.compile("e|en|er|es|em|et|n|s|ern|ens")
_PLAIN = re.compile("e?s")
#: Of Slavic languages: vowels, and what may follow the last one.
_SLAVIC = re.compile("[аеёиоуыэюяьіїєaeiouyąęáéíóúýěů]+(?:[мвхйmvwčzš]|ch|ми|mi)?[аиеaie]?")
_ENDINGS = {
    **dict.fromkeys(("de", "sv", "nl", "da", "nb"), _GERMANIC),
    **dict.fromkeys(("ru", "uk", "pl", "cs", "sk", "bg", "sr", "hr", "sl", "be"), _SLAVIC),
}


def missing_facts(sentence: str, *, quoted: str, text: str, language: str) -> Iterator[str]:
    """What `sentence` states and `quoted` does not: a phrase for each.

    `quoted` are passages of `text`, all in `language` (BCP 47). In German every noun has to be
    borne out, as nobody can tell names by their capitals; where there are no capitals, every word
    in Latin script. The first word of a sentence is no name if `text` has it in small letters.
    """
    said, quoted = fold_facts(sentence), fold_facts(quoted)
    language = language.partition("-")[0].lower()
    yield from _numbers(said, quoted=quoted)
    yield from _counting(said, quoted=quoted, language=language)
    yield from _quotations(said, quoted=quoted)
    if _has_capitals(said):
        yield from _names(said, quoted=quoted, text=fold_facts(text), language=language)
    else:
        yield from _latin_words(said, quoted=quoted)


def fold_facts(text: str) -> str:
    """The text with one form for each quote, dash, digit and group of digits."""
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDED).replace("\xad", "")
    if not folded.isascii():
        folded = "".join(
            str(unicodedata.decimal(character)) if character.isdecimal() else character
            for character in folded
        )
    return _GROUPED.sub(lambda found: "".join(found[0].split()), folded)


def _numbers(said: str, *, quoted: str) -> Iterator[str]:
    for pattern, what in ((_NUMBER, "number"), (_NUMERALS, "number"), (_SIGNS, "sign")):
        known = {"".join(found.split()) for found in pattern.findall(quoted)}
        for found in dict.fromkeys(pattern.findall(said)):
            if "".join(found.split()) not in known:
                yield f"the {what} {found} does not stand in what it quotes"


def _counting(said: str, *, quoted: str, language: str) -> Iterator[str]:
    words = _counting_words().get(language)
    if words is None:
        return
    known = {found.lastindex for word in _words(quoted) if (found := words.fullmatch(word))}
    for word in _words(said):
        if (found := words.fullmatch(word)) and found.lastindex not in known:
            yield f"«{word}» does not stand in what it quotes"


@lru_cache(maxsize=1)
def _counting_words() -> Mapping[str, re.Pattern[str]]:
    """Of each language a pattern with a group for every word of `counting.toml`."""
    file = importlib.resources.files("digest.compose.suggesting").joinpath("counting.toml")
    entries: Mapping[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        language: re.compile("|".join(f"({unicodedata.normalize('NFKC', w)})" for w in words))
        for language, words in entries.items()
    }


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text.lower()):
        yield found[0]


def _quotations(said: str, *, quoted: str) -> Iterator[str]:
    """Between quotation marks stand names, or the words of somebody."""
    for groups in _QUOTED.findall(said):
        if (words := "".join(groups)) not in quoted:
            yield f"«{words}» stands in quotation marks, but not in what it quotes"


def _has_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(letter.lower() != letter.upper() for letter in letters) > len(letters)


def _names(said: str, *, quoted: str, text: str, language: str) -> Iterator[str]:
    names = {word for word in _NAME.findall(quoted) if _is_capitalised(word)}
    lower = {word for word in _NAME.findall(text) if word.islower()}
    for found in _NAME.finditer(said):
        word = found[0]
        is_elided = len(word) == 1 and said[found.end() : found.end() + 1] == "'"  # L'Inde, O'Neill
        if is_elided or not _is_capitalised(word):
            continue
        is_first = _BEGINNING.search(said[: found.start()]) is not None
        if is_first and word.lower() in lower:
            continue
        if not any(_is_same(word, name, language=language) for name in names):
            yield f"the name {word} does not stand in what it quotes"


def _is_capitalised(word: str) -> bool:
    return word != word.lower()


def _is_same(word: str, name: str, *, language: str) -> bool:
    """Whether the two are one name, or forms of one name as far as endings go."""
    if name in {word, word.upper()}:
        return True
    endings = _ENDINGS.get(language, _PLAIN)
    shorter, longer = sorted((word, name), key=len)
    if longer.startswith(shorter) and len(shorter) > 2:
        return endings.fullmatch(longer[len(shorter) :]) is not None
    return endings is _SLAVIC and not _stems(word).isdisjoint(_stems(name))


def _stems(word: str) -> set[str]:
    """What may be left of a Slavic name without its ending."""
    places = range(max(3, len(word) - 4), len(word))
    return {word[:at] for at in places if _SLAVIC.fullmatch(word[at:])}


def _latin_words(said: str, *, quoted: str) -> Iterator[str]:
    known = set(_latin(quoted))
    for word in dict.fromkeys(_latin(said)):
        if word not in known:
            yield f"the word {word} does not stand in what it quotes"


def _latin(text: str) -> list[str]:
    return re.findall(r"[a-zà-ɏ]{2,}", text.lower())
