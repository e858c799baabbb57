"""Made-up results of water levels on the embedded area, in the files that the page reads."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from terrain.demo import plan

__all__ = [
    "AREAS",
    "DECIDED",
    "EFFECTS",
    "NODATA",
    "START",
    "STRIPS",
    "UNKNOWN",
    "YEARS",
    "place",
    "write_choice",
    "write_levels",
]

NODATA, START, HORIZON, CELL = -32768, 2025, 2120, 40.0
YEARS = tuple(range(START, HORIZON + 1, 5))
AREAS = tuple(plan.PEILGEBIEDEN)
DECIDED = ("veenpolder-1", "veenpolder-3")
RAISE, FROM, STRIPS = 0.3, 2030, 4
UNKNOWN = "droogmakerij-1"
"""An area of which nothing is known."""
_NO_PEAT = "the soil here has no peat"
EFFECTS: tuple[tuple[str, str, str, str, str | None, str], ...] = (
    ("co2_emission", "Broeikasgas", "Greenhouse gas", "t CO2-eq/ha/yr", "lower", "mean"),
    ("yield_loss", "Opbrengstderving", "Yield loss", "%", "lower", "mean"),
    ("foundations", "Houten palen in gevaar", "Wooden piles at risk", "buildings", "lower", "total"),
    ("water_demand", "Watervraag", "Water demand", "mm", "lower", "mean"),
    ("bearing_days", "Draagkrachtige dagen", "Trafficable days", "d/yr", "higher", "mean"),
)
SPLIT: dict[str, list[dict[str, Any]]] = {
    "before": [
        {"row": "state", "name": "", "state": "safe", "value": 2.0, "unit": "buildings"},
        {"row": "state", "name": "", "state": "failed", "value": 8.0, "unit": "buildings"},
        {"row": "year", "name": "2119", "state": "", "depth_mm": 118.0, "capacity_m3": None},
    ],
    "after": [
        {"row": "state", "name": "", "state": "safe", "value": 7.0, "unit": "buildings"},
        {"row": "year", "name": "2119", "state": "", "depth_mm": 155.0, "capacity_m3": None},
    ],
}
"""Rows behind an effect, as an effect of the model has them."""
Floats = npt.NDArray[np.float64]


def _columns() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], dict[str, Any]]:
    """Column of each cell: every area in `STRIPS` upright strips, and a ditch of nothing between them."""
    west, south, east, north = plan.BBOX
    nx, ny = int((east - west) / CELL), int((north - south) / CELL)
    grid = {"x0": west + CELL / 2, "y0": north - CELL / 2, "dx": CELL, "dy": CELL, "nx": nx, "ny": ny}
    x, y = grid["x0"] + CELL * np.arange(nx), grid["y0"] - CELL * np.arange(ny)
    places = np.meshgrid(x, y)
    column = np.full((ny, nx), -1, np.int32)
    area = np.repeat(np.arange(len(AREAS), dtype=np.int32), STRIPS)
    regions = plan.polygons()
    for number, name in enumerate(AREAS):
        inside = np.asarray(shapely.contains_xy(regions[name], *places))
        strip = np.clip(np.arange(nx) // 8 % (STRIPS + 1), 0, STRIPS)[None, :] + np.zeros((ny, 1), int)
        inside = inside & (strip < STRIPS)
        column[inside] = (number * STRIPS + strip)[inside]
    return column, area, grid


def place(area: str) -> tuple[float, float]:
    """A place on land of an area, in the middle of one of the strips of the sample."""
    inside = plan.polygon(area).buffer(-300).representative_point()
    west = plan.BBOX[0]
    strip = 8 * CELL
    return west + (round((inside.x - west) / strip - 0.5) // 5 * 5 + 0.5) * strip, inside.y


def sinking(area: npt.NDArray[np.int32], case: str) -> Floats:
    """Ground lost since the start [m], (years, columns): 8 mm/yr, half of that where the level is raised."""
    years = np.array(YEARS, float)[:, None] - START
    decided = np.isin(np.array(AREAS)[area], DECIDED)
    rate = np.where(np.char.startswith(np.array(AREAS)[area], "veen"), 0.008, 0.001)
    late = np.clip(years - (FROM - START), 0, None)
    slower = np.where(decided & (case == "after"), 0.5, 0.0)
    return np.asarray(rate * (years - slower * late))


def depth(area: npt.NDArray[np.int32], case: str) -> Floats:
    """Groundwater below the ground [m], (years, months, columns): driest in August."""
    month = np.arange(1, 13)
    season = 0.5 + 0.25 * np.cos(2 * math.pi * (month - 8) / 12)
    decided = np.isin(np.array(AREAS)[area], DECIDED)
    raised = np.where(decided & (case == "after"), RAISE, 0.0)
    since = (np.array(YEARS) >= FROM)[:, None, None]
    return np.asarray(season[None, :, None] - since * raised + np.zeros((len(YEARS), 1, 1)))


def _packed(values: Floats, known: npt.NDArray[np.bool_], scale: float, kind: str = "<i2") -> bytes:
    return np.where(known, np.rint(values / scale), NODATA).astype(kind).tobytes()


def write_levels(folder: Path) -> None:
    """Write `water-levels.json` and `water-levels.bin`."""
    column, area, grid = _columns()
    names = np.array(AREAS)[area]
    known = names != UNKNOWN
    summer = np.array([plan.PEILGEBIEDEN[name][0] for name in names])
    winter = np.array([plan.PEILGEBIEDEN[name][1] for name in names])
    ground = summer + np.array([plan.PEILGEBIEDEN[name][2] for name in names])
    peat = np.where(np.char.startswith(names, "veen"), 2.5, 0.0)
    data = bytearray(column.astype("<i4").tobytes())
    every, ones = np.ones(area.size, bool), np.ones(area.size)
    fixed = {
        "area": (area, 1.0, "1", every), "reason": (np.where(known, 0, 1), 1.0, "1", every),
        "soil": (np.where(peat > 0, 0, 1), 1.0, "1", every),
        "use": (np.arange(area.size) % STRIPS % 3, 1.0, "1", every),
        "ground_level": (ground, 0.001, "m", known), "peat_thickness": (peat, 0.01, "m", known),
        "clay_cover": (0.3 * ones, 0.01, "m", known), "soft_thickness": (peat + 3.0, 0.01, "m", known),
        "spacing": (40.0 * ones, 0.1, "m", known), "deep_head": (summer - 0.2, 0.001, "m", known),
    }  # fmt: skip
    parcel = []
    for name, (values, scale, unit, where) in fixed.items():
        parcel.append({"name": name, "unit": unit, "scale": scale, "offset": len(data), "type": "int16"})
        data += _packed(np.asarray(values, float), where, scale)
    # At an odd place, as a file may have it.
    parcel.append({"name": "cells", "unit": "1", "scale": 1, "offset": len(data), "type": "int32"})
    counts = np.bincount(column[column >= 0], minlength=area.size)
    data += _packed(counts.astype(float), every, 1.0, "<i4")
    arrays = []
    for case in ("before", "after"):
        lost, below = sinking(area, case), depth(area, case)
        raised = np.where(np.isin(names, DECIDED) & (case == "after"), RAISE, 0.0)
        since = (np.array(YEARS) >= FROM)[:, None]
        made: dict[str, tuple[Floats, float, str]] = {
            "ground_level": (ground - lost, 0.001, "m"),
            "summer_level": (summer + since * raised, 0.001, "m"),
            "winter_level": (winter + since * raised, 0.001, "m"),
            "ghg": (below.min(axis=1), 0.001, "m"), "glg": (below.max(axis=1), 0.001, "m"),
            "lowest": (below.max(axis=1), 0.001, "m"), "monthly": (below, 0.001, "m"),
            "oxidation": (0.7 * lost, 0.001, "m"), "creep": (0.2 * lost, 0.001, "m"),
            "shrinkage": (0.1 * lost, 0.001, "m"),
        }  # fmt: skip
        for name, (values, scale, unit) in made.items():
            dims = ["year", "month", "parcel"] if values.ndim == 3 else ["year", "parcel"]
            arrays.append(
                {"name": name, "case": case, "unit": unit, "scale": scale, "offset": len(data), "dims": dims}
            )
            data += _packed(values, np.broadcast_to(known, values.shape), scale)
    header = {
        "format": "zicht-water-levels", "version": 1, "twin": "demo", "file": "water-levels.bin",
        "nodata": NODATA, "grid": grid, "years": YEARS, "relation": "van-den-akker", "start": START,
        "horizon": HORIZON, "areas": [_area(name) for name in AREAS], "soils": ["peat", "clay"],
        "uses": ["grass", "arable", "built", "nature", "other"], "parcels": int(area.size),
        "reasons": ["", "the soil of this land is not known"],
        "column": {"offset": 0, "type": "int32"}, "parcel": parcel, "arrays": arrays,
        "series": {name: _series(name) for name in (*AREAS, "decided") if name != UNKNOWN},
        "effects": [_effect(*effect) for effect in EFFECTS],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "water-levels.json").write_text(json.dumps(header), encoding="utf-8")
    (folder / "water-levels.bin").write_bytes(bytes(data))


def _area(name: str) -> dict[str, Any]:
    decided = name in DECIDED
    raised = RAISE if decided else 0.0
    return {
        "id": name, "name": name.capitalize(), "decided": decided, "raise_summer": raised,
        "raise_winter": raised, "policy": "fixation" if decided else "indexation", "drains": "none",
        "start": FROM if decided else None,
    }  # fmt: skip


def _series(name: str) -> dict[str, Any]:
    """Every year of an area, from the same formulas as the columns."""
    first = DECIDED[0] if name == "decided" else name
    summer, winter, freeboard = plan.PEILGEBIEDEN[first]
    one = np.array([AREAS.index(first)], dtype=np.int32)
    years = np.arange(START, HORIZON + 1)
    found = {}
    for case in ("before", "after"):
        lost = np.interp(years, YEARS, sinking(one, case)[:, 0])
        months = depth(one, case)[:, :, 0]
        at = np.clip((years - START) // 5, 0, len(YEARS) - 1)
        raised = np.where((years >= FROM) & (case == "after") & (first in DECIDED), RAISE, 0.0)
        found[case] = {
            "monthly_groundwater": months[at].round(4).ravel().tolist(),
            "ground_level": (summer + freeboard - lost).round(4).tolist(),
            "level": ((summer + winter) / 2 + raised).round(4).tolist(),
        }
    return found


def _effect(name: str, nl: str, en: str, unit: str, better: str | None, _sum: str) -> dict[str, Any]:
    return {
        "id": name, "label_nl": nl, "label_en": en, "unit": unit, "better": better,
        "method": f"Made up for {name}.", "rows": [_row(name, area) for area in ("decided", *AREAS)],
    }  # fmt: skip


def _row(name: str, area: str) -> dict[str, Any]:
    if area == UNKNOWN:
        empty = {"before": None, "after": None, "difference": None}
        return {"area": area, **empty, "reason": _NO_PEAT, "notes": [], "parts": {}}
    before = answer(name, 0.0)
    after = answer(name, RAISE if area == "decided" or area in DECIDED else 0.0)
    change = {key: round(after[key] - before[key], 6) for key in ("value", "low", "high")}
    change["low"], change["high"] = sorted((change["low"], change["high"]))
    notes = ["2 % of the land lies outside the range of the relation"]
    parts = {"after": {"methane_ditches [t CO2-eq/ha/yr]": 1.5}}
    row = {"area": area, "before": before, "after": after, "difference": change}
    tables = {"tables": SPLIT} if name == "foundations" and area == "decided" else {}
    return row | {"reason": None, "notes": notes, "parts": parts} | tables


def answer(name: str, raised: float, drains: str = "none") -> dict[str, float]:
    """What an effect comes to for a raise [m], with its range."""
    help_ = 0.0 if drains == "none" else 0.08
    value = {
        "co2_emission": 24.0 - 40.0 * (raised + help_),
        "yield_loss": 8.0 + 120.0 * max(raised, 0.0) ** 2,
        "foundations": 10.0 * math.exp(-4.0 * raised),
        "water_demand": 60.0 + 90.0 * raised + 100.0 * help_,
        "bearing_days": 210.0 - 150.0 * raised,
    }[name]
    return {"value": round(value, 6), "low": round(0.8 * value, 6), "high": round(1.25 * value, 6)}


RAISES = tuple(round(0.1 * step, 1) for step in range(-2, 7))


def write_choice(folder: Path) -> None:
    """Write `water-level-choice.json`: today, and every raise by both policies, with and without drains."""
    options = [{"raise": 0.0, "policy": "indexatie", "drains": "none"}]
    options += [
        {"raise": raised, "policy": policy, "drains": drains}
        for drains in ("none", "passive")
        for policy in ("fixatie", "indexatie")
        for raised in RAISES
        if (raised, policy, drains) != (0.0, "indexatie", "none")
    ]
    factors = {name: 1.0 + 0.1 * i for i, name in enumerate(AREAS)}
    values = [[_options(name, factors[name], option) for option in options] for name in AREAS]
    weights = [[1.0 if how == "total" else 1e6 * factors[name] for *_, how in EFFECTS] for name in AREAS]
    header = {
        "format": "zicht-water-level-choice", "version": 1, "twin": "demo", "horizon": HORIZON,
        "start": START, "relation": "van-den-akker",
        "areas": [
            {"id": name, "name": name.capitalize(), "summer_level": level[0], "winter_level": level[1],
             "ground_level": level[0] + level[2], "land_area": 1e6 * factors[name]}
            for name, level in plan.PEILGEBIEDEN.items()
        ],
        "options": options,
        "effects": [
            {"id": name, "label_nl": nl, "label_en": en, "unit": unit, "better": better, "sum": how,
             "objective": name != "bearing_days"}
            for name, nl, en, unit, better, how in EFFECTS
        ],
        "values": values,
        "reasons": [[_NO_PEAT if name == UNKNOWN else ""] * len(EFFECTS) for name in AREAS],
        "weights": weights, "fronts": [_front(options, values, weights)],
        "optimum": {"weights": {"co2_emission": 1.0, "yield_loss": 1.0}, "options": [0] * len(AREAS)},
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "water-level-choice.json").write_text(json.dumps(header), encoding="utf-8")


def _options(area: str, factor: float, option: Mapping[str, Any]) -> list[dict[str, float] | None]:
    if area == UNKNOWN or (area == "veenpolder-4" and option["raise"] > 0.35):  # it would drown
        return [None] * len(EFFECTS)
    extra = -0.1 if option["policy"] == "indexatie" else 0.0
    found = [answer(name, option["raise"] + extra, option["drains"]) for name, *_ in EFFECTS]
    return [{key: round(value * factor, 6) for key, value in each.items()} for each in found]


def _front(options: list[dict[str, Any]], values: Any, weights: Any) -> dict[str, Any]:
    """All areas raised alike, for greenhouse gas against yield: enough to draw and to click."""
    points = []
    for number, option in enumerate(options):
        if option["policy"] != "fixatie" or option["drains"] != "none":
            continue
        chosen = [number if values[area][number][0] else 0 for area in range(len(AREAS))]
        sums = []
        for effect in (0, 1):
            known = [a for a in range(len(AREAS)) if values[a][chosen[a]][effect]]
            total = sum(weights[a][effect] * values[a][chosen[a]][effect]["value"] for a in known)
            sums.append(total / sum(weights[a][effect] for a in known))
        points.append({"values": sums, "options": chosen})
    return {
        "objectives": ["co2_emission", "yield_loss"], "exact": True, "tolerance": [0.0, 0.0],
        "points": points,
    }  # fmt: skip
