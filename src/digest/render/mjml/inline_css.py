"""The door to css-inline: styles of a template that asks for it, written into the elements.

npm's MJML does this for `<mj-style inline="inline">`; mrml, as we have it, does not. The shipped
themes write their styles inline by themselves, so that the package is imported for others only.
"""

from __future__ import annotations

import re
from typing import Final

from digest.errors import RenderError

_STYLE: Final = re.compile(r"<mj-style(\s[^<>]*+)>([^<]*+)</mj-style\s*+>")
_ASKED: Final = re.compile(r'\sinline="inline"')  # as it stands in a prepared source


def take_inline_styles(prepared: str) -> tuple[str, str]:
    """The source without its inline styles, and these styles.

    What is taken leaves as many line breaks as it had bytes, which mrml passes over in a head, so
    that its offsets still tell where something stood.
    """
    if not _ASKED.search(prepared):
        return prepared, ""
    styles: list[str] = []

    def take(match: re.Match[str]) -> str:
        if not _ASKED.search(match[1]):
            return match[0]
        styles.append(match[2])
        return "\n" * len(match[0].encode("utf-8", "surrogatepass"))

    return _STYLE.sub(take, prepared), "\n".join(styles)


def inline_css(html: str, css: str) -> str:
    """The page with the rules of `css` in the `style` of what they select.

    What is in its `<style>` elements and in its conditional comments stays as it is. Raises
    RenderError for CSS that cannot be read.
    """
    from css_inline import CSSInliner, InlineError

    inliner = CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        keep_link_tags=True,
        load_remote_stylesheets=False,
        extra_css=css,
    )
    try:
        return inliner.inline(html)
    except InlineError as error:
        raise RenderError(
            f'the styles of <mj-style inline="inline"> cannot be read: {error}; mend the CSS'
        ) from error
