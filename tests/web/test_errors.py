"""One table from kind to status; a page for documents, a fragment for htmx, JSON for machines; never a trace."""

import pytest
from flask import jsonify, request

from app.domain import errors
from app.domain.errors import Conflict, NotAllowed, NotFound, OutcomeUnknown, Refused, Rejected, Unavailable
from app.web.errors import STATUS
from tests.visiting import signed_in

RAISED = {
    "not_found": (NotFound("There is no order 7 in this shop."), 404),
    "not_allowed": (NotAllowed("You are no longer an agent."), 403),
    "conflict": (Conflict("Somebody else was quicker."), 409),
    "rejected": (Rejected("Two is more than one.", "quantity"), 422),
    "unavailable": (Unavailable("Refund: no answer."), 503),
    "refused": (Refused("Cannot refund that."), 502),
    "outcome_unknown": (OutcomeUnknown("Refund: no answer."), 504),
    "unexpected": (RuntimeError("shpat_CANARY <script>"), 500),
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def asked(app, hana, settings):
    @app.get("/raise/<name>")
    def fail(name):
        raise RAISED[name][0]

    @app.post("/form")
    def form():
        return jsonify(list(request.form))

    return app.test_client()


@pytest.mark.parametrize("name", RAISED)
def test_a_document_gets_a_page_with_the_words_that_help(name, asked, settings):
    error, status = RAISED[name]
    answer = asked.get(f"/raise/{name}", headers=signed_in(settings))
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "<!doctype html>" in answer.text
    assert "CANARY" not in answer.text
    if status != 500:
        assert str(error) in answer.text


@pytest.mark.parametrize("name", RAISED)
def test_htmx_gets_a_fragment(name, asked, settings):
    answer = asked.get(f"/raise/{name}", headers=signed_in(settings) | {"HX-Request": "true"})
    assert answer.status_code == RAISED[name][1]
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_a_link_that_htmx_follows_for_the_browser_gets_a_page(asked, settings):
    headers = signed_in(settings) | {"HX-Request": "true", "HX-Boosted": "true"}
    assert "<!doctype html>" in asked.get("/raise/not_found", headers=headers).text


def test_a_machine_gets_json(asked, settings):
    answer = asked.get("/raise/rejected", headers=signed_in(settings) | {"Accept": "application/json"})
    assert answer.json["error"] == answer.json["error"] | {
        "code": "rejected",
        "message": "Two is more than one.",
        "field": "quantity",
    }


def test_words_from_elsewhere_are_text_not_markup(asked, settings, monkeypatch):
    monkeypatch.setitem(RAISED, "refused", (Refused("<script>alert(1)</script>"), 502))
    answer = asked.get("/raise/refused", headers=signed_in(settings))
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_what_nobody_expected_can_be_found_in_the_logs_by_its_number(asked, settings):
    answer = asked.get("/raise/unexpected", headers=signed_in(settings))
    assert len(answer.headers["X-Request-Id"]) == 12
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_page_that_is_not_there_and_a_method_that_is_not_taken(asked, settings):
    assert asked.get("/no-such-page", headers=signed_in(settings)).status_code == 404
    answer = asked.put("/form", headers=signed_in(settings))
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_form_of_more_than_two_megabytes_is_not_read(asked, settings):
    answer = asked.post("/form", headers=signed_in(settings), data={"body": "x" * (2 * 1024 * 1024 + 1)})
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_every_kind_of_error_has_its_status(database_url):
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert set(kinds) == set(STATUS)


def test_an_unknown_page_answers_in_the_language_of_the_admin_that_asked(client):
    assert "This does not exist here" in client.get("/nowhere?locale=en").text
    assert "見つかりません" in client.get("/nowhere?locale=ja-JP").text
