"""How a database goes about what a function asks of it: one text a query."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql, sqlite

from app.desk.desk import Desk


def plans(desk: Desk, ask: Callable[[Desk], Any]) -> list[str]:
    """Without rows looked up by their own key. PostgreSQL must not read a table through only because it is empty."""
    heard: list[Any] = []
    event.listen(desk.session, "do_orm_execute", lambda state: heard.append(state.statement))
    ask(desk)
    asked = [query for query in heard if query.is_select and "pk_1" not in query.compile().params]
    return [_plan(desk, query) for query in asked]


def reads_through(told: str, *tables: str) -> list[str]:
    return [table for table in tables if f"SCAN {table}" in told or f"Seq Scan on {table}" in told]


def _plan(desk: Desk, query: Any) -> str:
    is_sqlite = desk.session.get_bind().dialect.name == "sqlite"
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()  # type: ignore[no-untyped-call] # untyped there
    words = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    if is_sqlite:
        return "\n".join(str(step[3]) for step in desk.session.execute(text(f"EXPLAIN QUERY PLAN {words}")))
    desk.session.execute(text("SET LOCAL enable_seqscan = off"))
    return "\n".join(str(step[0]) for step in desk.session.execute(text(f"EXPLAIN {words}")))
