"""The worker: RQ with a fork a job, so that a job that crashes or leaks takes nothing with it."""

import gc
import os
import signal
from contextlib import suppress
from types import FrameType
from typing import Any

from rq import Worker
from rq.serializers import JSONSerializer

from app import jobs
from app.errands.runtime import Runtime
from app.queue import NAMES

TTL = 60  # seconds: a dead worker is noticed after this, not after RQ's seven minutes
MAINTENANCE = 60  # seconds: a killed worker's job comes back after this, not after ten minutes


class DeskWorker(Worker):
    """RQ's worker, which lets a job that only drains come to its end when it is told to stop."""

    runtime: Runtime

    def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
        # A connection that the parent opened must not be used from two processes.
        self.runtime.database.engine.dispose(close=False)
        signal.signal(signal.SIGUSR1, _stop_draining)
        super().main_work_horse(*args, **kwargs)

    def handle_warm_shutdown_request(self) -> None:
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGUSR1)


def run(runtime: Runtime) -> None:
    """Work until SIGTERM; the job under way is finished first."""
    redis = runtime.doorbell.redis
    worker = DeskWorker(
        [runtime.doorbell.queue(name) for name in NAMES],
        connection=redis,
        serializer=JSONSerializer,
        worker_ttl=TTL,
        maintenance_interval=MAINTENANCE,
        log_job_description=False,
    )
    worker.runtime = runtime
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # a fork that has not set its own handler yet must not die of it
    gc.collect()
    gc.freeze()  # what is loaded now is shared by every fork for as long as nobody touches it
    worker.work(with_scheduler=False, logging_level=None)


def _stop_draining(_signum: int, _frame: FrameType | None) -> None:
    jobs.stopping.set()
