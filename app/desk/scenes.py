"""What a rule is shown of one event: its own message, order and parcel, and nothing that is somebody else's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.desk import facts, questions
from app.desk.desk import Desk
from app.domain.event import Event
from app.domain.events import FulfillmentCreated, MessageReceived, OrderChanged, ShipmentMoved
from app.domain.matching import SURE
from app.domain.rules.engine import Cause, Trigger
from app.domain.rules.facts import Facts, ShipmentFacts
from app.models import (
    Conversation,
    Customer,
    FulfillmentRow,
    Message,
    Order,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What rules look at, and the rows that actions need; an order event may have no conversation yet."""

    facts: Facts
    cause: Cause
    conversation: Conversation | None = None
    customer: Customer | None = None
    order: Order | None = None
    message: Message | None = None

    @property
    def address(self) -> str:
        """Where an automatic message would go; a guest is known by what he wrote from or ordered with."""
        if self.customer is not None and (self.customer.email or self.message is None):
            return self.customer.email or ""
        if self.message is not None:
            return self.message.from_address
        return self.order.email if self.order is not None else ""

    @property
    def is_redacted(self) -> bool:
        return self.customer is not None and self.customer.redacted_at is not None


def scene(desk: Desk, event: Event) -> Scene | None:
    """Everything rules may know about this event; None when its rows are gone."""
    return _SCENES[type(event)](desk, event)


def conversation_scene(desk: Desk, conversation_id: int) -> Scene:
    """The same for a conversation as it stands, for a macro used by hand."""
    conversation = desk.get(Conversation, conversation_id)
    customer = desk.get(Customer, conversation.customer_id) if conversation.customer_id else None
    order = desk.get(Order, conversation.order_id) if conversation.order_id else None
    order = order if belongs(order, customer) else None
    seen = Facts(
        shop=facts.shop(desk.shop),
        conversation=facts.conversation(conversation, _tags(desk, conversation)),
        customer=facts.customer(customer),
        order=facts.order(order),
        fulfillment=facts.parcel(_latest_parcel(desk, order)),
    )
    cause = Cause(Trigger.MESSAGE_RECEIVED, f"conversation:{conversation.id}", desk.now, conversation.id)
    return Scene(seen, cause, conversation, customer, order)


def belongs(order: Order | None, customer: Customer | None) -> bool:
    """Whether the order is this customer's own: another's is never told of, whatever number he wrote."""
    if order is None or customer is None:
        return False
    return order.customer_id == customer.id or bool(customer.email and order.email.lower() == customer.email)


def _message_scene(desk: Desk, event: MessageReceived) -> Scene | None:
    found = desk.session.execute(questions.MESSAGE, {"shop": desk.shop.id, "message": event.message_id}).first()
    if found is None:
        return None
    message, conversation, customer, pinned, has_earlier = found
    is_sure = conversation.order_reason in SURE  # a guess is for agents to look at, not for a text to state
    order = pinned if is_sure and belongs(pinned, customer) else None
    seen = Facts(
        shop=facts.shop(desk.shop),
        message=facts.message(message, is_first=not has_earlier),
        conversation=facts.conversation(conversation, _tags(desk, conversation)),
        customer=facts.customer(customer),
        order=facts.order(order),
        fulfillment=facts.parcel(_latest_parcel(desk, order)),
    )
    cause = Cause(Trigger.MESSAGE_RECEIVED, f"message:{message.id}", message.created_at, conversation.id)
    return Scene(seen, cause, conversation, customer, order, message)


def _order_scene(desk: Desk, event: OrderChanged) -> Scene | None:
    found = _order_rows(desk, event.order_id)
    if found is None:
        return None
    order, customer, conversation, _ = found
    cause = Cause(Trigger.ORDER_CHANGED, f"order:{order.id}", order.updated_at, conversation and conversation.id)
    seen = _order_facts(desk, order, customer, conversation)
    return Scene(seen, cause, conversation, customer, order)


def _fulfillment_scene(desk: Desk, event: FulfillmentCreated) -> Scene | None:
    found = _order_rows(desk, event.order_id, event.fulfillment_id)
    if found is None or found[3] is None:
        return None
    order, customer, conversation, parcel = found
    key = f"fulfillment:{parcel.id}"
    cause = Cause(Trigger.FULFILLMENT_CREATED, key, parcel.created_at, conversation and conversation.id)
    seen = _order_facts(desk, order, customer, conversation, fulfillment=facts.parcel(parcel))
    return Scene(seen, cause, conversation, customer, order)


def _shipment_scene(desk: Desk, event: ShipmentMoved) -> Scene | None:
    found = _order_rows(desk, event.order_id, event.fulfillment_id)
    moved = desk.session.scalars(questions.MOVED, {"shop": desk.shop.id, "moved": event.fulfillment_event_id}).first()
    if found is None or found[3] is None or moved is None:
        return None
    order, customer, conversation, parcel = found
    key = f"shipment:{moved.id}"
    cause = Cause(Trigger.SHIPMENT_MOVED, key, moved.happened_at, conversation and conversation.id)
    shipment = ShipmentFacts(status=facts.known(moved.status), message=moved.message, happened_at=moved.happened_at)
    seen = _order_facts(desk, order, customer, conversation, fulfillment=facts.parcel(parcel), shipment=shipment)
    return Scene(seen, cause, conversation, customer, order)


_SCENES: Mapping[type[Event], Callable[[Desk, Any], Scene | None]] = {
    MessageReceived: _message_scene,
    OrderChanged: _order_scene,
    FulfillmentCreated: _fulfillment_scene,
    ShipmentMoved: _shipment_scene,
}


def _order_rows(desk: Desk, order_id: int, fulfillment_id: int = 0) -> Any:
    asked = {"shop": desk.shop.id, "order": order_id, "parcel": fulfillment_id}
    return desk.session.execute(questions.ORDER, asked).first()


def _order_facts(
    desk: Desk, order: Order, customer: Customer | None, conversation: Conversation | None, **parts: Any
) -> Facts:
    return Facts(
        shop=facts.shop(desk.shop),
        conversation=facts.conversation(conversation, _tags(desk, conversation)),
        customer=facts.customer(customer),
        order=facts.order(order),
        **parts,
    )


def _tags(desk: Desk, conversation: Conversation | None) -> frozenset[str] | None:
    if conversation is None:
        return None
    asked = {"shop": desk.shop.id, "conversation": conversation.id}
    return frozenset(desk.session.scalars(questions.TAGS, asked))


def _latest_parcel(desk: Desk, order: Order | None) -> FulfillmentRow | None:
    if order is None:
        return None
    return desk.session.scalars(questions.LATEST_PARCEL, {"shop": desk.shop.id, "order": order.id}).first()
