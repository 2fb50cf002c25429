"""Who may decide for another what that other may not give by himself: nobody his own, nobody more than he may give."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.authority import OWNER, Act, Limit, NeedsApproval, Spent, decide, words
from app.domain.problems import MayNotRefund, Problem


@dataclass(frozen=True, slots=True)
class Approver:
    """Who is about to decide for another. `approves`: the owner lets this agent approve."""

    agent_id: int
    role: str
    approves: bool = False
    removed: bool = False


def may_decide(approver: Approver, requester_id: int) -> None:
    """Raise MayNotRefund unless this person may approve or refuse what the other asked for; nobody decides his own."""
    if approver.agent_id == requester_id:
        raise MayNotRefund(Problem.OWN_REQUEST)
    if approver.removed or not (approver.approves or approver.role == OWNER):
        raise MayNotRefund(Problem.NOT_APPROVER)


def may_approve(approver: Approver, act: Act, limits: Iterable[Limit], spent: Spent, *, paused: bool = False) -> None:
    """Raise MayNotRefund unless this person may let the act of another happen: what he may not give himself he cannot
    allow. `spent` counts for the approver's day what he gave and what he approved.
    """
    may_decide(approver, act.agent_id)
    his = replace(act, role=approver.role, agent_id=approver.agent_id)
    verdict = decide(his, limits, spent, paused=paused)
    if isinstance(verdict, NeedsApproval):
        raise MayNotRefund(Problem.OVER_APPROVER, limit=words(verdict.first.limit))
