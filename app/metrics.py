"""Figures for Prometheus, counted when asked and in the database, so that any number of processes agree."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from app.desk import census
from app.desk.census import Census
from app.errands.readiness import queue_depths
from app.errands.runtime import Runtime

__all__ = ["CONTENT_TYPE_LATEST", "page"]


def page(runtime: Runtime) -> bytes:
    """The whole text that /metrics answers with."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(runtime))
    return generate_latest(registry)


class _Figures:
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterator[Metric]:
        with self._runtime.database.transaction(read_only=True) as session:
            counted = census.count(session)
        yield from _of_receipts(counted)
        yield _gauge("reactions", "What events still owe.", counted.reactions, "WAITING", "DEAD")
        yield _gauge(
            "messages_outbound", "Messages to customers by delivery.", counted.messages, "QUEUED", "SENT", "FAILED"
        )
        yield _gauge("remedies", "Remedies by state.", counted.remedies, "SUCCEEDED", "UNKNOWN", "NEEDS_REVIEW")
        depth = GaugeMetricFamily("queue_depth", "Jobs waiting.", labels=["queue"])
        for name, number in queue_depths(self._runtime).items():
            depth.add_metric([name], number)
        yield depth


def _of_receipts(counted: Census) -> Iterator[Metric]:
    total = CounterMetricFamily("webhook_receipts", "Webhooks stored.", labels=["topic", "outcome"])
    for (topic, outcome), number in sorted(counted.receipts.items()):
        total.add_metric([topic, outcome], number)
    yield total
    for state in ("waiting", "dead"):
        number = sum(count for (_, outcome), count in counted.receipts.items() if outcome == state)
        yield GaugeMetricFamily(f"webhook_receipts_{state}", f"Webhooks that are {state}.", value=number)


def _gauge(name: str, words: str, counted: dict[str, int], *always: str) -> Metric:
    """States in `always` are shown at zero too: an alert needs a series before the first failure."""
    gauge = GaugeMetricFamily(name, words, labels=["state"])
    for state, number in sorted((dict.fromkeys(always, 0) | counted).items()):
        gauge.add_metric([state.lower() or "none"], number)
    return gauge
