"""TR-05: what is promised in writing leaves as it was meant, or does not leave: numbers, amounts, orders, variables."""

import pytest

from app.desk import conversations
from app.errands import preview_reply
from app.errands.guarding import Reply
from app.models import GuardVerdict, Message
from app.wsgi import create_app
from tests import cast
from tests.web import scene

TARGETS = ("ja", "ar", "en", "fr", "es", "it", "ko", "nl", "pt", "ru", "zh-Hans", "zh-Hant")
EURO = "Wir erstatten 50,00 EUR innerhalb von 1.000 Tagen für die Bestellung #1001, {{name}}."
YEN = "Wir erstatten 5.000 JPY innerhalb von 1.000 Tagen für die Bestellung #1001, {{name}}."
LITERAL = {"numbers", "amounts", "dates", "order_names", "placeholders", "links", "tracking", "addresses"}
SAID = {
    "ja": "ご注文#1001につきまして、{}を1.000日以内に返金いたします、{{{{name}}}}様。",
    "ar": "سنعيد {} خلال 1.000 يوم للطلب #1001 يا {{{{name}}}}.",
    "fr": "Nous vous remboursons {} sous 1.000 jours pour la commande #1001, {{{{name}}}}.",
}
CHANGES = {
    "amount": ("50,00", "500,00"),
    "currency": ("EUR", "USD"),
    "days": ("1.000", "1.001"),
    "order": ("#1001", "#1010"),
    "variable": ("{{name}}", "Anna"),
    "variable lost": ("{{name}}", ""),
}


def write(office, target, text):
    event = office.receive(language="es")
    with office.runtime.desk(office.shop.id) as desk:
        conversations.set_language(desk, event.conversation_id, target)
    agent = cast.agent(office.database, office.shop.id, language="de")
    draft = preview_reply.Draft(text)
    return preview_reply.preview(office.runtime, office.shop.id, agent.id, event.conversation_id, draft)


@pytest.mark.parametrize("promise", [EURO, YEN])
@pytest.mark.parametrize("target", TARGETS)
def test_an_engine_gives_back_every_number_amount_order_and_variable(office, target, promise):
    """TR-05: through an engine that only marks what it was given, in ten languages and more, with yen and from right
    to left.
    """
    stub = office.engine("deepl")
    shown = write(office, target, promise)
    whole = stub.asked[0].target
    assert shown.text == f"{whole}:{promise}"
    assert not {finding.check for finding in shown.verdict.red} & LITERAL
    assert not any(piece in asked.text for piece in ("50,00", "5.000", "1.000", "#1001", "{{") for asked in stub.asked)


@pytest.mark.parametrize("target", TARGETS)
def test_echo_changes_nothing(office, target):
    """TR-05."""
    cast.engine(office.database, office.shop.id, "echo")
    shown = write(office, target, EURO)
    assert shown.text.endswith(EURO)
    assert not {finding.check for finding in shown.verdict.red} & LITERAL


TAMPERED = {
    "dropped": lambda text: text.replace("⟦0⟧", ""),
    "written out": lambda text: text.replace("⟦0⟧", "500,00 EUR"),
    "twice": lambda text: text.replace("⟦0⟧", "⟦0⟧⟦0⟧"),
    "another's": lambda text: text.replace("⟦0⟧", "⟦1⟧"),
    "invented": lambda text: f"{text} ⟦9⟧",
    "a number more": lambda text: f"{text} 7",
    "an amount more": lambda text: f"{text} 9,99 USD",
    "an order more": lambda text: f"{text} #1010",
}


@pytest.mark.parametrize("how", TAMPERED)
@pytest.mark.parametrize("promise", [EURO, YEN])
@pytest.mark.parametrize("target", ["ja", "ar"])
def test_an_engine_that_changes_one_thing_is_not_sent(office, target, promise, how):
    """TR-05: either it is no translation, or it is one that is shown in red."""
    stub = office.engine("deepl")
    stub.say = lambda text, _: TAMPERED[how](text)
    shown = write(office, target, promise)
    assert not shown.is_safe
    assert shown.problem or {finding.check for finding in shown.verdict.red} & LITERAL


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("target", SAID)
def test_what_an_agent_changes_by_hand_is_shown_in_red(office, target, change):
    """TR-05: in Japanese, in Arabic from right to left, and in French."""
    event = office.receive()
    said = SAID[target].format("50,00 EUR")
    right = judged(office, event, Reply(EURO, said, "de", target))
    assert {finding.check for finding in right.red} & LITERAL == set()
    wrong = judged(office, event, Reply(EURO, said.replace(*CHANGES[change]), "de", target))
    assert {finding.check for finding in wrong.red} & LITERAL


@pytest.mark.parametrize("wrong", ["50.00 JPY", "500 JPY", "50.000 JPY", "5.000 EUR"])
def test_yen_have_no_cents(office, wrong):
    """TR-05."""
    event = office.receive()
    right = judged(office, event, Reply(YEN, SAID["ja"].format("5.000 JPY"), "de", "ja"))
    assert not {finding.check for finding in right.red} & LITERAL
    said = judged(office, event, Reply(YEN, SAID["ja"].format(wrong), "de", "ja"))
    assert "amounts" in {finding.check for finding in said.red}


def judged(office, event, reply):
    return preview_reply.again(office.runtime, office.shop.id, event.conversation_id, reply).verdict


@pytest.fixture
def browser_of_diego(office):
    return scene.sit_down(create_app(office.runtime).test_client(), office.runtime, office.shop, language="de")


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_red_is_not_sent_until_it_is_changed(office, browser_of_diego, change):
    """TR-05: through the page's own form; nothing is queued, the attempt is counted, the right text goes."""
    event = office.receive()
    with office.runtime.desk(office.shop.id) as desk:
        conversations.set_language(desk, event.conversation_id, "ja")
    url = f"/conversations/{event.conversation_id}/replies"
    said = SAID["ja"].format("50,00 EUR")
    form = {
        "draft": EURO, "body": said.replace(*CHANGES[change]), "shown": said, "draft_language": "de", "language": "ja",
        "engine": "deepl", "token": "once",
    }  # fmt: skip
    answer = browser_of_diego.post(url, form)
    assert answer.headers["HX-Retarget"] == "#preview"
    assert [row.direction for row in office.rows(Message)] == ["INBOUND"]
    assert [row.outcome for row in office.rows(GuardVerdict)] == ["BLOCKED"]
    sent = browser_of_diego.post(url, form | {"body": said, "token": "twice"})
    assert sent.status_code == 200, sent.text
    assert not sent.headers.get("HX-Retarget"), [row.red for row in office.rows(GuardVerdict)]
    assert [row.body for row in office.rows(Message) if row.direction == "OUTBOUND"] == [said]
