"""Fifty remedies of one shop at the same time: nobody waits for another for ever, and each order keeps its order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

from app.domain.money import Money
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.kinds import RemedyKind
from app.models import LedgerEntry
from tests.errands.money_stage import Stage
from tests.processes import HANA

AGENTS, EACH = 10, 5
ONE = RefundChoice(amount=Money(Decimal("1.00"), "USD"))


def test_fifty_at_once_go_each_once_and_one_after_another_on_their_order(stage):
    with stage.desk() as desk:  # so that each also waits its turn to be counted
        desk.shop.agent_refund_limit = Decimal(1_000_000)
    given = {"currency": "USD", "rate": "150", "lines": [{"price": "20.00", "quantity": 3}]}
    names = [
        stage.store.post("/control/orders", shop=HANA, email=f"{at}@example.com", **given)["name"]
        for at in range(AGENTS)
    ]
    orders = {name: stage.mirror(name) for name in names}
    barrier = Barrier(AGENTS)

    def work(name: str) -> list[int]:
        mine: Stage = replace(stage, name=name)
        barrier.wait()
        return [mine.give(orders[name], RemedyKind.REFUND, ONE).id for _ in range(EACH)]

    with ThreadPoolExecutor(AGENTS) as agents:
        done = dict(zip(names, agents.map(work, names), strict=True))
    for name in names:
        assert replace(stage, name=name).moved() == (EACH, "5.00", "USD")
        with stage.desk() as desk:
            query = desk.select(LedgerEntry).where(LedgerEntry.order_id == orders[name], LedgerEntry.remedy_id > 0)
            told = [(row.remedy_id, row.what) for row in desk.all(query.order_by(LedgerEntry.id))]
        first = told[: len(told) // EACH]
        assert [what for _, what in told] == [what for _, what in first] * EACH
        assert [remedy_id for remedy_id, _ in told] == [one for one in done[name] for _ in first]
