"""Ground below dikes: hand-made voxel columns, the survey, and what is not known."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import xarray as xr
from shapely import LineString

from scenarios.dikes.locations import locations
from scenarios.dikes.measuring import measure
from scenarios.dikes.model import Subsoil
from scenarios.dikes.subsoil import CONDUCTIVITY, GRAIN_SIZE, WEIGHT, subsoil
from scenarios.dikes.survey import SUBSOIL_COLUMNS
from tests.unit.scenarios.dikes.straight_dike import CENTRE, Section, dike_twin
from tests.unit.scenarios.dikes.test_survey import table
from twin.grid import GridSpec
from twin.state import Twin

PEAT, CLAY, LOAM, FINE, MEDIUM, COARSE, NONE = 1, 2, 3, 5, 6, 7, -127
HOLOCENE, PLEISTOCENE = 1100, 4050
DIKE = Section(inner_toe=0.0)


def column(*layers: tuple[float, int, int], top: float = 0.0) -> xr.Dataset:
    """Voxels of 0.5 m from a level down, everywhere the same: thickness [m], unit, lithoclass."""
    strat = np.concatenate([np.full(round(2 * size), unit) for size, unit, _ in layers])[::-1]
    lithok = np.concatenate([np.full(round(2 * size), code) for size, _, code in layers])[::-1]
    z = top - 0.5 * np.arange(strat.size)[::-1] - 0.25
    grid, _ = GridSpec.from_bbox((CENTRE[0] - 500, CENTRE[1] - 500, CENTRE[0] + 500, CENTRE[1] + 500), 100)
    shape = (strat.size, *grid.shape)
    return xr.Dataset(
        {
            "strat": (("z", "y", "x"), np.broadcast_to(strat[:, None, None], shape).astype(np.int16)),
            "lithok": (("z", "y", "x"), np.broadcast_to(lithok[:, None, None], shape).astype(np.int8)),
        },
        coords={**grid.coords(), "z": ("z", z)},
    )


def properties(rows: list[tuple[int, int, float, float, float]]) -> xr.Dataset:
    names = ("strat", "lithok", "kh", "kv", "gamma_sat")
    return xr.Dataset(
        {
            name: ("entry", np.array(values))
            for name, values in zip(names, zip(*rows, strict=True), strict=True)
        }
    )


def with_voxels(voxels: xr.Dataset, table: xr.Dataset | None = None) -> Twin:
    parts = {"/voxels": voxels} | ({} if table is None else {"/properties": table})
    return dike_twin(DIKE, cell=2.0, half_length=50.0, reach=170.0).with_(
        subsurface=xr.DataTree.from_dict(parts)
    )


def below(twin: Twin) -> Subsoil:
    places, profiles = measure(twin, locations(twin))
    assert places.known.all()
    return subsoil(twin, places, profiles)


def only(values: np.ndarray) -> float:
    """Value that all places share."""
    np.testing.assert_allclose(values, values[0], rtol=1e-9, atol=1e-9)
    return float(values[0])


STANDARD = ((2.0, HOLOCENE, CLAY), (1.0, HOLOCENE, PEAT), (4.0, HOLOCENE, FINE), (3.0, PLEISTOCENE, COARSE),
            (5.0, PLEISTOCENE, CLAY), (5.0, PLEISTOCENE, COARSE))  # fmt: skip


def test_cover_and_aquifer_below_the_toe() -> None:
    found = below(with_voxels(column(*STANDARD)))
    assert only(found.cover_thickness) == pytest.approx(3.0, abs=0.01)
    assert only(found.aquifer_top) == pytest.approx(-3.0, abs=0.01)
    assert only(found.aquifer_thickness) == pytest.approx(7.0, abs=0.01)
    weight = (2 * WEIGHT[CLAY].value + WEIGHT[PEAT].value) / 3
    assert only(found.cover_weight) == pytest.approx(weight, rel=1e-3)
    resistance = 2 / CONDUCTIVITY[CLAY].value + 1 / CONDUCTIVITY[PEAT].value
    assert only(found.cover_resistance) == pytest.approx(resistance, rel=1e-3)
    permeability = (4 * CONDUCTIVITY[FINE].value + 3 * CONDUCTIVITY[COARSE].value) / 7
    assert only(found.permeability) == pytest.approx(permeability, rel=1e-3)
    assert only(found.grain_size) == pytest.approx(GRAIN_SIZE[FINE].value)
    assert only(found.firm_level) == pytest.approx(-7.0)
    assert found.soft.all()
    assert {found.sources[k] for k in found.source} == {"voxels"}


def test_table_of_the_twin_wins_by_unit_and_class() -> None:
    rows = [
        (HOLOCENE, CLAY, 1e-8, 2e-8, 16e3),
        (HOLOCENE, FINE, 3e-5, 1e-5, np.nan),
        (PLEISTOCENE, CLAY, 9.0, 9.0, 9e3),
    ]
    found = below(with_voxels(column(*STANDARD), properties(rows)))
    resistance = 2 / 2e-8 + 1 / CONDUCTIVITY[PEAT].value
    assert only(found.cover_resistance) == pytest.approx(resistance, rel=1e-3)
    assert only(found.cover_weight) == pytest.approx((2 * 16e3 + WEIGHT[PEAT].value) / 3, rel=1e-3)
    permeability = (4 * 3e-5 + 3 * CONDUCTIVITY[COARSE].value) / 7
    assert only(found.permeability) == pytest.approx(permeability, rel=1e-3)


def test_thin_sand_is_a_lens_in_the_cover() -> None:
    found = below(with_voxels(column((1.0, HOLOCENE, CLAY), (0.5, HOLOCENE, FINE), (2.0, HOLOCENE, CLAY),
                                     (6.0, PLEISTOCENE, MEDIUM))))  # fmt: skip
    assert only(found.cover_thickness) == pytest.approx(3.5, abs=0.01)
    assert only(found.aquifer_thickness) == pytest.approx(6.0, abs=0.01)
    weight = (3 * WEIGHT[CLAY].value + 0.5 * WEIGHT[FINE].value) / 3.5
    assert only(found.cover_weight) == pytest.approx(weight, rel=1e-3)


def test_thin_clay_does_not_end_an_aquifer() -> None:
    found = below(with_voxels(column((1.0, HOLOCENE, CLAY), (3.0, HOLOCENE, FINE), (0.5, HOLOCENE, CLAY),
                                     (3.0, HOLOCENE, FINE), (1.0, HOLOCENE, LOAM))))  # fmt: skip
    assert only(found.aquifer_thickness) == pytest.approx(6.5, abs=0.01)
    assert np.isnan(found.firm_level).all()


def test_sand_at_the_surface_has_no_cover() -> None:
    found = below(with_voxels(column((8.0, PLEISTOCENE, MEDIUM))))
    assert only(found.cover_thickness) == pytest.approx(0.0, abs=0.01)
    assert only(found.cover_resistance) == 0.0
    assert only(found.aquifer_thickness) == pytest.approx(8.0, abs=0.01)
    assert only(found.grain_size) == GRAIN_SIZE[MEDIUM].value
    assert not found.soft.any()
    assert np.isfinite(found.cover_weight).all()


@pytest.mark.parametrize(("top", "cover"), [(1.0, 2.0), (-0.5, 3.5), (0.25, 2.75)])
def test_cover_is_counted_from_the_ground_at_the_toe(top: float, cover: float) -> None:
    """Columns of 100 m reach above or stay below the ground at the toe, which lies at 0 m NAP."""
    layers = ((3.0, HOLOCENE, CLAY), (6.0, PLEISTOCENE, MEDIUM))
    found = below(with_voxels(column(*layers, top=top)))
    assert only(found.cover_thickness) == pytest.approx(cover, abs=0.01)
    assert only(found.aquifer_top) == pytest.approx(-cover, abs=0.01)


def test_clay_without_sand_leaves_the_aquifer_unknown() -> None:
    found = below(with_voxels(column((10.0, HOLOCENE, CLAY))))
    for name in SUBSOIL_COLUMNS:
        assert np.isnan(getattr(found, name)).all(), name
    assert found.soft.all()
    assert {found.sources[k] for k in found.source} == {"voxels without 1 m of sand"}


def test_twin_without_voxels_leaves_places_known() -> None:
    found = below(dike_twin(DIKE, cell=2.0, half_length=50.0))
    for name in SUBSOIL_COLUMNS:
        assert np.isnan(getattr(found, name)).all(), name
    assert found.soft.all()
    assert {found.sources[k] for k in found.source} == {"no voxels and no survey"}


def test_place_beside_the_voxels_is_unknown() -> None:
    voxels = column(*STANDARD)
    found = below(with_voxels(voxels.isel(x=slice(0, 5))))
    known = ~np.isnan(found.cover_thickness)
    assert known.any()
    assert not known.all()


def test_survey_wins_column_by_column() -> None:
    line = LineString([(CENTRE[0] - 60, CENTRE[1]), (CENTRE[0] + 60, CENTRE[1])])
    sections = table([line], aquifer_top=[-1.0], cover_thickness=[1.0])
    voxels = column(*STANDARD)
    found = below(with_voxels(voxels).with_(features={"dike_profiles": sections}))
    assert only(found.aquifer_top) == -1.0
    assert only(found.cover_thickness) == 1.0
    assert only(found.aquifer_thickness) == pytest.approx(7.0, abs=0.01)
    assert {found.sources[k] for k in found.source} == {"survey and voxels"}
    bare = dike_twin(DIKE, cell=2.0, half_length=50.0).with_(features={"dike_profiles": sections})
    found = below(bare)
    assert {found.sources[k] for k in found.source} == {"survey"}
    assert not found.soft.any()  # a cover of 1 m


def test_aquifer_above_the_ground_is_unknown() -> None:
    line = LineString([(CENTRE[0] - 60, CENTRE[1]), (CENTRE[0] + 60, CENTRE[1])])
    sections = table([line], aquifer_top=[0.5])
    found = below(with_voxels(column(*STANDARD)).with_(features={"dike_profiles": sections}))
    assert np.isnan(found.aquifer_top).all()
    assert np.isnan(found.permeability).all()
    assert {found.sources[k] for k in found.source} == {"aquifer above the ground"}


def test_place_without_a_profile_has_no_toe_to_look_below() -> None:
    twin = with_voxels(column(*STANDARD))
    places, profiles = measure(twin, locations(twin))
    width = profiles.crest_width.copy()
    width[0] = np.nan
    found = subsoil(twin, places, replace(profiles, crest_width=width))
    unknown = {name for name in (one.name for one in fields(found)) if name in SUBSOIL_COLUMNS}
    assert all(np.isnan(getattr(found, name)[0]) for name in unknown)
    assert not np.isnan(found.aquifer_top[1:]).any()
