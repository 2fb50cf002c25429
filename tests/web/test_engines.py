"""Settings → Translation: engines in order, changed by the owner only, tried by anybody; no key comes out again."""

import json
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from app.desk.sealing import sealer
from app.errands.runtime import Runtime
from app.models import EngineUse, Shop, StoredTranslation, TranslationEngine
from tests import cast
from tests.web.engine_rows import NOWHERE, card, libre, used
from tests.web.probe import rows
from tests.web.scene import Desk, sit_down

DEEPL = {"translator": "deepl", "api_key": "key-of-hana", "url": NOWHERE}
LIBRE = {"translator": "libretranslate", "url": NOWHERE, "api_key": ""}


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(desk: Desk) -> Desk:
    desk.change(desk.agent, role="OWNER")
    return desk


def listed(desk: Desk) -> list[TranslationEngine]:
    ours = [row for row in rows(desk.runtime, TranslationEngine) if row.shop_id == desk.shop.id]
    return sorted(ours, key=lambda row: (row.position, row.id))


def opened(desk: Desk, engine: TranslationEngine) -> dict[str, str]:
    found: dict[str, str] = json.loads(sealer(desk.runtime.settings.api_secrets).open(engine.sealed_settings))
    return found


def test_the_owner_adds_an_engine_and_its_key_never_comes_out(owner: Desk) -> None:
    assert "No translation engine is set up yet" in owner.page("/engines")
    assert 'name="api_key"' in owner.page("/engines/fields?translator=deepl")
    answer = owner.post("/engines", DEEPL | {"monthly_cap": "500,000", "price": "20", "currency": "EUR"})
    assert answer.status_code == 303
    (engine,) = listed(owner)
    assert (engine.name, engine.monthly_cap, engine.price, engine.currency) == ("deepl", 500_000, Decimal(20), "EUR")
    assert opened(owner, engine) == {"api_key": "key-of-hana", "url": NOWHERE}
    edit = owner.page(f"/engines/{engine.id}")
    assert ("Stored; leave empty to keep it" in edit, 'value="500,000"' in edit, 'value="20.00"' in edit) == (True,) * 3
    for page in (owner.page("/engines"), edit, owner.page("/settings")):
        assert "key-of-hana" not in page


def test_that_it_cannot_say_what_it_speaks_is_told_and_is_no_reason_not_to_save_it(owner: Desk) -> None:
    answer = owner.post("/engines", LIBRE)
    page = owner.page(answer.location.partition("#")[0])
    assert "It was saved, but could not say which languages it speaks: The translation engine cannot be reached" in page
    assert "Not asked yet" in page
    assert len(listed(owner)) == 1


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"translator": "nobody"}, "translator", "Choose one of the translators."),
        ({"translator": "none"}, "translator", "Choose one of the translators."),
        ({}, "translator", "Choose one of the translators."),
        (LIBRE | {"url": ""}, "url", "This is needed."),
        (DEEPL | {"api_key": ""}, "api_key", "This is needed."),
        (LIBRE | {"monthly_cap": "many"}, "monthly_cap", "This should be a number."),
        (LIBRE | {"monthly_cap": "1.5"}, "monthly_cap", "This should be a number."),
        (LIBRE | {"monthly_cap": "9,999,999,999"}, "monthly_cap", "That is more than can be entered."),
        (LIBRE | {"price": "-3", "currency": "USD"}, "price", "Enter the amount without a minus sign."),
        (LIBRE | {"price": "3", "currency": "XXX"}, "currency", "Choose one of the values offered."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    owner: Desk, form: dict[str, str], field: str, words: str
) -> None:
    answer = owner.post("/engines", form | ({"api_key": "typed-key"} if field in {"price", "monthly_cap"} else {}))
    assert answer.status_code == 422
    assert f'id="engine-{field}-error"' in answer.text
    assert words in answer.text
    assert "typed-key" not in answer.text
    assert listed(owner) == []
    if form.get("url"):
        assert f'value="{NOWHERE}"' in answer.text


def test_the_very_same_engine_is_not_added_twice_and_a_list_has_an_end(owner: Desk) -> None:
    owner.post("/engines", LIBRE)
    assert "in the list already" in owner.post("/engines", LIBRE).text
    for number in range(11):
        assert owner.post("/engines", LIBRE | {"url": f"{NOWHERE}/{number}"}).status_code == 303
    assert "at most 12 translation engines" in owner.post("/engines", LIBRE | {"url": f"{NOWHERE}/more"}).text
    assert len(listed(owner)) == 12
    assert "/engines/new" not in owner.page("/engines")


def test_a_key_stays_for_the_same_host_and_goes_to_no_other(owner: Desk) -> None:
    owner.post("/engines", DEEPL | {"url": "https://127.0.0.1:9"})
    (engine,) = listed(owner)
    path = f"/engines/{engine.id}"
    assert owner.post(path, {"api_key": "", "url": "https://127.0.0.1:9/", "monthly_cap": "7"}).status_code == 303
    assert (opened(owner, listed(owner)[0])["api_key"], listed(owner)[0].monthly_cap) == ("key-of-hana", 7)
    for url in ("https://127.0.0.1:8", "https://evil.example@127.0.0.1:8", "http://127.0.0.1:9", ""):
        answer = owner.post(path, {"api_key": "", "url": url})
        assert answer.status_code == 422, url
        assert "Enter the key again: the stored one is for another address." in answer.text
        assert opened(owner, listed(owner)[0])["url"] == "https://127.0.0.1:9/"
    assert owner.post(path, {"api_key": "another", "url": "https://127.0.0.1:8"}).status_code == 303
    assert opened(owner, listed(owner)[0]) == {"api_key": "another", "url": "https://127.0.0.1:8"}


def test_an_optional_key_is_left_behind_aloud_when_texts_go_elsewhere(owner: Desk) -> None:
    owner.post("/engines", LIBRE | {"api_key": "libre-key"})
    (engine,) = listed(owner)
    answer = owner.post(f"/engines/{engine.id}", {"url": "http://127.0.0.1:8", "api_key": ""})
    assert opened(owner, listed(owner)[0]) == {"url": "http://127.0.0.1:8"}
    page = owner.page(answer.location.partition("#")[0])
    assert "The stored key was left behind: it was for another address." in page


def test_settings_sealed_under_a_lost_secret_are_entered_again(owner: Desk) -> None:
    engine = cast.engine(owner.database, owner.shop.id, "deepl", sealed_settings="sealed elsewhere")
    assert "DeepL" in owner.page("/engines")
    assert owner.post(f"/engines/{engine.id}", {"api_key": ""}).status_code == 422
    assert owner.post(f"/engines/{engine.id}", {"api_key": "new", "url": NOWHERE}).status_code == 303
    assert opened(owner, listed(owner)[0])["api_key"] == "new"


def test_engines_are_moved_switched_and_removed(owner: Desk) -> None:
    first, second, third = (libre(owner, f"{NOWHERE}/{place}", position=place).id for place in range(3))
    with owner.database.transaction() as session:
        session.add(
            StoredTranslation(shop_id=owner.shop.id, digest="d", engine_id=second, text="x", created_at=cast.NOON)
        )

    def order() -> list[int]:
        return [engine.id for engine in listed(owner)]

    owner.post(f"/engines/{third}/place", {"step": "up"})
    assert order() == [first, third, second]
    owner.post(f"/engines/{first}/place", {"step": "up"})
    owner.post(f"/engines/{first}/place", {"step": "sideways"})
    assert order() == [first, third, second]
    owner.post(f"/engines/{first}/place", {"step": "down"})
    assert order() == [third, first, second]
    owner.post(f"/engines/{first}/activation", {"state": "off"})
    assert ">Off<" in card(owner, first)
    owner.post(f"/engines/{first}/activation", {"state": "on"})
    assert ">Off<" not in card(owner, first)
    used(owner, second)
    assert owner.post(f"/engines/{second}/removal").status_code == 303
    assert order() == [third, first]
    assert (len(rows(owner.runtime, EngineUse)), rows(owner.runtime, StoredTranslation)) == (1, [])


def test_a_removed_engines_number_is_never_given_again(owner: Desk) -> None:
    last = libre(owner, NOWHERE)
    used(owner, last.id)
    owner.post(f"/engines/{last.id}/removal")
    owner.post("/engines", LIBRE | {"monthly_cap": "100"})
    (engine,) = listed(owner)
    assert engine.id != last.id
    assert "0 of 100 characters" in card(owner, engine.id)


def test_only_the_owner_changes_where_texts_go(desk: Desk) -> None:
    engine = libre(desk, NOWHERE)
    boss = cast.agent(desk.database, desk.shop.id, "Hana", role="OWNER")
    page = desk.page("/engines")
    assert "Where texts go is changed by the owner alone: Hana." in page
    for path in ("/engines/new", f"/engines/{engine.id}?", "/removal", "/activation", "/place"):
        assert path not in page
    assert desk.get("/engines/new").status_code == 403
    assert desk.get(f"/engines/{engine.id}").status_code == 403
    for path in ("", f"/{engine.id}", f"/{engine.id}/removal", f"/{engine.id}/activation", f"/{engine.id}/place"):
        answer = desk.post(f"/engines{path}", LIBRE | {"url": f"{NOWHERE}/mine", "state": "off", "step": "up"})
        assert answer.status_code == 403, path
    (kept,) = listed(desk)
    assert (opened(desk, kept), kept.is_on, boss.role) == ({"url": NOWHERE}, True, "OWNER")


def test_one_shops_engines_are_nothing_to_another(owner: Desk, mei: Shop) -> None:
    settings = cast.sealed(owner.runtime.settings.api_secrets, url="http://mei.example")
    theirs = cast.engine(owner.database, mei.id, "libretranslate", sealed_settings=settings)
    used(owner, theirs.id, mei.id)
    assert "mei.example" not in owner.page("/engines")
    assert owner.get(f"/engines/{theirs.id}").status_code == 404
    for act in ("", "/removal", "/activation", "/place", "/rest_end", "/tests"):
        assert owner.post(f"/engines/{theirs.id}{act}", LIBRE).status_code == 404, act
    (row,) = rows(owner.runtime, TranslationEngine)
    assert (row.sealed_settings, row.is_on) == (settings, True)


def test_the_pages_speak_japanese(owner: Desk) -> None:
    owner.change(owner.agent, locale="ja-JP", language="ja")
    libre(owner, NOWHERE, failures=1, last_error="The translation engine is busy: LibreTranslate (429)", monthly_cap=5)
    owner.change(listed(owner)[0], last_error_at=cast.NOON)
    for page in (owner.page("/engines"), owner.page("/engines/new?translator=deepl")):
        main = page.partition("<main")[2].partition("</main>")[0]
        for english in ("Engine", "engine ", "Monthly", "Test", "Move", "Price", "characters"):
            assert english not in main.replace("LibreTranslate", "")
