"""What a person says of a customer's language is remembered; clear words of the customer's own overrule it."""

import pytest
from sqlalchemy import select

from app.desk import conversations, intake
from app.desk.desk import CUSTOMER, SYSTEM, Actor, ActorKind, open_desk
from app.domain.errors import Rejected
from app.errands import receive_message
from app.models import Conversation, Customer, Message
from tests.cast import NOON, inbound

AGENT = Actor(ActorKind.AGENT, 1)
CLEAR = "Where is my order? It has not arrived yet, please have a look and tell me."


def hear(runtime, shop, body, **fields):
    return receive_message.file(runtime, shop.id, inbound(body, **({"subject": ""} | fields)))


def go_on(runtime, shop, got, body):
    """The customer answers in the same conversation."""
    return hear(runtime, shop, body, reply_token=look(runtime, Conversation, got.conversation_id).reply_token)


def say(runtime, shop, got, language, actor=AGENT):
    with open_desk(runtime.database, shop.id, actor, now=NOON) as desk:
        conversations.set_language(desk, got.conversation_id, language)


def look(runtime, model, row_id):
    with runtime.database.transaction(read_only=True) as session:
        return session.get(model, row_id)


def languages(runtime, got):
    """Of the message, of its conversation, of its customer."""
    conversation = look(runtime, Conversation, got.conversation_id)
    customer = look(runtime, Customer, conversation.customer_id)
    return look(runtime, Message, got.message_id).language, conversation.language, customer.language


@pytest.fixture
def told(runtime, hana):
    """A conversation in what was taken for Spanish, until an agent said that it is Portuguese."""
    got = hear(runtime, hana, "cancelar pedido", locale="es")
    assert languages(runtime, got) == ("es", "es", "es")
    say(runtime, hana, got, "pt-BR")
    return got


def test_what_an_agent_says_is_kept_with_the_customer(runtime, told):
    conversation = look(runtime, Conversation, told.conversation_id)
    customer = look(runtime, Customer, conversation.customer_id)
    assert (conversation.language, customer.language, customer.language_told_at) == ("pt", "pt", NOON)


@pytest.mark.parametrize("body", ["cancelar pedido", "Gracias", "Hola, buenos días", "ok", "👍", "Thanks!"])
def test_a_few_words_are_taken_as_that_language_and_change_nothing(runtime, hana, told, body):
    assert languages(runtime, go_on(runtime, hana, told, body)) == ("pt", "pt", "pt")


@pytest.mark.parametrize("body", ["cancelar pedido", "Gracias", "👍"])
def test_so_they_are_in_a_new_conversation(runtime, hana, told, body):
    got = hear(runtime, hana, body, subject="#9001", locale="es")
    new = hear(runtime, hana, body, inquiry_kind="other", subject="Outra coisa", locale="es", channel="form")
    assert new.conversation_id != told.conversation_id
    assert {languages(runtime, one) for one in (got, new)} == {("pt", "pt", "pt")}


def test_a_word_in_a_script_of_its_own_is_what_it_is_but_changes_nothing(runtime, hana, told):
    assert languages(runtime, go_on(runtime, hana, told, "ありがとう")) == ("ja", "pt", "pt")


def test_a_clear_message_in_another_language_wins_and_is_then_the_customers(runtime, hana, told):
    got = go_on(runtime, hana, told, CLEAR)
    assert languages(runtime, got) == ("en", "en", "en")
    assert languages(runtime, go_on(runtime, hana, told, "Thanks a lot")) == ("en", "en", "en")
    customer = look(runtime, Conversation, told.conversation_id).customer_id
    assert look(runtime, Customer, customer).language_told_at is None


def test_without_a_persons_word_a_guess_changes_the_thread_neither(runtime, hana):
    got = hear(runtime, hana, CLEAR)
    assert languages(runtime, go_on(runtime, hana, got, "Gracias")) == ("es", "en", "en")
    assert languages(runtime, hear(runtime, hana, "Gracias", channel="form"))[1:] == ("en", "en")


def test_another_customer_is_read_by_himself(runtime, hana, told):
    got = hear(runtime, hana, "Gracias", from_address="other@example.es")
    assert languages(runtime, got) == ("es", "es", "es")


def test_another_shop_knows_nothing_of_it(runtime, hana, mei, told):
    with open_desk(runtime.database, mei.id, CUSTOMER, now=NOON) as desk:
        assert intake.expected(desk, inbound()) == intake.Expected(())
    got = hear(runtime, mei, "Gracias")
    assert languages(runtime, got) == ("es", "es", "es")
    assert languages(runtime, go_on(runtime, hana, told, "Gracias")) == ("pt", "pt", "pt")
    with runtime.database.transaction(read_only=True) as session:
        assert session.scalars(select(Customer.language_told_at).where(Customer.shop_id == mei.id)).all() == [None]


def test_confirming_the_language_a_thread_has_is_remembered_too(runtime, hana):
    got = hear(runtime, hana, "cancelar pedido", locale="es")
    say(runtime, hana, got, "es")
    assert languages(runtime, go_on(runtime, hana, got, "Obrigado")) == ("es", "es", "es")


def test_what_no_person_said_is_not_remembered_as_if_one_had(runtime, hana):
    got = hear(runtime, hana, "cancelar pedido", locale="es")
    say(runtime, hana, got, "pt", actor=SYSTEM)
    conversation = look(runtime, Conversation, got.conversation_id)
    customer = look(runtime, Customer, conversation.customer_id)
    assert (conversation.language, customer.language, customer.language_told_at) == ("pt", "es", None)


def test_what_is_no_language_changes_nothing(runtime, hana, told):
    with pytest.raises(Rejected):
        say(runtime, hana, told, "<script>")
    assert languages(runtime, told)[1:] == ("pt", "pt")


def test_several_languages_of_one_message_are_kept_with_it(runtime, hana):
    got = hear(runtime, hana, "Hello, one of the two cups is broken.\n\nHallo, eine der zwei Tassen ist leider kaputt.")
    kept = look(runtime, Message, got.message_id).languages
    assert {tag for tag, _ in kept} == {"en", "de"}
    assert kept[0][0] == look(runtime, Message, got.message_id).language
    assert look(runtime, Message, hear(runtime, hana, CLEAR).message_id).languages == []


def test_the_subject_helps_with_a_word_or_two_unless_the_shop_wrote_it(runtime, hana):
    first = hear(runtime, hana, "#1042", subject="Meine Bestellung ist nicht angekommen")
    assert languages(runtime, first)[0] == "de"
    answer = hear(runtime, hana, "#1042", subject="Re: Your parcel has left our warehouse", in_reply_to="<ours@x>")
    assert languages(runtime, answer)[0] == "de"
