from datetime import UTC, datetime, timedelta
from typing import Any

from digest.ports import KnownArticle
from digest.sources.feeds.item import FeedItem
from digest.sources.feeds.match import match_items

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def item(number: int = 1, **what_matters: Any) -> FeedItem:
    fields: dict[str, Any] = {
        "guid": f"g{number}",
        "link": f"https://loom.example.org/{number}",
        "title": f"Bell {number}",
        "html": f"<p>It rang {number} times.</p>",
    }
    return FeedItem(**{**fields, **what_matters})


def known(of: FeedItem, **what_matters: Any) -> KnownArticle:
    fields: dict[str, Any] = {
        "key": of.key,
        "guid": of.guid,
        "link": of.link,
        "item_sha256": of.sha256,
        "first_seen_at": NOON,
        "changed_at": NOON,
    }
    return KnownArticle(**{**fields, **what_matters})


def test_item_that_nobody_knows_is_new() -> None:
    (matched,) = match_items([item()], []).matched

    assert (matched.key, matched.known, matched.is_changed) == ("g1", None, True)


def test_item_that_is_as_it_was_is_not_changed() -> None:
    matching = match_items([item()], [known(item())])

    assert [matched.is_changed for matched in matching.matched] == [False]
    assert matching.gone == ()


def test_item_with_other_words_is_changed_and_the_same() -> None:
    before = known(item())

    (matched,) = match_items([item(html="<p>It rang twice.</p>")], [before]).matched

    assert matched.known == before
    assert matched.is_changed


def test_item_that_leads_elsewhere_is_changed() -> None:
    (matched,) = match_items([item(link="https://loom.example.org/new")], [known(item())]).matched

    assert matched.known is not None
    assert matched.is_changed


def test_item_is_known_by_its_link_when_its_guid_is_new() -> None:
    before = known(item())

    (matched,) = match_items([item(guid="other")], [before]).matched

    assert (matched.key, matched.known, matched.is_changed) == ("g1", before, False)


def test_item_is_known_by_its_link_in_another_spelling() -> None:
    before = known(item(link="http://www.loom.example.org/1/"))

    (matched,) = match_items([item(guid="other", html="<p>New.</p>")], [before]).matched

    assert matched.known == before


def test_item_is_known_by_its_words_when_guid_and_link_are_new() -> None:
    before = known(item())
    moved = item(guid="other", link="https://loom.example.net/1")

    (matched,) = match_items([moved], [before]).matched

    assert matched.known == before


def test_title_alone_is_no_identity() -> None:
    weekly = {"title": "Open thread", "html": ""}
    before = known(item(1, **weekly))

    (matched,) = match_items([item(2, **weekly)], [before]).matched

    assert matched.known is None


def test_items_that_share_a_link_are_told_apart_by_guid() -> None:
    home = "https://loom.example.org/"
    items = [item(1, link=home), item(2, link=home)]
    first = match_items(items, [])
    before = [known(one) for one in items]

    again = match_items([item(3, link=home), *items], before)

    assert [matched.has_own_link for matched in first.matched] == [False, False]
    assert [matched.key for matched in again.matched] == ["g3", "g1", "g2"]
    assert [matched.known is None for matched in again.matched] == [True, False, False]


def test_entries_of_one_page_are_told_apart_by_fragment() -> None:
    items = [item(n, link=f"https://loom.example.org/log#v{n}") for n in (1, 2)]

    assert [matched.has_own_link for matched in match_items(items, []).matched] == [True, True]


def test_two_items_with_one_guid_are_one_the_newer() -> None:
    older = item(updated_at=NOON, html="<p>Old.</p>")
    newer = item(updated_at=NOON + timedelta(hours=1), html="<p>New.</p>")

    for items in ([older, newer], [newer, older]):
        matching = match_items(items, [])

        assert [matched.item for matched in matching.matched] == [newer]
        assert matching.notes == ("has two items with the id g1; the newer one is taken",)


def test_of_two_undated_items_with_one_guid_the_first_is_taken() -> None:
    first, second = item(html="<p>First.</p>"), item(html="<p>Second.</p>")

    assert match_items([first, second], []).matched[0].item == first


def test_item_that_is_there_twice_word_for_word_is_no_remark_worth() -> None:
    assert match_items([item(), item()], []).notes == ()


def test_item_without_guid_and_link_is_known_by_its_words() -> None:
    bare = item(guid="", link="")

    (matched,) = match_items([bare], [known(bare)]).matched

    assert bare.key == f"sha256:{bare.sha256}"
    assert not matched.is_changed


def test_key_of_a_monstrous_guid_stays_short() -> None:
    assert len(item(guid="x" * 10_000).key) < 100


def test_items_that_are_shown_no_more_are_gone_once() -> None:
    before = [known(item(1)), known(item(2)), known(item(3), gone_at=NOON)]

    assert match_items([item(1)], before).gone == ("g2",)


def test_two_items_never_become_one_article() -> None:
    before = known(item())
    twins = [item(guid="a"), item(guid="b", link="https://loom.example.net/1")]

    matched = match_items(twins, [before]).matched

    assert [one.known for one in matched] == [before, None]
    assert len({one.key for one in matched}) == 2
