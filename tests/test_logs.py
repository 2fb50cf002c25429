"""Logs tell what happened to machines and nothing of people: tokens, addresses and texts never reach a line."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app import logs
from app.domain.errors import Unavailable
from app.models import Shop

SECRETS = [
    "shpat_0123456789abcdef",
    "shprt_0123456789abcdef",
    "shpua_0123456789abcdef",
    "shpss_0123456789abcdef",
    "Bearer abc.def",
    "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2hhbmEi.c2lnbmF0dXJl",
    "maria.diaz@example.es",
]


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.install()
    root.handlers[0].setStream(_Now())
    yield
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


class _Now:
    """pytest changes standard output for each test; this writes to the one of the moment."""

    def write(self, text: str) -> None:
        print(text, end="")

    def flush(self) -> None: ...


def line(capsys) -> dict[str, object]:
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_a_line_is_json_with_its_request(capsys):
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        structlog.get_logger("app").warning("reaction failed", reaction="mirror_order", shop_id=7)
    got = line(capsys)
    assert (got["event"], got["reaction"], got["shop_id"], got["request_id"], got["level"]) == (
        "reaction failed",
        "mirror_order",
        7,
        "abc",
        "warning",
    )
    assert str(got["timestamp"]).endswith("Z")


def failing_for(text: str) -> None:
    raise Unavailable(f"no answer for {text}")


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_secret_is_hidden_wherever_it_stands(secret, capsys):
    log = structlog.get_logger("app")
    said = f"sent {secret} away"
    log.info(said, reason=f"because of {secret}", parts={"inner": [secret]}, thing=Exception(secret))
    logging.getLogger("library").warning("failed for %s", secret)
    try:
        failing_for(secret)
    except Unavailable as error:
        log.warning("failed", exc_info=error)
        logging.getLogger("library").exception("failed")
    out = capsys.readouterr().out
    assert len(out.strip().splitlines()) == 4
    assert secret.removeprefix("Bearer ") not in out


@pytest.mark.parametrize(
    "name",
    ["access_token", "client_secret", "Authorization", "email", "to_address", "phone", "body", "payload", "subject"],
)
def test_a_value_with_a_telling_name_is_hidden_whatever_it_is(name, capsys):
    structlog.get_logger("app").info("seen", **{name: "plain words"}, inner={name: ["plain words"]})
    assert "plain words" not in capsys.readouterr().out


def test_an_id_token_in_an_address_is_hidden(capsys):
    logging.getLogger("server").warning("GET /?shop=a.myshopify.com&id_token=abc123&hmac=deadbeef&page=2")
    got = line(capsys)["event"]
    assert "abc123" not in got
    assert "deadbeef" not in got
    assert "page=2" in got


def test_a_traceback_stands_in_its_line(capsys):
    try:
        failing_for("a plain reason")
    except Unavailable:
        logging.getLogger("library").exception("failed")
    assert "a plain reason" in str(line(capsys)["exception"])


def test_an_error_of_the_database_does_not_tell_what_was_being_stored(database, capsys):
    with pytest.raises(IntegrityError) as error, database.transaction() as session:
        session.execute(insert(Shop), [{"domain": None, "name": "CANARY\nCANARY".lower(), "inbound_secret": "1"}])
    structlog.get_logger("app").warning("failed", exc_info=error.value)
    told = capsys.readouterr().out
    assert "IntegrityError" in told
    assert "canary" not in told
