"""Settings → Privacy: which host got how much of what, exactly as counted; and the owner's switch that stops it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.errands.interpreting import Purpose, interpreter, record
from app.errands.runtime import Runtime
from app.models import EngineUse, Shop
from tests import cast
from tests.translation.stubs import service
from tests.web.probe import rows
from tests.web.scene import Desk, sit_down

NOW = datetime.now(UTC)
MONTH, EARLIER = f"{NOW:%Y-%m}", f"{NOW.replace(day=1) - timedelta(days=1):%Y-%m}"


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def count(desk: Desk, shop: Shop | None = None, **columns: object) -> None:
    values = {"day": f"{MONTH}-01", "engine_id": 1, "engine": "libretranslate", "host": "libre.example:443"}
    values |= {"purpose": "INBOUND", "source": "es", "target": "ja", "characters": 1200, "calls": 3, "failures": 1}
    with desk.database.transaction() as session:
        session.add(EngineUse(shop_id=(shop or desk.shop).id, **(values | {"masked": {}} | columns)))


def section(page: str, name: str) -> str:
    return page.partition(f'aria-labelledby="{name}-title"')[2].partition("</section>")[0]


def table(desk: Desk, month: str = MONTH) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.get(f"/egress.csv?month={month}").data.decode("utf-8-sig"))))


def test_it_shows_what_was_counted_by_host_kind_pair_and_day(desk: Desk) -> None:
    assert "Nothing left in this month" in desk.page("/egress")
    count(desk, masked={"card": 1, "email": 2})
    count(desk, purpose="DRAFT", source="ja", target="es", characters=300, calls=2, failures=0, masked={"email": 5})
    count(desk, day=f"{MONTH}-02", engine_id=2, engine="deepl", host="api.deepl.com", source="", characters=77)
    page = desk.page("/egress")
    hosts = section(page, "hosts")
    assert hosts.index("libre.example:443") < hosts.index("api.deepl.com")
    for cell in (">1,500<", ">77<", ">1,577<", ">DeepL<", ">LibreTranslate<"):
        assert cell in hosts
    hidden = section(page, "masked")
    assert hidden.index('E-mail addresses</dt><dd class="number">7<') < hidden.index("Card numbers</dt>")
    assert ("Customers&#39; messages" in section(page, "purposes"), ">1,277<" in section(page, "purposes")) == (
        True,
    ) * 2
    assert "Unknown language → Japanese" in section(page, "pairs")
    days = section(page, "days")
    assert days.index(f"{MONTH}-02") < days.index(f"{MONTH}-01")


def test_another_month_is_its_own(desk: Desk) -> None:
    count(desk, day=f"{EARLIER}-28", characters=4444)
    assert ("4,444" in desk.page("/egress"), f"<option>{EARLIER}</option>" in desk.page("/egress")) == (False, True)
    assert "4,444" in section(desk.page(f"/egress?month={EARLIER}"), "hosts")
    for nonsense in ("2026-13", "x", "2026-1%27", "9999-01"):
        assert "Nothing left in this month" in desk.page(f"/egress?month={nonsense}")


def test_what_an_engine_was_really_sent_is_what_the_page_says(desk: Desk) -> None:
    """From the call to the page: the characters are those of the text as it left, with everything hidden."""
    with service() as stub:
        settings = cast.sealed(desk.runtime.settings.api_secrets, url=stub.url)
        cast.engine(desk.database, desk.shop.id, "libretranslate", sealed_settings=settings)
        working = interpreter(desk.runtime, desk.shop.id)
        working.put("Mi tarjeta es 4111 1111 1111 1111, escriba a ana@casa.example.", "es", "ja", Purpose.INBOUND)
        record(desk.runtime, working)
        (asked,) = stub.asked
    (row,) = table(desk)
    assert ("4111" in asked.text, "ana@" in asked.text) == (False, False)
    assert (row["Characters"], row["Host"]) == (str(len(asked.text)), stub.url.removeprefix("http://"))
    assert (row["Hidden: Card numbers"], row["Hidden: E-mail addresses"], row["Hidden: Postal addresses"]) == (
        "1",
        "1",
        "0",
    )
    assert f">{len(asked.text)}<" in section(desk.page("/egress"), "hosts")


def test_the_file_holds_each_counted_row_of_the_month_and_no_formula(desk: Desk) -> None:
    for number in range(1203):
        count(desk, day=f"{MONTH}-{number % 28 + 1:02}", engine_id=number, host="=evil()", masked={"iban": 4})
    count(desk, day=f"{EARLIER}-28")
    found = table(desk)
    assert (len(found), len({tuple(row.values()) for row in found}) > 20) == (1203, True)
    assert {row["Host"] for row in found} == {"'=evil()"}
    assert [row["Day (UTC)"] for row in found] == sorted(row["Day (UTC)"] for row in found)
    assert sum(int(row["Hidden: Bank accounts (IBAN)"]) for row in found) == 4 * 1203


def test_only_the_owner_stops_all_of_it_and_lets_it_go_on(desk: Desk) -> None:
    assert "/egress/switch" not in desk.page("/egress")
    assert desk.post("/egress/switch", {"nothing": "1"}).status_code == 403
    assert desk.row(Shop, desk.shop.id).sends_out
    desk.change(desk.agent, role="OWNER")
    assert desk.post("/egress/switch", {"nothing": "1"}).status_code == 303
    assert not desk.row(Shop, desk.shop.id).sends_out
    assert "Nothing is sent to translation engines." in desk.page("/egress")
    assert "the owner switched that off" in desk.page("/engines")
    assert desk.post("/egress/switch", {"nothing": "0"}).status_code == 303
    assert desk.row(Shop, desk.shop.id).sends_out


def test_while_it_is_stopped_no_engine_is_asked_for_anything(desk: Desk) -> None:
    desk.change(desk.agent, role="OWNER")
    with service() as stub:
        settings = cast.sealed(desk.runtime.settings.api_secrets, url=stub.url)
        engine = cast.engine(desk.database, desk.shop.id, "libretranslate", sealed_settings=settings)
        desk.post("/egress/switch", {"nothing": "1"})
        desk.post(f"/engines/{engine.id}/tests")
        desk.post(f"/engines/{engine.id}", {"url": f"{stub.url}/", "api_key": ""})
        talk = desk.conversation(language="es")
        desk.post(f"/conversations/{talk.id}/reply_previews", {"draft": "Thank you.", "token": "t"})
        assert (stub.asked, stub.refused, rows(desk.runtime, EngineUse)) == ([], [], [])


def test_conversations_kept_here_are_counted_and_led_to(desk: Desk) -> None:
    assert "Any agent can keep a conversation here" in desk.page("/egress")
    for number in range(22):
        desk.conversation(sends_out=False, subject=f"Kept <b>{number}</b>")
    desk.conversation(subject="Goes out")
    kept = section(desk.page("/egress"), "kept")
    assert ('class="muted">22<' in kept, "Kept &lt;b&gt;21&lt;/b&gt;" in kept, "Goes out" in kept) == (
        True,
        True,
        False,
    )
    assert ("latest 20 are shown" in kept, kept.count('href="/conversations/')) == (True, 20)


def test_what_never_leaves_is_said(desk: Desk) -> None:
    never = section(desk.page("/egress"), "never")
    for words in ("Internal notes.", "Attachments, and their names.", "What a mail quotes"):
        assert words in never


def test_one_shops_counts_are_nothing_to_another(desk: Desk, mei: Shop) -> None:
    count(desk, mei, host="mei.example", masked={"card": 9})
    cast.conversation(desk.database, mei.id, sends_out=False, subject="Mei's")
    page = desk.page("/egress")
    assert ("mei.example" in page, "Mei" in page, table(desk)) == (False, False, [])


def test_it_speaks_japanese(desk: Desk) -> None:
    desk.change(desk.agent, locale="ja-JP", language="ja")
    count(desk, masked={"card": 1})
    main = desk.page("/egress").partition("<main")[2].partition("</main>")[0]
    for words in ("外に出ないもの", "カード番号", "スペイン語 → 日本語"):
        assert words in main
    for english in ("Characters", "Host", "leave", "Month"):
        assert english not in main
