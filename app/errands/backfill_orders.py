"""The first copy of a shop's orders, one step at a time: ask Shopify, wait, import; a crash resumes at a line."""

import time
import uuid
from datetime import UTC, datetime

import structlog

from app.desk import backfills, leases
from app.desk.backfills import Chunk, Step
from app.domain.errors import DeskError, GatewayError, Refused
from app.domain.events import BackfillMoved, BackfillStarted
from app.domain.words import N_
from app.errands import tokens
from app.errands.runtime import Runtime
from app.shopify import bulk
from app.shopify.bulk import BulkState

log = structlog.get_logger()
LEASE_SECONDS = 60.0  # a killed import is taken up after this
BUDGET = 10.0  # seconds of importing at a time: what customers do meanwhile must not wait for the past


def step(runtime: Runtime, shop_id: int, event: BackfillStarted | BackfillMoved) -> None:
    """The reaction to a copy that started or moved."""
    move(runtime, shop_id, event.backfill_id)


def move(runtime: Runtime, shop_id: int, backfill_id: int) -> None:
    """Do the next step, unless somebody else is at it; what cannot succeed ends the copy with words."""
    lease = _Lease(runtime, f"backfill:{backfill_id}")
    if not lease.hold():
        return
    try:
        with runtime.desk(shop_id, read_only=True) as desk:
            now_at = backfills.step(desk, backfill_id)
        _step(runtime, shop_id, now_at, lease)
    except Refused as error:
        with runtime.desk(shop_id) as desk:
            backfills.fail(desk, backfill_id, str(error))
    finally:
        lease.let_go()


def _step(runtime: Runtime, shop_id: int, at: Step, lease: "_Lease") -> None:
    if at.state == backfills.STARTING:
        bulk_gid = tokens.with_fresh_token(runtime, shop_id, bulk.start)
        with runtime.desk(shop_id) as desk:
            backfills.started_over_there(desk, at.id, bulk_gid)
    elif at.state == backfills.RUNNING:
        _look(runtime, shop_id, at)
    elif at.state == backfills.IMPORTING:
        _import(runtime, shop_id, at, lease)


def _look(runtime: Runtime, shop_id: int, at: Step) -> None:
    told = tokens.with_fresh_token(runtime, shop_id, lambda api: bulk.status(api, at.bulk_gid))
    with runtime.desk(shop_id) as desk:
        if told.state is BulkState.COMPLETED:
            backfills.ready(desk, at.id, told.url, told.orders)
        elif told.state is BulkState.FAILED:
            backfills.fail(desk, at.id, told.error)
        else:
            backfills.counted(desk, at.id, told.orders)


def _import(runtime: Runtime, shop_id: int, at: Step, lease: "_Lease") -> None:
    started = time.monotonic()
    for batch in bulk.read(at.url, at.lines_read):
        try:
            with runtime.desk(shop_id) as desk:
                taken = backfills.take(desk, at.id, Chunk(batch.orders, batch.strays, batch.lines_read))
        except (DeskError, GatewayError, ValueError) as error:
            raise Refused(N_("The copy stopped in the middle."), f"{error} ({batch.lines_read})") from error
        if not taken or not lease.hold():
            return
        if time.monotonic() - started > BUDGET:
            with runtime.desk(shop_id) as desk:
                backfills.go_on(desk, at.id)
            return
    with runtime.desk(shop_id) as desk:
        backfills.finish(desk, at.id)


class _Lease:
    """One process at a time moves a copy; the others come again later."""

    def __init__(self, runtime: Runtime, name: str) -> None:
        self._runtime, self._name, self._holder = runtime, name, uuid.uuid4().hex

    def hold(self) -> bool:
        with self._runtime.database.transaction() as session:
            return leases.hold(session, self._name, self._holder, datetime.now(UTC), LEASE_SECONDS)

    def let_go(self) -> None:
        with self._runtime.database.transaction() as session:
            leases.let_go(session, self._name, self._holder, datetime.now(UTC))
