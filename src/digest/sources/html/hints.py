"""What mark-up calls a box: those words of its class and id that tell a section finder something.

Names are taken apart at hyphens, underscores and capitals: `RenderKeyPoints-list` and
`story_highlights` both hold a known name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

#: Hint → the names for it.
_NAMES: Final = {
    "takeaways": "takeaway takeaways keytakeaway keytakeaways",
    "key-points": "key-point key-points keypoints key-facts keyfacts key-findings key-messages",
    "tldr": "tldr tl-dr",
    "story-highlights": "story-highlights storyhighlights article-highlights",
    "highlights": "highlights",  # `highlight` is a listing of code
    "summary": "summary at-a-glance in-brief",
    "toc": "toc table-of-contents tableofcontents",
    "related": "related recommended recommendations read-more more-stories see-also",
    "newsletter": "newsletter subscribe signup sign-up",
    "promo": "promo promotion sponsored advert advertisement teaser teasers",
    "author": "author-bio author-box author-info about-author about-the-author biography byline",
    "share": "share sharing social-share",
    "tags": "tags taglist tag-list keywords",
    "footnotes": "footnote footnotes endnotes references",
    "comments": "comments",
    "caption": "caption captions photo-credit image-credit",
    "tip": "tip note callout admonition infobox info-box",
}
#: A box of this name holds takeaways whatever its heading says, and also without one.
TAKEAWAYS_HINTS: Final = frozenset({"takeaways", "key-points", "tldr", "story-highlights"})
#: A box of this name, or inside of one, is never part of the text.
BESIDE_HINTS: Final = frozenset({"related", "newsletter", "promo", "share", "tags", "comments"})

_HINTS = {name: hint for hint, names in _NAMES.items() for name in names.split()}
_NAME = re.compile(rf"(?<![^-])(?:{'|'.join(sorted(_HINTS, key=len, reverse=True))})(?![^-])")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST = 500  # characters; a site that needs more says nothing with them


def hint_of(names: str) -> str:
    """The hints in the value of a class or id attribute, in the order of the text; or nothing."""
    return _hint(names[:_LONGEST]) if names else ""


@lru_cache(maxsize=4096)
def _hint(names: str) -> str:
    found = (
        _HINTS[match[0]]
        for name in _CAPITAL.sub("-", names).lower().replace("_", "-").split()
        for match in _NAME.finditer(name)
    )
    return " ".join(dict.fromkeys(found))
