"""A made-up result of dike space on the dikes of the embedded area, in the files that the page reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from terrain.demo import plan

__all__ = ["CONFLICTS", "NODATA", "QUANTILES", "SCENARIOS", "YEARS", "write_sample"]

NODATA = -32768
SCENARIOS = ("knmi23-l", "knmi23-m", "knmi23-h", "llhi")
QUANTILES = (0.05, 0.5, 0.95)
YEARS = tuple(range(2025, 2151, 5))
_RISE_2100 = {"knmi23-l": 0.45, "knmi23-m": 0.59, "knmi23-h": 0.82, "llhi": 2.5}
# The sea lies west of the sea dike; the ring dike stands for a dike of which nothing is known.
_DIKES = {"zeedijk": 1, "ringdijk": 1}
CONFLICTS = (
    ("buildings", "building", 2060, 3),
    ("buildings", "building", 2030, 1),
    ("roads", "road", 2045, 0),
)
"""Theme, kind, first year and addresses of the objects in the way."""

_SUBSOIL = {"cover_thickness": 4.0, "aquifer_top": -3.5, "firm_level": -12.0}

Floats = npt.NDArray[np.float64]


def _places(step: float = 10.0) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {
        name: [] for name in ("id", "dike", "reason", "x", "y", "inward_x", "inward_y", "chainage", "length")
    }
    for number, (name, side) in enumerate(_DIKES.items()):
        line = plan.line(name)
        n = int(line.length // step)
        at = (np.arange(n) + 0.5) * line.length / n
        spots = np.array([line.interpolate(distance).coords[0] for distance in at])
        along = np.gradient(spots, axis=0)
        along /= np.hypot(*along.T)[:, None]
        found["id"] += [f"{name}-{i:04d}" for i in range(n)]
        found["dike"] += [number] * n
        found["reason"] += [number] * n
        found["x"] += spots[:, 0].round(2).tolist()
        found["y"] += spots[:, 1].round(2).tolist()
        found["inward_x"] += (side * along[:, 1]).round(5).tolist()
        found["inward_y"] += (-side * along[:, 0]).round(5).tolist()
        found["chainage"] += at.round(2).tolist()
        found["length"] += [line.length / n] * n
    return found


def _fields(count: int) -> dict[str, tuple[Floats, float, str]]:
    """Values, scale and unit of each array: crest and berm follow the sea."""
    years = np.array(YEARS, float)
    spread = np.array([0.7, 1.0, 1.45])
    top = np.array([_RISE_2100[name] for name in SCENARIOS])
    rise = top[:, None, None, None] * spread[:, None, None] * (((years - 2005) / 95) ** 1.5)[:, None]
    raise_ = np.clip(1.5 * rise - 0.2, 0, None) + np.zeros(count)
    piping = np.clip(16 * rise - 3, 0, None) + np.zeros(count)
    base = 7.0 * raise_
    inward = np.maximum(base, piping)
    special = inward > 30
    return {
        "heightening": (raise_, 0.01, "m"),
        "inner_slope": (np.full_like(raise_, 3.5), 0.01, "1"),
        "berm_width": (np.maximum(piping - base, 0), 0.1, "m"),
        "berm_level": (np.where(piping > base, 1.5, 0.5), 0.1, "m NAP"),
        "inward": (inward, 0.1, "m"),
        "outward": (np.zeros_like(raise_), 0.1, "m"),
        "driver": (np.where(inward <= 0, 0, np.where(piping > base, 3, 1)), 1, "1"),
        "stability": (2 * raise_, 0.1, "m"),
        "piping": (piping, 0.1, "m"),
        "water_level": (4.6 + rise + np.zeros(count), 0.01, "m NAP"),
        "measure": (np.where(inward <= 0, 0, np.where(special, 2, 1)), 1, "1"),
        "measure_width": (np.where(special, 10.0, inward), 0.1, "m"),
        "wall_length": (np.where(special, 9.0, 0.0), 0.1, "m"),
        "cost_low": (150 * inward, 10, "EUR/m"),
        "cost": (250 * inward, 10, "EUR/m"),
        "cost_high": (400 * inward, 10, "EUR/m"),
    }


def _profile(dike: npt.NDArray[np.int64]) -> dict[str, list[float]]:
    crest, width, slope = (np.array([plan.DIKES[name][k] for name in _DIKES])[dike] for k in (1, 2, 3))
    ground, none = np.full(dike.size, 0.5), np.zeros(dike.size)
    columns = {
        "crest_level": crest, "crest_width": width, "outer_slope": slope, "inner_slope": slope,
        "outer_toe_level": ground, "inner_toe_level": ground, "outer_berm_width": none,
        "outer_berm_level": ground, "inner_berm_width": none, "inner_berm_level": ground,
    }  # fmt: skip
    return {name: column.tolist() for name, column in columns.items()}


def write_sample(folder: Path) -> None:
    """Write `dike-space.json` and `dike-space.bin`."""
    places = _places()
    dike = np.array(places["dike"])
    count, known = dike.size, dike == 0
    arrays, data = [], bytearray()
    for name, (values, scale, unit) in _fields(count).items():
        raw = np.where(known, np.rint(values / scale), NODATA).astype("<i2")
        arrays.append({"name": name, "unit": unit, "scale": scale, "offset": len(data)})
        data += raw.tobytes()
    free = [60.0 if each else None for each in known]
    obstacle = ["pand-00001" if each else None for each in known]
    header = {
        "format": "zicht-dike-space", "version": 1, "twin": "demo", "nodata": NODATA,
        "file": "dike-space.bin",
        "dikes": [{"id": name, "name": name.capitalize()} for name in _DIKES],
        "scenarios": SCENARIOS, "quantiles": QUANTILES, "years": YEARS,
        "drivers": ["none", "height", "stability", "piping"],
        "measures": [
            {"id": "none", "label_nl": "niets", "label_en": "nothing"},
            {"id": "soil", "label_nl": "grond", "label_en": "soil"},
            {"id": "seepage-screen", "label_nl": "kwelscherm", "label_en": "seepage screen"},
        ],
        "reasons": ["", "no norm: not a primary defence"],
        "locations": {**places, "free_space": free, "obstacle": obstacle},
        "profile": _profile(dike),
        "conflicts_unknown": "wells: the twin has none",
        "subsoil": {name: [level] * count for name, level in _SUBSOIL.items()},
        "asked": {"scenario": "knmi23-h", "quantile": 0.5, "year": 2100, "rise": 0.82},
        "arrays": arrays,
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dike-space.json").write_text(json.dumps(header), encoding="utf-8")
    (folder / "dike-space.bin").write_bytes(bytes(data))
