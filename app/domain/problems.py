"""Why a refund or a return cannot go on: one code each, and words that tell a person what to do next."""

from app.domain.errors import Conflict, DeskError, NotAllowed, Rejected
from app.domain.problem_codes import Problem
from app.domain.words import N_

__all__ = [
    "WORDS",
    "Explained",
    "LookAgain",
    "MayNotRefund",
    "NotPossible",
    "Problem",
]

WORDS: dict[Problem, str] = {
    Problem.NOTHING_SELECTED: N_("Nothing is selected. Choose at least one item or the shipping cost."),
    Problem.NOTHING_TO_RETURN: N_("Nothing is selected. Choose at least one item."),
    Problem.BAD_QUANTITY: N_("“%(given)s” is not a quantity. Enter a whole number."),
    Problem.UNKNOWN_LINE: N_("One of the selected items is not part of this order. Open the dialog again."),
    Problem.TOO_MANY: N_("Only %(left)s of “%(title)s” can still be refunded."),
    Problem.TOO_MANY_TO_RETURN: N_("Only %(left)s of “%(title)s” can still be returned."),
    Problem.REASON_MISSING: N_("Give a reason: it is kept with the order."),
    Problem.REASON_TOO_LONG: N_("The reason is too long. %(limit)s characters are possible."),
    Problem.NO_MONEY: N_("Shopify suggests no money for this selection. The payment may not be captured yet."),
    Problem.OVER_MAXIMUM: N_("This is more than Shopify can still refund on this order."),
    Problem.OVER_LIMIT: N_("This is above your limit of %(limit)s. Ask for an approval, or ask the owner."),
    Problem.PAUSED: N_("All money is stopped in this shop. The owner can let it go again."),
    Problem.AGENT_GONE: N_("The agent who asked for this no longer works here. Nothing was sent."),
    Problem.NOT_SIGNED_IN: N_(
        "Shopify no longer takes the sign-in of whoever confirmed this. Nothing was sent. "
        "Open Kakehashi again and confirm once more."
    ),
    Problem.NOT_PERMITTED: N_(
        "Shopify does not allow this to whoever confirmed it. Nothing was done. The shop's owner can change the "
        "permissions in Shopify, or let that person act for the shop under Settings."
    ),
    Problem.ORDER_GONE: N_("Shopify no longer shows this order. Nothing was sent."),
    Problem.IN_PROGRESS: N_(
        "Another agent or tab is already at work on this order. Wait until it has ended, then look again."
    ),
    Problem.EXPIRED: N_("This preview is too old. Look at the new numbers and confirm again."),
    Problem.NOT_YOURS: N_("This preview was made by another agent. Make your own."),
    Problem.AMOUNT_CHANGED: N_(
        "Shopify now computes another amount than the one you confirmed. No money moved. Look again and confirm."
    ),
    Problem.QUANTITY_CHANGED: N_("The order changed since you looked. Nothing was sent. Look again and confirm."),
    Problem.OTHER_AMOUNT_POSTED: N_("The confirmed amount is not the one that was shown. Look again and confirm."),
    Problem.KEY_MISMATCH: N_(
        "Shopify does not recognise this request as the one it saw before. It was stopped. "
        "Check the order in Shopify before you start again."
    ),
    Problem.NEVER_CONFIRMED: N_(
        "Shopify's answer was lost and nothing was found afterwards. It will not be sent again. "
        "Check the order in Shopify before you start again."
    ),
    Problem.TOO_LATE: N_("Shopify could not be reached in time. Nothing was sent. Look again and confirm."),
    Problem.REFUSED: N_("Shopify refused: %(words)s"),
    Problem.MONEY_FAILED: N_("Shopify recorded the refund but the payment failed. Look at the order in Shopify."),
    Problem.AMOUNT_ALONE: N_("An amount goes back by itself: take the items, shipping and duties out, or the amount."),
    Problem.NO_AMOUNT: N_("Enter an amount above zero."),
    Problem.ON_RETURN: N_("“%(title)s” is already on return %(name)s. Refund it there."),
    Problem.NO_DUTIES: N_("No duties are left to refund for this selection."),
    Problem.NOT_CAPTURED: N_("The payment is authorised, not captured: there is no money to give back yet."),
    Problem.CANCELLED_ORDER: N_("This order is cancelled."),
    Problem.NEEDS_NOTE: N_("Say in a few words why: it is kept with the order."),
    Problem.WITHDRAWN: N_("Undone by %(name)s before it was sent."),
    Problem.TOO_LATE_TO_UNDO: N_("This has been sent already and cannot be undone."),
    Problem.OTHER_PAYLOAD: N_("What was confirmed is not what was shown. Look again and confirm."),
    Problem.FORBIDDEN: N_("The owner does not let you give this. Ask the owner to do it."),
    Problem.OWN_REQUEST: N_("You asked for this yourself: somebody else has to decide."),
    Problem.NOT_APPROVER: N_("You cannot decide this. The owner says in Settings who may approve."),
    Problem.OVER_APPROVER: N_("This is above your own limit of %(limit)s, so you cannot approve it. Ask the owner."),
    Problem.NOT_APPROVED: N_("This was not approved. Nothing was sent."),
    Problem.APPROVAL_EXPIRED: N_("Nobody decided in time. Nothing was sent: look at it again and ask once more."),
    Problem.APPROVAL_DECIDED: N_("This has been decided already, or was withdrawn. Look at the list again."),
    Problem.APPROVAL_CHANGED: N_("What was asked for is not what would be sent. Nothing was sent: ask once more."),
    Problem.SHIPPED_ORDER: N_(
        "Parts of this order have been shipped (%(name)s). Make a return for them, or refund what is left."
    ),
    Problem.ACTIVE_RETURN: N_("Return %(name)s is not finished. Close or cancel it first."),
    Problem.PAYMENT_PENDING: N_(
        "A payment of this order is still being processed. Wait until it has ended, then look again."
    ),
    Problem.NO_CUSTOMER: N_("This order has no customer in Shopify who could get it."),
    Problem.NOT_ITS_CURRENCY: N_("Enter the amount in %(currency)s."),
    Problem.NOT_WHOLE: N_("%(currency)s has no such small amounts. Enter a rounder amount."),
    Problem.NO_RATE: N_(
        "This order cost nothing, so that nobody knows what this would cost the shop. Give a gift card."
    ),
    Problem.CREDIT_OFF: N_(
        "Store credit is switched off in this shop. It can be switched on in Shopify under Settings, Customer accounts."
    ),
    Problem.SCOPE_MISSING: N_("Kakehashi may not do this in this shop yet. The owner can grant it: %(scope)s."),
    Problem.NOTHING_TO_HOLD: N_("Nothing of this order is still waiting to be shipped."),
    Problem.ON_HOLD: N_("This order is on hold already (%(reason)s)."),
    Problem.AT_SERVICE: N_("A fulfillment service is at work on this order. Ask it to stop, in Shopify."),
    Problem.NOT_HELD: N_("This order is not on hold."),
    Problem.HELD_BY_OTHERS: N_("This hold was not placed here (%(reason)s). Release it in Shopify."),
    Problem.LEFT_ALREADY: N_("A parcel has left already (%(name)s): only its carrier can still change where it goes."),
    Problem.NOTHING_OWED: N_("The customer owes nothing on this order."),
    Problem.NO_EMAIL: N_("This order has no e-mail address that an invoice could go to."),
    Problem.NO_ADDRESS: N_("This order is not shipped to an address."),
    Problem.ADDRESS_INCOMPLETE: N_("Fill in name, street, city and country."),
    Problem.SAME_ADDRESS: N_("This is the address that the order has already."),
    Problem.NOT_SHIPPED: N_("Nothing of this order was shipped, so nothing can come back. Refund it, or cancel it."),
    Problem.RETURN_UNKNOWN: N_("This return is not part of this order. Open the dialog again."),
    Problem.RETURN_ANSWERED: N_("Return %(name)s does not wait for an answer any more."),
    Problem.RETURN_NOT_OPEN: N_("Return %(name)s is not open."),
    Problem.RETURN_NOT_CLOSED: N_("Return %(name)s is not closed."),
    Problem.RETURN_WORKED_ON: N_("Items of return %(name)s were processed already. It can be closed, not cancelled."),
    Problem.NOTHING_TO_PROCESS: N_("Nothing of return %(name)s is left to process."),
    Problem.TOO_MANY_TO_PROCESS: N_("Only %(left)s of “%(title)s” can still be processed."),
    Problem.FATE_MISSING: N_("Say what becomes of “%(title)s”."),
    Problem.LOCATION_MISSING: N_("Choose a location of this shop where “%(title)s” goes back in stock."),
    Problem.WORDS_MISSING: N_("Write why it is declined: the customer reads it."),
    Problem.BAD_PERCENTAGE: N_("“%(given)s” is not a percentage. Enter a number from 0 to 100."),
    Problem.NOT_CALCULATED: N_("Shopify cannot calculate this return. Check the items that he gets instead."),
    Problem.NO_WAY_BACK: N_("Shopify expects nothing back on return %(name)s, so it takes no label."),
    Problem.LABEL_MISSING: N_("Give a label, a tracking number or its address."),
    Problem.BAD_LINK: N_("Enter a whole address: it starts with https://."),
    Problem.BAD_LABEL: N_("A label is a PDF, PNG or JPEG of %(limit)s MB at most."),
    Problem.OUT_OF_SIGHT: N_(
        "Shopify shows this app orders of the last 60 days only, unless the shop grants it read_all_orders."
    ),
    Problem.NOT_PAID: N_("Nothing was paid yet, so there is no money to give back."),
    Problem.ALL_REFUNDED: N_("All that was paid has been given back already."),
    Problem.ALL_ON_RETURN: N_("All that was shipped is already on return %(name)s."),
    Problem.REFUNDED_BEFORE: N_("All that was shipped has been refunded: Shopify takes no return for it any more."),
    Problem.NO_RETURN_YET: N_("This order has no return yet."),
    Problem.HELD_ALREADY: N_("This order is on hold already."),
    Problem.UNKNOWN: N_("Something unexpected happened. Check the order in Shopify."),
}


class Explained(DeskError):
    """A refusal with its code and the values in its words."""

    problem: Problem


class NotPossible(Rejected, Explained):
    """A remedy that cannot be had, or not like this; `field` names the input."""

    def __init__(self, problem: Problem, field: str = "", **params: object) -> None:
        super().__init__(WORDS[problem], field, **params)
        self.problem = problem


class MayNotRefund(NotAllowed, Explained):
    def __init__(self, problem: Problem, **params: object) -> None:
        super().__init__(WORDS[problem], **params)
        self.problem = problem


class LookAgain(Conflict, Explained):
    """`intent_id` is the one in the way, where there is one."""

    def __init__(self, problem: Problem, intent_id: int = 0, **params: object) -> None:
        super().__init__(WORDS[problem], **params)
        self.problem, self.intent_id = problem, intent_id
