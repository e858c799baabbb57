"""What the validation of dike space measured: kept in a file and shown on the science page, never typed."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.validation import figures

SCIENCE = Path(__file__).parents[2] / "docs/science"
RESULTS = SCIENCE / "dike-space-results.json"
PAGE = SCIENCE / "dike-space.md"
BLUE, RED, GREY, GREEN, ORANGE = "#1f6fb2", "#b2402a", "#6b7280", "#2f855a", "#c77d0a"

Row = Mapping[str, Any]


def wanted() -> bool:
    """Whether this run may write figures and numbers into the documentation."""
    return bool(os.environ.get("ZICHT_FIGURES"))


def stored(key: str) -> list[dict[str, Any]]:
    """Rows of the last full validation."""
    rows: list[dict[str, Any]] = json.loads(RESULTS.read_text("utf-8")).get(key, [])
    return rows


def keep(key: str, rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Put rows in the file of results, and in the table of the page with their name; no columns: no table."""
    found = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    found[key] = [dict(row) for row in rows]
    RESULTS.write_text(_lines(found), "utf-8")
    if not columns:
        return
    page = PAGE.read_text("utf-8")
    begin, end = marks(key)
    head, rest = page.split(begin)
    PAGE.write_text(f"{head}{begin}\n\n{table(rows, columns)}\n{end}{rest.split(end)[1]}", "utf-8")


def _lines(found: Mapping[str, Sequence[Row]]) -> str:
    """JSON with a line for each row."""
    parts = [
        f'"{key}": [\n' + ",\n".join(json.dumps(row, allow_nan=False) for row in rows) + "\n]"
        for key, rows in found.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def keep_scores(rows: Sequence[Row]) -> None:
    """Put figures of merit in the table of scores, in place of those with the same words."""
    kept = {row["measured"]: row for row in stored("scores")} if RESULTS.exists() else {}
    kept |= {row["measured"]: dict(row) for row in rows}
    keep("scores", list(kept.values()), ("measured", "value", "unit"))


def marks(key: str) -> tuple[str, str]:
    """Where the table of some rows begins and ends on the page."""
    return f"<!-- {key}: written by `make validate` -->", f"<!-- end of {key} -->"


def table(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Markdown table; what is unknown is a dash."""
    lines = ["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
    lines += ["| " + " | ".join(_cell(row.get(name)) for name in columns) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.4g}" if abs(value) >= 10 else f"{value:.3g}"


def number(value: float, digits: int = 3) -> float | None:
    """Number for the file: rounded, and null where it is not known."""
    return None if math.isnan(value) else round(float(value), digits)


def same(found: Sequence[Row], kept: Sequence[Row], tolerance: float = 0.01) -> bool:
    """Whether two runs measured the same, up to what another compiler or machine may change."""
    if [list(row) for row in found] != [list(row) for row in kept]:
        return False
    return all(
        _alike(one[name], two[name], tolerance) for one, two in zip(found, kept, strict=True) for name in one
    )


def _alike(one: Any, two: Any, tolerance: float) -> bool:
    if isinstance(one, int | float) and isinstance(two, int | float):
        return abs(one - two) <= tolerance * max(1.0, abs(one), abs(two))
    return bool(one == two)


@contextmanager
def drawn(
    name: str, columns: int = 1, *, size: tuple[float, float] = (9.0, 3.6), **grid: Any
) -> Iterator[Any]:
    """Axes to draw on; the file docs/science/figures/dike-NAME.png is written at the end."""
    path = SCIENCE / "figures" / f"dike-{name}.png"
    with figures.drawn(path, columns, size, **grid) as axes:
        yield axes
    assert path.stat().st_size < 200_000
