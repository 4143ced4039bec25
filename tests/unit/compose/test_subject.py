from __future__ import annotations

from digest.compose.subject import preheader_line, subject_line
from digest.model import Takeaway
from factories import story_factory

LABEL = "Harbour Notes #12, 23 November 2026"


def label() -> str:
    return LABEL


def no_label() -> str:
    raise AssertionError("nobody needs it")


def preheader(*titles: str, takeaways: tuple[str, ...] = ()) -> str:
    lead = tuple(Takeaway(markdown=text) for text in takeaways)
    return preheader_line([story_factory(title=t, takeaways=lead) for t in titles], label=label)


def test_subject_is_the_headline() -> None:
    assert (
        subject_line("Slow ferries, full harbours", label=no_label) == "Slow ferries, full harbours"
    )


def test_subject_is_cut_behind_a_word() -> None:
    subject = subject_line("Harbour " * 9 + "pilots, and all else", label=no_label)
    assert subject == "Harbour " * 8 + "Harbour…"


def test_subject_keeps_a_word_that_just_fits() -> None:
    headline = "a" * 70 + " seventy and more"
    assert subject_line(headline, label=no_label) == "a" * 70 + "…"
    assert subject_line("b" * 77 + " more", label=no_label) == "b" * 77 + "…"


def test_subject_without_spaces_is_cut_anywhere() -> None:
    assert subject_line("港" * 90, label=no_label) == "港" * 77 + "…"


def test_subject_that_is_too_short_gets_the_label() -> None:
    assert subject_line("Boats", label=label) == f"Boats – {LABEL}"


def test_preheader_is_the_other_headlines() -> None:
    found = preheader(
        "The lead story", "Slow ferries, full harbours", "Quiet roads, and who sleeps"
    )
    assert found == "Slow ferries, full harbours · Quiet roads, and who sleeps"


def test_preheader_is_filled_from_the_lead() -> None:
    found = preheader("The lead story", "Ferries", takeaways=("Boats are *full*.", "Nobody."))
    assert found == "Ferries · Boats are full. · Nobody. · " + LABEL


def test_preheader_does_not_repeat_the_subject() -> None:
    assert "lead" not in preheader("The lead story", "The Lead  Story", takeaways=("x" * 50,))


def test_preheader_is_cut_behind_a_word() -> None:
    found = preheader("The lead story", *["Slow ferries, full harbours"] * 9)
    assert 40 <= len(found) <= 130
    assert found.endswith("full harbours · Slow…")


def test_preheader_that_is_long_enough_asks_for_no_label() -> None:
    lead = story_factory(title="The lead story", takeaways=(Takeaway(markdown="x" * 40),))
    assert preheader_line([lead], label=no_label) == "x" * 40


def test_preheader_is_cut_before_the_commas_of_other_scripts() -> None:
    found = preheader("The lead story", "港" * 128 + "、港" * 9)
    assert found == "港" * 128 + "…"
