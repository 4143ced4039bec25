"""Headings of every language of the lexicon, in the order of their tiers, the outlook last."""

from __future__ import annotations

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
