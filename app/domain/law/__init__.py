"""The law on returns by destination, and the window it and the shop's own policy leave open; never legal advice."""

from app.domain.law.book import Law, Payer, RefundFrom, Source, law_of, laws
from app.domain.law.deadline import (
    LONG_TRANSIT,
    TRANSIT,
    Arrival,
    Ground,
    Parcel,
    ReturnWindow,
    WindowState,
    arrival,
    window,
)
from app.domain.law.policy import EVERYWHERE, MarketPolicy, undercut

__all__ = [
    "EVERYWHERE",
    "LONG_TRANSIT",
    "TRANSIT",
    "Arrival",
    "Ground",
    "Law",
    "MarketPolicy",
    "Parcel",
    "Payer",
    "RefundFrom",
    "ReturnWindow",
    "Source",
    "WindowState",
    "arrival",
    "law_of",
    "laws",
    "undercut",
    "window",
]
