"""How parcels travel from Tokyo to a country, step by step, as carriers word it."""

from devstore.seed.recipes import Step

# country | carrier | days until it is there | its last city
ROUTES = {
    "US": ("Japan Post", 9.0, "Jamaica NY"),
    "CA": ("Japan Post", 10.0, "Mississauga"),
    "GB": ("DHL Express", 5.0, "London"),
    "DE": ("DHL Express", 5.5, "Leipzig"),
    "AT": ("DHL Express", 6.0, "Wien"),
    "FR": ("Japan Post", 8.0, "Roissy"),
    "BE": ("Japan Post", 8.5, "Bruxelles"),
    "ES": ("Japan Post", 9.5, "Madrid"),
    "MX": ("Japan Post", 12.0, "Ciudad de México"),
    "KR": ("Japan Post", 4.0, "Incheon"),
    "TW": ("Japan Post", 4.5, "Taoyuan"),
    "CN": ("Japan Post", 6.0, "Shanghai"),
    "JP": ("Yamato", 2.0, "Tokyo"),
}
CUSTOMS = ("Held at customs: invoice requested", "Customs clearance delayed")


def carrier(country: str) -> str:
    return ROUTES[country][0]


def travel_days(country: str) -> float:
    return ROUTES[country][1]


def steps(
    country: str, shipped: float, known: float, *, late: bool = False, customs: str = CUSTOMS[0]
) -> tuple[Step, ...]:
    """What had been reported `known` days after the order was placed; a late parcel sits at the border."""
    _, whole, city = ROUTES[country]
    there = shipped + whole
    home = country == "JP"
    told = [
        Step(shipped + 0.2, "CARRIER_PICKED_UP", "Accepted by the carrier", "Tokyo", "JP"),
        Step(shipped + 0.8, "IN_TRANSIT", "Left the sorting center" if home else "Departed from Japan", "Tokyo", "JP"),
    ]
    if late:
        told.append(Step(shipped + whole * 0.6, "DELAYED", customs, city, country))
        return _until(told, known)
    if not home:
        told.append(Step(shipped + whole * 0.6, "IN_TRANSIT", "Released by customs", city, country))
    told.append(Step(there - 0.3, "OUT_FOR_DELIVERY", "Out for delivery", city, country))
    told.append(Step(there, "DELIVERED", "Delivered", city, country))
    return _until(told, known)


def _until(told: list[Step], known: float) -> tuple[Step, ...]:
    return tuple(step for step in told if step.days <= known)
