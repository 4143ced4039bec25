"""`digest preview`."""

from __future__ import annotations

import sys
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path

import click

from digest.app.desk import resolve_name
from digest.app.preview import LivePreview, preview
from digest.app.publication import Publication
from digest.cli.progress import progress
from digest.cli.run import Run, common, plural
from digest.scheduling.signals import ended_by_signals
from digest.web.preview import served


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPreview:
    """Where the page is while the command runs."""

    url: str


@click.command("preview")
@click.argument("name", metavar="[ISSUE]", required=False)
@click.option(
    "--serve/--once",
    "is_served",
    default=None,
    help="Follow changes until Ctrl-C, or write files and end; default: follow on a terminal.",
)
@click.option(
    "--png",
    "pictures",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a picture of each edition into DIR instead; needs Chromium.",
)
@click.option("--images", "load_images", is_flag=True, help="Load pictures from the web.")
@click.option("--open", "open_it", is_flag=True, help="Open the page in the browser.")
@common
def preview_command(
    run: Run,
    name: str | None,
    *,
    is_served: bool | None,
    pictures: Path | None,
    load_images: bool,
    open_it: bool,
) -> None:
    """Show all editions of an issue on one local page, with what the checks say.

    The mail at 600 and 375 px, light, dark, forced dark, without styles, with images off and in
    Outlook; its text part, the web page, the feed item.
    """
    publication = run.open()
    name = resolve_name(publication, name)
    if pictures is not None:
        if is_served or open_it:
            raise click.UsageError("--png writes pictures and ends; leave --serve and --open out")
        _take_pictures(run, publication, name=name, folder=pictures, load_images=load_images)
    elif is_served or (is_served is None and sys.stdout.isatty() and not run.as_json):
        _serve(run, LivePreview(publication.root, name, load_images=load_images), open_it=open_it)
    else:
        report = preview(publication, name, load_images=load_images)
        run.show(
            report,
            [
                f"all editions  {report.page}",
                f"mail, HTML    {report.mail_html}",
                f"mail, text    {report.mail_text}",
                f"web page      {report.web_page}",
            ],
        )
        if open_it:
            webbrowser.open(report.page.as_uri())


def _serve(run: Run, live: LivePreview, *, open_it: bool) -> None:
    stop = threading.Event()
    with served(live) as url, ended_by_signals(stop):
        run.show(ServedPreview(url=url), [f"{url}  follows your changes; Ctrl-C ends it"])
        if open_it:
            webbrowser.open(url)
        stop.wait()


def _take_pictures(
    run: Run, publication: Publication, *, name: str, folder: Path, load_images: bool
) -> None:
    from digest.app.pictures import write_pictures

    with progress("taking pictures") as advance:
        report = write_pictures(
            publication, name, folder=folder, load_images=load_images, advance=advance
        )
    run.show(report, [f"{report.folder}: {plural(len(report.pictures), 'picture')}"])
