"""`digest deliver`."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import click

from digest.app.deliver import DeliverReport, deliver, deliver_test
from digest.app.desk import resolve_name
from digest.cli.progress import progress
from digest.cli.run import EXIT_NOTHING, EXIT_PARTIAL, Run, common, plural
from digest.model import DeliveryState, Status
from digest.scheduling.signals import ended_by_signals


@click.command("deliver")
@click.argument("name", metavar="[ISSUE]", required=False)
@click.option("--test", "address", help="Send one message marked [TEST] to this address only.")
@common
def deliver_command(run: Run, name: str | None, *, address: str | None) -> int:
    """Mail a published issue, the newest by default, or go on where a run ended.

    Nobody gets it twice, however often this runs. Ends with exit code 3 when nothing was left to
    mail, 4 when some messages were refused, put off or are uncertain.
    """
    publication = run.open()
    status = None if address else Status.PUBLISHED
    name = resolve_name(publication, name, status=status)
    if address is not None:
        outcome = deliver_test(publication, name, address=address)
        run.show(outcome, [f"test to {address}: {outcome.state} {outcome.text}".rstrip()])
        return 0 if outcome.state is DeliveryState.ACCEPTED else 1
    stop = threading.Event()
    with ended_by_signals(stop), progress("messages") as advance:
        report = deliver(publication, name, stop=stop, progress=advance)
    run.show(report, delivery_lines(report))
    if report.error:
        return 1
    if not report.is_complete:
        return EXIT_PARTIAL
    return 0 if report.attempted else EXIT_NOTHING


def delivery_lines(report: DeliverReport) -> Iterator[str]:
    """Where an issue's deliveries stand, for the terminal."""
    yield f"{report.name}: {plural(sum(report.counts.values()), 'subscriber')}"
    for state, count in report.counts.items():
        yield f"  {state:<10} {count:,}"
    if report.trims:
        stories = plural(len(report.trims), "story", many="stories")
        yield f"{stories} shortened in the mail and whole on the web"
    if not report.attempted and not report.error:
        yield "nothing was left to mail"
    if report.next_due:
        yield f"deferred messages are due again at {report.next_due:%Y-%m-%d %H:%M}Z: run it then"
    if not report.is_complete:
        yield f"`digest show {report.name}` names those that were not accepted"
    if report.error:
        yield f"stopped: {report.error}"
