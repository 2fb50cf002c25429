"""What a shop sells, found by words to be given instead, or by id; reading products is a permission of its own."""

from collections.abc import Iterable

from app.domain.errors import Refused
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.returns import Variant
from app.shopify import wire
from app.shopify.client import AdminApi

SEARCHED = 60  # characters of what was typed
DEFAULT = "Default Title"  # Shopify's name of a product's only variant

VARIANTS = """query VariantsFor($text: String!) {
  shop { currencyCode }
  productVariants(first: 20, query: $text) {
    nodes { id title sku price availableForSale inventoryQuantity product { title } }
  }
}"""


def variants(api: AdminApi, text: str) -> tuple[Variant, ...]:
    """What the shop sells under these words; NotPossible where the app may not read products."""
    words = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in text)[:SEARCHED].strip()
    return _found(api, words)


def by_gid(api: AdminApi, gids: Iterable[str]) -> dict[str, Variant]:
    """The variants of these ids that still exist, by id; NotPossible where the app may not read products."""
    numbers = [gid.rsplit("/", 1)[-1] for gid in gids]
    wanted = " OR ".join(f"id:{number}" for number in numbers if number.isdecimal())
    return {variant.gid: variant for variant in _found(api, wanted)} if wanted else {}


def _found(api: AdminApi, query: str) -> tuple[Variant, ...]:
    try:
        answer = api.query(VARIANTS, {"text": query})
    except Refused:
        raise NotPossible(Problem.SCOPE_MISSING, scope="read_products") from None
    if answer.get("productVariants") is None:
        raise NotPossible(Problem.SCOPE_MISSING, scope="read_products")
    currency = wire.text(wire.obj(answer.get("shop")).get("currencyCode"))
    return tuple(_variant(item, currency) for item in wire.objects(answer.get("productVariants")))


def _variant(node: wire.Json, currency: str) -> Variant:
    title = wire.text(node.get("title"))
    return Variant(
        gid=wire.text(node.get("id")),
        title=wire.text(wire.obj(node.get("product")).get("title")),
        variant_title="" if title == DEFAULT else title,
        sku=wire.text(node.get("sku")),
        price=wire.money(node.get("price"), currency) or Money.zero(currency),
        available=bool(node.get("availableForSale")),
        stock=wire.number(node.get("inventoryQuantity")),
    )
