"""What happens by itself as time passes: jobs end, bulk operations go on; one thread, ten times a second."""

import threading

from devstore.actions.cancelling import run_cancel_job
from devstore.actions.errors import ActionError
from devstore.actions.refunds import SETTLE, settle_transaction
from devstore.admin_api.bulk import advance
from devstore.settings import Settings
from devstore.state.orders import Order
from devstore.state.platform import Job
from devstore.store import Store

EVERY = 0.1


class Ticker:
    """Runs until stopped."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Prepare; `start` begins."""
        self._store = store
        self._settings = settings
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin in a thread of its own."""
        threading.Thread(target=self._run, name="ticker", daemon=True).start()

    def stop(self) -> None:
        """End soon."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(EVERY):
            tick(self._store, self._settings.bulk_seconds)


def tick(store: Store, bulk_seconds: float) -> None:
    """Do all that is due now."""
    with store.lock:
        now = store.now()
        for job in [item for item in store.jobs.values() if item.status == "STARTED" and item.done_at <= now]:
            _finish(store, job)
        advance(store, now, bulk_seconds)


def _finish(store: Store, job: Job) -> None:
    order = store.shop(job.shop).orders.get(job.order_id)
    try:
        if order is not None:
            _do(store, job, order)
        job.status = "SUCCEEDED"
    except ActionError as refused:
        job.status = "FAILED"
        job.errors.append(refused.message)
    store.save("job", job.id, job)


def _do(store: Store, job: Job, order: Order) -> None:
    given = job.arguments
    with store.change(job.shop) as change:
        if given["kind"] == SETTLE:
            settle_transaction(change, order, int(given["transaction"]), well=bool(given["well"]))
        else:
            run_cancel_job(change, order, given)
