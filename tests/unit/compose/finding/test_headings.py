from __future__ import annotations

import pytest

from digest.article import Tier
from digest.compose.finding.headings import (
    ExtraHeadings,
    announced,
    announced_by_line,
    ends_section,
    heading_role,
    normalise_heading,
)
from digest.model import Role

#: By language: explicit, summary (and lessons), conclusion, outlook (and plans); a line each.
HEADINGS = {
    "en": [
        "Our key takeaways|5 takeaways from the summit|TL;DR|The main points|What you need to know",
        "In summary|Lessons learned|What we learned along the way|Executive summary",
        "Conclusion: it works|Final thoughts|The bottom line|Wrapping up",
        "Future Outlook|What’s next for the port?|The road ahead|Next steps|Outlook 2027",
    ],
    "de": [
        "Das Wichtigste in Kürze|Die zentralen Erkenntnisse|Kernaussagen|Kurz und knapp",
        "Zusammenfassung|Was wir gelernt haben",
        "Fazit|Mein persönliches Fazit|Schlussfolgerungen|Fazit zum Hafen",
        "Ausblick|Wie es weitergeht|Die Zukunft der Häfen|Nächste Schritte|Ausblick auf 2027",
    ],
    "fr": [
        "Points clés|À retenir|Ce qu’il faut retenir|L’essentiel en bref",
        "En résumé|Les leçons apprises",
        "Conclusion|Le mot de la fin|Notre verdict",
        "Perspectives|Et maintenant ?|L’avenir du port|Prochaines étapes|Quelles perspectives ?",
    ],
    "es": [
        "Puntos clave|Las claves|Lo más importante|Principales conclusiones",
        "En resumen|Lecciones aprendidas",
        "Conclusiones|Reflexiones finales",
        "Perspectivas|¿Qué sigue?|El futuro del puerto|Próximos pasos",
    ],
    "it": [
        "Punti chiave|L’essenziale|In breve|Cosa sapere",
        "In sintesi|Lezioni apprese",
        "Conclusioni|Considerazioni finali",
        "Prospettive future|E adesso?|Il futuro del porto|Prossimi passi",
    ],
    "pt": [
        "Pontos-chave|Principais conclusões|O essencial",
        "Em resumo|Lições aprendidas",
        "Conclusão|Considerações finais",
        "Perspetivas|O que vem a seguir|O futuro do porto|Próximos passos",
    ],
    "nl": [
        "Kernpunten|De belangrijkste inzichten|In het kort",
        "Samenvatting|Geleerde lessen",
        "Conclusie|Tot slot",
        "Vooruitblik|Hoe nu verder?|De toekomst van de haven|Volgende stappen",
    ],
    "pl": [
        "Najważniejsze informacje|Kluczowe wnioski|Co warto zapamiętać",
        "Podsumowanie|Czego się nauczyliśmy",
        "Wnioski|Na zakończenie",
        "Perspektywy|Co dalej?|Przyszłość portu|Następne kroki",
    ],
    "cs": [
        "Klíčové body|Hlavní poznatky|Ve zkratce",
        "Shrnutí|Co jsme se naučili",
        "Závěr|Závěrem",
        "Výhled|Co nás čeká?|Budoucí vývoj|Další kroky",
    ],
    "ru": [
        "Главное|Ключевые выводы|Что нужно знать",
        "Резюме|Извлечённые уроки|Краткие итоги",
        "Заключение|Выводы",
        "Перспективы|Что дальше?|Будущее порта|Следующие шаги|Прогноз на 2027 год",
    ],
    "uk": [
        "Головне|Ключові висновки|Що потрібно знати",
        "Підсумок|Здобуті уроки",
        "Висновки|На завершення",
        "Перспективи|Що далі?|Майбутнє порту|Наступні кроки",
    ],
    "zh": [
        "要点|核心要点|太长不看|關鍵重點|一、要点",
        "摘要|總結|经验教训",
        "结论|寫在最後",
        "未来展望|展望 2026|後續計劃|下一步",
    ],
    "ja": [
        "要点|重要なポイント|この記事の要点",
        "要約|まとめ|学んだこと",
        "結論|おわりに",
        "今後の展望|今後の課題|将来の展望|次のステップ",
    ],
    "ko": [
        "핵심 요약|주요 내용|한눈에 보기",
        "요약|배운 점",
        "결론|마치며",
        "향후 전망|향후 계획|다음 단계|앞으로의 계획",
    ],
    "ar": [
        "أهم النقاط|النقاط الرئيسية|باختصار",
        "الملخص|الدروس المستفادة",
        "الخاتمة|في الختام",
        "النظرة المستقبلية|ماذا بعد؟|الخطوات التالية|مستقبل الموانئ",
    ],
    "hi": [
        "मुख्य बिंदु|संक्षेप में|याद रखने योग्य बातें",
        "सारांश|हमने क्या सीखा",
        "निष्कर्ष|अंत में",
        "भविष्य की संभावनाएं|आगे की राह|अगले कदम|आगे क्या?",
    ],
    "tr": [
        "Önemli Noktalar|ÖNE ÇIKANLAR|Kısaca",
        "Özet|Öğrenilen dersler",
        "Sonuç|Son söz",
        "Geleceğe bakış|Sırada ne var?|Sonraki adımlar",
    ],
    "sv": [
        "Viktigaste insikterna|I korthet|Det här behöver du veta",
        "Sammanfattning|Lärdomar",
        "Slutsatser|Avslutande ord",
        "Framtidsutsikter|Vad händer härnäst?|Nästa steg",
    ],
    "da": [
        "Hovedpointer|Viktigste funn|Kort fortalt",
        "Opsummering|Hva vi lærte",
        "Konklusion|Til slutt",
        "Fremtidsutsikter|Hvad nu?|Neste steg",
    ],
    "fi": ["Tärkeimmät havainnot", "Yhteenveto", "Johtopäätökset", "Tulevaisuuden näkymät"],
    "vi": ["Những điểm chính", "Tóm tắt", "Kết luận", "Tương lai|Bước tiếp theo"],
    "he": ["נקודות מרכזיות", "לסיכום", "מסקנות", "מבט לעתיד|מה הלאה?"],
    "el": ["Τα κύρια σημεία", "ΠΕΡΙΛΗΨΗ", "Συμπεράσματα", "Προοπτικές|Τι ακολουθεί;"],
    "ro": ["Puncte cheie", "Rezumat", "Concluzii", "Ce urmează?|Perspective"],
    "hu": ["Legfontosabb tanulságok", "Összefoglalás", "Konklúzió", "Kitekintés|Mi várható?"],
    "id": ["Poin penting", "Ringkasan", "Kesimpulan", "Masa depan|Langkah selanjutnya"],
}
TIERS = [Tier.EXPLICIT, Tier.SUMMARY, Tier.CONCLUSION, None]
KNOWN = [
    pytest.param(heading, tier, id=f"{language} {heading}")
    for language, lines in HEADINGS.items()
    for tier, line in zip(TIERS, lines, strict=True)
    for heading in line.split("|")
]


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


def test_a_second_announcement_makes_a_conclusion_an_outlook() -> None:
    what = announced("Fazit und Ausblick")
    assert what is not None
    assert (what.role, what.is_mixed) == (Role.OUTLOOK, True)


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
