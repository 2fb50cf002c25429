"""A shop's engines are asked in its order: one that fails, rests, is spent or lacks the pair leaves it to the next."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import Refused, Unavailable
from app.domain.translating.tone import Tone
from app.errands.interpreting import Purpose
from app.models import TranslationEngine
from tests.errands.translating import hurry

TEXT = "¿Dónde está mi pedido #1042? Lo espero desde hace una semana, gracias."
ES_EN, EN_JA = ({"pairs": [list(pair)]} for pair in (("es", "en"), ("en", "ja")))


def answering(stub, name):
    stub.say = lambda text, _: f"{name}>{text}"
    return stub


@pytest.fixture
def first(office):
    return answering(office.engine(), "first")


@pytest.fixture
def second(office, first):
    return answering(office.engine("deepl"), "second")


def test_the_first_is_asked_and_the_second_only_where_it_fails(office, first, second):
    made = office.put(TEXT)
    assert (made.text, made.engine, made.pivot, made.missing) == (f"first>{TEXT}", "libretranslate", "", 0)
    assert (len(first.asked), len(second.asked)) == (1, 0)


def test_the_shop_says_the_order(office, first, second):
    for row, position in zip(office.rows(TranslationEngine), (5, 2), strict=True):
        office.change(row, position=position)
    assert office.put(TEXT).engine == "deepl"
    assert not first.asked


# by name: whether the engine may be asked again at once
FAULTS = {
    "hang": True, "drip": True, "slower": False, "quota": False, "broken": True, "unavailable": True, "html": True,
    "nothing": True, "empty": True, "blank": True, "half": True, "wrong_language": True, "injection": True,
    "endless": True, "huge": True, "deep": True, "redirect": True,
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_happens_to_the_first_the_second_answers(office, first, second, monkeypatch, fault):
    """TR-03: the customer's words are read all the same, and the failure is counted with the engine that failed."""
    hurry(monkeypatch)
    first.fault = fault
    event = office.receive(TEXT)
    row = office.translate(event)
    assert (row.state, row.engine, row.text) == ("DONE", "deepl", f"second>{TEXT}")
    counted = office.counted()
    assert counted[second.engine_id, "INBOUND", "es", "ja"][1:] == (1, 0)
    assert counted[first.engine_id, "INBOUND", "es", "ja"][0] > 0
    assert (office.resting() == set()) is FAULTS[fault]


def test_a_service_that_says_how_long_is_left_alone_that_long(office, first):
    first.fault = "slower"  # Retry-After: 7
    with pytest.raises(Unavailable) as told:
        office.put(TEXT)
    assert told.value.retry_after == 7
    row = office.rows(TranslationEngine)[0]
    assert timedelta(seconds=2) < row.open_until - datetime.now(UTC) <= timedelta(seconds=7)
    with pytest.raises(Unavailable) as told:
        office.put(TEXT)
    assert 2 < told.value.retry_after <= 7
    assert len(first.asked) == 1


def test_a_spent_quota_is_not_asked_about_again_for_the_time_being(office, first, second):
    first.fault = "quota"
    for number in range(3):
        assert office.put(f"{TEXT} {number}").engine == "deepl"
    assert len(first.asked) == 1
    assert "Quota" in office.rows(TranslationEngine)[0].last_error


def test_after_three_failures_in_a_row_it_is_left_alone_and_after_one_success_trusted(office, first, second):
    first.fault = "broken"
    for number in range(5):
        assert office.put(f"{TEXT} {number}").engine == "deepl"
    assert (len(first.asked), office.resting()) == (3, {first.engine_id})
    office.rested()
    first.fault = ""
    assert office.put(f"{TEXT} ¡Hola!").engine == "libretranslate"
    assert office.rows(TranslationEngine)[0].failures == 0


def test_a_failure_between_two_successes_opens_nothing(office, first, second):
    for number in range(4):
        first.fault = "broken" if number % 2 else ""
        office.put(f"{TEXT} {number}")
    assert (office.resting(), len(first.asked)) == (set(), 4)


def test_what_rests_alone_says_when_to_come_back(office, first):
    first.fault = "broken"
    for number in range(3):
        with pytest.raises(Unavailable, match="busy"):
            office.put(f"{TEXT} {number}")
    with pytest.raises(Unavailable, match="left alone") as told:
        office.put(TEXT)
    assert 20 < told.value.retry_after <= 30


def test_a_monthly_cap_is_never_exceeded(office, first, second):
    office.change(office.rows(TranslationEngine)[0], monthly_cap=100)
    made = [office.put(f"{TEXT} {number}").engine for number in range(3)]
    assert made == ["libretranslate", "deepl", "deepl"]
    assert office.counted()[first.engine_id, "INBOUND", "es", "ja"][0] <= 100


def test_a_cap_that_is_all_there_is_is_told(office, first):
    office.change(office.rows(TranslationEngine)[0], monthly_cap=10)
    row = office.translate(office.receive(TEXT))
    assert (row.state, row.text, first.asked) == ("FAILED", "", [])
    assert "used up" in row.note


def test_last_months_characters_do_not_count(office, first):
    office.change(office.rows(TranslationEngine)[0], monthly_cap=100)
    office.put(TEXT)
    with office.database.transaction() as session:
        session.execute(TranslationEngine.metadata.tables["engine_uses"].update().values(day="2025-01-31"))
    assert office.put(f"{TEXT} ¡Hola!").engine == "libretranslate"


def test_an_engine_that_lacks_the_pair_is_passed_over(office, first, second):
    office.change(office.rows(TranslationEngine)[0], pairs=ES_EN)
    assert office.put(TEXT).engine == "deepl"
    assert not first.asked


def test_one_that_is_switched_off_is_not_asked(office, first, second):
    office.change(office.rows(TranslationEngine)[0], is_on=False)
    assert office.put(TEXT).engine == "deepl"
    assert not first.asked


def test_what_no_engine_speaks_goes_through_a_third_language_and_says_so(office, first, second):
    for row, pairs in zip(office.rows(TranslationEngine), (ES_EN, EN_JA), strict=True):
        office.change(row, pairs=pairs)
    row = office.translate(office.receive(TEXT))
    assert (row.text, row.engine, row.pivot) == (f"second>first>{TEXT}", "deepl", "en")
    assert [(asked.source, asked.target) for asked in (*first.asked, *second.asked)] == [("es", "en"), ("EN", "JA")]
    assert office.counted().keys() == {
        (first.engine_id, "INBOUND", "es", "en"),
        (second.engine_id, "INBOUND", "en", "ja"),
    }
    again = office.translate(office.receive(TEXT))  # from what is stored
    assert (again.text, again.pivot, len(first.asked)) == (row.text, "en", 1)


def test_a_pair_that_nobody_speaks_is_told_with_its_name(office, first):
    office.change(office.rows(TranslationEngine)[0], pairs=ES_EN)
    with pytest.raises(Refused, match="es → ja"):
        office.put(TEXT)
    assert not first.asked


def test_a_long_text_goes_in_pieces_and_comes_back_whole(office, first):
    text = "\n\n".join(
        f"Línea {number}: ¿dónde está mi pedido #10{number}? Lo espero, gracias." for number in range(120)
    )
    first.say = lambda piece, _: piece.replace("pedido", "注文")
    made = office.put(text)
    assert made.text == text.replace("pedido", "注文")
    assert len(first.asked) > 3
    assert all(len(asked.text) <= 2_000 for asked in first.asked)
    assert not first.refused


def test_one_piece_that_fails_leaves_all_of_the_text_to_the_next(office, first, second):
    """Two halves by two engines would call the same thing by two names."""
    text = " ".join(f"Frase número {number} de una carta muy larga." for number in range(120)) + " Y esto es el final."
    first.say = lambda piece, _: "" if "el final" in piece else f"first>{piece}"
    made = office.put(text)
    assert made.engine == "deepl"
    assert "first>" not in made.text


@pytest.mark.parametrize(("name", "engine"), [("deepl", "deepl"), ("chat", "chat")])
def test_the_tone_is_asked_for_where_it_can_be(office, name, engine):
    stub = office.engine(name)
    office.put("ご注文を発送しました。", Purpose.DRAFT, "ja", "de", tone=Tone.FORMAL)
    [asked] = stub.asked
    assert "prefer_more" in str(asked.body) if name == "deepl" else "ormal" in str(asked.body)


def test_settings_that_cannot_be_opened_leave_the_text_to_the_next(office, second):
    office.change(office.rows(TranslationEngine)[0], sealed_settings="")
    assert office.put(TEXT).engine == "deepl"


def test_an_engine_of_another_release_leaves_the_text_to_the_next(office, first, second):
    office.change(office.rows(TranslationEngine)[0], name="gone")
    assert office.put(TEXT).engine == "deepl"
