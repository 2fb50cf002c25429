"""Many threads of two shops on every engine at once: nobody gets another's words, nor asks with his key."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.translation.translator import Request, engines, translate
from tests.translation.opening import REMOTE, answers
from tests.translation.stubs import service

THREADS, EACH = 32, 12
KEYS = {"hana": "hana-key-1111", "mei": "mei-key-2222"}


@pytest.fixture
def shops():
    """A server of its own for each shop, which would not know the other's texts."""
    with service() as hana, service() as mei:
        yield {"hana": hana, "mei": mei}


@pytest.mark.parametrize(("name", "chosen"), REMOTE)
def test_texts_of_two_shops_never_mix_under_32_threads(name, chosen, shops):
    start = Barrier(THREADS)

    def work(number):
        shop = ("hana", "mei")[number % 2]
        settings = answers(name, {**chosen, "api_key": KEYS[shop]}, shops[shop].url)
        start.wait(timeout=60)
        for turn in range(EACH):
            text = f"{shop} order ⟦0⟧ thread {number} turn {turn}"
            said = translate(engines()[name].open(settings), Request(text, "en", ("ja", "fr")[turn % 2]))
            assert said.endswith(text), (said, text)
        return number

    with ThreadPoolExecutor(THREADS) as threads:
        assert sorted(threads.map(work, range(THREADS))) == list(range(THREADS))
    for shop, server in shops.items():
        assert server.refused == []
        assert Counter(asked.text for asked in server.asked).most_common(1)[0][1] == 1
        assert len(server.asked) == THREADS // 2 * EACH
        assert all(asked.text.startswith(shop) for asked in server.asked)
        other = KEYS["mei" if shop == "hana" else "hana"]
        assert not any(other in f"{asked.headers}{asked.body}" for asked in server.asked)
