"""Selections and suggestions as JSON for the paper trail, and back; amounts travel as text."""

from typing import Any

from app.domain.money import Money, MoneyBag
from app.domain.refunds import (
    PlannedLine,
    RestockLocation,
    RestockType,
    SelectedLine,
    Selection,
    SuggestedTransaction,
    Suggestion,
)

Paper = dict[str, Any]


def selection_paper(selection: Selection, planned: tuple[PlannedLine, ...], refund_gids: tuple[str, ...]) -> Paper:
    """`refund_gids` are the refunds that the order had when the agent looked."""
    return {
        "lines": [[line.line_item_gid, line.quantity] for line in selection.lines],
        "planned": [[line.line_item_gid, line.quantity, line.restock_type.value] for line in planned],
        "reason": selection.reason,
        "shipping": selection.shipping,
        "restock": selection.restock,
        "notify": selection.notify,
        "refund_gids": list(refund_gids),
    }


def selection_of(paper: Paper) -> Selection:
    return Selection(
        lines=tuple(SelectedLine(gid, quantity) for gid, quantity in paper["lines"]),
        reason=paper["reason"],
        shipping=paper["shipping"],
        restock=paper["restock"],
        notify=paper["notify"],
    )


def planned_of(paper: Paper) -> tuple[PlannedLine, ...]:
    return tuple(PlannedLine(gid, quantity, RestockType(kind)) for gid, quantity, kind in paper["planned"])


def suggestion_paper(suggestion: Suggestion) -> Paper:
    return {
        "amount": _bag_paper(suggestion.amount),
        "maximum": _bag_paper(suggestion.maximum),
        "subtotal": _bag_paper(suggestion.subtotal),
        "tax": _bag_paper(suggestion.tax),
        "shipping": _bag_paper(suggestion.shipping),
        "transactions": [
            {"gateway": item.gateway, "parent": item.parent_gid, "amount": _bag_paper(item.amount), "label": item.label}
            for item in suggestion.transactions
        ],
        "locations": [[item.line_item_gid, item.restock_type, item.location_gid] for item in suggestion.locations],
    }


def suggestion_of(paper: Paper) -> Suggestion:
    return Suggestion(
        amount=_bag_of(paper["amount"]),
        maximum=_bag_of(paper["maximum"]),
        subtotal=_bag_of(paper["subtotal"]),
        tax=_bag_of(paper["tax"]),
        shipping=_bag_of(paper["shipping"]),
        transactions=tuple(
            SuggestedTransaction(item["gateway"], item["parent"], _bag_of(item["amount"]), item["label"])
            for item in paper["transactions"]
        ),
        locations=tuple(RestockLocation(*item) for item in paper["locations"]),
    )


def _bag_paper(bag: MoneyBag) -> list[str]:
    return [str(bag.shop.amount), bag.shop.currency, str(bag.presentment.amount), bag.presentment.currency]


def _bag_of(paper: list[str]) -> MoneyBag:
    return MoneyBag(Money.of(paper[0], paper[1]), Money.of(paper[2], paper[3]))
