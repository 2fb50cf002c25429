"""A return is created once, for what Shopify calls returnable, whatever becomes of the answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest
import time_machine

from app.desk import return_work, returns
from app.domain.errors import NotFound
from app.domain.events import ReturnDue
from app.domain.problems import LookAgain, NotReturnable, Problem
from app.domain.returns import ReturnedLine, ReturnSelection
from app.errands import process_return
from tests import cast
from tests.errands.money_stage import SHIPPED

RETURNS = "query Returns($id: ID!) { order(id: $id) { returns(first: 10) { nodes { id name status totalQuantity } } } }"


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror(SHIPPED)


def choose(stage, order_id: int, quantity: int = 1, index: int = 0) -> ReturnSelection:
    _, offer = process_return.offer(stage.runtime, stage.shop_id, stage.diego, order_id)
    return ReturnSelection((ReturnedLine(offer.lines[index].gid, quantity),), offer.reasons[0].gid, "too small")


def ask(stage, order_id: int, selection: ReturnSelection, token: str = "") -> int:
    asked = (token or str(uuid4()), selection)
    return process_return.request(stage.runtime, stage.shop_id, stage.diego, order_id, asked)


def there(stage) -> list[dict]:
    found = stage.ask(RETURNS, id=stage.gid)["order"]["returns"]["nodes"]
    return [item for item in found if item["status"] == "OPEN"]


def later(minutes: float = 1):
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=True)


def test_shopify_offers_the_shipped_pieces_and_its_reasons(stage, order_id):
    order, offer = process_return.offer(stage.runtime, stage.shop_id, stage.diego, order_id)
    assert order.name == SHIPPED
    assert [line.quantity for line in offer.lines] == [3, 2]
    assert all(line.title and line.line_item_gid.startswith("gid://shopify/LineItem/") for line in offer.lines)
    assert all(reason.name and reason.gid for reason in offer.reasons)


def test_an_order_of_which_nothing_shipped_offers_nothing(stage):
    order_id = stage.mirror("#1042")
    _, offer = process_return.offer(stage.runtime, stage.shop_id, stage.diego, order_id)
    assert offer.lines == ()


def test_a_return_is_created_once_and_is_on_the_order_after_the_mirror_has_it(stage, order_id):
    intent_id = ask(stage, order_id, choose(stage, order_id, 2))
    row = stage.run_return(intent_id, times=3)
    assert (row.state, row.problem, row.open_order_id) == ("SUCCEEDED", "", None)
    (made,) = there(stage)
    assert (row.return_gid, made["totalQuantity"]) == (made["id"], 2)
    stage.mirror(SHIPPED)
    with stage.desk() as desk:
        assert returns.status(desk, order_id, intent_id).return_name == made["name"]


@pytest.mark.parametrize("fault", ["commit_then_timeout", "commit_then_502", "reset_after_commit", "null_after_commit"])
def test_a_lost_answer_is_read_back_and_not_asked_again(stage, order_id, fault):
    intent_id = ask(stage, order_id, choose(stage, order_id))
    stage.store.fault("returnCreate", fault, seconds=0.2)
    assert stage.run_return(intent_id).state == "UNKNOWN"
    stage.store.delete("/control/calls")
    row = stage.run_return(intent_id)
    assert row.state == "SUCCEEDED"
    assert [item["id"] for item in there(stage)] == [row.return_gid]
    assert "returnCreate" not in stage.store.get("/control/calls")


def test_what_never_arrived_is_asked_again_only_after_a_pause(stage, order_id):
    intent_id = ask(stage, order_id, choose(stage, order_id))
    stage.store.fault("returnCreate", "reset_before_commit")
    assert stage.run_return(intent_id, times=3).state == "UNKNOWN"
    assert there(stage) == []
    with later():
        assert stage.run_return(intent_id).state == "SUCCEEDED"
    assert len(there(stage)) == 1


def test_what_shopify_refuses_ends_with_its_own_words(stage, order_id):
    intent_id = ask(stage, order_id, choose(stage, order_id))
    stage.store.fault("returnCreate", "user_errors")
    row = stage.run_return(intent_id)
    assert (row.state, row.problem) == ("REJECTED", "REFUSED")
    assert row.error
    assert there(stage) == []


def test_the_same_form_twice_is_one_return(stage, order_id):
    selection, token, ids = choose(stage, order_id), str(uuid4()), []
    threads = [Thread(target=lambda: ids.append(ask(stage, order_id, selection, token))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1
    stage.run_return(ids[0], times=2)
    assert ask(stage, order_id, selection, token) == ids[0]
    assert len(there(stage)) == 1


def test_a_second_return_waits_for_the_first(stage, order_id):
    first = ask(stage, order_id, choose(stage, order_id))
    with pytest.raises(LookAgain) as conflict:
        ask(stage, order_id, choose(stage, order_id, index=1))
    assert conflict.value.intent_id == first
    stage.run_return(first)
    second = ask(stage, order_id, choose(stage, order_id, index=1))
    assert stage.run_return(second).state == "SUCCEEDED"
    assert len(there(stage)) == 2


def test_more_than_was_shipped_cannot_come_back(stage, order_id):
    selection = choose(stage, order_id, 4)
    with pytest.raises(NotReturnable) as refusal:
        ask(stage, order_id, selection)
    assert refusal.value.problem is Problem.TOO_MANY_TO_RETURN


def test_pieces_that_went_onto_another_return_meanwhile_are_left_to_a_person(stage, order_id):
    selection = choose(stage, order_id, 3)
    intent_id = ask(stage, order_id, selection)
    other = replace(selection, lines=(replace(selection.lines[0], quantity=1),))
    elsewhere = {"orderId": stage.gid, "returnLineItems": [_input(other)]}
    document = "mutation R($input: ReturnInput!) { returnCreate(returnInput: $input) { userErrors { message } } }"
    assert stage.ask(document, input=elsewhere)["returnCreate"]["userErrors"] == []
    row = stage.run_return(intent_id)
    assert (row.state, row.problem) == ("NEEDS_REVIEW", "QUANTITY_CHANGED")
    assert len(there(stage)) == 1


def _input(selection: ReturnSelection) -> dict:
    (line,) = selection.lines
    return {
        "fulfillmentLineItemId": line.fulfillment_line_gid,
        "quantity": line.quantity,
        "returnReasonDefinitionId": selection.reason_gid,
    }


def test_a_worker_killed_after_shopifys_success_leaves_one_return(stage, order_id, monkeypatch):
    intent_id = ask(stage, order_id, choose(stage, order_id))

    class KilledError(BaseException):
        """Nothing after this runs, as nothing runs after a kill."""

    def killed(*_arguments: object) -> None:
        raise KilledError

    with monkeypatch.context() as failpoint:
        failpoint.setattr(return_work, "succeed", killed)
        with pytest.raises(KilledError):
            process_return.run(stage.runtime, stage.shop_id, ReturnDue(intent_id, order_id))
    with later(3):
        assert process_return.sweep(stage.runtime) == 1
        assert stage.run_return(intent_id).state == "SUCCEEDED"
    assert len(there(stage)) == 1


def test_another_shop_cannot_ask_for_a_return_here(stage, order_id, mei):
    selection = choose(stage, order_id)
    stranger = replace(stage.diego, id=cast.agent(stage.runtime.database, mei.id, "Mei").id)
    with pytest.raises(NotFound):
        process_return.offer(stage.runtime, mei.id, stranger, order_id)
    with pytest.raises(NotFound):
        process_return.request(stage.runtime, mei.id, stranger, order_id, (str(uuid4()), selection))
    intent_id = ask(stage, order_id, selection)
    with pytest.raises(NotFound), stage.runtime.desk(mei.id, stranger) as desk:
        returns.status(desk, order_id, intent_id)
