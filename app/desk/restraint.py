"""What has already been said to whom: read only when a rule is about to write, and under the customer's lock."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.desk.acting import Acting
from app.desk.desk import Desk
from app.domain.messages import Author, Visibility
from app.domain.rules.engine import Trigger
from app.domain.rules.guards import HOUR, Circumstances
from app.models import Conversation, Customer, Message, Rule, RuleRun

DAY = timedelta(days=1)


def circumstances(acting: Acting) -> Circumstances:
    desk, scene = acting.desk, acting.scene
    if scene.customer:
        desk.get(Customer, scene.customer.id, lock=True)  # two workers must not both find the address unwritten to
    answers, notices = _written(desk, acting)
    return Circumstances(
        now=desk.now,
        happened_at=scene.cause.happened_at,
        is_answer=scene.cause.trigger == Trigger.MESSAGE_RECEIVED,
        address=scene.address,
        automated=scene.facts.message.automated or "",
        is_redacted=scene.is_redacted,
        agent_wrote_at=_agent_wrote_at(desk, acting),
        is_answered=acting.is_answered,
        answers=answers,
        notices=notices,
        sent_in_shop=_sent_in_shop(desk),
        shop_limit=desk.shop.automation_hourly_limit,
    )


def _written(desk: Desk, acting: Acting) -> tuple[list[datetime], list[datetime]]:
    """When rules wrote to this customer in the last day: answers to messages, and news of orders."""
    scene = acting.scene
    if scene.customer is None and scene.conversation is None:
        return [], []
    same = (
        Conversation.customer_id == scene.customer.id
        if scene.customer
        else Conversation.id == (scene.conversation.id if scene.conversation else 0)
    )
    rows = desk.session.execute(
        select(Message.created_at, Rule.trigger)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Rule, Rule.id == Message.rule_id)
        .where(Conversation.shop_id == desk.shop.id, same)
        .where(Message.author == Author.RULE, Message.visibility == Visibility.PUBLIC)
        .where(Message.created_at > desk.now - DAY)
    )
    answers: list[datetime] = []
    notices: list[datetime] = []
    for moment, trigger in rows:
        (answers if trigger in {None, Trigger.MESSAGE_RECEIVED} else notices).append(moment)
    return answers, notices


def _agent_wrote_at(desk: Desk, acting: Acting) -> datetime | None:
    if acting.scene.conversation is None:
        return None
    return desk.session.scalar(
        select(func.max(Message.created_at)).where(
            Message.shop_id == desk.shop.id,
            Message.conversation_id == acting.scene.conversation.id,
            Message.author == Author.AGENT,
            Message.visibility == Visibility.PUBLIC,
        )
    )


def _sent_in_shop(desk: Desk) -> int:
    """Automatic messages of the last hour, or since automation was resumed, counted no further than the limit."""
    since = max(desk.now - HOUR, desk.shop.automation_resumed_at or desk.now - HOUR)
    counted = (
        select(RuleRun.id)
        .where(RuleRun.shop_id == desk.shop.id, RuleRun.created_at > since)
        .where(RuleRun.message_id.is_not(None))
        .limit(desk.shop.automation_hourly_limit)
    )
    return desk.session.scalar(select(func.count()).select_from(counted.subquery())) or 0
