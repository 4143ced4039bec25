"""All editions of an issue on one page, for its editor's eyes.

The page holds a frame for each way in which readers may see the issue. It is made of files that
need nothing but each other, so that a server can show them and a folder can hold them. Its own
templates are the shipped ones alone: a publication's broken template must not break the page that
says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from digest.model import Page, Scheme
from digest.render.feed_items import FeedItem
from digest.render.mail import MAX_MESSAGE_BYTES
from digest.render.preflight.finding import Finding, Severity
from digest.render.simulate import (
    forced_dark,
    grey_images,
    images_off,
    links_apart,
    outlook,
    unstyled,
)
from digest.render.theme import Theme
from digest.render.view import IssueView

INDEX: Final = "index.html"
MAIL_HTML: Final = "mail.html"
MAIL_TEXT: Final = "mail.txt"
_ASSETS: Final = ("preview.css", "preview.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One look at a document."""

    name: str  #: of its picture, without `.png`; stays the same from version to version
    document: str  #: path of the file that the frame shows
    width: int  #: CSS pixels
    scheme: Scheme = Scheme.LIGHT
    #: What a picture is taken of, where a browser can do more than a frame.
    pictured: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One way of reading the issue."""

    slug: str
    title: str
    about: str
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The editions of one issue, as readers get them."""

    issue: IssueView
    html: str
    text: str
    site: Sequence[Page]  #: the issue's web page, last, and the files that it needs
    item: FeedItem
    trims: Sequence[str] = ()
    sender: str = ""


def _both(kind: str, document: str, *, scheme: Scheme = Scheme.LIGHT) -> tuple[Frame, ...]:
    """The mail on a desk and on a phone."""
    return tuple(
        Frame(name=f"mail-{width}-{kind}", document=document, width=width, scheme=scheme)
        for width in (600, 375)
    )


_MAIL: Final = "frames/mail.html"
_UNSTYLED: Final = "frames/unstyled.html"
_FORCED: Final = "frames/forced-dark.html"
_IMAGES_OFF: Final = "frames/images-off.html"
_OUTLOOK: Final = "frames/outlook.html"
_TEXT: Final = "frames/text.html"
_FEED: Final = "frames/feed-item.html"
_WEB: Final = "web/framed/index.html"  # as deep as the page itself, since its links are relative


#: What the page shows, in order.
VIEWS: Final = (
    View(
        slug="light",
        title="Mail, light",
        about="As most readers see it.",
        frames=_both("light", _MAIL),
    ),
    View(
        slug="dark",
        title="Mail, dark",
        about="Where the reader prefers dark, and the program asks the mail for it.",
        frames=_both("dark", _MAIL, scheme=Scheme.DARK),
    ),
    View(
        slug="forced-dark",
        title="Mail, forced dark",
        about="Where the program turns light colours round by itself. Here by a CSS filter,"
        " which is near; digest preview --png takes the picture by Chromium’s own way.",
        frames=tuple(
            Frame(
                name=f"mail-{width}-forced-dark",
                document=_FORCED,
                width=width,
                scheme=Scheme.FORCED_DARK,
                pictured=_UNSTYLED,
            )
            for width in (600, 375)
        ),
    ),
    View(
        slug="unstyled",
        title="Mail without styles",
        about="Where the program drops the style sheet and keeps what stands in the elements.",
        frames=_both("unstyled", _UNSTYLED),
    ),
    View(
        slug="images-off",
        title="Mail, images off",
        about="Before the reader allows pictures.",
        frames=_both("images-off", _IMAGES_OFF),
    ),
    View(
        slug="outlook",
        title="Mail in Outlook",
        about="Roughly as Word lays it out: with what is for Outlook alone, without media"
        " queries, round corners and largest widths.",
        frames=(Frame(name="mail-700-outlook", document=_OUTLOOK, width=700),),
    ),
    View(
        slug="text",
        title="Text part",
        about="For those who read mail as text.",
        frames=(Frame(name="text", document=_TEXT, width=680),),
    ),
    View(
        slug="web",
        title="Web page",
        about="The issue in the archive.",
        frames=tuple(
            Frame(name=f"web-{width}-{scheme}", document=_WEB, width=width, scheme=scheme)
            for scheme in (Scheme.LIGHT, Scheme.DARK)
            for width in (720, 375)
        ),
    ),
    View(
        slug="feed",
        title="Feed item",
        about="In a feed reader, which brings fonts and colours of its own.",
        frames=(Frame(name="feed-item", document=_FEED, width=680),),
    ),
)


FRAMES: Final = tuple(frame for view in VIEWS for frame in view.frames)


def render_preview_page(
    rendered: Rendered,
    *,
    findings: Sequence[Finding],
    message_bytes: int,
    publication: str,
    load_images: bool = False,
    version: str = "",
) -> tuple[Page, ...]:
    """The page and all that it shows, as files. Raises RenderError.

    `publication` is its title; `findings` come gravest first. With a `version` the page asks its
    server for the present one, and loads itself anew when that is another. Without `load_images` a
    grey field takes the place of each picture in the web.
    """
    theme = Theme()
    page = theme.render(
        "preview/page.html.j2",
        issue=rendered.issue,
        publication=publication,
        sender=rendered.sender or publication,
        views=VIEWS,
        findings=findings,
        counts=_counts(findings),
        trims=rendered.trims,
        message_bytes=message_bytes,
        most_bytes=MAX_MESSAGE_BYTES,
        version=version,
    )
    return (
        Page(path=INDEX, body=page.encode()),
        *_assets(theme),
        Page(path=MAIL_HTML, body=rendered.html.encode()),
        Page(path=MAIL_TEXT, body=rendered.text.encode()),
        *(Page(path=f"web/{page.path}", body=page.body) for page in rendered.site),
        *_frames(rendered, theme=theme, load_images=load_images),
    )


def render_broken(message: str, *, name: str, version: str) -> tuple[Page, ...]:
    """The page while the issue `name` cannot be shown, saying why."""
    theme = Theme()
    text = theme.render("preview/broken.html.j2", message=message, issue=name, version=version)
    return (Page(path=INDEX, body=text.encode()), *_assets(theme))


def _counts(findings: Sequence[Finding]) -> str:
    """`1 error, 3 warnings`."""
    found = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{found[severity]} {severity}{'' if found[severity] == 1 else 's'}"
        for severity in Severity
        if found[severity]
    )


def _assets(theme: Theme) -> Iterable[Page]:
    return (Page(path=name, body=theme.render(f"preview/{name}").encode()) for name in _ASSETS)


def _frames(rendered: Rendered, *, theme: Theme, load_images: bool) -> Iterable[Page]:
    html, item = rendered.html, rendered.item
    *_, web_page = rendered.site
    content, web_html = item.content_html, web_page.body.decode()
    if not load_images:
        html, content, web_html = map(grey_images, (html, content, web_html))
        # The page's own policy knows no `data:`, which the grey fields are.
        web_html = web_html.replace("img-src 'self'", "img-src 'self' data:", 1)
    mails = {
        _MAIL: html,
        _UNSTYLED: unstyled(html),
        _FORCED: forced_dark(html),
        _IMAGES_OFF: images_off(html),
        _OUTLOOK: outlook(html),
    }
    for path, mail in mails.items():
        yield Page(path=path, body=links_apart(mail).encode())
    text = theme.render("preview/text.html.j2", text=rendered.text, issue=rendered.issue)
    yield Page(path=_TEXT, body=text.encode())
    feed = theme.render(
        "preview/feed.html.j2",
        item=item,
        content=Markup(content),  # noqa: S704  # a feed's content is sanitised
        issue=rendered.issue,
    )
    yield Page(path=_FEED, body=links_apart(feed).encode())
    yield Page(path=_WEB, body=links_apart(web_html).encode())
