"""The words of the ledger: what happened, who did it, how a payment stands, how two books differ."""

from flask_babel import lazy_gettext as _

ENTRY = {
    "REQUESTED": _("Asked for"),
    "APPROVAL_ASKED": _("Approval asked for"),
    "APPROVED": _("Approved"),
    "REFUSED": _("Not approved"),
    "WITHDRAWN": _("Undone in time; nothing was sent"),
    "SENT": _("Sent to Shopify"),
    "ANSWERED": _("Shopify confirmed it"),
    "FOUND": _("Found in Shopify"),
    "UNKNOWN": _("The answer was lost; looked up before anything else"),
    "PUT_OFF": _("Nothing was done yet; tried again later"),
    "SUCCEEDED": _("Done"),
    "REJECTED": _("Not carried out"),
    "CANCELLED": _("Cancelled; nothing was sent"),
    "NEEDS_REVIEW": _("Left to a person"),
    "MONEY": _("Payment"),
    "EXTERNAL": _("Made outside Kakehashi"),
    "DRIFT": _("Differs from Shopify"),
}
ACTOR = {
    "agent": _("An agent"),
    "customer": _("The customer"),
    "rule": _("A rule"),
    "shopify": _("Shopify"),
    "system": _("Kakehashi"),
}
PAYMENT = {
    "SUCCESS": _("Paid out"),
    "PENDING": _("Money on its way"),
    "AWAITING_RESPONSE": _("Money on its way"),
    "FAILURE": _("Payment failed"),
    "ERROR": _("Payment failed"),
    "UNKNOWN": _("Not known how the payment stands"),
}
STATE = {
    "AWAITING_APPROVAL": _("Waiting for approval"),
    "WAITING": _("Waiting to be sent"),
    "SENDING": _("Being sent to Shopify"),
    "UNKNOWN": _("Outcome unknown: being looked up"),
    "SUCCEEDED": _("Done"),
    "REJECTED": _("Not carried out"),
    "NEEDS_REVIEW": _("Left to a person"),
    "CANCELLED": _("Cancelled"),
    "PENDING": _("Money on its way"),
    "FAILURE": _("Payment failed"),
    "EXTERNAL": _("Made outside Kakehashi"),
}
DRIFT = {
    "MISSING": _("Our books say it happened; Shopify does not show it"),
    "EXTRA": _("Shopify shows a refund that is in none of our books"),
    "CURRENCY": _("Another currency in Shopify"),
    "AMOUNT": _("Another amount in Shopify"),
    "FAILED": _("The payment failed in Shopify; our books say it went through"),
}

WORDS = {"ledger": ENTRY, "actor": ACTOR, "payment": PAYMENT, "ledger_state": STATE, "drift": DRIFT}
