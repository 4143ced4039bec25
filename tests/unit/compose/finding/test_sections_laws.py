"""What holds for every article, however odd."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.article import Article, Block, BlockKind, Findings, Link
from digest.compose.finding import story_lines
from digest.compose.finding.headings import heading_role, normalise_heading
from digest.compose.finding.phrases import fold
from digest.compose.finding.sections import find_sections
from finding import article

SEEDS = [
    "Key takeaways", "TL;DR:", "TL;DR: it works well, and it will work better.", "Conclusion",
    "Fazit und Ausblick", "What’s next?", "Outlook", "まとめ", "未来展望：", "Итоги", "الخاتمة",
    "One sentence. And a second one!", "• A bullet of its own", "[^1]: A note.", "Thanks to all.",
    "Boats are full. (Harbour office)", "This post will discuss:", "", " ", "\ud800", "((((",
]  # fmt: skip
TEXTS = st.sampled_from(SEEDS) | st.text(max_size=90)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    text = draw(TEXTS)
    return Block(
        kind=draw(st.sampled_from(BlockKind)),
        text=text,
        level=draw(st.integers(0, 9)),
        lead=draw(st.integers(0, len(text))),
        is_numbered=draw(st.booleans()),
        links=tuple(Link(text=text, url="/") for _ in range(draw(st.integers(0, 2)))),
        hint=draw(st.sampled_from(["", "key-points", "tip", "footnotes"])),
    )


ARTICLES = st.builds(
    lambda listed, title, standfirst: article(*listed, title=title, standfirst=standfirst),
    st.lists(blocks(), max_size=14),
    TEXTS,
    TEXTS,
)


def sections(read: Article) -> Findings:
    findings = find_sections(read)
    assert find_sections(read) == findings
    return findings


@settings(max_examples=150, deadline=None)
@given(ARTICLES)
def test_every_passage_is_a_span_of_the_text(read: Article) -> None:
    findings = sections(read)
    for found in (findings.takeaways, findings.outlook):
        if found:
            assert found.passages
            assert found.reasons
            assert 0 < found.confidence <= 1
            for passage in found.passages:
                assert passage.text == read.text[passage.start : passage.end] != ""
    starts = [passed.start for passed in findings.passed]
    assert starts == sorted(starts)
    assert all(passed.reason for passed in findings.passed)


@settings(max_examples=80, deadline=None)
@given(ARTICLES, st.integers(1, 40))
def test_what_an_outlook_keeps_is_the_beginning_of_it(read: Article, max_words: int) -> None:
    found = find_sections(read).outlook
    if not found:
        return
    whole = story_lines.outlook(found, article=read, max_words=len(read.text) + 1)
    short = story_lines.outlook(found, article=read, max_words=max_words)
    assert not whole.is_shortened
    assert short.paragraphs
    assert [span.start for span in short.provenance] == [
        span.start for span in whole.provenance[: len(short.provenance)]
    ]
    assert short.provenance[-1].end <= whole.provenance[len(short.provenance) - 1].end
    assert short.is_shortened == (short.provenance != whole.provenance)


@given(TEXTS)
def test_normalised_headings_are_folded_and_found_alike(text: str) -> None:
    normal = normalise_heading(text)
    assert fold(normal) == normal
    assert heading_role(text) == heading_role(f" {text} ")


def test_a_megabyte_in_one_block_is_read_like_any_other() -> None:
    for text in ("." * 1_000_000, "( " * 500_000, "word. " * 160_000, "a" * 1_000_000):
        read = article(
            Block(kind=BlockKind.HEADING, text="Outlook", level=2),
            Block(kind=BlockKind.PARAGRAPH, text=text.strip()),
        )
        found = find_sections(read).outlook
        assert found is not None
        kept = story_lines.outlook(found, article=read, max_words=140).provenance
        assert text.startswith(read.text[kept[0].start : kept[0].end])


def test_twenty_thousand_blocks_are_read_like_any_other() -> None:
    lines = [f"Label {number}: it – is – so" for number in range(10_000)]
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=line, lead=9) for line in lines]
    blocks += [Block(kind=BlockKind.HEADING, text="TL;DR", level=2)] * 10_000
    findings = find_sections(article(*blocks))
    assert [passed.reason for passed in findings.passed] == ["one of more than 40 such headings"]
