"""POST /inbound/<channel>/<secret>: store the bytes once as they came and say 202; a worker reads them."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from app.channels.channel import channels
from app.desk import raw_mail
from app.desk.channels import shop_of_inbound
from app.desk.desk import CUSTOMER
from app.errands.runtime import Runtime

CAP = 25 * 1024 * 1024
FIELDS = ("email", "body-mime", "message")  # where mail providers' hooks put the raw mail in a form

blueprint = Blueprint("inbound", __name__)


@blueprint.post("/inbound/<channel>/<secret>")
def receive(channel: str, secret: str) -> Response:
    runtime: Runtime = current_app.extensions["kakehashi"]
    with runtime.database.transaction(read_only=True) as session:
        shop_id = shop_of_inbound(session, secret) if _is_hooked(channel) else None
    if shop_id is None:
        return _say(404, "There is no such inbox.")
    try:
        raw = _raw()
    except RequestEntityTooLarge:
        return _say(413, f"A message of more than {CAP} bytes is not read.")
    except ClientDisconnected:
        return _say(400, "The body ended early.")
    if not raw.strip():
        return _say(400, "The message is empty.")
    with runtime.desk(shop_id, CUSTOMER, now=datetime.now(UTC)) as desk:
        raw_mail.store(desk, channel, raw)
    return _say(202, "")


def _is_hooked(name: str) -> bool:
    channel = channels().get(name)
    return channel is not None and channel.is_hooked


def _raw() -> bytes:
    """The mail: the whole body, or the field of a form that holds it."""
    request.max_content_length = CAP
    request.max_form_memory_size = CAP
    if request.mimetype not in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        return request.get_data(cache=False, parse_form_data=False)
    for name in FIELDS:
        if name in request.files:
            return bytes(request.files[name].read())
        if name in request.form:
            return request.form[name].encode("utf-8", "surrogateescape")
    return b""


def _say(status: int, words: str) -> Response:
    return Response(words, status, mimetype="text/plain")
