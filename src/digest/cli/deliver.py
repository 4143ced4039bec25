"""`digest deliver`."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import click

from digest.app.deliver import DeliverReport, deliver, deliver_test
from digest.app.desk import resolve_name
from digest.cli.progress import progress
from digest.cli.run import Run, common, plural
from digest.model import DeliveryState
from digest.scheduling.signals import ended_by_signals


@click.command("deliver")
@click.argument("name", metavar="[ISSUE]", required=False)
@click.option("--test", "address", help="Send one message marked [TEST] to this address only.")
@common
def deliver_command(run: Run, name: str | None, *, address: str | None) -> int:
    """Mail a published issue, the newest by default, or go on where a run ended.

    Nobody gets it twice, however often this runs. Ends with exit code 4 when some messages were
    refused, put off or are uncertain.
    """
    publication = run.open()
    name = resolve_name(publication, name)
    if address is not None:
        outcome = deliver_test(publication, name, address=address)
        run.show(outcome, [f"test to {address}: {outcome.state} {outcome.text}".rstrip()])
        return 0 if outcome.state is DeliveryState.ACCEPTED else 1
    stop = threading.Event()
    with ended_by_signals(stop), progress("messages") as advance:
        report = deliver(publication, name, stop=stop, progress=advance)
    run.show(report, _lines(report))
    if report.error:
        return 1
    return 0 if report.is_complete else 4


def _lines(report: DeliverReport) -> Iterator[str]:
    yield f"{report.name}: {plural(sum(report.counts.values()), 'subscriber')}"
    for state, count in report.counts.items():
        yield f"  {state:<10} {count:,}"
    if report.next_due:
        yield f"deferred messages are due again at {report.next_due:%Y-%m-%d %H:%M}Z: run it then"
    if report.counts.get(DeliveryState.UNCERTAIN):
        yield f"`digest show {report.name}` names the uncertain ones"
    if report.error:
        yield f"stopped: {report.error}"
