"""Puts a customer's message into the languages its readers need; what cannot be translated says why."""

from app.desk import translations
from app.desk.translations import Outcome, Owed
from app.domain.errors import DeskError, GatewayError, Refused, Unavailable
from app.domain.events import LanguageCorrected, MessageReceived, TranslationWanted
from app.domain.words import N_
from app.errands.interpreting import Interpreter, Purpose, interpreter
from app.errands.runtime import Runtime


def run(runtime: Runtime, shop_id: int, event: MessageReceived | TranslationWanted) -> None:
    """Every language by itself; raises Unavailable at the end when one should be tried again."""
    with runtime.desk(shop_id, read_only=True) as desk:
        work = translations.owed(desk, event.message_id, again=isinstance(event, TranslationWanted))
    if work is None:
        return
    engine = interpreter(runtime, shop_id, work.conversation_id)
    again: Unavailable | None = None
    for target in work.targets:
        try:
            outcome = _translated(engine, work, target)
        except Unavailable as error:
            again = error
            outcome = Outcome(target, "", note=N_("It will be tried again.") + f" {error}")
        except (GatewayError, DeskError) as error:
            outcome = Outcome(target, "", note=str(error))
        with runtime.desk(shop_id) as desk:
            engine.record(desk, keep=translations.store(desk, work, outcome))
        if outcome.text and work.subject.strip():
            _subject(runtime, engine, work, target)
    if again is not None:
        raise again


def correct(runtime: Runtime, shop_id: int, event: LanguageCorrected) -> None:
    """Once more, from the language it really is in."""
    with runtime.desk(shop_id) as desk:
        message_id = translations.correct(desk, event.conversation_id, event.language)
    if message_id is not None:
        run(runtime, shop_id, MessageReceived(message_id, event.conversation_id))


def _translated(engine: Interpreter, work: Owed, target: str) -> Outcome:
    made = engine.put(work.body, work.source, target, Purpose.INBOUND)
    note = N_("Some sentences could not be translated and stand as they were written.") if made.is_partial else ""
    return Outcome(target, made.engine, made.text, note=note, pivot=made.pivot, is_partial=made.is_partial)


def _subject(runtime: Runtime, engine: Interpreter, work: Owed, target: str) -> None:
    """After the body, which can be read meanwhile; a subject that an engine does not know is no failure."""
    try:
        subject = engine.put(work.subject, work.source, target, Purpose.SUBJECT).text
    except (Refused, Unavailable):
        subject = ""
    with runtime.desk(engine.shop_id) as desk:
        engine.record(desk, keep=translations.store_subject(desk, work, target, subject))
