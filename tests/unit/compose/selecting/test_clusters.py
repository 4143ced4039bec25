from __future__ import annotations

from datetime import date
from itertools import combinations

from digest.compose.selecting.clusters import Group, Report, find_groups, report_of

DAY = date(2026, 11, 20)
#: Other reports, so that common words are common and names rare.
CROWD = [
    f"Report {n}\nThe council of town {n} spoke of roads, schools and the weather of the week."
    for n in range(8)
]

STRIKE = (
    "Ferries stand still\nThe crews of Blue Funnel in Port Alma have stopped the night boats. "
    "They want shorter shifts."
)
STRIKE_AGAIN = (
    "No boats on Friday\nNight boats of Blue Funnel do not sail since the crews in Port Alma "
    "stopped work over shifts."
)
OTHER = "A new crane\nThe yard in Port Alma has bought a crane for heavy timber from the north."


def report(text: str, *, on: date | None = DAY, language: str = "en") -> Report:
    return report_of(text, language=language, published_on=on)


def groups(*reports: Report) -> tuple[Group, ...]:
    return find_groups([*reports, *(report(text) for text in CROWD)])


def entities(body: str, *, language: str = "en") -> set[str]:
    return set(report(f"Title Here\n{body}", language=language).entities)


def test_two_reports_of_one_event_are_grouped_with_the_reason() -> None:
    (group,) = groups(report(OTHER), report(STRIKE), report(STRIKE_AGAIN))
    assert group.members == (1, 2)
    assert group.reasons[0].startswith("both name Blue Funnel, Port Alma; words alike to 0.")


def test_one_shared_name_is_too_little() -> None:
    assert groups(report(STRIKE), report(OTHER)) == ()


def test_reports_that_lie_apart_in_time_are_not_grouped() -> None:
    later = date(2026, 11, 24)
    assert groups(report(STRIKE), report(STRIKE_AGAIN, on=later)) == ()
    assert groups(report(STRIKE), report(STRIKE_AGAIN, on=None)) == ()
    assert groups(report(STRIKE), report(STRIKE_AGAIN, on=date(2026, 11, 23)))


def test_same_names_in_other_words_are_another_event() -> None:
    dinner = (
        "Dinner\nA menu from Blue Funnel won prizes at Port Alma, where cooks praised "
        "dumplings, soup, bread, cheese and honey."
    )
    assert groups(report(STRIKE), report(dinner)) == ()


def test_names_that_everybody_has_are_not_rare() -> None:
    many = [report(STRIKE.replace("crews", f"crew {n}")) for n in range(5)]
    assert groups(*many) == ()


def test_report_is_in_one_group_only() -> None:
    texts = [STRIKE, STRIKE_AGAIN, STRIKE.replace("shorter", "longer")]
    (group,) = groups(*map(report, texts))
    assert (group.members, len(group.reasons)) == ((0, 1, 2), 2)


def test_codes_and_telling_numbers_are_entities() -> None:
    found = entities("They fixed CVE-2026-1234 in 4.5.1 of 1,200 hulls in 2026, 20 times.")
    assert found == {"CVE-2026-1234", "4.5.1", "1,200"}


def test_names_are_runs_of_capitals_and_sole_ones_within_a_sentence() -> None:
    assert entities("Crews of Flowise met. Nobody from Blue Funnel Line came.") == {
        "Flowise",
        "Blue Funnel Line",
        "Blue Funnel",
        "Funnel Line",
    }


def test_sole_capital_in_german_is_a_noun() -> None:
    assert entities("gestern fuhr die Fähre nach Neu Darchau.", language="de-AT") == {"Neu Darchau"}


def test_quoted_titles_and_katakana_are_entities() -> None:
    assert entities("港で「夜の船」と《潮の本》、そしてフェリーボート。", language="ja") == {
        "夜の船",
        "潮の本",
        "フェリーボート",
    }


def test_capitals_of_a_title_are_no_names() -> None:
    assert report("Night Boats Stand Still\nno more is known.").entities == frozenset()


def test_groups_are_of_the_same_reports_in_any_order() -> None:
    texts = [STRIKE, STRIKE_AGAIN, OTHER, *CROWD]
    for one, other in combinations(range(len(texts)), 2):
        order = list(texts)
        order[one], order[other] = order[other], order[one]
        (group,) = find_groups([report(text) for text in order])
        assert {order[at] for at in group.members} == {STRIKE, STRIKE_AGAIN}
