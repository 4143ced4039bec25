"""`digest explain`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from digest.app.explain import Explained, explain
from digest.article import Article, Findings, Found
from digest.cli.findings import found_by
from digest.cli.run import Run, common
from digest.compose.selecting.ranking import SCORE


@click.command("explain")
@click.argument("target", metavar="ARTICLE|ISSUE")
@common
def explain_command(run: Run, target: str) -> None:
    """Show what was found in an article, by which rule, and what became of it and why.

    An article is named by its file, its address or its title; an issue by its name.
    """
    found = explain(run.open(), target)
    run.show(found, (line for each in found for line in _lines(each)))


def _lines(explained: Explained) -> Iterator[str]:
    decision, article = explained.decision, explained.article
    title = (decision.title if decision else "") or (article.title if article else "")
    yield f"{title or explained.location}"
    if title:
        yield f"  from       {explained.location}{f' ({decision.source})' if decision else ''}"
    if decision:
        yield f"  verdict    {decision.verdict}: {decision.reason}"
        if decision.score:
            yield f"  score      {_product(decision.score)}"
    if article:
        yield from _facts(article)
    if explained.findings:
        yield from _findings(explained.findings)


def _product(score: Mapping[str, float]) -> str:
    """`0.034 = source 1 × age 0.034 × takeaways 1 × cluster 1`."""
    factors = (f"{name} {value:.3g}" for name, value in score.items() if name != SCORE)
    return f"{score[SCORE]:.3g} = {' × '.join(factors)}"


def _facts(article: Article) -> Iterator[str]:
    on = article.published_on.isoformat() if article.published_on else "unknown"
    yield f"  date       {on}, by {article.date_origin}"
    yield f"  language   {article.language}"
    yield f"  address    {article.url or 'none'}"
    yield f"  text       {len(article.text):,} characters, sha256 {article.sha256[:12]}…"


def _findings(findings: Findings) -> Iterator[str]:
    yield from _section("takeaways", findings.takeaways)
    yield from _section("outlook", findings.outlook)
    for passed in findings.passed:
        yield f"  passed     «{passed.heading}» at {passed.start:,}: {passed.reason}"


def _section(name: str, found: Found | None) -> Iterator[str]:
    if found is None:
        yield f"  {name:<9}  none"
        return
    yield f"  {name:<9}  {found_by(found)}"
    for reason in found.reasons:
        yield f"             {reason}"
    for passage in found.passages:
        source = f"  ({passage.attribution})" if passage.attribution else ""
        yield f"    {passage.start:>6,}–{passage.end:<6,}  {passage.text}{source}"
