"""The doorbell: a job says only "go and look", by dotted path and ids; this module alone names jobs."""

from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

EVENTS = "events"
LONG = "long"
BACKGROUND = "background"
BESIDE = "beside"
# Each has a worker: neither an agent's refund nor the stream of events may wait for what looks after lost webhooks,
# and nothing at all for an engine that thinks.
NAMES = (LONG, EVENTS, BACKGROUND, BESIDE)

DRAIN = "app.jobs.drain"  # receipts and outbox share one job: two would wait for each other's idle time
DRAIN_OUTBOX = DRAIN_RECEIPTS = DRAIN
WORK = "app.jobs.work"
DRAIN_BESIDE = "app.jobs.drain_beside"
MOVE_BACKFILL = "app.jobs.move_backfill"
RECONCILE = "app.jobs.reconcile"
AUDIT = "app.jobs.audit"
FOLLOW = "app.jobs.follow"
QUEUE_OF = {WORK: LONG, DRAIN_BESIDE: BESIDE} | dict.fromkeys((MOVE_BACKFILL, RECONCILE, AUDIT, FOLLOW), BACKGROUND)
JOB_SECONDS = 240
RING_SECONDS = 10  # a ring that a dying worker took with it keeps others away no longer than this


@dataclass(slots=True)
class Doorbell:
    """Rings at most once until somebody answers; a Redis that is away loses a ring, never a fact."""

    redis: "Redis"

    @classmethod
    def at(cls, url: str) -> "Doorbell":
        return cls(Redis.from_url(url, socket_timeout=5, socket_connect_timeout=1))

    def queue(self, name: str) -> Queue:
        return Queue(name, connection=self.redis, serializer=JSONSerializer)

    def ring(self, path: str, *ids: int) -> bool:
        """Ask for `path(*ids)`; False when the ring was lost or one is already waiting."""
        key = _key(path, ids)
        try:
            if not self.redis.set(key, 1, nx=True, ex=RING_SECONDS):
                return False
            queue = self.queue(QUEUE_OF.get(path, EVENTS))
            queue.enqueue(path, *ids, job_timeout=JOB_SECONDS, result_ttl=0, failure_ttl=86400)
        except RedisError:
            return False
        return True

    def is_waiting(self, name: str) -> bool:
        """Whether a job waits in that queue, so that a long-running one should make room."""
        try:
            return self.queue(name).count > 0
        except RedisError:
            return False

    def answer(self, path: str, *ids: int) -> None:
        """Called first by the job itself: what is recorded from now on rings again."""
        try:
            self.redis.delete(_key(path, ids))
        except RedisError:
            return


def _key(path: str, ids: tuple[int, ...]) -> str:
    return ":".join(["kakehashi", "ring", path, *map(str, ids)])
