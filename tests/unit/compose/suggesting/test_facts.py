from __future__ import annotations

import pytest

from digest.compose.suggesting.facts import missing_facts

BORNE_OUT = [
    # language, what is said, what is quoted
    ("en", "Ferries carry 34 per cent.", "they carry 34 per cent of it"),
    ("en", "It cost 1,000 pounds in 2022.", "in 2022, for 1,000 pounds"),
    ("en", "In 2022 100 ships came for 1 000 pounds.", "in 2022, 1\u202f000 pounds, 100 ships"),
    ("en", "The low was -5 °C.", "a low of −5 °C was measured"),
    ("en", "COVID-19 closed it.", "closed by COVID‑19"),
    ("en", "Marta Kvist's plan failed.", "the plan of Marta Kvist failed"),
    ("en", "Traffic fell, says the EU.", "traffic fell, the EU says"),
    ("en", "Despite all that it fell.", "it fell"),  # in the text, in small letters
    ("en", "She calls it “a lucky accident”.", 'remains "a lucky accident" for all'),
    ("en", "Three million came.", "some three million people"),
    ("en", "The O'Neill office closed.", "the office of O’Neill"),
    ("de", "Der Verkehr der Straße sank im Mai.", "im Mai sank der Verkehr auf den Straßen"),
    ("de", "Merkels Plan hielt.", "der Plan von Merkel hielt"),
    ("fr", "L’Inde compte deux ports.", "les deux ports que l’Inde possède"),
    ("ru", "В Москве было 5 млн человек.", "5 млн человек, столица Москва"),
    ("ru", "Путин приехал в январе.", "встреча с Путиным, январь"),
    ("pl", "Rząd w Warszawie ma dwa statki.", "dwóch statków Rząd nie chce, Warszawa milczy"),
    ("tr", "Gemiler Ankara'ya bağlı.", "gemiler Ankara’nın malıdır"),
    ("ja", "貨物は３万トンで、「かもめ」が運ぶ。", "「かもめ」は3万トンを運んだ"),
    ("zh", "IBM占货运量的34%。", "货运量的34%由IBM承担"),
    ("ko", "화물은 3만 톤이다.", "화물 3만 톤을"),
    ("ar", "بلغت 34 مليون طن.", "٣٤ مليون طن"),
    ("hi", "तीन जहाज़ चले।", "कुल तीन जहाज़"),
]

MISSING = [
    # language, what is said, what is quoted, what is missing
    ("en", "Ferries carry 35 per cent.", "they carry 34 per cent", "35"),
    ("en", "Ferries carry 4 per cent.", "they carry 34 per cent", "4"),
    ("en", "Ferries carry 1.5 tons.", "they carry 15 tons", "1.5"),
    ("en", "The low was 5 degrees.", "a low of -5 degrees", "5"),
    ("en", "It rose by 34 %.", "it rose by 34", "%"),
    ("en", "It rose to $34.", "it rose to €34", "$"),
    ("en", "Some 3 billion came.", "some 3 million came", "billion"),
    ("en", "Two ships are enough.", "the ships are enough", "two"),
    ("en", "It reopens in March.", "it reopens", "March"),
    ("en", "It pleased Maria Kvist.", "it pleased Marta Kvist", "Maria"),
    ("en", "It is up to Will.", "it is up to him, he will see", "Will"),
    ("en", "Microsoft bought both.", "the council bought both", "Microsoft"),
    ("en", "She calls it “a triumph”.", "she calls it a lucky accident", "a triumph"),
    ("en", "Plans. Oslo pays.", "plans, the council pays", "Oslo"),
    ("de", "Der Anstieg hielt an.", "der Verkehr hielt an", "Anstieg"),
    ("de", "Martina blieb.", "Martin blieb", "Martina"),
    ("fr", "Le port ouvre en mars.", "le port ouvre en avril", "mars"),
    ("ru", "Иран закрыл порт.", "Ирак закрыл порт", "Иран"),
    ("uk", "Порт відкрили у травні.", "порт відкрили у червні", "травні"),
    ("zh", "Google占货运量的34%。", "货运量的34%由IBM承担", "google"),
    ("zh", "货运量达到3亿吨。", "货运量达到3万吨", "3亿"),
    ("zh", "货运量达到三十万吨。", "货运量达到二十万吨", "三十万"),
    ("ja", "船の名は「つばめ」だ。", "船の名は「かもめ」だ", "つばめ"),
    ("hi", "चार जहाज़ चले।", "कुल तीन जहाज़", "चार"),
]


#: What else the article says, in small letters.
SMALL_WORDS = "despite all the noise, she said, in fact it cost some more; two ferries, в, rząd"


def missing(sentence: str, *, quoted: str, language: str) -> list[str]:
    text = f"{SMALL_WORDS} {quoted}"
    return list(missing_facts(sentence, quoted=quoted, text=text, language=language))


@pytest.mark.parametrize(("language", "said", "quoted"), BORNE_OUT)
def test_facts_that_are_quoted_are_not_missing(language: str, said: str, quoted: str) -> None:
    assert missing(said, quoted=quoted, language=language) == []


@pytest.mark.parametrize(("language", "said", "quoted", "fact"), MISSING)
def test_fact_that_is_not_quoted_is_named(language: str, said: str, quoted: str, fact: str) -> None:
    (reason,) = missing(said, quoted=quoted, language=language)
    assert fact.lower() in reason.lower()


def test_language_without_a_table_is_held_to_numbers_and_names() -> None:
    reasons = missing("Kaksi laivaa, 5 Oulusta.", quoted="kaksi laivaa", language="fi")
    assert reasons == [
        "the number 5 does not stand in what it quotes",
        "the name Oulusta does not stand in what it quotes",
    ]


def test_each_missing_number_is_named_once() -> None:
    reasons = missing("From 7 to 7.", quoted="from here", language="en")
    assert reasons == ["the number 7 does not stand in what it quotes"]
