"""Logs are lines of JSON for machines; tokens, addresses and what people wrote are hidden before a line is made."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
# Names of values that are secret or personal, whatever they hold.
KEYS = re.compile(
    r"token|secret|password|authorization|cookie|hmac|signature|e-?mail|phone|address|body|payload|subject|headers"
    r"|first_name|last_name|customer_name|note",
    re.IGNORECASE,
)
# Values that are secret or personal wherever they stand: Shopify's tokens, bearers, JWTs, mail addresses, rows.
VALUES = re.compile(
    r"shp[a-z]{2,3}_[A-Za-z0-9_-]+|Bearer\s+\S+|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+|[^\s@<>\"'=:/]+@[^\s@<>\"',;/]+\.\w+"
    r"|(?<=[?&])(?:id_token|hmac|signature)=[^&\s]+"
    r"|(?<=DETAIL:)[\s\S]*?(?=\n\nThe above exception|\n\[SQL|\Z)",  # PostgreSQL's errors quote the row
    re.IGNORECASE,
)
OURS = {"event", "level", "timestamp", "logger", "request_id"}
LONGEST = 4000
# The web server brings handlers of its own: its lines pass through ours instead.
SERVER = {"version": 1, "loggers": {"_granian": {"handlers": [], "propagate": True}}}


def install(level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's lines through the same processors, to standard output."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            # hide comes last: what the standard library's formatting adds (a traceback) passes it too
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("rq", "urllib3", "httpx", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("_granian").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    # It finds 16 threads many for few cores; but they wait for the database's commit, not for the processor.
    return "Python threads" not in record.getMessage()


def hide(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide secret and personal values by their names and by their looks."""
    return {name: line[name] if name.startswith("_") else _shown(name, line[name]) for name in line}


def _shown(name: str, value: Any) -> Any:
    if name not in OURS and KEYS.search(name):
        return HIDDEN
    if isinstance(value, str):
        return VALUES.sub(HIDDEN, value)[:LONGEST]
    if isinstance(value, dict):
        return {str(key): _shown(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown("", inner) for inner in value]
    return value if isinstance(value, (int, float, bool, type(None))) else VALUES.sub(HIDDEN, str(value))[:LONGEST]
