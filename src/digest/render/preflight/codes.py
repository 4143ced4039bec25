"""The one table of codes. A code keeps its meaning for ever: scripts and suppressions name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from digest.render.preflight.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """What is the same for all findings of one code."""

    severity: Severity
    about: str  #: what it says, for the table in docs/checking.md
    mend: str


def found(code: str, *, place: str, message: str, mend: str = "") -> Finding:
    """A finding of that code; `mend` where there is a better one than the code's own."""
    entry = CODES[code]
    return Finding(
        code=code,
        severity=entry.severity,
        place=place,
        message=message,
        mend=mend or entry.mend,
    )


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_TEMPLATE = "mend the template"

CODES: Final[Mapping[str, Code]] = {
    # the editions as a whole
    "edition-broken": Code(_E, "an edition cannot be rendered", _TEMPLATE),
    "template-mjml": Code(
        _W,
        "the mail's template has MJML that only works because it is mended on the way",
        "write it as the message says",
    ),
    "mail-size": Code(
        _E,
        "a recipient's message has more than 90 KB; Gmail cuts it off and hides the unsubscribe"
        " link",
        "take stories out, or set `issue.max_stories` lower",
    ),
    "mail-large": Code(
        _W,
        "a recipient's message has more than 80 KB",
        "shorten a story before the next one makes it too large",
    ),
    "mail-trimmed": Code(
        _W,
        "a story is shortened in the mail to keep its size",
        "take a story out, or leave it: the web page has all of it",
    ),
    "style-size": Code(
        _W,
        "the style sheet has more than 16 KB, which Gmail drops whole",
        "take rules out of the template",
    ),
    "mime-line": Code(
        _E,
        "a line of the message is too long, or not encoded (RFC 5322 §2.1.1, RFC 2045 §6.7)",
        "report this as a fault of digest",
    ),
    "charset": Code(
        _E, "a part does not declare UTF-8", "keep `charset=utf-8` in the template's head"
    ),
    # HTML of the mail
    "html-debris": Code(
        _E,
        "template syntax, a placeholder or an MJML tag is left in what readers get",
        _TEMPLATE,
    ),
    "remote-font": Code(
        _E,
        "fonts or style sheets are loaded from another host, which tells it who reads",
        "name fonts of the reader's machine instead",
    ),
    "remote-icon": Code(
        _E, "an image comes from mailjet.com, as MJML's defaults do", "give the element a `src`"
    ),
    "image-insecure": Code(_W, "an image's address begins with http:", "use its https: address"),
    "image-alt": Code(
        _E, "an image has no alt text: readers hear its file name", 'give it one; `alt=""` for none'
    ),
    "image-alt-name": Code(_W, "an image's alt text is a file name", "say what the image shows"),
    "image-alt-empty": Code(
        _N,
        "an image in the issue has no words: who does not see it does not know of it",
        "write what it shows between the square brackets, unless it is mere decoration",
    ),
    "image-width": Code(
        _W, "an image has no width; Outlook shows it in its full size", "give it a width in pixels"
    ),
    "image-weight": Code(
        _N,
        "the mail shows images, whose weight is not looked at",
        "keep them below 1 MB in all, and make sense without them",
    ),
    "html-language": Code(
        _W, "the mail does not say its language or its direction", "set `lang` and `dir`"
    ),
    "html-title": Code(_W, "the mail has no title, which screen readers say first", _TEMPLATE),
    "heading-first": Code(_W, "the mail has no heading of level 1, or several", _TEMPLATE),
    "heading-skip": Code(_W, "a heading skips a level", "use the next level"),
    "table-role": Code(
        _W,
        "a table that only places things is read out as one",
        'give it role="presentation", or `th` cells if it holds data',
    ),
    "table-scope": Code(
        _W, "a header cell does not say what it heads", 'give it scope="col" or scope="row"'
    ),
    "contrast-unreadable": Code(
        _E, "words have a contrast below 3:1 to their ground", "change one of the two colours"
    ),
    "contrast-low": Code(
        _W,
        "words have a contrast below 4.5:1 to their ground (3:1 for large ones; WCAG 2.2, 1.4.3)",
        "change one of the two colours",
    ),
    "dark-band": Code(
        _W,
        "a coloured ground has no rule for the dark scheme and stays bright in it",
        "give the element a class that has a dark rule",
    ),
    # words
    "words-glued": Code(
        _E, "words of the issue run into each other in the mail", "put a space between the tags"
    ),
    "words-missing": Code(_E, "words of the issue are not in the mail", _TEMPLATE),
    "part-left-out": Code(
        _W,
        "the mail shows nothing of one kind of text",
        "leave it, if the template means it; else mend the template",
    ),
    "text-incomplete": Code(
        _E, "the text part has less than 90 % of the issue's words", "mend mail/issue.txt.j2"
    ),
    "text-markup": Code(_W, "there is HTML in the text part", "mend mail/issue.txt.j2"),
    "text-filler": Code(
        _W, "the preheader's invisible filler is in the text part", "mend mail/issue.txt.j2"
    ),
    "text-line": Code(
        _W, "a line of the text part has more than 78 columns", "use the filter `wrap`"
    ),
    "text-link": Code(
        _W, "a link of the HTML is not in the text part", "add it to mail/issue.txt.j2"
    ),
    # duties
    "unsubscribe-missing": Code(
        _E, "a part of the mail has no link to unsubscribe", "put `unsubscribe_url` back"
    ),
    "preferences-missing": Code(
        _W,
        "`mail.preferences_url` is set and a part of the mail does not show it",
        "put `preferences_url` into the template",
    ),
    "web-link-missing": Code(
        _W, "a part of the mail has no link to the issue on the web", "put `issue.permalink` back"
    ),
    "address-missing": Code(
        _E,
        "a part of the mail does not show the postal address, as many laws ask",
        "put `publication.postal_address` back",
    ),
    "token-public": Code(
        _E,
        "a web page or a feed holds a placeholder or a recipient's token",
        "take personal values out of the template",
    ),
    "person-public": Code(
        _E,
        "a web page or a feed holds an e-mail address that is neither ours nor the issue's",
        "take it out of the template",
    ),
    "address-shown": Code(
        _N,
        "the issue shows an e-mail address to everybody, harvesters included",
        "leave it, if its owner agrees",
    ),
    # links
    "link-broken": Code(
        _E,
        "a link is no absolute http, https or mailto address",
        "write the whole address, with https://",
    ),
    "link-anchor": Code(
        _W,
        "a link jumps inside the mail, which several mail programs cannot do",
        "link to the place on the web page",
    ),
    "link-insecure": Code(_W, "a link begins with http:", "use its https: address"),
    "link-private": Code(
        _E,
        "a link leads to an address that only a private network knows",
        "use a public address, or add the host to `allow_private` in [fetch]",
    ),
    "link-example": Code(
        _W,
        "links lead to a name that is reserved for examples",
        "put the real address in its place",
    ),
    "link-empty": Code(_E, "a link has no words", "give it some, or its image an alt text"),
    "link-vague": Code(
        _W, "a link's words say nothing without what stands around them", "name what it leads to"
    ),
    "link-plain": Code(
        _W,
        "a link in running text is told by its colour alone (WCAG 2.2, 1.4.1)",
        "underline it",
    ),
    "link-ambiguous": Code(
        _W,
        "links under one heading have the same words and lead to different places",
        "give each words of its own",
    ),
    "link-tracking": Code(
        _N, "a link carries tracking parameters", "cut the address off before them"
    ),
    "link-shortened": Code(
        _W,
        "a link goes through a shortener, which hides where it leads and alarms spam filters",
        "use the address that it leads to",
    ),
    "link-repeated": Code(
        _W, "an earlier issue has linked to this article already", "leave it, if there is news"
    ),
    "link-dead": Code(
        _E, "a link leads to nothing: 404, 410, or no such host", "mend the address or take it out"
    ),
    "link-unsure": Code(
        _W, "a link could not be followed", "open it in a browser; it may work there"
    ),
    "link-moved": Code(
        _N, "a link's page has moved for good", "write the new address in the old one's place"
    ),
    "links-not-asked": Code(
        _W, "links were not followed for want of time or of a network", "run the check again"
    ),
    # subject, preheader, dates
    "subject-length": Code(
        _W, "the subject has less than 10 or more than 78 characters", "reword it"
    ),
    "subject-shouts": Code(
        _W, "the subject is in capitals or has several exclamation marks", "lower its voice"
    ),
    "subject-repeated": Code(_W, "an earlier issue has the same subject", "reword one of them"),
    "preheader-length": Code(
        _W,
        "the preheader has less than 40 or more than 130 characters",
        "write a sentence that adds to the subject",
    ),
    "preheader-same": Code(
        _W, "the preheader only repeats the title or the subject", "say what they do not say"
    ),
    "preheader-missing": Code(
        _W, "the preheader is not in the mail's HTML", "put `issue.preheader` into `mj-preview`"
    ),
    "preheader-filler": Code(
        _W,
        "nothing keeps the mail's first words out of the line beside the subject",
        "put invisible characters behind the preheader, as the shipped themes do",
    ),
    "date-past": Code(
        _W, "the issue bears a date that has passed", "rename it, or send it as it is"
    ),
    "date-future": Code(
        _W, "the issue bears a date that has not come", "wait for it, or rename it"
    ),
    "date-slot": Code(
        _W, "the issue bears another date than the slot it was made for", "set the right `date`"
    ),
    "number-repeated": Code(_W, "an earlier issue has the same number", "set the next number"),
    # the editor's text
    "leftover": Code(
        _E, "a mark of unfinished work is in an editor's text", "finish it, or take it out"
    ),
    "suggested": Code(
        _E,
        "a line is only suggested, and in no edition",
        "accept it by deleting the mark, or delete the line",
    ),
    "issue-empty": Code(_E, "the issue has neither story nor text", "write one, or withdraw it"),
    "section-empty": Code(
        _W, "a section has a heading and no text; no edition shows it", "write it, or take it out"
    ),
    "story-empty": Code(
        _W, "a story has a headline and nothing else", "give it takeaways or a note"
    ),
    "story-no-takeaways": Code(_N, "a story has no takeaways", "write some, if it deserves them"),
    "story-no-outlook": Code(_N, "a story has no outlook", "write one, if something is ahead"),
    "story-no-link": Code(
        _N, "a story's headline leads to no article", "give it the address of its article"
    ),
    "headline-long": Code(_W, "a headline has more than 120 characters", "shorten it"),
    "headline-repeated": Code(
        _W, "two stories have the same headline", "reword one, or `digest merge` the two"
    ),
    "takeaway-repeated": Code(_W, "a takeaway stands twice in the issue", "take one out"),
    "takeaway-long": Code(_N, "a takeaway has more than 60 words", "cut it down to one point"),
}  # fmt: skip
