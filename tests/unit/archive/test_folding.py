from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.archive.folding import fold

_texts = st.text(alphabet="ab '\"“”’«» \t\n\xa0\u202f\xad\u200b\ufeff文", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("one two", "one two"),
        ("one\n two\t\xa0three", "one two three"),
        ("“so” ‘it’ «is»", '"so" \'it\' "is"'),
        ("ro\xadot \u200b s", "root s"),
        ("", ""),
    ],
)
def test_white_space_and_quotes_are_folded(text: str, folded: str) -> None:
    assert fold(text).text == folded


@given(_texts)
def test_folded_text_folds_to_itself(text: str) -> None:
    once = fold(text).text

    assert fold(once).text == once
    assert "  " not in once
    assert not set(once) & set("“”’«»\t\n\xa0\xad\u200b")


@given(_texts, st.data())
def test_found_span_folds_to_what_was_looked_for(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    wanted = folded.text[start : data.draw(st.integers(start, len(folded.text)))].strip()
    span = folded.find(wanted)
    if span is None:
        joined = wanted in folded.text  # only ever refused for the word that it would cut
        assert not wanted or (joined and wanted[0] in "ab") or wanted[-1] in "ab"
        return
    assert fold(text[span[0] : span[1]]).text == wanted
    assert 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "wanted", "span"),
    [
        ("It rains again", "rain", None),
        ("It rains. So does rain", "rain", (18, 22)),
        ("It costs 150 euros", "15", None),
        ("It costs 15 euros", "15", (9, 11)),
        ("東京は雨です", "雨", (3, 4)),
        ("a\n\n  b “c”", 'b "c"', (5, 10)),
        ("one", "", None),
    ],
)
def test_no_match_begins_or_ends_inside_a_word(
    text: str, wanted: str, span: tuple[int, int] | None
) -> None:
    assert fold(text).find(wanted) == span
