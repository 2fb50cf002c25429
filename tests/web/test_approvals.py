"""Approvals: who may decide sees what, for whom and why it is over, and decides it; others see their own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.desk import authority
from app.errands.runtime import Runtime
from app.models import Agent, AgentToken, Approval, Remedy, Shop
from app.wsgi import create_app
from tests.cast import HANA, NOON
from tests.giving import Counter
from tests.processes import DevStore
from tests.visiting import DIEGO, OWNER, signed_in

AIKO = "73"
Ask = Callable[..., TestResponse]


@pytest.fixture
def counter(runtime: Runtime, hana: Shop) -> Counter:
    """Agents may give 2,999 yen at a time; the owner acts in the shop's name, so that nobody asks Shopify here."""
    made = Counter(runtime, hana, datetime.now(UTC) - timedelta(minutes=30))
    made.limit(per_act=2999)
    seen = {"last_seen_at": datetime.now(UTC), "locale": "en"}
    for actor, staff in ((made.diego, DIEGO), (made.hana, OWNER), (made.aiko, AIKO)):
        made.change(Agent, actor.id, shopify_user_id=staff, acts_for_shop_at=NOON, **seen)
    return made


@pytest.fixture
def asked(counter: Counter) -> int:
    return counter.approval(counter.give(3000, asking="She waited <b>three</b> weeks")).id


@pytest.fixture
def ask(client: FlaskClient, counter: Counter) -> Ask:
    """A browser of one of the staff."""

    def send(staff: str, path: str = "/approvals", **form: str) -> TestResponse:
        headers = signed_in(counter.runtime.settings, counter.shop.domain, staff)
        return client.post(path, data=form, headers=headers) if form else client.get(path, headers=headers)

    return send


def decision(approval_id: int) -> str:
    return f"/approvals/{approval_id}/decision"


def state(counter: Counter, approval_id: int) -> str:
    with counter.at() as desk:
        found: str = desk.get(Approval, approval_id).state
        return found


def test_the_owner_sees_what_is_asked_for_whom_and_why_it_is_over(ask: Ask, asked: int) -> None:
    page = ask(OWNER).text
    for words in ("Refund", "#1042", "$20.00", "¥3,000", "María Díaz", "Diego", "Arrived damaged: broken"):
        assert words in page
    assert "One remedy: ¥3,000 instead of ¥2,999" in page
    assert "She waited &lt;b&gt;three&lt;/b&gt; weeks" in page
    assert "23 hours left" in page
    assert 'value="approve"' in page


def test_the_views_count_what_waits_for_the_one_who_looks(ask: Ask, asked: int) -> None:
    assert 'href="/approvals' in ask(OWNER, "/").text
    assert 'href="/approvals' not in ask(DIEGO, "/").text


def test_the_owner_approves_and_it_goes(ask: Ask, counter: Counter, asked: int) -> None:
    answer = ask(OWNER, decision(asked), decision="approve", note="Fine")
    assert answer.status_code == 303
    assert state(counter, asked) == "APPROVED"
    assert "Nothing waits for an approval" in ask(OWNER).text


def test_the_owner_refuses_with_a_note(ask: Ask, counter: Counter, asked: int) -> None:
    assert ask(OWNER, decision(asked), decision="refuse", note="Too much").status_code == 303
    assert state(counter, asked) == "REFUSED"


def test_who_asked_sees_his_request_and_cannot_decide_it(ask: Ask, counter: Counter, asked: int) -> None:
    page = ask(DIEGO).text
    assert "#1042" in page
    assert "You asked for this: somebody else decides." in page
    assert 'value="approve"' not in page
    counter.let_approve(counter.diego)
    answer = ask(DIEGO, decision(asked), decision="approve")
    assert answer.status_code == 403
    assert "You asked for this yourself: somebody else has to decide." in answer.text
    assert state(counter, asked) == "PENDING"


def test_an_agent_who_may_not_approve_sees_nothing_and_decides_nothing(ask: Ask, counter: Counter, asked: int) -> None:
    assert "#1042" not in ask(AIKO).text
    for word in ("approve", "refuse"):
        answer = ask(AIKO, decision(asked), decision=word)
        assert answer.status_code == 403
        assert "The owner says in Settings who may approve." in answer.text
        assert "#1042" not in answer.text
    assert state(counter, asked) == "PENDING"


def test_a_second_decision_is_told_that_it_came_too_late(ask: Ask, counter: Counter, asked: int) -> None:
    ask(OWNER, decision(asked), decision="refuse")
    answer = ask(OWNER, decision(asked), decision="approve")
    assert answer.status_code == 409
    assert "This has been decided already" in answer.text
    assert state(counter, asked) == "REFUSED"


def test_while_another_remedy_is_on_its_way_the_page_says_so_and_keeps_the_note(
    ask: Ask, counter: Counter, asked: int
) -> None:
    counter.give(1000)
    answer = ask(OWNER, decision(asked), decision="approve", note="Fine with me")
    assert answer.status_code == 409
    assert "already at work on this order" in answer.text
    assert 'value="Fine with me"' in answer.text
    assert state(counter, asked) == "PENDING"


def test_without_a_word_nothing_is_decided(ask: Ask, counter: Counter, asked: int) -> None:
    assert ask(OWNER, decision(asked), decision="perhaps").status_code == 422
    assert state(counter, asked) == "PENDING"


def test_who_approves_has_to_be_somebody_at_shopify_too(ask: Ask, counter: Counter, asked: int) -> None:
    """His own token is fetched before anything goes; here Shopify cannot be reached."""
    counter.change(Agent, counter.hana.id, acts_for_shop_at=None)
    assert ask(OWNER, decision(asked), decision="approve").status_code == 503
    assert state(counter, asked) == "PENDING"
    assert ask(OWNER, decision(asked), decision="refuse").status_code == 303


def test_another_shops_owner_sees_and_decides_nothing(client: FlaskClient, counter: Counter, asked: int, mei: Shop):
    headers = signed_in(counter.runtime.settings, mei.domain, OWNER)
    assert client.get("/approvals", headers=headers).text.count("#1042") == 0
    assert client.post(decision(asked), data={"decision": "approve"}, headers=headers).status_code == 404


def test_the_page_speaks_japanese(ask: Ask, counter: Counter, asked: int) -> None:
    counter.change(Agent, counter.hana.id, locale="ja", language="ja")
    page = ask(OWNER).text
    assert "承認" in page
    assert "Approve" not in page
    assert "Refuse" not in page


def test_who_approves_gives_his_own_token_for_it(connected: Runtime, devstore: DevStore) -> None:
    """The whole way with Shopify's stand-in: the owner opens the app, approves, and answers for it by his own name."""
    browser = create_app(connected).test_client()
    token = devstore.id_token(HANA, "Hana")
    assert browser.get(f"/approvals?shop={HANA}&id_token={token}").status_code == 200  # installs and meets the owner
    headers = {"Authorization": f"Bearer {token}"}
    with connected.database.transaction(read_only=True) as session:
        shop = session.scalars(select(Shop).where(Shop.domain == HANA)).one()
        owner = session.scalars(select(Agent).where(Agent.shop_id == shop.id)).one()
    assert owner.role == "OWNER"
    counter = Counter(connected, shop, datetime.now(UTC) - timedelta(minutes=30))
    counter.limit(per_act=2999)
    remedy_id = counter.give(3000, asking="Please")
    path = decision(counter.approval(remedy_id).id)
    assert browser.post(path, data={"decision": "approve"}, headers=headers).status_code == 303
    assert counter.remedy(remedy_id).state == "WAITING"
    with connected.desk(shop.id) as desk:
        assert desk.one(desk.select(AgentToken)).agent_id == owner.id
        assert authority.in_whose_name(desk, desk.get(Remedy, remedy_id)) == owner.id
