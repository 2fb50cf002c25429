"""How stories give remedies: an order of their own, a wish, a confirm, and the store's own count of what moved."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

import requests

from tests.cast import HANA
from tests.stories.theatre import Person, Theatre, page

CUPS = [{"title": "Asagao cup", "price": "20.00", "quantity": 3}]


@dataclass(frozen=True)
class Placed:
    """An order of Hana's shop that no other test knows."""

    id: int
    gid: str
    name: str
    lines: list[str]

    @property
    def path(self) -> str:
        return f"/orders/{self.id}"

    @property
    def number(self) -> str:
        return self.gid.rsplit("/", 1)[-1]


def placed(theatre: Theatre, *, lines: list[dict[str, Any]] | None = None, shop: str = HANA, **more: Any) -> Placed:
    """By default three cups at 20 US dollars in the yen shop, paid by card and not shipped; known to the mirror."""
    given = {"currency": "USD", "rate": "150", "email": f"{uuid4().hex}@example.com"} | more
    made = theatre.control("POST", "orders", json={"shop": shop, "lines": lines or CUPS} | given)
    found = "SELECT id FROM orders WHERE gid = :gid"
    theatre.wait(lambda: theatre.value(found, gid=made["gid"]), f"{made['name']} in the mirror", 60)
    return Placed(theatre.value(found, gid=made["gid"]), made["gid"], made["name"], made["line_items"])


def elsewhere(theatre: Theatre, order: Placed, action: str, **more: Any) -> Any:
    """What somebody does in Shopify without us."""
    return theatre.control("POST", f"orders/{order.number}/{action}", json={"shop": HANA} | more)


def wish(person: Person, order: Placed, kind: str = "refund", **typed: Any) -> requests.Response:
    given = {"kind": kind, "reason": "DAMAGED", "note": "Arrived broken"}
    return person.post(f"{order.path}/remedy_previews", given | typed)


def cups(order: Placed, quantity: int = 2, line: int = 0) -> dict[str, str]:
    return {f"quantity:{order.lines[line]}": str(quantity)}


def amount(value: str) -> dict[str, str]:
    return {"way": "amount", "amount": value, "reason": "GOODWILL"}


def confirmation(preview: requests.Response) -> dict[str, str]:
    """What the form under the truth would post."""
    fields = page(preview).select("#remedy-confirm input[type=hidden]")
    return {str(field["name"]): str(field["value"]) for field in fields}


def confirm(person: Person, order: Placed, form: dict[str, str]) -> requests.Response:
    return person.post(f"{order.path}/remedies", form)


def given(person: Person, order: Placed, **typed: Any) -> int:
    """Wished and confirmed: the remedy's id."""
    answer = confirm(person, order, confirmation(wish(person, order, **typed)))
    assert answer.status_code == 201, answer.text
    return newest(person.theatre, order)


def newest(theatre: Theatre, order: Placed) -> int:
    return int(theatre.value("SELECT max(id) FROM remedies WHERE order_id = :id", id=order.id) or 0)


def state(theatre: Theatre, remedy_id: int) -> str:
    return str(theatre.value("SELECT state FROM remedies WHERE id = :id", id=remedy_id))


def ended(theatre: Theatre, remedy_id: int, how: str = "SUCCEEDED", seconds: float = 60) -> None:
    theatre.wait(lambda: state(theatre, remedy_id) == how, f"remedy {remedy_id} to be {how}", seconds)


def moved(theatre: Theatre, order: Placed) -> tuple[int, Decimal]:
    """The store's own count: how many refunds, how much in the customer's currency."""
    counted = theatre.control("GET", "money", params={"shop": HANA, "order": order.gid})[order.gid]
    return counted["refunds"], Decimal(counted["presentment"]["amount"])


def at_once(*calls: Callable[[], requests.Response]) -> list[requests.Response]:
    """Their answers, in the order of the calls, all made at the same moment."""
    barrier = Barrier(len(calls))

    def press(call: Callable[[], requests.Response]) -> requests.Response:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(press, calls))
