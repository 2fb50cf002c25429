"""The translation memory's pages: seen, searched, corrected, forgotten; taken along and emptied by the owner only."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errands.runtime import Runtime
from app.models import MemorySegment, Shop
from tests import cast
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(desk: Desk) -> Desk:
    desk.change(desk.agent, role="OWNER")
    return desk


def remember(desk: Desk, text: str, said: str, shop: Shop | None = None, **columns: Any) -> int:
    values = {"source": "ja", "target": "es", "origin": "CORRECTED", "digest": f"{next(cast._numbers):064x}"}
    texts = {"source_text": text, "target_text": said, "created_at": cast.NOON, "changed_at": cast.NOON}
    with desk.database.transaction() as session:
        row = MemorySegment(shop_id=(shop or desk.shop).id, **(values | texts | columns))
        session.add(row)
        session.flush()
        return int(row.id)


def kept(desk: Desk, shop: Shop | None = None) -> list[str]:
    with desk.database.transaction(read_only=True) as session:
        rows = session.scalars(select(MemorySegment).where(MemorySegment.shop_id == (shop or desk.shop).id))
        return sorted(row.target_text for row in rows)


def test_sentences_are_seen_with_where_they_are_from(desk: Desk) -> None:
    assert "The first translated reply that an agent corrects" in desk.page("/memory")
    remember(desk, "ありがとう。", "Gracias.", tone="FORMAL", uses=3)
    remember(desk, "はい。", "نعم.", target="ar", origin="APPROVED")
    page = desk.page("/memory")
    for words in ('lang="ja" dir="auto">ありがとう。', 'lang="ar" dir="auto">نعم.', "Formal", "Used 3 times"):
        assert words in page
    assert ("Corrected by an agent<" in page, "Approved by an agent<" in page) == (True, True)


def test_they_are_searched_filtered_and_go_on(desk: Desk) -> None:
    for number in range(55):
        remember(desk, f"文{number}", f"Frase {number}.", origin="CORRECTED" if number % 2 else "APPROVED")
    remember(desk, "はい。", "Oui.", target="fr")
    first = desk.page("/memory")
    assert ("Oui." in first, ">Frase 6.<" in first, ">Frase 5.<" in first) == (True, True, False)
    assert ">Frase 5.<" in desk.page("/memory?before=7")
    found = desk.page("/memory?q=frase+1&target=es&source=ja&origin=CORRECTED")
    assert (">Frase 11.<" in found, ">Frase 12.<" in found, "Oui." in found) == (True, False, False)
    assert "No sentence fits this filter." in desk.page("/memory?q=teapot")
    assert desk.page("/memory?before=x&origin=evil&target=%00")


def test_a_sentence_is_corrected_and_forgotten(desk: Desk) -> None:
    number = remember(desk, "ありがとう。", "Gracias.", origin="APPROVED")
    assert "Gracias.</textarea>" in desk.page(f"/memory/{number}")
    empty = desk.post(f"/memory/{number}", {"target_text": " "})
    assert (empty.status_code, "Write something first." in empty.text) == (422, True)
    long = desk.post(f"/memory/{number}", {"target_text": "x" * 601})
    assert (long.status_code, "At most 600 characters" in long.text, "x" * 601 in long.text) == (422, True, True)
    names = desk.post(f"/memory/{number}", {"target_text": "Gracias, su pedido es el #1048."})
    assert (names.status_code, "other customers get this too" in names.text) == (422, True)
    assert desk.post(f"/memory/{number}", {"target_text": "Muchas gracias."}).status_code == 303
    assert (kept(desk), desk.row(MemorySegment, number).origin) == (["Muchas gracias."], "CORRECTED")
    assert desk.row(MemorySegment, number).agent_id == desk.agent.id
    assert desk.post(f"/memory/{number}/removal").status_code == 303
    assert kept(desk) == []


def test_words_of_people_are_never_markup(desk: Desk) -> None:
    evil = "<img src=x onerror=alert(1)>"
    number = remember(desk, evil, evil)
    for page in (desk.page("/memory"), desk.page(f"/memory/{number}")):
        assert "&lt;img src=x" in page
        assert evil not in page


def test_only_the_owner_takes_them_along_or_forgets_them_all(desk: Desk, mei: Shop) -> None:
    remember(desk, "ありがとう。", "=Gracias.", tone="WARM", uses=2)
    remember(desk, "はい。", "Oui.", target="fr")
    remember(desk, "はい。", "Mei's.", mei)
    page = desk.page("/memory")
    assert ("/memory.csv" in page, "/memory/removal" in page) == (False, False)
    assert (desk.get("/memory.csv").status_code, desk.post("/memory/removal").status_code) == (403, 403)
    desk.change(desk.agent, role="OWNER")
    page = desk.page("/memory")
    assert ("/memory.csv" in page, "/memory/removal" in page) == (True, True)
    (row,) = csv.DictReader(io.StringIO(desk.get("/memory.csv?target=es").data.decode("utf-8-sig")))
    assert list(row.values()) == ["ja", "ありがとう。", "es", "'=Gracias.", "Warm", "Corrected by an agent", "2"]
    assert desk.post("/memory/removal").status_code == 303
    assert (kept(desk), kept(desk, mei)) == ([], ["Mei's."])


def test_a_long_memory_is_exported_whole(owner: Desk) -> None:
    with owner.database.transaction() as session:
        for number in range(1100):
            texts = {"source_text": f"文{number}", "target_text": f"Frase {number}.", "digest": f"{number:064x}"}
            moments = {"created_at": cast.NOON, "changed_at": cast.NOON}
            session.add(MemorySegment(shop_id=owner.shop.id, source="ja", target="es", **texts, **moments))
    rows = list(csv.reader(io.StringIO(owner.get("/memory.csv").data.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [f"文{number}" for number in reversed(range(1100))]


def test_one_shops_sentences_are_nothing_to_another(owner: Desk, mei: Shop) -> None:
    theirs = remember(owner, "秘密", "Mei's secret.", mei)
    assert "secret" not in owner.page("/memory") + owner.page("/memory?q=secret") + owner.get("/memory.csv").text
    assert owner.get(f"/memory/{theirs}").status_code == 404
    for path in (f"/memory/{theirs}", f"/memory/{theirs}/removal"):
        assert owner.post(path, {"target_text": "mine"}).status_code == 404
    assert kept(owner, mei) == ["Mei's secret."]


def test_the_pages_speak_japanese(owner: Desk) -> None:
    owner.change(owner.agent, locale="ja-JP", language="ja")
    remember(owner, "ありがとう。", "Gracias.")
    page = owner.page("/memory")
    assert "翻訳メモリ" in page
    assert "担当者が修正" in page
    assert "Forget" not in page
