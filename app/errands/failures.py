"""What is written down of a failure: who failed and why, and never what a customer wrote."""

from sqlalchemy.exc import DBAPIError

LONGEST = 500


def words_of(error: Exception) -> str:
    """The kind and the first line: a database quotes the row it refused in the lines behind."""
    told = str(error.orig if isinstance(error, DBAPIError) else error)
    line = next(iter(told.splitlines()), "")
    return f"{type(error).__name__}: {line[:LONGEST]}"
