"""A publication's own template for feed items: whatever it writes, the feeds stay good feeds."""

from pathlib import Path

from digest.render.feed_check.feed import Known
from digest.render.feeds import render_feeds
from digest.render.theme import Theme
from factories import config_factory, issue_factory
from good_feeds import codes_of

TEMPLATE = """\
<style>p {color: red}</style><script>alert(1)</script><h1>{{ issue.title }}</h1>
<h2 id="x" onclick="x()" style="color:red" class="y">Kept</h2>
<p>form feed &#12; and &#x1; <a href="/relative">a</a> <a href="#x">b</a> <img src="i.png"></p>
<table bgcolor="red"><tr><td align="left">1</td></tr></table><form><input></form>
"""


def test_a_theme_of_the_publications_own_cannot_spoil_the_feeds(tmp_path: Path) -> None:
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "item.html.j2").write_text(TEMPLATE, encoding="utf-8")
    config = config_factory()
    pages = render_feeds([issue_factory()], config=config, theme=Theme(tmp_path))
    files = {page.path: page.body for page in pages}
    assert codes_of(files, known=Known(home_url=config.publication.base_url)) == set()
    assert b"<h2>Kept</h2>" in files["feed.json"]
    assert b"alert" not in files["feed.json"]
