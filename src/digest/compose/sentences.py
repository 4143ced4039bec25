"""Where the sentences of a text begin and end, in any script, as exact spans.

In doubt there is no break: two sentences in one still read well, half a sentence does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.compose.scripts import IDEOGRAPH

_CLOSING = "\"'”’“‘«»›‹)\\]}」』）】〉》〕"
_OPENING = "\"'“„”‘‚’«»‹›([{「『（【〈《〔¿¡*–—-"
#: Ends of sentences that need no space behind them.
_FULL_STOPS = "。！？｡।॥۔؟"
_END = re.compile(
    rf"[.!?…{_FULL_STOPS}]+"
    # French guillemets stand off by a space; one that a letter follows opens what comes next.
    rf"(?:[{_CLOSING}]|\s»(?=[\s.,;:!?…]|$))*"
)
_NEXT = re.compile(rf"\s*[{re.escape(_OPENING)}]*\s*")
_VISIBLE = re.compile(r"\S")
_LAST_WORD = re.compile(r"(?:[^\W_]\.)*[\w'’-]*$")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")

#: In these languages «3. 10.» is an ordinal number.
_ORDINAL_LANGUAGES = re.compile("cs|da|de|et|fi|hr|hu|is|lb|lv|nb|nn|no|pl|sk|sl|sr|tr")
#: What stands before a name, or goes on whatever follows; a line a language.
_ABBREVIATIONS = re.compile(
    r"""
      mr|mrs|ms|mx|dr|prof|rev|gen|col|lt|sgt|capt|sen|rep|gov|st|mt|vs|approx|dept|viz|cf|resp
    | hr|fr|dipl|ing|bzw|vgl|bspw|evtl|ggf|inkl|exkl|zzgl|hrsg|mio|mrd|geb|gest|sog|[nv]?\.?chr
    | mme|mlle|mgr|chap|éd|p\.ex
    | sra?|srta|uds?|ej|aprox|exm[oa]|dra
    | sigg?|dott|ssa|avv
    | dhr|mevr|bijv|blz|drs
    | гг?|руб|тыс|млн|млрд|им|ул|проф|акад|см|рис|ім|вул|див
    | np|tzn|tzw|inż
    | tj|tzv|např
    | dvs
    | bkz|örn|doç|yrd
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Words as well as abbreviations: only a number behind them tells.
_BEFORE_NUMBERS = re.compile(
    r"""
      nos?|nr|nº|figs?|vol|art|sec|abs|bd|cap|kap|bl|str|стр|núm|p[áa]gs?|tel|est|ca|pp
    | jan|feb|mar|apr|jun|jul|aug|sept?|o[ck]t|nov|de[cz]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def sentence_spans(text: str, *, language: str = "") -> Iterator[tuple[int, int]]:
    """The sentences of `text` as (start, end) in characters, in order and without overlap.

    No span begins or ends with white space, and outside of them there is only white space.
    `language` (BCP 47) decides whether «am 3. Mai» is one sentence.
    """
    has_ordinals = bool(_ORDINAL_LANGUAGES.fullmatch(language.partition("-")[0].lower()))
    start = _visible_from(text, 0)
    for end in _END.finditer(text):
        if end.start() >= start and _is_break(text, end=end, has_ordinals=has_ordinals):
            yield start, end.end()
            start = _visible_from(text, end.end())
    if start < (last := len(text.rstrip())):
        yield start, last


def _visible_from(text: str, start: int) -> int:
    found = _VISIBLE.search(text, start)
    return found.start() if found else len(text)


def _is_break(text: str, *, end: re.Match[str], has_ordinals: bool) -> bool:
    """Whether a sentence ends at the end of `end`, a run of final punctuation and closing marks."""
    follows = _NEXT.match(text, end.end())
    following = text[follows.end() : follows.end() + 1] if follows else ""
    if not following:
        return end.end() < len(text)
    is_spaced = text[end.end()].isspace()
    marks = end[0].rstrip(_CLOSING.replace("\\", "") + " \xa0\u202f")
    if not is_spaced:
        # «Go!» he said: in a script without spaces, what follows the closing mark goes on.
        is_closed = len(marks) < len(end[0])
        needs_none = marks[-1] in _FULL_STOPS or (
            marks[-1] in "!?" and bool(IDEOGRAPH.match(following))
        )
        return needs_none and not (is_closed and following.isalnum())
    if following.islower():
        return False
    return marks != "." or not _is_abbreviated(
        text[max(0, end.start() - 40) : end.start()], before=following, has_ordinals=has_ordinals
    )


def _is_abbreviated(text: str, *, before: str, has_ordinals: bool) -> bool:
    """Whether the full stop behind `text` belongs to an abbreviation, initial or ordinal number."""
    match = _LAST_WORD.search(text)
    word = match[0] if match else ""
    if word.isdigit():
        return not text[: -len(word)].strip() or (has_ordinals and len(word) <= 2)
    if len(word) == 1 or _INITIALS.fullmatch(word):
        return word.upper() != word.lower()  # a lone Hangul syllable is a word
    if before.isdigit() and _BEFORE_NUMBERS.fullmatch(word):
        return True
    return _ABBREVIATIONS.fullmatch(word) is not None
