"""What goes out is judged by what the desk knows: nothing that a form says of itself lets red pass without a reason."""

import pytest
from flask.testing import FlaskClient

from app.desk import memory_pages
from app.desk.desk import SYSTEM
from app.desk.memory_pages import Wish
from app.errands.runtime import Runtime
from app.models import Conversation, GuardVerdict, Message, Shop
from app.web.reply_form import edit_distance
from tests import cast
from tests.web.probe import rows
from tests.web.scene import Desk, sit_down

GOOD = {
    "token": "once",
    "draft": "We refund you $20.00 today.",
    "body": "Hoy le reembolsamos $20.00.",
    "shown": "Hoy le reembolsamos $20.00.",
    "language": "es",
    "draft_language": "en",
}
WRONG = GOOD | {"body": "Hoy le reembolsamos $200.00.", "shown": "Hoy le reembolsamos $200.00."}


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana, reads=["es"])


@pytest.fixture
def conversation(desk: Desk) -> Conversation:
    customer = cast.customer(desk.database, desk.shop.id, name="María Díaz", country_code="ES", language="es")
    return desk.conversation(customer_id=customer.id)


def send(desk: Desk, conversation: Conversation, form: dict[str, str]) -> str:
    """What became of it: "blocked", or the text that is on its way."""
    answer = desk.post(f"/conversations/{conversation.id}/replies", form)
    assert answer.status_code == 200, answer.text
    return "blocked" if answer.headers.get("HX-Retarget") == "#preview" else texts(desk)[-1]


def texts(desk: Desk) -> list[str]:
    return [row.body for row in rows(desk.runtime, Message) if row.direction == "OUTBOUND"]


def remembered(desk: Desk) -> dict[str, str]:
    with desk.runtime.desk(desk.shop.id, SYSTEM, read_only=True) as opened:
        return {line.source_text: line.target_text for line in memory_pages.page(opened, Wish())}


def test_a_faithful_translation_goes_out(desk: Desk, conversation: Conversation) -> None:
    assert send(desk, conversation, GOOD) == GOOD["body"]


@pytest.mark.parametrize(
    "told",
    [
        {"language": "en"},
        {"draft_language": "es"},
        {"language": ""},
        {"draft_language": ""},
        {"language": "", "draft_language": ""},
        {"language": "xx" * 60},
        {"draft_language": "xx" * 60},
        {"own_words": "1"},
        {"own_words": "1", "engine": "macro"},
        {"own_words": "1", "engine": "macro", "macro": "1"},
        {"own_words": "1", "engine": "draft", "remedy_draft": "1"},
        {"tone": "no such tone"},
    ],
    ids=lambda told: ",".join(f"{name}={value[:8]}" for name, value in told.items()),
)
def test_whatever_the_form_says_of_itself_a_wrong_amount_needs_a_reason(
    desk: Desk, conversation: Conversation, told: dict[str, str]
) -> None:
    assert send(desk, conversation, WRONG | told) == "blocked"
    assert texts(desk) == []


def test_a_blocked_text_still_says_what_it_means(desk: Desk, conversation: Conversation) -> None:
    """The agent decides about it by its back-translation: it must not go with the press that was blocked."""
    cast.engine(desk.database, desk.shop.id)
    changed = GOOD | {"body": "Hoy le reembolsamos $200.00.", "back_translation": "of another text"}
    answer = desk.post(f"/conversations/{conversation.id}/replies", changed)
    assert answer.headers["HX-Retarget"] == "#preview"
    assert 'name="back_translation" value="[es→en] Hoy le reembolsamos $200.00."' in answer.text


def test_the_reply_is_in_the_language_of_its_conversation_whatever_the_form_says(
    desk: Desk, conversation: Conversation
) -> None:
    assert send(desk, conversation, GOOD | {"language": "fr"}) == GOOD["body"]
    (reply,) = (row for row in rows(desk.runtime, Message) if row.direction == "OUTBOUND")
    assert (reply.language, reply.draft_language) == ("es", "en")


def test_a_preview_from_before_the_language_was_corrected_is_in_the_wrong_language_now(
    desk: Desk, conversation: Conversation
) -> None:
    desk.change(conversation, language="fr")
    long = {"body": "Hoy le reembolsamos el importe completo de su pedido, muchas gracias por su paciencia."}
    assert send(desk, conversation, GOOD | long | {"draft": "We refund the whole order today, thank you."}) == "blocked"


def test_words_sent_without_a_preview_are_judged_too(desk: Desk, conversation: Conversation) -> None:
    english = {"token": "t", "draft": "Thank you for your patience, your parcel has left our studio this morning."}
    assert send(desk, conversation, english) == "blocked"
    spanish = {"token": "t", "draft": "Gracias por su paciencia, su paquete ha salido de nuestro taller esta mañana."}
    assert send(desk, conversation, spanish) == spanish["draft"]


def test_what_went_out_although_it_was_red_teaches_the_memory_nothing(desk: Desk, conversation: Conversation) -> None:
    own = {"draft": "We have sent it.", "body": "We have sent it.", "shown": "Lo hemos enviado."}
    assert send(desk, conversation, GOOD | own | {"reason": "She reads English."}) == "We have sent it."
    assert remembered(desk) == {}


def test_a_second_press_with_another_text_changes_neither_memory_nor_verdict(
    desk: Desk, conversation: Conversation
) -> None:
    first = GOOD | {"draft": "We have sent it.", "body": "Lo hemos enviado.", "shown": "Lo enviamos."}
    send(desk, conversation, first)
    send(desk, conversation, first | {"body": "Ya está en camino."})
    send(desk, conversation, first | {"body": "Lo hemos enviado 3 veces.", "reason": "never mind"})
    assert texts(desk) == ["Lo hemos enviado."]
    assert remembered(desk) == {"We have sent it.": "Lo hemos enviado."}
    assert [row.outcome for row in rows(desk.runtime, GuardVerdict)] == ["SENT"]


@pytest.mark.parametrize(("shown", "sent", "distance"), [("abcd", "abcd", 0), ("abcd", "abce", 250), ("", "abc", 1000)])
def test_how_much_an_agent_changed_is_told_in_per_mille(shown: str, sent: str, distance: int) -> None:
    assert edit_distance(shown, sent) == distance


def test_how_much_was_changed_of_a_long_text_is_told_without_aligning_it() -> None:
    text = "Gracias por su paciencia. " * 700
    assert edit_distance(text, text + "x" * 200) == pytest.approx(5, abs=1)
    assert 0 < edit_distance(text, text[::-1].replace("G", "X")) < 100  # nobody waits for half a minute
