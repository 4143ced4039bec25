"""Random text that hurts: signs of every language that a renderer speaks, and of many scripts."""

from __future__ import annotations

from random import Random

PIECES = (
    "word ", "Überraschung ", "слово ", "كلمة ", "מילה ", "言葉", "단어 ", "शब्द ",
    "a\u00a0b ", "so\u00adft ", "👩‍👩‍👧‍👦", "🏳️‍🌈", "é", "e\u0301", "\u200d", "\u200f",
    "\u202e", "\u2066", "\ufeff", "\u2028", "&", "&amp;", "&#0;", "&nbsp", "<", ">", '"',
    "'", "\\", "`", "```\n", "]]>", "<![CDATA[", "<!--", "-->", "{{ 7*7 }}", "{% raw %}",
    "{% endraw %}", "{#", "#}", "{{ unsubscribe_url }}", "@@UNSUB@@", "%(token)s",
    "<mj-raw>", "</mj-text>", "</td></tr></table>", "<script>x</script>", "<b", "</b>",
    "<!doctype html>", '" onerror=alert(1) x="', "<img src=x onerror=x>", "javascript:x",
    "data:text/html,x", "\\u{a0}", "$&", "[link](https://e.org/?a=1&b=2)",
    "[x](javascript:x)", "![alt](https://e.org/a.png)", "![](x.png)", "**bold** ", "*",
    "_", "~~", "# ", "\n\n", "\n", "\n- ", "\n1. ", "\n> ",
    "\n| a | b |\n|---|---|\n| 1 | 2 |\n", "\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x85",
    "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff", "w" * 400,
    "https://e.org/" + "a" * 300, " " * 50, "\t", "\r\n", "\r", ".", "\n.\n", "From ",
    "--\n",
)  # fmt: skip


def hostile_text(random: Random, *, pieces: int = 12) -> str:
    """Up to so many pieces in a row, now and then with any other character between them."""
    text = ""
    for _ in range(random.randint(1, pieces)):
        text += random.choice(PIECES)
        if random.random() < 0.2:
            text += chr(
                random.choice((random.randrange(0xD800), random.randrange(0xE000, 0x110000)))
            )
    return text
