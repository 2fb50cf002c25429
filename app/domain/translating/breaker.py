"""An engine that keeps failing is left alone for a while, longer each time; one success and it is trusted again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

PATIENCE = 3  # failures in a row before the first rest
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Breaker:
    """`failures` in a row; before `open_until` the engine is not asked."""

    failures: int = 0
    open_until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.open_until is not None and now < self.open_until

    def failed(self, now: datetime, retry_after: float | None = None) -> "Breaker":
        """`retry_after` seconds are the service's own word and count from the first failure on."""
        failures = self.failures + 1
        rest = timedelta(seconds=min(retry_after, LONGEST_REST.total_seconds())) if retry_after else timedelta()
        if failures >= PATIENCE:
            rest = max(rest, min(FIRST_REST * 2 ** min(failures - PATIENCE, 10), LONGEST_REST))
        return Breaker(failures, now + rest if rest else None)

    def told(self, other: "Breaker", now: datetime) -> "Breaker":
        """What another caller found meanwhile: where both began with the same, the failures of both count."""
        if not other.failures or other.failures > self.failures:
            return other
        both = self.failed(now)
        until = [moment for moment in (both.open_until, self.open_until, other.open_until) if moment]
        return Breaker(both.failures, max(until, default=None))

    def succeeded(self) -> "Breaker":
        return Breaker()
