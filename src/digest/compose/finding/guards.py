"""What looks like takeaways or an outlook and is none: the reasons to pass a candidate over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from digest.article import Article, Block, BlockKind, HeadingForm, Passage, Tier
from digest.compose.finding.candidates import BOLD, PLAIN, Candidate
from digest.compose.finding.headings import (
    Announcement,
    announced,
    ends_section,
    normalise_heading,
)
from digest.compose.finding.phrases import fold
from digest.compose.finding.tail import begins_with_thanks, is_closing
from digest.compose.finding.vocabulary import phrases
from digest.compose.finding.voice import Sign, Voice
from digest.compose.length import count_words
from digest.compose.scripts import IDEOGRAPH
from digest.model import Role

_REPEATED = 3
_EARLIEST = 0.1  # where plans may stand
_SHORTEST = 25  # characters; half as many where words have no spaces
_LINKED = 0.6
_MOST_PASSAGES = 100
_MOST_HEADINGS = 1000  # that a guard looks at
_TOP, _BOTTOM = 0.25, 0.55  # where in an article summaries and conclusions stand
_LARGER_SHARE = 0.15
_OPENING = 300  # characters of a passage that a guard reads
_PROSE_KINDS = frozenset({"summary", "conclusion"})
_STATEMENT_WORDS = 12
_SENTENCE_END = re.compile(r"[.!?…。！？।॥؟۔]")
_TIME = re.compile(r"\D{0,3}\d{1,2}[:.h]\d{2}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the guards know of an article."""

    title: str  #: normalised
    language: str  #: BCP 47
    length: int  #: of the text, at least 1
    blocks: Sequence[Block]  #: with the standfirst in front
    headings: frozenset[str]  #: normalised
    times: Counter[str]  #: how often each candidate's heading stands there, normalised
    parted: frozenset[tuple[str, ...]]  #: the kinds of candidates that stand in several parts
    larger_from: Sequence[int]  #: for each level the offset of the last larger heading of a section
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
        language=article.language,
        length=max(1, len(article.text)),
        blocks=blocks,
        headings=frozenset(
            normalise_heading(block.text[:_OPENING]) for block in headings[:_MOST_HEADINGS]
        ),
        times=Counter(
            normalise_heading(heading)
            for heading in {place.at: place.heading for place in candidates}.values()
        ),
        parted=_parted(candidates),
        larger_from=_larger_from(headings),
        repeats_labels=any(times > 1 for times in labels.values()),
    )


def _sort(candidate: Candidate) -> tuple[str, ...]:
    """What candidates share that are the same box in several parts of an article."""
    what = candidate.what
    is_weak = what.role is Role.TAKEAWAYS and what.tier is not Tier.EXPLICIT
    name = what.kind if is_weak else normalise_heading(candidate.heading)
    return (what.role, f"{candidate.form} {candidate.level}", name)


def _parted(candidates: Sequence[Candidate]) -> frozenset[tuple[str, ...]]:
    """The sorts of which one stands in a part of the article, and another in a later part."""
    ends: dict[tuple[str, ...], int] = {}
    parted = set()
    for candidate in candidates:
        sort = _sort(candidate)
        if candidate.heading and candidate.at >= ends.setdefault(sort, candidate.part):
            parted.add(sort)
    return frozenset(parted)


def _larger_from(headings: Sequence[Block]) -> Sequence[int]:
    """For each level, where the last larger heading stands that heads a section of the subject."""
    found = [-1] * (PLAIN + 1)
    for block in islice(reversed(headings), _MOST_HEADINGS):
        above = [level for level in range(block.level + 1, PLAIN + 1) if found[level] < 0]
        if above and not (announced(block.text) or ends_section(block.text)):
            for level in above:
                found[level] = block.start
    return found


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
    def is_plain(self) -> bool:
        """Whether the mark-up and the words of its heading leave no doubt, however short it is."""
        what = self.what
        if self.candidate.form is not HeadingForm.MARKUP or not what.is_whole:
            return False
        is_said = bool(self.found) and _SENTENCE_END.search(self.found[-1].text[-9:]) is not None
        return what.kind in {"explicit", "source"} or (what.kind == "outlook" and is_said)

    @property
    def is_onward(self) -> bool:
        """Whether its heading may be that of the reader's next steps, or of the project's."""
        if self.what.role is not Role.OUTLOOK or not (self.what.is_whole or self.what.is_mixed):
            return False
        heading = normalise_heading(self.candidate.heading)
        return phrases("onward").search(heading) is not None

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
    if case.candidate.heading and times >= _REPEATED:
        return f"stands {times} times: a box of every section"
    is_parted = _sort(case.candidate) in case.around.parted
    return "stands in several parts of the article" if is_parted else ""


def _is_title(case: _Case) -> str:
    heading = normalise_heading(case.candidate.heading)
    return "is the article's title" if heading and heading == case.around.title else ""


def _has_no_text(case: _Case) -> str:
    if not case.found:
        kinds = {block.kind for block in case.body} & {BlockKind.CODE, BlockKind.TABLE}
        return "holds no text, only code or a table" if kinds else "has no text below it"
    text = " ".join(passage.text[:_SHORTEST] for passage in case.found[:_SHORTEST])
    is_short = len(text) + len(IDEOGRAPH.findall(text)) < _SHORTEST
    return "has hardly any text below it" if is_short and not case.is_plain else ""


def _is_contents(case: _Case) -> str:
    own = [block for block in case.body if block.kind is BlockKind.HEADING]
    inner = {block.start for block in own}
    listed = [p for p in case.found if p.kind is BlockKind.ITEM and p.start not in inner]
    items = [passage.text[:_OPENING] for passage in listed]
    others = case.around.headings
    if case.candidate.last < len(case.around.blocks):  # what it lists itself is told below
        others = others - {normalise_heading(block.text[:_OPENING]) for block in own}
    known = sum(normalise_heading(item) in others for item in items)
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
    if case.what.role is not Role.TAKEAWAYS or (case.is_plain and len(case.found) == 1):
        return ""
    # «Tests:» has items of its own, which say it.
    said = [p for p in case.found if not p.text.endswith((":", "："))]
    if not said and all(passage.kind is BlockKind.PARAGRAPH for passage in case.found):
        return "leads in to what is no text"
    words = [count_words(passage.text[:_OPENING]) for passage in said] or [_STATEMENT_WORDS]
    least = 4 if case.what.kind == "highlights" else 2
    if said and sum(words) < least * len(words):
        return "holds words, not sentences"
    is_said = case.what.kind not in _PROSE_KINDS or max(words) >= _STATEMENT_WORDS
    ends = (_SENTENCE_END.search(passage.text[-9:]) for passage in case.found)
    return "" if is_said or any(ends) else "holds no sentence"


def _is_ticker(case: _Case) -> str:
    timed = sum(_TIME.match(passage.text) is not None for passage in case.found)
    return "is a list of times" if timed > 1 and 2 * timed >= len(case.found) else ""


def _is_promise(case: _Case) -> str:
    if case.what.role is not Role.TAKEAWAYS:
        return ""
    opening = next((block.text[:_OPENING] for block in case.body), "")
    promises = phrases("promises", language=case.around.language)
    if promises.search(fold(f"{case.candidate.heading} {opening}")):
        return "promises what is to come and does not say it"
    return ""


def _is_out_of_place(case: _Case) -> str:
    """Summaries and conclusions stand at the top or at the end, and plans do not stand first."""
    place = case.found[0].start / case.around.length
    if case.what.kind == "highlights":
        return "stands too late for highlights" if place > _TOP else ""
    if case.what.kind == "plans":
        return "stands too early for plans" if place < _EARLIEST else ""
    # Both halves of «Discussion and outlook» are known; «The future of the old pier» is a subject.
    earliest = 0 if case.what.is_whole else _TOP if case.what.is_mixed else _BOTTOM
    if case.what.role is Role.OUTLOOK and place < earliest:
        return "heads a section in the middle of the article"
    is_middle = case.what.kind in _PROSE_KINDS and _TOP < place < _BOTTOM
    return "stands in the middle of the article" if is_middle else ""


def _is_of_a_part(case: _Case) -> str:
    """It stands below a larger heading, and other parts of the article follow."""
    what, found = case.what, case.found
    is_weak = what.tier is not Tier.EXPLICIT or what.kind == "highlights"
    place = found[0].start / case.around.length
    if not is_weak or (place < _TOP and what.kind in _PROSE_KINDS):
        return ""
    rest = (case.around.length - found[-1].end) / case.around.length
    is_inside = case.around.larger_from[min(case.candidate.level, PLAIN)] > found[-1].end
    return "belongs to one section of the article" if is_inside and rest > _LARGER_SHARE else ""


def _is_of_a_story(case: _Case) -> str:
    """A label speaks for its story or its section, unless it stands on top or at the end."""
    is_weak = case.what.role is Role.TAKEAWAYS and case.what.tier is not Tier.EXPLICIT
    if not is_weak or case.candidate.form is not HeadingForm.RUN_IN:
        return ""
    if case.around.repeats_labels:
        return "belongs to one story of several"
    blocks, behind = case.around.blocks, case.candidate.part
    is_followed = behind < len(blocks) and not ends_section(blocks[behind].text)
    for at in range(case.candidate.at - 1, -1, -1):
        if blocks[at].kind is BlockKind.HEADING:
            return "belongs to one section" if is_followed or blocks[at].level == BOLD else ""
    return ""


def _has_sections(case: _Case) -> str:
    """Highlights with sub-sections are the body of release notes, a summary an introduction."""
    if case.what.kind == "highlights" and case.body[0].kind is BlockKind.HEADING:
        return "holds sections, not highlights"
    above = case.around.blocks[: case.candidate.at]
    is_first = all(block.kind is BlockKind.HEADING for block in above)
    inner = sum(block.kind is BlockKind.HEADING and block.level < BOLD for block in case.body)
    if case.what.kind == "summary" and is_first and inner > 1:
        return "begins the article and holds sections, as an introduction does"
    return ""


def _is_farewell(case: _Case) -> str:
    is_last = case.found[0].start / case.around.length >= _BOTTOM
    may_close = case.what.role is Role.OUTLOOK or (is_last and case.what.kind in _PROSE_KINDS)
    language = case.around.language
    only_calls = may_close and all(
        is_closing(text, language=language) or begins_with_thanks(text, language=language)
        for text in case.found
    )
    return "says thanks or goodbye and no more" if only_calls else ""


def _is_for_reader(case: _Case) -> str:
    """The reader's next steps, not the project's."""
    if case.what.role is not Role.OUTLOOK:
        return ""
    voice = Voice(
        language=case.around.language,
        is_plan=case.what.kind == "plans",
        is_onward=case.is_onward,
    )
    told = sum(voice.directs(passage.text) for passage in case.found)
    first = case.found[0].text
    leads_in = first.endswith((":", "：")) and voice.directs(first)
    if told >= _LINKED * len(case.found) or leads_in:
        return "tells the reader what to do"
    if not case.is_onward:
        return ""
    return _weigh(voice.signs(passage.text for passage in case.found), case=case)


def _weigh(signs: Counter[Sign], *, case: _Case) -> str:
    """Whose next steps these are: a plan weighs as much as two calls on the reader."""
    plans = 2 * signs[Sign.PLAN] + signs[Sign.WRITER]
    calls = 2 * signs[Sign.SEQUEL] + signs[Sign.CALL]
    if not plans:
        is_silent = not calls and not any(block.links for block in case.body)
        if case.what.kind == "plans" or not is_silent:
            return "says nothing of plans"
        return ""  # «What's next?» asks for plans, and nothing else is told
    calls += sum(_begins_with_link(block) for block in case.body)
    return "speaks to the reader more than of plans" if calls > plans else ""


def _begins_with_link(block: Block) -> bool:
    """Whether a text begins by pointing to another page."""
    return bool(block.links) and block.text.startswith(block.links[0].text)


_GUARDS: tuple[Callable[[_Case], str], ...] = (
    _is_repeated,
    _is_title,
    _has_no_text,  # those below may rely on a passage
    _is_contents,
    _is_links,
    _is_no_sentence,
    _is_ticker,
    _is_promise,
    _has_sections,
    _is_out_of_place,
    _is_of_a_part,
    _is_of_a_story,
    _is_for_reader,
    _is_farewell,
)
