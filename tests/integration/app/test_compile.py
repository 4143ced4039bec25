"""One bad article never stops an issue."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from digest.app.compile import CompileRequest, compile_issue
from digest.app.init import init_publication
from digest.app.publication import Publication, open_publication
from digest.article import Article, Unreadable
from digest.ports import Source


@dataclass
class Careless:
    """A source that lets through what no issue file can hold: an author with two spaces."""

    inner: Source
    name: str = "careless"

    def collect(self) -> Iterator[Article | Unreadable]:
        for item in self.inner.collect():
            if isinstance(item, Article) and item.location.endswith("bad.md"):
                yield replace(item, author="A  B")
            else:
                yield item


class CarelessPublication(Publication):
    def sources(self, *, used: Container[str] = ()) -> tuple[Source, ...]:
        return tuple(Careless(source) for source in super().sources(used=used))


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    init_publication(tmp_path / "publication")
    toml = tmp_path / "publication" / "digest.toml"
    toml.write_text(toml.read_text("utf-8").replace("max_stories = 3", "max_stories = 9"), "utf-8")
    opened = open_publication(tmp_path / "publication")
    for starter in (opened.root / "articles").iterdir():
        starter.unlink()
    for name in ("bad", "good"):
        text = f"# The {name} one\n\n## Key takeaways\n\n- All is {name}.\n"
        (opened.root / "articles" / f"{name}.md").write_text(text, "utf-8")
    return CarelessPublication(root=opened.root, config=opened.config)


@pytest.mark.parametrize("dry_run", [True, False])
def test_article_that_no_issue_can_hold_is_left_out(
    publication: Publication, dry_run: bool
) -> None:
    report = compile_issue(publication, CompileRequest(dry_run=dry_run))

    left_out = {entry.location: entry.reason for entry in report.left_out}
    assert "cannot stand in an issue" in left_out["articles/bad.md"]
    titles = {ref.title for ref in report.taken}
    assert "The good one" in titles
    assert "The bad one" not in titles
    assert (publication.root / report.path).exists() is not dry_run


def test_odd_addresses_and_lists_stop_no_issue(publication: Publication) -> None:
    urls = ("HTTPS://x.example/a", "https://x.example/`", "https://x.example/<\\>'")
    for number, url in enumerate(urls):
        text = f"---\ntitle: T{number}\ndate: 2026-11-20\nurl: {url}\n---\n"
        text += f"## Key takeaways\n\n- {number}\n\n"
        text += "## Outlook\n\n- One\n\n```\ncode\n```\n\n- Two\n"
        (publication.root / "articles" / f"{number}.md").write_text(text, "utf-8")

    report = compile_issue(publication, CompileRequest())

    assert {"T0", "T1", "T2"} <= {ref.title for ref in report.taken}
