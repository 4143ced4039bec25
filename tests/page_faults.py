"""What is wrong with a page in a browser: against accessibility, and with its width.

axe-core (Deque, MPL-2.0) comes inside of the package `axe-playwright-python`, which is not used
itself: `digest.browser` is the one door to Playwright.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from digest.browser.browser import Tab

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
GRAVE = {"serious", "critical"}
#: A mail is shown inside of a program's page, which has the landmarks.
MAIL_HAS_NO = ("landmark-one-main", "region")

_RUN = """async ({tags, without}) => {
    const rules = Object.fromEntries(without.map((rule) => [rule, {enabled: false}]));
    const runOnly = {type: "tag", values: tags};
    const result = await axe.run(document, {runOnly, rules, resultTypes: ["violations"]});
    return result.violations.map(({id, impact, help, nodes}) => ({
        id, impact, help, places: nodes.map((node) => `${node.target} ${node.html.slice(0, 120)}`),
    }));
}"""

_TOO_WIDE = """() => {
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth <= clientWidth) return "";
    const edges = (element) => element.getBoundingClientRect();
    const beyond = (element) => Math.max(edges(element).right - clientWidth, -edges(element).left);
    const elements = [...document.body.querySelectorAll("*")];
    const [widest] = elements.sort((a, b) => beyond(b) - beyond(a));
    return `${scrollWidth} px in ${clientWidth} px: ${widest.outerHTML.slice(0, 200)}`;
}"""


def bring_axe(tab: Tab) -> None:
    """Put axe into the page that is open."""
    tab.evaluate(_source())


def grave_faults(tab: Tab, *, without: tuple[str, ...] = ()) -> list[str]:
    """What is serious or critical, a line for each, in a page that axe has been brought into."""
    faults: list[Mapping[str, Any]] = tab.evaluate(_RUN, {"tags": TAGS, "without": without})
    return [
        f"{fault['impact']} {fault['id']}: {fault['help']}: {place}"
        for fault in faults
        if fault["impact"] in GRAVE
        for place in fault["places"][:3]
    ]


def too_wide(tab: Tab) -> str:
    """The element that makes the page wider than its window; nothing where there is none."""
    found: str = tab.evaluate(_TOO_WIDE)
    return found


@functools.cache
def _source() -> str:
    script = files("axe_playwright_python") / "axe.min.js"
    return script.read_text(encoding="utf-8") + ";null"
