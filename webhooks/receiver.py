"""POST /webhooks: check the signature on the raw bytes, store the receipt once, say 200, ring; parse nothing."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from app.desk.receiving import Delivery, StorageDown, Store, open_store
from app.errands.runtime import Runtime
from app.shopify.auth import shop_name, verify_webhook
from webhooks.ringing import Ringer

CAP = 5 * 1024 * 1024
TOPIC = re.compile(r"[a-z0-9_]+/[a-z0-9_./-]+")
WORD = re.compile(r"[\x21-\x7e]{1,100}")
SLOT = "kakehashi.receiver"

blueprint = Blueprint("webhooks", __name__)


@dataclass(frozen=True, slots=True)
class Receiver:
    """What one process receives with; made at the first delivery, after any fork."""

    store: Store
    ringer: Ringer
    secrets: tuple[str, ...]

    @classmethod
    def of(cls, runtime: Runtime) -> "Receiver":
        return cls(open_store(runtime.database), Ringer(runtime.doorbell), runtime.settings.api_secrets)

    def close(self) -> None:
        """Let go of threads and connections: a test's app ends before its process."""
        self.store.close()
        self.ringer.close()


@blueprint.post("/webhooks", strict_slashes=False)
@blueprint.post("/webhooks/compliance", strict_slashes=False)
def receive() -> Response:
    receiver: Receiver = current_app.extensions.get(SLOT) or _receiver()
    try:
        request.max_content_length = CAP
        raw = request.get_data(cache=False, parse_form_data=False)
    except RequestEntityTooLarge:
        return _say(413, f"A webhook of more than {CAP} bytes is not read.")
    except ClientDisconnected:
        return _say(400, "The body ended early.")
    if not verify_webhook(raw, _header("Hmac-Sha256"), receiver.secrets):
        return _say(401, "The signature does not match.")
    delivery = _delivery(raw)
    if isinstance(delivery, str):
        return _say(400, delivery)
    try:
        receiver.store.put(delivery, datetime.now(UTC))
    except StorageDown:
        current_app.logger.exception("a webhook could not be stored")
        return _say(503, "The webhook could not be stored; please send it again.")
    receiver.ringer.note()
    return _say(200, "")


def _delivery(raw: bytes) -> Delivery | str:
    """What the headers say, or what is wrong with them; they are not covered by the signature."""
    shop, topic = shop_name(_header("Shop-Domain")), _header("Topic").lower()
    if shop is None:
        return "X-Shopify-Shop-Domain is missing or is not a myshopify.com domain."
    if not TOPIC.fullmatch(topic) or len(topic) > 64:  # noqa: PLR2004 - the column's width
        return "X-Shopify-Topic is missing or is not a topic."
    if not WORD.fullmatch(webhook_id := _header("Webhook-Id")):
        return "X-Shopify-Webhook-Id is missing or is not an id."
    return Delivery(
        shop_domain=shop,
        topic=topic,
        webhook_id=webhook_id,
        event_id=_word("Event-Id"),
        api_version=_word("Api-Version")[:64],
        triggered_at=_moment(_header("Triggered-At")),
        body=raw,
    )


def _header(name: str) -> str:
    return request.headers.get(f"X-Shopify-{name}") or request.headers.get(f"Shopify-{name}") or ""


def _word(name: str) -> str:
    """A header that only helps people; one that is no plain word is left out."""
    return value if WORD.fullmatch(value := _header(name)) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _receiver() -> Receiver:
    made = Receiver.of(current_app.extensions["kakehashi"])
    kept: Receiver = current_app.extensions.setdefault(SLOT, made)
    return kept


def _say(status: int, words: str) -> Response:
    return Response(words, status, mimetype="text/plain")
