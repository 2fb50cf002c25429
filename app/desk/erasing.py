"""Blanking personal data row by row: what a person wrote, is called or lives at goes; ids, times and amounts stay."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, select, update

from app.desk import (
    engines,
    former_papers,
    glossary,
    guard_verdicts,
    memory,
    searching,
    staff_tokens,
    stored_translations,
    suggestions,
    tones,
)
from app.desk.desk import Desk
from app.domain.remedies.kinds import ENDED
from app.models import (
    Agent,
    Approval,
    Conversation,
    Customer,
    DataRequest,
    EventRow,
    FulfillmentEventRow,
    FulfillmentRow,
    Message,
    Order,
    RawMessage,
    Reaction,
    RefundRow,
    Remedy,
    RemedyDraft,
    RemedyPreview,
    ReturnRow,
    Shop,
    Translation,
    WebhookReceipt,
)

CHUNK = 500  # bound parameters of one statement; SQLite allows more, PostgreSQL too
PERSONAL_TOPICS = (
    "orders/", "order_transactions/", "customers/", "fulfillments/", "fulfillment_events/", "refunds/", "returns/",
)  # fmt: skip
ERASED = "Erased on request."


def conversations(desk: Desk, rows: Sequence[Conversation]) -> None:
    for row in rows:
        row.subject = row.snippet = ""
    for ids in _chunks([row.id for row in rows]):
        _lock(desk, Conversation, ids)
        messages = desk.all(desk.select(Message).where(Message.conversation_id.in_(ids)))
        _messages(desk, messages)
        stored_translations.forget(desk, ids, ())
        searching.forget(desk, conversation_ids=ids)
        _learned(desk, ids)
        _drafts(desk, RemedyDraft.conversation_id.in_(ids))
        _failures(desk, EventRow.conversation_id.in_(ids))


def letters(desk: Desk, email: str) -> None:
    """What this address wrote, or was written, in conversations that are somebody else's."""
    theirs = or_(Message.from_address == email, Message.to_address == email)
    rows = desk.all(desk.select(Message).where(theirs))
    for ids in _chunks([row.conversation_id for row in rows]):
        for talk in desk.all(desk.select(Conversation).where(Conversation.id.in_(ids))):
            talk.snippet = ""
        _learned(desk, ids)
        _failures(desk, EventRow.conversation_id.in_(ids))
    _messages(desk, rows)


def raw_mail(desk: Desk, needles: Sequence[bytes]) -> None:
    """Bytes that no message stands for, doubles and what nobody could read: all, or those that name whom we forget."""
    held = select(Message.raw_id).where(Message.shop_id == desk.shop.id, Message.raw_id.is_not(None))
    query = select(RawMessage.id, RawMessage.content).where(
        RawMessage.shop_id == desk.shop.id, RawMessage.id.not_in(held)
    )
    naming = [row_id for row_id, content in desk.session.execute(query) if _names(content, needles)]
    for ids in _chunks(naming):
        desk.session.execute(delete(RawMessage).where(RawMessage.shop_id == desk.shop.id, RawMessage.id.in_(ids)))


def orders(desk: Desk, rows: Sequence[Order]) -> None:
    for row in rows:
        row.email = row.phone = row.note = row.status_page_url = ""
        row.shipping_address = None
        row.tags = []
    for ids in _chunks([row.id for row in rows]):
        _parts(desk, ids)
        _papers(desk, ids)
        _failures(desk, EventRow.order_id.in_(ids))


def ended_papers(desk: Desk, order_id: int) -> None:
    """A remedy of somebody forgotten has ended: only now may go what it had to be sent with."""
    buyer = select(Customer.redacted_at).join(Order, Order.customer_id == Customer.id)
    if desk.session.scalar(buyer.where(Order.shop_id == desk.shop.id, Order.id == order_id)) is not None:
        _papers(desk, [order_id])


def customers(desk: Desk, rows: Sequence[Customer]) -> None:
    for row in rows:
        row.email = None
        row.name = row.phone = row.timezone = row.tone = ""
        row.language_told_at = None
        row.redacted_at = row.redacted_at or desk.now
    engines.forget_words(desk)


def receipts(desk: Desk, needles: Sequence[bytes]) -> None:
    """Bodies of deliveries; their ids stay, so that a repeated delivery is still known. Those that are done with
    go as a whole; one that is still to be done, by a worker or by a person, goes where it names whom `needles` name,
    or where there are none: what it told of orders the sweep over changed orders brings again.
    """
    ours = WebhookReceipt.shop_domain == desk.shop.domain
    personal = or_(*(WebhookReceipt.topic.startswith(prefix) for prefix in PERSONAL_TOPICS))
    settled = WebhookReceipt.state.in_(("DONE", "SKIPPED"))
    desk.session.execute(update(WebhookReceipt).where(ours, personal, settled).values(body=b""))
    asking = WebhookReceipt.topic.endswith("/redact")  # under way: it forgets itself when it is settled
    unsettled = select(WebhookReceipt).where(ours, WebhookReceipt.state.in_(("WAITING", "DEAD")), ~asking)
    for row in desk.session.scalars(unsettled):
        if _names(row.body, needles):
            row.body, row.state, row.error = b"", "SKIPPED", ERASED


def requests(desk: Desk, customer_ids: Sequence[int], gid: str, email: str) -> None:
    """Earlier requests of the same person name him too."""
    for row in desk.all(desk.select(DataRequest)):
        same = (gid and row.customer_gid == gid) or (email and row.details.get("email") == email)
        if same or row.customer_id in customer_ids:
            row.details = {}


def staff_and_settings(desk: Desk) -> None:
    for agent in desk.all(desk.select(Agent)):
        agent.name = agent.email = ""
        agent.shopify_user_id = f"erased-{agent.id}"  # who comes back with the shop is met anew
        agent.removed_at = agent.removed_at or desk.now
    staff_tokens.forget_all(desk)
    for kept in (engines, glossary, memory, stored_translations, suggestions, tones):
        kept.forget_all(desk)
    shop: Shop = desk.shop
    shop.sealed_access_token = shop.sealed_refresh_token = ""
    shop.sealed_translator_settings = shop.sealed_email_settings = ""
    shop.email_from = shop.email_from_name = ""
    shop.redacted_at = desk.now


def _messages(desk: Desk, rows: Sequence[Message]) -> None:
    for ids in _chunks([row.id for row in rows]):
        _lock(desk, Message, ids)
    raw = [row.raw_id for row in rows if row.raw_id is not None]
    texts = [text for row in rows for text in (row.body, row.subject, row.draft_body, row.back_translation)]
    stored_translations.forget(desk, [row.conversation_id for row in rows], texts)
    for row in rows:
        row.subject = row.body = row.quoted = row.draft_body = row.back_translation = ""
        row.from_address = row.from_name = row.to_address = row.in_reply_to = row.references = ""
        row.external_id, row.attachments, row.raw_id = f"erased-{row.id}", [], None
        row.delivery_error = ""
    desk.session.flush()
    for ids in _chunks([row.id for row in rows]):
        shops = Translation.shop_id == desk.shop.id
        desk.session.execute(delete(Translation).where(shops, Translation.message_id.in_(ids)))
        searching.forget(desk, message_ids=ids)
        guard_verdicts.forget(desk, ids)
    for ids in _chunks(raw):
        desk.session.execute(delete(RawMessage).where(RawMessage.shop_id == desk.shop.id, RawMessage.id.in_(ids)))


def _lock(desk: Desk, model: type[Conversation] | type[Message], ids: Sequence[int]) -> None:
    """Who keeps something of them right now is waited for: what he kept is found, and he who comes later sees."""
    ours = select(model.id).where(model.shop_id == desk.shop.id, model.id.in_(ids))
    desk.session.execute(ours.order_by(model.id).with_for_update())


def _learned(desk: Desk, conversation_ids: Sequence[int]) -> None:
    """Nobody is named there, as far as could be told: it goes all the same."""
    memory.forget(desk, conversation_ids)
    suggestions.forget(desk, conversation_ids)


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


def _papers(desk: Desk, order_ids: Sequence[int]) -> None:
    """Reasons that agents wrote, and the requests made of them; one that is on its way is sent as it was stored."""
    rows = desk.all(desk.select(Remedy).where(Remedy.order_id.in_(order_ids)))
    for row in rows:
        if row.state in ENDED:
            row.note = row.request = row.error = ""
            row.facts = {}
    ended = [row.id for row in rows if row.state in ENDED]
    for ids in _chunks(ended):
        _drafts(desk, RemedyDraft.remedy_id.in_(ids))
        for asked in desk.all(desk.select(Approval).where(Approval.remedy_id.in_(ids))):
            asked.note = asked.decision_note = ""
    under_way = [row.preview_id for row in rows if row.state not in ENDED]
    shown = desk.select(RemedyPreview).where(RemedyPreview.order_id.in_(order_ids))
    for preview in desk.all(shown.where(RemedyPreview.id.not_in(under_way))):
        preview.note, preview.choice, preview.terms = "", {}, {}
    former_papers.blank(desk, order_ids)


def _drafts(desk: Desk, about: ColumnElement[bool]) -> None:
    """What would have been said of it."""
    desk.session.execute(delete(RemedyDraft).where(RemedyDraft.shop_id == desk.shop.id, about))


def _failures(desk: Desk, about: ColumnElement[bool]) -> None:
    """Why work on somebody's messages or orders failed: foreign words may stand there."""
    events = select(EventRow.id).where(EventRow.shop_id == desk.shop.id, about)
    failed = update(Reaction).where(Reaction.shop_id == desk.shop.id, Reaction.event_id.in_(events))
    desk.session.execute(failed.where(Reaction.error != "").values(error=""))


def _names(content: bytes, needles: Sequence[bytes]) -> bool:
    return not needles or any(needle in content.lower() for needle in needles)


def _chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
