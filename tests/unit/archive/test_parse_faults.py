"""What an editor may break, and what the message says."""

from __future__ import annotations

import pytest

from digest.errors import IssueFileError
from issue_texts import SHA, TEXT, edited, line_of, parse

#: what an editor did; the text on the line of the fault; what the message says
FAULTS = [
    (("+++\n", ""), "format = 1", "the first line must be `+++`"),
    (("+++\n", "---\n"), "---", "YAML"),
    (("]\n+++\n", "]\n"), "+++", "a second line `+++`"),
    (('slot = "manual"\n', ""), 16, "`slot` is missing"),
    (("number = 12", 'number = "12"'), "number", "must be a whole number, like 12, not text"),
    (("number = 12", "number = true"), "number", "not true or false"),
    (("number = 12", "number = 12.5"), "number", "not a number with a point"),
    (("number = 12", "number = 0"), "number", "must be 1 or more"),
    (("title =", "titel ="), "titel", "unknown key `titel`; did you mean `title`?"),
    (("title =", "zzz = 1\ntitle ="), "zzz", "unknown key `zzz`; known here: format, id"),
    (("title =", "[extra]\ntitle ="), "[extra]", "unknown key `extra`"),
    (("format = 1", "format = 2\nnew = 3"), "format = 2", "written by a later version"),
    (("format = 1", "format = 0"), "format = 0", "must be 1"),
    (("2026-11-23\n", '"2026-11-23"\n'), "date =", "a date without quotes, like 2026-11-23"),
    (("date = 2026-11-23", "date = 2026-11-32"), "date =", "is not TOML"),
    (("date = 2026-11-23", "date = 2026-11-23T07:00:00Z"), "date =", "not a date with a time"),
    (("date = 2026-11-23", "date = 2026-11-24"), "date =", "the date in the file's name"),
    (("07:00:00Z", "07:00:00"), "published_at", "needs its time zone"),
    (
        ("published_at = 2026-11-23T07:00:00Z", "published_at = 2026-11-23"),
        "published_at",
        "a time",
    ),
    (('"published"', '"publishd"'), "status", "did you mean `published`?"),
    (('"published"', '"draft"'), "published_at", "has not been published"),
    (("published_at = 2026-11-23T07:00:00Z\n", ""), "status", "has `published_at`"),
    (
        ('status = "published"\npublished_at = 2026-11-23T07:00:00Z', 'status = "draft"'),
        "corrections",
        "only a published issue can have corrections",
    ),
    (('language = "en"', 'language = "English!"'), "language", "a language tag"),
    (('subject = "Cranes"', "subject = Cranes"), "subject", 'text needs quotes: subject = "…"'),
    (('subject = "Cranes"', 'subject = "Cranes'), "subject", "not closed on the same line"),
    (('subject = "Cranes"', 'subject = ""'), "subject", "must not be empty"),
    (('subject = "Cranes"', 'subject = "a\\nb"'), "subject", "must be one line"),
    (('subject = "Cranes"', 'subject = "Cranes"\ntitle = "x"'), 'title = "x"', "stands twice"),
    (('note = "Two."', "note = 2"), "2026-11-25", "correction 2: must be text in quotes"),
    (('note = "Two."', 'note = "Two.", by = "me"'), "2026-11-25", "`at` and `note`"),
    (("2026-11-25T09:00:00Z", "2026-11-25T09:00:00"), "2026-11-25", "needs its time zone"),
    (("corrections = [", "corrections = 3\n#["), 15, "is not TOML"),
    (
        (TEXT[TEXT.index("[\n  {") : TEXT.index("]\n+++") + 1], "3"),
        "corrections",
        "must be a list, like [{ at",
    ),
    (
        (TEXT[TEXT.index("[\n  {") : TEXT.index("]\n+++") + 1], "[3]"),
        "corrections",
        "correction 1: must be a pair",
    ),
    ((" {#takeaways}", ""), 18, "expected a section `## Key takeaways {#takeaways}`"),
    (("{#takeaways}", "{#takeaway}"), "{#takeaway}", "did you mean `takeaways`?"),
    ((" {#outlook}", ""), "## Future outlook", "expected {#outlook} behind it"),
    ((" {#sources}", ""), "## Sources", "expected {#sources} behind it"),
    (
        (TEXT[TEXT.index(" {#sources}") :], '\n\n- [A](https://example.org/) {source="x"}\n'),
        "## Sources",
        "expected {#sources} behind it",
    ),
    (('source="Notes"', 'source="Notes" guid=""'), "{story", "`guid` needs a value"),
    (
        ("## Elsewhere", "## More {#takeaways}"),
        "## More",
        "a second section {#takeaways}; the first one is in line 21",
    ),
    (("## Elsewhere", "## More {#outlook}"), "## Future", "a second section {#outlook}"),
    (
        ("## Elsewhere", "Else {#outlook}\n----"),
        "Else {#outlook}",
        "on one line, behind `## `",
    ),
    (("{#takeaways}\n", "{#takeaways}\n\nOh.\n"), "Oh.", "text of no story"),
    (("{#outlook}\n", "{#outlook}\n\n- Oh.\n"), "- Oh.", "text of no story"),
    (("- Second\n", "- Second\n\nOh.\n"), "Oh.", "after the takeaways only the next heading"),
    (("- Second\n", "- Second\n\n[a]: /b\n"), "[a]: /b", "after the takeaways only"),
    (("- Second\n", "- Second\n\n[a]: /b\n\n* Third\n"), "[a]: /b", "after the takeaways only"),
    (("- Second\n", "- Second\n-\n"), 29, "expected a takeaway behind the bullet"),
    (
        ("- Second\n", "- Second\n\n### Other {#cranes}\n"),
        "### Other",
        "stands twice in this section",
    ),
    (("{#cranes}", "{#Cranes}"), "{#Cranes}", "must be a slug"),
    (("{#cranes}", "{#}"), "{#}", "must be a slug"),
    (("/a) {#cranes}", "/a b) {#cranes}"), "/a b)", "expected `[Title](https://…)`"),
    (("/a) {#cranes}", "/a) and more {#cranes}"), "and more", "one whole web address"),
    (("/a) {#cranes}", '/a "tip") {#cranes}'), '"tip"', "one whole web address"),
    (("[Cranes](", "[![Cranes](x)]("), "![", "one whole web address"),
    (("(https://example.org/a) {#c", "(mailto:a@b.example) {#c"), "mailto", "https:// or http://"),
    (
        ("### [Cranes](https://example.org/a) {#cranes}", "### {#cranes}"),
        "### {#cranes}",
        "expected a title",
    ),
    (("## Elsewhere", "## [Else](https://example.org/)"), "## [Else]", "cannot hold a link"),
    (("## Elsewhere", "##"), 30, "expected a heading behind `##`"),
    (("Prose.", "```\nProse."), "```", "never closed"),
    (("Good morning.", "```\nGood morning."), "```", "never closed"),
    (("- [Cranes]", "[Cranes]"), "[Cranes](https://example.org/a) {story", "expected `- [Title]"),
    (("- [Cranes]", "- [Cranes]("), "{story", "expected `[Title]"),
    (('" source', '" sauce'), "sauce", "unknown key `sauce`; did you mean `source`?"),
    (('source="Notes" ', ""), "{story", "`source` is missing"),
    (('source="Notes"', 'source=""'), "{story", "`source` needs a value"),
    (('source="Notes"', 'source="Notes'), "{story", 'a quote " is not closed'),
    (('source="Notes"', "source=No{tes"), "{story", "expected key="),
    (('source="Notes"', 'source="a" source="b"'), "{story", "`source` stands here twice"),
    (('story="cranes"', 'story="Cranes"'), "{story", "`story` must be a slug"),
    (("date=2026-11-20", "date=20.11.2026"), "{story", "`date` must be a date like 2026-11-20"),
    (("date=2026-11-20", "date=2026-11-31"), "{story", "is not in the calendar"),
    (("date=2026-11-20", "lang=English!"), "{story", "`lang` must be a language tag"),
    ((f'"{SHA}"', '"ABC"'), "{story", "`sha256` must be 64 digits"),
    (("Prose.", "<<<<<<< HEAD"), "<<<<<<<", "a conflict marker"),
    (("number = 12", "<<<<<<< HEAD\nnumber = 12"), "<<<<<<<", "a conflict marker"),
    (("Prose.", "x\n>>>>>>> theirs"), ">>>>>>>", "a conflict marker"),
    (("Prose.", "Pro\x00se."), "Pro", "U+0000"),
    (("Prose.", "Pro\x1bse."), "Pro", "U+001B"),
    (('"Cranes"', "“Cranes”"), "subject", 'write straight quotes: subject = "…"'),
    (('"Cranes"', "„Cranes“"), "subject", 'write straight quotes: subject = "…"'),
    (('"Cranes"', "«Cranes»"), "subject", 'write straight quotes: subject = "…"'),
    (('"Cranes"', '"The "quiet" works"'), "subject", 'a quote inside the text is written \\"'),
    (('subject = "Cranes"', 'subject: "Cranes"'), "subject", "write = instead of :"),
    (('"Cranes"', '"Cranes" x'), "subject", "is not TOML"),
    (("{#cranes}", "{#cranes"), "{#cranes", "`{#cranes` is no slug: write `{#slug}`"),
    (("{#cranes}", "{cranes}"), "{cranes}", "`{cranes}` is no slug: write `{#slug}`"),
    ((" {#cranes}", "{#cranes}"), "a){#cranes}", "`{#cranes}` is no slug: write `{#slug}`"),
    (("## Elsewhere", "## [Else](https://example.org/)"), "## [Else]", "begins with `###`"),
    (
        ("[Cranes](https://example.org/a) {#cranes}\n\nA", "Storks\n\nA"),
        "### Storks",
        "if this is the story `Cranes`, put {#cranes} back; if it is a new one, give it a slug",
    ),
    (
        ("[Cranes](https://example.org/a) {#cranes}\n\nThey", "Storks\n\nThey"),
        "### Storks",
        "if this is the story `Cranes`, put {#cranes} back; if it is a new one, give it a slug",
    ),
]


@pytest.mark.parametrize(("edit", "where", "says"), FAULTS)
def test_fault_of_an_editor_is_named(edit: tuple[str, str], where: str | int, says: str) -> None:
    text = edited(*edit)
    with pytest.raises(IssueFileError) as caught:
        parse(text)

    assert says in caught.value.expected
    assert str(caught.value).startswith(f"issues/2026-11-23.md:{caught.value.line}: ")
    assert caught.value.line == (where if isinstance(where, int) else line_of(text, where))
