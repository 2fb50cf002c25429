"""The translation memory, one shop's alone: sentences as agents corrected or approved them, by their digest."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError

from app.desk import glossary, suggestions
from app.desk.desk import ActorKind, Desk
from app.domain.translating import learning
from app.domain.translating.learning import Learned, Sent
from app.domain.translating.memory import Origin, words_of
from app.domain.translating.segments import digest
from app.domain.translating.tone import Tone
from app.models import Conversation, Customer, MemorySegment, Order

CHUNK = 500  # bound parameters of one statement
Place = ColumnElement[bool]


def recall(desk: Desk, source: str, target: str, tone: str, digests: Sequence[str]) -> dict[str, str]:
    """Translations by the digest of their sentence; of two the one in this tone, else the one in none."""
    return {row.digest: row.target_text for row in _found(desk, (source, target, tone), digests)}


def used(desk: Desk, digests: Sequence[str], pair: tuple[str, str] | None = None) -> None:
    """Count that these were shown in the place of an engine's; `pair`: in which languages, where that is known. Rows
    are locked in the order in which `learn` takes them.
    """
    at = () if pair is None else (MemorySegment.source == pair[0], MemorySegment.target == pair[1])
    text = MemorySegment.source_text
    order = text if desk.session.get_bind().dialect.name == "sqlite" else text.collate("C")  # as Python sorts
    for some in _chunks(list(dict.fromkeys(digests))):
        ours = desk.select(MemorySegment).where(MemorySegment.digest.in_(some), *at)
        in_order = ours.with_only_columns(MemorySegment.id).order_by(order, MemorySegment.id).with_for_update()
        counted = update(MemorySegment).where(MemorySegment.id.in_(desk.session.scalars(in_order).all()))
        desk.session.execute(counted.values(uses=MemorySegment.uses + 1, used_at=desk.now))


def learn(desk: Desk, found: Sequence[Learned], conversation_id: int | None, tone: str = Tone.ANY) -> None:
    """Keep what a reply taught: a correction replaces what was known, an approval only another approval.

    In one order for all, so that two replies that teach the same wait for each other and never in a circle.
    """
    for pair in sorted(found, key=lambda pair: pair.source_text):
        row = _kept(desk, pair, tone) or _inserted(desk, pair, tone)
        approved = pair.origin is Origin.APPROVED and row.target_text != ""
        if approved and (row.origin != pair.origin or row.target_text == pair.target_text):
            continue
        row.source_text, row.target_text, row.origin = pair.source_text, pair.target_text, pair.origin
        row.conversation_id, row.changed_at, row.agent_id = conversation_id, desk.now, agent(desk)
        desk.session.flush()


def learn_from(desk: Desk, conversation_id: int, sent: Sent, tone: str = Tone.ANY) -> None:
    """All that a sent reply teaches, sentences for the memory and words for the glossary; of somebody who is forgotten
    nothing more.
    """
    if _is_forgotten(desk, conversation_id):
        return
    known = words_known(desk, conversation_id)
    terms = glossary.terms_for(desk, sent.source, sent.target)
    own = [words for term in terms for words in (term.term, term.expected) if words in sent.text or words in sent.draft]
    found = learning.learned(sent.draft, sent.engine_text, sent.text, sent.source, sent.target, known, own)
    learn(desk, found, conversation_id, tone)
    suggestions.note(desk, learning.suggestions(sent, known), conversation_id)


def _is_forgotten(desk: Desk, conversation_id: int) -> bool:
    """Looked at under the conversation's lock, which who forgets holds too."""
    customer_id = desk.get(Conversation, conversation_id, lock=True).customer_id
    return customer_id is not None and desk.get(Customer, customer_id).redacted_at is not None


def words_known(desk: Desk, conversation_id: int) -> tuple[str, ...]:
    """What we know of this conversation's customer: his name, his addresses, those on the order."""
    talk = desk.get(Conversation, conversation_id)
    texts: list[str] = []
    if talk.customer_id is not None:
        person = desk.get(Customer, talk.customer_id)
        texts += [person.name, person.email or "", person.phone]
    if talk.order_id is not None:
        order = desk.get(Order, talk.order_id)
        texts += [
            order.name,
            order.email,
            order.phone,
            *map(str, filter(None, (order.shipping_address or {}).values())),
        ]
    return words_of(*texts)


def forget(desk: Desk, conversation_ids: Sequence[int]) -> None:
    """What was learned where somebody wrote who is to be forgotten."""
    here = MemorySegment.conversation_id.in_(conversation_ids)
    desk.session.execute(delete(MemorySegment).where(MemorySegment.shop_id == desk.shop.id, here))


def forget_all(desk: Desk) -> None:
    desk.session.execute(delete(MemorySegment).where(MemorySegment.shop_id == desk.shop.id))


def _found(desk: Desk, pair: tuple[str, str, str], digests: Sequence[str]) -> list[MemorySegment]:
    source, target, tone = pair
    best: dict[str, MemorySegment] = {}
    for some in _chunks(list(dict.fromkeys(digests))):
        at = _at(source, target, (tone, Tone.ANY))
        for row in desk.all(desk.select(MemorySegment).where(*at, MemorySegment.digest.in_(some))):
            if row.digest not in best or row.tone == tone:
                best[row.digest] = row
    return list(best.values())


def _at(source: str, target: str, tones: Sequence[str]) -> Iterator[Place]:
    yield MemorySegment.source == source
    yield MemorySegment.target == target
    yield MemorySegment.tone.in_(tuple(dict.fromkeys(map(str, tones))))


def _kept(desk: Desk, pair: Learned, tone: str) -> MemorySegment | None:
    at = (*_at(pair.source, pair.target, (tone,)), MemorySegment.digest == digest(pair.source_text))
    query = desk.select(MemorySegment).where(*at).with_for_update()
    return desk.one(query.execution_options(populate_existing=True))


def _inserted(desk: Desk, pair: Learned, tone: str) -> MemorySegment:
    """Empty yet; or what another reply taught a moment ago."""
    key = {"source": pair.source, "target": pair.target, "tone": str(tone), "digest": digest(pair.source_text)}
    moments = {"created_at": desk.now, "changed_at": desk.now}
    row = MemorySegment(shop_id=desk.shop.id, source_text="", target_text="", **key, **moments)
    try:
        with desk.session.begin_nested():
            desk.session.add(row)
    except IntegrityError:
        if kept := _kept(desk, pair, tone):
            return kept
        raise
    return row


def agent(desk: Desk) -> int | None:
    return desk.actor.id if desk.actor.kind is ActorKind.AGENT else None


def _chunks(items: list[Any]) -> list[list[Any]]:
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
