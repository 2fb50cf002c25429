"""Starts one of the app's processes: `python -m app.main web|worker|clock|migrate`; each imports only its own."""

import gc
import signal
import sys

from app.settings import Settings, SettingsError

THREADS = 16
STOP_SECONDS = 5


def run_web(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from app import logs, wsgi

    wsgi.application()
    gc.collect()
    gc.freeze()  # what is loaded now is shared by every fork for as long as nobody touches it
    # One writer at a time is SQLite's own limit, so a second process would only wait for the first.
    workers = 1 if settings.database_url.startswith("sqlite") else 2
    Granian(
        "app.wsgi:application",
        factory=True,
        interface=Interfaces.WSGI,
        address="0.0.0.0" if settings.talks_to_shopify else "127.0.0.1",  # noqa: S104 - the demo stays on this machine
        port=settings.port,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=THREADS * 8,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logs.SERVER,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def run_worker(settings: Settings) -> None:
    from app import worker
    from app.startup import start

    worker.run(start(settings))


def run_clock(settings: Settings) -> None:
    from app import jobs
    from app.clock import Clock
    from app.startup import start

    clock = Clock(start(settings), jobs.SCHEDULE)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: clock.stop.set())
    clock.run()


def run_migrate(settings: Settings) -> None:
    from app.migrating import migrate

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)


COMMANDS = {"web": run_web, "worker": run_worker, "clock": run_clock, "migrate": run_migrate}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write(f"usage: python -m app.main {'|'.join(COMMANDS)}\n")
        return 2
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.stderr.write(f"kakehashi: {error}\n")
        return 2
    COMMANDS[arguments[0]](settings)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
