import json

import pytest
from flask.testing import FlaskClient

from app.desk.sealing import sealer
from app.errands.runtime import Runtime
from app.models import Agent, Backfill, Shop
from tests import cast
from tests.web.scene import Desk, sit_down

MAIL = {
    "host": "mail.example.com",
    "port": "587",
    "security": "starttls",
    "username": "hana",
    "password": "correct horse",
    "from_address": "support@hana.example",
    "from_name": "Hana Ceramics",
}


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def opened(desk: Desk, column: str) -> dict[str, str]:
    sealed = getattr(desk.row(Shop, desk.shop.id), column)
    found: dict[str, str] = json.loads(sealer(desk.runtime.settings.api_secrets).open(sealed))
    return found


def test_mail_is_stored_sealed_and_its_password_never_shown_again(desk: Desk) -> None:
    assert desk.post("/settings/email", MAIL).status_code == 303
    assert opened(desk, "sealed_email_settings")["password"] == "correct horse"
    assert "correct horse" not in desk.row(Shop, desk.shop.id).sealed_email_settings
    page = desk.page("/settings")
    assert "mail.example.com" in page
    assert "correct horse" not in page
    assert "Stored; leave empty to keep it" in page


def test_an_empty_password_keeps_the_one_before(desk: Desk) -> None:
    desk.post("/settings/email", MAIL)
    desk.post("/settings/email", MAIL | {"password": "", "from_name": "Hana"})
    assert opened(desk, "sealed_email_settings")["password"] == "correct horse"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("host", "", "This is needed."),
        ("port", "smtp", "This should be a number."),
        ("from_address", "nobody", "This should be one e-mail address."),
        ("security", "magic", "Choose one of the values offered."),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_what_was_typed_stays(
    desk: Desk, name: str, value: str, words: str
) -> None:
    answer = desk.post("/settings/email", MAIL | {name: value})
    assert answer.status_code == 422
    assert f'id="email-{name}-error">{words}' in answer.text
    assert "Hana Ceramics" in answer.text
    assert "correct horse" not in answer.text
    assert desk.row(Shop, desk.shop.id).sealed_email_settings == ""


def test_the_address_for_incoming_mail_is_shown(desk: Desk) -> None:
    secret = desk.row(Shop, desk.shop.id).inbound_secret
    assert f"/inbound/email/{secret}" in desk.page("/settings")


def test_the_engines_are_told_in_their_order_and_led_to(desk: Desk) -> None:
    assert "No translation engine is set up yet" in desk.page("/settings")
    cast.engine(desk.database, desk.shop.id, "deepl", position=1, is_on=False)
    cast.engine(desk.database, desk.shop.id, "libretranslate")
    card = desk.page("/settings").partition('id="translation"')[2].partition("</section>")[0]
    assert card.index("LibreTranslate") < card.index("DeepL") < card.index(">Off<")
    for path in ("/engines?", "/egress?", "/quality?"):
        assert f'href="{path}' in card
    desk.change(desk.shop, sends_out=False)
    assert "Nothing is sent to translation engines" in desk.page("/settings")


def test_an_agent_chooses_his_languages(desk: Desk) -> None:
    assert desk.post("/settings/me", {"language": "ja", "reads": ["en", "fr"]}).status_code == 303
    agent = desk.row(Agent, desk.agent.id)
    assert (agent.language, agent.reads) == ("ja", ["en", "fr"])
    assert desk.post("/settings/me", {"language": ""}).status_code == 422


def test_copying_the_orders_can_be_started_again_after_a_failure(desk: Desk) -> None:
    with desk.database.transaction() as session:
        session.add(Backfill(shop_id=desk.shop.id, state="FAILED", error="Access denied", started_at=cast.NOON))
    assert "Access denied" in desk.page("/settings")
    assert desk.post("/settings/backfills").status_code == 303
    assert desk.post("/settings/backfills").status_code == 409


def test_settings_sealed_under_a_lost_secret_can_be_entered_again(desk: Desk) -> None:
    desk.change(desk.shop, sealed_email_settings="sealed elsewhere")
    assert 'value="mail.example.com"' not in desk.page("/settings")
