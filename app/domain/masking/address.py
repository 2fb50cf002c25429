"""Postal addresses by their shape: a street with its number, and the code and town behind it."""

from app.domain.masking._kind import ByPattern
from app.domain.masking._streets_east import EAST
from app.domain.masking._streets_west import WEST
from app.domain.words import N_

KIND = ByPattern("address", N_("Postal addresses"), 40, (*WEST, *EAST))
