"""A notice reaches the page after a redirect, without a cookie, and nobody can forge one."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from flask import flash, get_flashed_messages, jsonify, redirect

from tests.cast import HANA
from tests.visiting import signed_in


@pytest.fixture
def asked(app):
    @app.post("/saved")
    def saved():
        flash("Gespeichert & gut", "success")
        return redirect(f"/seen?shop={HANA}", 303)

    @app.get("/seen")
    def seen():
        return jsonify(get_flashed_messages(with_categories=True))

    return app.test_client()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_notice_rides_on_the_redirect_and_sets_no_cookie(asked, hana, settings):
    answer = asked.post("/saved", headers=signed_in(settings))
    assert "Set-Cookie" not in answer.headers
    assert urlsplit(answer.location).query.startswith(f"shop={HANA}&notice=")
    shown = asked.get(answer.location, headers=signed_in(settings))
    assert shown.json == [["success", "Gespeichert & gut"]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_notice_is_not_shown_again_a_minute_later(asked, hana, settings):
    answer = asked.post("/saved", headers=signed_in(settings))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
        assert asked.get(answer.location, headers=signed_in(settings)).json == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("forged", ["x", "WyJ4Il0.x.y", "é"])
def test_a_forged_notice_is_not_shown(forged, asked, hana, settings):
    answer = asked.get(f"/seen?notice={quote(forged)}", headers=signed_in(settings))
    assert answer.json == []
