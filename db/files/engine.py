"""The SQLite that everything here works with: SQLCipher's, for sqlite-utils as well.

sqlite-utils takes a module named `pysqlite3` where there is one, and Python's own otherwise. Python's own cannot open
an encrypted file, and of its two modules half the library would work with the one and half with the other: so the
name is given to SQLCipher before sqlite-utils is first imported, here and nowhere else.
"""

from __future__ import annotations

import sys

import sqlcipher3
from sqlcipher3 import dbapi2 as sqlite3

if "sqlite_utils" in sys.modules:
    raise ImportError("db.files.engine must be imported before sqlite_utils")
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlite3

from sqlite_utils import Database  # noqa: E402 - after the name is given

__all__ = ["Database", "sqlite3"]
