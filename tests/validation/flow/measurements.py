"""What the validation measured, beside its gates: kept in a file that the science page shows as a table."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SCIENCE = Path(__file__).parents[3] / "docs/science"
RESULTS = SCIENCE / "flow-results.json"
PAGE = SCIENCE / "flow.md"
BEGIN, END = "<!-- measured: written by `make validate` -->", "<!-- end of measured -->"
ORDER = ("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V11", "V17", "V18", "24 h polder")


@dataclass(frozen=True, slots=True)
class Measured:
    """One number with the interval it must lie in; None is no bound, two None is a number without a gate."""

    case: str
    what: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None

    @property
    def passes(self) -> bool:
        return (self.low is None or self.value >= self.low) and (self.high is None or self.value <= self.high)

    @property
    def gate(self) -> str:
        if self.low is None and self.high is None:
            return "none, documented"
        if self.low is None:
            return f"<= {self.high:.3g}"
        if self.high is None:
            return f">= {self.low:.3g}"
        return f"= {self.low:.3g}" if self.low == self.high else f"{self.low:.3g} .. {self.high:.3g}"

    def agrees_with(self, other: Measured) -> bool:
        """Whether two runs measured the same, up to what another compiler or machine may change."""
        scale = max(abs(self.value), abs(other.value), 1e-9)
        return abs(self.value - other.value) <= 0.05 * scale or max(abs(self.value), abs(other.value)) < 1e-7


class Recorder:
    """Takes the numbers of a session; those of full-size cases end up in the file and on the page."""

    def __init__(self) -> None:
        self.rows: list[Measured] = []

    def write(self) -> None:
        """Put what was measured in the file in place of the same rows, and the table on the page."""
        fresh = {(row.case, row.what) for row in self.rows}
        cases = {row.case for row in self.rows}
        kept = [row for row in read() if (row.case, row.what) not in fresh and row.case not in cases]
        rows = sorted(kept + self.rows, key=lambda row: ORDER.index(row.case))
        RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
        head, rest = PAGE.read_text("utf-8").split(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{table(rows)}\n{END}{rest.split(END)[1]}", "utf-8")


def wanted() -> bool:
    """Whether this run may write figures and numbers into the documentation."""
    return bool(os.environ.get("ZICHT_FIGURES"))


def read() -> list[Measured]:
    """Numbers of the last full validation."""
    if not RESULTS.exists():
        return []
    entries: list[dict[str, Any]] = json.loads(RESULTS.read_text("utf-8"))
    return [Measured(**entry) for entry in entries]


def table(rows: list[Measured]) -> str:
    """Markdown table of the numbers beside their gates."""
    lines = ["| Case | Measured | Value | Gate | |", "|---|---|---|---|---|"]
    for row in rows:
        mark = "" if row.gate.startswith("none") else ("pass" if row.passes else "**fails**")
        unit = f" {row.unit}" if row.unit != "1" else ""
        lines.append(f"| {row.case} | {row.what} | {row.value:.4g}{unit} | {row.gate} | {mark} |")
    return "\n".join(lines) + "\n"
