"""Quoted-printable segments: joined in any way, they decode to the joined texts."""

from __future__ import annotations

import quopri
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.encoding import END_MARK, MAX_LINE, encode_segment

_HOSTILE = st.lists(
    st.sampled_from(
        ["a", "=", ".", "From ", "\n", " ", "\t", "é", "\r", "\u2028", "x" * 70, "😀", "--", "\0"]
    )
    | st.text(max_size=90),
    max_size=12,
).map("".join)


def decode(data: bytes) -> str:
    return quopri.decodestring(data).replace(b"\r\n", b"\n").decode()


@given(st.lists(_HOSTILE, max_size=4))
def test_segments_decode_to_their_texts(texts: list[str]) -> None:
    assert decode(b"".join(map(encode_segment, texts))) == "".join(texts)


@given(st.lists(_HOSTILE, max_size=4))
def test_lines_are_short_and_safe(texts: list[str]) -> None:
    data = b"".join(map(encode_segment, texts))

    assert data.isascii()
    assert not data or data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= MAX_LINE
        assert not line.startswith((b".", b"From "))
        assert not line.endswith((b" ", b"\t"))
        assert b"\r" not in line
        assert b"\n" not in line


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""),
        ("plain\n", b"plain\r\n"),
        ("open", b"open=\r\n"),
        ("1 = 1", b"1 =3D 1=\r\n"),
        ("Grüße\n", b"Gr=C3=BC=C3=9Fe\r\n"),
        ("end \n", b"end=20\r\n"),
        (".\n", b"=2E\r\n"),
        ("From me\nFromage\n", b"=46rom me\r\nFromage\r\n"),
        ("a\r\n", b"a=0D\r\n"),
        ("x" * 76 + "\n", b"x" * 76 + b"\r\n"),
        ("x" * 76, b"x" * 75 + b"=\r\nx=\r\n"),
        ("x" * 77 + "\n", b"x" * 75 + b"=\r\nxx\r\n"),
        ("x" * 74 + "é\n", b"x" * 74 + b"=\r\n=C3=A9\r\n"),
        ("x" * 75 + ". \n", b"x" * 75 + b"=\r\n=2E=20\r\n"),
    ],
)
def test_segment_is_written_as(text: str, data: bytes) -> None:
    assert encode_segment(text) == data


def test_lone_surrogate_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode_segment("\ud800")


#: Everything that some server takes for the end of a message (SMTP smuggling).
END_MARKS = [
    first + b"." + second for first in (b"\n", b"\r", b"\r\n") for second in (b"\n", b"\r", b"\r\n")
]


@pytest.mark.parametrize("mark", END_MARKS)
def test_no_text_holds_an_end_mark(mark: bytes) -> None:
    data = encode_segment(f"E{mark.decode()}F\n") + END_MARK

    assert data.endswith(b"F\r\n.\r\n")
    assert re.findall(rb"(?:\r|\n)\.(?:\r|\n)", data) == [b"\n.\r"]
