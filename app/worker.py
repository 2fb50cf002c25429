"""The worker: one RQ worker a queue, each with a fork a job, so that no long job and no crash stops the rest."""

import ctypes
import gc
import os
import signal
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from rq import Worker
from rq.serializers import JSONSerializer

from app import reacting
from app.errands.runtime import Runtime
from app.queue import NAMES

TTL = 60  # seconds: a dead worker is noticed after this, not after RQ's seven minutes
MAINTENANCE = 60  # seconds: a killed worker's job comes back after this, not after ten minutes
BREATH = 1.0  # seconds before a worker that ended unasked is replaced
ENDINGS = {signal.SIGTERM, signal.SIGINT}
PARENT_DEATH_SIGNAL = 1  # prctl's number for it


class DeskWorker(Worker):
    """RQ's worker, which lets a job that only drains come to its end when it is told to stop."""

    runtime: Runtime

    def dequeue_job_and_maintain_ttl(self, *args: Any, **kwargs: Any) -> Any:
        # Held back since the fork: only from here on does RQ take a signal for a request to end well.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        return super().dequeue_job_and_maintain_ttl(*args, **kwargs)

    def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
        _die_with_parent()  # a job whose worker is gone would be run again beside itself
        # A connection that the parent opened must not be used from two processes.
        self.runtime.database.engine.dispose(close=False)
        signal.signal(signal.SIGUSR1, _stop_draining)
        super().main_work_horse(*args, **kwargs)

    def handle_warm_shutdown_request(self) -> None:
        # RQ leaves this method without types
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGUSR1)


class Crew:
    """The workers of this process, by their process ids."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._queue_of: dict[int, str] = {}
        self._ending = False

    def work(self) -> None:
        """Until SIGTERM; what is under way then is finished first."""
        for number in ENDINGS:
            signal.signal(number, self._end)
        for name in NAMES:
            self._hire(name)
        while self._queue_of:
            pid, _status = os.wait()
            name = self._queue_of.pop(pid, "")
            if name and not self._ending:
                time.sleep(BREATH)
                self._hire(name)

    def _hire(self, name: str) -> None:
        if self._ending:
            return
        # Held back: a signal in the middle of this would find neither the new id here nor a worker there.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        pid = os.fork()
        if pid == 0:
            _be_worker(self._runtime, name)
        self._queue_of[pid] = name
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)

    def _end(self, _signum: int, _frame: FrameType | None) -> None:
        self._ending = True
        for pid in list(self._queue_of):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def run(runtime: Runtime) -> None:
    """Work on every queue until SIGTERM."""
    gc.collect()
    gc.freeze()  # what is loaded now is shared by every fork for as long as nobody touches it
    Crew(runtime).work()


def _be_worker(runtime: Runtime, name: str) -> None:
    """The life of one forked worker; never returns."""
    code = 1
    try:
        os.setpgrp()  # a signal to the whole group must reach it once, through the crew
        _die_with_parent()
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # a fork without its own handler yet must not die of it
        worker = DeskWorker(
            [runtime.doorbell.queue(name)],
            connection=runtime.doorbell.redis,
            serializer=JSONSerializer,
            worker_ttl=TTL,
            maintenance_interval=MAINTENANCE,
            log_job_description=False,
        )
        worker.runtime = runtime
        worker.work(with_scheduler=False, logging_level="WARNING")
        code = 0
    finally:
        os._exit(code)


def _die_with_parent() -> None:
    """Linux ends this process when its parent is killed; elsewhere an orphan finishes its job."""
    parent = os.getppid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before it could be arranged
        os._exit(1)


def _stop_draining(_signum: int, _frame: FrameType | None) -> None:
    reacting.stopping.set()
