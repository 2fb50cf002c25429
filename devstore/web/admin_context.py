"""Which shop and which staff member an admin page is for; both stand in its address, so two tabs can be two people."""

from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for

from devstore.state.orders import Order
from devstore.state.shops import Shop, ShopState, Staff
from devstore.web.context import store

SUFFIX = ".myshopify.com"


@dataclass(frozen=True, slots=True)
class Seat:
    """One staff member at one shop's admin."""

    state: ShopState
    staff: Staff

    @property
    def shop(self) -> Shop:
        return self.state.shop

    @property
    def handle(self) -> str:
        return handle_of(self.shop.domain)

    def url(self, endpoint: str, **values: Any) -> str:
        return url_for(endpoint, handle=self.handle, staff=self.staff.id, **values)


def handle_of(domain: str) -> str:
    return domain.removesuffix(SUFFIX)


def seat(handle: str) -> Seat:
    state = store().shops.get(handle + SUFFIX)
    if state is None:
        abort(404)
    return Seat(state, staff_of(state, request.args.get("staff", type=int)))


def staff_of(state: ShopState, staff_id: int | None) -> Staff:
    """The one asked for, else the owner."""
    people = state.shop.staff
    owner = next((person for person in people if person.owner), None)
    found = next((person for person in people if person.id == staff_id), owner or (people[0] if people else None))
    if found is None:
        abort(404)
    return found


def order_of(state: ShopState, order_id: int) -> Order:
    order = state.orders.get(order_id)
    if order is None:
        abort(404)
    return order
