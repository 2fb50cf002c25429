"""A shop that translates: engines that are real services on the loopback, messages that come in, replies that go."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from app.desk import intake, translations
from app.desk.desk import CUSTOMER
from app.domain.events import MessageReceived, TranslationWanted
from app.domain.languages import Detected
from app.errands import preview_reply, translate_message
from app.errands.interpreting import Purpose, interpreter, record
from app.errands.preview_reply import Draft
from app.errands.runtime import Runtime
from app.models import Customer, EngineUse, Shop, StoredTranslation, Translation, TranslationEngine
from app.translation import calling
from tests import cast
from tests.translation.stubs import service

ANSWERS = {
    "libretranslate": {"api_key": ""},
    "deepl": {"api_key": "secret-key-0123456789"},
    "chat": {"api_key": "", "model": "small-1", "kind": "ordinary", "form": "prompt"},
}


@dataclass(frozen=True)
class Office:
    """`shop` reads Japanese. Customers write Spanish."""

    runtime: Runtime
    shop: Shop
    stack: ExitStack

    @property
    def database(self):
        return self.runtime.database

    def service(self):
        return self.stack.enter_context(service())

    def engine(self, name="libretranslate", shop=None, at=None, **columns):
        """One more engine, asked after those before; `at` is a service that is there already."""
        stub, shop = at or self.service(), shop or self.shop
        sealed = cast.sealed(self.runtime.settings.api_secrets, url=stub.url, **ANSWERS[name])
        position = columns.pop("position", len(self.rows(TranslationEngine)))
        row = cast.engine(self.database, shop.id, name, sealed_settings=sealed, position=position, **columns)
        stub.engine_id = row.id
        return stub

    def receive(self, body="¿Dónde está mi pedido #1042? Gracias.", shop=None, language="es", **fields):
        with self.runtime.desk((shop or self.shop).id, CUSTOMER) as desk:
            got = intake.receive(desk, cast.inbound(body, **{"subject": "", **fields}), Detected(language, 95))
        return MessageReceived(got.message_id, got.conversation_id)

    def translate(self, event=None, shop=None):
        event = event or self.receive(shop=shop)
        translate_message.run(self.runtime, (shop or self.shop).id, event)
        return self.translation(event.message_id)

    def translation(self, message_id, target="ja"):
        found = [row for row in self.rows(Translation) if (row.message_id, row.target) == (message_id, target)]
        return found[0] if found else None

    def preview(self, event, text, **draft):
        agent = cast.agent(self.database, self.shop.id, language="ja")
        return preview_reply.preview(self.runtime, self.shop.id, agent.id, event.conversation_id, Draft(text, **draft))

    def put(self, text, purpose=Purpose.INBOUND, source="es", target="ja", *, shop=None, conversation_id=None, **more):
        """One text through the shop's engines, recorded as its callers do."""
        with_engines = interpreter(self.runtime, (shop or self.shop).id, conversation_id)
        try:
            return with_engines.put(text, source, target, purpose, **more)
        finally:
            record(self.runtime, with_engines)

    def rows(self, model, *which):
        with self.database.transaction(read_only=True) as session:
            return list(session.scalars(select(model).where(*which).order_by(model.id)))

    def change(self, row, **columns):
        with self.database.transaction() as session:
            session.execute(update(type(row)).where(type(row).id == row.id).values(**columns))

    def counted(self):
        """Characters, calls and failures by engine, purpose and pair."""
        return {
            (row.engine_id, row.purpose, row.source, row.target): (row.characters, row.calls, row.failures)
            for row in self.rows(EngineUse)
        }

    def stored(self):
        return self.rows(StoredTranslation)

    def customer_of(self, conversation):
        return self.rows(Customer, Customer.id == conversation.customer_id)[0]

    def want(self, event):
        """A person presses the button."""
        with self.runtime.desk(self.shop.id) as desk:
            translations.want(desk, event.message_id)
        wanted = TranslationWanted(event.message_id, event.conversation_id)
        translate_message.run(self.runtime, self.shop.id, wanted)

    def rested(self):
        """Time passes: every engine may be asked again."""
        with self.database.transaction() as session:
            session.execute(update(TranslationEngine).values(open_until=None))

    def resting(self):
        """The engines that are left alone now, by their number."""
        now = datetime.now(UTC)
        return {row.id for row in self.rows(TranslationEngine) if row.open_until and row.open_until > now}


@contextmanager
def office(runtime):
    with ExitStack() as stack:
        yield Office(runtime, cast.shop(runtime.database), stack)


def hurry(monkeypatch):
    """Patience that a test can sit out; a stand-in that hangs is given up after a moment."""
    monkeypatch.setattr(calling, "SECONDS", (2.0, 0.2))
    monkeypatch.setattr(calling, "WHOLE", 0.4)


def seen(*stubs):
    """All that services were asked, head and body, as they were sent."""
    return "\n".join(
        f"{asked.path} {asked.headers} {asked.body} {asked.text}" for stub in stubs for asked in stub.asked
    )
