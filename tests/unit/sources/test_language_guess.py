from __future__ import annotations

import subprocess
import sys

import pytest

from digest.sources.language_guess import article_language

TEXTS = {
    "de": "Die Schiffe, die niemand wollte, tragen heute ein Drittel der Fracht an der Küste. ",
    "en": "The boats that nobody wanted carry a third of the freight of the coast by now. ",
    "es": "Los barcos que nadie quería llevan hoy una tercera parte de la carga de la costa. ",
    "fr": "Les bateaux dont personne ne voulait portent un tiers du fret de la côte. ",
    "it": "Le navi che nessuno voleva portano oggi un terzo del carico della costa. ",
    "ja": "誰も欲しがらなかった船が、今では沿岸の貨物の三分の一を運んでいる。",
    "nl": "De boten die niemand wilde hebben, dragen nu een derde van de vracht van de kust. ",
    "pl": "Statki, których nikt nie chciał, przewożą dziś jedną trzecią ładunków wybrzeża. ",
    "pt": "Os barcos que ninguém queria levam hoje um terço da carga da costa, e não é pouco. ",
    "ru": "Суда, которые никому не были нужны, везут теперь треть грузов побережья. ",
    "sv": "Båtarna som ingen ville ha bär nu en tredjedel av kustens frakt. ",
    "tr": "Kimsenin istemediği tekneler artık kıyının yükünün üçte birini taşıyor. ",
    "uk": "Судна, яких ніхто не хотів, возять тепер третину вантажів узбережжя. ",
    "zh": "没有人想要的船现在承运着沿海三分之一的货物，而公路上的卡车少了一成。",
}
LONG = {code: text * 10 for code, text in TEXTS.items()}


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("told", ["", "en", "de", "pt-BR"])
def test_long_text_is_in_the_language_of_its_words(code: str, told: str) -> None:
    assert article_language(LONG[code], told=told, assumed="fr").partition("-")[0] == code


@pytest.mark.parametrize(
    ("code", "told", "assumed", "tag"),
    [
        ("pt", "pt-BR", "en", "pt-BR"),
        ("zh", "zh-Hant-TW", "en", "zh-Hant-TW"),
        ("de", "en", "de-AT", "de-AT"),
        ("de", "en-GB", "fr", "de"),
        ("en", "", "en-GB", "en-GB"),
        ("pl", "PL", "en", "PL"),
    ],
)
def test_tag_of_the_same_language_keeps_its_region(
    code: str, told: str, assumed: str, tag: str
) -> None:
    assert article_language(LONG[code], told=told, assumed=assumed) == tag


@pytest.mark.parametrize(("told", "tag"), [("fr", "fr"), ("", "nl")])
def test_short_text_is_in_the_language_that_it_is_told_to_be_in(told: str, tag: str) -> None:
    assert article_language(TEXTS["de"], told=told, assumed="nl") == tag


def test_text_of_some_lines_is_believed_before_it_is_judged() -> None:
    text = TEXTS["de"] * 4
    assert article_language(text, told="en", assumed="fr") == "en"
    assert article_language(text, told="", assumed="fr") == "de"


def test_language_that_cannot_be_recognised_is_believed() -> None:
    text = "Itsasontziak inork ez zituen nahi, eta orain kostaldeko zamaren herena daramate. " * 10
    assert article_language(text, told="eu", assumed="en") == "eu"


@pytest.mark.parametrize("text", ["", "12345 67890 " * 100, "\ud800" * 300])
def test_text_without_words_is_in_the_assumed_language(text: str) -> None:
    assert article_language(text, told="", assumed="cs") == "cs"


def test_models_are_not_loaded_for_a_text_that_is_plain() -> None:
    code = (
        "import sys; from digest.sources.language_guess import article_language as language; "
        "language(sys.argv[1], told='', assumed='en-GB'); language('x', told='', assumed='fr'); "
        "sys.exit('lingua' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, LONG["en"]], check=False)
    assert done.returncode == 0
