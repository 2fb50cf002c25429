"""Until when goods may be sent back for a change of mind: the kinder of law and policy, in the customer's calendar.

Days end at the customer's midnight. One period an order, from its last delivery: so the EU counts, and for the others
it is the kinder reading. Where no delivery is known it is estimated, and said to be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.domain.law.book import Law
from app.domain.law.policy import MarketPolicy

TRANSIT = timedelta(days=14)  # a parcel nobody saw arrive is taken to have arrived this long after it was last seen
LONG_TRANSIT = timedelta(days=45)  # and one whose tracking says that it is still under way, only this long after
SATURDAY = 5


class WindowState(StrEnum):
    RUNNING = "RUNNING"
    LAST_DAY = "LAST_DAY"
    OVER = "OVER"
    NOT_DELIVERED = "NOT_DELIVERED"
    NO_PERIOD = "NO_PERIOD"  # law or policy say: none for a change of mind
    NOT_KNOWN = "NOT_KNOWN"  # no entry on this country's law and no policy


class Ground(StrEnum):
    """What the deadline rests on."""

    LAW = "LAW"
    POLICY = "POLICY"


@dataclass(frozen=True, slots=True)
class Parcel:
    """`seen_at`: when it was last known to be on its way, at the least its sending. `under_way`: its tracking says it
    is not there yet. `is_lost`: it did not arrive.
    """

    seen_at: datetime
    delivered_at: datetime | None = None
    under_way: bool = False
    is_lost: bool = False

    @property
    def there_at(self) -> datetime:
        return self.delivered_at or self.seen_at + (LONG_TRANSIT if self.under_way else TRANSIT)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the last of an order was with the customer; None while it is not."""

    at: datetime | None = None
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class ReturnWindow:
    """`by` is what `days`, `last_day` and `ends_at` rest on; `last_day` and `counted_from` are days of the customer.
    `ends_at` is the first moment after the window. `days_left` is 0 on the last day and below it once it is over.
    """

    state: WindowState
    law: Law | None
    policy: MarketPolicy | None
    by: Ground | None = None
    days: int | None = None
    counted_from: date | None = None
    is_estimate: bool = False
    last_day: date | None = None
    ends_at: datetime | None = None
    days_left: int | None = None

    @property
    def is_over(self) -> bool:
        return self.state is WindowState.OVER

    @property
    def sentence(self) -> str:
        """The shop's own words where they count, to be quoted to a customer; "" where the law overrules them."""
        counts = self.by is Ground.POLICY or self.state is WindowState.NO_PERIOD
        return self.policy.note if self.policy is not None and counts else ""

    @property
    def policy_is_stricter(self) -> bool:
        """The shop's policy says less than the law gives: the law counts."""
        return self.by is Ground.LAW and self.law is not None and self.policy is not None and self._undercut(self.law)

    def _undercut(self, law: Law) -> bool:
        return self.policy is not None and law.is_undercut_by(self.policy.days)


def arrival(parcels: Iterable[Parcel], *, all_sent: bool) -> Arrival:
    """When the last parcel arrived; not at all while something is still to be sent, or was lost."""
    sent = list(parcels)
    if not sent or not all_sent or any(parcel.is_lost for parcel in sent):
        return Arrival()
    at = max(parcel.there_at for parcel in sent)
    return Arrival(at, is_estimate=any(parcel.delivered_at is None for parcel in sent))


def window(law: Law | None, policy: MarketPolicy | None, arrived: Arrival, now: datetime, zone: tzinfo) -> ReturnWindow:
    """The window of one order as of `now`; `zone` is the customer's."""
    grounds = _grounds(law, policy)
    if not grounds:
        state = WindowState.NOT_KNOWN if law is None and policy is None else WindowState.NO_PERIOD
        return ReturnWindow(state, law, policy)
    if arrived.at is None or arrived.at > now:
        by, days = max(grounds.items(), key=lambda ground: ground[1])
        return ReturnWindow(WindowState.NOT_DELIVERED, law, policy, by=by, days=days)
    begun = arrived.at.astimezone(zone).date()
    by = max(grounds, key=lambda ground: _last_day(ground, grounds[ground], begun, law))
    last_day = _last_day(by, grounds[by], begun, law)
    left = (last_day - now.astimezone(zone).date()).days
    return ReturnWindow(
        state=_state(left),
        law=law,
        policy=policy,
        by=by,
        days=grounds[by],
        counted_from=begun,
        is_estimate=arrived.is_estimate,
        last_day=last_day,
        ends_at=datetime.combine(last_day + timedelta(days=1), time(), zone),
        days_left=left,
    )


def _grounds(law: Law | None, policy: MarketPolicy | None) -> dict[Ground, int]:
    """What gives the customer days; of two that give the same the law, which stands first."""
    found: dict[Ground, int] = {}
    if law is not None and law.days is not None and not (law.yields and policy is not None):
        found[Ground.LAW] = law.days
    if policy is not None and policy.days:
        found[Ground.POLICY] = policy.days
    return found


def _last_day(ground: Ground, days: int, begun: date, law: Law | None) -> date:
    """A policy's days begin after the delivery and end on any day of the week; a law's as the law says."""
    if ground is Ground.POLICY or law is None:
        return begun + timedelta(days=days)
    last = begun + timedelta(days=days - law.delivery_day)
    over = last.weekday() - SATURDAY
    return last + timedelta(days=2 - over) if law.weekends and over >= 0 else last


def _state(left: int) -> WindowState:
    if left == 0:
        return WindowState.LAST_DAY
    return WindowState.RUNNING if left > 0 else WindowState.OVER
