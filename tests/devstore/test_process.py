"""The process itself: what it refuses, what survives a kill, how fast it ends."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import requests

from devstore.settings import RefusedError, Settings
from tests.devstore.shopify_client import REFUND_CREATE, ShopifyClient, installed
from tests.processes import HANA, ROOT, devstore_process

REAL_LOOKING = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "env",
    [
        {"SHOPIFY_API_KEY": REAL_LOOKING},
        {"SHOPIFY_API_SECRET": REAL_LOOKING},
        {"SHOPIFY_API_SECRET": "shpss_" + REAL_LOOKING},
        {"SHOPIFY_OLD_API_SECRET": "shpss_" + REAL_LOOKING},
        {"SHOPIFY_URL_TEMPLATE": "https://{shop}"},
        {"SHOPIFY_URL_TEMPLATE": "https://hana.myshopify.com"},
        {"DEVSTORE_PORT": "eighty"},
    ],
)
def test_it_refuses_what_looks_real_or_wrong_and_names_the_variable(env):
    with pytest.raises(RefusedError, match=next(iter(env))):
        Settings.from_env(env)


def test_only_the_topics_the_app_subscribed_to_are_sent(tmp_path):
    config = tmp_path / "shopify.app.toml"
    config.write_text(
        '[access_scopes]\nscopes = "read_orders, read_returns"\n'
        '[[webhooks.subscriptions]]\ntopics = ["orders/create"]\nuri = "/webhooks"\n'
    )
    with devstore_process(tmp_path, DEVSTORE_APP_CONFIG=str(config)) as store:
        client = installed(store)
        client.place([{"quantity": 1, "price": "100"}])
        assert [item["topic"] for item in store.get("/control/webhooks")] == ["orders/create"]
        read = "{ currentAppInstallation { accessScopes { handle } } }"
        granted = client.run(read)["currentAppInstallation"]["accessScopes"]
        assert granted == [{"handle": "read_orders"}, {"handle": "read_returns"}]


def test_orders_older_than_sixty_days_need_a_scope_of_their_own(tmp_path):
    config = tmp_path / "shopify.app.toml"
    config.write_text('[access_scopes]\nscopes = "read_orders"\n')
    with devstore_process(tmp_path, DEVSTORE_APP_CONFIG=str(config)) as store:
        counted = installed(store).run("{ ordersCount { count } }")["ordersCount"]["count"]
        assert 0 < counted < store.get("/control/info")["shops"][0]["orders"]


def test_it_ends_with_a_sentence_when_it_refuses(tmp_path):
    env = {**os.environ, "DATA_DIR": str(tmp_path), "SHOPIFY_API_KEY": REAL_LOOKING}
    command = [sys.executable, "-m", "devstore.main"]
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert "SHOPIFY_API_KEY looks like a real app's client id" in ended.stderr


def test_a_taken_port_is_named_and_nothing_is_seeded(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        env = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "DEVSTORE_PORT": str(port)}
        command = [sys.executable, "-m", "devstore.main"]
        ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert f"port {port} cannot be used" in ended.stderr
    assert not (tmp_path / "data").exists()


def test_a_kill_loses_nothing_that_was_answered(tmp_path):
    with devstore_process(tmp_path) as store:
        client = installed(store)
        order = client.place([{"quantity": 2, "price": "19.99"}], currency="USD", rate="150.25")
        given = client.refund_input(order, 1)
        first = client.refund(given, "survives")
        os.kill(store.process.pid, signal.SIGKILL)
        store.process.wait(5)
    with devstore_process(tmp_path) as store:
        again = ShopifyClient(store, client.token)
        assert again.refund(given, "survives")["refund"]["id"] == first["refund"]["id"]
        assert store.money(order["name"])["refunds"] == 1
        assert store.get("/control/webhooks/waiting")["waiting"] >= 3
        fresh = again.place([{"quantity": 1, "price": "19.99"}])
        assert fresh["gid"] != order["gid"]


def test_a_termination_ends_it_even_while_a_fault_holds_a_connection(tmp_path):
    with devstore_process(tmp_path) as store:
        client = installed(store)
        client.store.fault("shop", "commit_then_timeout", seconds=60)
        with pytest.raises(requests.Timeout):
            client.send("{ shop { id } }", timeout=0.3)
        store.process.send_signal(signal.SIGTERM)
        assert store.process.wait(3) == 0


def test_a_reset_restores_the_seeded_state(tmp_path):
    with devstore_process(tmp_path) as store:
        before = store.get("/control/info")
        client = installed(store)
        client.place([{"quantity": 1, "price": "100"}])
        store.post("/control/reset")
        assert store.get("/control/info") == before
        assert client.send("{ shop { id } }").status_code == 401


def test_two_shops_share_order_names_and_nothing_else(tmp_path):
    with devstore_process(tmp_path) as store:
        hana, mei = installed(store), installed(store, "mei-tea.myshopify.com")
        read = "{ orders(first: 250) { nodes { id name } } }"
        ours = {node["id"]: node["name"] for node in hana.run(read)["orders"]["nodes"]}
        theirs = {node["id"]: node["name"] for node in mei.run(read)["orders"]["nodes"]}
        assert not set(ours) & set(theirs)
        assert set(ours.values()) & set(theirs.values())
        assert hana.shop == HANA


def test_a_refund_of_a_killed_request_is_either_whole_or_absent(tmp_path):
    """Kill the process while refunds pour in: after the restart records and money agree."""
    with devstore_process(tmp_path) as store:
        client = installed(store)
        orders = [client.place([{"quantity": 1, "price": "10.00"}], currency="USD", rate="150") for _ in range(8)]
        inputs = [client.refund_input(order, 1) for order in orders]
        for number, given in enumerate(inputs):
            if number == 5:
                os.kill(store.process.pid, signal.SIGKILL)
            try:
                client.send(REFUND_CREATE, input=given, key=f"pour-{number}")
            except requests.RequestException:
                break
        store.process.wait(5)
        time.sleep(0.1)
    with devstore_process(tmp_path) as store:
        again = ShopifyClient(store, client.token)
        for number, given in enumerate(inputs):
            again.refund(given, f"pour-{number}")
        assert [store.money(order["name"])["refunds"] for order in orders] == [1] * 8
