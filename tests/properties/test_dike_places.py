"""Places and profiles along dikes: lengths, sides and shapes do not depend on how a line happens to lie."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, affinity

from scenarios.dikes.lines import along, runs
from scenarios.dikes.locations import locations
from scenarios.dikes.measuring import measure
from scenarios.dikes.subsoil import _Columns, _read
from tests.unit.scenarios.dikes.straight_dike import CENTRE, Section, dike_twin
from twin.grid import GridSpec
from twin.state import Twin

corners = st.lists(
    st.tuples(st.floats(0, 2000, width=32), st.floats(0, 2000, width=32)), min_size=2, max_size=8, unique=True
)


@given(points=corners, step=st.floats(1.0, 500.0))
@settings(max_examples=60, deadline=None)
def test_stretches_fill_the_line_and_directions_are_units(
    points: list[tuple[float, float]], step: float
) -> None:
    line = LineString(points)
    for run in runs(line):
        middle, found, direction = along(run, step)
        stretch = run.line.length / middle.size
        assert stretch * middle.size == pytest.approx(run.line.length, rel=1e-12)
        assert run.line.length < step or abs(stretch - step) <= 0.5 * step + 1e-9
        np.testing.assert_allclose(np.diff(middle), stretch, rtol=1e-6)
        np.testing.assert_allclose(np.hypot(*direction.T), 1.0, rtol=1e-12)
        assert max(run.line.distance(point) for point in map(_point, found)) < 1e-6
    assert sum(run.line.length for run in runs(line)) == pytest.approx(line.length, rel=1e-9)


def _point(values: np.ndarray) -> object:
    from shapely import Point

    return Point(values)


sections = st.builds(
    Section,
    crest=st.floats(4.0, 12.0),
    width=st.floats(3.0, 10.0),
    outer_slope=st.floats(2.0, 6.0),
    inner_slope=st.floats(2.0, 6.0),
    outer_toe=st.floats(-1.0, 1.5),
    inner_toe=st.floats(-2.0, 1.5),
)


@given(section=sections, angle=st.floats(0.0, 360.0))
@settings(max_examples=12, deadline=None)
def test_profile_comes_back_at_any_angle(section: Section, angle: float) -> None:
    twin = dike_twin(section, cell=1.0, angle=angle, half_length=15.0, reach=150.0)
    places, profiles = measure(twin, locations(twin))
    assert places.known.all()
    np.testing.assert_allclose(profiles.crest_level, section.crest, atol=0.05)
    np.testing.assert_allclose(profiles.crest_width, section.width, atol=0.3)
    for side, base in (("outer", -section.outer_base), ("inner", section.inner_base)):
        toe, slope = getattr(profiles, f"{side}_toe_level"), getattr(profiles, f"{side}_slope")
        np.testing.assert_allclose(toe, getattr(section, f"{side}_toe"), atol=0.05)
        np.testing.assert_allclose(
            0.5 * profiles.crest_width + slope * (profiles.crest_level - toe), base, atol=0.5
        )


@given(section=sections, angle=st.floats(0.0, 90.0), cell=st.sampled_from([5.0, 10.0]))
@settings(max_examples=12, deadline=None)
def test_toes_on_large_cells_are_right_within_a_cell(section: Section, angle: float, cell: float) -> None:
    twin = dike_twin(section, cell=cell, angle=angle, half_length=30.0, reach=170.0, fine=4)
    places, profiles = measure(twin, locations(twin))
    assert places.known.all()
    for side, base in (("outer", -section.outer_base), ("inner", section.inner_base)):
        toe, slope = getattr(profiles, f"{side}_toe_level"), getattr(profiles, f"{side}_slope")
        assert (slope > 0.0).all()
        found = 0.5 * profiles.crest_width + slope * (profiles.crest_level - toe)
        np.testing.assert_allclose(found, base, atol=cell)


@given(angle=st.floats(0.0, 360.0), turn=st.booleans())
@settings(max_examples=15, deadline=None)
def test_side_follows_the_water_whatever_the_direction_of_the_line(angle: float, turn: bool) -> None:
    grid, _ = GridSpec.from_bbox((CENTRE[0] - 600, CENTRE[1] - 600, CENTRE[0] + 600, CENTRE[1] + 600), 10)
    sea = math.radians(angle)
    x, y = np.meshgrid(grid.x - CENTRE[0], grid.y - CENTRE[1])
    away = x * math.cos(sea) + y * math.sin(sea)
    surface = xr.Dataset(
        {
            "ground_level": (("y", "x"), np.where(away > 60, -5.0, 0.0).astype(np.float32)),
            "permanent_water": (("y", "x"), (away > 60).astype(np.int8)),
        },
        coords=grid.coords(),
    )
    line = affinity.rotate(LineString([(0, -300), (40, 0), (0, 300)]), angle, origin=(0, 0))
    line = affinity.translate(line.reverse() if turn else line, *CENTRE)
    dikes = gpd.GeoDataFrame(
        {"id": ["d"], "kind": ["sea-dike"], "crest_level": [5.0]}, geometry=[line], crs="EPSG:28992"
    )
    places = locations(Twin.from_datasets(surface, features={"dikes": dikes}))
    assert places.known.all()
    assert (places.inward_x * math.cos(sea) + places.inward_y * math.sin(sea) < -0.9).all()


@given(
    classes=st.lists(st.sampled_from([0, 1, 2, 3, 5, 6, 7, 8, 9]), min_size=4, max_size=60),
    ground=st.floats(-2.0, 2.0),
)
@settings(max_examples=80, deadline=None)
def test_layers_fill_the_column_from_the_ground_down(classes: list[int], ground: float) -> None:
    lithok = np.array([classes])
    top = 0.5 * np.arange(len(classes), 0, -1) - 0.5 * len(classes)
    column = _Columns(np.zeros(1, np.int64), np.full_like(lithok, 4050), lithok, top, 0.5)
    found = {name: float(values[0]) for name, values in _read(column, np.array([ground]), None).items()}
    if np.isnan(found["aquifer_top"]):
        return
    assert found["cover_thickness"] >= 0.0
    assert found["cover_thickness"] + found["aquifer_top"] == pytest.approx(ground)
    assert found["aquifer_thickness"] > 0.0
    assert found["aquifer_top"] - found["aquifer_thickness"] >= top[-1] - 0.5 - 1e-9
    assert found["permeability"] > 0.0
    assert found["cover_resistance"] >= 0.0
    assert 9e3 < found["cover_weight"] < 21e3
