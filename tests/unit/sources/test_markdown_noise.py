from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.article import Article
from digest.sources.assemble import Origin
from digest.sources.markdown_article import read_markdown

ORIGIN = Origin(source="desk", location="articles/a.md", language="en")


def read(text: str, *, is_mdx: bool = False) -> Article:
    return read_markdown(f"# T\n\n{text}", origin=ORIGIN, is_mdx=is_mdx)


def shape(text: str, *, is_mdx: bool = False) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read(text, is_mdx=is_mdx).blocks]


def hints(text: str) -> list[tuple[str, str]]:
    return [(block.hint, block.text) for block in read(text).blocks]


@pytest.mark.parametrize(
    "line",
    [
        "{{< figure src='a.png' title='A boat' >}}",
        "{{% notice %}}",
        "{{< figure\n  src='a.png'\n>}}",
        "{% include note.html text='a > b' %}",
        "{{ page.title }}",
        "{: .big #x title='a' }",
        "{:toc}",
        "[TOC]",
        "[[_toc_]]",
        "<Player src='a.mp4' />",
        "<Chart\n  data={[1, 2]}\n  onClick={() => 1}\n/>",
        "import Chart from '../chart'",
        'import {\n  Chart,\n} from "../chart";',
        "export const meta = {\n  a: 1,\n}",
        "{/* more */}",
        "<!-- more -->",
        "{% comment %}\nnot yet\n\n- never\n{% endcomment %}",
        "{% comment %}not yet{% endcomment %}",
    ],
)
def test_line_for_the_generator_is_no_text(line: str) -> None:
    text = f"Before.\n\n{line}\n\nAfter."
    assert shape(text) == [("paragraph", "Before."), ("paragraph", "After.")]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("A{{< ref 'x' >}} b", "A b"),
        ("A {{ site.name }} b", "A b"),
        ("A{% raw %} b{% endraw %}", "A b"),
        ("A *b*{: .red} c", "A b c"),
        ("A [b](c){.button} d", "A b d"),
        ("A <Badge text='x > y'/>b", "A b"),
        ("A<Sup>b</Sup>", "Ab"),
        ("A b[^1] c[^long-name].", "A b c."),
        ("Prices are {a} and {b}", "Prices are {a} and {b}"),
        ("Set {1, 2} of C", "Set {1, 2} of C"),
        ("Use `{{ x }}` or ``<Y/> ` {%``", "Use {{ x }} or <Y/> ` {%"),
        ("import duties rose", "import duties rose"),
        ("export const is a word", "export const is a word"),
    ],
)
def test_sign_for_the_generator_in_a_line_is_no_text(written: str, seen: str) -> None:
    assert shape(f"Before.\n{written}") == [("paragraph", f"Before. {seen}")]


def test_expressions_are_for_mdx_alone() -> None:
    text = "A {props.b} c{' '}d {list.map((x) => { return x })}"
    assert shape(text, is_mdx=True) == [("paragraph", "A c d")]
    assert shape("A {props.b}") == [("paragraph", "A {props.b}")]


@pytest.mark.parametrize(
    "fenced",
    ["```\n{}\n```", "~~~js\n{}\n~~~", "{{% highlight ruby %}}\n{}\n{{% endhighlight %}}"],
)
def test_code_stays_as_it_is(fenced: str) -> None:
    for line in ("{{ x }}", "import a from 'b'", "!!! note", ":::tip", "<A/>", "[^1]: x", "##x"):
        assert shape(fenced.format(line)) == [("code", line)]


def test_hugo_listing_is_code() -> None:
    text = "{{< highlight go >}}\n{{ x }}\n{{< /highlight >}}\n\nAfter."
    assert shape(text) == [("code", "{{ x }}"), ("paragraph", "After.")]


@pytest.mark.parametrize(
    "box",
    [
        '!!! tip "In brief"\n\n    Inside.\n\n    - Item\n',
        '???+ note "In brief"\n    Inside.\n\n    - Item\n',
        "> [!NOTE] In brief\n> Inside.\n>\n> - Item\n",
        "> [!tip]- **In brief**\n> Inside.\n> - Item\n",
        ":::tip In brief\nInside.\n\n- Item\n:::\n",
        ":::tip[In brief]\nInside.\n\n- Item\n:::\n",
        '::: {.callout-tip title="In brief"}\nInside.\n\n- Item\n:::\n',
        '<Callout title="In brief">\n\nInside.\n\n- Item\n\n</Callout>\n',
        "<Callout\n  title={'In brief'}\n>\nInside.\n\n- Item\n</Callout>\n",
        '{{< box title="In brief" >}}\nInside.\n\n- Item\n{{< /box >}}\n',
        "<details>\n<summary>In brief</summary>\n\nInside.\n\n- Item\n\n</details>\n",
        "<details><summary><b>In brief</b></summary>\n\nInside.\n\n- Item\n\n</details>\n",
    ],
)
def test_title_of_a_box_is_a_heading_over_what_stands_in_it(box: str) -> None:
    heading, *inside, after = read(f"{box}\nAfter.").blocks
    assert (heading.kind.value, heading.level, heading.text) == ("heading", 7, "In brief")
    assert [(block.kind.value, block.text) for block in inside] == [
        ("paragraph", "Inside."),
        ("item", "Item"),
    ]
    assert {block.hint for block in (heading, *inside)} == {"tip"}
    assert (after.hint, after.text) == ("", "After.")


@pytest.mark.parametrize(
    ("box", "title"),
    [
        ("!!! note\n    Inside.", ""),
        ("!!! summary\n    Inside.", "Summary"),
        ("> [!WARNING]\n> Inside.", ""),
        ("> [!ABSTRACT]\n> Inside.", "Abstract"),
        ("::: tldr\nInside.\n:::", "Tldr"),
        ("<Aside>\n\nInside.\n\n</Aside>", ""),
    ],
)
def test_name_of_a_box_is_its_title_where_it_tells_something(box: str, title: str) -> None:
    headings = [text for kind, text in shape(box) if kind == "heading"]
    assert headings == ([title] if title else [])
    assert shape(box)[-1] == ("paragraph", "Inside.")


@pytest.mark.parametrize(
    "box",
    [
        "<KeyTakeaways>\n\n- One\n\n</KeyTakeaways>",
        '<div class="box key-takeaways">\n\n- One\n\n</div>',
        '{{< div class="takeaways" >}}\n- One\n{{< /div >}}',
    ],
)
def test_name_of_a_box_is_a_hint(box: str) -> None:
    assert hints(f"{box}\n\nAfter.") == [("takeaways", "One"), ("", "After.")]


def test_boxes_stand_in_boxes() -> None:
    inner = "!!! tldr\n    Two.\n\n    ```\n    !!! x\n    ```\n\n"
    text = f":::: tip Outer\nOne.\n\n{inner}Three.\n::::\n\nAfter."
    assert hints(text) == [
        ("tip", "Outer"),
        ("tip", "One."),
        ("tldr", "Tldr"),
        ("tldr", "Two."),
        ("tldr", "!!! x"),
        ("tip", "Three."),
        ("", "After."),
    ]


@pytest.mark.parametrize(
    "box",
    [
        "    !!! note\n        Aside.",
        "  > [!NOTE] Title\n  > Aside.",
        "  :::tip Title\n  Aside.\n  :::",
        "  <details>\n\n  <summary>Title</summary>\n\n  Aside.\n\n  </details>",
    ],
)
def test_box_in_an_item_leaves_the_list_whole(box: str) -> None:
    assert [kind for kind, _ in shape(f"- One\n\n{box}\n\n- Two")] == ["item", "item"]


@pytest.mark.parametrize(
    "line",
    [
        "<div>Text. Text.</div>",
        "<div class='a'><p>Text. Text.</p></div>",
        "<Tip>Text. Text.</Tip>",
        "{{< tip >}}Text. Text.{{< /tip >}}",
        '{{% tip title="T" %}} Text. Text. {{% /tip %}}',
        "{% raw %}Text. Text.{% endraw %}",
    ],
)
def test_text_in_a_line_with_its_tags_is_kept(line: str) -> None:
    assert shape(f"{line}\n\nMore. And more.") == [
        ("paragraph", "Text. Text."),
        ("paragraph", "More. And more."),
    ]


def test_code_that_begins_like_a_tag_keeps_its_fence() -> None:
    assert shape("```\n<Foo\n```\nText >") == [("code", "<Foo"), ("paragraph", "Text >")]


def test_box_that_is_never_closed_ends_with_the_text() -> None:
    assert hints(":::tip In brief\nInside.")[-1] == ("tip", "Inside.")
    assert shape("<Tip>\n\nInside.") == [("paragraph", "Inside.")]
    assert shape("Text.\n\n:::\n\n</Tip>\n\n{{< /box >}}\n\nAfter.")[-1] == ("paragraph", "After.")


def test_comment_that_looks_like_a_sign_of_ours_is_a_comment() -> None:
    text = (
        "<!--box-0-->\n\n<!--xbox-1/-->\n\n:::tip In brief\nInside.\n:::\n\n<!--box-0/-->\n\nAfter."
    )
    assert hints(text) == [("tip", "In brief"), ("tip", "Inside."), ("", "After.")]


def test_box_that_begins_in_raw_html_is_none() -> None:
    text = "<pre>\n:::tip In brief\n</pre>\n\nInside.\n\n:::\n\nAfter."
    assert hints(text)[-2:] == [("", "Inside."), ("", "After.")]


def test_footnotes_are_told_apart_from_the_text() -> None:
    text = "Text[^a]. More.\n\n[^a]: First\n    goes on\n\n    and on.\n[^b]: Second.\n\nAfter."
    assert hints(text) == [
        ("", "Text. More."),
        ("footnotes", "First goes on"),
        ("footnotes", "and on."),
        ("footnotes", "Second."),
        ("", "After."),
    ]


def test_contents_take_the_place_of_their_item() -> None:
    assert shape("- a placeholder\n{:toc}\n\nText.") == [("paragraph", "Text.")]


def test_tasks_are_items() -> None:
    assert shape("- [x] One\n- [ ] Two\n1. [ ] Three") == [
        ("item", "One"),
        ("item", "Two"),
        ("item", "Three"),
    ]


def test_heading_may_lack_its_space() -> None:
    assert shape("##Part\n\nText with ##x") == [("heading", "Part"), ("paragraph", "Text with ##x")]
    assert shape("#hashtag") == [("paragraph", "#hashtag")]


LINES = st.lists(
    st.sampled_from([
        "!!! note", '!!! tip "T"', "    in", "> [!NOTE] T", "> q", ":::tip", ":::", "<Tip>",
        "</Tip>",        "<details>",
        "<summary>S</summary>", "</details>", "{{< a >}}", "{{< /a >}}", "- item", "",
        "```", "~~~", "[^1]: note", "export const a", "{% comment %}", "{% endcomment %}", "text",
        "<div class='tldr'>", "</div>", "<pre>", "<!--", "-->", "    ", "\ttab", "{:toc}", "---",
    ])
)  # fmt: skip


@given(LINES)
def test_no_text_is_too_odd(lines: list[str]) -> None:
    article = read("\n".join([*lines, "", "Last."]))
    assert all(article.text[block.start : block.end] == block.text for block in article.blocks)


@given(LINES)
def test_box_ends_with_its_indentation(lines: list[str]) -> None:
    lines = [line for line in lines if line not in {"<pre>", "<!--", "{% comment %}"}]
    text = "\n".join(["!!! tip", *(f"    {line}" for line in lines), "", "Last one. And more."])
    last = read(text).blocks[-1]
    assert (last.text, last.hint) == ("Last one. And more.", "")


def test_code_in_an_item_ends_where_it_stands() -> None:
    text = "* Step:\n\n    ```sh\n    row home\n    ```\n\n## More\n\nText.\n"
    assert shape(text) == [
        ("item", "Step:"),
        ("code", "row home"),
        ("heading", "More"),
        ("paragraph", "Text."),
    ]
