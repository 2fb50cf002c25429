#!/usr/bin/env python3
"""Rewrite devstore/schema/admin.graphql: Shopify's schema of 2026-10, cut to what app/shopify and extra.graphql use."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from graphql import parse, validate  # noqa: E402 - the path above must be set first

from devstore.schema.documents import app_documents, extra_document  # noqa: E402
from devstore.schema.pruning import prune  # noqa: E402
from devstore.schema.published import admin_schema  # noqa: E402

VERSION = "2026-10"


def main() -> int:
    """Validate every document, then prune."""
    schema = admin_schema(VERSION)
    texts = {**app_documents(), "devstore/schema/extra.graphql": extra_document()}
    wrong = [f"{name}: {error.message}" for name, text in texts.items() for error in validate(schema, parse(text))]
    if wrong:
        print(*wrong, sep="\n")
        return 1
    target = ROOT / "devstore" / "schema" / "admin.graphql"
    target.write_text(prune(schema, [parse(text) for text in texts.values()]), "utf-8")
    print(f"{len(texts)} documents, {len(target.read_text('utf-8').splitlines())} lines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
