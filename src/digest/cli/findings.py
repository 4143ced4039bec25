"""How the command line tells what was found in an article, and by which rule."""

from __future__ import annotations

from digest.article import Found


def found_by(found: Found) -> str:
    """`«Key takeaways», markup; en, explicit: key takeaways; confidence 95%`."""
    heading = f"«{found.heading}», " if found.heading else ""
    return f"{heading}{found.form}; {found.rule}; confidence {found.confidence:.0%}"
