"""A block that fills nothing is told, with its file and line and the block that was meant."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from digest.errors import RenderError
from digest.render.template_blocks import check_blocks

BASE = (
    "{% block head %}{% block title %}{% endblock %}{% endblock %}{% block footer %}{% endblock %}"
)
LOOK = '{% extends "base" %}{% block footer %}{% endblock %}'


def check(own: str, *, look: str = LOOK, base: str = BASE, shipped: str = "shipped/") -> None:
    templates = {"own": own, "look": look, "base": base}
    check_blocks(Environment(loader=DictLoader(templates)), "own", shipped=shipped)


@pytest.mark.parametrize(
    "own",
    [
        '{% extends "look" %}{% block footer %}x{% endblock %}',
        '{% extends "look" %}{% block title %}x{% endblock %}',
        '{% extends "base" %}{% block head %}{% block new %}{% endblock %}{% endblock %}',
        "{% block anything %}{% endblock %}",
        "{% extends name %}{% block anything %}{% endblock %}",
    ],
)
def test_a_block_that_fills_another_or_is_inside_one_is_good(own: str) -> None:
    check(own)


def test_a_template_that_extends_itself_ends_the_search() -> None:
    """It is refused when it is rendered."""
    check('{% extends "own" %}')


def test_a_block_that_fills_nothing_is_told_with_its_line() -> None:
    with pytest.raises(RenderError, match=r"^own:2: there is no block `foter` .*mean `footer`\?$"):
        check('{% extends "look" %}\n{% block foter %}x{% endblock %}')


def test_without_a_near_name_all_are_told() -> None:
    with pytest.raises(RenderError, match=r"it has footer, head, title$"):
        check('{% extends "look" %}{% block zzz %}x{% endblock %}')


def test_a_block_of_a_template_in_between_is_checked_too() -> None:
    with pytest.raises(RenderError, match=r"^look:1: there is no block `zzz`"):
        check('{% extends "look" %}', look='{% extends "base" %}{% block zzz %}{% endblock %}')


def test_a_template_without_blocks_has_none() -> None:
    with pytest.raises(RenderError, match=r"it has none$"):
        check('{% extends "base" %}{% block a %}{% endblock %}', base="")


def test_a_shipped_template_over_one_of_the_publications_is_not_to_blame() -> None:
    """The publication's own base may leave blocks out."""
    check('{% extends "base" %}{% block a %}{% endblock %}', base="", shipped="own")
