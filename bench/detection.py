"""D1: the language of short messages, ours against eldc, lingua and py3langid on the same labelled rows.

Method: each detector in a fresh process, all rows in turn, a first call before; memory is what its process grew by.
The others get no hints, as they take none, but are told which languages there are; either Chinese is right for them,
and Malay for Indonesian. They live in an environment of their own, made here from a hashed lock.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from app.domain.languages import canonical
from bench.result import Result
from bench.stage import ROOT, median
from tests.translation import labelled
from tests.translation.labelled import Row

PEERS = ("eldc", "lingua", "py3langid")
LOCK = ROOT / "bench" / "peers" / "detectors.lock"
ASK = ROOT / "bench" / "peers" / "ask.py"
THEIR_NAMES = {"nb": "no", "zh-Hans": "zh", "zh-Hant": "zh"}
SAME = {"zh-Hant": "zh-Hans", "ms": "id", "und": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one detector answered to all rows."""

    answers: list[str]
    ms: list[float]
    first_mb: float
    mb: float


def ask(python: str, who: str, rows: list[Row]) -> Asked:
    languages = sorted({THEIR_NAMES.get(row.expected, row.expected) for row in rows} - {""})
    question = {"languages": languages, "rows": [(row.text, row.hints if who == "ours" else ()) for row in rows]}
    env = os.environ | {"PYTHONPATH": str(ROOT)} if who == "ours" else dict(os.environ)
    command = [python, str(ASK), who]
    ran = subprocess.run(command, input=json.dumps(question), env=env, capture_output=True, text=True, check=True)
    return Asked(**json.loads(ran.stdout.splitlines()[-1]))


def peers_python() -> str:
    """The interpreter of the others' environment, made once per lock; "" where it cannot be."""
    mark = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = ROOT / ".cache" / f"detectors-{mark}"
    python, done = folder / "bin" / "python", folder / "installed"
    if done.exists():
        return str(python)
    print("installing eldc, lingua and py3langid beside the app …", end=" ", flush=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for command in ([sys.executable, "-m", "venv", str(folder)], [*pip, "-r", str(LOCK)]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return ""
    done.touch()
    return str(python)


def is_right(row: Row, answer: str, who: str) -> bool:
    if who == "ours":
        return answer == row.expected
    given = canonical(answer)
    return SAME.get(given, given) == SAME.get(row.expected, row.expected)


def figures(who: str, rows: list[Row], asked: Asked) -> tuple[dict[str, float], dict[str, list[float]]]:
    right = [is_right(row, answer, who) for row, answer in zip(rows, asked.answers, strict=True)]
    by_language: dict[str, list[bool]] = defaultdict(list)
    for row, hit in zip(rows, right, strict=True):
        by_language[row.expected or "none"].append(hit)
    first = len(rows) - len(labelled.read(labelled.UNTUNED))
    unaided = [hit for row, hit in zip(rows, right, strict=True) if not row.hints]
    named = {"none"} if who != "ours" else set()  # nobody else may answer that it is no language
    worst = min(share(hits) for language, hits in by_language.items() if language not in named)
    name = "D1" if who == "ours" else who
    told = {
        f"{name} right %": share(right),
        f"{name} right, no hints %": share(unaided),
        f"{name} right, untuned rows %": share(right[first:]),
        f"{name} right, worst language %": worst,
        f"{name} median ms": median(asked.ms),
        f"{name} memory MB, first call": asked.first_mb,
        f"{name} memory MB, all rows": asked.mb,
    }
    return told, {f"{who} {language} %": [share(hits)] for language, hits in sorted(by_language.items())}


def share(hits: list[bool]) -> float:
    return 100 * sum(hits) / len(hits)


def measure(_kind: str) -> Result:
    rows = labelled.read(*labelled.SHORT)  # those that nothing is tuned to come last
    python = peers_python()
    if not python:
        print("eldc, lingua and py3langid could not be installed: ours alone …", end=" ", flush=True)
    told: dict[str, float] = {}
    rounds: dict[str, list[float]] = {}
    for who in ("ours", *(PEERS if python else ())):
        try:
            found, by_language = figures(who, rows, ask(python if who in PEERS else sys.executable, who, rows))
        except subprocess.CalledProcessError as error:
            print(f"{who} failed: {error.stderr.strip().splitlines()[-1:]} …", end=" ", flush=True)
            if who == "ours":
                raise
            continue
        told |= found
        rounds |= by_language
    return Result(told, rounds)


if __name__ == "__main__":
    for name, figure in measure(Path(__file__).stem).figures.items():
        print(f"{name:<48}{figure:>10.3f}")
