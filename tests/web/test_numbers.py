"""A number from outside that no row can have is not found, on both databases, and never an error of ours."""

import pytest

from tests.web.scene import sit_down


@pytest.fixture
def desk(client, runtime, hana):
    return sit_down(client, runtime, hana)


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize(
    "path",
    [
        "/conversations/{}",
        "/orders/{}/remedies/new",
        "/orders/{}/remedies/new/refund",
        "/orders/1/remedies/{}",
        "/rules/{}/runs",
        "/inbox/rows?before=2026-11-22T00:00:00%2B00:00~{}",
    ],
)
def test_a_number_that_no_row_can_have_is_no_error_of_ours(desk, number, path):
    assert desk.get(path.format(number)).status_code in {404, 422}


@pytest.mark.parametrize(("path", "field"), [("assignment", "agent_id"), ("order", "order_id")])
def test_a_number_in_a_form_that_no_row_can_have_is_not_found(desk, path, field):
    talk = desk.conversation()
    assert desk.post(f"/conversations/{talk.id}/{path}", {field: str(10**30)}).status_code == 404


def test_news_of_a_conversation_that_no_row_can_be_is_not_found(desk):
    assert desk.get(f"/inbox/changes?conversation={10**30}").status_code == 404
