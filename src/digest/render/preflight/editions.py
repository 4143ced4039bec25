"""What the rules look at: one issue, all of its editions, and what came before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from digest.config.tables import Config
from digest.model import Issue, MailEdition
from digest.render.mjml.lint import LintFault
from digest.render.preflight.document import Document, read_document
from digest.render.preflight.lines import IssueLines
from digest.render.preflight.styles import Rule, read_rules
from digest.render.view import IssueView, view_issue

#: How findings name the editions.
HTML, TEXT, MESSAGE, WEB = "mail (HTML)", "mail (text)", "mail (message)", "web page"
#: Placeholders as `app.editions.nonce` draws them, one or two in a row.
NONCE: Final = re.compile(r"(?:n[0-9a-f]{24}n)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What of the other issues this one is held against; values are the names of issues."""

    articles: Mapping[str, str] = field(default_factory=dict)  #: by address
    subjects: Mapping[str, str] = field(default_factory=dict)  #: by comparison key
    numbers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Editions:
    """One issue as everybody would get it; read once, for all rules."""

    issue: Issue
    config: Config
    lines: IssueLines
    mail: MailEdition
    message: bytes  #: a finished message, as long as the longest; with nobody's values
    public: Mapping[str, str]  #: the web page, the feeds: what everybody can read, by name
    today: date
    earlier: Earlier = Earlier()
    mjml: tuple[tuple[str, LintFault], ...] = ()  #: where, and what, the lint says of the template
    own_lines: frozenset[int] = frozenset()  #: of the file, which an editor wrote and did not mark

    @cached_property
    def view(self) -> IssueView:
        """The issue as templates see it, whole."""
        return view_issue(self.issue, publication=self.config.publication)

    @cached_property
    def html(self) -> Document:
        """The mail's HTML, with its placeholders."""
        return read_document(self.mail.html)

    @cached_property
    def styles(self) -> tuple[Rule, ...]:
        """The rules of its style sheet."""
        return read_rules(self.html.style_sheet())
