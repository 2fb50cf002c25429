"""One engine tried by hand: no transaction is open while it thinks, and whatever happens meanwhile is no error."""

import pytest

from app.desk import engine_list
from app.desk.desk import Actor, ActorKind
from app.desk.engines import pairs_of
from app.domain.errors import NotFound
from app.errands import try_engine
from app.models import EngineUse, Shop, StoredTranslation, TranslationEngine
from tests import cast
from tests.translation.stubs import service


@pytest.fixture
def stub():
    with service() as server:
        yield server


@pytest.fixture
def owner(runtime, hana):
    return Actor(ActorKind.AGENT, cast.agent(runtime.database, hana.id, "Hana", role="OWNER").id)


@pytest.fixture
def engine(runtime, hana, stub):
    settings = cast.sealed(runtime.settings.api_secrets, url=stub.url)
    return cast.engine(runtime.database, hana.id, "libretranslate", sealed_settings=settings)


def rows(runtime, model):
    with runtime.database.transaction(read_only=True) as session:
        return session.query(model).all()


def test_others_can_write_while_the_engine_thinks(runtime, hana, engine, stub):
    written = []

    def say(text, target):
        with runtime.desk(hana.id) as desk:
            desk.session.refresh(desk.shop, with_for_update=True)
            desk.shop.name = "Renamed meanwhile"
            written.append(text)
        return f"{target}:{text}"

    stub.say = say
    tried = try_engine.run(runtime, hana.id, engine.id, "ja")
    assert (tried.text, tried.error, written) == ("ja:Thank you for your order.", "", ["Thank you for your order."])
    assert rows(runtime, Shop)[0].name == "Renamed meanwhile"


def test_it_is_really_asked_each_time_and_nothing_of_it_is_stored(runtime, hana, engine, stub):
    for _ in range(2):
        assert not try_engine.run(runtime, hana.id, engine.id, "ja").error
    assert [asked.path for asked in stub.asked].count("/translate") == 2
    assert (rows(runtime, EngineUse)[0].calls, rows(runtime, StoredTranslation)) == (2, [])


def test_an_engine_removed_while_it_thinks_is_counted_and_no_error(runtime, hana, owner, engine, stub):
    def say(text, target):
        with runtime.desk(hana.id, owner) as desk:
            engine_list.remove(desk, engine.id)
        return f"{target}:{text}"

    stub.say = say
    assert not try_engine.run(runtime, hana.id, engine.id, "ja").error
    assert (rows(runtime, TranslationEngine), rows(runtime, EngineUse)[0].calls) == ([], 1)
    with pytest.raises(NotFound):
        try_engine.run(runtime, hana.id, engine.id, "ja")


def test_what_it_speaks_is_kept_and_decides_what_it_is_tried_with(runtime, hana, engine):
    assert try_engine.ask_pairs(runtime, hana.id, engine.id) == ""
    spoken = pairs_of(rows(runtime, TranslationEngine)[0])
    assert spoken
    reader = next(target for _source, target in sorted(spoken))
    tried = try_engine.run(runtime, hana.id, engine.id, reader)
    assert (tried.source, tried.target) in spoken
    strange = try_engine.run(runtime, hana.id, engine.id, "sw")
    assert strange.target != "sw"
    assert not strange.error


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "{there}/nowhere", "no address"])
def test_one_that_cannot_say_what_it_speaks_is_told_and_stays(runtime, hana, stub, address):
    settings = cast.sealed(runtime.settings.api_secrets, url=address.format(there=stub.url))
    made = cast.engine(runtime.database, hana.id, "libretranslate", sealed_settings=settings)
    assert try_engine.ask_pairs(runtime, hana.id, made.id)
    assert rows(runtime, TranslationEngine)[0].pairs == {}


def test_tests_that_fail_in_a_row_put_it_to_rest_and_one_that_works_ends_it(runtime, hana, engine, stub):
    stub.fault = "broken"
    for _ in range(3):
        assert "busy" in try_engine.run(runtime, hana.id, engine.id, "ja").error
    row = rows(runtime, TranslationEngine)[0]
    assert (row.failures, row.open_until is not None, "busy" in row.last_error) == (3, True, True)
    stub.fault = ""
    assert not try_engine.run(runtime, hana.id, engine.id, "ja").error
    row = rows(runtime, TranslationEngine)[0]
    assert (row.failures, row.open_until, "busy" in row.last_error) == (0, None, True)


def test_two_shops_try_their_own(runtime, hana, mei, engine):
    with pytest.raises(NotFound):
        try_engine.run(runtime, mei.id, engine.id, "ja")
    with pytest.raises(NotFound):
        try_engine.ask_pairs(runtime, mei.id, engine.id)
    assert rows(runtime, EngineUse) == []
