"""One article of our own writing, in the shape of a magazine's plain text, and its other forms.

The title is doubled, headings are bare lines, bullets are `•`, items of the pros and cons name
their authority in brackets, quotes are curly, and a call to action ends it.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable

TITLE = "Slow Ferries, Full Harbours: What Four Winters of Night Boats Have Taught the Coast"
STANDFIRST = "The boats that nobody wanted carry a third of the coast’s freight by now."
CONTEXT = (
    "When the night boats began in the winter of 2022, the council’s own engineers called them “a "
    "timetable in search of a passenger”. Two old ferries, bought for less than the price of a "
    "tug, left at eleven and came in with the bakers. Nobody had asked for them, and for the first "
    "year hardly anybody noticed that they were there at all."
)
ANALYSIS = (
    "What changed was not the boats but the lorries. A driver who has to rest for nine hours may "
    "as well rest at sea, and the shipping offices of the three harbours worked that out before "
    "the ministry did. By the second winter the car deck was sold out on five nights of seven, and "
    "the coast road lost a tenth of its heavy traffic without a single new sign beside it."
)
PROS = (
    (
        "Quiet roads: The villages between the harbours sleep through the night for the first time "
        "in thirty years, and say so at every meeting. (Minutes of the coastal council)"
    ),
    (
        "Rested drivers: Crews arrive after a full night and need no lay-by in the morning. "
        "(Survey of the hauliers’ union)"
    ),
)
CONS = (
    (
        "Old engines: Both ships burn more oil than a new one would, and the filters come late. "
        "(Estimate of the harbour office)"
    ),
    (
        "One bad storm: Four nights without a boat emptied the shops on the islands. (Report on "
        "the January gale)"
    ),
)
TAKEAWAYS = (
    "Night ferries carry 34 per cent of the coast’s freight, up from nothing in 2022.",
    "The council’s “timetable in search of a passenger” has paid for itself since its second year.",
    (
        "Heavy traffic on the coast road fell by a tenth, without a toll and without a ban (the "
        "ministry had planned both)."
    ),
    "Two ships are too few: each winter gale has cut off the islands for days.",
)
OUTLOOK = (
    (
        "The next two years decide whether the boats stay a lucky accident. A third ship is in the "
        "budget of 2027, and with it the line could run through a gale, since one of the three "
        "would always lie in the lee."
    ),
    (
        "Much depends on the engines. If the yard’s conversion to methanol works on the older "
        "ship, the line will use a third less fuel; if it fails, the insurers have said that they "
        "will look at the whole venture again."
    ),
)
CALL = (
    "Write to your member of the coastal council before the budget is read in March. Timetables "
    "hang in every harbour office, and the first crossing is free for those who have never taken "
    "one, so that there is hardly a reason left to stay on the road."
)
INTRO = "Whether they are good news or bad can be read from two short lists that lie side by side."


def plain_text(
    *,
    bullet: str = "  • ",
    heading: Callable[[int, str], str] = lambda _number, text: text,
    between_items: str = "\n",
    titles: int = 2,
) -> str:
    """The article as plain text; `heading` shapes the headings, which are counted from 1."""
    headings = iter(range(1, 99))

    def head(text: str) -> str:
        return heading(next(headings), text)

    def listed(items: tuple[str, ...]) -> str:
        return between_items.join(bullet + item for item in items)

    parts = [*[TITLE] * titles, STANDFIRST, CONTEXT]
    parts += [head("Context & Background"), ANALYSIS, head("Pros and Cons"), INTRO]
    parts += ["Potential Pros:", listed(PROS), "Potential Cons:", listed(CONS)]
    parts += [head("Key Takeaways"), listed(TAKEAWAYS), head("Future Outlook"), *OUTLOOK]
    return "\n\n".join([*parts, head("Call to Action"), CALL])


def wrapped(text: str, *, columns: int = 72, hanging: bool) -> str:
    """`text` wrapped hard; a list item's further lines hang below its first, or begin at 0."""
    lines: list[str] = []
    for line in text.split("\n"):
        indent = " " * 4 if hanging and re.match(r"\s*•", line) else ""
        lines += textwrap.wrap(line, columns, subsequent_indent=indent, break_on_hyphens=False) or [
            ""
        ]
    return "\n".join(lines)


def as_markdown(text: str) -> str:
    """A text in the shape of the sample article, converted as a person would convert it."""
    title, headings = _headings(text)
    lines = [f"# {title}", ""]
    for line in _body(text, title=title):
        bullet = re.match(r"\s*•\s*", line)
        if bullet:
            lines.append(f"* {line[bullet.end() :]}")
        else:
            lines.append(f"## {line}" if line in headings else line)
    return "\n".join(lines)


def as_html(text: str) -> str:
    """The same, as a page with navigation, an aside and a footer around the text."""
    title, headings = _headings(text)
    out: list[str] = []
    for line in _body(text, title=title):
        bullet = re.match(r"\s*•\s*", line)
        if bullet:
            item = f"<li>{html.escape(line[bullet.end() :])}</li>"
            if out and out[-1].endswith("</ul>"):
                out[-1] = out[-1].removesuffix("</ul>") + item + "</ul>"
            else:
                out.append(f"<ul>{item}</ul>")
        elif line in headings:
            out.append(f"<h2>{html.escape(line)}</h2>")
        elif line:
            out.append(f"<p>{html.escape(line)}</p>")
    body = "\n".join(out)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{html.escape(title)} | The "
        "Quay</title></head><body><header><nav><ul><li>Home<li>Key takeaways</ul></nav></header>"
        f"<main><h1>{html.escape(title)}</h1>\n{body}\n<aside><h3>Read next</h3><p>Other "
        "stories</p></aside></main><footer><p>Future outlook of our prices</p></footer></body>"
    )


def _headings(text: str) -> tuple[str, set[str]]:
    """The title, and the lines between blanks that are short and begin a part."""
    lines = text.split("\n")
    return lines[0], {line for line in lines[1:] if line and len(line.split()) <= 4}


def _body(text: str, *, title: str) -> list[str]:
    return [line for line in text.split("\n") if line != title]
