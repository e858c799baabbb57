"""Conflicts below ground as the page reads them: what is in whose way, where, and the bodies to draw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from terrain.exporters.base import Exporter, needs_result
from terrain.exporters.claim_files import plain_number, write_theme
from terrain.exporters.claims import COLORS
from terrain.exporters.tree import write_twinned
from twin.claim_table import CONFLICT_TABLES, CROWDING, DUTCH
from twin.claims import FUNCTIONS
from twin.errors import invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    from twin.state import Twin
    from twin.store import Result

__all__ = ["HEADER", "SubsurfaceConflicts", "conflict_json", "has_conflicts", "write_conflicts"]

HEADER = "subsurface-conflicts.json"
_FORMAT, _VERSION = "zicht-subsurface-conflicts", 1
_PROCESS, _CLAIMS = "subsurface-conflicts", "_claims"
_TOLD = frozenset({"explanation_nl", "explanation_en", "remedies_nl", "remedies_en", "geometry", "point"})


class SubsurfaceConflicts(Exporter):
    """Conflicts below ground, for the page."""

    id: ClassVar[str] = "subsurface-conflicts"
    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = (
        "Pairs that are in each other's way below ground with rule, room and place, and their bodies with "
        "how they grow, by theme, with subsurface-conflicts.json; as the page reads it."
    )
    for_page: ClassVar[bool] = True

    def shows(self, result: Result) -> bool:
        """Whether a result tells of conflicts below ground."""
        return has_conflicts(result)

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write what a result of subsurface-conflicts found to a folder."""
        result = needs_result(source, self.id)
        if not has_conflicts(result):
            found = ", ".join(sorted(result.features)) or "no tables"
            raise invalid("source", found, "tells of no conflicts", "Run the process subsurface-conflicts.")
        write_conflicts(result, target)
        progress(1.0, "conflicts written")


def has_conflicts(result: Result) -> bool:
    """Whether a result tells of conflicts below ground, be it that there are none."""
    return f"{_PROCESS}.forbidden" in result.indicators


def write_conflicts(result: Result, out: Path) -> None:
    """Write the header, conflicts by what they tell of, and claims by theme.

    Parameters
    ----------
    result
        Result of the process subsurface-conflicts.
    out
        Folder; ``subsurface-conflicts.json`` is written last. It holds numbers and names of files only: what
        is where stands in files that are told to those who may see it.
    """
    out.mkdir(parents=True, exist_ok=True)
    conflicts, claims = [], []
    for name, table in sorted(result.features.items()):
        rows = table.to_dict("records")
        if name in CONFLICT_TABLES and name != CROWDING:
            write_twinned(out / f"{name}.json", {"conflicts": [conflict_json(row) for row in rows]})
            conflicts.append({"name": name, "count": len(rows), "file": f"{name}.json"})
        elif name.endswith(_CLAIMS):
            theme = name.removesuffix(_CLAIMS)
            claims.append({"theme": theme, **write_theme(theme, rows, out)})
    write_twinned(out / HEADER, _header(result) | {"claims": claims, "conflicts": conflicts})


def _header(result: Result) -> dict[str, Any]:
    told = {name: result.indicators[f"{_PROCESS}.{name}"] for name in _verdicts(result)}
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "twin": result.provenance.get("twin", {}).get("name"),
        "year": _asked(result),
        "horizon": result.provenance.get("years", {}).get("horizon"),
        "counts": {name: entry["value"] for name, entry in told.items()},
        "reference": {name: entry["reference"] for name, entry in told.items()},
        "functions": {
            name: {"nl": DUTCH[name], "en": english, "color": COLORS.get(name)}
            for name, english in FUNCTIONS.items()
        },
    }


def _verdicts(result: Result) -> list[str]:
    prefix = f"{_PROCESS}."
    return [name.removeprefix(prefix) for name in result.indicators if name.startswith(prefix)]


def _asked(result: Result) -> float | None:
    """Year that was asked; null for lives together."""
    for entry in result.provenance.get("scenario", {}).get("processes", ()):
        if _PROCESS in entry:
            year = entry[_PROCESS].get("year")
            return None if year is None else float(year)
    return None


def conflict_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Row of a table of conflicts as JSON; null for what is not known."""
    plain = {name: plain_number(value) for name, value in row.items() if name not in _TOLD}
    place = row["point"] if "point" in row else (row["geometry"].x, row["geometry"].y, row["geometry"].z)
    return plain | {
        "explanation": {"nl": row["explanation_nl"], "en": row["explanation_en"]},
        "remedies": {"nl": json.loads(row["remedies_nl"]), "en": json.loads(row["remedies_en"])},
        "point": [round(float(value), 2) for value in place],
    }
