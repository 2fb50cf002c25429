"""How a browser settles a case: an order of its own, its dialog at every width, Shopify's count of what was done."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from playwright.sync_api import Frame, Locator, expect
from sqlalchemy import text

from tests.browser.frame import Window, expect_no_overhang
from tests.browser.test_story import write
from tests.cast import HANA
from tests.stories.theatre import Theatre

WIDTHS = (1440, 390)
WANTS = "My order number is {name}.\nPlease refund two of the three cups."
CUP, TEAPOT = 61_000_001_021, 61_000_001_101  # variants that are counted where they lie
LINES = (
    {"title": "Kohiki Coffee Cup", "quantity": 2, "price": "25.00", "tax": "5.00", "variant": CUP},
    {"title": "Asagao Dinner Plate", "quantity": 1, "price": "40.00"},
)


@dataclass(frozen=True)
class Case:
    """Two cups and a plate, 10 dollars of shipping, paid in dollars in the yen shop, and what she wrote."""

    theatre: Theatre
    name: str
    order_id: int
    conversation: int

    def control(self, path: str, **asked: Any) -> Any:
        return self.theatre.control("POST", f"orders/{self.name[1:]}/{path}", json={"shop": HANA} | asked)

    def ship(self) -> None:
        self.control("fulfillments")
        shipped = "SELECT fulfillment_status FROM orders WHERE id = :id"
        self.theatre.wait(lambda: self.theatre.value(shipped, id=self.order_id) == "FULFILLED", "the shipped order")

    def effects(self) -> Any:
        """Shopify's own count of what was done to this order."""
        (count,) = self.theatre.control("GET", "effects", params={"shop": HANA, "order": self.name}).values()
        return count

    def back(self) -> tuple[int, Decimal, Decimal]:
        """How many payments went back, and how much in dollars and in yen."""
        count = self.effects()
        return count["movements"], Decimal(count["presentment"]["amount"]), Decimal(count["shop"]["amount"])

    def stock(self) -> int:
        """How many cups were ever put back on a shelf."""
        every = self.theatre.control("GET", "stock", params={"shop": HANA})
        return sum(count for place, count in every.items() if place.startswith(f"{CUP}/"))

    def hurry(self) -> None:
        """Nobody waits half a minute in a test, where it is not about the waiting."""
        waiting = "state = 'WAITING' AND order_id = :id"
        with self.theatre.database.transaction() as session:
            session.execute(
                text(f"UPDATE remedies SET goes_at = created_at, next_try_at = created_at WHERE {waiting}"),
                {"id": self.order_id},
            )


def opened(theatre: Theatre) -> Case:
    """An order that no other test knows, known to the mirror, and its customer's inquiry, translated."""
    sender = f"{uuid4().hex[:8]}@example.com"
    placed = {"shop": HANA, "lines": LINES, "currency": "USD", "rate": "150", "shipping": "10.00", "email": sender}
    name = theatre.control("POST", "orders", json=placed | {"first_name": "Emily", "last_name": "Carter"})["name"]
    mirrored = "SELECT id FROM orders WHERE name = :name"
    order_id = int(theatre.wait(lambda: theatre.value(mirrored, name=name), "the mirrored order", 60))
    return Case(theatre, name, order_id, write(theatre, sender, WANTS.format(name=name)))


def seated(seat: Window, who: str, case: Case) -> tuple[Frame, Locator]:
    """The conversation, its keys at hand, and the dialog that they open."""
    app = seat.open(who, f"/conversations/{case.conversation}")
    app.locator("#entries").focus()
    return app, app.locator("#dialog")


def sound(seat: Window) -> None:
    """At every width nothing hangs over and axe finds nothing."""
    for width in reversed(WIDTHS):
        seat.page.set_viewport_size({"width": width, "height": 900})
        expect_no_overhang(seat, seat.app)
        found = seat.findings(seat.app)
        assert not found, found


def because(dialog: Locator, handle: str) -> None:
    """One of Shopify's reasons for a return, whatever its name is in the agent's language."""
    value = dialog.locator(f"#why option[value$='{handle}']").first.get_attribute("value")
    dialog.locator("#why").select_option(value)


def look(dialog: Locator) -> None:
    """On from the form to what Shopify computes."""
    dialog.locator("button[type=submit]").last.click()
    expect(dialog.locator("button[form=remedy-confirm]")).to_be_visible()


def confirm(case: Case, dialog: Locator) -> None:
    """Confirm and follow it to its end, without the half minute."""
    dialog.locator("button[form=remedy-confirm]").click()
    expect(dialog.locator("[data-state=WAITING]")).to_be_visible()
    finish(case, dialog)


def finish(case: Case, dialog: Locator) -> None:
    case.hurry()
    expect(dialog.locator("[data-state=SUCCEEDED]")).to_be_visible(timeout=30_000)


def choose(app: Frame, dialog: Locator, kind: str) -> None:
    """By the list of all that is possible, which closes nothing that is open elsewhere."""
    app.locator("#beside .panel__actions .button--plain").first.click()
    dialog.locator(f"[data-kind={kind}]").click()
    expect(dialog.locator("[name=kind]")).to_have_value(kind.lower().replace("_", "-"))


def speak(seat: Window, language: str) -> None:
    """Whoever sits here has this language in the Shopify account; Shopify tells it as the app is opened."""
    told = re.compile(r"(?<=[?&]locale=)[a-z]{2}")
    seat.context.route(told, lambda route: route.continue_(url=told.sub(language, route.request.url)))
