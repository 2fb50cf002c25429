"""How a browser meets other languages: an engine that can be told to misbehave, Arabic sentences, what was sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Frame, Locator, expect

from devstore.phrasebook.normalising import fill, read
from devstore.phrasebook.translating import UnknownTextError, detect, translate
from tests.browser.frame import Window
from tests.cast import HANA
from tests.stories.theatre import Person, Theatre, page
from tests.translation.stubs import Service, service

CODES = {"JA": "ja", "FR": "fr", "ZH-HANT": "zt", "AR": "ar", "EN-US": "en", "ES": "es", "DE": "de", "KO": "ko"}
ARABIC = (
    {
        "ar": "أين طلبي {0}؟ دفعت {1} في {2}.",
        "ja": "注文{0}はどこですか。{2}に{1}を支払いました。",
        "en": "Where is my order {0}? I paid {1} on {2}.",
    },
    {"ar": "أين طلبي {0}؟", "ja": "注文{0}はどこですか。", "en": "Where is my order {0}?"},
    {"ar": "تم شحن طلبك {0}.", "ja": "ご注文{0}を発送いたしました。", "en": "Your order {0} has been shipped."},
    {
        "ar": "رقم التتبع هو {0}.",
        "ja": "追跡番号は{0}です。",
        "en": "Your tracking number is {0}.",
    },
)
LETTER = re.compile("[\u0600-\u06ff]")


def speak(text: str, target: str) -> str:
    """The demo's phrasebook, and a little Arabic beside it; what is not known comes back as it is."""
    code = CODES[target]
    if code == "ar" or LETTER.search(text):
        return "\n".join(_arabic(line, code) for line in text.split("\n"))
    found = detect(text)
    try:
        return translate(text, found.language, code) if found else text
    except UnknownTextError:
        return text


def _arabic(line: str, code: str) -> str:
    said = read(line)
    for group in ARABIC:
        for wording in group.values():
            if read(wording).key == said.key:
                return fill(group[code], wording, said)
    return line


@contextmanager
def first_engine(theatre: Theatre) -> Iterator[Service]:
    """An engine of ours before all others of Hana's shop, for as long as it is needed."""
    hana = theatre.hana()
    with service() as stand_in:
        stand_in.say = speak
        form = {"translator": "deepl", "api_key": "secret-key-0123456789", "url": stand_in.url}
        hana.post("/engines", form).raise_for_status()
        engine = theatre.value("SELECT max(id) FROM translation_engines")
        for _place in theatre.rows("SELECT id FROM translation_engines"):
            hana.post(f"/engines/{engine}/place", {"step": "up"}).raise_for_status()
        stand_in.asked.clear()
        try:
            yield stand_in
        finally:
            stand_in.released.set()
            hana.post(f"/engines/{engine}/removal").raise_for_status()


def an_order(theatre: Theatre, locale: str) -> tuple[str, str]:
    """Name and customer's address of an order of a customer who speaks so, paid in euros where there is one."""
    (found, *_) = theatre.rows(
        "SELECT o.name, o.email FROM orders o JOIN shops s ON s.id = o.shop_id WHERE s.domain = :shop AND o.email <> ''"
        " AND o.customer_locale LIKE :locale ORDER BY o.presentment_currency <> 'EUR', o.id DESC",
        shop=HANA,
        locale=f"{locale}%",
    )
    return found[0], found[1]


def arrived(app: Frame, draft: str) -> Locator:
    """What is written, and the preview that follows it by itself; the focus stays where it is."""
    app.locator("#draft").click()
    app.page.keyboard.insert_text(draft)
    send = app.locator("#send-form")
    expect(send).to_be_visible(timeout=20_000)
    expect(send).not_to_have_attribute("data-stale", "", timeout=20_000)
    expect(app.locator("#draft")).to_be_focused()
    return send


def checks(app: Frame, level: str) -> set[str]:
    """The names of the checks that came out so."""
    found = app.locator(f".checks [data-level={level}]").all()
    return {item.get_attribute("data-check") or "" for item in found}


def red(app: Frame, check: str) -> Locator:
    return app.locator(f".checks [data-check={check}][data-level=red]")


def sent(seat: Window, app: Frame, to: str, before: int) -> Any:
    """The one mail that the customer got, once it is there."""
    theatre = seat.theatre
    expect(app.locator("#draft")).to_have_value("", timeout=20_000)
    theatre.wait(lambda: len(theatre.mails(to)) > before, "the reply's mail")
    theatre.settled()
    (mail,) = theatre.mails(to)[before:]
    return mail


def ask(person: Person, conversation: int, draft: str) -> str:
    """A preview asked for as the composer asks."""
    answer = person.post(f"/conversations/{conversation}/reply_previews", {"draft": draft, "token": draft})
    return page(answer).get_text(" ", strip=True)
