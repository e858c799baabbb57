"""What every water level does in every area, and the trade-offs, as the page chooses with."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from terrain.exporters.base import Exporter, needs_result
from terrain.exporters.tree import write_twinned
from twin.errors import StoreError, invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = [
    "FOLDER",
    "HEADER",
    "WaterLevelChoiceFile",
    "has_water_level_choice",
    "read_water_level_choice",
    "write_water_level_choice",
]

FOLDER, HEADER = "water-level-choice", "water-level-choice.json"
_FORMAT, _VERSION = "zicht-water-level-choice", 1
_OPTIONS, _CHOICE = "water_level_options", "water_level_choice"
_OBJECTIVES, _FRONT = "water_level_objectives", "water_level_front"
_DIGITS = 10
_LEVELS = ("summer_level", "winter_level", "ground_level", "land_area")


class WaterLevelChoiceFile(Exporter):
    """Options of water levels and what they do, for the page."""

    id: ClassVar[str] = "water-level-choice"
    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = (
        "What every level, policy and kind of drains does in every water-level area, and the trade-offs, as "
        "water-level-choice.json."
    )
    for_page: ClassVar[bool] = True

    def shows(self, result: Result) -> bool:
        """Whether a result holds a choice of levels."""
        return has_water_level_choice(result)

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the document of a result of water-level-choice to a folder."""
        result = needs_result(source, self.id)
        if not has_water_level_choice(result):
            found = ", ".join(sorted(result.features))
            raise invalid("source", found, "has no choice of levels in it", "Run water-level-choice.")
        write_water_level_choice(result, target)
        progress(1.0, "choice of levels written")


def has_water_level_choice(result: Result) -> bool:
    """Whether a result tells what every level does in every area."""
    return {_OPTIONS, _CHOICE, _OBJECTIVES} <= set(result.features)


def write_water_level_choice(result: Result, out: Path) -> None:
    """Write ``water-level-choice.json``, and the same packed beside it.

    Parameters
    ----------
    result
        Result of the process water-level-choice.
    out
        Folder. Effects whose areas do not add up stand under ``left_out`` with the reason and nowhere else.
    """
    write_twinned(out / HEADER, _document(result))


def read_water_level_choice(folder: Path) -> dict[str, Any]:
    """Read the document back.

    Raises
    ------
    StoreError
        If the folder holds no choice of this format and version.
    """
    document: dict[str, Any] = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    if (document.get("format"), document.get("version")) != (_FORMAT, _VERSION):
        raise StoreError(f"{folder} holds no choice of water levels of version {_VERSION}")
    return document


def _document(result: Result) -> dict[str, Any]:
    areas, objectives = result.features[_CHOICE], result.features[_OBJECTIVES]
    table = result.features[_OPTIONS]
    used = objectives[objectives["hindrance"].isna()]
    left = objectives[objectives["hindrance"].notna()]
    names = used["effect"].tolist()
    rows = [table[table["area"] == area] for area in areas["area"]]
    weighed = used[used["objective"]]
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "twin": result.provenance.get("twin", {}).get("name"),
        "horizon": result.provenance.get("years", {}).get("horizon"),
        "start": int(areas["start"].iloc[0]),
        "relation": str(areas["relation"].iloc[0]),
        "areas": [
            {"id": row["area"], "name": row["name"], **{key: _number(row[key]) for key in _LEVELS}}
            for _, row in areas.iterrows()
        ],
        "options": [
            {"raise": _number(row["raise"]), "policy": row["policy"], "drains": row["drains"]}
            for _, row in rows[0].iterrows()
        ],
        "hindrances": [[_text(text) or "" for text in of_area["hindrance"]] for of_area in rows],
        "effects": [_effect(row) for _, row in used.iterrows()],
        "left_out": [{"id": row["effect"], "reason": row["hindrance"]} for _, row in left.iterrows()],
        "values": [[_values(row, names) for _, row in of_area.iterrows()] for of_area in rows],
        "reasons": [[_text(of_area[f"{name}_reason"].iloc[0]) or "" for name in names] for of_area in rows],
        "weights": [[_number(of_area[f"{name}_weight"].iloc[0]) for name in names] for of_area in rows],
        "fronts": _fronts(result.features[_FRONT]) if _FRONT in result.features else [],
        "optimum": {
            "weights": dict(zip(weighed["effect"], map(_number, weighed["weight"]), strict=True)),
            "options": areas["option"].tolist(),
            "staying": [_number(share) for share in areas["staying"]],
        },
    }


def _effect(row: gpd.GeoSeries) -> dict[str, Any]:
    """Description of an effect; ``scale`` is its span over all choices, by which weights count."""
    told = {name: _text(row[name]) for name in ("label_nl", "label_en", "unit", "better", "sum", "variant")}
    return {
        "id": row["effect"],
        **told,
        "objective": bool(row["objective"]),
        "scale": _number(row["scale"]),
    }


def _values(row: gpd.GeoSeries, names: list[str]) -> list[dict[str, float | None] | None]:
    return [
        None
        if (value := _number(row[name])) is None
        else {"value": value, "low": _number(row[f"{name}_low"]), "high": _number(row[f"{name}_high"])}
        for name in names
    ]


def _fronts(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    found = []
    for (first, second), points in table.groupby(["first", "second"], sort=False):
        head = points.iloc[0]
        found.append({
            "objectives": [first, second],
            "exact": bool(head["exact"]),
            "tolerance": [_number(head["first_tolerance"]), _number(head["second_tolerance"])],
            "points": [
                {"values": [_number(one), _number(two)], "options": json.loads(options)}
                for one, two, options in zip(
                    points["first_value"], points["second_value"], points["options"], strict=True
                )
            ],
        })  # fmt: skip
    return found


def _text(value: object) -> str | None:
    """Words of a cell of a table, where nothing may be None or NaN."""
    return value if isinstance(value, str) else None


def _number(value: float) -> float | None:
    """Number in as many digits as it has a meaning in; None where it is not known."""
    return None if value is None or math.isnan(value) else float(f"{value:.{_DIGITS}g}")
