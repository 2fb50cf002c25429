"""One run of the remedy machine: agents, workers, crashes, faults and time in any order, then rest; no rule asserts."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.desk import approvals, authority_rules, remedies
from app.desk.agents import Role
from app.desk.approvals import Decision
from app.desk.authority_rules import Given
from app.desk.receiving import Delivery, StorageDown, open_store
from app.desk.remedies import Preview, Wanted
from app.domain.authority import NeedsApproval
from app.domain.money import Money
from app.domain.remedies.kinds import UNDER_WAY, RemedyKind, RemedyReason, RemedyState
from app.errands import housekeeping, remedy
from app.errands.remedy import Click
from app.models import Approval, AuthorityLimit, Reaction, Remedy
from devstore.state.platform import DeliveryState
from tests.remedy_cases import Case, choice, place
from tests.remedy_processes import Processes

UNDO = timedelta(seconds=30)
PATIENCE = 150  # turns until everything has to have come to rest


@dataclass
class Run(Processes):
    """`told` are the ids that a confirm answered with, `undone` those whose undo was answered with yes, `paused` when
    all money was stopped and let go.
    """

    shown: list[tuple[str, int, Preview]] = field(default_factory=list)
    told: dict[str, set[int]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    paused: list[tuple[datetime, bool]] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)

    # ---- before anything goes wrong

    def begin(self, number: int, *, same_customer: bool, returned: tuple[bool, bool]) -> None:
        """Two orders, paid in dollars, in the shop that counts in yen; one of them perhaps on its way back."""
        world = self.world
        with world.database.transaction(read_only=True) as session:
            self.first_id = session.scalar(select(func.max(Remedy.id))) or 0
            self.first_reaction = session.scalar(select(func.max(Reaction.id))) or 0
        for at, back in enumerate(returned):
            email = f"buyer{number}-{0 if same_customer else at}@example.com"
            self.cases.append(place(world, email, returned=back))
        self.known = set(world.store.store.outbox.deliveries)

    # ---- what agents do

    def preview(self, name: str, at: int, kind: RemedyKind, size: int) -> None:
        case = self.cases[at % len(self.cases)]
        wanted = Wanted(kind, RemedyReason.DAMAGED, "arrived broken", choice(case, kind, size))

        def look() -> None:
            found = remedy.preview(
                self.world.runtime, self.world.shop_id, self.world.staff[name], case.order_id, wanted
            )
            self.shown.append((name, case.order_id, found))

        self._start(f"{name} previews {kind} {size}", look)

    def confirm(self, at: int) -> None:
        """A click on a preview that is on somebody's screen; each may be clicked on again at any time."""
        if not self.shown:
            return
        name, order_id, shown = self.shown[at % len(self.shown)]
        asking = "Please." if isinstance(shown.verdict, NeedsApproval) else None

        def click() -> None:
            world = self.world
            world.keep_token(name)
            who = world.staff[name]
            found = remedy.request(
                world.runtime, world.shop_id, who, order_id, Click(shown.token, shown.digest, asking)
            )
            self.told.setdefault(shown.token, set()).add(found)

        self._start(f"{name} confirms {shown.kind}", click)

    def undo(self, at: int) -> None:
        rows = self.rows()
        if not rows:
            return
        row = rows[at % len(rows)]

        def click() -> None:
            with self.world.desk("Diego") as desk:
                remedies.withdraw(desk, row.order_id, row.id)
            self.undone.add(row.id)

        self._start(f"undo {row.kind}", click)

    def decide(self, at: int, *, approve: bool) -> None:
        with self.world.desk(read_only=True) as desk:
            waiting = [row.id for row in desk.all(desk.select(Approval).where(Approval.state == "PENDING"))]
        if not waiting:
            return

        def click() -> None:
            self.world.keep_token("Hana")
            with self.world.desk("Hana") as desk:
                approvals.decide(desk, waiting[at % len(waiting)], Decision(approve, "", UNDO))

        self._start(f"Hana decides {approve}", click)

    def switch(self, *, off: bool) -> None:
        with self.world.desk("Hana") as desk:
            (authority_rules.pause if off else authority_rules.resume)(desk)
        self.paused.append((self.world.now, off))
        self.shift(0.001)
        self.said.append(f"all money {'stopped' if off else 'let go'}")

    def limit(self, yen: int) -> None:
        """What agents may give by themselves in one act; 0 takes the limit away."""
        with self.world.desk("Hana") as desk:
            if yen:
                amounts = {"per_act": Money(Decimal(yen), "JPY")}
                authority_rules.set_limit(desk, Given(Role.AGENT, amounts=amounts))
            else:
                for row in desk.all(desk.select(AuthorityLimit)):
                    authority_rules.remove_limit(desk, row.id)
        self.said.append(f"limit {yen}")

    # ---- what machines do, and what befalls them

    def worker(self) -> None:
        if len([one for one in self.actors if one.name == "worker"]) < 2 and self.world.bell.waiting:
            self._start("worker", self.world.work)

    def clock(self) -> None:
        now, runtime = self.world.now, self.world.runtime
        housekeeping.send_remedies(runtime, now)
        housekeeping.expire_approvals(runtime, now)
        housekeeping.ring_for_what_is_due(runtime, now)

    def fault(self, operation: str, fault: str, seconds: float = 0.001) -> None:
        self.world.store.api.faults.add({"operation": operation, "fault": fault, "seconds": seconds})
        self.said.append(f"fault {operation} {fault}")

    def delay(self, seconds: float) -> None:
        """The next call that changes something is not answered, and arrives so much later."""
        self.world.delay = seconds
        self.said.append(f"the next call arrives after {seconds:g} s")

    def flush(self) -> None:
        self.world.bell.flush()

    def deliver(self, at: int, *, times: int = 1, gone: bool = False) -> None:
        """One of the webhooks that wait, in any order; or it never comes."""
        waiting = self.deliveries()
        if not waiting:
            return
        item = waiting[at % len(waiting)]
        if not gone:
            self._deliver(item, times)
        item.state = DeliveryState.DROPPED if gone else DeliveryState.DELIVERED
        self.world.store.store.outbox.save(item)

    def deliveries(self) -> list[Any]:
        every = self.world.store.store.outbox.deliveries.values()
        return [item for item in every if item.id not in self.known and item.state is DeliveryState.WAITING]

    def _deliver(self, item: Any, times: int) -> None:
        body = item.payload.encode()
        told = Delivery(item.shop, item.topic, item.webhook_id, item.event_id, "2026-10", item.triggered_at, body)
        store = open_store(self.world.database)
        for _ in range(times):
            with suppress(StorageDown):  # a slow machine's: it is one more that never comes
                store.put(told, self.world.now)
        store.close()

    # ---- until nothing moves any more

    def rest(self) -> bool:
        """Everything goes on undisturbed until nothing is under way; False where it does not come to that."""
        world = self.world
        world.store.api.faults.clear()
        world.delay = None
        world.bell.flush()
        self.finish()
        self.shift(120)
        for _ in range(PATIENCE):
            self.clock()
            self._work_off()
            if not self.open_rows():
                return True
            self.shift(self._until_next())
        return False

    def _work_off(self) -> None:
        for _ in range(40):
            if not self.world.bell.waiting:
                return
            self._start("worker", self.world.work)
            self.finish()

    def _until_next(self) -> float:
        """Seconds until something of ours is due, at least a few."""
        now, mine = self.world.now, Remedy.id > self.first_id
        waiting = (Reaction.state == "WAITING", Reaction.id > self.first_reaction, Reaction.due_at > now)
        queries = (
            select(func.min(Remedy.next_try_at)).where(mine, Remedy.next_try_at > now),
            select(func.min(Remedy.claimed_until)).where(mine, Remedy.claimed_until > now),
            select(func.min(Approval.expires_at)).where(Approval.state == "PENDING", Approval.expires_at > now),
            select(func.min(Reaction.due_at)).where(*waiting),
        )
        with self.world.database.transaction(read_only=True) as session:
            every = [moment for query in queries if (moment := session.scalar(query)) is not None]
        return max(5.0, (min(every) - now).total_seconds() + 0.5) if every else 30.0

    def rows(self) -> list[Remedy]:
        with self.world.desk(read_only=True) as desk:
            return desk.all(desk.select(Remedy).where(Remedy.id > self.first_id).order_by(Remedy.id))

    def open_rows(self) -> list[Remedy]:
        return [row for row in self.rows() if row.state in {*UNDER_WAY, RemedyState.AWAITING_APPROVAL}]

    def tidy(self) -> None:
        """Leave the next run a world without this one's rules, webhooks and faults."""
        self.limit(0)
        if self.paused and self.paused[-1][1]:
            self.switch(off=False)
        for item in self.deliveries():
            item.state = DeliveryState.DROPPED
            self.world.store.store.outbox.save(item)
        self.world.bell.flush()
        self.world.forget_tokens()
        self.world.shift(2 * 86400)
