"""Texts that are the same but for a few words: MinHash finds candidates, their shingles decide.

A text is the set of its runs of five words (shingles; Broder 1997); in scripts without spaces a
character counts as a word. The first numbers of 128 random orders of that set (Broder et al.,
«Min-wise independent permutations») are its signature, and where they agree in bands of three,
two texts are compared exactly. The numbers: real cross-posts have a resemblance of 0.46 or more and
a containment of 0.75 or more; bands of 3 of 128 miss one of 70 at 0.46, and less above.

This is the door to numpy.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint32]

_SHINGLE = 5
_ORDERS = 128
_BAND = 3
_CHUNK = 512  # shingles at once: what the processor's cache holds
_ALIKE = 0.25  # a signature that agrees less is not worth a comparison
_CONTAINMENT = 0.75
_RESEMBLANCE = 0.9
_LEAST_SHINGLES = 30  # for a copy at another source
_LEAST_SHINGLES_AGAIN = 100  # for an article of the same source that comes back
_CROWD = 64  # so many with one band are a template; each is compared with the nearest only
_SEED = 20261123

_BASE: Final = 0x9E3779B97F4A7C15  # odd, so that there is an inverse modulo 2^64
_INVERSE: Final = pow(_BASE, -1, 2**64)
_MIXER: Final = 0xC2B2AE3D27D4EB4F
_BASIC_PLANE = 0x10000
_PART, _WHOLE = 1, 2
#: Thai and Lao, Burmese, Khmer, Chinese characters and kana: no spaces between words.
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FFF),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to compare."""

    source: str
    packed: bytes  #: as `pack` gives it
    is_earlier: bool = False  #: of an earlier issue


def pack(text: str) -> bytes:
    """A text in about 2/5 of its size."""
    return zlib.compress(text.encode(), level=1)


def unpack(packed: bytes) -> str:
    """The inverse of `pack`."""
    return zlib.decompress(packed).decode()


def find_copies(documents: Sequence[Document]) -> tuple[tuple[int, int], ...]:
    """All pairs of documents that are one article, by their places, the lesser one first.

    Those of two sources are when 0.75 of the shorter one's shingles are in the other one, too.
    Those of one source never are (a series looks like that), but for an earlier document and a
    later one that share 0.9 of all their shingles: that one has been edited. Of very many that are
    alike only those near each other are compared: put likely copies together.
    """
    if len({(document.source, document.is_earlier) for document in documents}) < 2:
        return ()
    import numpy as np

    sources = np.unique([document.source for document in documents], return_inverse=True)[1]
    earlier = np.array([document.is_earlier for document in documents], dtype=bool)
    signatures = _signatures(documents)
    reader = _Reader(documents)
    return tuple(
        (one, other)
        for one, other in _candidates(signatures, sources=sources, earlier=earlier)
        if _is_copy(
            reader.shingles(one),
            reader.shingles(other),
            at_one=bool(sources[one] == sources[other]),
        )
    )


# --- signatures -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _kinds() -> NDArray[np.uint8]:
    """For each character of the basic plane whether it parts words, is part of one, or is one."""
    import numpy as np

    characters = map(chr, range(_BASIC_PLANE))
    kinds = np.fromiter(map(str.isalnum, characters), dtype=np.uint8, count=_BASIC_PLANE)
    for first, last in _UNSPACED:
        kinds[first : last + 1] *= _WHOLE
    kinds[-1] = _WHOLE  # stands for all other planes
    return kinds


def _words(text: str) -> NDArray[np.uint64]:
    """A hash for each word, the same in every process: polynomials of its characters modulo 2^64.

    They are differences of sums over the whole text, which numpy adds up faster than any loop.
    """
    import numpy as np

    codes = np.frombuffer(text.casefold().encode("utf-32-le"), dtype="<u4")
    kinds = np.zeros(len(codes) + 2, dtype=np.uint8)
    kinds[1:-1] = _kinds()[np.minimum(codes, _BASIC_PLANE - 1)]
    here, is_part = kinds[1:-1], kinds == _PART
    is_whole = here == _WHOLE
    starts = np.flatnonzero(is_whole | (is_part[1:-1] & ~is_part[:-2]))
    ends = np.flatnonzero(is_whole | (is_part[1:-1] & ~is_part[2:])) + 1
    powers, inverses = (
        np.cumprod(np.full(len(codes), base, dtype=np.uint64)) for base in (_BASE, _INVERSE)
    )
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * powers, out=sums[1:])
    words = (sums[ends] - sums[starts]) * inverses[starts]
    return words.astype(np.uint64, copy=False)


def _shingles(text: str) -> Hashes:
    """The hashes of all shingles, as often as they occur."""
    import numpy as np

    words = _words(text)
    count = len(words) - _SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint32)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(_SHINGLE):
        mixed = mixed * np.uint64(_MIXER) + words[place : place + count]
    mixed ^= mixed >> np.uint64(33)  # the finalizer of MurmurHash3, so that all bits count
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def _signatures(documents: Sequence[Document]) -> NDArray[np.uint32]:
    """A row of 128 numbers for each document; of a text that is too short they are all different.

    An order of the numbers below 2^32 is h → a·h + b modulo 2^32 with an odd a.
    """
    import numpy as np

    rng = np.random.default_rng(_SEED)
    factor = rng.integers(0, 2**32, _ORDERS, dtype=np.uint32) | np.uint32(1)
    offset = rng.integers(0, 2**32, _ORDERS, dtype=np.uint32)
    buffer = np.empty((_CHUNK, _ORDERS), dtype=np.uint32)
    signatures = np.empty((len(documents), _ORDERS), dtype=np.uint32)
    for row, document in enumerate(documents):
        hashes = _shingles(unpack(document.packed))
        if len(hashes) < _LEAST_SHINGLES:
            signatures[row] = rng.integers(0, 2**32, _ORDERS, dtype=np.uint32)
            continue
        least = signatures[row]
        least.fill(2**32 - 1)
        for start in range(0, len(hashes), _CHUNK):
            part = hashes[start : start + _CHUNK, None]
            ordered = np.multiply(factor, part, out=buffer[: len(part)])
            ordered += offset
            np.minimum(least, ordered.min(axis=0), out=least)
    return signatures


# --- candidates -------------------------------------------------------------------------------


def _candidates(
    signatures: NDArray[np.uint32],
    *,
    sources: NDArray[np.intp],
    earlier: NDArray[np.bool_],
) -> Iterator[tuple[int, int]]:
    """Pairs whose signatures agree in a band, in order."""
    import numpy as np

    count = len(signatures)
    found = np.empty(0, dtype=np.int64)
    for start in range(0, _ORDERS - _BAND + 1, _BAND):
        band = signatures[:, start : start + _BAND].astype(np.uint64)
        keys = (band[:, 0] << np.uint64(32) | band[:, 1]) ^ band[:, 2] * np.uint64(_MIXER)
        order = np.argsort(keys, kind="stable")
        pairs = [found]
        for one, other in _neighbours(keys[order]):
            first, second = order[one], order[other]  # in their own order, since it is stable
            is_asked = (sources[first] != sources[second]) | (earlier[first] != earlier[second])
            is_asked &= ~(earlier[first] & earlier[second])
            pairs.append(first[is_asked] * count + second[is_asked])
        found = np.unique(np.concatenate(pairs))
    for part in np.array_split(found, max(1, len(found) // 10_000)):
        first, second = np.divmod(part, count)
        alike = (signatures[first] == signatures[second]).mean(axis=1) >= _ALIKE
        yield from zip(first[alike].tolist(), second[alike].tolist(), strict=True)


def _neighbours(keys: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs of places of sorted keys that are equal, up to `_CROWD` places apart."""
    import numpy as np

    places = np.arange(len(keys))
    for distance in range(1, _CROWD):
        places = places[places + distance < len(keys)]
        places = places[keys[places] == keys[places + distance]]
        if not len(places):
            return
        yield places, places + distance


# --- comparison -------------------------------------------------------------------------------


class _Reader:
    """Gives the shingles of a document, each once, and remembers those of the last ones."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self.shingles = lru_cache(maxsize=256)(self._shingles)

    def _shingles(self, place: int) -> Hashes:
        import numpy as np

        return np.unique(_shingles(unpack(self._documents[place].packed)))


def _is_copy(first: Hashes, second: Hashes, *, at_one: bool) -> bool:
    """Whether two sets of shingles are one article's; `at_one` says that it is at one source."""
    import numpy as np

    shared = len(np.intersect1d(first, second, assume_unique=True))
    shorter = min(len(first), len(second))
    if at_one:
        together = len(first) + len(second) - shared
        return shorter >= _LEAST_SHINGLES_AGAIN and shared >= _RESEMBLANCE * together
    return shared >= _CONTAINMENT * shorter
