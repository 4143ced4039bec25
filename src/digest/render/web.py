"""The web archive: a front page, a page for each issue, and what they need.

Static files without script and without anything from another host. Links between pages are
relative, so that the tree can be read from disk and moved below any path; what readers and
machines take away (canonical address, feeds, permalinks) is absolute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from digest.config.tables import Config
from digest.model import Issue, Page, Status
from digest.render.theme import Theme
from digest.render.view import IssueView, view_issue

_ASSETS: Final = ("style.css", "favicon.svg")


def render_web(issues: Sequence[Issue], *, config: Config, theme: Theme) -> tuple[Page, ...]:
    """All pages of the archive, whatever the order of `issues`. Raises RenderError.

    Issues in every state may be given. A PUBLISHED issue has its page, a WITHDRAWN one that had
    been published a notice in its place, all others have nothing. Withdrawing takes no path away,
    so that whoever writes the pages over the old ones leaves none of the issue standing.
    """
    site = _Site(config=config, theme=theme)
    live = sorted((each for each in issues if each.published_at is not None), key=_age)
    views = [site.view(issue) for issue in live if issue.status is Status.PUBLISHED]
    gone = [site.view(issue) for issue in live if issue.status is Status.WITHDRAWN]
    pages = tuple(site.issues(views))
    return (
        *site.assets(),
        *pages,
        site.latest(pages),
        *(site.page(f"{view.name}/index.html", "withdrawn.html", issue=view) for view in gone),
        site.page("index.html", "index.html", issues=views[::-1]),
        site.page("404.html", "404.html"),
    )


def render_preview(issue: Issue, *, config: Config, theme: Theme) -> tuple[Page, ...]:
    """One issue's page, whatever its status, and the files that it needs. Raises RenderError."""
    site = _Site(config=config, theme=theme)
    return (*site.assets(), site.issue(site.view(issue)))


def _age(issue: Issue) -> tuple[object, ...]:
    return issue.on, issue.number, issue.name


class _Site:
    """Pages of one publication in one theme."""

    def __init__(self, *, config: Config, theme: Theme) -> None:
        self._publication = config.publication
        self._theme = theme

    def view(self, issue: Issue) -> IssueView:
        return view_issue(issue, publication=self._publication)

    def assets(self) -> Iterator[Page]:
        for name in _ASSETS:
            yield self.page(name, name)

    def issues(self, views: Sequence[IssueView]) -> Iterator[Page]:
        """A page for each, oldest first."""
        for older, view, newer in _neighbours(views):
            yield self.issue(view, older=older, newer=newer)

    def latest(self, pages: Sequence[Page]) -> Page:
        """The newest of the issues' pages once more; without one a notice that there is none."""
        path = "latest/index.html"
        return replace(pages[-1], path=path) if pages else self.page(path, "latest.html")

    def issue(
        self, view: IssueView, *, older: IssueView | None = None, newer: IssueView | None = None
    ) -> Page:
        path = f"{view.name}/index.html"
        return self.page(
            path, "issue.html", language=view.language, issue=view, older=older, newer=newer
        )

    def page(self, path: str, template: str, *, language: str = "", **values: object) -> Page:
        """A page, in the publication's language unless it is told another."""
        depth = path.count("/")
        language = language or self._publication.language
        text = self._theme.render(
            f"web/{template}.j2",
            publication=self._publication,
            language=language,
            words=self._theme.wording(language),
            # A web server shows the page for lost addresses at any depth.
            root=self._publication.base_url if path == "404.html" else "../" * depth,
            design=self._theme.design,
            **values,
        )
        return Page(path=path, body=text.encode("utf-8"))


def _neighbours(
    views: Sequence[IssueView],
) -> Iterator[tuple[IssueView | None, IssueView, IssueView | None]]:
    """Each view between the one before and the one after it."""
    padded: list[IssueView | None] = [None, *views, None]
    for (older, view), (_, newer) in pairwise(pairwise(padded)):
        if view is not None:
            yield older, view, newer
