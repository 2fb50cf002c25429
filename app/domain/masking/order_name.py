"""Order names such as #1042: the shop's and the customer's word for one order, the same in every language."""

import re

from app.domain.masking._kind import ByPattern
from app.domain.words import N_

NAME = re.compile(r"[#＃]\s?[A-Za-z]{0,6}-?[0-9]{3,10}(?:-[A-Za-z0-9]{1,4})?(?![A-Za-z0-9_])")

KIND = ByPattern("order_name", N_("Order names"), 80, (NAME,), is_private=False)
