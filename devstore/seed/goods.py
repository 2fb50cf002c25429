"""The two shops and what they sell; prices are in yen, everything is invented."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from devstore import permissions
from devstore.state.shops import Location, Policy, Product, Shop, ShopLocale, Staff, Variant
from devstore.store import Store

HANA = "hana-ceramics.myshopify.com"
MEI = "mei-tea.myshopify.com"

# handle | title | description | variant:price, ...
_CERAMICS = """
kohiki-cup|Kohiki Coffee Cup|White slip over dark clay; holds 220 ml.|White:3800,Ash:3800,Rust:4200
hasami-mug|Hasami Stacking Mug|Straight walls, matte glaze, stacks four high.|Indigo:3200,Sand:3200
asagao-plate|Asagao Dinner Plate|26 cm, morning-glory rim, fired twice.|Blue:5400,Cream:5400
mame-plate|Mame Plate Set of 5|Five small plates, no two alike.|Mixed:6800
tokoname-teapot|Tokoname Teapot|Unglazed red clay with a fine strainer, 300 ml.|Red:9800,Black:10800
tenmoku-bowl|Tenmoku Tea Bowl|Oil-spot glaze, each bowl differs.|Oil spot:12800
donburi-bowl|Donburi Bowl|For noodles and rice; 17 cm.|Celadon:4600,Iron:4600
bud-vase|Bud Vase|A vase for one stem.|Moss:3600,Snow:3600
sake-set|Sake Set|One flask, two cups, wooden box.|Ash glaze:8600
chopstick-rest|Chopstick Rest Set|Five porcelain rests in a paper box.|Birds:2400,Leaves:2400
"""

_TEAS = """
uji-matcha|Uji Matcha 30 g|Stone-ground, first harvest.|Ceremonial:4200,Everyday:2600
yame-gyokuro|Yame Gyokuro 50 g|Shaded for twenty days.|Tin:3800
sayama-sencha|Sayama Sencha 100 g|Deep steamed, for every day.|Bag:1600,Tin:2200
hojicha|Roasted Hojicha 100 g|Low in caffeine, roasted on order.|Bag:1300
chasen|Bamboo Whisk|Made from one piece of white bamboo.|80 prongs:3400
"""


@dataclass(frozen=True, slots=True)
class Brand:
    """What differs between the seeded shops."""

    domain: str
    name: str
    goods: str
    first_id: int
    plan: str
    staff: tuple[tuple[str, str, str, tuple[str, ...] | None], ...]  # None: the owner; else what he may not do


BRANDS = (
    Brand(
        HANA,
        "Hana Ceramics",
        _CERAMICS,
        61_000_000_000,
        "Advanced",
        (("Hana", "Mori", "ja", None), ("Diego", "Ramos", "en", ()), ("Sora", "Ito", "ja", permissions.EVERY)),
    ),
    Brand(MEI, "Mei Tea", _TEAS, 62_000_000_000, "Basic", (("Mei", "Tanaka", "ja", None),)),
)

LOCALES = (
    ("ja", "Japanese"),
    ("en", "English"),
    ("de", "German"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("ko", "Korean"),
    ("zh-CN", "Chinese (Simplified)"),
    ("zh-TW", "Chinese (Traditional)"),
)
CURRENCIES = ["JPY", "USD", "EUR", "GBP", "TWD", "KRW"]
REFUND_POLICY = (
    "Unused items can be returned within 30 days of delivery. Items that arrive broken are replaced or refunded "
    "without being sent back. Duties we collected at checkout are refunded with the item."
)
SHIPPING_POLICY = "We ship from Tokyo within 3 business days by Japan Post EMS, DHL Express or Yamato."


def add_shop(store: Store, brand: Brand, founded: datetime) -> None:
    shop = Shop(
        id=brand.first_id,
        domain=brand.domain,
        name=brand.name,
        email=f"hello@{brand.domain.partition('.')[0]}.example",
        currency="JPY",
        timezone="Asia/Tokyo",
        country_code="JP",
        created_at=founded,
        locales=[ShopLocale(tag, name, primary=tag == "ja") for tag, name in LOCALES],
        presentment_currencies=list(CURRENCIES),
        taxes_included=True,
        plan=brand.plan,
        staff=[_staff(brand, number, row) for number, row in enumerate(brand.staff, 1)],
        locations=[Location(brand.first_id + 11, "Tokyo workshop"), Location(brand.first_id + 12, "Saitama warehouse")],
        products=_products(brand),
        policies=[
            Policy("REFUND_POLICY", "Refund policy", REFUND_POLICY),
            Policy("SHIPPING_POLICY", "Shipping policy", SHIPPING_POLICY),
        ],
    )
    store.add_shop(shop)


def _staff(brand: Brand, number: int, row: tuple[str, str, str, tuple[str, ...] | None]) -> Staff:
    first, last, locale, denied = row
    address = f"{first.lower()}@{brand.domain.partition('.')[0]}.example"
    return Staff(brand.first_id + number, first, last, address, locale, denied is None, list(denied or ()))


def _products(brand: Brand) -> list[Product]:
    rows = [row.split("|") for row in brand.goods.strip().splitlines()]
    return [_product(brand, number, row) for number, row in enumerate(rows, 1)]


def _product(brand: Brand, number: int, row: list[str]) -> Product:
    handle, title, description, kinds = row
    first = brand.first_id + 1_000 + number * 20
    code = "".join(word[0] for word in handle.split("-")).upper()
    variants = [
        Variant(first + index, kind, f"{brand.name[0]}{code}-{number:02d}{index}", Decimal(price))
        for index, (kind, _, price) in enumerate((item.partition(":") for item in kinds.split(",")), 1)
    ]
    return Product(first, title, handle, variants, description=description)
