"""Tables of an open file by name, through sqlite-utils: for work that nobody waits for.

Where it is used, where not, and what it costs: docs/decisions/0018-where-sqlite-utils-is-used.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.errors import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils.db import Table

    from db.files.engine import Database


def table(database: Database, name: str) -> Table:
    """The table of that name. Raises CannotOpen(`damaged`) where there is none.

    sqlite-utils would read it as an empty one, and make it on the first insert: in a file of ours it is damage.
    """
    found = database.table(name)
    if not found.exists():
        raise CannotOpen("damaged")
    return found


def first_row(
    found: Table, where: str, params: Sequence[object] = (), *, select: str = "*", order_by: str | None = None
) -> dict[str, Any] | None:
    """The first row of the table that fits, by column; None where none does."""
    rows = found.rows_where(where, params, order_by=order_by, select=select, limit=1)
    return next(rows, None)
