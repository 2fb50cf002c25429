"""What every process needs before its own work: logs, the runtime, who rings and who reacts."""

from app import jobs, logs, outbox
from app.errands.process_receipts import Handler
from app.errands.runtime import Runtime
from app.plugins import discover
from app.settings import Settings


def start(settings: Settings) -> Runtime:
    """Once per process; nothing is connected before it is used, so a process may still fork."""
    logs.install()
    runtime = Runtime.start(settings)
    outbox.install(runtime)
    jobs.install(runtime, handlers())
    return runtime


def handlers() -> dict[str, Handler]:
    """What each webhook topic does, by looking in webhooks/topics."""
    return {module.TOPIC: module.handle for module in discover("webhooks.topics").values()}
