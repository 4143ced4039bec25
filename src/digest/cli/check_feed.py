"""`digest check-feed`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from digest.app.check_feed import FeedReport, check_feed
from digest.cli.checks import counted, finding_lines
from digest.cli.run import EXIT_ERROR, Run, common, plural


@click.command("check-feed")
@click.argument("targets", nargs=-1, required=True, metavar="URL|FILE…")
@click.option("--loopback", is_flag=True, help="Also ask a server on this machine.")
@common
def check_feed_command(run: Run, *, targets: tuple[str, ...], loopback: bool) -> int:
    """Check any feed: RSS 2.0, Atom 1.0 or JSON Feed 1.1; needs no publication.

    Several are taken for the formats of one feed and compared with each other. Of an address, the
    server's answers are checked as well. Ends with exit code 1 when there are errors.
    """
    report = check_feed(targets, is_loopback_allowed=loopback)
    run.show(report, _lines(report))
    return 0 if report.is_sound else EXIT_ERROR


def _lines(report: FeedReport) -> Iterator[str]:
    yield from finding_lines(report.findings)
    for feed in report.feeds:
        what = f"{feed.form}, {plural(feed.items, 'item')}" if feed.form else "no feed"
        yield f"{feed.name}: {what}, {feed.bytes:,} bytes"
    yield counted(report.counts)
