#!/usr/bin/env python3
"""Extractive suggestions: milliseconds an article, and how near they come to an editor's takeaways.

    scripts/bench/suggest.py [--corpus ../shared/corpus]

The yardstick is the CPU time of splitting the same article into words, the best of seven. ROUGE-1
(F, without stemming) compares three sentences with the takeaways that the authors of the corpus
wrote; the section that holds these is taken out before. Without the corpus this part is skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from digest.article import Article, Block, BlockKind
from digest.compose.sentences import sentence_spans
from digest.compose.suggesting.lexrank import suggest_sentences
from digest.compose.text import comparison_key
from digest.errors import ArticleError
from digest.sources.assemble import Origin
from digest.sources.read import READERS

COUNT = 3
RUNS = 7
DRAWS = 5000
_KINDS = {"list", "highlights", "summary"}
_ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    beside = os.environ.get("DIGEST_CORPUS", _ROOT.parent / "shared" / "corpus")
    parser.add_argument("--corpus", type=Path, default=Path(beside))
    corpus = parser.parse_args().corpus
    print(f"{'sentences':<12}ms    ÷ splitting into words")
    for sentences in (25, 50, 100, 400):
        article = made_article(sentences)
        ours = best(lambda article=article: suggest_sentences(article, count=COUNT))
        yardstick = best(lambda article=article: re.findall(r"\w+", article.text))
        print(f"{sentences:<12}{ours * 1000:<6.1f}{ours / yardstick:.0f}")
    if not (corpus / "labels.jsonl").exists():
        print(f"ROUGE-1: skipped, there is no corpus at {corpus} (--corpus, DIGEST_CORPUS)")
        return
    print_rouge(list(labelled(corpus)))


def best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def made_article(sentences: int) -> Article:
    """Sentences of 17 words out of 2,000, the frequent ones as frequent as in a language."""
    rng = random.Random(sentences)
    words = [f"word{number}" for number in range(2000)]
    weights = [1 / (number + 1) for number in range(2000)]
    blocks: list[Block] = []
    text = "A title"
    for _ in range(sentences):
        line = " ".join(rng.choices(words, weights, k=17)).capitalize() + "."
        start = len(text) + 1
        text = f"{text}\n{line}"
        blocks.append(Block(kind=BlockKind.PARAGRAPH, text=line, start=start, end=len(text)))
    return Article(
        title="A title",
        source="bench",
        location="bench",
        language="en",
        text=text,
        blocks=tuple(blocks),
        sha256="0" * 64,
    )


# --- ROUGE ------------------------------------------------------------------------------------


def labelled(corpus: Path) -> Iterator[tuple[Article, str]]:
    """English articles with takeaways beyond doubt, without these; and these."""
    for line in (corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if label["lang"] != "en" or label["ambiguous"] or label["takeaways_kind"] not in _KINDS:
            continue
        path = corpus / "files" / label["file"]
        origin = Origin(source="corpus", location=path.name, language="en")
        reader = READERS.get(path.suffix)
        if reader is None:
            continue
        try:
            article = reader(path.read_bytes(), origin)
        except ArticleError as error:
            print(f"  left out: {error}")
            continue
        keys = [comparison_key(item) for item in label["takeaways"]]
        told = [block for block in article.blocks if is_told(block.text, keys)]
        blocks = tuple(block for block in article.blocks if block not in told)
        if told:
            yield replace(article, blocks=blocks), " ".join(block.text for block in told)


def is_told(text: str, keys: Iterable[str]) -> bool:
    """Whether a block is one of the takeaways, of which the labels have 60 characters each."""
    key = comparison_key(text)
    return any(key == item or (len(item) > 25 and item in key) for item in keys)


def print_rouge(articles: list[tuple[Article, str]]) -> None:
    ours, leads, milliseconds = [], [], []
    for article, reference in articles:
        started = time.process_time()
        suggestions = suggest_sentences(article, count=COUNT)
        milliseconds.append((time.process_time() - started) * 1000)
        if suggestions:
            ours.append(rouge_1(" ".join(item.text for item in suggestions), reference))
            leads.append(rouge_1(" ".join(lead(article)), reference))
    gains = [our - lead for our, lead in zip(ours, leads, strict=True)]
    low, high = interval(gains)
    print(f"ROUGE-1 F   {len(ours)} of {len(articles)} articles, {COUNT} sentences each")
    print(f"  lexrank   {100 * statistics.mean(ours):.1f}")
    print(f"  lead      {100 * statistics.mean(leads):.1f}")
    print(f"  gain      {100 * statistics.mean(gains):+.1f} [{100 * low:.1f}, {100 * high:.1f}]")
    print(f"  median    {statistics.median(milliseconds):.1f} ms")


def lead(article: Article) -> list[str]:
    """The first sentences of running text."""
    sentences = [
        block.text[start:end]
        for block in article.blocks
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}
        for start, end in sentence_spans(block.text, language=article.language)
    ]
    return [sentence for sentence in sentences if 6 <= len(sentence.split()) <= 60][:COUNT]


def rouge_1(candidate: str, reference: str) -> float:
    """F of the shared words, each as often as both have it (Lin, 2004)."""
    ours, theirs = (Counter(re.findall(r"[a-z0-9]+", t.lower())) for t in (candidate, reference))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def interval(gains: list[float]) -> tuple[float, float]:
    """95 % of a paired bootstrap over the articles."""
    rng = random.Random(0)
    means = sorted(statistics.mean(rng.choices(gains, k=len(gains))) for _ in range(DRAWS))
    return means[DRAWS // 40], means[-DRAWS // 40]


if __name__ == "__main__":
    main()
