"""Which fields orders and customers are searched and sorted by."""

from devstore import figures
from devstore.admin_api.context import Context
from devstore.admin_api.searching import Search
from devstore.state.orders import Order

ORDER_FIELDS = {
    "name": lambda o: [o.name, o.name.lstrip("#")],
    "id": lambda o: o.id,
    "email": lambda o: o.email,
    "customer_id": lambda o: o.customer_id,
    "confirmation_number": lambda o: o.confirmation_number,
    "created_at": lambda o: o.created_at,
    "updated_at": lambda o: o.updated_at,
    "processed_at": lambda o: o.processed_at,
    "financial_status": figures.financial_status,
    "fulfillment_status": lambda o: [figures.fulfillment_status(o), _shipped(o)],
    "return_status": figures.return_status,
    "status": lambda o: [_status(o), "any"],
    "tag": lambda o: o.tags,
    "gateway": lambda o: [item.gateway for item in o.transactions],
    "discount_code": lambda o: o.discount_codes,
    "test": lambda o: str(o.test),
}
ORDER_SORTS = {
    "CREATED_AT": lambda o: (o.created_at.isoformat(), o.id),
    "UPDATED_AT": lambda o: (o.updated_at.isoformat(), o.id),
    "PROCESSED_AT": lambda o: (o.processed_at.isoformat(), o.id),
    "ID": lambda o: (o.id,),
    "ORDER_NUMBER": lambda o: (o.id,),
    "TOTAL_PRICE": lambda o: (f"{figures.total(o).shop.amount:020.4f}", o.id),
}
CUSTOMER_FIELDS = {
    "id": lambda c: c.id,
    "email": lambda c: c.email,
    "phone": lambda c: c.phone,
    "first_name": lambda c: c.first_name,
    "last_name": lambda c: c.last_name,
    "updated_at": lambda c: c.updated_at,
    "tag": lambda c: c.tags,
}


def _shipped(order: Order) -> str:
    names = {
        "UNFULFILLED": "unshipped",
        "PARTIALLY_FULFILLED": "partial",
        "FULFILLED": "shipped",
        "ON_HOLD": "unshipped",
    }
    return names[figures.fulfillment_status(order)]


def _status(order: Order) -> str:
    if order.cancelled_at:
        return "cancelled"
    return "closed" if order.closed_at else "open"


def found_orders(context: Context, query: str | None) -> list[Order]:
    """The orders a search finds."""

    def words(order: Order) -> list[str]:
        buyer = context.state.customers.get(order.customer_id or 0)
        return [order.name, order.email or "", buyer.name if buyer else ""]

    search = Search(query, ORDER_FIELDS, words)
    return [order for order in context.orders() if search.matches(order)]
