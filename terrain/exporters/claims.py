"""Who uses which part of the subsurface, as bodies between two levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from terrain.exporters.geometry import prisms
from terrain.exporters.glb import Material
from terrain.exporters.ground import Ground
from terrain.exporters.layers import Layer, Part
from terrain.exporters.metadata import PropertyTable
from twin.claims import FUNCTIONS, Claim

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.state import Twin

__all__ = ["claimed", "drawn_claims"]

Floats = npt.NDArray[np.float64]
COLORS = {
    "GEO": "#dc2626", "ATES": "#f97316", "WWG": "#1d4ed8", "GWB": "#60a5fa", "BVZ": "#22a6b3",
    "ASV": "#6366f1", "WEL": "#0ea5e9",
}  # fmt: skip
"""Functions that are drawn. Cables, pipelines and archaeology are not: who may see them is restricted."""
OPACITY = 0.35
YEARS = 30.0  # of use, of a claim that does not tell its own [assumption]
YEAR = 31_557_600.0  # seconds
DEEPEST = {"GEO": -4000.0}
DEEP = -500.0  # metres NAP: base of other claims without one, where the Mining Act begins
AROUND = 0.5  # metres: least distance drawn around a line or a point


def drawn_claims(twin: Twin) -> list[Claim]:
    """Claims of a twin that are drawn."""
    return [claim for claim in twin.claims if claim.function in COLORS]


def claimed(twin: Twin) -> Iterator[Layer]:
    """Give the claims of a twin as one layer, each as wide as it has grown at the end of its use."""
    claims = drawn_claims(twin)
    if not claims:
        return
    shapes = [_body(claim) for claim in claims]
    middle = [shape.representative_point() for shape in shapes]
    ground = Ground.of(twin).at([point.x for point in middle], [point.y for point in middle])
    top = np.minimum([claim.top for claim in claims], ground)
    base = np.array([max(claim.base, DEEPEST.get(claim.function, DEEP)) for claim in claims])
    base = np.minimum(base, top - 0.1)
    parts = []
    for function, color in COLORS.items():
        rows = np.array([k for k, claim in enumerate(claims) if claim.function == function], np.int64)
        if len(rows):
            bodies = prisms(np.array(shapes, object)[rows], base[rows], top[rows], rows)
            parts.append(Part(Material(function, color, OPACITY), bodies))
    yield Layer("claims", _table(claims, top, base), parts)


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
