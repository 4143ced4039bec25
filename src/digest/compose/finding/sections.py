"""An article's key takeaways and its future outlook, each with the reasons for the choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digest.article import Article, Block, Findings, Found, HeadingForm, Passage, Passed, Tier
from digest.compose.finding.candidates import Candidate, find_candidates, finder_blocks
from digest.compose.finding.confidence import rate
from digest.compose.finding.guards import Surroundings, look_around, objection
from digest.compose.finding.headings import NO_EXTRA, ExtraHeadings
from digest.compose.finding.items import passages
from digest.compose.finding.phrases import fold
from digest.compose.finding.tail import End, without_tail
from digest.compose.finding.vocabulary import phrases
from digest.model import Role

_TIERS = (Tier.EXPLICIT, Tier.SUMMARY, Tier.CONCLUSION)
_KINDS = ("source", "explicit", "box", "highlights")
_FORMS = (
    HeadingForm.MARKUP,
    HeadingForm.BOLD,
    HeadingForm.PLAIN,
    HeadingForm.RUN_IN,
    HeadingForm.HINT,
    HeadingForm.ITEM,
)
_MOST = 40  # announcements of one role; a text with more of them is a list of such headings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    candidate: Candidate
    found: tuple[Passage, ...]


def find_sections(article: Article, *, extra: ExtraHeadings = NO_EXTRA) -> Findings:
    """The takeaways and the outlook of an article, and what was passed over on the way.

    Takeaways: the plainest tier; a heading by mark-up before a bold or a plain line; of several
    explicit ones the first, of summaries and conclusions the last. Outlook: one on the future of
    the subject before plans and next steps; the last. Headings of `extra` go before all others.
    Never raises; the same article and headings give the same findings.
    """
    blocks = finder_blocks(article)
    candidates = find_candidates(blocks, extra=extra)
    if not candidates:
        return Findings()
    around = look_around(article, blocks=blocks, candidates=candidates)
    passed: list[Passed] = []
    chosen: dict[Role, Found | None] = {}
    for role, choose in ((Role.TAKEAWAYS, _takeaways_rank), (Role.OUTLOOK, _outlook_rank)):
        of_role = [candidate for candidate in candidates if candidate.what.role is role]
        if len(of_role) > _MOST:
            passed.append(
                _passed(of_role[0], f"one of more than {_MOST} such headings", blocks=blocks)
            )
            of_role = []
        sections = _sections(of_role, article=article, around=around, passed=passed)
        if role is Role.OUTLOOK:
            sections = _outermost(sections)
        best = min(sections, key=lambda section: choose(section.candidate), default=None)
        chosen[role] = _found(best, article=article) if best else None
        passed += [
            _passed(section.candidate, "another section is plainer", blocks=blocks)
            for section in sections
            if section is not best
        ]
    return Findings(
        takeaways=chosen[Role.TAKEAWAYS],
        outlook=chosen[Role.OUTLOOK],
        passed=tuple(sorted(passed, key=lambda entry: entry.start)),
    )


def _sections(
    candidates: Iterable[Candidate],
    *,
    article: Article,
    around: Surroundings,
    passed: list[Passed],
) -> list[_Section]:
    """The candidates that no guard objects to, with their passages."""
    blocks = around.blocks
    linked = {block.end: block.link_share for block in blocks if block.links}
    sections: list[_Section] = []
    for candidate in candidates:
        is_last = candidate.last == len(blocks)
        end = End(text=article.text, language=article.language, is_last=is_last, linked=linked)
        found = without_tail(passages(candidate, blocks=blocks), end=end)
        reason = objection(candidate, found=found, around=around)
        if reason:
            passed.append(_passed(candidate, reason, blocks=blocks))
        else:
            sections.append(_Section(candidate=candidate, found=found))
    return sections


def _outermost(sections: Iterable[_Section]) -> list[_Section]:
    """Without those that stand in another one, which holds its sub-sections."""
    kept: list[_Section] = []
    for section in sections:
        if not kept or section.candidate.at >= kept[-1].candidate.last:
            kept.append(section)
    return kept


def _takeaways_rank(candidate: Candidate) -> tuple[int, ...]:
    """The least is the best."""
    tier = _TIERS.index(candidate.what.tier or Tier.CONCLUSION)
    kind = _KINDS.index(candidate.what.kind) if tier == 0 else 0
    at = candidate.at if tier == 0 else -candidate.at
    # «Key points of the tunnel» may be those of a part; «Takeaways and plans» are the article's.
    is_part = not candidate.what.is_whole and not candidate.what.is_mixed
    return (tier, kind, is_part, _FORMS.index(candidate.form), at)


def _outlook_rank(candidate: Candidate) -> tuple[int, ...]:
    kind = ("source", "outlook", "plans").index(candidate.what.kind)
    # «The future of your garden» is the reader's, and stands beside that of the subject.
    is_readers = phrases("readers", language="en").search(fold(candidate.heading)) is not None
    return (
        kind and is_readers,
        kind,
        not candidate.what.is_whole,
        _FORMS.index(candidate.form),
        -candidate.at,
    )


def _found(section: _Section, *, article: Article) -> Found:
    candidate = section.candidate
    confidence, reasons = rate(candidate, found=section.found, length=len(article.text))
    return Found(
        heading=candidate.heading,
        form=candidate.form,
        rule=candidate.what.rule,
        confidence=confidence,
        reasons=reasons,
        passages=section.found,
        tier=candidate.what.tier,
    )


def _passed(candidate: Candidate, reason: str, *, blocks: Sequence[Block]) -> Passed:
    start = blocks[candidate.at].start
    return Passed(heading=candidate.heading, reason=reason, start=start)
