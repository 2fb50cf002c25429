"""What has already been said to whom: read only when a rule is about to write, and under the customer's lock."""

from datetime import datetime, timedelta

from app.desk import questions
from app.desk.acting import Acting
from app.desk.desk import Desk
from app.desk.scenes import Scene
from app.domain.rules.engine import Trigger
from app.domain.rules.guards import HOUR, Circumstances

DAY = timedelta(days=1)


def circumstances(acting: Acting) -> Circumstances:
    desk, scene = acting.desk, acting.scene
    if scene.customer:  # two workers must not both find the address unwritten to
        desk.session.execute(questions.LOCKED_CUSTOMER, {"shop": desk.shop.id, "customer": scene.customer.id})
    answers, notices = _written(desk, scene)
    return Circumstances(
        now=desk.now,
        happened_at=scene.cause.happened_at,
        is_answer=scene.cause.trigger == Trigger.MESSAGE_RECEIVED,
        address=scene.address,
        automated=scene.facts.message.automated or "",
        is_redacted=scene.is_redacted,
        agent_wrote_at=_agent_wrote_at(desk, scene),
        is_answered=acting.is_answered,
        answers=answers,
        notices=notices,
        sent_in_shop=_sent_in_shop(desk),
        shop_limit=desk.shop.automation_hourly_limit,
    )


def _written(desk: Desk, scene: Scene) -> tuple[list[datetime], list[datetime]]:
    """When rules wrote to this customer in the last day: answers to messages, and news of orders."""
    asked = {"shop": desk.shop.id, "since": desk.now - DAY}
    if scene.customer:
        rows = desk.session.execute(questions.WRITTEN_TO, asked | {"customer": scene.customer.id})
    elif scene.conversation:
        rows = desk.session.execute(questions.WRITTEN_IN, asked | {"conversation": scene.conversation.id})
    else:
        return [], []
    answers: list[datetime] = []
    notices: list[datetime] = []
    for moment, trigger in rows:
        (answers if trigger in {None, Trigger.MESSAGE_RECEIVED} else notices).append(moment)
    return answers, notices


def _agent_wrote_at(desk: Desk, scene: Scene) -> datetime | None:
    """Asked only where it matters: news of an order is no answer."""
    if scene.conversation is None or scene.cause.trigger != Trigger.MESSAGE_RECEIVED:
        return None
    asked = {"shop": desk.shop.id, "conversation": scene.conversation.id}
    return desk.session.scalar(questions.AGENT_WROTE_AT, asked)


def _sent_in_shop(desk: Desk) -> int:
    """Automatic messages of the last hour, or since automation was resumed, counted no further than the limit."""
    since = max(desk.now - HOUR, desk.shop.automation_resumed_at or desk.now - HOUR)
    asked = {"shop": desk.shop.id, "since": since, "limit": desk.shop.automation_hourly_limit}
    return desk.session.scalar(questions.SENT_IN_SHOP, asked) or 0
