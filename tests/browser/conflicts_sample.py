"""Made-up claims, conflicts and verdicts, with round numbers that a test can find back on the page."""

from __future__ import annotations

from typing import Any

__all__ = ["CLAIMS", "CONFLICTS", "PLACE", "claim", "conflict", "header", "verdicts"]

PLACE = (66200.0, 550200.0)
"""Where the store of the sample stands, EPSG:28992."""
ROOT_OF_A_YEAR = 31_557_600**-0.5


def claim(name: str, function: str, theme: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make one claim: there for ever, from -20 to -40 m NAP, without room round its outline."""
    empty = {"kind": "", "owner": name, "source": "", "sigma_xy": 0.0, "sigma_z": 0.0, "ground": -1.0}
    lasting = {"status": "existing", "start": 2000.0, "end": None, "top": -20.0, "base": -40.0}
    told = {"id": name, "theme": theme, "function": function, "radius": 0.0, "growth": 0.0}
    return told | empty | lasting | {"geometry": geometry} | more


def _point(dx: float = 0.0) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [PLACE[0] + dx, PLACE[1]]}


def _square(half: float) -> dict[str, Any]:
    (x, y), h = PLACE, half
    ring = [[x - h, y - h], [x + h, y - h], [x + h, y + h], [x - h, y + h], [x - h, y - h]]
    return {"type": "Polygon", "coordinates": [ring]}


CLAIMS = [
    # Ten metres in the year it begins, 110 m after a hundred years.
    claim("store", "ATES", "ates", _point(), start=2020.0, radius=10.0, growth=10.0 * ROOT_OF_A_YEAR),
    claim("zone", "BVZ", "protection_zones", _square(800.0), end=2060.0, status="in-force"),
    claim(
        "cable",
        "CAB",
        "utility_lines",
        {"type": "LineString", "coordinates": [[PLACE[0] - 500, PLACE[1]], [PLACE[0] + 500, PLACE[1]]]},
        radius=0.1,
        top=-1.6,
        base=-1.8,
    ),
    claim("new-store", "ATES", "ates", _point(300.0), start=2035.0, radius=60.0, status="planned"),
]


def conflict(number: int, first: str, second: str, verdict: str, **more: Any) -> dict[str, Any]:
    """Make one pair: it holds for ever, twelve and a half metres short."""
    kinds = {one["id"]: one for one in CLAIMS}
    sides: dict[str, Any] = {}
    for side, name in (("first", first), ("second", second)):
        known = kinds.get(name, {"theme": "ates", "function": "ATES", "status": "planned"})
        sides |= {side: name} | {f"{side}_{key}": known[key] for key in ("theme", "function", "status")}
    told = {
        "id": f"conflict-{number}",
        "plan": first,
        "rule": 11,
        "code": "X11",
        "verdict": verdict,
        "holds": True,
        "margin": -12.5,
        "margin_unit": "m",
        "distance": 0.0,
        "required": 12.5,
        "first_year": None,
        "last_year": None,
        "probability": 1.0,
        "inside": None,
        "overlap_volume": None,
        "explanation": {
            "nl": f"{first} zit {second} in de weg.",
            "en": f"{first} is in the way of {second}.",
        },
        "remedies": {"nl": ["verplaats het 12,5 m"], "en": ["move it 12.5 m"]},
        "source": "a rule of the sample",
        "status": "verified",
        "point": [*PLACE, -30.0],
    }
    return sides | told | more


CONFLICTS = [
    conflict(1, "store", "zone", "forbidden", first_year=2027.4, last_year=2060.0),
    conflict(2, "new-store", "zone", "conditional", first_year=2035.0, probability=0.4, holds=False),
    conflict(
        3,
        "new-store",
        "store",
        "competing",
        first_year=2055.2,
        margin=-3.0,
        remedies={"nl": ["leg het op -0,24 m NAP (2030-2040)"], "en": ["lay it at -0.24 m NAP (2030-2040)"]},
    ),
    conflict(4, "cable", "zone", "unknown", margin=None, probability=None),
]


def header(twin: str, claims: list[str], tables: list[str]) -> dict[str, Any]:
    """Make the file that tells which others there are."""
    return {
        "format": "zicht-subsurface-conflicts",
        "version": 1,
        "twin": twin,
        "year": None,
        "horizon": 2100,
        "counts": {"forbidden": 1, "conditional": 1, "competing": 1, "synergy": 0, "unknown": 1},
        "functions": {},
        "claims": [{"theme": theme, "count": 1, "file": f"claims/{theme}.json"} for theme in claims],
        "conflicts": [{"name": name, "count": 1, "file": f"{name}.json"} for name in tables],
    }


def verdicts(plan: dict[str, Any]) -> dict[str, Any]:
    """Judge a plan: competing from 2055 on within a kilometre of the place, else nobody is in the way."""
    x, y = plan["at"] if "at" in plan else plan["area"][0]
    body = claim(
        "plan",
        "ATES",
        "ates",
        {"type": "Point", "coordinates": [x, y]},
        start=2030.0,
        radius=150.0,
        status="planned",
        top=-1.0,
    )
    near = abs(x - PLACE[0]) < 1000
    pairs = [conflict(1, "plan", "store", "competing", first_year=2055.0)] if near else []
    return {
        "claims": [body],
        "conflicts": pairs,
        "counts": {"competing": len(pairs)},
        "withheld": [{"theme": "archaeology", "label_nl": "Vindplaatsen", "label_en": "Sites"}],
    }
