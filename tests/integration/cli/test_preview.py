"""`digest preview` on a command line: files for a program, a page that follows for a person."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner, Result

from digest.app.init import init_publication
from digest.app.publication import Publication, open_publication
from digest.cli import digest
from digest.errors import NoBrowser
from digest.model import Status
from factories import issue_factory


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    init_publication(tmp_path / "publication")
    made = open_publication(tmp_path / "publication")
    made.store.create(issue_factory(status=Status.DRAFT))
    return made


def run(publication: Publication, *arguments: str, **environment: str) -> Result:
    environment["DIGEST_PUBLICATION"] = str(publication.root)
    runner = CliRunner(env=environment)
    return runner.invoke(digest, ["preview", *arguments], standalone_mode=False)


@pytest.mark.parametrize("arguments", [(), ("--once",), ("2026-10-05",)])
def test_program_gets_files_and_is_not_kept_waiting(
    publication: Publication, arguments: tuple[str, ...]
) -> None:
    result = run(publication, *arguments)

    folder = publication.var.absolute() / "preview" / "2026-10-05"
    assert result.exception is None
    assert [line.rpartition("  ")[2].strip() for line in result.stdout.splitlines()] == [
        f"{folder / path}"
        for path in ("index.html", "mail.html", "mail.txt", "web/2026-10-05/index.html")
    ]


def test_report_names_the_files(publication: Publication) -> None:
    report = json.loads(run(publication, "--json").stdout)

    assert list(report) == ["page", "mail_html", "mail_text", "web_page"]
    assert all(Path(path).is_file() for path in report.values())


def test_pictures_without_a_browser_say_how_to_get_one(
    publication: Publication, tmp_path: Path
) -> None:
    result = run(publication, "--png", str(tmp_path / "pictures"), DIGEST_CHROMIUM="", PATH="")

    assert isinstance(result.exception, NoBrowser)
    assert "apt install chromium" in str(result.exception)
    assert not (tmp_path / "pictures").exists()


@pytest.mark.parametrize("option", ["--serve", "--open"])
def test_pictures_are_neither_served_nor_opened(
    publication: Publication, tmp_path: Path, option: str
) -> None:
    result = run(publication, "--png", str(tmp_path), option)

    assert isinstance(result.exception, click.UsageError)
    assert option in str(result.exception)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_person_gets_a_page_until_a_signal_ends_it(
    publication: Publication, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "digest", "preview", "--serve", "--json"]
    environment = {**os.environ, "DIGEST_PUBLICATION": str(publication.root)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            report = "".join(process.stdout.readline() for _ in range(3))
            address = urlsplit(json.loads(report)["url"])
            connection = http.client.HTTPConnection(address.netloc, timeout=20)
            connection.request("GET", "/")
            page = connection.getresponse().read().decode()
            connection.close()
            process.send_signal(number)
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()

    assert "Loom no. 1" in page
    assert (process.returncode, errors) == (0, "")
