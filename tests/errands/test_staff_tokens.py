"""A remedy goes out in the name of who confirmed it: what Shopify does not let him do is not done in another name."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from app.desk import staff_tokens as desk_tokens
from app.domain.errors import NotFound, Refused, Unavailable
from app.domain.problems import Problem
from app.errands import staff_tokens, tokens
from app.errands.staff_tokens import StaffRefused
from app.models import Agent
from app.shopify.client import AdminApi, refuse_user_errors
from tests.devstore.shopify_client import REFUND_CREATE, ShopifyClient
from tests.errands.money_stage import CUPS, Stage
from tests.processes import HANA, MEI
from tests.staff import come_in, give_token, keyring, visit

WHOSE = "query Whose { shop { name } }"
CANCEL = """mutation Cancel($id: ID!) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: {originalPaymentMethodsRefund: true}) {
    job { id } orderCancelUserErrors { field message code } } }"""


@pytest.fixture
def calls(stage):
    """How often Shopify was asked for what since now."""
    stage.store.delete("/control/calls")
    return lambda name: stage.store.get("/control/calls", shop=HANA).get(name, 0)


def held(stage, agent_id):
    with stage.desk(read_only=True) as desk:
        return desk_tokens.standing(desk, agent_id, keyring(stage.runtime)).token


@dataclass
class Refunds:
    """One piece of an order of five a time; `moved` is what really went back."""

    stage: Stage
    order: dict[str, Any]
    given: dict[str, Any]

    def by(self, agent_id: int) -> Any:
        return staff_tokens.with_agent(self.stage.runtime, self.stage.shop_id, agent_id, self.send)

    def send(self, api: AdminApi) -> Any:
        return api.mutate(REFUND_CREATE, {"input": self.given, "key": str(uuid4())})["refundCreate"]["refund"]

    @property
    def moved(self) -> int:
        return int(self.stage.store.money(self.order["name"])["refunds"])


@pytest.fixture
def refunds(stage) -> Refunds:
    client = ShopifyClient(stage.store, tokens.access_token(stage.runtime, stage.shop_id))
    order = client.place([{"quantity": 5, "price": "10.00"}])
    given = client.refund_input(order, 1)
    stage.store.delete("/control/calls")
    return Refunds(stage, order, given)


def change(stage, agent_id, **columns):
    with stage.desk() as desk:
        for name, value in columns.items():
            setattr(desk.get(Agent, agent_id), name, value)


def end_all_tokens(stage):
    stage.store.delete(f"/control/tokens?shop={HANA}")


def problem_of(act) -> Problem:
    with pytest.raises(StaffRefused) as refused:
        act()
    return refused.value.problem


def test_whoever_confirms_gets_a_token_of_his_own_which_the_worker_uses(stage, refunds):
    diego = stage.diego
    assert held(stage, diego.id).access.startswith("shpua_")
    used = []

    def call(api):
        used.append(api.access_token)
        return refunds.send(api)

    assert staff_tokens.with_agent(stage.runtime, stage.shop_id, diego.id, call)
    assert refunds.moved == 1
    assert used == [held(stage, diego.id).access]


def test_a_token_good_for_more_than_an_hour_is_not_asked_for_again_and_an_older_one_is(stage, calls):
    shop_id, agent_id, token = visit(stage.runtime, stage.store, "Hana")
    keep = partial(staff_tokens.keep, stage.runtime, shop_id, agent_id, token)
    keep()
    asked = calls("token")
    keep()
    assert calls("token") == asked
    give_token(stage.runtime, shop_id, agent_id, "shpua_OLD", hours=0.9)
    keep()
    assert calls("token") == asked + 1
    assert held(stage, agent_id).access != "shpua_OLD"


def test_two_tabs_that_confirm_at_once_leave_one_good_token(stage, refunds):
    shop_id, agent_id, token = visit(stage.runtime, stage.store, "Hana")
    failed = []

    def keep():
        try:
            staff_tokens.keep(stage.runtime, shop_id, agent_id, token)
        except Exception as error:  # noqa: BLE001 - a thread's error would go unseen
            failed.append(error)

    tabs = [threading.Thread(target=keep) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert failed == []
    assert refunds.by(agent_id)


def test_an_id_token_of_somebody_else_gives_the_agent_no_token(stage):
    shop_id, sora, _token = visit(stage.runtime, stage.store, "Sora")
    _shop_id, _hana, owners = visit(stage.runtime, stage.store, "Hana")
    with pytest.raises(Refused):
        staff_tokens.keep(stage.runtime, shop_id, sora, owners)
    assert held(stage, sora) is None


def test_while_shopify_gives_no_token_the_last_one_will_do_and_without_one_nothing_is_confirmed(stage):
    shop_id, agent_id, token = visit(stage.runtime, stage.store, "Hana")
    stage.store.fault("token", "http_500", times=2)
    with pytest.raises(Unavailable):
        staff_tokens.keep(stage.runtime, shop_id, agent_id, token)
    give_token(stage.runtime, shop_id, agent_id, "shpua_LAST", hours=0.5)
    staff_tokens.keep(stage.runtime, shop_id, agent_id, token)
    assert held(stage, agent_id).access == "shpua_LAST"


def test_what_shopify_denies_the_staff_member_is_not_tried_in_the_shops_name(stage, calls, refunds):
    sora = come_in(stage.runtime, stage.store, "Sora")
    assert problem_of(lambda: refunds.by(sora.id)) is Problem.NOT_PERMITTED
    assert (calls("refundCreate"), refunds.moved) == (1, 0)


def test_a_cancellation_that_may_not_refund_ends_in_the_same_words(stage):
    sora = come_in(stage.runtime, stage.store, "Sora")
    stage.mirror(CUPS)

    def cancel(api):
        answer = api.mutate(CANCEL, {"id": stage.gid})
        refuse_user_errors(answer["orderCancel"], "orderCancelUserErrors")

    act = partial(staff_tokens.with_agent, stage.runtime, stage.shop_id, sora.id, cancel)
    assert problem_of(act) is Problem.NOT_PERMITTED
    assert stage.store.money(CUPS)["refunds"] == 0


def test_where_the_owner_granted_it_the_shops_own_token_is_used_until_he_withdraws_it(stage, calls, refunds):
    sora = come_in(stage.runtime, stage.store, "Sora")
    change(stage, sora.id, acts_for_shop_at=datetime.now(UTC))
    assert refunds.by(sora.id)
    change(stage, sora.id, acts_for_shop_at=None)
    assert problem_of(lambda: refunds.by(sora.id)) is Problem.NOT_PERMITTED


def test_who_acts_in_the_shops_name_needs_no_token_of_his_own(stage, calls):
    shop_id, agent_id, token = visit(stage.runtime, stage.store, "Sora")
    change(stage, agent_id, acts_for_shop_at=datetime.now(UTC))
    asked = calls("token")
    staff_tokens.keep(stage.runtime, shop_id, agent_id, token)
    assert calls("token") == asked
    assert held(stage, agent_id) is None


def test_an_agent_who_never_confirmed_or_whose_day_is_over_is_asked_to_come_again_without_a_call(stage, calls, refunds):
    shop_id, agent_id, _token = visit(stage.runtime, stage.store, "Hana")
    assert problem_of(lambda: refunds.by(agent_id)) is Problem.NOT_SIGNED_IN
    give_token(stage.runtime, shop_id, agent_id, hours=-0.1)
    assert problem_of(lambda: refunds.by(agent_id)) is Problem.NOT_SIGNED_IN
    assert calls("refundCreate") == 0


def test_a_token_that_shopify_ended_did_nothing_and_is_forgotten_until_the_next_confirm(stage, refunds):
    diego = stage.diego
    end_all_tokens(stage)
    assert problem_of(lambda: refunds.by(diego.id)) is Problem.NOT_SIGNED_IN
    assert held(stage, diego.id) is None
    come_in(stage.runtime, stage.store, "Diego")
    assert refunds.by(diego.id)


def test_one_rejection_is_tried_once_more_with_the_token_he_has_brought_since(stage):
    diego = stage.diego
    end_all_tokens(stage)
    tried = []

    def call(api):
        tried.append(api.access_token)
        if len(tried) == 1:
            give_token(stage.runtime, stage.shop_id, diego.id, "shpua_SINCE")
        return api.query(WHOSE)

    assert (
        problem_of(partial(staff_tokens.with_agent, stage.runtime, stage.shop_id, diego.id, call))
        is Problem.NOT_SIGNED_IN
    )
    assert [token == "shpua_SINCE" for token in tried] == [False, True]


def test_a_passing_401_costs_nothing_but_a_second_try(stage, calls, refunds):
    diego = stage.diego
    stage.store.fault("refundCreate", "unauthorized", times=1)
    assert refunds.by(diego.id)
    assert calls("refundCreate") == 2


def test_an_agent_who_was_removed_acts_in_nobodys_name(stage, calls, refunds):
    diego = stage.diego
    change(stage, diego.id, removed_at=datetime.now(UTC), acts_for_shop_at=datetime.now(UTC) - timedelta(days=1))
    assert problem_of(lambda: refunds.by(diego.id)) is Problem.AGENT_GONE
    assert calls("refundCreate") == 0


def test_a_token_of_one_shop_is_not_used_for_another(stage, refunds):
    mei = come_in(stage.runtime, stage.store, "Mei", MEI)
    with pytest.raises(NotFound):
        refunds.by(mei.id)
