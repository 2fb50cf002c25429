"""The words for every state a page shows; a word Shopify adds tomorrow is shown as it came, made readable."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.web import ledger_words, remedy_words, translation_words

FINANCIAL = {
    "AUTHORIZED": _("Authorized"),
    "EXPIRED": _("Expired"),
    "PAID": _("Paid"),
    "PARTIALLY_PAID": _("Partially paid"),
    "PARTIALLY_REFUNDED": _("Partially refunded"),
    "PENDING": _("Payment pending"),
    "REFUNDED": _("Refunded"),
    "VOIDED": _("Voided"),
}
FULFILLMENT = {
    "FULFILLED": _("Fulfilled"),
    "FULFILLMENT_NOT_REQUIRED": _("No fulfillment needed"),
    "IN_PROGRESS": _("In progress"),
    "ON_HOLD": _("On hold"),
    "OPEN": _("Open"),
    "PARTIALLY_FULFILLED": _("Partially fulfilled"),
    "PENDING_FULFILLMENT": _("Fulfillment pending"),
    "REQUEST_DECLINED": _("Request declined"),
    "RESTOCKED": _("Restocked"),
    "SCHEDULED": _("Scheduled"),
    "UNFULFILLED": _("Unfulfilled"),
}
SHIPMENT = {
    "LABEL_PURCHASED": _("Label purchased"),
    "LABEL_PRINTED": _("Label printed"),
    "CONFIRMED": _("Confirmed"),
    "CARRIER_PICKED_UP": _("Picked up by the carrier"),
    "IN_TRANSIT": _("In transit"),
    "OUT_FOR_DELIVERY": _("Out for delivery"),
    "ATTEMPTED_DELIVERY": _("Delivery attempted"),
    "READY_FOR_PICKUP": _("Ready for pickup"),
    "DELAYED": _("Delayed"),
    "DELIVERED": _("Delivered"),
    "FAILURE": _("Delivery failed"),
}
RETURN = {
    "REQUESTED": _("Return requested"),
    "OPEN": _("Return open"),
    "CLOSED": _("Return closed"),
    "DECLINED": _("Return declined"),
    "CANCELED": _("Return canceled"),
}
LIMIT = {
    "per_act": _("One remedy"),
    "per_order": _("One order in all"),
    "per_customer_day": _("One customer in a day"),
    "per_agent_day": _("One agent in a day"),
    "per_shop_day": _("The shop in a day"),
}
MEASURE = {
    "ACT": _("One remedy"),
    "ORDER": _("One order in all"),
    "CUSTOMER_DAY": _("One customer in a day"),
    "AGENT_DAY": _("One agent in a day"),
    "SHOP_DAY": _("The shop in a day"),
}
DELIVERY = {
    "QUEUED": _("Waiting to be sent"),
    "SENDING": _("Sending…"),
    "SENT": _("Sent"),
    "FAILED": _("Not sent"),
    "UNKNOWN": _("May or may not have arrived"),
}
CONVERSATION = {
    "OPEN": _("Open"),
    "PENDING": _("Waiting for the customer"),
    "SNOOZED": _("Snoozed"),
    "RESOLVED": _("Resolved"),
}
VIEW = {
    "open": _("All open"),
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "pending": _("Waiting"),
    "late": _("At risk"),
    "undelivered": _("Not delivered"),
    "resolved": _("Resolved"),
}
INQUIRY = {
    "where_is_my_order": _("Where is my order"),
    "return": _("Return"),
    "refund": _("Refund"),
    "exchange": _("Exchange"),
    "damaged": _("Damaged item"),
    "cancel": _("Cancellation"),
    "address_change": _("Change of address"),
    "duties": _("Duties and customs"),
    "product": _("Product question"),
    "other": _("Other"),
}
CHANNEL = {"email": _("Email"), "contact_form": _("Contact form"), "chat": _("Chat"), "console": _("Console")}
SUM = {
    "subtotal": _("Subtotal"),
    "shipping": _("Shipping"),
    "duties": _("Duties"),
    "tax": _("Tax"),
    "refunded": _("Refunded"),
}
ORDER_REASON = {
    "named": _("Named in the message; it belongs to this customer."),
    "named_unconfirmed": _("Named in the message; not confirmed to be this customer's."),
    "only_open_order": _("This customer's only open order."),
    "latest_order": _("This customer's latest order."),
    "named_unseen": _(
        "The message names an order that is not here: mistyped, or older than the 60 days Shopify shows."
        " This is a guess."
    ),
    "agent": _("Chosen by an agent."),
    "order_event": _("Opened by an event of this order."),
}
PAYER = {"customer": _("the customer"), "shop": _("the shop"), "": _("not said")}
FIELD = {
    "Mail server": _("Mail server"),
    "Port": _("Port"),
    "Security": _("Security"),
    "User name": _("User name"),
    "Password": _("Password"),
    "Send from address": _("Send from address"),
    "Send from name": _("Send from name"),
    "Replies go to": _("Replies go to"),
    "Address": _("Address"),
    "API key": _("API key"),
    "Service": _("Service"),
    "Region": _("Region"),
    "No translation": _("No translation"),
    "Chat model (OpenAI-compatible)": _("Chat model (OpenAI-compatible)"),
    "Model": _("Model"),
    "Kind of model": _("Kind of model"),
    "Asked for JSON by": _("Asked for JSON by"),
    "ordinary": _("Ordinary"),
    "reasoning": _("One that thinks first"),
    "prompt": _("The prompt alone"),
    "json_object": _("The prompt and response_format"),
    "starttls": _("STARTTLS"),
    "tls": _("TLS"),
    "none": _("None (only inside your own network)"),
}
TOPIC = {
    "app": _("The installation"),
    "bulk_operations": _("The copy of your orders"),
    "customers": _("A customer"),
    "customers/data_request": _("A customer asks for their data"),
    "customers/redact": _("A customer asks to be forgotten"),
    "fulfillment_events": _("The tracking of a delivery"),
    "fulfillments": _("A delivery"),
    "order_transactions": _("A payment"),
    "orders": _("An order"),
    "refunds": _("A refund"),
    "returns": _("A return"),
    "reverse_deliveries": _("A return"),
    "reverse_fulfillment_orders": _("A return"),
    "shop/redact": _("The shop's data are to be erased"),
}
REACTION = {
    "deliver_message": _("Sending a message"),
    "draft": _("Writing the draft of a reply"),
    "enter_external": _("Entering in the ledger what was made outside Kakehashi"),
    "give_remedy": _("Making a refund, a return or another remedy"),
    "index_words": _("Making a message findable"),
    "install_starter": _("Making the first rules and macros"),
    "move_backfill": _("Copying your orders"),
    "receive_message": _("Reading a message that came in"),
    "retranslate": _("Translating a conversation again"),
    "run_rules": _("Running the rules"),
    "start_backfill": _("Starting the copy of your orders"),
    "translate_message": _("Translating a message"),
}
DATA_REQUEST = {
    "DATA_REQUEST": _("Asks what is kept about them"),
    "REDACT_CUSTOMER": _("Asked to be forgotten"),
    "REDACT_SHOP": _("All data of the shop"),
}
ENDPOINT = {
    "rules.index": _("Rules"),
    "macros.index": _("Macros"),
    "ledger.index": _("Ledger"),
    "settings.show": _("Settings"),
}

WORDS: dict[str, dict[str, LazyString]] = {
    "financial": FINANCIAL,
    "fulfillment": FULFILLMENT,
    "shipment": SHIPMENT,
    "return": RETURN,
    "limit": LIMIT,
    "measure": MEASURE,
    "delivery": DELIVERY,
    "conversation": CONVERSATION,
    "view": VIEW,
    "inquiry": INQUIRY,
    "channel": CHANNEL,
    "sum": SUM,
    "order_reason": ORDER_REASON,
    "payer": PAYER,
    "field": FIELD,
    "reaction": REACTION,
    "data_request": DATA_REQUEST,
    **remedy_words.WORDS,
    **ledger_words.WORDS,
    **translation_words.WORDS,
}
NAMED = ("field",)  # plug-ins bring these words readable already
TONES = {
    "success": {"SUCCESS", "SUCCEEDED", "PAID", "FULFILLED", "DELIVERED", "SENT", "RESOLVED", "CLOSED"},
    "warning": {
        "PENDING",
        "PARTIALLY_PAID",
        "PARTIALLY_FULFILLED",
        "UNFULFILLED",
        "ON_HOLD",
        "DELAYED",
        "ATTEMPTED_DELIVERY",
        "UNKNOWN",
        "NEEDS_REVIEW",
    },
    "critical": {"FAILURE", "FAILED", "REJECTED", "EXPIRED", "VOIDED", "REQUEST_DECLINED"},
    "info": {"OPEN", "IN_TRANSIT", "OUT_FOR_DELIVERY", "REQUESTED", "SENDING", "IN_PROGRESS", "PARTIALLY_REFUNDED"},
}


def word(value: str, kind: str) -> str:
    """`value` of the kind of state named, in the agent's language."""
    known = WORDS[kind].get(value)
    if known:
        return str(known)
    return value if kind in NAMED else value.replace("_", " ").capitalize()


def topic(value: str) -> str:
    """What a webhook is about, with its topic for who looks it up at Shopify."""
    known = TOPIC.get(value) or TOPIC.get(value.partition("/")[0])
    return f"{known} ({value})" if known else value


def tone(value: str) -> str:
    """The badge's class for a state; plain grey where none stands out."""
    return next((f"badge--{name}" for name, values in TONES.items() if value in values), "")
