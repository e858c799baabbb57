"""Boundary surfaces of the fictional geology: where each unit begins and ends below every column.

The setting is a composite of the coastal and river stacks of the western Netherlands: Holocene barrier,
lagoon, creek, river and peat deposits on a Pleistocene surface that dips west, and a flank of older sand in
the south-east. Thicknesses and depths are plausible composites [unverified], not those of a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import shapely
import xarray as xr
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from terrain.demo.fields import Floats, noise, smoothstep
from terrain.demo.plan import BBOX, coastline, dune_inner, line, point, polygon, river_width
from twin.grid import GridSpec
from twin.vocabulary import SOIL

__all__ = ["DONK", "MODEL_BASE", "OLD_BELT", "Body", "Strata", "block_mean", "strata", "voxel_grid"]

MODEL_BASE = -50.0
"""Lower side of the voxel model [m NAP]."""
_CELL = 100.0
_X0, _Y0 = BBOX[:2]
_STREAM = 300
_FLAT = 0.9
"""Highest level to which tides and floods laid down clay [m NAP]; what stands higher was raised."""
_COVERS = ("dune_sand", "sea_clay", "river_clay", "peat", "lake_bed_clay", "made_ground")
_SOIL = {entry.key: code for code, entry in SOIL.items() if entry.key in _COVERS}


def _local(*pairs: tuple[float, float]) -> LineString:
    return LineString(np.add(pairs, (_X0, _Y0)))


DONK = Point(_X0 + 11150.0, _Y0 + 6450.0)
"""Top of a river dune of the last ice age, almost drowned in the peat."""

OLD_BELT = _local(
    (12900, 7700), (12300, 7950), (11700, 7750), (11200, 7250), (10700, 7150), (10200, 7500), (9700, 7600),
    (9200, 7150), (8800, 6650), (8300, 6700), (7900, 7150), (7350, 7450), (6900, 7350),
)  # fmt: skip
"""Centre line of a river course that silted up some 4000 years ago and was overgrown by peat."""

_GULLIES = shapely.MultiLineString(
    [
        _local(
            (2200, 4300), (3600, 4000), (4500, 4350), (5300, 3950), (6100, 4250), (7200, 3700), (8300, 4000)
        ),
        _local(
            (2200, 7600), (3500, 7900), (4300, 7500), (5000, 7850), (5700, 7450), (6800, 7700), (7900, 7200)
        ),
        _local((2300, 1900), (3700, 2100), (4700, 1700), (5500, 2150), (6300, 1800), (7300, 2100)),
    ]
)
"""Tidal channels of the lagoon, older than the peat."""


@dataclass(frozen=True, slots=True)
class Body:
    """A deposit between two surfaces.

    Parameters
    ----------
    name
        Key of the stratigraphic unit (`twin.vocabulary.STRATIGRAPHY`).
    top, base
        Boundaries on the voxel grid [m NAP], shape (ny, nx); absent where the top is not above the base.
    """

    name: str
    top: Floats
    base: Floats


@dataclass(frozen=True, slots=True)
class Strata:
    """The deposits of the area, old to young: a later one has cut into, or covers, an earlier one.

    Parameters
    ----------
    grid
        Columns of 100 x 100 m.
    ground
        Mean ground or bed level per column [m NAP].
    pleistocene
        Top of the Pleistocene [m NAP].
    bodies
        Deposits in the order in which they are laid down.
    """

    grid: GridSpec
    ground: Floats
    pleistocene: Floats
    bodies: tuple[Body, ...]

    def body(self, name: str) -> Body:
        """First deposit of a unit; StopIteration when the unit does not occur."""
        return next(body for body in self.bodies if body.name == name)

    def sample(self, surface: Floats, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """Values of a surface in the columns that hold the points, those outside taken from the edge."""
        row, column = self.grid.index(x, y)
        return surface[np.clip(row, 0, self.grid.ny - 1), np.clip(column, 0, self.grid.nx - 1)]


def voxel_grid() -> GridSpec:
    """Columns of 100 x 100 m over the area; the last row overhangs 60 m in the north."""
    columns = round((BBOX[2] - BBOX[0]) / _CELL)
    rows = int(np.ceil((BBOX[3] - BBOX[1]) / _CELL))
    return GridSpec(_X0 + _CELL / 2, _Y0 + rows * _CELL - _CELL / 2, _CELL, _CELL, columns, rows)


def block_mean(values: npt.NDArray[Any], fine: GridSpec, grid: GridSpec) -> Floats:
    """Mean of the finite cells of a fine raster in every cell of a coarser grid; NaN where there is none."""
    row, _ = grid.index(np.full(fine.ny, grid.x0), fine.y)
    _, column = grid.index(fine.x, np.full(fine.nx, grid.y0))
    finite = np.isfinite(values)
    total, count = (_block_sum(part, row, column, grid) for part in (np.where(finite, values, 0.0), finite))
    mean: Floats = np.divide(total, count, out=np.full(grid.shape, np.nan), where=count > 0)
    return mean


def _block_sum(
    values: npt.NDArray[Any], row: npt.NDArray[Any], column: npt.NDArray[Any], grid: GridSpec
) -> Floats:
    """Sum of the fine cells in every coarse cell; rows and columns of a block lie side by side."""
    first = (
        np.flatnonzero(np.diff(row, prepend=row[0] - 1)),
        np.flatnonzero(np.diff(column, prepend=column[0] - 1)),
    )
    blocks = np.add.reduceat(np.add.reduceat(values.astype(float), first[0], axis=0), first[1], axis=1)
    total = np.zeros(grid.shape)
    total[np.ix_(row[first[0]], column[first[1]])] = blocks
    return total


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a column lies: its ground, the shares of soil classes, and distances to lines of the plan."""

    grid: GridSpec
    ground: Floats
    soil: dict[str, Floats]
    from_coast: Floats
    from_dunes: Floats
    from_river: Floats
    flank: Floats

    @property
    def bare(self) -> Floats:
        """1 where a clay cover may lie, 0 where the soil map shows peat at the surface."""
        return 1.0 - smoothstep(0.35, 0.75, self.soil["peat"])

    def noise(self, wavelength: float, number: int) -> Floats:
        return noise(self.grid, wavelength, _STREAM + number)


def _distance(grid: GridSpec, shape: BaseGeometry) -> Floats:
    """Distance from the column centres to a shape [m]."""
    shapely.prepare(shape)
    x, y = np.meshgrid(grid.x, grid.y)
    return cast(Floats, shapely.distance(shapely.points(x, y), shape))


def _inward(grid: GridSpec, name: str) -> Floats:
    """Distance to the edge of a polygon of the plan [m], positive inside."""
    area = polygon(name)
    x, y = np.meshgrid(grid.x, grid.y)
    return np.where(shapely.contains_xy(area, x, y), 1.0, -1.0) * _distance(grid, area.boundary)


def _setting(surface: xr.Dataset) -> _Setting:
    fine, grid = GridSpec.of(surface), voxel_grid()
    soil = surface["soil"].values
    return _Setting(
        grid=grid,
        ground=block_mean(surface["ground_level"].values, fine, grid),
        soil={key: block_mean(soil == code, fine, grid) for key, code in _SOIL.items()},
        from_coast=grid.x[None, :] - coastline(grid.y)[:, None],
        from_dunes=grid.x[None, :] - dune_inner(grid.y)[:, None],
        from_river=_distance(grid, line("rivier")) - river_width(grid.x)[None, :] / 2,
        flank=_inward(grid, "flank"),
    )


def strata(surface: xr.Dataset) -> Strata:
    """Derive the deposits of the area from the ground, the soil and the plan.

    Parameters
    ----------
    surface
        Dataset with ``ground_level`` [m NAP] and ``soil`` on the fine grid.

    Returns
    -------
    Strata
        Deposits whose tops never lie above the mean ground of their column.
    """
    here = _setting(surface)
    top, old = _pleistocene(here)
    bodies = [*old, *_lagoon(here, top), *_barrier(here, top), *_covers(here), *_river(here), *_recent(here)]
    capped = tuple(Body(body.name, np.minimum(body.top, here.ground), body.base) for body in bodies)
    return Strata(here.grid, here.ground, top, capped)


def _pleistocene(here: _Setting) -> tuple[Floats, list[Body]]:
    """Top of the Pleistocene, and its units down to the base of the model."""
    u = (here.grid.x[None, :] - _X0) / (BBOX[2] - _X0)
    rise = smoothstep(-2300.0, 60.0, here.flank)
    valley = np.exp(-((np.maximum(here.from_river, 0.0) / 1100.0) ** 2)) * (1.0 - rise)
    dune = 10.5 * np.exp(-((_distance(here.grid, DONK) / 190.0) ** 2))
    dip = -18.3 + 10.0 * u**0.85 - 2.5 * valley + 0.7 * here.noise(700, 0) + 0.35 * here.noise(260, 1)
    cap = here.ground - np.where(here.flank > 0, 0.0, 0.7 * (1.0 - rise))
    top = np.minimum(dip + (here.ground - dip) * rise**1.4 + dune, cap)
    cover = np.clip(2.4 + 1.2 * here.noise(500, 2) - 0.6 * rise, 0.0, 5.0) * (1.0 - 0.9 * valley)
    sand = top - cover - dune
    loam = np.clip(1.0 * valley + 0.35 * here.noise(350, 3), 0.0, 1.7) * smoothstep(0.15, 0.5, valley)
    kr_base = -27.5 + 1.5 * u + here.noise(800, 4)
    kr_base = kr_base + (sand - loam - kr_base) * smoothstep(0.2, 0.85, rise)
    seal = 3.5 * np.exp(-((_distance(here.grid, point("oeverwinning")) / 1700.0) ** 2))
    eem = np.clip(3.2 * (0.9 - u) + 2.6 * here.noise(1100, 5) + seal, 0.0, 6.5) * (
        1.0 - smoothstep(0.02, 0.3, rise)
    )
    till = np.clip(1.5 + 1.7 * here.noise(600, 6), 0.0, 4.0) * smoothstep(0.55, 0.9, rise)
    ur_top = kr_base - eem - till
    ur_base = -44.0 + 1.4 * here.noise(900, 7)
    ur_base = ur_base + (ur_top - ur_base) * smoothstep(0.25, 0.97, rise)
    wierden = top - 1.7 * smoothstep(0.5, 0.8, rise) - dune
    return top, [
        Body("ST", here.ground, np.full(here.grid.shape, MODEL_BASE - 10.0)), Body("UR", ur_top, ur_base),
        Body("DRGI", kr_base, ur_top), Body("EE", kr_base, kr_base - eem), Body("KR", sand - loam, kr_base),
        Body("KRWY", sand, sand - loam), Body("BX", top, sand), Body("BXWI", top, np.maximum(wierden, sand)),
    ]  # fmt: skip


def _lagoon(here: _Setting, pleistocene: Floats) -> list[Body]:
    """Basal peat, lagoon clay with its tidal channels, and the peat on top."""
    basal = np.clip(0.7 + 0.3 * here.noise(450, 10), 0.3, 1.3) * smoothstep(-300.0, 500.0, here.from_coast)
    basal = basal * ((pleistocene < -6.0) & (pleistocene > -17.8))
    top = -5.1 + 0.45 * here.noise(600, 11) + 1.2 * smoothstep(900.0, -300.0, here.from_dunes)
    dug = _inward(here.grid, "droogmakerij-1") > -60.0
    top = np.where(dug & (here.ground < -2.5), here.ground, top)
    away, wide = _distance(here.grid, _GULLIES), 190.0 + 45.0 * here.noise(300, 16)
    gully = -6.0 - 7.5 * (1.0 - (away / wide) ** 2) + 0.5 * here.noise(300, 17)
    niba, cap = pleistocene + basal, np.full(here.grid.shape, 0.4)
    top = np.maximum(top, niba)
    inside = away < wide
    return [
        Body("NIBA", niba, pleistocene), Body("NAWO", top, niba),
        Body("BNAWA", np.where(inside, top - 0.4, -99.0), np.maximum(gully, pleistocene - 1.0)),
        Body("NIHO", np.minimum(here.ground, 0.4), top),
        Body("AAOP", np.where(here.flank < 0, here.ground, -99.0), cap),
    ]  # fmt: skip


def _barrier(here: _Setting, pleistocene: Floats) -> list[Body]:
    """Shoreface and beach sand below sea, beach and dunes; its landward edge fingers into the lagoon clay."""
    wedge = smoothstep(-300.0, 1600.0, here.from_dunes + 130.0 * here.noise(420, 12))
    base = np.maximum(-15.3 + 1.2 * here.noise(700, 13) + 14.0 * wedge, pleistocene + 0.3)
    top = np.where(wedge < 0.999, 1.6 - 4.2 * smoothstep(0.0, 0.5, wedge), -99.0)
    top = np.where(here.soil["lake_bed_clay"] > 0.3, np.minimum(top, here.ground - 1.1), top)
    tongue = np.where(wedge < 0.6, -9.5 + 0.7 * here.noise(500, 18), -99.0)
    return [Body("NAZA", top, base), Body("NAWO", tongue, tongue + 0.2 - 2.2 * smoothstep(0.0, 0.25, wedge))]


def _covers(here: _Setting) -> list[Body]:
    """Marine clay on the clay polder, thinning over the edge of the peat, and the creek ridge cut into it."""
    share = smoothstep(-350.0, 250.0, _inward(here.grid, "kleipolder-1"))
    share = np.maximum(share, smoothstep(0.2, 0.7, here.soil["sea_clay"])) * here.bare
    thick = (2.3 + 0.55 * here.noise(380, 20) + 0.9 * smoothstep(1500.0, 0.0, here.from_dunes)) * share
    marine = np.where(here.from_dunes > -50.0, np.clip(thick, 0.0, 4.5), 0.0)
    away, wide = _distance(here.grid, line("kreekrug")), 165.0 + 30.0 * here.noise(260, 21)
    creek = -1.5 - 9.0 * (1.0 - (away / wide) ** 2) + 0.5 * here.noise(220, 22)
    top = np.minimum(here.ground, 2.0)
    return [
        Body("NAWA", np.where(marine > 0.1, top, -99.0), np.minimum(here.ground, _FLAT) - marine),
        Body("ANAWA", np.where(away < wide, top, -99.0), creek),
    ]  # fmt: skip


def _river(here: _Setting) -> list[Body]:
    """Flood-basin clay, the buried river course, and the sand below the present river and its foreland."""
    inland = smoothstep(-200.0, 700.0, here.from_dunes)
    near = np.exp(-((np.maximum(here.from_river - 380.0, 0.0) / 430.0) ** 2)) * inland
    cover = np.maximum(near * here.bare, smoothstep(0.2, 0.7, here.soil["river_clay"]))
    clay = np.minimum(here.ground, _FLAT) - np.clip(2.2 + 0.5 * here.noise(400, 30), 0.6, 4.0) * cover
    lens = -3.2 + 0.4 * here.noise(450, 31)
    old, wide = _distance(here.grid, OLD_BELT), 125.0 + 20.0 * here.noise(280, 32)
    belt = -3.6 - 8.0 * (1.0 - (old / wide) ** 4) + 0.5 * here.noise(200, 33)
    wing = np.exp(-((old / 330.0) ** 2))
    sea = smoothstep(-300.0, 500.0, here.from_coast)
    bank = 130.0 + 35.0 * here.noise(300, 34)
    bed = (
        -3.0 - 12.0 * sea * (1.0 - (np.maximum(here.from_river, 0.0) / bank) ** 3) + 0.6 * here.noise(350, 35)
    )
    low, foreland = here.flank < -400.0, (here.from_river > 0) & (cover > 0.12)
    return [
        Body("EC", lens, lens - 1.3 * np.where(near > 0.2, near, 0.0)),
        Body("EC", np.where(low, -2.6, -99.0), -2.6 - 1.4 * np.where(wing > 0.15, wing, 0.0)),
        Body("CEC", np.where(old < wide, -2.9 + 0.25 * here.noise(200, 36), -99.0), belt),
        Body("BEC", np.where((here.from_river < bank) & (sea > 0.05), here.ground, -99.0), bed),
        Body("EC", np.where(foreland, np.minimum(here.ground, 3.0), -99.0), clay),
    ]  # fmt: skip


def _recent(here: _Setting) -> list[Body]:
    """Dune sand and made ground."""
    base = 0.6 + 0.5 * here.noise(500, 40)
    town = smoothstep(-60.0, 120.0, _inward(here.grid, "oude-stad"))
    district = smoothstep(-60.0, 60.0, _inward(here.grid, "nieuwe-wijk"))
    made = np.maximum.reduce(
        [2.4 * town, 1.1 * district, 1.1 * smoothstep(0.25, 0.65, here.soil["made_ground"])]
    )
    made = np.where(made > 0.4, np.maximum(made, 0.8), 0.0)
    dune = (here.soil["dune_sand"] > 0.4) | (_inward(here.grid, "duinen") > 50.0)
    return [
        Body("NASC", np.where(dune, here.ground, -99.0), base),
        Body("AAOP", here.ground, here.ground - made),
    ]  # fmt: skip
