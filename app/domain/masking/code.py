"""SKUs, tracking numbers and other rows of capitals and digits."""

import re

from app.domain.masking._kind import ByPattern
from app.domain.words import N_

CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Z-]{0,30}\d)(?=[\d-]{0,30}[A-Z])[A-Z0-9][A-Z0-9-]{3,40}[A-Z0-9](?![A-Za-z0-9])"
)

KIND = ByPattern("code", N_("Article and tracking numbers"), 85, (CODE,), is_private=False)
