"""What people see at a terminal: progress and problems on standard error, answers on standard output."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from twin.errors import InvalidInputError
from twin.progress import Progress

__all__ = ["print_json", "print_table", "report", "show_problems", "show_progress"]


_WIDE = 10_000
"""Width where there is no terminal: names in a pipe are searched and copied, so none may be cut."""
_QUIET = 10.0
"""Seconds after which a log is told again what is done: else nobody sees that it goes on."""


def show_problems(error: InvalidInputError) -> None:
    """Name every problem of an input on standard error."""
    count = len(error.problems)
    report(f"{count} problem{'s' if count != 1 else ''} with the input:")
    for problem in error.problems:
        report(f"  {problem}")


def report(message: str) -> None:
    """Say something on standard error."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def print_json(content: Mapping[str, Any]) -> None:
    """Put one JSON object on standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def print_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    title: str | None = None,
    whole: Sequence[int] = (),
) -> None:
    """Put a table on standard output; ``right`` columns hold numbers, ``whole`` ones are never broken."""
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for position, header in enumerate(headers):
        side: Literal["left", "right"] = "right" if position in right else "left"
        table.add_column(header, justify=side, overflow="fold", no_wrap=position in whole)
    for row in rows:
        table.add_row(*row)
    there = sys.stdout.isatty()
    width = None if there else _WIDE
    Console(file=sys.stdout, markup=False, highlight=False, soft_wrap=not there, width=width).print(table)


@contextmanager
def show_progress(title: str) -> Iterator[Progress]:
    """Show how far work is on standard error: a bar in a terminal, else a line per tenth or ten seconds."""
    console = Console(stderr=True, markup=False, highlight=False)
    if not console.is_terminal:
        yield _lines(title)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=1.0)

        def tell(fraction: float, message: str) -> None:
            bar.update(task, completed=fraction, description=f"{title}: {message}"[:80])

        yield tell


def _lines(title: str) -> Progress:
    last, told = -1, 0.0

    def tell(fraction: float, message: str) -> None:
        nonlocal last, told
        tenth, moment = int(10 * fraction + 1e-9), time.monotonic()
        if tenth > last or moment - told > _QUIET:
            last, told = max(tenth, last), moment
            report(f"{title}: {int(100 * fraction + 1e-9):3d} %  {message}")

    return tell
