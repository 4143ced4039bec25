"""What looks like takeaways or an outlook and is none: the reasons to pass a candidate over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.article import Article, Block, BlockKind, HeadingForm, Passage, Tier
from digest.compose.finding.candidates import BOLD, PLAIN, Candidate
from digest.compose.finding.headings import Announcement, normalise_heading
from digest.compose.finding.phrases import fold
from digest.compose.finding.vocabulary import phrases
from digest.compose.length import count_words
from digest.compose.scripts import IDEOGRAPH
from digest.model import Role

_REPEATED = 3
_SHORTEST = 25  # characters; half as many where words have no spaces
_LINKED = 0.6
_MOST_PASSAGES = 100
_TOP, _BOTTOM = 0.25, 0.55  # where in an article summaries and conclusions stand
_LARGER_SHARE = 0.15
_OPENING = 300  # characters of a passage that a guard reads
_PROSE_KINDS = frozenset({"summary", "conclusion"})
_STATEMENT_WORDS = 12
_SENTENCE_END = re.compile(r"[.!?…。！？।॥؟۔]")
_CLAUSES = re.compile(r"[.!?,;。！？，；]\s*")
_TIME = re.compile(r"\D{0,3}\d{1,2}[:.h]\d{2}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the guards know of an article."""

    title: str  #: normalised
    length: int  #: of the text, at least 1
    blocks: Sequence[Block]  #: with the standfirst in front
    headings: frozenset[str]  #: normalised
    times: Counter[str]  #: how often each candidate's heading stands there, normalised
    larger_from: Sequence[int]  #: for each level the offset of its last larger heading
    repeats_labels: bool  #: as a newsletter does, in each of its stories


def look_around(
    article: Article, *, blocks: Sequence[Block], candidates: Sequence[Candidate]
) -> Surroundings:
    """What the guards need to know, read once."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    labels = Counter(
        block.text[: block.lead].casefold()
        for block in blocks
        if 0 < block.lead < len(block.text) and block.kind is BlockKind.PARAGRAPH
    )
    return Surroundings(
        title=normalise_heading(article.title[:_OPENING]),
        length=max(1, len(article.text)),
        blocks=blocks,
        headings=frozenset(normalise_heading(block.text[:_OPENING]) for block in headings),
        times=Counter(normalise_heading(candidate.heading) for candidate in candidates),
        larger_from=[
            max((block.start for block in headings if block.level < level), default=-1)
            for level in range(PLAIN + 1)
        ],
        repeats_labels=any(times > 1 for times in labels.values()),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """A candidate that is looked at."""

    candidate: Candidate
    found: Sequence[Passage]
    around: Surroundings

    @property
    def what(self) -> Announcement:
        return self.candidate.what

    @property
    def body(self) -> Sequence[Block]:
        return self.around.blocks[self.candidate.first : self.candidate.last]


def objection(candidate: Candidate, *, found: Sequence[Passage], around: Surroundings) -> str:
    """Why a candidate is passed over, in a phrase; nothing when it may be taken."""
    if len(found) > _MOST_PASSAGES:
        return f"is a text of {len(found)} paragraphs, not a section"
    case = _Case(candidate, found, around)
    return next((reason for guard in _GUARDS if (reason := guard(case))), "")


def _is_repeated(case: _Case) -> str:
    times = case.around.times[normalise_heading(case.candidate.heading)]
    is_box = bool(case.candidate.heading) and times >= _REPEATED
    return f"stands {times} times: a box of every section" if is_box else ""


def _is_title(case: _Case) -> str:
    heading = normalise_heading(case.candidate.heading)
    return "is the article's title" if heading and heading == case.around.title else ""


def _has_no_text(case: _Case) -> str:
    if not case.found:
        kinds = {block.kind for block in case.body} & {BlockKind.CODE, BlockKind.TABLE}
        return "holds no text, only code or a table" if kinds else "has no text below it"
    opening = " ".join(passage.text[:_SHORTEST] for passage in case.found[:_SHORTEST])
    size = len(opening) + len(IDEOGRAPH.findall(opening))
    return "has hardly any text below it" if size < _SHORTEST else ""


def _is_contents(case: _Case) -> str:
    own = {block.start for block in case.body if block.kind is BlockKind.HEADING}
    listed = [p for p in case.found if p.kind is BlockKind.ITEM and p.start not in own]
    items = [passage.text[:_OPENING] for passage in listed]
    known = sum(normalise_heading(item) in case.around.headings for item in items)
    return "lists the article's headings" if known > 1 and 2 * known >= len(items) else ""


def _is_links(case: _Case) -> str:
    sizes = {passage.end: len(passage.text) for passage in case.found}
    linked = sum(
        min(sizes[block.end], sum(len(link.text) for link in block.links))
        for block in case.body
        if block.end in sizes
    )
    return "holds nothing but links" if linked > _LINKED * sum(sizes.values()) else ""


def _is_no_sentence(case: _Case) -> str:
    if case.what.role is not Role.TAKEAWAYS:
        return ""
    words = [count_words(passage.text[:_OPENING]) for passage in case.found]
    least = 4 if case.what.kind == "highlights" else 2
    if sum(words) < least * len(words):
        return "holds words, not sentences"
    is_plain = case.what.kind not in _PROSE_KINDS or max(words) >= _STATEMENT_WORDS
    ends = (_SENTENCE_END.search(passage.text[-9:]) for passage in case.found)
    return "" if is_plain or any(ends) else "holds no sentence"


def _is_ticker(case: _Case) -> str:
    timed = sum(_TIME.match(passage.text) is not None for passage in case.found)
    return "is a list of times" if timed > 1 and 2 * timed >= len(case.found) else ""


def _is_promise(case: _Case) -> str:
    if case.what.role is not Role.TAKEAWAYS:
        return ""
    opening = next((block.text[:_OPENING] for block in case.body), "")
    if phrases("promises").search(fold(f"{case.candidate.heading} {opening}")):
        return "promises what is to come and does not say it"
    return ""


def _is_out_of_place(case: _Case) -> str:
    """Summaries and conclusions stand at the top or at the end, and not inside of a section."""
    place = case.found[0].start / case.around.length
    if case.what.kind == "highlights":
        return "stands too late for highlights" if place > _TOP else ""
    if case.what.kind not in _PROSE_KINDS:
        return ""
    if _TOP < place < _BOTTOM:
        return "stands in the middle of the article"
    end = case.found[-1].end
    is_inside = case.around.larger_from[min(case.candidate.level, PLAIN)] > end
    rest = (case.around.length - end) / case.around.length
    is_inside = is_inside and place >= _BOTTOM and rest > _LARGER_SHARE
    return "belongs to one section of the article" if is_inside else ""


def _is_of_a_story(case: _Case) -> str:
    """A newsletter sets the same labels in each of its stories."""
    is_weak = case.what.role is Role.TAKEAWAYS and case.what.tier is not Tier.EXPLICIT
    if case.candidate.form is not HeadingForm.RUN_IN or not is_weak:
        return ""
    if case.around.repeats_labels:
        return "belongs to one story of several"
    for at in range(case.candidate.at - 1, -1, -1):
        if case.around.blocks[at].kind is BlockKind.HEADING:
            return "belongs to one section" if case.around.blocks[at].level == BOLD else ""
    return ""


def _is_for_reader(case: _Case) -> str:
    if case.what.role is not Role.OUTLOOK:
        return ""
    told = sum(_is_directed(passage, what=case.what.kind) for passage in case.found)
    return "tells the reader what to do" if told >= _LINKED * len(case.found) else ""


def _is_directed(passage: Passage, *, what: str) -> bool:
    """Whether a passage tells its reader to do something, and nothing of the writer's plans."""
    opening = fold(passage.text[:_OPENING])
    if phrases("directives").match(opening) or phrases("tails").match(opening):
        return True
    if what != "plans":
        return False
    if any(phrases("directives").match(clause) for clause in _CLAUSES.split(opening)):
        return True
    return bool(phrases("readers").search(opening)) and not phrases("authors").search(opening)


_GUARDS: tuple[Callable[[_Case], str], ...] = (
    _is_repeated,
    _is_title,
    _has_no_text,  # those below may rely on a passage
    _is_contents,
    _is_links,
    _is_no_sentence,
    _is_ticker,
    _is_promise,
    _is_out_of_place,
    _is_of_a_story,
    _is_for_reader,
)
