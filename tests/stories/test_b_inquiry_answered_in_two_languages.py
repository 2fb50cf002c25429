"""Story B: a Spanish inquiry is read and answered in Japanese; what was shown is what the customer gets."""

from tests.cast import HANA
from tests.stories.theatre import Theatre, page

ANSWER = "ご注文#{number}を発送いたしました。"
SPANISH = "Su pedido #{number} ha sido enviado."


def spanish_order(theatre: Theatre) -> tuple[int, str, str]:
    found = theatre.rows(
        "SELECT o.id, o.name, o.email FROM orders o JOIN shops s ON s.id = o.shop_id WHERE s.domain = :shop"
        " AND o.customer_locale LIKE 'es%' AND o.email <> '' ORDER BY o.id LIMIT 1",
        shop=HANA,
    )
    assert found, "the seeded shop has no Spanish order"
    return found[0]


def write(theatre: Theatre, sender: str, name: str) -> int:
    """Send the inquiry as mail, as the customer's provider would; returns the conversation's id."""
    theatre.control(
        "POST",
        "mailbox/messages",
        json={"shop": HANA, "from": sender, "subject": f"Pedido {name}", "text": f"¿Dónde está mi pedido {name}?"},
    )
    query = (
        "SELECT m.conversation_id FROM messages m JOIN translations t ON t.message_id = m.id"
        " WHERE m.from_address = :sender AND t.target = 'ja' AND t.state = 'DONE' ORDER BY m.id DESC LIMIT 1"
    )
    return int(theatre.wait(lambda: theatre.value(query, sender=sender), "the translated inquiry"))


def test_a_spanish_inquiry_is_read_in_japanese_and_the_reply_arrives_as_previewed(theatre):
    order_id, name, sender = spanish_order(theatre)
    number = name.lstrip("#")
    conversation = write(theatre, sender, name)
    theatre.settled()
    hana = theatre.hana()

    shown = page(hana.open(f"/conversations/{conversation}"))
    assert f"注文{name}は今どこにありますか。" in shown.text
    assert f"¿Dónde está mi pedido {name}?" in shown.text
    assert theatre.value("SELECT order_id FROM conversations WHERE id = :id", id=conversation) == order_id

    before = len(theatre.mails(sender))
    answer = ANSWER.format(number=number)
    preview = page(hana.post(f"/conversations/{conversation}/reply_previews", {"draft": answer, "token": "t1"}))
    form = {field["name"]: field.get("value", "") for field in preview.select("#send-form input[type=hidden]")}
    form["body"] = preview.select_one("textarea[name=body]").text.strip()
    assert form["body"] == SPANISH.format(number=number)
    assert form["back_translation"] == answer

    for _press in range(2):
        assert hana.post(f"/conversations/{conversation}/replies", form).status_code == 200
    theatre.wait(lambda: len(theatre.mails(sender)) > before, "the reply's mail")
    theatre.settled()
    (mail,) = theatre.mails(sender)[before:]
    assert mail["text"].strip().startswith(form["body"])
    assert mail["headers"]["Content-Language"] == "es"
    inquiry = theatre.value(
        "SELECT external_id FROM messages WHERE conversation_id = :id AND direction = 'INBOUND' ORDER BY id DESC",
        id=conversation,
    )
    assert inquiry in mail["references"]
    sent = theatre.rows(
        "SELECT body, draft_body, delivery FROM messages WHERE conversation_id = :id AND author = 'AGENT'",
        id=conversation,
    )
    assert [tuple(row) for row in sent] == [(form["body"], answer, "SENT")]


def test_the_customers_answer_by_mail_lands_in_the_same_conversation(theatre):
    _order_id, name, sender = spanish_order(theatre)
    first = write(theatre, sender, name)
    theatre.settled()
    mail = theatre.mails(sender)[-1]
    theatre.control(
        "POST",
        "mailbox/messages",
        json={
            "shop": HANA,
            "from": sender,
            "subject": f"Re: {mail['subject']}",
            "text": "Gracias por su respuesta.",
            "in_reply_to": mail["message_id"],
        },
    )
    query = "SELECT count(*) FROM messages WHERE conversation_id = :id AND body LIKE 'Gracias por su%'"
    thread = theatre.value("SELECT conversation_id FROM messages WHERE external_id = :id", id=mail["message_id"])
    theatre.wait(lambda: theatre.value(query, id=thread) >= 1, "the answer in its thread")
    assert first


def test_mei_sees_nothing_of_it(theatre):
    conversation = theatre.value(
        "SELECT c.id FROM conversations c JOIN shops s ON s.id = c.shop_id WHERE s.domain = :shop LIMIT 1", shop=HANA
    )
    mei = theatre.mei()
    assert mei.open(f"/conversations/{conversation}").status_code == 404
    assert mei.post(f"/conversations/{conversation}/replies", {"draft": "x", "token": "y"}).status_code == 404
    assert "¿Dónde está mi pedido" not in mei.open("/").text
