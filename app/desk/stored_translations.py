"""Texts once translated: the same words, pair, engine, tone and glossary are not paid for again; a shop's own only."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.desk.desk import Desk
from app.domain.shielding import cleaned_for_engine
from app.domain.translating import runs
from app.models import Conversation, Customer, StoredTranslation

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Under which circumstances a stored text may stand for a new translation."""

    source: str
    target: str
    tone: str
    glossary_version: int


@dataclass(frozen=True, slots=True)
class Stored:
    digest: str
    engine_id: int
    text: str
    pivot: str = ""


def find(desk: Desk, wanted: Wanted, digests: Sequence[str], engine_ids: Sequence[int]) -> dict[str, Stored]:
    """By digest; where several engines made one, that of the engine which stands first."""
    if not digests or not engine_ids:
        return {}
    query = desk.select(StoredTranslation).where(
        StoredTranslation.digest.in_(digests[:CHUNK]),
        StoredTranslation.source == wanted.source,
        StoredTranslation.target == wanted.target,
        StoredTranslation.tone == wanted.tone,
        StoredTranslation.glossary_version == wanted.glossary_version,
        StoredTranslation.engine_id.in_(engine_ids),
    )
    rows = sorted(desk.all(query), key=lambda row: engine_ids.index(row.engine_id), reverse=True)
    return {row.digest: Stored(row.digest, row.engine_id, row.text, row.pivot) for row in rows}


def keep(desk: Desk, wanted: Wanted, made: Iterable[Stored], conversation_id: int | None) -> None:
    """Once: who comes second with the same text leaves what is there. Nothing of somebody who was forgotten."""
    if conversation_id is not None and _is_forgotten(desk, conversation_id):
        return
    at: dict[str, object] = {"source": wanted.source, "target": wanted.target, "tone": wanted.tone}
    at |= {"glossary_version": wanted.glossary_version, "conversation_id": conversation_id}
    at |= {"shop_id": desk.shop.id, "created_at": desk.now}
    rows = [at | asdict(item) for item in made]
    insert = sqlite.insert if desk.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    if rows:
        desk.session.execute(insert(StoredTranslation).on_conflict_do_nothing(), rows)


def forget(desk: Desk, conversation_ids: Sequence[int], texts: Iterable[str]) -> None:
    """Of these conversations, and of these words, or parts of them, wherever they were first translated."""
    digests = sorted({digest for text in texts for digest in runs.digests(cleaned_for_engine(text))})
    ours = StoredTranslation.shop_id == desk.shop.id
    for start in range(0, max(len(digests), len(conversation_ids)), CHUNK):
        there = StoredTranslation.conversation_id.in_(conversation_ids[start : start + CHUNK])
        same = StoredTranslation.digest.in_(digests[start : start + CHUNK])
        desk.session.execute(delete(StoredTranslation).where(ours, or_(there, same)))


def forget_all(desk: Desk) -> None:
    desk.session.execute(delete(StoredTranslation).where(StoredTranslation.shop_id == desk.shop.id))


def _is_forgotten(desk: Desk, conversation_id: int) -> bool:
    """Under its lock: who forgets it right now comes after us and finds what we kept, or before, and we see it."""
    customer_id = desk.get(Conversation, conversation_id, lock=True).customer_id
    return customer_id is not None and desk.get(Customer, customer_id).redacted_at is not None


def prune(session: Session, before: datetime) -> int:
    """A batch of what is older, in all shops: messages keep their own copy. Returns how many went."""
    old = select(StoredTranslation.id).where(StoredTranslation.created_at < before).limit(CHUNK)
    gone = session.execute(delete(StoredTranslation).where(StoredTranslation.id.in_(old)))
    return int(getattr(gone, "rowcount", 0))
