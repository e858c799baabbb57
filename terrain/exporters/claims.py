"""Who uses which part of the subsurface, as bodies between two levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from terrain.exporters.geometry import Mesh, merge, prisms, tubes
from terrain.exporters.glb import Material
from terrain.exporters.ground import Ground
from terrain.exporters.layers import Layer, Part
from terrain.exporters.metadata import PropertyTable
from twin.claims import FUNCTIONS, Claim

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.state import Twin

__all__ = ["DRAWN_THEMES", "claimed", "drawn_claims"]

Floats = npt.NDArray[np.float64]
COLORS = {
    "GEO": "#dc2626", "ATES": "#f97316", "BHE": "#ea580c", "WWG": "#1d4ed8", "GWB": "#60a5fa",
    "BVZ": "#22a6b3", "ASV": "#6366f1", "WEL": "#0ea5e9", "STO": "#7c3aed", "SALT": "#a855f7",
    "SAND": "#ca8a04", "INF": "#0e7490",
}  # fmt: skip
"""Functions that are drawn. Cables, pipelines and archaeology are not: who may see them is restricted."""
DRAWN_THEMES = ("protection_zones", "wells", "ates", "closed_loops", "doublets", "storage", "extractions",
                "infiltration")  # fmt: skip
"""Themes of what is drawn: who may not see one of these in full may not see this layer."""
OPACITY = 0.35
YEARS = 30.0  # of use, of a claim that does not tell its own [assumption]
YEAR = 31_557_600.0  # seconds
DEEPEST = {"GEO": -4000.0}
DEEP = -500.0  # metres NAP: base of other claims without one, where the Mining Act begins
AROUND = 0.5  # metres: least distance drawn around a line or a point
BORE = 5.0  # metres: radius that bores are drawn with, to be seen from afar


def drawn_claims(twin: Twin) -> list[Claim]:
    """Claims of a twin that are drawn."""
    return [claim for claim in twin.claims if claim.function in COLORS and claim.theme in DRAWN_THEMES]


def claimed(twin: Twin) -> Iterator[Layer]:
    """Give the claims of a twin as one layer, each as wide as it has grown at the end of its use."""
    claims = drawn_claims(twin)
    if not claims:
        return
    bore = np.array([claim.footprint.has_z for claim in claims])
    shapes = [_body(claim) for claim in claims]
    middle = [shape.representative_point() for shape in shapes]
    ground = Ground.of(twin).at([point.x for point in middle], [point.y for point in middle])
    top = np.minimum([claim.top for claim in claims], ground)
    base = np.array([max(claim.base, DEEPEST.get(claim.function, DEEP)) for claim in claims])
    base = np.minimum(base, top - 0.1)
    parts = []
    for function, color in COLORS.items():
        mine = np.array([claim.function == function for claim in claims])
        rows, paths = np.flatnonzero(mine & ~bore), np.flatnonzero(mine & bore)
        bodies = [prisms(np.array(shapes, object)[rows], base[rows], top[rows], rows)] if len(rows) else []
        if len(paths):
            bodies.append(_bores([claims[k] for k in paths], paths))
        if bodies:
            parts.append(Part(Material(function, color, OPACITY), merge(bodies)))
    yield Layer("claims", _table(claims, top, base), parts)


def _bores(claims: list[Claim], rows: npt.NDArray[np.int64]) -> Mesh:
    """Bores as tubes along their paths."""
    places = [shapely.get_coordinates(claim.footprint, include_z=True) for claim in claims]
    starts = np.concatenate([[0], np.cumsum([len(path) for path in places])]).astype(np.int64)
    return tubes(np.concatenate(places), starts, BORE, rows)


def _radius(claim: Claim) -> float:
    """Radius at the end of its use [m]; NaN where its growth is not known."""
    years = YEARS if claim.start is None or claim.end is None else claim.end - claim.start
    return claim.radius_after(YEAR * max(years, 0.0))


def _body(claim: Claim) -> BaseGeometry:
    radius = _radius(claim)
    if claim.footprint.area and not radius > 0.0:
        return claim.footprint
    return claim.footprint.buffer(max(AROUND, radius), 12)  # at least, and where nobody knows how far it grew


def _table(claims: list[Claim], top: Floats, base: Floats) -> PropertyTable:
    columns = {
        "id": [claim.id for claim in claims],
        "theme": [claim.theme for claim in claims],
        "function": [claim.function for claim in claims],
        "use": [FUNCTIONS[claim.function] for claim in claims],
        "status": [claim.status for claim in claims],
        "top": np.round(top, 2),
        "base": np.round(base, 2),
        "start": [np.nan if claim.start is None else claim.start for claim in claims],
        "end": [np.nan if claim.end is None else claim.end for claim in claims],
        "radius": [round(_radius(claim), 1) for claim in claims],
    }
    return PropertyTable.of("claims", columns)
