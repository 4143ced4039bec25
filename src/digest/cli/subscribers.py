"""`digest subscribers …`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from digest.app import subscriber_file
from digest.app import subscribers as use_case
from digest.cli.progress import progress
from digest.cli.run import EXIT_NOTHING, EXIT_PARTIAL, Run, common, plural
from digest.model import Subscriber, SubscriberStatus, SuppressionReason


@click.group("subscribers")
def subscribers_command() -> None:
    """Add, import, export, list and remove subscribers; take down what they ask for."""


@subscribers_command.command("add")
@click.argument("email")
@click.option("--name", default="", help="How the person is called.")
@click.option("--confirmed", is_flag=True, help="The person has agreed already; you can prove it.")
@common
def add_command(run: Run, email: str, *, name: str, confirmed: bool) -> int:
    """Add one person, pending until confirmed."""
    subscriber = use_case.add_subscriber(run.open(), email, name=name, confirmed=confirmed)
    wanted = SubscriberStatus.CONFIRMED if confirmed else SubscriberStatus.PENDING
    hint = "" if subscriber.status is wanted else "; was known already and is left as it was"
    if subscriber.suppressed is not None:
        is_request = subscriber.suppressed is SuppressionReason.REQUEST
        hint += f"; `digest subscribers {'confirm' if is_request else 'unsuppress'}` lifts that"
    run.show(subscriber, [f"{_line(subscriber)}{hint}"])
    return EXIT_NOTHING if hint else 0


@subscribers_command.command("confirm")
@click.argument("email")
@common
def confirm_command(run: Run, email: str) -> None:
    """Take down that a person confirmed.

    Lifts a suppression by request, and no other.
    """
    subscriber = use_case.confirm_subscriber(run.open(), email)
    run.show(subscriber, [_line(subscriber)])


@subscribers_command.command("unsubscribe")
@click.argument("who", metavar="EMAIL|TOKEN")
@common
def unsubscribe_command(run: Run, who: str) -> None:
    """Take down that a person wants no more mail.

    TOKEN is the word behind «unsubscribe» in the subject of a mail that asks for it.
    """
    subscriber = use_case.unsubscribe_subscriber(run.open(), who)
    run.show(subscriber, [_line(subscriber)])


@subscribers_command.command("remove")
@click.argument("email")
@click.option(
    "--suppress",
    type=click.Choice([reason.value for reason in SuppressionReason]),
    help="Also never mail this address again, whoever imports it; kept as a hash.",
)
@common
def remove_command(run: Run, email: str, *, suppress: str | None) -> None:
    """Erase a person.

    With --suppress also an address that is no subscriber's.
    """
    reason = SuppressionReason(suppress) if suppress else None
    report = use_case.remove_subscriber(run.open(), email, suppress=reason)
    found = "is removed" if report.was_subscriber else "was not among the subscribers"
    never = " and will not be mailed again" if report.suppressed else ""
    run.show(report, [f"{report.email} {found}{never}"])


@subscribers_command.command("unsuppress")
@click.argument("email")
@common
def unsuppress_command(run: Run, email: str) -> None:
    """Lift the suppression of an address.

    It is mailed again once it is confirmed.
    """
    report = use_case.unsuppress_subscriber(run.open(), email)
    now = _line(report.subscriber) if report.subscriber else f"{email}  no subscriber"
    run.show(report, [f"{now}; was suppressed ({report.reason})"])


@subscribers_command.command("list")
@common
def list_command(run: Run) -> int:
    """List all of them, in the order of addition."""
    subscribers = use_case.list_subscribers(run.open())
    lines = [_line(subscriber) for subscriber in subscribers]
    run.show(subscribers, lines or ["no subscribers yet; `digest subscribers add ADDRESS`"])
    return 0


@subscribers_command.command("import")
@click.argument("path", metavar="CSV", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--confirmed", is_flag=True, help="All of them have agreed; you can prove it.")
@common
def import_command(run: Run, path: Path, *, confirmed: bool) -> int:
    """Take in a CSV file.

    Its first line names the columns: `email` and, if you like, `name`. Those that an export marks
    as unsubscribed, pending or suppressed are never confirmed. Ends with exit code 4 when some
    rows were not taken.
    """
    with progress("rows read") as advance:
        report = subscriber_file.import_subscribers(
            run.open(), path, confirmed=confirmed, progress=advance
        )
    found = f"{plural(report.new, 'new subscriber')}, {report.known} known already"
    rest = f"{report.suppressed} suppressed, {plural(len(report.invalid), 'bad row')}"
    faults = (f"  {path}:{line}: {reason}" for line, reason in report.invalid)
    run.show(report, [f"{found}, {rest}", *faults])
    return EXIT_PARTIAL if report.invalid else 0


@subscribers_command.command("export")
@click.argument("path", metavar="[CSV]", required=False, type=click.Path(path_type=Path))
@common
def export_command(run: Run, path: Path | None) -> None:
    """Write all subscribers as CSV.

    To standard output where no file is named.
    """
    publication = run.open()
    if path is None and run.as_json:
        run.show(use_case.list_subscribers(publication))
        return
    if path is None:
        subscriber_file.export_subscribers(publication, sys.stdout)
        return
    # Addresses are for the owner's eyes, and no file is written over.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123  # of a descriptor
        count = subscriber_file.export_subscribers(publication, file)
    run.show({"path": path, "subscribers": count}, [f"{path}: {plural(count, 'subscriber')}"])


def _line(subscriber: Subscriber) -> str:
    suppressed = f", suppressed ({subscriber.suppressed})" if subscriber.suppressed else ""
    return f"{subscriber.email}  {subscriber.status}{suppressed}"
