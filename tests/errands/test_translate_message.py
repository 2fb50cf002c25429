"""A customer's message is put into the languages its readers need; the original stands whatever an engine does."""

import pytest
from sqlalchemy import select, update

from app.desk import agents, conversations, intake
from app.desk.agents import StaffMember
from app.desk.desk import CUSTOMER
from app.domain.errors import Unavailable
from app.domain.events import LanguageCorrected, MessageReceived, TranslationWanted
from app.domain.languages import Detected
from app.errands import preview_reply, translate_message
from app.errands.preview_reply import Draft
from app.models import EventRow, Message, Translation, TranslationEngine
from tests import cast
from tests.cast import inbound
from tests.translation.stubs import service


@pytest.fixture
def stub():
    with service() as server:
        yield server


@pytest.fixture
def shop(runtime, stub):
    row = cast.shop(runtime.database)
    settings = cast.sealed(runtime.settings.api_secrets, url=stub.url)
    cast.engine(runtime.database, row.id, "libretranslate", sealed_settings=settings)
    return row


def receive(runtime, shop, body="¿Dónde está mi pedido #1042?", **fields):
    with runtime.desk(shop.id, CUSTOMER) as desk:
        got = intake.receive(desk, inbound(body, **fields), Detected("es", 95))
    return MessageReceived(got.message_id, got.conversation_id)


def translations(runtime):
    with runtime.database.transaction(read_only=True) as session:
        return {row.target: row for row in session.scalars(select(Translation))}


def test_every_language_somebody_needs_is_stored_once(runtime, shop, stub):
    cast.agent(runtime.database, shop.id, language="ja")
    cast.agent(runtime.database, shop.id, language="de", reads=["es"])
    cast.agent(runtime.database, shop.id, language="en", removed_at=cast.NOON)
    event = receive(runtime, shop)
    for _ in range(2):
        translate_message.run(runtime, shop.id, event)
    [(target, row)] = translations(runtime).items()
    assert (target, row.state, row.source, row.engine) == ("ja", "DONE", "es", "libretranslate")
    assert (row.text, row.subject) == ("ja:¿Dónde está mi pedido #1042?", "ja:Mi pedido")
    assert len(stub.asked) == 2
    with runtime.database.transaction(read_only=True) as session:
        assert session.scalar(select(EventRow.name).where(EventRow.name == "MessageTranslated"))


def test_the_engine_sees_placeholders_and_no_quotes(runtime, shop, stub):
    body = "Tarjeta 4111 1111 1111 1111, pedido #1042, https://shop.example/o?key=abc"
    translate_message.run(runtime, shop.id, receive(runtime, shop, body, quoted="> secreto"))
    seen = " ".join(asked[2] for asked in stub.asked)
    assert not any(secret in seen for secret in ("4111", "1042", "key=abc", "secreto"))
    assert translations(runtime)["ja"].text == f"ja:{body}"


def test_a_lost_placeholder_is_a_failure_with_a_note_and_never_a_guess(runtime, shop, stub):
    stub.say = lambda *_: "ご注文はどこですか"
    translate_message.run(runtime, shop.id, receive(runtime, shop))
    row = translations(runtime)["ja"]
    assert (row.state, row.text) == ("FAILED", "")
    assert "order names" in row.note


def rested(runtime):
    with runtime.database.transaction() as session:
        session.execute(update(TranslationEngine).values(open_until=None))


def test_an_engine_that_is_away_is_tried_again_and_its_failure_replaced(runtime, shop, stub):
    stub.status = 503
    event = receive(runtime, shop)
    with pytest.raises(Unavailable):
        translate_message.run(runtime, shop.id, event)
    assert translations(runtime)["ja"].state == "FAILED"
    stub.status = 200
    with pytest.raises(Unavailable, match="left alone"):  # it said how long it wants to be left alone
        translate_message.run(runtime, shop.id, event)
    rested(runtime)
    translate_message.run(runtime, shop.id, event)
    assert translations(runtime)["ja"].state == "DONE"


def test_an_engines_refusal_is_told_in_its_own_words(runtime, shop, stub):
    stub.status, stub.body = 400, '{"error": "I do not know this text."}'
    translate_message.run(runtime, shop.id, receive(runtime, shop))
    assert "I do not know this text." in translations(runtime)["ja"].note


def test_a_subject_the_engine_does_not_know_does_not_withhold_the_body(runtime, shop, stub):
    stub.say = lambda text, target: "" if text == "Mi pedido" else f"{target}:{text}"
    translate_message.run(runtime, shop.id, receive(runtime, shop))
    row = translations(runtime)["ja"]
    assert (row.state, row.subject) == ("DONE", "")


def test_markup_that_comes_back_is_kept_as_plain_data(runtime, shop, stub):
    stub.say = lambda text, _: f"<script>alert(1)</script>\x07 {text}"
    translate_message.run(runtime, shop.id, receive(runtime, shop))
    assert translations(runtime)["ja"].text.startswith("<script>alert(1)</script> ")


def test_a_shop_without_an_engine_says_where_to_set_one_up(runtime, hana):
    translate_message.run(runtime, hana.id, receive(runtime, hana))
    assert "Settings" in translations(runtime)["ja"].note


def test_a_corrected_language_is_translated_anew(runtime, shop, stub):
    event = receive(runtime, shop)
    translate_message.run(runtime, shop.id, event)
    with runtime.desk(shop.id) as desk:
        conversations.set_language(desk, event.conversation_id, "pt-BR")
    translate_message.correct(runtime, shop.id, LanguageCorrected(event.conversation_id, "pt"))
    assert translations(runtime)["ja"].source == "pt"
    with runtime.database.transaction(read_only=True) as session:
        assert session.get(Message, event.message_id).language_confidence == 100


def preview(runtime, shop, text, language="ja"):
    agent = cast.agent(runtime.database, shop.id, language=language)
    event = receive(runtime, shop)
    return preview_reply.preview(runtime, shop.id, agent.id, event.conversation_id, Draft(text))


def test_an_agent_sees_what_the_customer_would_get_and_what_it_says_back(runtime, shop, stub):
    stub.say = lambda text, target: (
        f"Su pedido {text[2:5]} está en camino y llegará pronto."
        if target == "es"
        else f"ご注文{text[10:13]}は配送中です。"
    )
    shown = preview(runtime, shop, "注文#1042を発送しました。")
    assert (shown.source, shown.target, shown.engine, shown.problem) == ("ja", "es", "libretranslate", "")
    assert shown.text == "Su pedido #1042 está en camino y llegará pronto."
    assert shown.back_translation == "ご注文#1042は配送中です。"
    assert shown.is_safe
    assert {"order_names", "language"} <= {finding.check for finding in shown.verdict.findings}


def test_a_number_that_changed_on_the_way_is_pointed_out(runtime, shop, stub):
    stub.say = lambda _, target: "Llegará en 5 días hábiles a su casa." if target == "es" else "5日で届きます。"
    shown = preview(runtime, shop, "3日で届きます。")
    assert not shown.is_safe
    assert {finding.check: finding.detail for finding in shown.verdict.red} == {"numbers": "− 3 · + 5"}


def test_an_answer_in_the_wrong_language_is_pointed_out(runtime, shop, stub):
    stub.say = lambda *_: "Your parcel has been shipped and will arrive soon, thank you very much."
    shown = preview(runtime, shop, "荷物を発送しました。")
    assert "language" in {finding.check for finding in shown.verdict.red}


def test_an_engine_that_fails_leaves_the_agents_words_and_says_why(runtime, shop, stub):
    stub.status = 503
    shown = preview(runtime, shop, "発送しました。")
    assert (shown.draft, shown.text, shown.is_safe) == ("発送しました。", "", False)
    assert "busy" in shown.problem


def test_the_customers_own_language_needs_no_engine(runtime, shop, stub):
    shown = preview(runtime, shop, "Su pedido ya está en camino, muchas gracias.", language="es")
    assert (shown.text, shown.problem, stub.asked) == (shown.draft, "", [])


def test_who_comes_later_finds_the_open_inquiries_in_his_language_too(runtime, shop):
    event = receive(runtime, shop)
    with runtime.desk(shop.id, CUSTOMER) as desk:
        agents.meet(desk, StaffMember("77", "Diego", "", "en", is_owner=False))
        agents.meet(desk, StaffMember("78", "Lucía", "", "es", is_owner=False))
    with runtime.database.transaction(read_only=True) as session:
        (wanted,) = session.scalars(select(EventRow).where(EventRow.name == "TranslationWanted"))
    translate_message.run(runtime, shop.id, TranslationWanted(**wanted.payload))
    assert wanted.payload["message_id"] == event.message_id
    assert translations(runtime)["en"].state == "DONE"


def test_a_sentence_the_engine_refuses_does_not_withhold_the_others(runtime, shop, stub):
    stub.say = lambda text, target: "" if "raro" in text else f"{target}:{text}"
    translate_message.run(runtime, shop.id, receive(runtime, shop, "¿Dónde está? Es un texto raro. Muchas gracias."))
    row = translations(runtime)["ja"]
    assert (row.state, row.text) == ("PARTIAL", "ja:¿Dónde está? Es un texto raro. ja:Muchas gracias.")
    assert "as they were written" in row.note


def test_an_engine_that_refuses_everything_is_not_asked_for_every_sentence(runtime, shop, stub):
    stub.say = lambda *_: ""
    translate_message.run(runtime, shop.id, receive(runtime, shop, "Hola. " * 30))
    assert translations(runtime)["ja"].state == "FAILED"
    assert len(stub.asked) <= 5
