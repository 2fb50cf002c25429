"""A macro inserted by hand goes out in its own words of the customer's language while nobody changes it."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.desk import starter
from app.desk.desk import SYSTEM
from app.errands.runtime import Runtime
from app.models import Conversation, Macro, Shop
from tests import cast
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    with runtime.desk(hana.id, SYSTEM, now=cast.NOON) as opened:
        starter.install(opened)
    return sit_down(client, runtime, hana)


@pytest.fixture
def conversation(desk: Desk) -> Conversation:
    customer = cast.customer(desk.database, desk.shop.id, name="María Díaz", country_code="ES", language="es")
    made = desk.conversation(customer_id=customer.id)
    desk.message(made.id)
    return made


def inserted(desk: Desk, conversation: Conversation) -> tuple[int, str]:
    """The acknowledgement as the agent gets it into the composer."""
    with desk.database.transaction(read_only=True) as session:
        macro = session.query(Macro).filter(Macro.name.like("%cknowledgement%")).first()
    page = desk.page(f"/conversations/{conversation.id}/macros/{macro.id}")
    return macro.id, unescape(re.search(r"data-text>(.*?)</div>", page, re.DOTALL)[1]).strip()


def previewed(desk: Desk, conversation: Conversation, **form: object) -> str:
    return unescape(desk.post(f"/conversations/{conversation.id}/reply_previews", {"token": "t", **form}).text)


def test_an_unchanged_macro_is_not_given_to_an_engine(desk: Desk, conversation: Conversation) -> None:
    macro_id, draft = inserted(desk, conversation)
    shown = previewed(desk, conversation, draft=draft, macro=macro_id)
    assert "The macro's own text in your language" in shown
    assert "Hola, María:" in re.search(r'<textarea id="body".*?</textarea>', shown, re.DOTALL)[0]
    assert "No translation" not in shown


def test_a_changed_macro_is_the_agents_own_text(desk: Desk, conversation: Conversation) -> None:
    macro_id, draft = inserted(desk, conversation)
    shown = previewed(desk, conversation, draft=f"{draft} See you!", macro=macro_id)
    assert "The macro's own text in your language" not in shown
