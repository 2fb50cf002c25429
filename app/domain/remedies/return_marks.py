"""Knowing our own return again: by the pieces of a new one, by how far the lines of an old one have come."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.orders import ReturnStatus
from app.domain.remedies.returns import ReturnNow

GONE = frozenset({ReturnStatus.CANCELED, ReturnStatus.DECLINED})


@dataclass(frozen=True, slots=True)
class KnownReturn:
    """A return of the order, in short: `pieces` and `titles` by fulfillment line, `instead` by variant."""

    gid: str
    name: str
    status: ReturnStatus
    pieces: tuple[tuple[str, int], ...]
    instead: tuple[tuple[str, int], ...] = ()
    titles: tuple[tuple[str, str], ...] = ()


def counted(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many of each, where one may be named twice."""
    counts: dict[str, int] = {}
    for name, quantity in pairs:
        counts[name] = counts.get(name, 0) + quantity
    return counts


def found(
    returns: Iterable[KnownReturn], known: frozenset[str], pieces: dict[str, int], instead: dict[str, int]
) -> str:
    """Our own new return: one that was not there when the agent looked and holds the very same pieces; or ""."""
    for item in returns:
        is_new = item.gid not in known and item.status not in GONE
        if is_new and counted(item.pieces) == pieces and counted(item.instead) == instead:
            return item.gid
    return ""


def marks(now: ReturnNow) -> frozenset[str]:
    """How far each line of a return has come, and its refunds, as marks of which a new one tells of any change."""
    return frozenset(f"{gid}:{processed}" for gid, processed in now.progress) | frozenset(now.refund_gids)


def moved_on(now: ReturnNow, known: frozenset[str], coming: dict[str, int], *, exchanges: bool) -> bool:
    """Whether exactly these pieces, and with `exchanges` all that was left to leave, were processed since the marks
    `known` were taken.
    """
    if exchanges and any(line.processable for line in now.exchanges):
        return False
    leaving = {line.gid for line in now.exchanges if exchanges}
    stood_still = all(f"{gid}:{processed}" in known for gid, processed in now.progress)
    return not stood_still and all(
        gid in leaving or f"{gid}:{processed - coming.get(gid, 0)}" in known for gid, processed in now.progress
    )
