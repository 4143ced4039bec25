"""All rules, and the answers of links as findings."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from digest.render.preflight import colours, duties, front, links, markup, message, text, words
from digest.render.preflight.codes import found
from digest.render.preflight.editions import Editions
from digest.render.preflight.finding import Finding, Severity
from digest.render.preflight.links import Link

Rule = Callable[[Editions], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    front.subject,
    front.preheader,
    front.dates,
    front.number,
    text.substance,
    text.suggested,
    text.leftovers,
    text.stories,
    text.repetitions,
    links.addresses,
    links.hosts,
    links.words,
    links.ambiguity,
    links.underlines,
    links.tracking,
    links.repeated,
    links.text_links,
    words.html_words,
    words.text_words,
    words.text_form,
    duties.leave,
    duties.web_version,
    duties.postal_address,
    duties.privacy,
    markup.mjml,
    markup.debris,
    markup.remote,
    markup.images,
    markup.language,
    markup.title,
    markup.headings,
    markup.tables,
    colours.contrasts,
    colours.dark_bands,
    message.size,
    message.trims,
    message.style_size,
    message.wire_lines,
    message.charset,
)


def preflight(editions: Editions) -> tuple[Finding, ...]:
    """What all rules find, errors first; none of them opens a connection."""
    return ordered(finding for rule in RULES for finding in rule(editions))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, warnings, notes; each kind in the order of the rules, none twice."""
    by_severity = list(Severity)
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda finding: by_severity.index(finding.severity)))


class Standing(enum.StrEnum):
    """What became of a link that was followed."""

    OK = "ok"
    GONE = "gone"  #: 404, 410, or no such host
    UNSURE = "unsure"  #: no answer, or one that may not be meant for readers
    PRIVATE = "private"  #: its name leads into a private network
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a link gave."""

    link: Link
    standing: Standing
    reason: str = ""  #: without a subject: «answers 404 (Not Found)»
    moved_to: str = ""  #: where it has moved for good


def link_findings(answers: Iterable[Answer]) -> Iterator[Finding]:
    """What an editor should know of the links' answers."""
    codes = {
        Standing.GONE: "link-dead",
        Standing.UNSURE: "link-unsure",
        Standing.PRIVATE: "link-private",
    }
    left: list[Answer] = []
    for answer in answers:
        place, url = answer.link.place, answer.link.url
        if answer.standing is Standing.NOT_ASKED:
            left.append(answer)
        elif answer.standing in codes:
            yield found(codes[answer.standing], place=place, message=f"{url} {answer.reason}")
        elif answer.moved_to:
            message = f"{url} has moved to {answer.moved_to}"
            yield found("link-moved", place=place, message=message)
    if left:
        links_left = "1 link was" if len(left) == 1 else f"{len(left)} links were"
        message = f"{links_left} not followed: {left[0].reason}"
        yield found("links-not-asked", place=left[0].link.place, message=message)
