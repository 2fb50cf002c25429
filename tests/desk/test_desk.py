"""A desk sees one shop, records events, and rings only after its commit."""

import pytest

from app.desk.desk import SYSTEM, open_desk
from app.domain.errors import NotFound
from app.domain.events import ConversationChanged
from app.models import Conversation, EventRow
from app.outbox import install
from app.queue import EVENTS
from tests import cast


def test_a_conversation_of_another_shop_is_as_absent_as_none(database, hana, mei):
    theirs = cast.conversation(database, hana.id)
    with open_desk(database, mei.id) as desk, pytest.raises(NotFound):
        desk.get(Conversation, theirs.id)
    with open_desk(database, hana.id) as desk:
        assert desk.get(Conversation, theirs.id).id == theirs.id


def test_an_event_rings_once_after_its_commit(runtime, hana):
    install(runtime)
    queue = runtime.doorbell.queue(EVENTS)
    with runtime.desk(hana.id, SYSTEM) as desk:
        desk.record(ConversationChanged(conversation_id=1, what="status"))
        desk.session.flush()
        assert queue.count == 0
    assert queue.count == 1
    with runtime.desk(hana.id, SYSTEM) as desk:
        desk.record(ConversationChanged(conversation_id=1, what="status"))
    assert queue.count == 1


def test_an_error_leaves_neither_row_nor_ring(runtime, hana):
    install(runtime)

    def fail_half_way() -> None:
        with runtime.desk(hana.id, SYSTEM) as desk:
            desk.record(ConversationChanged(conversation_id=1, what="status"))
            desk.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with runtime.desk(hana.id, SYSTEM) as desk:
        assert desk.all(desk.select(EventRow)) == []
    assert runtime.doorbell.queue(EVENTS).count == 0
