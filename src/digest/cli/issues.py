"""`digest list`, `show`, `merge`, `approve`, `publish`, `correct`, `withdraw`, `verify`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from digest.app import desk, overview
from digest.app.desk import DeskReport, resolve_name
from digest.app.merge import merge
from digest.app.withdraw import withdraw
from digest.cli.progress import progress
from digest.cli.run import EXIT_ERROR, EXIT_PARTIAL, Run, common, plural
from digest.compose.text import one_line
from digest.model import Status
from digest.render.preflight.finding import Severity

_NOT_KEPT = "the texts of their articles are not kept on this machine"

issue_argument = click.argument("name", metavar="[ISSUE]", required=False)


@click.command("list")
@common
def list_command(run: Run) -> int:
    """List the issues, newest first."""
    issues = overview.list_issues(run.open())
    lines = [
        f"{line.name:<24} #{line.number:<5} {line.status:<10} {line.title}"
        f"  ({plural(line.stories, 'story', many='stories')})"
        if line.status
        else f"{line.name:<24} cannot be read: {line.title}"
        for line in issues
    ]
    run.show(issues, lines or ["no issue yet; `digest compile` makes one"])
    return 0 if all(line.status for line in issues) else EXIT_PARTIAL


@click.command("show")
@issue_argument
@common
def show_command(run: Run, name: str | None) -> None:
    """Show one issue, the newest by default: stories, status, deliveries."""
    publication = run.open()
    report = overview.show_issue(publication, resolve_name(publication, name))
    run.show(report, _overview(report))


@click.command("merge")
@click.argument("slugs", nargs=-1, required=True, metavar="STORY STORY…")
@click.option("--issue", "name", help="Whose stories; default: the newest draft.")
@common
def merge_command(run: Run, *, slugs: tuple[str, ...], name: str | None) -> None:
    """Make one story of several on one event: the first stays, the others are credited under it."""
    publication = run.open()
    report = merge(publication, resolve_name(publication, name, status=Status.DRAFT), slugs=slugs)
    lines = [f"{report.name} «{report.title}», also covered by:"]
    run.show(report, [*lines, *(f"  {title}" for title in report.also)])


@click.command("approve")
@issue_argument
@click.option("--override", metavar="REASON", help="Approve in spite of errors; one line.")
@common
def approve_command(run: Run, name: str | None, *, override: str | None) -> None:
    """Approve a draft, the newest by default, unless `digest check --offline` finds errors."""
    reason = one_line(override or "")
    if override is not None and not reason:
        raise click.BadParameter("say why the errors may stand", param_hint="--override")
    publication = run.open()
    name = resolve_name(publication, name)
    _show_step(run, desk.approve(publication, name, override=reason))


@click.command("publish")
@issue_argument
@common
def publish_command(run: Run, name: str | None) -> None:
    """Seal an approved issue and make web archive and feeds live."""
    publication = run.open()
    with progress("publishing"):
        report = desk.publish(publication, resolve_name(publication, name))
    _show_step(run, report)


@click.command("correct")
@issue_argument
@click.option("--note", required=True, help="What readers are told of the change; one line.")
@common
def correct_command(run: Run, name: str | None, *, note: str) -> None:
    """Publish the edited file of a published issue again. Nobody is mailed twice."""
    publication = run.open()
    name = resolve_name(publication, name, status=Status.PUBLISHED)
    with progress("publishing"):
        report = desk.correct(publication, name, note=note)
    _show_step(run, report, done="corrected")


@click.command("withdraw")
@click.argument("name", metavar="ISSUE")
@common
def withdraw_command(run: Run, name: str) -> None:
    """Take an issue back: out of the feeds, a notice on its page, no mail that has not left."""
    publication = run.open()
    with progress("withdrawing"):
        report = withdraw(publication, resolve_name(publication, name))
    lines = [f"{report.name} «{report.title}» is withdrawn"]
    if report.withheld:
        lines.append(f"{plural(report.withheld, 'message')} will not be sent")
    run.show(report, lines)


@click.command("verify")
@issue_argument
@common
def verify_command(run: Run, name: str | None) -> int:
    """Check issue files against their seals, and every line against its article."""
    publication = run.open()
    with progress("verifying"):
        report = overview.verify(publication, resolve_name(publication, name) if name else "")
    lines = [str(finding) for finding in report.findings] or ["every seal holds"]
    verbatim = sum(counts.verbatim for counts in report.lines)
    edited = sum(counts.edited for counts in report.lines)
    if verbatim or edited:
        lines.append(f"lines word for word in their articles {verbatim:,}, {{edited}} {edited:,}")
    lines += [
        _not_proven(counts.not_proven, of=f" of {counts.name}")
        for counts in report.lines
        if counts.not_proven
    ]
    run.show(report, lines)
    return EXIT_ERROR if report.findings else 0


def _not_proven(count: int, *, of: str = "") -> str:
    be = "is" if count == 1 else "are"
    return f"{plural(count, 'line')}{of} {be} not proven: {_NOT_KEPT}"


def _show_step(run: Run, report: DeskReport, *, done: str = "") -> None:
    lines = [f"{report.name} «{report.title}» is {done or report.status}"]
    if report.override:
        errors = plural(_count(report, Severity.ERROR), "error")
        lines.append(f"in spite of {errors}: {report.override}")
    if report.marked:
        lines.append(f"{plural(report.marked, 'line')} of an editor's own, now marked {{edited}}")
    if report.not_proven:
        lines.append(_not_proven(report.not_proven))
    if report.site is not None:
        changed = plural(len(report.site.written), "file")
        lines.append(f"public/: {changed} written, {report.site.unchanged} unchanged")
        lines += report.site.trims
        lines += [
            f"public/{name}/ belongs to no published issue; delete it" for name in report.site.stray
        ]
    if warnings := _count(report, Severity.WARNING):
        lines.append(f"{plural(warnings, 'warning')}: digest check {report.name} --offline")
    run.show(report, lines)


def _count(report: DeskReport, severity: Severity) -> int:
    return sum(finding.severity is severity for finding in report.findings)


def _overview(report: overview.IssueOverview) -> Iterator[str]:
    yield f"{report.title}  ({report.status}, {report.path})"
    yield f"  id         {report.id}"
    yield f"  subject    {report.subject}"
    yield f"  preheader  {report.preheader}"
    yield f"  slot       {report.slot}"
    if report.override:
        yield f"  override   {report.override}"
    if report.published_at:
        yield f"  published  {report.published_at:%Y-%m-%d %H:%M}Z"
    for correction in report.corrections:
        yield f"  corrected  {correction}"
    for story in report.stories:
        takeaways = plural(story.takeaways, "takeaway")
        outlook = plural(story.outlook_paragraphs, "outlook paragraph")
        yield f"  - {story.title}: {takeaways}, {outlook}"
    for state, count in report.deliveries.items():
        yield f"  {state:<10} {count:,}"
    for line in report.not_accepted:
        reply = f"{line.code or ''} {line.text}".strip()
        yield f"    {line.state:<10} {line.email or 'removed meanwhile'}  {reply}".rstrip()
