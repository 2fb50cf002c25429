"""The places of a shop where goods can be put back in stock."""

from app.domain.remedies.returns import Location
from app.shopify import wire
from app.shopify.asking import answered
from app.shopify.client import AdminApi

LOCATIONS = "query ShopLocations { locations(first: 100) { nodes { id name isActive } } }"


def active(api: AdminApi) -> tuple[Location, ...]:
    """Those that are in use, by name as Shopify sorts them."""
    found = wire.objects(answered(api, LOCATIONS, {}).get("locations"))
    return tuple(Location(wire.text(item.get("id")), wire.text(item.get("name"))) for item in found if item["isActive"])
