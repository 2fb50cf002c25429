"""The quality board and the sample for review: few queries, each over an index, and once an agent and reply."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from app.desk import reviews
from app.desk.desk import Actor, ActorKind, open_desk
from app.desk.reading import quality
from app.domain.errors import Conflict
from app.models import GuardVerdict, Message, TranslationReview
from tests import cast
from tests.cast import NOON
from tests.explaining import plans, reads_through

TABLES = ("guard_verdicts", "translation_reviews", "engine_uses", "messages")


@pytest.fixture
def diego(database, hana):
    return cast.agent(database, hana.id, "Diego", language="ja", reads=["es"])


@pytest.fixture
def at(database, hana, diego):
    @contextmanager
    def open_(read_only=False):
        actor = Actor(ActorKind.AGENT, diego.id)
        with open_desk(database, hana.id, actor, now=NOON, read_only=read_only) as desk:
            yield desk

    return open_


def sent(database, shop, number, **columns):
    talk = cast.conversation(database, shop.id)
    with database.transaction() as session:
        message = Message(
            shop_id=shop.id, conversation_id=talk.id, channel="email", external_id=f"<{number}@x>", author="AGENT",
            direction="OUTBOUND", body="Gracias.", draft_body="ありがとうございます。", created_at=NOON,
        )  # fmt: skip
        session.add(message)
        session.flush()
        values = {"outcome": "SENT", "source": "ja", "target": "es", "red": [], "created_at": NOON}
        about = {"conversation_id": talk.id, "message_id": message.id, "once_key": str(number)}
        session.add(GuardVerdict(shop_id=shop.id, **(values | about | columns)))
        return message.id


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda desk: quality.board(desk, 30), 5),
        (reviews.draw, 2),
        (reviews.waiting, 1),
    ],
)
def test_what_the_board_asks_is_indexed_and_never_more_with_more_rows(at, database, hana, ask, most):
    with at() as desk:
        told = plans(desk, ask)
    assert any("ix_guard_verdicts_" in plan for plan in told), told
    assert [plan for plan in told if reads_through(plan, *TABLES)] == []
    for number in range(30):
        sent(database, hana, number, engine=f"e{number}", outcome="OVERRIDDEN" if number % 2 else "SENT")
    with at() as desk:
        assert len(plans(desk, ask)) <= most


def test_the_sample_is_drawn_from_all_that_wait(at, database, hana):
    numbers = {sent(database, hana, number) for number in range(4)}
    drawn = set()
    for _ in range(120):  # the chance that one of four is never drawn is one in 10^14
        with at(read_only=True) as desk:
            drawn.add(reviews.draw(desk).message_id)
    assert drawn == numbers


def test_two_presses_at_once_are_one_review(at, database, hana):
    number = sent(database, hana, 1)

    def press(_turn):
        try:
            with at() as desk:
                reviews.keep(desk, number, "GOOD", "")
        except Conflict:
            return "conflict"
        return "kept"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(press, range(6))) == ["conflict"] * 5 + ["kept"]
    with at() as desk:
        assert len(desk.all(desk.select(TranslationReview))) == 1


def test_a_reply_reviewed_now_and_sent_before_the_time_still_counts_as_reviewed(at, database, hana):
    number = sent(database, hana, 1, created_at=NOON.replace(month=10, day=1))
    with at() as desk:
        reviews.keep(desk, number, "WRONG", "")
        (row,) = quality.board(desk, 7).rows
        assert (row.sent, row.marks["WRONG"], row.edit_rate, row.mean_distance) == (0, 1, 0, 0)
        assert quality.board(desk, 7).total.marks["WRONG"] == 1
