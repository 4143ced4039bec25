"""`digest sources …`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from digest.app import sources as use_case
from digest.app.source_add import AddedSource, add_source
from digest.app.source_trial import SourceTrial, Tried, try_source
from digest.app.sources import Health, SourceStatus
from digest.article import Article, Found
from digest.cli.findings import found_by
from digest.cli.run import EXIT_PARTIAL, Run, common, plural
from digest.ports import PlaceKind


@click.group("sources")
def sources_command() -> None:
    """List, add, test, pause and resume the sources."""


@sources_command.command("list")
@common
def list_command(run: Run) -> int:
    """List all sources and how they are doing.

    Each feed of an OPML list has a line of its own. Ends with exit code 4 when one is failing.
    """
    found = use_case.list_sources(run.open())
    run.show(found, (line for one in found for line in _status_lines(one)))
    is_bad = any(one.health in {Health.FAILING, Health.UNREADABLE} for one in found)
    return EXIT_PARTIAL if is_bad else 0


@sources_command.command("add")
@click.argument("target", metavar="URL|FOLDER")
@click.option("--name", default="", help="What its articles are credited to; default: its title.")
@common
def add_command(run: Run, target: str, *, name: str) -> None:
    """Add a source to digest.toml.

    URL may be a feed, an OPML list, or a page: of a page that names its feed, the feed is taken.
    """
    added = add_source(run.open(), target, name=name)
    run.show(added, _added_lines(added))


@sources_command.command("test")
@click.argument("target", metavar="URL|NAME")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, help="So many articles; default: 10."
)
@common
def test_command(run: Run, target: str, *, limit: int) -> int:
    """Read a source now and show what would be taken, and why.

    Nothing is stored. Ends with exit code 4 when no article has takeaways.
    """
    trial = try_source(run.open(), target, limit=limit)
    run.show(trial, _trial_lines(trial))
    has_takeaways = any(one.findings and one.findings.takeaways for one in trial.tried)
    return 0 if has_takeaways or trial.feeds else EXIT_PARTIAL


@sources_command.command("pause")
@click.argument("name")
@click.option("--reason", default="by the operator", help="Shown in the list.")
@common
def pause_command(run: Run, name: str, *, reason: str) -> None:
    """Leave a source alone: it is not polled and gives no articles."""
    places = use_case.pause_source(run.open(), name, reason=reason)
    run.show(places, (f"paused {place.source} ({place.key.url})" for place in places))


@sources_command.command("resume")
@click.argument("name")
@common
def resume_command(run: Run, name: str) -> None:
    """Poll a source again, whoever had it paused."""
    places = use_case.resume_source(run.open(), name)
    run.show(places, (f"resumed {place.source} ({place.key.url})" for place in places))


def _status_lines(status: SourceStatus) -> Iterator[str]:
    yield f"{_health(status):<12}  {status.name}  ({status.kind})  {status.url}"
    if status.detail:
        yield f"{'':<12}  {status.detail}"
    facts = []
    if status.ok_at:
        facts.append(f"last read {_time(status.ok_at)}")
    if status.next_at and status.health is not Health.PAUSED:
        facts.append(f"next {_time(status.next_at)}")
    if status.known:
        facts.append(f"{plural(status.known, 'article')}, {status.unused:,} unused")
    if facts:
        yield f"{'':<12}  {'; '.join(facts)}"


def _health(status: SourceStatus) -> str:
    return f"failing {status.fail_count}×" if status.health is Health.FAILING else status.health


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _added_lines(added: AddedSource) -> Iterator[str]:
    yield f"added to digest.toml, as «{added.name}»:"
    yield from (f"  {line}" for line in added.table.splitlines())
    for url in added.others:
        yield f"the page names another feed: {url}"
    if added.kind in {PlaceKind.FEED, PlaceKind.OPML}:
        yield 'only what is new from now on is taken; for more, add a line: backlog = "last:3"'
    yield f"see what it gives: digest sources test {added.url}"


def _trial_lines(trial: SourceTrial) -> Iterator[str]:
    yield f"{trial.title or trial.url}  ({trial.kind})  {trial.url}"
    for note in trial.notes:
        yield f"  ! {note}"
    for url in trial.feeds:
        yield f"  feed: {url}"
    for tried in trial.tried:
        yield from _tried_lines(tried)
    if trial.more:
        yield f"  … and {trial.more:,} more; --limit shows them"


def _tried_lines(tried: Tried) -> Iterator[str]:
    article, findings = tried.article, tried.findings
    if article is None or findings is None:
        yield f"  - {tried.location}: {tried.fault}"
        return
    sign = "+" if findings.takeaways else "-"
    yield f"  {sign} {article.title}  ({_date(article)})  {tried.location}"
    if findings.takeaways:
        yield f"      takeaways: {_found(findings.takeaways)}"
    else:
        yield f"      no takeaways in {len(article.text):,} characters"
    if findings.outlook:
        yield f"      outlook: {_found(findings.outlook)}"
    for passed in findings.passed:
        yield f"      passed over «{passed.heading}»: {passed.reason}"


def _date(article: Article) -> str:
    if article.published_on is None:
        return "undated"
    return f"{article.published_on.isoformat()}, by {article.date_origin}"


def _found(found: Found) -> str:
    return f"{plural(len(found.passages), 'passage')} under {found_by(found)}"
