"""What is done to a conversation, by whom, and that it is recorded."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.desk import conversations
from app.desk.desk import Actor, ActorKind, open_desk
from app.domain.errors import NotFound, Rejected
from app.domain.messages import ConversationStatus
from app.models import Conversation, ConversationTag, EventRow
from tests import cast
from tests.cast import NOON

AGENT = Actor(ActorKind.AGENT, 1)
SOON = NOON + timedelta(hours=2)


@pytest.fixture
def opened(database, hana):
    return cast.conversation(database, hana.id).id


def change(database, hana, name, *args, actor=AGENT, now=NOON):
    with open_desk(database, hana.id, actor, now=now) as desk:
        return getattr(conversations, name)(desk, *args)


def look(database, conversation_id):
    with database.transaction(read_only=True) as session:
        return session.get(Conversation, conversation_id)


def recorded(database):
    with database.transaction(read_only=True) as session:
        rows = session.scalars(select(EventRow).where(EventRow.name == "ConversationChanged").order_by(EventRow.id))
        return [(row.payload["what"], row.payload["by_rule"], row.actor) for row in rows]


def test_it_is_assigned_once_and_given_back(database, hana, opened):
    diego = cast.agent(database, hana.id)
    for _ in range(2):
        change(database, hana, "assign", opened, diego.id)
    assert look(database, opened).assignee_id == diego.id
    change(database, hana, "assign", opened, None)
    assert look(database, opened).assignee_id is None
    assert [what for what, _, _ in recorded(database)] == ["assignee", "assignee"]


def test_nobody_who_left_or_works_elsewhere_gets_it(database, hana, mei, opened):
    gone = cast.agent(database, hana.id, removed_at=NOON)
    foreign = cast.agent(database, mei.id)
    with pytest.raises(Rejected):
        change(database, hana, "assign", opened, gone.id)
    with pytest.raises(NotFound):
        change(database, hana, "assign", opened, foreign.id)


def test_resolving_says_when_and_reopening_forgets_it(database, hana, opened):
    change(database, hana, "resolve", opened)
    change(database, hana, "resolve", opened)
    assert (look(database, opened).status, look(database, opened).resolved_at) == ("RESOLVED", NOON)
    change(database, hana, "reopen", opened)
    assert (look(database, opened).status, look(database, opened).resolved_at) == ("OPEN", None)
    assert recorded(database) == [("status", False, "agent:1")] * 2


def test_a_rules_change_says_that_a_rule_made_it(database, hana, opened):
    change(database, hana, "tag", opened, "vip", actor=Actor(ActorKind.RULE, 7))
    assert recorded(database) == [("tags", True, "rule:7")]


def test_what_sleeps_wakes_when_its_time_has_come(database, hana, opened):
    change(database, hana, "snooze", opened, SOON)
    assert change(database, hana, "wake_due", now=NOON + timedelta(hours=1)) == 0
    assert look(database, opened).status == "SNOOZED"
    assert change(database, hana, "wake_due", now=SOON) == 1
    assert (look(database, opened).status, look(database, opened).snoozed_until) == ("OPEN", None)


def test_nothing_sleeps_into_the_past_or_for_ever(database, hana, opened):
    with pytest.raises(Rejected):
        change(database, hana, "snooze", opened, NOON)
    with pytest.raises(Rejected):
        change(database, hana, "set_status", opened, ConversationStatus.SNOOZED)


def test_a_tag_is_there_once_and_goes_again(database, hana, opened):
    for name in ("vip", " vip ", "gift  box"):
        change(database, hana, "tag", opened, name)
    change(database, hana, "untag", opened, "vip")
    change(database, hana, "untag", opened, "never there")
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(ConversationTag.tag)).all() == ["gift box"]
    assert len(recorded(database)) == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_tag_has_a_sensible_length(database, hana, opened, name):
    with pytest.raises(Rejected):
        change(database, hana, "tag", opened, name)


def test_a_language_is_corrected_and_translations_are_asked_for(database, hana, opened):
    change(database, hana, "set_language", opened, "zh-TW")
    change(database, hana, "set_language", opened, "zh-Hant")
    assert look(database, opened).language == "zh-Hant"
    with database.transaction(read_only=True) as session:
        events = session.scalars(select(EventRow).where(EventRow.name == "LanguageCorrected")).all()
    assert [event.payload["language"] for event in events] == ["zh-Hant"]
    with pytest.raises(Rejected):
        change(database, hana, "set_language", opened, "not a language")
