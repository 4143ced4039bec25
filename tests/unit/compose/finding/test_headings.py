from __future__ import annotations

import pytest

from digest.article import Tier
from digest.compose.finding.headings import (
    ExtraHeadings,
    all_announced,
    announced,
    announced_by_line,
    ends_section,
    heading_role,
    normalise_heading,
)
from digest.model import Role
from headings_table import HEADINGS

TIERS = [Tier.EXPLICIT, Tier.SUMMARY, Tier.CONCLUSION, None]
#: Built from the same words: qualifier, noun, what is to be done with it.
BUILT = {
    Tier.EXPLICIT: (
        "Key things to remember|Take-Away Lessons|Takeways|Some points to keep in mind"
        "|Main take aways|What to take home|Points worth remembering"
        "|Final take-home message|Too long; didn't read|Was wir mitnehmen können"
        "|Die wichtigste Lehre|Les points à retenir :|Ce qu’on peut en retenir"
        "|Quelques idées clés à garder en tête|Ideas clave para recordar|O que levamos"
        "|Le cose da ricordare|Punten om te onthouden|Что стоит запомнить"
        "|Що варто пам'ятати|Co należy zapamiętać|Co si z toho odnést"
        "|Saker att komma ihåg|Unutulmaması gerekenler|值得记住的要点|覚えておくべきこと"
        "|꼭 기억해야 할 점|ما يجب تذكره|याद रखने वाली बातें"
    ),
    Tier.CONCLUSION: (
        "A few closing remarks|Some concluding observations|Last thoughts|Letzte Worte"
        "|Einige abschließende Gedanken|Quelques mots pour conclure|Últimas palabras"
        "|Considerações|Brevi considerazioni finali|Afsluitende woorden"
        "|Несколько заключительных слов|Завершальні думки|Ostatnie słowa"
        "|Pár slov na závěr|Några avslutande reflektioner|Son değerlendirme"
        "|一些最后的想法|最後の言葉|마지막 한마디|كلمة ختامية|आखिरी बात"
    ),
    None: (
        "A look into the future|What lies ahead|Where we’re headed next|Ausblicke"
        "|Unser Blick voraus|Ce qui nous attend|Lo que viene|O que está por vir"
        "|Che cosa ci attende|Wat staat ons te wachten|Чего ждать дальше|Що на нас чекає"
        "|Co nas czeka|Kam směřujeme|Vad väntar härnäst|Bizi ne bekliyor|对未来的展望"
        "|これからやりたいこと|앞으로 할 일|نظرة إلى المستقبل|आगे का रास्ता"
    ),
}
KNOWN = [
    pytest.param(heading, tier, id=f"{language} {heading}")
    for language, lines in HEADINGS.items()
    for tier, line in zip(TIERS, lines, strict=True)
    for heading in line.split("|")
]


KNOWN += [pytest.param(h, tier, id=h) for tier, line in BUILT.items() for h in line.split("|")]


@pytest.mark.parametrize(("heading", "tier"), KNOWN)
def test_heading_of_the_lexicon_is_known(heading: str, tier: Tier | None) -> None:
    what = announced(heading)
    assert what is not None
    assert what.tier is tier
    assert what.role is (Role.TAKEAWAYS if tier else Role.OUTLOOK)


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "🔑",
        "Microsoft Outlook",
        "Why the key takeaways box was empty",
        "Call to Action",
        "Context & Background",
        "How we set up Outlook for the whole team",
        "Summarise a table with one command",
        "Summary statistics",
        "A conclusion nobody expected",
        "Take away food in the old town",
        "Takeaway coffee",
        "Future work permits",
        "Points of interest",
        "Keynote",
        "Lessons in sailing",
        "Last words of the captain",
        "In the end, the sea won",
        "Things to do in Lisbon",
        "Remember the harbour master",
        "What a view",
        "Open questions",
        "Looking for work",
        "Punkt für Punkt",
        "Mot de passe oublié",
        "Puntos de venta",
        "Pontos turísticos",
        "Punti vendita",
        "Punten en strepen",
        "Точка зрения",
        "Точка зору",
        "Punkt widzenia",
        "Body mass",
        "Punkter och streck",
        "Son dakika haberleri",
        "最后一班船",
        "最後の船",
        "마지막 배",
        "आखिरी नाव",
        "Nextcloud",
        "Pointe du Raz",
        "Zukunftsmusik im Konzertsaal",
        "Fazitäten",
        "Perspectivas de las entrevistas",
        "Points de vente",
        "Итоговая таблица турнира",
        "点と線",
        "重点大学",
        "まとめサイト",
        "핵심 인물",
        "x" * 5000,
    ],
)
def test_other_heading_has_no_role(heading: str) -> None:
    assert heading_role(heading) is None


@pytest.mark.parametrize(
    "heading",
    [
        "KEY TAKEAWAYS",
        "Key takeaways:",
        "4. Key Takeaways",
        "IV. Key Takeaways",
        "🔑 Key Takeaways",
        "1️⃣ Key Takeaways",
        "— Key Takeaways —",
        "**Key Takeaways**",
        "## Key Takeaways {#takeaways}",
        "Key\u00a0Takeaways …",
        ":key: Key Take-aways",
        "[!NOTE] Key takeaways",
        "Key takeaways (and a request)",
        "2026: Key takeaways",
        "The 5 key takeaways",
    ],
)
def test_ornaments_of_a_heading_do_not_count(heading: str) -> None:
    assert heading_role(heading) is Role.TAKEAWAYS


@pytest.mark.parametrize(
    "heading",
    [
        "Fazit und Ausblick",
        "Conclusion and Future Outlook",
        "Summary, conclusions & outlook",
        "Conclusion / Next steps",
        "Conclusion et perspectives",
        "Conclusiones y próximos pasos",
        "Выводы и планы на будущее",
        "앞으로 계획과 마무리",
        "まとめと今後",
        "总结和展望",
        "الخاتمة والخطوات التالية",
    ],
)
def test_a_combined_heading_is_that_of_both(heading: str) -> None:
    outlook, takeaways = all_announced(heading)
    assert (outlook.role, outlook.is_mixed) == (Role.OUTLOOK, True)
    assert (takeaways.role, takeaways.is_mixed) == (Role.TAKEAWAYS, True)
    assert takeaways.tier is not Tier.EXPLICIT
    assert announced(heading) == outlook


def test_the_plainest_of_joined_takeaways_counts() -> None:
    (what,) = all_announced("Conclusions/Takeways")
    assert (what.role, what.tier) == (Role.TAKEAWAYS, Tier.EXPLICIT)


@pytest.mark.parametrize("heading", ["So, what’s next?", "Y ahora, ¿qué?"])
def test_pauses_in_a_heading_do_not_count(heading: str) -> None:
    assert heading_role(heading) is Role.OUTLOOK


def test_another_subject_may_go_before_an_outlook_of_several_words() -> None:
    what = announced("Limitations and future work")
    assert what is not None
    assert (what.role, what.is_mixed) == (Role.OUTLOOK, True)
    assert announced("Training and future") is None
    assert announced("How we train the pilots and next steps") is None


def test_of_a_list_of_words_each_must_be_known() -> None:
    assert announced("Perspectives, Future Work and Open Problems") is not None
    assert announced("Conclusion, a love story") is None


def test_takeaways_in_plain_words_stay_takeaways_beside_an_outlook() -> None:
    what = announced("Key takeaways and next steps")
    assert what is not None
    assert (what.role, what.tier) == (Role.TAKEAWAYS, Tier.EXPLICIT)


def test_a_subtitle_may_follow_or_go_before() -> None:
    for heading in ("Outlook – a quiet winter", "The port in winter: outlook"):
        what = announced(heading)
        assert what is not None
        assert (what.role, what.is_whole) == (Role.OUTLOOK, False)


def test_rule_names_language_kind_and_words() -> None:
    whole, begun = announced("Our key takeaways"), announced("Ausblick auf den Winter")
    assert whole is not None
    assert begun is not None
    assert whole.rule == "en, explicit: key takeaways"
    assert begun.rule == "de, outlook: ausblick auf *"


def test_a_line_that_nothing_marks_must_be_in_the_lexicon_as_a_whole() -> None:
    assert announced_by_line("Fazit:") is not None
    assert announced_by_line("Fazit zum Hafen") is None
    assert announced_by_line("The conclusion, then") is None


def test_headings_of_a_source_are_compared_when_normalised() -> None:
    extra = ExtraHeadings(takeaways=("What stuck",), outlook=("Crystal ball",))
    stuck = announced("4. WHAT STUCK?", extra=extra)
    ball = announced_by_line("Crystal ball:", extra=extra)
    assert stuck is not None
    assert ball is not None
    assert (stuck.role, stuck.tier, stuck.kind) == (Role.TAKEAWAYS, Tier.EXPLICIT, "source")
    assert (ball.role, ball.tier) == (Role.OUTLOOK, None)
    assert announced("What stuck") is None


@pytest.mark.parametrize(
    "heading", ["Acknowledgements", "Quellen", "À propos de l’auteur", "参考文献", "Читайте также"]
)
def test_headings_that_end_a_section_announce_nothing(heading: str) -> None:
    assert ends_section(heading)
    assert heading_role(heading) is None


def test_a_subject_does_not_end_a_section() -> None:
    assert not ends_section("Money")
    assert not ends_section("References to the old port " * 9)


def test_normalise_heading_leaves_only_the_words() -> None:
    assert normalise_heading(" 2.1) ✨ “Points”   clés ?! {#id} ") == 'points" cles'
    assert normalise_heading("三、未来 展望：") == "未来展望"


@pytest.mark.parametrize(
    "heading",
    [
        "The harbour's future",
        "What about the future of the port?",
        "What do you think the future holds for the port?",
        "Where to next?",
        "Ferry line roadmap",
        "Hamnens framtid",
        "बंदरगाह का भविष्य",
        "港口的未来",
        "港の未来",
        "항구의 미래",
        "Limanın geleceği",
        "Sataman tulevaisuus",
        "何が次に来るか",
        "Upcoming challenges",
    ],
)
def test_the_future_of_a_subject_is_an_outlook(heading: str) -> None:
    assert heading_role(heading) is Role.OUTLOOK


@pytest.mark.parametrize(
    "heading", ["The work", "Expectations", "Future-proof quays", "未来的な港のつくりかた"]
)
def test_words_that_only_look_ahead_are_no_outlook(heading: str) -> None:
    assert heading_role(heading) is None


@pytest.mark.parametrize(
    "heading",
    ["Summary of changes", "Résumé de la dernière réunion", "Resumo das informações"],
)
def test_a_summary_of_something_else_is_no_summary(heading: str) -> None:
    assert heading_role(heading) is None
    assert heading_role("Summary of the article") is Role.TAKEAWAYS


@pytest.mark.parametrize(
    "heading",
    [
        "What are the next steps?",
        "Was sind die nächsten Schritte?",
        "Quelles sont les prochaines étapes ?",
        "¿Cuáles son los próximos pasos?",
        "Quali sono i prossimi passi?",
        "Quais são os próximos passos?",
        "Wat zijn de volgende stappen?",
        "Каковы следующие шаги?",
        "Якими є наступні кроки?",
        "Jakie są następne kroki?",
        "Jaké jsou další kroky?",
        "Vad är nästa steg?",
        "Hvad er de næste skridt?",
        "Sonraki adımlar neler?",
        "次のステップは？",
        "다음 단계는 무엇인가요?",
        "下一步是什么？",
        "ما هي الخطوات التالية؟",
        "अगले कदम क्या हैं?",
    ],
)
def test_the_next_steps_may_be_asked_for(heading: str) -> None:
    assert heading_role(heading) is Role.OUTLOOK


@pytest.mark.parametrize(
    "heading",
    [
        "48-hour outlook",
        "FOURTH QUARTER 2025 OUTLOOK",
        "Full-year 2026 guidance",
        "5-year forecast",
    ],
)
def test_spans_of_time_beside_an_outlook_do_not_count(heading: str) -> None:
    assert heading_role(heading) is Role.OUTLOOK


def test_goals_and_guidance_alone_are_no_outlook() -> None:
    assert heading_role("Hedefler") is None
    assert heading_role("Guidance (March)") is None


def test_two_announcements_in_chinese_need_no_word_between() -> None:
    both = [what.role for what in all_announced("五、总结展望")]
    assert both == [Role.OUTLOOK, Role.TAKEAWAYS]
    assert all_announced("总结港口") == ()


def test_few_words_may_stand_before_a_roadmap() -> None:
    assert heading_role("The harbour office roadmap") is Role.OUTLOOK
    assert heading_role("The worth of an open and shared roadmap") is None


def test_an_outlook_may_stand_beside_thanks() -> None:
    assert heading_role("Thanks and next steps") is Role.OUTLOOK
