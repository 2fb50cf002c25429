"""A lease says which process may do what only one should; it lapses by itself when its holder dies."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import Lease


def hold(session: Session, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take or renew the lease; False while another holds it."""
    until = now + timedelta(seconds=seconds)
    mine = (
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until < now))
        .values(holder=holder, until=until)
        .returning(Lease.name)
    )
    if session.scalar(mine) is not None:
        return True
    if session.get(Lease, name) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Lease(name=name, holder=holder, until=until))
    except IntegrityError:  # another process was as quick
        return False
    return True


def let_go(session: Session, name: str, holder: str, now: datetime) -> None:
    """Give the lease back, so that the next process need not wait for its end."""
    session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=now))
