"""Base64 of bodies with gaps."""

from __future__ import annotations

import base64
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.base64_body import base64_body, base64_size
from digest.model import Field

NAMES = (Field.UNSUBSCRIBE_URL, Field.PREFERENCES_URL)


def values(*contents: bytes) -> dict[Field, bytes]:
    return dict(zip(NAMES, contents, strict=False))


def decoded(encoded: bytes) -> bytes:
    lines = encoded.split(b"\r\n")
    assert lines.pop() == b""
    assert all(0 < len(line) <= 76 for line in lines)
    return base64.b64decode(b"".join(lines), validate=True)


@given(
    st.lists(st.text(alphabet="ab保险\n=.", max_size=80), min_size=2, max_size=6),
    st.lists(st.sampled_from(NAMES), min_size=5, max_size=5),
    st.lists(st.tuples(st.binary(max_size=130), st.binary(max_size=4)), min_size=1, max_size=4),
)
def test_any_body_decodes_to_its_texts_and_values(
    texts: list[str], fields: list[Field], recipients: list[tuple[bytes, bytes]]
) -> None:
    body = base64_body(texts, fields[: len(texts) - 1])
    written = [text.replace("\n", "\r\n").encode() for text in texts]
    for contents in recipients:
        held = values(*contents)
        whole = written[0] + b"".join(
            held[field] + text for field, text in zip(fields, written[1:], strict=False)
        )
        assert decoded(body.filled(held)) == whole


@pytest.mark.parametrize("lengths", list(itertools.product(range(4), repeat=3)))
def test_short_texts_between_gaps_go_with_the_values(lengths: tuple[int, int, int]) -> None:
    texts = ["x" * length for length in lengths]
    body = base64_body(texts, NAMES)
    for one, two in itertools.product(range(4), repeat=2):
        held = values(b"1" * one, b"2" * two)
        assert decoded(body.filled(held)).decode() == (
            texts[0] + "1" * one + texts[1] + "2" * two + texts[2]
        )


def test_what_is_the_same_for_all_is_encoded_once_for_values_of_one_length() -> None:
    body = base64_body(["保险" * 50, "公司" * 50], NAMES[:1])
    first, second = (body.filled(values(name * 32)).split(b"\r\n") for name in (b"a", b"b"))
    assert sum(one != two for one, two in zip(first, second, strict=True)) == 1


@given(st.binary(max_size=400))
def test_the_size_is_known_before(data: bytes) -> None:
    assert len(base64_body([data.hex()], ()).filled({})) == base64_size(2 * len(data))


def test_a_value_that_is_missing_is_missed() -> None:
    with pytest.raises(KeyError):
        base64_body(["保", ""], NAMES[:1]).filled({})
