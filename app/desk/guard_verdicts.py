"""What the guard said of replies that somebody tried to send: what the quality board counts, and who wrote why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.desk.desk import ActorKind, Desk
from app.domain.errors import Rejected
from app.domain.words import N_
from app.models import GuardVerdict, TranslationReview

SHORTEST_REASON, LONGEST_REASON = 3, 500


class Outcome(StrEnum):
    SENT = "SENT"
    BLOCKED = "BLOCKED"
    OVERRIDDEN = "OVERRIDDEN"


@dataclass(frozen=True, slots=True)
class Judged:
    """One attempt to send a translated reply. `edit_distance` in per mille; `red` names the checks that were red."""

    once_key: str
    outcome: Outcome
    source: str
    target: str
    engine: str
    tone: str
    edit_distance: int
    red: tuple[str, ...]
    reason: str = ""


def keep(desk: Desk, conversation_id: int, judged: Judged, message_id: int | None = None) -> None:
    """Once for a form's key and outcome: a second press adds nothing."""
    row = GuardVerdict(
        conversation_id=conversation_id,
        message_id=message_id,
        agent_id=desk.actor.id if desk.actor.kind is ActorKind.AGENT else None,
        once_key=judged.once_key[:200],
        outcome=judged.outcome,
        source=judged.source,
        target=judged.target,
        engine=judged.engine[:64],
        tone=judged.tone,
        edit_distance=judged.edit_distance,
        red=list(judged.red),
        reason=judged.reason,
        created_at=desk.now,
    )
    try:
        with desk.session.begin_nested():
            desk.add(row)
    except IntegrityError:
        return


def reason(text: str) -> str:
    """Why it goes out all the same; Rejected where that is no reason anybody could read."""
    words = " ".join(text.split())
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise Rejected(
            N_("Write in a few words why it may go out all the same (%(least)s to %(most)s characters)."),
            "reason",
            least=SHORTEST_REASON,
            most=LONGEST_REASON,
        )
    return words


def forget(desk: Desk, message_ids: Sequence[int]) -> None:
    """What agents wrote about somebody's messages goes with them; how they were judged stays, it names nobody."""
    judged = update(GuardVerdict).where(GuardVerdict.shop_id == desk.shop.id, GuardVerdict.message_id.in_(message_ids))
    desk.session.execute(judged.values(reason=""))
    reviewed = update(TranslationReview).where(TranslationReview.shop_id == desk.shop.id)
    desk.session.execute(reviewed.where(TranslationReview.message_id.in_(message_ids)).values(note=""))
