"""T1 and T2: how soon a customer's message can be read in the agent's language, and what translations cost a page.

T1: the app's own web, worker and clock; mails come in at 20 a second through the inbound address of four shops, each
with an engine that takes 300 ms for every text. Times are the rows' own: a mail's arrival, the message, its
translation. T2: the page of one conversation of twenty messages, with the agent reading translations and with the
same agent reading the customer's language, in turns in this process.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage

import requests
from sqlalchemy import func, select

from app.db import Database
from app.desk.desk import SYSTEM, open_desk
from app.desk.sealing import sealer
from app.errands.runtime import Runtime
from app.models import Agent, Conversation, Message, RawMessage, Translation, TranslationEngine
from app.queue import Doorbell
from app.settings import Settings
from app.wsgi import create_app
from bench import crowd
from bench.result import Result
from bench.stage import SECRET, Stage, median, percentile, process, web
from tests.servers import wait_until
from tests.translation.stubs import Service, service

PER_SECOND, SECONDS, SHOPS, LANES = 20, 30, 4, 8
TAKES = 0.3  # seconds, for each text
GRACE, ACCEPTED = 60, 202
LOOKS, WARM_UP, MESSAGES = 120, 20, 20
BODY = "¿Dónde está mi pedido #{number}? Lo compré hace dos semanas y todavía no ha llegado. Muchas gracias."


@contextmanager
def engine() -> Iterator[Service]:
    """A LibreTranslate that thinks for as long as a good one over the network."""
    with service() as server:

        def say(text: str, target: str) -> str:
            time.sleep(TAKES)
            return f"{target}:{text}"

        server.say = say
        yield server


def furnish(database: Database, url: str) -> list[str]:
    """Shops whose owner reads Japanese; returns the paths of their inbound addresses."""
    paths = []
    for number in range(SHOPS):
        shop_id = crowd.shop(database, f"bench-{number}.myshopify.com")
        with open_desk(database, shop_id, SYSTEM) as desk:
            sealed = sealer((SECRET,)).seal(json.dumps({"url": url, "api_key": ""}))
            desk.add(TranslationEngine(name="libretranslate", sealed_settings=sealed, created_at=desk.now))
            paths.append(f"/inbound/email/{desk.shop.inbound_secret}")
    return paths


def mail(number: int) -> bytes:
    told = EmailMessage()
    told["From"], told["To"] = f"maria{number}@example.es", "support@bench.example"
    told["Subject"], told["Message-ID"] = f"Mi pedido {number}", f"<{number}@example.es>"
    told["Date"] = datetime.now(UTC)
    told.set_content(BODY.format(number=number))
    return told.as_bytes()


def send(address: str, paths: list[str]) -> None:
    """Every mail at its time."""
    start = time.monotonic() + 0.5

    def lane(first: int) -> None:
        session = requests.Session()
        for number in range(first, PER_SECOND * SECONDS, LANES):
            time.sleep(max(0.0, start + number / PER_SECOND - time.monotonic()))
            answer = session.post(f"{address}{paths[number % SHOPS]}", data=mail(number), timeout=10)
            if answer.status_code != ACCEPTED:
                raise AssertionError(f"a mail was answered with {answer.status_code}")

    threads = [threading.Thread(target=lane, args=(first,)) for first in range(LANES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def arrivals(stage: Stage) -> Result:
    database = stage.database()
    with engine() as server:
        paths = furnish(database, server.url)
        with (
            web(stage) as address,
            process(["-m", "app.main", "worker"], stage.env),
            process(["-m", "app.main", "clock"], stage.env),
        ):
            wait_until(lambda: requests.get(f"{address}/readyz", timeout=5).ok, 120, "a worker that is alive")
            time.sleep(3)
            send(address, paths)
            wait_until(lambda: translated(database) == PER_SECOND * SECONDS, GRACE, "every translation")
    visible, ready = waits(database)
    calls = len(server.asked)
    database.close()
    figures = {
        "T1 message visible p95 s": percentile(visible, 0.95),
        "T1 translation ready p50 s": percentile(ready, 0.5),
        "T1 translation ready p95 s": percentile(ready, 0.95),
        "T1 calls a message": calls / len(ready),
    }
    return Result(figures, {"visible s": visible, "ready s": ready})


def translated(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return int(session.scalar(select(func.count()).where(Translation.state == "DONE")) or 0)


def waits(database: Database) -> tuple[list[float], list[float]]:
    """Seconds from a mail's arrival to its message, and to the translation beside it."""
    query = (
        select(RawMessage.received_at, Message.created_at, Translation.created_at)
        .join(Message, Message.raw_id == RawMessage.id)
        .join(Translation, Translation.message_id == Message.id)
    )
    with database.transaction(read_only=True) as session:
        rows = session.execute(query).all()
    visible = [(shown - arrived).total_seconds() for arrived, shown, _ready in rows]
    return visible, [(ready - arrived).total_seconds() for arrived, _shown, ready in rows]


def pages(stage: Stage) -> Result:
    """The same conversation for the same agent, who reads Spanish or does not."""
    database = stage.database()
    conversation_id = talk(database, crowd.shop(database, crowd.DOMAIN))
    settings = Settings.from_env(stage.env)
    client = create_app(Runtime(settings, database, Doorbell.at(settings.redis_url))).test_client()
    path = f"/conversations/{conversation_id}?shop={crowd.DOMAIN}&id_token={crowd.token()}&locale=ja"
    client.get(path)
    taken: dict[bool, list[float]] = {True: [], False: []}
    for look in range(2 * (LOOKS + WARM_UP)):
        translates = look % 2 == 0
        with database.transaction() as session:
            session.query(Agent).update({"language": "ja", "reads": [] if translates else ["es"]})
        start = time.perf_counter()
        html = client.get(path).text
        elapsed = (time.perf_counter() - start) * 1000
        if ("翻訳 0" in html) is not translates or "Mensaje 0" not in html:
            raise AssertionError("the page does not show what it should")
        if look >= 2 * WARM_UP:
            taken[translates].append(elapsed)
    database.close()
    figures = {
        "T2 page with translations / without": median(taken[True]) / median(taken[False]),
        "T2 page with translations p50 ms": median(taken[True]),
    }
    return Result(figures, {"with ms": taken[True], "without ms": taken[False]})


def talk(database: Database, shop_id: int) -> int:
    """A conversation of twenty Spanish messages, each with its Japanese translation."""
    with open_desk(database, shop_id, SYSTEM) as desk:
        row = desk.add(
            Conversation(
                channel="email",
                subject="Mi pedido",
                language="es",
                reply_token="bench",
                created_at=desk.now,
                last_message_at=desk.now,
                changed_at=desk.now,
            )
        )
        for number in range(MESSAGES):
            told = {"direction": "INBOUND", "author": "CUSTOMER", "language": "es", "created_at": desk.now}
            body = f"Mensaje {number}: {BODY.format(number=number)}"
            message = desk.add(
                Message(conversation_id=row.id, channel="email", external_id=f"<t{number}>", body=body, **told)
            )
            made = {"source": "es", "target": "ja", "state": "DONE", "engine": "echo", "created_at": desk.now}
            desk.add(Translation(message_id=message.id, text=f"翻訳 {number}: {body}", subject="注文", **made))
        return int(row.id)


def measure(stage: Stage) -> Result:
    first, second = arrivals(stage), pages(stage)
    return Result(first.figures | second.figures, first.rounds | second.rounds)
