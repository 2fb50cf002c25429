"""What a stand-in is asked and answers; a request that is wrong in any part gets the service's own 4xx."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Incoming:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    kind: str  # its content type


class Wrong(Exception):
    """The service's own refusal."""

    def __init__(self, status, body):
        super().__init__(status, body)
        self.status, self.body = status, body


@dataclass(frozen=True)
class Job:
    """What is to be translated, and the shape of the answer around it; `half` is that of one cut off."""

    text: str
    source: str
    target: str
    shape: Callable[[str], Any]
    error: Callable[[int, str], Any]
    half: Callable[[str], Any] | None = None


def insist(holds, error, status, words):
    if not holds:
        raise Wrong(status, error(status, words))


def posted(asked, error, known):
    """JSON said to be JSON, with no field that the documentation does not name."""
    insist(asked.kind.partition(";")[0].strip() == "application/json", error, 400, "the body must be application/json")
    insist(isinstance(asked.body, dict), error, 400, "the body must be an object")
    unknown = set(asked.body) - set(known)
    insist(not unknown, error, 400, f"unknown fields: {sorted(unknown)}")
