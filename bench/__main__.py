"""`python -m bench [W1 W4 I1 O1 R1 P1 Q1 X1 T1 T2 A1 M1 D1 G1]`: runs rows on both databases, one table.

A row that fails says so and stops no other; figures of a machine that does other work are worth their ratios only.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import acks, autoreply, calls, crashes, detection, guard, inbox, memory, remedies, translations
from bench.result import BARS, Result
from bench.stage import DATABASES, ROOT, staged

PACKAGES = ("flask", "granian", "sqlalchemy", "pysqlite3", "psycopg", "redis", "rq", "requests", "shopifyapi")
Measure = Callable[[str], Result]


@dataclass(frozen=True, slots=True)
class Row:
    """Rows of the goals that one run measures together."""

    names: tuple[str, ...]
    measure: Measure
    databases: tuple[str, ...] = DATABASES


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    database: str
    name: str
    figure: float

    @property
    def bar(self) -> str:
        return str(BARS[self.name]) if self.name in BARS else ""

    @property
    def is_met(self) -> bool | None:
        return BARS[self.name].holds(self.figure) if self.name in BARS else None


def on_stage(measure: Callable[..., Result]) -> Measure:
    """A measurement that wants one migrated database, as one that makes it."""

    def run(kind: str) -> Result:
        with staged(kind) as stage:
            return measure(stage)

    return run


ROWS = (
    Row(("M1",), on_stage(memory.measure)),
    Row(("W1", "W4"), on_stage(acks.measure)),
    Row(("I1", "O1"), inbox.measure),
    Row(("R1",), on_stage(autoreply.measure)),
    Row(("P1", "Q1"), on_stage(remedies.measure)),
    Row(("X1",), crashes.measure),
    Row(("T1", "T2"), on_stage(translations.measure)),
    Row(("A1",), on_stage(calls.measure), ("sqlite",)),  # touches no database
    Row(("D1",), detection.measure, ("sqlite",)),  # as A1
    Row(("G1",), guard.measure, ("sqlite",)),  # nor does this
)


def main(wanted: list[str]) -> int:
    known = {name for row in ROWS for name in row.names}
    if strange := set(wanted) - known:
        sys.stderr.write(f"There is no row {', '.join(sorted(strange))}; there are {', '.join(sorted(known))}.\n")
        return 2
    if not _has_wrk():
        return 1
    lines, kept, failed = [], [], False
    for row in ROWS:
        if wanted and not set(wanted) & set(row.names):
            continue
        for kind in row.databases:
            began = {"rows": row.names, "database": kind, "load_before": os.getloadavg()}
            result = _measured(row, kind)
            failed = failed or result is None
            if result is not None:
                lines += [Line(kind, name, figure) for name, figure in result.figures.items()]
                began |= {"figures": result.figures, "rounds": result.rounds}
            kept.append(began | {"load_after": os.getloadavg()})
    _print(lines)
    _keep(kept)
    return int(failed)


def _measured(row: Row, kind: str) -> Result | None:
    print(f"{', '.join(row.names)} on {kind} …", end=" ", flush=True)
    start = time.monotonic()
    try:
        result = row.measure(kind)
    except Exception as error:  # noqa: BLE001 - one row's failure must not hide the other rows
        print(f"failed after {time.monotonic() - start:.0f} s: {type(error).__name__}: {error}", flush=True)
        return None
    print(f"{time.monotonic() - start:.0f} s", flush=True)
    return result


def _has_wrk() -> bool:
    """The load generator is Debian's; without it the acknowledgements cannot be measured."""
    if shutil.which("wrk"):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing wrk …", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "wrk"], check=False)
    if shutil.which("wrk"):
        return True
    sys.stderr.write("The bench needs wrk. On Debian or Ubuntu, as root: apt-get install wrk\n")
    return False


def _print(lines: list[Line]) -> None:
    print(f"\n{'figure':<40}{'database':<12}{'measured':>12}  {'bar':<8}met?")
    for line in sorted(lines, key=lambda line: line.bar == ""):
        met = {True: "yes", False: "NO", None: ""}[line.is_met]
        print(f"{line.name:<40}{line.database:<12}{line.figure:>12,.3f}  {line.bar:<8}{met}")


def _keep(kept: list[dict[str, object]]) -> None:
    path = Path(os.environ.get("DATA_DIR") or ROOT / "var") / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    versions = {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}
    machine = {"cpus": os.cpu_count(), "system": platform.platform(), "versions": versions}
    told = {"at": datetime.now(UTC).isoformat(), "machine": machine, "runs": kept}
    path.write_text(json.dumps(told, indent=1))
    print(f"\nRaw rounds: {path}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
