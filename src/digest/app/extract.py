"""What files say of takeaways and outlook, without a publication and without an issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from digest.article import Article, Findings, Tier
from digest.compose.finding.sections import find_sections
from digest.errors import ArticleError
from digest.sources.assemble import Origin
from digest.sources.confined import Confined, Reader
from digest.sources.dates import date_in_name
from digest.sources.folder import read_whole
from digest.sources.read import READERS, read_article, suffix_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One file: an article with its findings, or the fault that kept it from being read."""

    file: str
    article: Article | None = None
    findings: Findings = field(default_factory=Findings)
    fault: str = ""

    def as_record(self) -> Mapping[str, object]:
        """What `digest extract --jsonl` prints of it; `error` only where there is one."""
        takeaways, outlook = self.findings.takeaways, self.findings.outlook
        record: dict[str, object] = {
            "file": self.file,
            "title": self.article.title if self.article else "",
            "language": self.article.language if self.article else "",
            "takeaways": takeaways
            and {
                "tier": takeaways.tier or Tier.EXPLICIT,
                "heading": takeaways.heading,
                "items": [passage.text for passage in takeaways.passages],
            },
            "outlook": outlook
            and {
                "heading": outlook.heading,
                "paragraphs": [passage.text for passage in outlook.passages],
            },
        }
        return {**record, "error": self.fault} if self.fault else record


def extract(files: Iterable[Path], *, language: str) -> Iterator[Extracted]:
    """Read one file after the other; `language` (BCP 47) where a text is too short to tell."""
    with Confined() as reader:
        for file in files:
            try:
                article = _read(file, reader=reader, language=language)
            except ArticleError as error:
                yield Extracted(file=str(file), fault=error.reason)
            else:
                yield Extracted(file=str(file), article=article, findings=find_sections(article))


def _read(file: Path, *, reader: Reader, language: str) -> Article:
    where = str(file)
    if suffix_of(where) not in READERS:
        known = ", ".join(READERS)
        raise ArticleError(where, f"is of no kind that can be read; these can: {known}")
    try:
        data, modified_at = read_whole(file, where=where)
    except OSError as error:
        raise ArticleError(where, f"cannot be read ({error.strerror})") from error
    origin = Origin(
        source="extract",
        location=where,
        language=language,
        named_on=date_in_name(file.name),
        modified_at=modified_at,
    )
    return reader.call(read_article, data, origin, where=where)
