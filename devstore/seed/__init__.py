"""The lived-in shops: invented people, goods and orders, the same at every first start but for its date."""

from devstore.seed.building import build

__all__ = ["build"]
