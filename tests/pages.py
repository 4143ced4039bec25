"""A page of a news site around an article, with all that such a page has beside its text."""

from __future__ import annotations

import articles

PARAGRAPHS = (articles.CONTEXT, articles.ANALYSIS, *articles.OUTLOOK)
TAKEAWAYS = (
    "A third of the coast’s freight goes by night boat.",
    "The road lost a tenth of its lorries.",
    "Two ships are too few for a winter with gales.",
)


def listed(items: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def teasers(heading: str) -> str:
    """A column of links to other articles."""
    items = (
        f"<h4><a href=/other/{number}>The bell of line {name} rings again</a></h4>"
        f"<p>Passengers ask who pulls its rope, and nobody at the depot wants to tell them.</p>"
        for number, name in enumerate(("four", "seven", "nine", "twelve"))
    )
    return f"<div class=column><h3>{heading}</h3>{''.join(items)}</div>"


def page(*, above: str = "", inside: str = "", below: str = "", beside: str = "") -> str:
    """The page; `inside` stands between the first and the second paragraph of the text."""
    first, *others = PARAGRAPHS
    menu = "".join(
        f"<li><a href=/{name}>{name}</a></li>" for name in ("News", "Opinion", "Outlook")
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in others)
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        f"<title>{articles.TITLE} | The Quay</title></head><body>"
        f"<div id=top><div class=menu><ul>{menu}</ul></div></div>"
        f"<div id=wrap><div class=content><h1>{articles.TITLE}</h1>{above}"
        f"<div class=article-body><p>{first}</p>{inside}{text}</div>{below}</div>"
        f"<div class=sidebar>{beside}</div></div>"
        "<footer><p>Printed by the harbour</p></footer></body></html>"
    )
