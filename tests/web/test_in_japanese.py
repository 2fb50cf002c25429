"""Who works in Japanese reads what went wrong in Japanese, wherever it was written down in English."""

import pytest
from flask.testing import FlaskClient

from app.desk import raw_mail
from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.errands.runtime import Runtime
from app.models import Backfill, Shop
from tests import cast
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana, locale="ja-JP", language="ja")


def test_why_a_message_was_not_delivered(desk: Desk) -> None:
    error = str(Refused("The mail server says:", "“550: No such user here”"))
    conversation = desk.conversation()
    failed = {"direction": "OUTBOUND", "author": "AGENT", "delivery": "FAILED", "delivery_error": error}
    desk.message(conversation.id, "Hola", **failed)
    page = desk.page(f"/conversations/{conversation.id}")
    assert "メールサーバーの応答: “550: No such user here”" in page
    assert "The mail server says" not in page


def test_why_a_message_was_not_translated(desk: Desk) -> None:
    conversation = desk.conversation()
    written = desk.message(conversation.id, "Hola")
    note = str(Unavailable("The translation engine is busy:", "DeepL (429)"))
    desk.translation(written.id, "", state="FAILED", note=f"It will be tried again. {note}")
    page = desk.page(f"/conversations/{conversation.id}")
    assert "自動的にもう一度試します。 翻訳エンジンが混み合っています: DeepL (429)" in page


def test_why_the_orders_were_not_copied(desk: Desk) -> None:
    stopped = f"The copy stopped in the middle. {OutcomeUnknown('Shopify gave no answer.', '(Orders: ReadTimeout)')}"
    with desk.database.transaction() as session:
        session.add(Backfill(shop_id=desk.shop.id, state="FAILED", error=stopped, started_at=cast.NOON))
    told = "取り込みが途中で止まりました。 Shopifyから応答がありませんでした。 (Orders: ReadTimeout)"
    assert told in desk.page("/settings")


def test_why_a_mail_could_not_be_read(desk: Desk) -> None:
    with desk.runtime.desk(desk.shop.id) as opened:
        raw_mail.quarantine(opened, raw_mail.store(opened, "email", b"?"), "The mail names no sender.")
    assert "メールに差出人がありません。" in desk.page("/unread_mail")


def test_what_is_wrong_in_a_form(desk: Desk) -> None:
    mail = {"host": "mail.example.com", "port": "many", "security": "tls", "from_address": "support@hana.example"}
    answer = desk.post("/settings/email", mail)
    assert (answer.status_code, "数字を入力してください。" in answer.text) == (422, True)
    desk.post("/macros", {"name": "湯呑"})
    again = desk.post("/macros", {"name": "湯呑"})
    assert (again.status_code, "「湯呑」という定型文はすでにあります。" in again.text) == (422, True)


def test_what_is_wrong_with_a_macro(desk: Desk) -> None:
    desk.post("/macros", {"name": "湯呑"})
    text = {"language": "ja", "subject": "", "body": "{{ order.nme }}"}
    assert "変数 order.nme はありません。" in desk.post("/macros/1/variants", text).text


def test_a_refusal_without_a_form(desk: Desk) -> None:
    conversation = desk.conversation()
    empty = desk.post(f"/conversations/{conversation.id}/replies", {"draft": " ", "token": "t"})
    assert (empty.status_code, "本文を入力してください。" in empty.text) == (422, True)
    gone = desk.get("/conversations/424242")
    assert (gone.status_code, "番号424242のデータはここにありません。" in gone.text) == (404, True)


def test_why_there_is_no_preview(desk: Desk) -> None:
    conversation = desk.conversation(language="es")
    answer = desk.post(f"/conversations/{conversation.id}/reply_previews", {"draft": "ありがとうございます。"})
    assert "翻訳エンジンが未設定です（設定 → 翻訳）。" in answer.text
