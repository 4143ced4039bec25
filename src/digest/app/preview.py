"""`digest preview`: the mail and the web page of an issue as files to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digest.app.editions import nonce
from digest.app.publication import Publication
from digest.files import write_atomic
from digest.model import Field
from digest.render.mail import fill, render_mail, unsubscribe_url
from digest.render.web import render_preview


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReport:
    """Where the editions lie, as absolute paths."""

    mail_html: Path
    mail_text: Path
    web_page: Path


def preview(publication: Publication, name: str) -> PreviewReport:
    """Render the mail's two parts and the web page into `var/preview/NAME/`."""
    issue = publication.store.load(name).issue
    config, theme = publication.config, publication.theme
    edition = render_mail(issue, config=config, theme=theme, nonces=nonce)
    html, text = fill(edition, {Field.UNSUBSCRIBE_URL: unsubscribe_url(config, token="")})
    folder = publication.make_var().absolute() / "preview" / name
    paths = {"mail.html": html.encode(), "mail.txt": text.encode()}
    for page in render_preview(issue, config=config, theme=theme):
        paths[f"web/{page.path}"] = page.body
    for path, body in paths.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_atomic(folder / path, body)
    return PreviewReport(
        mail_html=folder / "mail.html",
        mail_text=folder / "mail.txt",
        web_page=folder / "web" / name / "index.html",
    )
