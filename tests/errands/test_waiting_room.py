"""However slow engines are, a process keeps its threads: who would wait one too many is told so at once."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from app.desk.sealing import sealer
from app.errands import preview_reply
from app.errands.guarding import Reply
from app.errands.preview_reply import Draft, ReplyPreview
from app.errands.runtime import Runtime
from app.errands.waiting_room import AT_ONCE, OF_ONE_CONVERSATION, OF_ONE_SHOP, ROOM, Busy, WaitingRoom
from app.models import Conversation, Shop
from tests import cast
from tests.servers import wait_until
from tests.translation.stubs import Service, service

DRAFT = Draft("We will send it to you tomorrow.")
REPLY = Reply(DRAFT.text, "Se lo enviaremos mañana.", "en", "es")


@pytest.fixture
def slow() -> Iterator[Service]:
    with service() as made:
        made.fault = "hang"
        yield made


@pytest.fixture
def conversations(runtime: Runtime, hana: Shop, slow: Service) -> list[Conversation]:
    seal = sealer(runtime.settings.api_secrets).seal
    sealed = seal(json.dumps({"url": slow.url, "api_key": ""}))
    cast.engine(runtime.database, hana.id, "libretranslate", sealed_settings=sealed)
    return [cast.conversation(runtime.database, hana.id) for _ in range(OF_ONE_SHOP + 2)]


@pytest.fixture
def agent_id(runtime: Runtime, hana: Shop) -> int:
    return cast.agent(runtime.database, hana.id, "Diego", language="en").id


def test_no_shop_has_more_than_its_part_of_the_threads_and_everybody_else_is_told_at_once(
    runtime: Runtime, hana: Shop, conversations: list[Conversation], agent_id: int, slow: Service
) -> None:
    def ask(conversation: Conversation) -> ReplyPreview:
        return preview_reply.preview(runtime, hana.id, agent_id, conversation.id, DRAFT)

    with ThreadPoolExecutor(OF_ONE_SHOP) as crowd:
        waiting: list[Future[ReplyPreview]] = [crowd.submit(ask, one) for one in conversations[:OF_ONE_SHOP]]
        wait_until(lambda: len(slow.asked) == OF_ONE_SHOP, 20, "all of them to be asked")
        told = ask(conversations[-1])
        by_hand = preview_reply.again(runtime, hana.id, conversations[-1].id, REPLY)
        assert (told.is_busy, told.text, told.target) == (True, "", "es")
        assert "busy" in told.problem
        assert by_hand.back_translation == ""
        assert by_hand.verdict.findings  # what needs no engine is still said
        assert not any(one.done() for one in waiting)
        assert len(slow.asked) == OF_ONE_SHOP
        slow.released.set()
    assert all(one.result().problem and not one.result().is_busy for one in waiting)
    with ROOM.enter(hana.id, conversations[-1].id):
        pass  # all have left


def test_one_conversation_takes_two_places_at_most() -> None:
    room = WaitingRoom()
    with room.enter(1, 7), room.enter(1, 7):
        assert OF_ONE_CONVERSATION == 2
        with pytest.raises(Busy), room.enter(1, 7):
            pass
        with room.enter(1, 8):
            pass
    with room.enter(1, 7):
        pass


def test_one_shop_leaves_room_for_another_and_all_of_them_for_the_pages() -> None:
    room, left = WaitingRoom(), threading.Event()
    places = [(1, number) for number in range(OF_ONE_SHOP)] + [
        (2, number + 90) for number in range(AT_ONCE - OF_ONE_SHOP)
    ]
    inside: list[tuple[int, int]] = []

    def sit(place: tuple[int, int]) -> None:
        with room.enter(*place):
            inside.append(place)
            left.wait(20)

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        for place in places:
            crowd.submit(sit, place)
        wait_until(lambda: len(inside) == AT_ONCE, 20, "all to sit")
        with pytest.raises(Busy), room.enter(3, 200):
            pass
        left.set()
    with room.enter(3, 200):
        pass


def test_a_failure_inside_leaves_its_place() -> None:
    room = WaitingRoom(1, 1, 1)
    for _ in range(2):
        with pytest.raises(ValueError, match="inside"), room.enter(1, 1):
            raise ValueError("inside")
