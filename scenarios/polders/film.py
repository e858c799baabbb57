"""Courses of parcel columns as a film: every fifth year and the horizon, with and without what is decided."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import side_by_side
from scenarios.polders.model import USES, Columns, Course
from scenarios.polders.panel import DECIDED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

__all__ = ["CASES", "STEP", "film"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Variable = tuple[tuple[str, ...], npt.NDArray[Any]]

CASES = ("before", "after")
"""Without what is decided, and with it."""
STEP = 5
"""Years between two frames."""
_FRAMES = (
    "ground_level", "summer_level", "winter_level", "ghg", "glg", "lowest", "oxidation", "creep", "shrinkage",
)  # fmt: skip
_LAND = ("ground_level", "peat_thickness", "clay_cover", "soft_thickness", "spacing", "deep_head")


def film(
    columns: Columns, before: Course, after: Course, decided: Sequence[str], relation: str
) -> xr.Dataset:
    """Put the courses of columns and areas on their own dimensions.

    Parameters
    ----------
    columns
        The land.
    before, after
        Without and with what is decided.
    decided
        Ids of areas for which something is decided; together they are the area `DECIDED`.
    relation
        How the ground sinks.

    Returns
    -------
    xarray.Dataset
        ``parcel_column`` (y, x) int32, -1 where there is none. Over ``parcel``: what the land is like. Over
        ``polder_case``, ``polder_year`` and ``parcel``: ground, ditch levels, groundwater and losses, and by
        ``month`` the groundwater of the frame's year. Over ``polder_area`` and ``course_year``: mean ground,
        level and monthly groundwater of each area with known land. NaN where nothing is known.
    """
    import xarray as xr

    frames = _frames(before.years)
    known = columns.known
    variables: dict[str, Variable] = {}
    across = ("polder_case", "polder_year", "month", "parcel")
    takes = {name: name for name in _FRAMES} | {"groundwater": "monthly"}
    for name, array in takes.items():
        both = np.stack([getattr(course, array)[frames] for course in (before, after)], dtype=np.float32,
                        casting="same_kind")  # fmt: skip
        both[..., ~known] = np.nan
        dims = across if both.ndim == len(across) else (*across[:2], "parcel")
        variables[f"parcel_{name}"] = (dims, both)
    for name in _LAND:
        variables[f"land_{name}"] = (("parcel",), getattr(columns, name).astype(np.float32))
    variables |= {
        "parcel_cells": (("parcel",), columns.cells),
        "parcel_area": (("parcel",), columns.area),
        "parcel_soil": (("parcel",), columns.soil),
        "parcel_use": (("parcel",), columns.use),
        "parcel_reason": (("parcel",), columns.reason),
        "parcel_column": (("y", "x"), columns.column),
    }
    means, names = _area_means(columns, before, after, decided)
    coordinates = {
        "polder_case": list(CASES),
        "polder_year": before.years[frames],
        "month": np.arange(1, 13, dtype=np.int32),
        "polder_area": names,
        "course_year": before.years,
    }
    found = xr.Dataset({**variables, **means}, coords=coordinates)
    meanings = {"area": columns.areas, "soil": columns.soils, "use": USES, "reason": columns.reasons}
    for name, texts in meanings.items():
        found[f"parcel_{name}"].attrs["meanings"] = json.dumps(list(texts), ensure_ascii=False)
    found["parcel_ground_level"].attrs["relation"] = relation
    return found


def _frames(years: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """Numbers of the years of the frames."""
    return np.unique(np.append(np.arange(0, years.size, STEP), years.size - 1))


@dataclass(frozen=True, slots=True)
class _Members:
    """Known columns in the order of their areas, and where each of these areas begins."""

    order: npt.NDArray[np.intp] | slice
    starts: npt.NDArray[np.intp]
    areas: npt.NDArray[np.int32]
    weight: Floats

    @classmethod
    def of(cls, columns: Columns) -> _Members:
        order = np.flatnonzero(columns.known)
        order = order[np.argsort(columns.area[order], kind="stable")]
        areas, starts = np.unique(columns.area[order], return_index=True)
        weight = columns.cells[order].astype(np.float64)
        return cls(side_by_side(order), starts, areas.astype(np.int32), weight)

    def means(self, values: npt.NDArray[np.floating], together: Flags) -> Floats:
        """Means by area of values of all columns over years, (years, ..., k), the areas first.

        ``together`` are areas, (areas,), whose common mean comes last, where there are any.
        """
        cells = np.add.reduceat(self.weight, self.starts)
        sums = np.empty((*values.shape[:-1], self.areas.size))
        for at in range(values.shape[0]):  # a year at a time, so that no second course is made
            sums[at] = np.add.reduceat(values[at][..., self.order] * self.weight, self.starts, axis=-1)
        found = sums / cells
        if together.any():
            common = sums[..., together].sum(axis=-1, keepdims=True) / cells[together].sum()
            found = np.concatenate([found, common], axis=-1)
        return np.moveaxis(found, -1, 0)


def _area_means(
    columns: Columns, before: Course, after: Course, decided: Sequence[str]
) -> tuple[dict[str, Variable], list[str]]:
    """Means over the known land of each area and of all decided ones, and the names of these areas."""
    members = _Members.of(columns)
    names = [columns.areas[at] for at in members.areas]
    together = np.isin(names, decided)
    takes: dict[str, Callable[[Course], npt.NDArray[np.floating]]] = {
        "ground_level": lambda course: course.ground_level,
        "level": lambda course: 0.5 * (course.summer_level + course.winter_level),
        "groundwater": lambda course: course.monthly,
    }
    found: dict[str, Variable] = {}
    for name, take in takes.items():
        first = members.means(take(before), together)
        second = first if after is before else members.means(take(after), together)
        dims = ("polder_case", "polder_area", "course_year", "month")[: first.ndim + 1]
        found[f"area_{name}"] = (dims, np.stack([first, second]).astype(np.float32))
    return found, names + [DECIDED] * bool(together.any())
