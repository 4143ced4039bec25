"""Which sentences of an article say most of what the others say: LexRank.

Erkan and Radev, «LexRank: Graph-based Lexical Centrality as Salience in Text Summarization»
(JAIR 22, 2004): sentences are the nodes of a graph, edges join those that share weighty words, and
the rank of a node is how often a random walk comes by. A word that stands in more than half of the
sentences counts for nothing, so that no language needs a list of stop words.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, pairwise

from digest.article import Article, Block, BlockKind, Suggestion
from digest.compose.finding.phrases import fold
from digest.compose.finding.vocabulary import phrases
from digest.compose.scripts import IDEOGRAPH, IDEOGRAPHS, MARKS, is_unspaced
from digest.compose.sentences import sentence_spans

ORIGIN = "lexrank"

_FEWEST, _MOST = 10, 400  # sentences; work grows with the square, and the gist stands early
_SEARCHED = 200_000  # characters from the beginning, so that no article takes long
_WORDS = range(6, 61)
_CHARACTERS = range(15, 201)  # in scripts without spaces
_COMMON = 0.5  # of the sentences; a word that more of them have tells none from the others
_EDGE, _REDUNDANT = 0.1, 0.5  # cosines
_DAMPING, _ROUNDS = 0.85, 40
_LINKED = 0.5
_BEGINNING = 240  # characters of a block in which a note shows itself as one

_WORD = re.compile(rf"[{IDEOGRAPHS}]+|(?:(?![{IDEOGRAPHS}])[\w{MARKS}])+")
_FINAL = re.compile(r"[.!…。！｡।॥۔][\"'”’»«›)\]」』）]*$")
_PAIRS = (("“", "”"), ("(", ")"), ("[", "]"), ("「", "」"), ("『", "』"), ("（", "）"))

Vector = Mapping[str, float]


class LexRankSuggester:
    """`suggest_sentences` as a `digest.ports.Suggester`; it never fails."""

    def suggest(self, article: Article, *, count: int) -> tuple[Suggestion, ...]:
        """Up to `count` sentences of the article, in its order."""
        return suggest_sentences(article, count=count)


def suggest_sentences(article: Article, *, count: int) -> tuple[Suggestion, ...]:
    """The `count` most central sentences, verbatim and in the order of the text.

    None when the article has fewer than 10 sentences to choose from: any of them would be chance.
    """
    spans = list(islice(_candidates(article), _MOST))
    if len(spans) < _FEWEST:
        return ()
    vectors = _vectors([_words(article.text[start:end]) for start, end in spans])
    likeness = _likeness(vectors)
    chosen: list[int] = []
    for best in _by_rank(likeness):
        if len(chosen) >= count:
            break
        if all(likeness[best].get(other, 0.0) < _REDUNDANT for other in chosen):
            chosen.append(best)
    return tuple(
        Suggestion(text=article.text[start:end], evidence=((start, end),), origin=ORIGIN)
        for start, end in (spans[index] for index in sorted(chosen))
    )


# --- candidates -------------------------------------------------------------------------------


def _candidates(article: Article) -> Iterator[tuple[int, int]]:
    """Spans of whole statements of the article's running text."""
    for block in filter(partial(_is_prose, article=article), article.blocks):
        for start, end in sentence_spans(block.text, language=article.language):
            if _is_statement(block.text[start:end], kind=block.kind):
                yield block.start + start, block.start + end


def _is_prose(block: Block, *, article: Article) -> bool:
    """Whether it is running text, and speaks of the subject: no thanks, adverts, or notes."""
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or block.end > _SEARCHED:
        return False
    if block.link_share >= _LINKED or "caption" in block.hint:
        return False
    if block.text in {article.title, article.standfirst}:
        return False
    beginning = fold(block.text[:_BEGINNING])
    return not any(phrases(name).match(beginning) for name in ("tails", "notes"))


def _is_statement(sentence: str, *, kind: BlockKind) -> bool:
    """Whether it has the length of a takeaway, is no question, and is no half of a quotation."""
    if is_unspaced(sentence):
        fits = len(sentence) in _CHARACTERS
    else:
        fits = len(sentence.split()) in _WORDS
    return (
        fits
        and (bool(_FINAL.search(sentence)) or (kind is BlockKind.ITEM and sentence[-1].isalnum()))
        and all(sentence.count(left) == sentence.count(right) for left, right in _PAIRS)
        and sentence.count('"') % 2 == 0
    )


# --- rank -------------------------------------------------------------------------------------


def _words(sentence: str) -> Counter[str]:
    """Words in lower case; of scripts without spaces, pairs of neighbouring characters."""
    words: Counter[str] = Counter()
    for word in _WORD.findall(sentence.casefold()):
        if IDEOGRAPH.match(word) and len(word) > 2:
            words.update(first + second for first, second in pairwise(word))
        else:
            words[word] += 1
    return words


def _vectors(sentences: Sequence[Counter[str]]) -> list[Vector]:
    """Unit vectors of word counts, each weighed by how few sentences have the word."""
    count = len(sentences)
    having = Counter(word for words in sentences for word in words)
    weights = {
        word: math.log((count + 1) / (number + 0.5))
        for word, number in having.items()
        if number <= _COMMON * count
    }
    vectors: list[Vector] = []
    for words in sentences:
        vector = {word: words[word] * weights[word] for word in words if word in weights}
        length = math.sqrt(math.fsum(value * value for value in vector.values())) or 1.0
        vectors.append({word: value / length for word, value in vector.items()})
    return vectors


def _likeness(vectors: Sequence[Vector]) -> list[dict[int, float]]:
    """Of each sentence, the others that share a word with it, with the cosine."""
    having: dict[str, list[tuple[int, float]]] = defaultdict(list)
    likeness: list[dict[int, float]] = [{} for _ in vectors]
    for index, vector in enumerate(vectors):
        near: dict[int, float] = defaultdict(float)
        for word, value in vector.items():
            for other, weight in having[word]:
                near[other] += value * weight
            having[word].append((index, value))
        for other, cosine in near.items():
            likeness[index][other] = likeness[other][index] = cosine
    return likeness


def _by_rank(likeness: Sequence[Mapping[int, float]]) -> list[int]:
    """Sentences, the most central first; of equal ones the earlier first."""
    count = len(likeness)
    edges = [[other for other, cosine in near.items() if cosine >= _EDGE] for near in likeness]
    ranks = [1 / count] * count
    for _ in range(_ROUNDS):
        shares = [rank / max(1, len(near)) for rank, near in zip(ranks, edges, strict=True)]
        ranks = [
            (1 - _DAMPING) / count + _DAMPING * math.fsum(shares[other] for other in near)
            for near in edges
        ]
    return sorted(range(count), key=lambda index: (-round(ranks[index], 12), index))
