"""Blanking personal data row by row: what a person wrote, is called or lives at goes; ids, times and amounts stay."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from app.desk.desk import Desk
from app.models import (
    Agent,
    Conversation,
    Customer,
    DataRequest,
    FulfillmentEventRow,
    FulfillmentRow,
    Message,
    Order,
    RawMessage,
    RefundRow,
    ReturnRow,
    Shop,
    Translation,
    WebhookReceipt,
)

CHUNK = 500  # bound parameters of one statement; SQLite allows more, PostgreSQL too
PERSONAL_TOPICS = ("orders/", "customers/", "fulfillments/", "fulfillment_events/", "refunds/", "returns/")


def conversations(desk: Desk, rows: Sequence[Conversation]) -> None:
    for row in rows:
        row.subject = row.snippet = ""
    for ids in _chunks([row.id for row in rows]):
        messages = desk.all(desk.select(Message).where(Message.conversation_id.in_(ids)))
        _messages(desk, messages)


def orders(desk: Desk, rows: Sequence[Order]) -> None:
    for row in rows:
        row.email = row.phone = row.note = row.status_page_url = ""
        row.shipping_address = None
        row.tags = []
    for ids in _chunks([row.id for row in rows]):
        _parts(desk, ids)


def customers(desk: Desk, rows: Sequence[Customer]) -> None:
    for row in rows:
        row.email = None
        row.name = row.phone = row.timezone = ""
        row.redacted_at = row.redacted_at or desk.now


def receipts(desk: Desk, needles: Sequence[bytes]) -> None:
    """Bodies of deliveries; their ids stay, so that a repeated delivery is still known. Those that are done with
    go as a whole; one that waits for a person goes where it names whom `needles` name, or where there are none.
    """
    ours = WebhookReceipt.shop_domain == desk.shop.domain
    personal = or_(*(WebhookReceipt.topic.startswith(prefix) for prefix in PERSONAL_TOPICS))
    settled = WebhookReceipt.state.in_(("DONE", "SKIPPED"))
    desk.session.execute(update(WebhookReceipt).where(ours, personal, settled).values(body=b""))
    for row in desk.session.scalars(select(WebhookReceipt).where(ours, WebhookReceipt.state == "DEAD")):
        if not needles or any(needle in row.body for needle in needles):
            row.body, row.state, row.error = b"", "SKIPPED", "Erased on request."


def requests(desk: Desk, customer_ids: Sequence[int], gid: str) -> None:
    """Earlier requests of the same person name him too."""
    for row in desk.all(desk.select(DataRequest)):
        if row.customer_id in customer_ids or (gid and row.customer_gid == gid):
            row.details = {}


def staff_and_settings(desk: Desk) -> None:
    for agent in desk.all(desk.select(Agent)):
        agent.name = agent.email = ""
        agent.removed_at = agent.removed_at or desk.now
    shop: Shop = desk.shop
    shop.sealed_access_token = shop.sealed_refresh_token = ""
    shop.sealed_translator_settings = shop.sealed_email_settings = ""
    shop.email_from = shop.email_from_name = ""
    shop.redacted_at = desk.now


def _messages(desk: Desk, rows: Sequence[Message]) -> None:
    raw = [row.raw_id for row in rows if row.raw_id is not None]
    for row in rows:
        row.subject = row.body = row.quoted = row.draft_body = row.back_translation = ""
        row.from_address = row.from_name = row.to_address = row.in_reply_to = row.references = ""
        row.external_id, row.attachments, row.raw_id = f"erased-{row.id}", [], None
        row.delivery_error = ""
    desk.session.flush()
    for ids in _chunks([row.id for row in rows]):
        shops = Translation.shop_id == desk.shop.id
        desk.session.execute(delete(Translation).where(shops, Translation.message_id.in_(ids)))
    for ids in _chunks(raw):
        desk.session.execute(delete(RawMessage).where(RawMessage.shop_id == desk.shop.id, RawMessage.id.in_(ids)))


def _parts(desk: Desk, order_ids: Sequence[int]) -> None:
    parcels = desk.all(desk.select(FulfillmentRow).where(FulfillmentRow.order_id.in_(order_ids)))
    for parcel in parcels:
        parcel.tracking_number = parcel.tracking_url = ""
    for ids in _chunks([parcel.id for parcel in parcels]):
        for event in desk.all(desk.select(FulfillmentEventRow).where(FulfillmentEventRow.fulfillment_id.in_(ids))):
            event.message = event.city = ""
    for refund in desk.all(desk.select(RefundRow).where(RefundRow.order_id.in_(order_ids))):
        refund.note = ""
    for returned in desk.all(desk.select(ReturnRow).where(ReturnRow.order_id.in_(order_ids))):
        returned.lines = [{**line, "note": ""} for line in returned.lines]


def _chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
