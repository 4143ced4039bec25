"""What trails in a section and is no part of it, and what only looks so."""

from __future__ import annotations

import pytest

from digest.article import Block, Link
from digest.compose.finding.sections import find_sections
from finding import article, filler, heading, item, paragraph, quote, texts

PROSE = "The port grew in a hard year, and its quay has become too short for the new ships."
MORE = "Nobody on the quay had expected so much freight when the winter began."
LINK = (Link(text="the port", url="/port"),)


def kept(*blocks: Block, behind: tuple[Block, ...] = (), language: str = "und") -> list[str]:
    """What is taken of a conclusion that ends in `blocks`, in a language that nobody knows."""
    body = [*filler(12), heading("Conclusion"), paragraph(PROSE), paragraph(MORE), *blocks, *behind]
    return texts(find_sections(article(*body, language=language)).takeaways)


@pytest.mark.parametrize(
    "tail",
    [
        "Many thanks to our colleagues at the harbour office.",
        "We would like to thank the crews of both ferries.",
        "This article was originally published by the harbour office.",
        "Photo credit: harbour office",
        "EDIT: there is a longer report now.",
        "This post is based on the yearly report of the port.",
        "We thank the crews of both ferries for their patience.",
        '[caption id="quay" align="left"]The quay[/caption]',
        "Nachtrag: Der Bericht ist da.",
        "Pour finir, je souhaite remercier la capitainerie de sa patience.",
        "追記: 続編を書きました。",
        "Disclaimer: the author owns a boat.",
        "If you enjoyed this story, tell a friend of yours.",
        "For more information on the port, see its pages.",
        "Subscribe to our letter to hear of new boats.",
        "[1] Harbour office, yearly report.",
        "[^2]: Harbour office, yearly report.",
        "https://port.example/report",
        "#ferry #harbour",
        "* * *",
        "{{< figure src=quay.jpg >}}",
        "The Harbour Desk",
        "The numbers of the year:",
        "Ada Quayle is a reporter at the harbour desk.",
        "Vielen Dank an die Kollegen vom Hafenamt.",
        "Wenn du mehr über den Hafen wissen möchtest, schreib uns.",
        "Foto: Hafenamt",
        "Merci à nos collègues de la capitainerie.",
        "Pour en savoir plus, écrivez à la capitainerie.",
        "Si tienes preguntas, escribe a la capitanía.",
        "Спасибо за внимание, до новых встреч в порту.",
        "感谢所有参与本次活动的朋友们。",
        "作者：港口记者",
        "最後までお読みいただき、ありがとうございました。",
    ],
)
def test_what_trails_is_dropped(tail: str) -> None:
    assert kept(paragraph(tail)) == [PROSE, MORE]


@pytest.mark.parametrize(
    "text",
    [
        "Thankfully the storm of March spared all of the cranes.",
        "The ferry is a boat that the whole town is proud of.",
        "Ferry is a word that nobody here needs to look up.",
        "Originally the quay was built for sailing ships alone.",
    ],
)
def test_what_only_begins_alike_stays(text: str) -> None:
    assert kept(paragraph(text)) == [PROSE, MORE, text]


@pytest.mark.parametrize(
    "tail",
    [
        "Edit 2027-03-01: the harbour office has answered, and calls all of this a storm in a cup.",
        "Update (3.1.2027): the quay has been mended since.",
        "Most of all, we want to thank the crews. We hope that the port goes on like this.",
        "Ann Roe, Ben de Moe, Cy Fitz-Quayle, and Di Löwe, on behalf of the harbour office.",
        "【1】Harbour office, yearly report.",
        "Vous pouvez retrouver le registre du port sur sa page.",
        "Puedes encontrar el registro completo en la página del puerto.",
        "完整代码在港口的网页上可以找到。",
    ],
)
def test_later_notes_people_and_pointers_are_dropped(tail: str) -> None:
    assert kept(paragraph(tail)) == [PROSE, MORE]


@pytest.mark.parametrize(
    "text",
    [
        "Update your charts before you sail: the bay has a new reef.",
        "Ann Roe, the first of the captains, and her crew took the ferry through the storm.",
        "Start with small boats, and use the wind.",
        "Most of all, we wanted a quay that holds.",
    ],
)
def test_what_only_looks_like_notes_people_and_calls_stays(text: str) -> None:
    assert kept(paragraph(text)) == [PROSE, MORE, text]


def test_the_people_who_are_thanked_go_however_many_they_are() -> None:
    names = ", ".join(f"@sailor-{number}" for number in range(10, 62))
    thanks = paragraph("Many thanks to all who came to the port.")
    assert kept(thanks, paragraph(names)) == [PROSE, MORE]
    plain = names.replace("@", "")
    assert kept(paragraph(plain)) == [PROSE, MORE, plain]


def test_what_follows_a_credit_line_goes_with_it() -> None:
    advert = "The harbour office rents out moorings by the day, by the week and by the year."
    assert kept(paragraph("Photo: harbour office"), paragraph(advert)) == [PROSE, MORE]


def test_a_promise_in_a_summary_takes_its_list_with_it() -> None:
    promise = paragraph("This post is going to:")
    assert kept(promise, item("Explain the quay."), item("Count the boats.")) == [PROSE, MORE]


def test_one_whom_the_article_is_about_is_no_author() -> None:
    about = "Ada Quayle is a captain of the first ferry."
    named = [paragraph("Ada Quayle took the helm."), paragraph("Then Ada Quayle rang the bell.")]
    blocks = [*named, *filler(10), heading("Conclusion"), paragraph(PROSE), paragraph(about)]
    assert texts(find_sections(article(*blocks)).takeaways) == [PROSE, about]


def test_a_quotation_with_links_at_the_articles_end_is_a_note() -> None:
    note = quote("Translated with the help of many readers of the port.", links=LINK)
    assert kept(note) == [PROSE, MORE]
    assert kept(note, behind=(heading("More"), *filler(1))) == [PROSE, MORE, note.text]
    assert kept(quote("A port is a promise.")) == [PROSE, MORE, "A port is a promise."]


def test_a_list_of_links_behind_prose_is_navigation() -> None:
    link = item("Boats of the bay", links=(Link(text="Boats of the bay", url="/boats"),))
    assert kept(link, link) == [PROSE, MORE]


def test_fragments_stay_where_paragraphs_are_fragments() -> None:
    lines = ["Fewer boats, more freight in all of them", "A longer quay", "Two more cranes"]
    blocks = [*filler(), heading("Key takeaways"), *map(paragraph, lines)]
    assert texts(find_sections(article(*blocks)).takeaways) == lines


def test_the_first_passage_always_stays() -> None:
    thanks = "Thank you for a year in which the port grew, and its quay became too short."
    blocks = [*filler(12), heading("Key takeaways"), paragraph(thanks)]
    assert texts(find_sections(article(*blocks)).takeaways) == [thanks]


@pytest.mark.parametrize(
    "call",
    [
        "Also, while we are at it, we would like to thank the crews of both ferries.",
        "Happy sailing, everybody! 🚀",
        "Enjoy!",
        "Finally, join the crew of the year and bring the pier back to its roots.",
        "Curious about the harbour? Join us on Monday!",
        "(I would be delighted to hear from you: write to the harbour office.)",
        "Is there a boat that you would like to see here?",
        "Please try the new ferry and tell the crew.",
        "Let us know what you think. Pull requests are welcome.",
        "That's all for today. See you next time!",
        "Wir möchten allen Kapitänen danken. Schreibt uns!",
        "N'hésitez pas à nous écrire.",
        "No dudes en escribirnos. ¡Hasta la próxima!",
        "Non esitate a scriverci. A presto!",
        "Não hesite em escrever. Até a próxima!",
        "Laat het ons weten. Tot ziens!",
        "Пишите нам. До встречи!",
        "Пишіть нам. До зустрічі!",
        "Dajcie znać. Do zobaczenia!",
        "Napište nám. Na shledanou!",
        "Hör av dig. Vi ses!",
        "Skriv til os. På gensyn!",
        "Görüşmek üzere, teşekkürler.",
        "最后，感谢所有同事。",
        "それではまた次回。",
        "읽어 주셔서 감사합니다.",
    ],
)
def test_calls_to_the_reader_close_a_section(call: str) -> None:
    assert kept(paragraph(call)) == [PROSE, MORE]


@pytest.mark.parametrize(
    "text",
    [
        "Thankful captains have written a song, and every evening they sing it on the quay.",
        "Following the storm, the harbour office will build a wall in front of the pier.",
        "The crews join a union this year, and the union will ask for longer nights.",
        "What will become of the pier? The harbour office is going to rebuild it in spring.",
        "Stay tuned, the next generation of ferries is coming, and it will be quiet.",
    ],
)
def test_what_speaks_of_the_subject_stays(text: str) -> None:
    assert kept(paragraph(text)) == [PROSE, MORE, text]


def test_a_long_sentence_says_something_beside_its_call() -> None:
    plan = (
        "未来一年，港口将新建两座码头，并且延长渡轮的运营时间，同时我们会继续完善灯光和广播系统，"
    )
    text = f"{plan}让更多的船只能够在冬天安全靠岸，也会把所有的航班信息放到网上，欢迎各位试用。"
    assert kept(paragraph(text)) == [PROSE, MORE, text]
    assert kept(paragraph("欢迎各位试用。")) == [PROSE, MORE]


def test_the_name_of_an_emoji_leads_in_to_nothing() -> None:
    assert kept(paragraph("The quay in the year of the storm:")) == [PROSE, MORE]
    text = "Nobody on the quay knows what will come of it, but we are glad :tada:"
    assert kept(paragraph(text)) == [PROSE, MORE, text]


def test_what_stands_between_two_calls_goes_with_them() -> None:
    calls = ["If you enjoyed this story, tell a friend.", "Nobody knows who drew the map above."]
    blocks = [paragraph(text) for text in (*calls, "Finally, let us know what you think.")]
    assert kept(*blocks) == [PROSE, MORE]
    assert kept(*blocks[:2]) == [PROSE, MORE, *calls]


def test_a_paragraph_that_is_a_link_closes_a_section() -> None:
    text = "The yearly report of the harbour office."
    assert kept(paragraph(text, links=(Link(text=text, url="/report"),))) == [PROSE, MORE]
    assert kept(paragraph(text, links=LINK)) == [PROSE, MORE, text]


@pytest.mark.parametrize("hint", ["footnotes", "author", "caption", "tip newsletter"])
def test_boxes_beside_the_text_are_no_part_of_the_section(hint: str) -> None:
    note = paragraph("Since the year of the storm no boat has been lost in the bay.", hint=hint)
    assert kept(note) == [PROSE, MORE]
    tip = paragraph(note.text, hint="tip")
    assert kept(tip) == [PROSE, MORE, tip.text]


@pytest.mark.parametrize(
    "tail",
    [
        "Chat: https://chat.port.example",
        "E-mail: office@port.example",
        "Mastodon: https://port.example/@quay",
        "@ada, @grace, @mary and @joan",
        "⚓ Boats every week 🎁 Prizes for captains 💬 Answers at once",
        "Thank you all for reading this far into the year of the port.",
        "If you see a boat that we missed, tell us.",
        "Falls ihr helfen möchtet, freuen wir uns über eine Spende.",
        "如果你想多了解港口，请留意下一篇。",
        "Media contact: Ada Quayle, harbour office",
        "This release contains forward-looking statements on freight.",
        "— Ada Quayle, harbour desk",
        "You can find the data on the pages of the port.",
        "Interesse am Hafen geweckt? Dann bewirb dich jetzt.",
        "¡Gracias a todas las personas del puerto!",
        "Grazie a tutti i volontari del porto.",
        "写真：港の記者",
    ],
)
def test_where_to_write_and_whom_to_thank_is_dropped(tail: str) -> None:
    assert kept(paragraph(tail)) == [PROSE, MORE]


@pytest.mark.parametrize(
    "text",
    [
        "If you want to build a quay in a year, begin with its piles.",
        "如果港口的项目要持续一年以上，就应当先修码头。",
        "Two boats ⚓ left the bay, and one of them came back.",
        "Please note that the new quay opens a year late.",
        "Wir hoffen, den Kai im Mai zu eröffnen.",
        "Gracias al nuevo muelle, los barcos esperarán menos.",
        "Grazie al nuovo molo le navi aspetteranno meno.",
        "지금 항구는 새로운 부두를 준비하고 있다.",
    ],
)
def test_conditions_and_symbols_in_prose_are_no_calls(text: str) -> None:
    assert kept(paragraph(text)) == [PROSE, MORE, text]


def test_addresses_go_when_they_are_items() -> None:
    lines = ["Chat: https://chat.port.example", "Post: office@port.example"]
    assert kept(*map(item, lines)) == [PROSE, MORE]


def test_thanks_for_reading_end_a_section_whatever_follows() -> None:
    thanks = "Thanks for reading!"
    assert kept(paragraph(thanks), *filler(3)) == [PROSE, MORE]


def test_items_that_lead_in_to_their_own_stay() -> None:
    docks = [item("The docks need work:"), item("new piles", 2), item("The cranes need work:")]
    blocks = [*filler(12), heading("Outlook"), *docks]
    assert texts(find_sections(article(*blocks)).outlook) == [block.text for block in docks]


def test_a_first_name_needs_a_profession_to_be_an_author() -> None:
    author = "Ada is a reporter from the north. Ada likes boats and bread."
    assert kept(paragraph(author), language="en") == [PROSE, MORE]
    boat = "Adelaide is a boat from the north that carries wood."
    assert kept(paragraph(boat), language="en") == [PROSE, MORE, boat]


def test_a_credit_with_a_bullet_is_a_note_and_a_listed_one_is_not() -> None:
    lone = "✅ Photo: harbour office"
    assert kept(paragraph(lone), paragraph(PROSE)) == [PROSE, MORE]


def test_phrases_are_those_of_the_language_and_of_english() -> None:
    french, english = "Merci à la capitainerie.", "Many thanks to the harbour office."
    assert kept(paragraph(french), language="de") == [PROSE, MORE, french]
    assert kept(paragraph(french), language="fr-CA") == [PROSE, MORE]
    assert kept(paragraph(english), language="fr") == [PROSE, MORE]


def test_a_conclusion_that_begins_with_thanks_is_no_conclusion() -> None:
    thanks = "In closing, I want to thank the crews. The port has had a long and hard winter."
    closing = heading("Conclusion")
    findings = find_sections(article(*filler(12), closing, paragraph(thanks)))
    assert findings.takeaways is None
    assert findings.passed[0].reason == "says thanks or goodbye and no more"
    both = [paragraph(PROSE), paragraph(MORE)]
    assert find_sections(article(*filler(12), closing, *both)).takeaways is not None
