"""What agents may refund by themselves: the owner's to change, and every change is recorded with who made it."""

from dataclasses import dataclass
from datetime import datetime

from app.desk import owners
from app.desk.desk import Desk
from app.domain.authority import read_limit
from app.domain.events import RefundRulesChanged
from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class RefundRules:
    """`limit`: the most one refund by an agent may cost the shop; None is no limit. `owners` may change it."""

    currency: str
    limit: Money | None
    paused_at: datetime | None
    owners: tuple[str, ...]


def show(desk: Desk) -> RefundRules:
    return RefundRules(desk.shop.currency, _limit(desk), desk.shop.refunds_paused_at, owners.names(desk))


def set_limit(desk: Desk, given: str) -> None:
    """`given` as it was typed; nothing is no limit."""
    _lock(desk)
    limit = read_limit(given, desk.shop.currency)
    desk.shop.agent_refund_limit = limit.amount if limit is not None else None
    _record(desk)


def pause(desk: Desk) -> None:
    """Stop every refund at once, those not sent yet too."""
    _lock(desk)
    desk.shop.refunds_paused_at = desk.shop.refunds_paused_at or desk.now
    _record(desk)


def resume(desk: Desk) -> None:
    _lock(desk)
    desk.shop.refunds_paused_at = None
    _record(desk)


def _lock(desk: Desk) -> None:
    owners.require(desk)
    desk.session.refresh(desk.shop, with_for_update=True)


def _limit(desk: Desk) -> Money | None:
    amount = desk.shop.agent_refund_limit
    return Money(amount, desk.shop.currency) if amount is not None else None


def _record(desk: Desk) -> None:
    limit = _limit(desk)
    desk.record(
        RefundRulesChanged(limit.wire() if limit is not None else "", paused=desk.shop.refunds_paused_at is not None)
    )
