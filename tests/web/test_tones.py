"""Settings → How you speak: a tone for each language and for all others, and the way to glossary and memory."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errands.runtime import Runtime
from app.models import LanguageTone, Shop
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def kept(desk: Desk) -> dict[str, str]:
    with desk.database.transaction(read_only=True) as session:
        rows = session.scalars(select(LanguageTone).where(LanguageTone.shop_id == desk.shop.id))
        return {row.language: row.tone for row in rows}


def card(text: str) -> str:
    return text.partition('id="tones"')[2].partition("</section>")[0]


def test_a_tone_is_chosen_changed_and_left_to_the_engine_again(desk: Desk) -> None:
    assert desk.post("/settings/tones", {"language": "de", "tone": "FORMAL"}).status_code == 303
    desk.post("/settings/tones", {"language": "", "tone": "WARM"})
    desk.post("/settings/tones", {"language": "de", "tone": "BRIEF"})
    assert kept(desk) == {"": "WARM", "de": "BRIEF"}
    shown = card(desk.page("/settings"))
    assert 'German: <span class="strong">Brief' in shown
    assert 'All other languages: <span class="strong">Warm' in shown
    desk.post("/settings/tones", {"language": "de", "tone": ""})
    assert kept(desk) == {"": "WARM"}


def test_what_cannot_be_is_told_at_its_field(desk: Desk) -> None:
    for form, field in (({"language": "x!", "tone": "WARM"}, "language"), ({"language": "de", "tone": "LOUD"}, "tone")):
        answer = desk.post("/settings/tones", form)
        assert answer.status_code == 422
        assert f'id="tones-{field}-error"' in card(answer.text)
    assert kept(desk) == {}


def test_one_shops_tones_are_nothing_to_another(desk: Desk, mei: Shop) -> None:
    with desk.database.transaction() as session:
        session.add(LanguageTone(shop_id=mei.id, language="fr", tone="BRIEF"))
    assert "<strong>" not in card(desk.page("/settings"))
    assert 'aria-label="Tones"' not in card(desk.page("/settings"))
    desk.post("/settings/tones", {"language": "fr", "tone": "WARM"})
    assert kept(desk) == {"fr": "WARM"}


def test_the_settings_lead_to_glossary_and_memory(desk: Desk) -> None:
    shown = card(desk.page("/settings"))
    assert ('href="/glossary?' in shown, 'href="/memory?' in shown) == (True, True)
    assert 'href="/memory?' in desk.page("/glossary")
    assert 'href="/glossary?' in desk.page("/memory")


def test_it_speaks_japanese(desk: Desk) -> None:
    desk.change(desk.agent, locale="ja-JP", language="ja")
    shown = card(desk.page("/settings"))
    assert "お客様への話し方" in shown
    assert "Language" not in shown
