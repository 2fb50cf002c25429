"""Fetch what Shopify publishes as npm packages into an ignored cache; nothing fetched is ever committed."""

import gzip
import json
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

from graphql import GraphQLSchema, build_client_schema

CACHE = Path(__file__).parents[2] / ".cache" / "npm"
SCHEMAS = "@shopify/dev-mcp@1.16.0"


def package(spec: str) -> Path:
    """Return the packed file of an npm package, fetched once by `npm pack`."""
    name, _, version = spec.rpartition("@")
    packed = CACHE / f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"
    if not packed.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:  # two that fetch at once each put a whole file in place
            command = ["npm", "pack", spec, "--silent", "--pack-destination", folder]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a fixed command
            (Path(folder) / packed.name).replace(packed)
    return packed


def member(packed: Path, name: str) -> bytes:
    """Read one file of a packed npm package; the name is without the leading "package/"."""
    with tarfile.open(packed) as archive:
        found = archive.extractfile(f"package/{name}")
        if found is None:
            raise FileNotFoundError(name)
        return found.read()


@cache
def admin_schema(version: str) -> GraphQLSchema:
    """Build the full Admin schema of a version such as "2026-10" (seconds; once a process).

    Assumed valid, as Shopify marks fields as deprecated that their interfaces keep, which the specification forbids.
    """
    answer = json.loads(gzip.decompress(member(package(SCHEMAS), f"dist/data/admin_{version}.json.gz")))
    return build_client_schema(answer.get("data", answer), assume_valid=True)
