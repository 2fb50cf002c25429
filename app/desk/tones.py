"""How the shop speaks each language, and how a customer is spoken to: a reply's wish counts first, the shop's last."""

from sqlalchemy import delete

from app.desk.desk import Desk
from app.domain.errors import Rejected
from app.domain.languages import canonical
from app.domain.translating.tone import Tone, chosen
from app.domain.words import N_
from app.models import Conversation, Customer, LanguageTone

OTHERS = ""  # the row for languages without one of their own


def tone_of(desk: Desk, language: str, customer_id: int | None, wish: str = "") -> Tone:
    """The tone of a reply in this language to this customer."""
    if wish in set(Tone) and wish:
        return Tone(wish)
    own = desk.get(Customer, customer_id).tone if customer_id is not None else ""
    if own in set(Tone) and own:
        return Tone(own)
    shops = everything(desk, (language, OTHERS))
    return chosen(shops.get(language, ""), shops.get(OTHERS, ""))


def everything(desk: Desk, languages: tuple[str, ...] = ()) -> dict[str, Tone]:
    """By language; OTHERS is for all that are not named."""
    query = desk.select(LanguageTone)
    rows = desk.all(query.where(LanguageTone.language.in_(languages)) if languages else query)
    return {row.language: Tone.of(row.tone) for row in rows}


def save(desk: Desk, language: str, tone: str) -> None:
    """ANY leaves a language to the row for all others, or to the engine."""
    tag = canonical(language) if language else OTHERS
    if language and not tag:
        raise Rejected(N_("“%(given)s” is not a language such as ja, de or zh-Hant."), "language", given=language[:64])
    if tone not in set(Tone):
        raise Rejected(N_("Choose one of the tones."), "tone")
    desk.lock_shop()  # two saving the same language wait for each other
    row = desk.one(desk.select(LanguageTone).where(LanguageTone.language == tag))
    if tone == Tone.ANY:
        if row is not None:
            desk.session.delete(row)
        return
    row = row or LanguageTone(language=tag)
    row.tone = tone
    desk.add(row)


def of_customer(desk: Desk, customer_id: int, tone: str) -> None:
    """How this one is spoken to from now on; ANY as everybody else."""
    if tone not in set(Tone):
        raise Rejected(N_("Choose one of the tones."), "tone")
    desk.get(Customer, customer_id, lock=True).tone = tone


def of_conversation(desk: Desk, conversation_id: int, tone: str) -> None:
    """The same for the customer of a conversation."""
    customer_id = desk.get(Conversation, conversation_id).customer_id
    if customer_id is None:
        raise Rejected(N_("Nobody knows yet who the customer of this conversation is."), "tone")
    of_customer(desk, customer_id, tone)


def forget_all(desk: Desk) -> None:
    desk.session.execute(delete(LanguageTone).where(LanguageTone.shop_id == desk.shop.id))
