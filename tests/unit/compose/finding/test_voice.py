from __future__ import annotations

import pytest

from digest.compose.finding.sections import find_sections
from digest.compose.finding.vocabulary import LANGUAGES, languages
from digest.compose.finding.voice import Sign, Voice
from finding import article, filler, heading, paragraph, texts

VOICE = Voice(language="en", is_plan=True)


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("A third ferry is planned for the bay", Sign.PLAN),
        ("The port intends to build a quay", Sign.PLAN),
        ("Our crew painted the pier", Sign.WRITER),
        ("You can moor your boat there", Sign.CALL),
        ("Read our plans for the quay", Sign.CALL),
        ("Feel free to write to the office", Sign.CALL),
        ("In the next article we will sail", Sign.SEQUEL),
        ("You may see more of it soon", None),
        ("The pier is old", None),
    ],
)
def test_a_sentence_has_one_sign_at_most(sentence: str, sign: Sign | None) -> None:
    assert VOICE.signs([sentence]) == ({sign: 1} if sign else {})


def test_signs_are_counted_by_the_sentence() -> None:
    signs = VOICE.signs(["We plan a quay. Read the handbook.", "A roadmap is in progress."])
    assert signs == {Sign.PLAN: 2, Sign.CALL: 1}


def test_your_project_is_the_readers() -> None:
    assert VOICE.signs(["Rope is needed for your project"]) == {Sign.CALL: 1}
    assert VOICE.signs(["Rope is needed for this project"]) == {Sign.WRITER: 1}


def test_only_what_stands_near_the_top_of_a_passage_is_read() -> None:
    assert VOICE.signs([f"{'The pier is old. ' * 100}We plan a quay."]) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_what_is_to_come(language: str) -> None:
    lines = languages()[language]
    assert lines["onward"]
    assert lines["futures"]


READERS_STEPS = [
    ("en", "Next Steps", "Now that you know the moorings, you may want to look at the tides."),
    ("en", "Next steps", "We have built a small raft here. In the next part, we will add a sail."),
    ("de", "Nächste Schritte", "Nachdem Sie das Boot kennen, sollten Sie das Handbuch lesen."),
    ("fr", "Et maintenant ?", "Vous savez maintenant amarrer. Consultez le manuel du port."),
    ("es", "¿Y ahora qué?", "Ahora puedes probar el bote en tu puerto. Consulta el manual."),
    ("pt", "Próximos passos", "Agora que você já sabe remar, leia o manual do porto inteiro."),
    ("ru", "Что дальше?", "Теперь вы умеете грести. Прочитайте руководство, чтобы узнать больше."),
    ("ar", "الخطوات التالية", "استكشف المزيد من القوارب في الميناء الكبير واقرأ الدليل كله."),
    ("zh", "下一步", "阅读港口手册，了解更多关于系泊的内容，并在你的船上尝试一下。"),
    ("ja", "次のステップ", "港の手引きを参照してください。小さな船でも試してみましょう。"),
    ("ko", "다음 단계", "항구 안내서를 참고하세요. 그리고 작은 배로도 한번 연습해 보세요."),
]
PROJECTS_STEPS = [
    (
        "en",
        "Next Steps",
        "The council will vote on the quay in May, and the work begins in autumn.",
    ),
    ("en", "What now?", "The plan goes to the harbour board, which votes on it in November."),
    ("de", "Nächste Schritte", "Der Rat stimmt im Mai über den Kai ab, im Herbst beginnt der Bau."),
    ("fr", "Prochaines étapes", "Le conseil votera en mai, et les travaux commenceront aussitôt."),
    ("es", "Próximos pasos", "El puerto ampliará su muelle en primavera y abrirá dos líneas."),
    ("pt", "Próximos passos", "O porto vai abrir a segunda linha em maio, com barcos novos."),
    ("it", "Prossimi passi", "A maggio il consiglio vota, e i lavori inizieranno in autunno."),
    ("nl", "Volgende stappen", "In mei stemt de raad over de kade, daarna begint het werk."),
    ("ru", "Следующие шаги", "В мае совет проголосует за причал, и работы начнутся осенью."),
    ("pl", "Co dalej?", "W maju rada zagłosuje nad nabrzeżem, a jesienią ruszą prace."),
    ("ar", "الخطوات التالية", "سنعمل في العام المقبل على توسيع الميناء، ونخطط لبناء رصيف جديد."),
    ("zh", "下一步", "我们将在明年春天开通第二条渡轮航线，并继续改善码头的照明设施。"),
    ("ja", "次のステップ", "来年の春には二つ目の航路を開き、桟橋の照明も新しくする予定です。"),
    ("ko", "다음 단계", "내년 봄에는 두 번째 항로를 열고 부두의 조명도 새로 설치할 예정입니다."),
    ("sv", "Nästa steg", "I maj röstar rådet om kajen, och arbetet börjar redan i höst."),
]


@pytest.mark.parametrize(("language", "title", "text"), READERS_STEPS)
def test_next_steps_are_the_readers_in_every_language(language: str, title: str, text: str) -> None:
    blocks = [*filler(), heading(title), paragraph(text)]
    assert find_sections(article(*blocks, language=language)).outlook is None


@pytest.mark.parametrize(("language", "title", "text"), PROJECTS_STEPS)
def test_next_steps_are_the_projects_in_every_language(
    language: str, title: str, text: str
) -> None:
    blocks = [*filler(), heading(title), paragraph(text)]
    assert texts(find_sections(article(*blocks, language=language)).outlook) == [text]
