"""After a commit that recorded something, the doorbell rings; a lost ring is found by the clock."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.desk.desk import RINGS
from app.errands.runtime import Runtime
from app.queue import DRAIN_OUTBOX


def install(runtime: Runtime) -> None:
    """Listen to every session of this process."""

    def ring(session: Session) -> None:
        if session.info.pop(RINGS, False):
            runtime.doorbell.ring(DRAIN_OUTBOX)

    event.listen(runtime.database.sessions, "after_commit", ring)
