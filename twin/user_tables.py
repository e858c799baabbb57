"""Tables that a user brings: comma-separated text, read within limits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from twin.errors import InvalidInputError, Problem

__all__ = ["LARGEST", "MOST_PROBLEMS", "MOST_ROWS", "number", "read_table"]

LARGEST = 16 * 2**20
"""Bytes of a table."""
MOST_ROWS, MOST_PROBLEMS = 100_000, 20
"""Rows of a table, and problems that are told of it."""
_MOST_COLUMNS = 100
_MOST = 1e6


def read_table(path: str | Path, columns: Sequence[str] = (), *, field: str) -> list[dict[str, str]]:
    """Read the rows of a table.

    Parameters
    ----------
    path
        Comma-separated file in UTF-8; lines that start with ``#`` are skipped.
    columns
        Columns that it must have.
    field
        Where the file was given, for the problems.

    Returns
    -------
    list of dict
        Rows by column, without spaces around a value; a value that a short row leaves out is empty.

    Raises
    ------
    InvalidInputError
        When it cannot be read as a table with these columns, or is larger than is read.
    """
    with _told(path, field):
        text = _text(Path(path))
        reader = csv.reader(
            line for line in io.StringIO(text, newline=None) if line.strip() and not line.startswith("#")
        )
        names = [name.strip() for name in next(reader, [])]
        _check_columns(names, columns)
        rows = []
        for place, cells in enumerate(reader, start=1):
            if place > MOST_ROWS:
                raise _Unfit(f"has more than {MOST_ROWS} rows", "Leave out the rows that are not needed.")
            if any(cell.strip() for cell in cells[len(names) :]):
                message = f"has {len(cells)} values in row {place}, for {len(names)} columns"
                raise _Unfit(message, "Write decimals with a point, and text with commas between quotes.")
            values = [cell.strip() for cell in cells[: len(names)]]
            rows.append(dict(zip(names, values + [""] * (len(names) - len(values)), strict=True)))
    return rows


def number(text: str) -> float | None:
    """Read a number of a table; None when it is none, or beyond all bounds."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) <= _MOST else None


class _Unfit(Exception):  # noqa: N818 - an outcome, not a failure
    """The file is no table that is read: what is wrong, and what to do."""


@contextmanager
def _told(path: str | Path, field: str) -> Iterator[None]:
    """Say what is wrong with the file as a whole."""
    try:
        yield
    except _Unfit as error:
        message, remedy = error.args
    except (OSError, UnicodeDecodeError) as error:
        message, remedy = (
            f"cannot be read as a text file: {type(error).__name__}",
            "Give a CSV file in UTF-8.",
        )
    except csv.Error as error:
        message, remedy = f"cannot be read as comma-separated values: {error}", "Give a CSV file in UTF-8."
    else:
        return
    raise InvalidInputError([Problem(field, str(path), message, remedy)])


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _Unfit(f"has more than {LARGEST} bytes", "Leave out the rows that are not needed.")
    return content.decode("utf-8-sig")


def _check_columns(names: Sequence[str], columns: Sequence[str]) -> None:
    wanted = ", ".join(columns) or "in the first row, with commas between"
    remedy = f"Name its columns {wanted}."
    if len(names) > _MOST_COLUMNS:
        raise _Unfit(f"has more than {_MOST_COLUMNS} columns", "Leave out those that are not needed.")
    if missing := [name for name in columns if name not in names]:
        raise _Unfit(f"has no column {', '.join(missing)}", remedy)
    if len(names) < 2:
        raise _Unfit("has no columns between commas", remedy)
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise _Unfit(f"has more than one column {twice[0]!r}", "Leave one out.")
