"""Tables of a choice of levels: options, what is chosen, objectives and fronts, drawn on the areas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.front import Front
from scenarios.polders.choice.optimum import Objective
from scenarios.polders.choice.options import AS_TODAY, Option
from scenarios.polders.choice.table import EffectTable

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["Areas", "Choice", "areas_of", "choice_table", "front_table", "objectives_table", "options_table"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas of a choice, one entry each.

    Parameters
    ----------
    ids, names
        What they are called.
    summer_level, winter_level
        Levels of today [m NAP].
    ground_level
        Mean of the land of which something is known [m NAP]; NaN where nothing is.
    land_area
        That land [m2].
    shapes
        Polygons.
    crs
        Of the polygons.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    summer_level: Floats
    winter_level: Floats
    ground_level: Floats
    land_area: Floats
    shapes: tuple[Any, ...]
    crs: Any


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that is known of a choice.

    Parameters
    ----------
    areas, options
        Between which.
    hindrances
        Why an area may not have an option, by area and option; empty where it may.
    tables
        What they do.
    objectives
        What is weighed.
    weights
        Of the objectives.
    chosen
        Number of the option of each area, (areas,).
    staying
        Part of the variants of methods under which an area would choose the same [1], (areas,).
    notes
        What became of bounds that were asked for.
    fronts
        Of pairs of objectives, by their numbers.
    start, relation
        Year from which an option holds, and how the ground sinks.
    """

    areas: Areas
    options: Sequence[Option]
    hindrances: Sequence[Sequence[str]]
    tables: Sequence[EffectTable]
    objectives: Sequence[Objective]
    weights: dict[str, float]
    chosen: Indices
    staying: Floats
    notes: tuple[str, ...]
    fronts: Sequence[tuple[int, int, Front]]
    start: int
    relation: str

    @property
    def weighed(self) -> tuple[str, ...]:
        """Objectives that have a weight and that some option changes."""
        return tuple(
            each.id for each in self.objectives if each.scale > 0.0 and self.weights.get(each.id, 0.0) > 0.0
        )

    @property
    def today(self) -> Indices:
        """The choice in which nothing is decided, (areas,)."""
        return np.zeros_like(self.chosen)


def areas_of(twin: Twin, numbers: Sequence[int], ground_level: Floats, land_area: Floats) -> Areas:
    """Describe areas of a twin.

    Parameters
    ----------
    twin
        With the levels of today.
    numbers
        Rows of its ``peilgebieden``.
    ground_level, land_area
        Of each, (areas,).
    """
    table = twin.features["peilgebieden"].iloc[list(numbers)]
    ids = tuple(table["id"].astype(str))
    named = table["name"].where(table["name"].notna(), table["id"]) if "name" in table else table["id"]
    return Areas(
        ids,
        tuple(named.astype(str)),
        table["summer_level"].to_numpy(np.float64),
        table["winter_level"].to_numpy(np.float64),
        ground_level,
        land_area,
        tuple(table.geometry),
        table.crs,
    )


def options_table(choice: Choice) -> gpd.GeoDataFrame:
    """One row for each area and option: what it is, why it may not be, and every effect with its range."""
    count = len(choice.options)
    columns: dict[str, Any] = {
        "id": [f"{area}-{at}" for area in choice.areas.ids for at in range(count)],
        "area": np.repeat(choice.areas.ids, count),
        "option": np.tile(np.arange(count), len(choice.areas.ids)),
        **_of_options([option for _ in choice.areas.ids for option in choice.options]),
        "hindrance": [text or None for texts in choice.hindrances for text in texts],
    }
    for table in choice.tables:
        name = table.effect.id
        columns |= {
            name: table.value.ravel(),
            f"{name}_low": table.low.ravel(),
            f"{name}_high": table.high.ravel(),
            f"{name}_weight": np.repeat(table.weight, count),
            f"{name}_reason": [reason or None for reason in table.reasons for _ in range(count)],
        }
    return _drawn(columns, [shape for shape in choice.areas.shapes for _ in range(count)], choice.areas.crs)


def choice_table(choice: Choice) -> gpd.GeoDataFrame:
    """One row for each area: today's level, what is chosen, and every effect before and after."""
    areas, chosen = choice.areas, [choice.options[at] for at in choice.chosen]
    raised = np.array([option.raised for option in chosen])
    columns: dict[str, Any] = {
        "id": list(areas.ids),
        "area": list(areas.ids),
        "name": list(areas.names),
        "summer_level": areas.summer_level,
        "winter_level": areas.winter_level,
        "ground_level": areas.ground_level,
        "land_area": areas.land_area,
        "option": choice.chosen.astype(np.int64),
        **_of_options(chosen),
        "chosen_summer_level": areas.summer_level + raised,
        "chosen_winter_level": areas.winter_level + raised,
        "staying": choice.staying,
        "start": [choice.start] * len(chosen),
        "relation": [choice.relation] * len(chosen),
    }
    rows = np.arange(len(chosen))
    for table in choice.tables:
        columns[f"{table.effect.id}_before"] = table.value[:, 0]
        columns[f"{table.effect.id}_after"] = table.value[rows, choice.chosen]
    return _drawn(columns, list(areas.shapes), areas.crs)


def objectives_table(choice: Choice) -> gpd.GeoDataFrame:
    """One row for each effect: how areas go together, its weight and scale, and all land before and after."""
    scales = {each.id: each.scale for each in choice.objectives}
    rows = [
        {
            "id": table.effect.id,
            "effect": table.effect.id,
            "label_nl": table.effect.labels["nl"],
            "label_en": table.effect.labels["en"],
            "unit": table.effect.unit,
            "better": table.effect.better,
            "sum": table.sum,
            "variant": table.variant or None,
            "hindrance": table.hindrance or None,
            "objective": table.effect.id in scales,
            "weight": choice.weights.get(table.effect.id, 0.0),
            "scale": scales.get(table.effect.id, np.nan),
            "before": np.nan if table.hindrance else table.together(choice.today),
            "after": np.nan if table.hindrance else table.together(choice.chosen),
        }
        for table in choice.tables
    ]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return _drawn(columns, [_middle(choice.areas)] * len(rows), choice.areas.crs)


def front_table(choice: Choice) -> gpd.GeoDataFrame:
    """One row for each point of each front, with the option of every area as JSON in their order."""
    found = {table.effect.id: table for table in choice.tables}
    rows = []
    for one, two, front in choice.fronts:
        pair = [choice.objectives[number].id for number in (one, two)]
        signs = [-1.0 if found[name].effect.better == "higher" else 1.0 for name in pair]
        rows += [
            {
                "id": f"{pair[0]}-{pair[1]}-{at}",
                "first": pair[0],
                "second": pair[1],
                "first_value": signs[0] * values[0] + 0.0,
                "second_value": signs[1] * values[1] + 0.0,
                "exact": front.exact,
                "first_tolerance": front.tolerance[0],
                "second_tolerance": front.tolerance[1],
                "options": json.dumps(options.tolist(), separators=(",", ":")),
            }
            for at, (values, options) in enumerate(zip(front.values, front.options, strict=True))
        ]
    columns = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    return _drawn(columns, [_middle(choice.areas)] * len(rows), choice.areas.crs)


def _of_options(options: Sequence[Option]) -> dict[str, Any]:
    return {
        "raise": [option.raised for option in options],
        "policy": [option.policy for option in options],
        "drains": [option.drains for option in options],
        "as_today": [option == AS_TODAY for option in options],
    }


def _middle(areas: Areas) -> Any:
    """A point for rows that are about all areas."""
    import shapely

    return shapely.centroid(shapely.union_all([shape for shape in areas.shapes if shape is not None]))


def _drawn(columns: dict[str, Any], shapes: Sequence[Any], crs: Any) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
