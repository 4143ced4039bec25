from __future__ import annotations

import pytest

from digest.compose.headings import heading_role, normalise_heading
from digest.model import Role


@pytest.mark.parametrize(
    "heading",
    [
        "Key Takeaways",
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
        "5 key takeaways",
        "TL;DR",
        "tl;dr:",
        "Das Wichtigste in Kürze",
        "Die wichtigsten Erkenntnisse",
        "Points clés",
        "Ce qu’il faut retenir",
        "Puntos clave",
        "Punti chiave",
        "Pontos-chave",
        "Kernpunten",
    ],
)
def test_takeaways_heading_is_known(heading: str) -> None:
    assert heading_role(heading) is Role.TAKEAWAYS


@pytest.mark.parametrize(
    "heading",
    [
        "Future Outlook",
        "Outlook for 2027",
        "What’s next?",
        "Looking ahead",
        "The future of the harbour",
        "Ausblick",
        "Wie es weitergeht",
        "Perspectives",
        "Et maintenant ?",
        "¿Qué viene ahora?",
        "Prospettive future",
        "Próximos passos",
        "Vooruitblik",
    ],
)
def test_outlook_heading_is_known(heading: str) -> None:
    assert heading_role(heading) is Role.OUTLOOK


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "🔑",
        "Highlights",
        "Summary",
        "Claves",
        "En bref",
        "Auf einen Blick",
        "Next steps",
        "Microsoft Outlook",
        "Why the key takeaways box was empty",
        "Call to Action",
        "Context & Background",
    ],
)
def test_other_heading_has_no_role(heading: str) -> None:
    assert heading_role(heading) is None


def test_normalise_heading_leaves_only_the_words() -> None:
    assert normalise_heading(" 2.1) ✨ “Points”   clés ?! {#id} ") == 'points" clés'
