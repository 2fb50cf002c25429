"""A text is found by its words in every script, in its own shop alone, until it is erased."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import event, func, select, text

from app import jobs
from app.desk import conversations, intake, orders, privacy, replies, searching
from app.desk.desk import SHOPIFY, Actor, ActorKind, open_desk
from app.desk.privacy import Person
from app.desk.replies import ReplyDraft
from app.domain.messages import Visibility
from app.domain.searching import phrases
from app.errands import indexing
from app.models import Conversation, Customer, Message, SearchText, Shop, Translation
from app.startup import handlers
from tests import cast
from tests.cast import NOON


@pytest.fixture
def write(database, hana):
    """A message in a conversation of its own, indexed as the worker does."""

    def written(body="", *, shop=hana, translation="", **columns):
        talk = cast.conversation(database, shop.id, subject=columns.get("subject", ""))
        with open_desk(database, shop.id, now=NOON) as desk:
            values = {"channel": "email", "external_id": f"<{talk.id}@x>", "direction": "INBOUND", "author": "CUSTOMER"}
            message = desk.add(Message(conversation_id=talk.id, body=body, created_at=NOON, **(values | columns)))
            if translation:
                desk.add(
                    Translation(message_id=message.id, target="ja", text=translation, state="DONE", created_at=NOON)
                )
            searching.index_message(desk, message.id)
        return talk.id

    return written


@pytest.fixture
def find(database, hana):
    def found(query, shop=hana):
        with open_desk(database, shop.id, now=NOON, read_only=True) as desk:
            return searching.conversations(desk, phrases(query))

    return found


def rows(database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count(SearchText.id)))


@pytest.mark.parametrize(
    "query",
    [
        "colis",
        "COLIS",
        "où",
        "ou",
        "recu",
        "comm",
        "#1042",
        "1042",
        "cup-asa-01",
        "maria@example.es",
        "小包",
        "小",
        "包",
        "届い",
    ],
)
def test_a_message_is_found_by_its_words_and_its_translations(write, find, query):
    write("Something else altogether, order #2042")
    mine = write(
        "Où est mon colis ? La commande #1042 (CUP-ASA-01), rien reçu. maria@example.es",
        translation="私の小包はどこですか。まだ届いていません。",
    )
    assert find(query) == {mine}


@pytest.mark.parametrize("query", ["colisée", "asa-cup", "包小", "1043", "oli", "example.maria", "e"])
def test_words_that_are_not_there_find_nothing(write, find, query):
    write("Où est mon colis CUP-ASA #1042 maria@example.es", translation="私の小包")
    assert find(query) == set()


@pytest.mark.parametrize("query", ['"', "' OR 1=1", "NOT colis", "colis AND", "* ^ :", "a:b & !c", "\\", "%", "_"])
def test_no_query_is_an_error_or_finds_everything(write, find, query):
    write("Où est mon colis ?")
    assert find(query) <= set() if phrases(query) else True


def test_all_words_must_be_there_in_one_text_or_in_several(write, find, database, hana):
    both = write("The red cup", subject="Broken on arrival")
    write("The red cup")
    assert find("red broken") == {both}
    assert find("red broken blue") == set()


def test_words_beside_each_other_are_asked_for_together(write, find):
    write("緑の茶碗、赤い茶")
    mine = write("緑茶碗をください")
    assert find("緑茶碗") == {mine}
    write("An ASA cup")
    assert find("cup-asa") == set()


def test_another_shops_words_are_never_found(write, find, hana, mei):
    theirs = write("Un oiseau rare", shop=mei, translation="珍しい鳥")
    mine = write("Un oiseau commun")
    assert find("oiseau") == {mine}
    assert find("rare") == find("珍しい") == set()
    assert find("rare", mei) == {theirs}


def test_a_shop_whose_number_begins_with_anothers_is_another(database, write, find, hana):
    with database.transaction() as session:
        session.add(Shop(id=hana.id * 10 + 1, domain="ten.myshopify.com", inbound_secret="ten", installed_at=NOON))
    with database.transaction(read_only=True) as session:
        ten = session.get(Shop, hana.id * 10 + 1)
    write("paket", shop=ten)
    assert find("paket") == find("1.paket") == set()


def test_many_words_of_another_shop_are_not_looked_at(write, find, mei, monkeypatch):
    """The newest texts count shop by shop: what is everywhere over there hides nothing here."""
    monkeypatch.setattr(searching, "MOST", 3)
    mine = write("a common word")
    for _ in range(5):
        write("a common word", shop=mei)
    assert find("common") == {mine}


def test_a_rare_word_is_found_beside_a_common_one(write, find, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 3)
    mine = write("a common word", subject="Seahorse")
    for _ in range(5):
        write("a common word")
    assert find("common seahorse") == {mine}
    assert find("common word seahorse") == {mine}


def test_a_conversation_is_found_by_its_customer_his_orders_and_their_goods(database, hana, find):
    with open_desk(database, hana.id, SHOPIFY, now=NOON) as desk:
        orders.mirror(desk, cast.order())
        talk = intake.receive(desk, cast.inbound("¿Dónde está?")).conversation_id
    jobs_done(database, hana)
    for query in ("maria", "díaz", "diaz", "maria@example.es", "example.es", "#1042", "asagao", "cup-asa", "maria cup"):
        assert find(query) == {talk}, query
    assert find("asagao donde") == {talk}


def test_the_goods_of_a_newly_pinned_order_are_found_and_the_earlier_ones_not(database, hana, find):
    with open_desk(database, hana.id, SHOPIFY, now=NOON) as desk:
        kept = orders.mirror(desk, cast.order())
        talk = intake.receive(desk, cast.inbound("Hola")).conversation_id
    jobs_done(database, hana)
    assert kept
    with open_desk(database, hana.id, Actor(ActorKind.AGENT, cast.agent(database, hana.id).id), now=NOON) as desk:
        conversations.pin_order(desk, talk, None)
    assert find("asagao") == set()
    assert find("maria") == {talk}


def test_what_we_write_is_found_as_it_was_drafted_and_as_it_was_sent(database, hana, find):
    talk = cast.conversation(database, hana.id).id
    with open_desk(database, hana.id, now=NOON) as desk:
        replies.queue(desk, talk, ReplyDraft("Ya está en camino", "es", "k1", draft_body="発送しました"))
        replies.queue(desk, talk, ReplyDraft("倉庫に確認", "ja", "k2", visibility=Visibility.NOTE))
    jobs_done(database, hana)
    assert find("camino") == find("発送") == find("倉庫") == {talk}


def test_indexing_again_writes_nothing(database, write, hana):
    write("Où est mon colis ?", translation="私の小包")
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with open_desk(database, hana.id, now=NOON) as desk:
        searching.index_message(desk, desk.session.scalar(select(Message.id)))
    assert statements
    assert [one for one in statements if not one.startswith(("SELECT", "SHOW", "BEGIN"))] == []


def test_a_changed_translation_is_found_by_its_new_words_only(database, write, find, hana):
    talk = write("Bonjour", translation="こんにちは")
    with open_desk(database, hana.id, now=NOON) as desk:
        row = desk.session.scalars(select(Translation)).one()
        row.text = "おはよう"
        searching.index_message(desk, row.message_id)
    assert find("おはよう") == {talk}
    assert find("こんにちは") == set()


def test_what_was_written_before_is_indexed_by_the_clock(runtime, hana, find, database):
    talks = []
    for number in range(searching.BATCH + 5):
        talk = cast.conversation(database, hana.id)
        talks.append(talk.id)
        with database.transaction() as session:
            session.add(
                Message(
                    shop_id=hana.id, conversation_id=talk.id, channel="email", external_id=f"<{number}@x>",
                    direction="INBOUND", author="CUSTOMER", body="colis", created_at=NOON,
                )
            )  # fmt: skip
    indexing.index_earlier(runtime, NOON)
    assert find("colis") == set()  # nothing is owed
    with database.transaction() as session:
        session.get(Shop, hana.id).unindexed_below = 2**63 - 1
    while owed(database, hana):
        indexing.index_earlier(runtime, NOON)
    assert find("colis") == set(talks)


def test_nothing_of_a_forgotten_customer_is_found_or_left_in_the_index(database, hana, find):
    with open_desk(database, hana.id, now=NOON) as desk:
        talk = intake.receive(desk, cast.inbound("Quetzalcoatl est mon colis"))
        desk.add(Translation(message_id=talk.message_id, target="ja", text="鳳凰", state="DONE", created_at=NOON))
        replies.queue(desk, talk.conversation_id, ReplyDraft("Basilisco", "es", "k1", draft_body="麒麟"))
        replies.queue(desk, talk.conversation_id, ReplyDraft("Hippogriff", "en", "k2", visibility=Visibility.NOTE))
    other = write_other(database, hana)
    jobs_done(database, hana)
    words = ("quetzalcoatl", "鳳凰", "basilisco", "麒麟", "hippogriff", "maria")
    assert all(find(word) == {talk.conversation_id} for word in words)
    with open_desk(database, hana.id, SHOPIFY, now=NOON) as desk:
        person = Person("", "maria@example.es")
        request = privacy.keep_request(desk, "REDACT_CUSTOMER", "1", person)
        privacy.redact(desk, request, person)
    assert all(find(word) == set() for word in words)
    assert find("unicorn") == {other}
    if database.engine.dialect.name == "sqlite":
        with database.transaction() as session:
            session.execute(text("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'search_index', 'row')"))
            left = session.scalars(text("SELECT term FROM temp.terms")).all()
            blocks = session.scalars(text("SELECT block FROM search_index_data")).all()
        assert f"{hana.id}.unicorn" in left
        assert not {f"{hana.id}.{word}" for word in words} & set(left)
        assert not any(b"quetzal" in block for block in blocks)


def test_a_reaction_that_comes_after_the_forgetting_finds_nothing_to_index(database, hana, find):
    with open_desk(database, hana.id, now=NOON) as desk:
        intake.receive(desk, cast.inbound("Quetzalcoatl"))
    with open_desk(database, hana.id, SHOPIFY, now=NOON) as desk:
        person = Person("", "maria@example.es")
        privacy.redact(desk, privacy.keep_request(desk, "REDACT_CUSTOMER", "1", person), person)
    jobs_done(database, hana)
    assert find("quetzalcoatl") == find("maria") == set()
    assert rows(database) == 0


def test_a_conversation_that_is_deleted_takes_its_words_along(database, write, find, hana):
    talk = write("Où est mon colis ?")
    with database.transaction() as session:
        session.delete(session.get(Conversation, talk))
    assert find("colis") == set()
    if database.engine.dialect.name == "sqlite":
        with database.transaction() as session:
            session.execute(text("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)"))


def test_a_message_is_indexed_as_a_reaction_to_what_happens(database, hana):
    assert {name.__name__ for name, by_name in jobs.REACTIONS.items() if "index_words" in by_name} == {
        "MessageReceived",
        "MessageTranslated",
        "ReplyQueued",
    }
    assert indexing.index_earlier in {every.call for every in jobs.SCHEDULE}


def test_the_worker_makes_what_arrives_findable(runtime, hana, find):
    jobs.install(runtime, handlers())
    with runtime.desk(hana.id) as desk:
        talk = intake.receive(desk, cast.inbound("¿Dónde está mi tetera?")).conversation_id
    jobs.drain()
    assert find("tetera") == {talk}


def test_two_who_index_the_same_at_once_leave_one_row(database, hana):
    with open_desk(database, hana.id, now=NOON) as desk:
        message_id = intake.receive(desk, cast.inbound("Tetera")).message_id
    together = Barrier(4, timeout=30)

    def indexed(_number):
        together.wait()
        with open_desk(database, hana.id, now=NOON) as desk:
            searching.index_message(desk, message_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(indexed, range(4)))
    with database.transaction(read_only=True) as session:
        parts = session.scalars(select(SearchText.part)).all()
    assert sorted(parts) == ["ABOUT", "MESSAGE", "SUBJECT"]


def jobs_done(database, shop) -> None:
    """What the worker does with all that was recorded, as far as it concerns the search."""
    with open_desk(database, shop.id, now=NOON) as desk:
        for message_id in desk.session.scalars(select(Message.id)).all():
            searching.index_message(desk, message_id)


def write_other(database, shop) -> int:
    with open_desk(database, shop.id, now=NOON) as desk:
        customer = desk.add(Customer(email="ana@example.com", name="Ana", created_at=NOON))
        inbound = cast.inbound("Unicorn", from_address=customer.email, from_name="Ana", subject="Other")
        return intake.receive(desk, inbound).conversation_id


def owed(database, shop) -> bool:
    with database.transaction(read_only=True) as session:
        return session.get(Shop, shop.id).unindexed_below > 0
