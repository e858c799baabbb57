"""Objects that a water level touches, by name and place: a table of its own for each theme.

Who may see a theme may see what is told of its objects, and nobody else: a service goes by the name of a
table, which begins with that of the theme (`api.access.restrictions.theme_of`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.polders.effect import Comparison

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["OBJECT", "SUFFIX", "object_tables"]

OBJECT = "object"
"""What `Answer.table` says in ``row`` where a row is about one object, which ``name`` names."""
SUFFIX = "_water_level"
"""What the name of a table has behind that of the theme."""

_COLUMNS = ("id", "effect", "label_nl", "label_en", "object", "state", "unit", "before", "after")


def object_tables(twin: Twin, decided: Sequence[Comparison]) -> dict[str, gpd.GeoDataFrame]:
    """Objects that effects name on the land for which something is decided, by the name of the table.

    Parameters
    ----------
    twin
        With the features.
    decided
        Effects on all that land, `scenarios.polders.panel.Panel.decided`.

    Returns
    -------
    dict
        Tables ``<theme>_water_level`` of columns ``id, effect, label_nl, label_en, object`` (id in the
        theme), ``state, unit, before, after`` (NaN where that side does not name it: an effect names the
        twenty worst), and the geometry of the object. No table where no object is named.
    """
    import geopandas as gpd

    found = {}
    for theme in sorted({each.effect.theme for each in decided} - {""}):
        rows = [row for each in decided if each.effect.theme == theme for row in _rows(each)]
        if not rows:
            continue
        features = twin.features[theme]
        places = dict(zip(features["id"].astype(str).to_list(), features.geometry.to_numpy(), strict=True))
        shapes = [places.get(row["object"]) for row in rows]
        found[f"{theme}{SUFFIX}"] = gpd.GeoDataFrame(
            rows, columns=[*_COLUMNS, "geometry"], geometry=shapes, crs=features.crs
        )
    return found


def _rows(found: Comparison) -> list[dict[str, Any]]:
    """One row for each object in each state that either side names."""
    effect, rows = found.effect, dict[tuple[Any, Any], dict[str, Any]]()
    for side, answer in (("before", found.before), ("after", found.after)):
        for each in answer.table:
            if each.get("row") == OBJECT:
                told = rows.setdefault((each["name"], each["state"]), _row(found, each))
                told[side] = _number(each["value"])
    return [row | {"id": f"{effect.id}-{number}"} for number, row in enumerate(rows.values())]


def _row(found: Comparison, each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "effect": found.effect.id,
        "label_nl": found.effect.labels["nl"],
        "label_en": found.effect.labels["en"],
        "object": str(each["name"]),
        "state": each["state"],
        "unit": each["unit"],
        "before": math.nan,
        "after": math.nan,
    }


def _number(value: object) -> float:
    return math.nan if value is None else float(value)  # type: ignore[arg-type]
