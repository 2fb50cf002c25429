"""The ledger as a file: every entry a line, words in the reader's language, amounts as numbers."""

from collections.abc import Iterator
from datetime import tzinfo

from flask_babel import gettext as _

from app.desk.reading import ledger
from app.desk.reading.ledger import Case, Line
from app.desk.reading.ledger_query import Wish
from app.web.auth import desk
from app.web.spreadsheets import Cell
from app.web.words import word


def header(zone: tzinfo) -> list[str]:
    return [
        _("Entry"),
        _("Remedy"),
        _("Time (%(zone)s)", zone=str(zone)),
        _("What happened"),
        _("Order"),
        _("Order in Shopify"),
        _("Kind"),
        _("Reason"),
        _("State before"),
        _("State after"),
        _("Asked for by"),
        _("Done by"),
        _("Approved by"),
        _("Shop pays"),
        _("Shop's currency"),
        _("Customer receives"),
        _("Customer's currency"),
        _("Made in Shopify"),
        _("Payment"),
        _("State of the payment"),
        _("Amount of the payment"),
        _("Currency of the payment"),
        _("Problem"),
        _("Test order"),
        _("Fingerprint of the request"),
    ]


def rows(wish: Wish, zone: tzinfo) -> Iterator[list[Cell]]:
    before = 0
    while True:
        with desk(read_only=True) as opened:
            cases, before = ledger.everything(opened, wish, before)
        for case in cases:
            yield from (_row(case, line, zone) for line in case.lines)
        if not before:
            return


def _row(case: Case, line: Line, zone: tzinfo) -> list[Cell]:
    shop, customer = (case.money.shop, case.money.presentment) if case.money else (None, None)
    return [
        line.id,
        case.remedy_id,
        f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        word(line.what, "ledger"),
        case.order_name,
        case.order_gid,
        word(case.kind, "remedy"),
        word(case.reason, "remedy_reason") if case.reason else "",
        word(line.from_state, "ledger_state") if line.from_state else "",
        word(line.to_state, "ledger_state") if line.to_state else "",
        case.agent,
        line.who or word(line.actor, "actor"),
        line.approver,
        shop.rounded().amount if shop else None,
        shop.currency if shop else "",
        customer.rounded().amount if customer else None,
        customer.currency if customer else "",
        line.gid,
        line.payment_gid,
        word(line.payment_status, "payment") if line.payment_status else "",
        line.payment.rounded().amount if line.payment else None,
        line.payment.currency if line.payment else "",
        line.problem,
        _("Yes") if case.test else "",
        line.payload_hash,
    ]
