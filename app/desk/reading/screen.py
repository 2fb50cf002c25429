"""All that one look at the desk shows, read in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from app.desk.desk import Desk
from app.desk.reading import conversation, inbox
from app.desk.reading.conversation import ConversationPage
from app.desk.reading.inbox import InboxPage, View
from app.desk.reading.reader import Reader
from app.desk.reading.setup import SetUp, setup


@dataclass(frozen=True, slots=True)
class Screen:
    """`page` is the open conversation, None when none is; `version` changes with all that happens in the shop."""

    listed: InboxPage
    counts: dict[View, int]
    setup: SetUp
    page: ConversationPage | None
    version: int
    now: datetime


def look(
    desk: Desk, reader: Reader, view: View, conversation_id: int | None = None, *, everything: bool = False
) -> Screen:
    page = None
    if conversation_id is not None:
        page = conversation.page(desk, reader, conversation_id, everything=everything)
    listed = inbox.page(desk, reader, view)
    return Screen(
        page=page,
        listed=listed,
        counts=inbox.counts(desk, reader),
        setup=setup(desk, in_use=bool(listed.rows or page)),
        version=inbox.version(desk),
        now=desk.now,
    )
