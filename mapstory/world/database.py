"""world.sqlite, the world as it is shipped: blocks of lines, packed by zlib, read only."""

from __future__ import annotations

import atexit
import sqlite3
import zlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from mapstory.errors import FileError

PATH = Path(__file__).with_name("world.sqlite")


@cache
def database() -> sqlite3.Connection:
    """Return the open file. Raises FileError where it is not there."""
    try:
        opened = sqlite3.connect(
            f"{PATH.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
    except sqlite3.OperationalError as error:
        raise FileError(f"{PATH}: the list of the world's places is not there") from error
    atexit.register(opened.close)
    return opened


@lru_cache(maxsize=256)
def lines_of(table: Literal["name_block", "place_block"], number: int) -> list[str]:
    """Return the lines of one block of a table, by its number."""
    query = f"SELECT lines FROM {table} WHERE number = ?"  # noqa: S608, one of two
    (block,) = database().execute(query, (number,)).fetchone()
    return zlib.decompress(block).decode().split("\n")
