"""Products and their variants: what can be given in exchange, at what price in which country."""

from typing import Any, NamedTuple

from devstore.admin_api.connections import connection
from devstore.admin_api.context import Context, number
from devstore.admin_api.fields.base import Table, page, part_gid
from devstore.admin_api.searching import Search
from devstore.seed.orders import exchange_to
from devstore.state.shops import Product, Variant

SHELF = 100  # pieces that every variant starts with


class Ware(NamedTuple):
    """A variant with its product."""

    product: Product
    variant: Variant


def wares(context: Context) -> list[Ware]:
    """Everything the shop sells."""
    return [Ware(product, variant) for product in context.state.shop.products for variant in product.variants]


def _title(ware: Variant | Ware, context: Context) -> str:
    variant = _variant(ware)
    product = _product(variant, context)
    return f"{product.title} - {variant.title}" if product else variant.title


def _variant(source: Variant | Ware) -> Variant:
    return source.variant if isinstance(source, Ware) else source


def _product(source: Variant | Ware, context: Context) -> Product | None:
    wanted = _variant(source).id
    return next((ware.product for ware in wares(context) if ware.variant.id == wanted), None)


def _stock(source: Variant | Ware, context: Context) -> int:
    key = f"{_variant(source).id}/"
    return SHELF + sum(count for name, count in context.state.shop.stock.items() if name.startswith(key))


def _priced(source: Variant | Ware, context_: Context, context: dict[str, Any]) -> dict[str, Any]:
    """The price in the currency of a country, at the rate of today."""
    exchange = exchange_to(context.get("country") or context_.state.shop.country_code)
    return {"price": exchange.bag(_variant(source).price / exchange.rate).presentment}


VARIANT: Table = {
    "id": lambda s, c: f"gid://shopify/ProductVariant/{_variant(s).id}",
    "title": lambda s, c: _variant(s).title,
    "sku": lambda s, c: _variant(s).sku,
    "price": lambda s, c: _variant(s).price,
    "displayName": _title,
    "availableForSale": lambda s, c: _stock(s, c) > 0,
    "inventoryQuantity": _stock,
    "product": _product,
    "contextualPricing": lambda source, context_, **given: _priced(source, context_, given["context"]),
}
PRODUCT: Table = {
    "id": part_gid("Product"),
    "variants": lambda s, c, **page_: page(s.variants, c, page_),
}
FIELDS = {
    "id": lambda ware: ware.variant.id,
    "sku": lambda ware: ware.variant.sku,
    "title": lambda ware: ware.variant.title,
    "product_id": lambda ware: ware.product.id,
}


def _found(_: Any, context: Context, **asked: Any) -> dict[str, Any]:
    search = Search(asked.get("query"), FIELDS, lambda ware: [ware.product.title, ware.variant.title, ware.variant.sku])
    found = [ware for ware in wares(context) if search.matches(ware)]
    by_title = asked.get("sortKey") in {"TITLE", "FULL_TITLE", "NAME"}
    key = (lambda w: (w.product.title, w.variant.title, w.variant.id)) if by_title else (lambda w: (w.variant.id,))
    return connection(found, asked, key, everything=context.bulk)


def _products(_: Any, context: Context, **asked: Any) -> dict[str, Any]:
    search = Search(asked.get("query"), {"id": lambda p: p.id, "title": lambda p: p.title}, lambda p: [p.title])
    return page([item for item in context.state.shop.products if search.matches(item)], context, asked)


def _by_id(_: Any, context: Context, id: str) -> Variant | None:
    wanted = number(id, "ProductVariant")
    return next((ware.variant for ware in wares(context) if ware.variant.id == wanted), None)


def _product_by_id(_: Any, context: Context, id: str) -> Product | None:
    wanted = number(id, "Product")
    return next((item for item in context.state.shop.products if item.id == wanted), None)


WARE_QUERIES: Table = {
    "productVariant": _by_id,
    "productVariants": _found,
    "product": _product_by_id,
    "products": _products,
}
