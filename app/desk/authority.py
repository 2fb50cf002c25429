"""May this agent give this? Asked at the preview and the confirm, and once more in the moment before the call."""

from app.desk import approvals, spending
from app.desk.desk import Desk
from app.desk.spending import Case
from app.domain.authority import Act, NeedsApproval, Verdict, decide, words
from app.domain.money import Money
from app.domain.problems import MayNotRefund, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.models import Agent, Order, Remedy


def act(  # noqa: PLR0913, PLR0917 - what an act is made of
    desk: Desk, agent_id: int, order: Order, kind: RemedyKind, reason: RemedyReason, cost: Money
) -> Case:
    """What this agent is about to give on this order; raises MayNotRefund once he was removed."""
    done = Act(kind, reason, order.country_code, cost, _present(desk, agent_id).role, agent_id)
    return Case(done, order.id, order.customer_id, desk.now)


def verdict(desk: Desk, case: Case) -> Verdict:
    """Within, or what stands against it; raises MayNotRefund where no approval would help."""
    rows, before = spending.limits(desk), spending.spent(desk, case)
    return decide(case.act, rows, before, paused=desk.shop.refunds_paused_at is not None)


def authorise(desk: Desk, remedy_id: int) -> None:
    """Raise MayNotRefund unless this remedy may go now: within its agent's limits as they are now, or approved."""
    row = desk.get(Remedy, remedy_id, lock=True)
    case = spending.case_of(desk, row, _present(desk, row.agent_id).role)
    # two workers on two orders wait for each other here, so that neither overlooks what the other gives
    desk.session.refresh(desk.shop, with_for_update={"key_share": True})
    before = spending.spent(desk, case, sending=True)
    told = decide(case.act, spending.limits(desk), before, paused=desk.shop.refunds_paused_at is not None)
    if isinstance(told, NeedsApproval) and not approvals.use(desk, row, case):
        raise MayNotRefund(Problem.OVER_LIMIT, limit=words(told.first.limit))


def in_whose_name(desk: Desk, remedy: Remedy) -> int:
    """The agent who answers for this remedy over there: who approved it, else who asked for it."""
    return approvals.approver_of(desk, remedy.id) or remedy.agent_id


def _present(desk: Desk, agent_id: int) -> Agent:
    row = desk.get(Agent, agent_id)
    if row.removed_at is not None:
        raise MayNotRefund(Problem.AGENT_GONE)
    return row
