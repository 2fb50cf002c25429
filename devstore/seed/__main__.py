"""`python -m devstore.seed --size N`: puts freshly seeded shops in place of what the development store holds."""

import argparse
import sys
from dataclasses import replace

import requests

from devstore.seed.building import build
from devstore.settings import RefusedError, Settings
from devstore.store import Store
from devstore.webhooks.payloads import build as build_payload


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m devstore.seed")
    asked.add_argument("--size", type=int, default=1, help="how many times 240 orders Hana Ceramics has")
    size = max(1, asked.parse_args().size)
    try:
        settings = replace(Settings.from_env(), seed_size=size)
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 2
    if _runs(settings):
        print(f"Stop the development store at {settings.own_url} first: it would write over the seed.", file=sys.stderr)
        return 1
    store = Store(settings.database, build_payload)
    store.clear()
    build(store, size)
    counts = {domain: len(state.orders) for domain, state in store.shops.items()}
    store.close()
    (settings.data_dir / "devstore" / "inquiries.done").unlink(missing_ok=True)
    print(", ".join(f"{domain}: {count} orders" for domain, count in counts.items()))
    return 0


def _runs(settings: Settings) -> bool:
    try:
        return requests.get(f"{settings.own_url}/healthz", timeout=2).ok
    except requests.RequestException:
        return False


if __name__ == "__main__":
    sys.exit(main())
