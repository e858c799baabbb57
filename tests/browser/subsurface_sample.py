"""Made-up answers of probe, section and box, with round numbers that a test can find back on the page."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["GROUND", "LENGTH", "box", "probe", "section"]

GROUND = -1.0
LENGTH = 1000.0
"""Length of the line of the section [m], whatever was asked."""
_CLAY, _PEAT, _SAND = "#7fae64", "#8a5a3b", "#f0dc96"


def _item(kind: str, name: str, top: float | None, base: float | None, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("theme", "function", "color", "start", "end", "status", "source", "unit", "kh", "kv")
    )
    named = {"kind": kind, "id": name, "label_nl": f"{name} (nl)", "label_en": f"{name} (en)"}
    return empty | named | {"top": top, "base": base} | more


def probe(x: float, y: float, year: int) -> dict[str, Any]:
    """A house on peat, clay and sand, under a no-drilling zone that ends in 2050, and a reservoir."""
    items = [
        _item("object", "house", 7.0, GROUND, theme="buildings", color="#e2bfa3"),
        _item("water", "groundwater", -1.4, None),
        _item("voxel", "peat", GROUND, -5.0, color=_PEAT, unit="NIHO", kh=1e-6, probability=0.82),
        _item("voxel", "clay", -5.0, -9.0, color=_CLAY, unit="NAWO", kh=1e-8),
        _item("voxel", "sand", -9.0, -50.0, color=_SAND, unit="URTY", kh=2e-4),
        _item("claim", "cable", -1.6, -1.8, theme="utility_lines", function="CAB", status="existing"),
        _item("layer", "caprock", -1800.0, -2000.0, color="#b9b2a3"),
        _item("layer", "reservoir", -2000.0, -2100.0, color="#d9a441"),
        _item(
            "claim",
            "doublet",
            -2000.0,
            -2100.0,
            theme="doublets",
            function="GEO",
            status="planned",
            start=2035,
        ),
    ]
    if year < 2050:
        items.append(
            _item("claim", "no drilling", None, -60.0, theme="protection_zones", function="BVZ", end=2050)
        )
    items.sort(key=lambda item: math.inf if item["top"] is None else item["top"], reverse=True)
    withheld = [
        {"theme": "archaeology", "label_nl": "archeologie", "label_en": "archaeology", "role": "reader"}
    ]
    return {"x": x, "y": y, "year": year, "ground_level": GROUND, "items": items, "withheld": withheld}


def section(line: list[list[float]], year: int) -> dict[str, Any]:
    """Flat layers under a hill; a store that grows with the years, a well, and a cable that crosses."""
    distance = [LENGTH * i / 40 for i in range(41)]
    level = [GROUND + 3.0 * math.exp(-(((d - 500.0) / 120.0) ** 2)) for d in distance]
    surface = [[d, z] for d, z in zip(distance, level, strict=True)]

    def layer(name: str, color: str, top: float, base: float) -> dict[str, Any]:
        above = surface if top == GROUND else [[0.0, top], [LENGTH, top]]
        ring = [*above, [LENGTH, base], [0.0, base]]
        return {"kind": "lithology", "id": name, "label_nl": f"{name} (nl)", "label_en": f"{name} (en)",
                "color": color, "polygons": [ring]}  # fmt: skip

    def claim(name: str, function: str, left: float, right: float, top: float, base: float) -> dict[str, Any]:
        ring = [[left, top], [right, top], [right, base], [left, base]]
        return {"id": name, "theme": "ates", "function": function, "label_nl": f"{name} (nl)",
                "label_en": f"{name} (en)", "status": "existing", "start": None, "end": None,
                "polygons": [ring]}  # fmt: skip

    radius = 50.0 + 2.0 * (year - 2025)
    return {
        "year": year, "length": LENGTH, "points": line, "low": -2500.0, "high": 20.0,
        "ground": {"distance": distance, "level": level},
        "layers": [layer("peat", _PEAT, GROUND, -5.0), layer("clay", _CLAY, -5.0, -9.0),
                   layer("sand", _SAND, -9.0, -50.0)],
        "claims": [claim("store", "ATES", 700.0 - radius, 700.0 + radius, -20.0, -40.0),
                   claim("site", "ARC", 100.0, 300.0, -1.5, -4.0)],
        "water": [{"id": "area", "start": 0.0, "end": LENGTH, "summer": -1.3, "winter": -1.5}],
        "boreholes": [{"id": "borehole-1", "kind": "borehole", "distance": 900.0, "offset": 12.0,
                       "intervals": [[GROUND, -5.0, 1, "NIHO", "peat"], [-5.0, -12.0, 2, "NAWO", "clay"]]}],
        "lines": [{"id": "cable", "theme": "utility_lines", "function": "CAB", "label_nl": "cable (nl)",
                   "label_en": "cable (en)", "distance": 400.0, "level": -1.8, "radius": 0.1,
                   "clearance": 1.5}],
        "withheld": [],
    }  # fmt: skip


def box(x0: float, y0: float, x1: float, y1: float, base: float, year: int) -> dict[str, Any]:
    """Peat down to 5 m NAP, sand below it, and a store."""
    area = (x1 - x0) * (y1 - y0)
    peat = area * max(0.0, GROUND - max(base, -5.0))
    sand = area * max(0.0, -5.0 - base)
    soils = [("peat", _PEAT, peat), ("sand", _SAND, sand)]
    named = {"label_nl": "store (nl)", "label_en": "store (en)"}
    claim = {"id": "ates-1", "theme": "ates", "function": "ATES", "status": "existing", "start": 2010,
             "end": None, "top": -20.0, "base": -40.0, "volume": 12345.0} | named  # fmt: skip
    return {
        "bbox": [x0, y0, x1, y1], "base": base, "top": 10.0, "year": year, "volume": peat + sand,
        "soils": [{"id": name, "label_nl": f"{name} (nl)", "label_en": f"{name} (en)", "color": color,
                   "volume": volume} for name, color, volume in soils if volume > 0],
        "objects": [{"theme": "buildings", "id": "b-1", "label_nl": "house (nl)", "label_en": "house (en)",
                     "top": 7.0, "base": GROUND}],
        "claims": [claim] if base < -20.0 else [],
        "withheld": [],
    }  # fmt: skip
