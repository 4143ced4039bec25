from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.sentences import sentence_spans

SCRAPS = st.sampled_from(
    [
        *" \n\t\xa0\u3000",
        *".!?…。！？।»”」)",
        "“",
        "「",
        "Dr.",
        "z. B.",
        "3.",
        "1.5",
        "Ja",
        "nein",
        "他说",
        "다",
        "٣",
    ]
)


def split(text: str, language: str = "") -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language=language)]


@given(st.one_of(st.text(), st.lists(SCRAPS).map("".join)), st.sampled_from(["", "de", "en"]))
def test_sentences_rebuild_all_that_is_visible(text: str, language: str) -> None:
    spans = list(sentence_spans(text, language=language))

    edges = [0, *itertools.chain.from_iterable(spans), len(text)]
    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert edges == sorted(edges)
    assert not "".join(gaps).strip()
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Dr. Smith met J. R. R. Tolkien at 5 p.m. on Sunday.", "They spoke."]),
        ("en", ["Mr. Lee, i.e. the owner, pays $1.50 vs. $3.", "Who pays more?", "We do!"]),
        ("en", ["“Really?” she asked.", "“Yes.”", "Then he left (for good).", "The end"]),
        ("en", ["See https://example.org/a.html?x=1.", "Node.js 2.0 is out...", "At last."]),
        (
            "en",
            [
                "It closed in 1999.",
                "It sat.",
                "No. 5 stayed, see fig. 3 and Jan. 4.",
                "He said no.",
            ],
        ),
        ("en", ["1. The first point.", "Wait… for it."]),
        ("de", ["Das gilt z. B. für Hamburg, d. h. ab dem 3. Oktober.", "Danach nicht."]),
        ("de", ["Laut Prof. Dr. Weber kam Herr K. um ca. 9 Uhr usw.", "»Nein!«", "»Doch.«"]),
        ("fr", ["M. Dupont est venu.", "« Oui ! » dit-il.", "«\xa0Non.\xa0»", "Mme Petit rit."]),
        ("es", ["¿Qué pasa?", "¡Nada!", "El Sr. García llegó a la pág. 3."]),
        ("ru", ["А. С. Пушкин жил в 1799–1837 гг. в России.", "Он писал."]),
        ("ja", ["「行く！」と彼は言った。", "次の日、雨が降った。", "本当？", "はい。"]),
        ("zh", ["他说：“你好！”然后走了。", "第二天呢?", "他没来。"]),
        ("ko", ["그는 3.5 km를 갔다.", "그리고 왔다."]),
        ("hi", ["वह गया।", "फिर आया।"]),
        ("ar", ["هل ذهب؟", "نعم.", "ذهب"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(language: str, sentences: list[str]) -> None:
    glue = "" if language in {"ja", "zh"} else " "
    assert split(glue.join(sentences), language) == sentences


def test_sentence_may_end_with_a_number_where_ordinals_have_no_point() -> None:
    assert split("He turned 42. The ship sank.", "en") == ["He turned 42.", "The ship sank."]
    assert split("Am 12. Mai ging er.", "de-AT") == ["Am 12. Mai ging er."]


@pytest.mark.parametrize("text", ["", " \n", "\u3000"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert split(text) == []


def test_text_without_any_end_is_one_sentence() -> None:
    assert split("  no point at all ") == ["no point at all"]


def test_long_text_is_split_to_its_end() -> None:
    assert split("One more. " * 50_000) == ["One more."] * 50_000
