"""Lines over grids, bodies of claims in a year, and paths in space near a place."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr
from shapely import LineString, MultiPoint, Point, Polygon, box

from terrain.subsurface.claim_bodies import body_of, levels_near, radius_in
from terrain.subsurface.intervals import Interval, interval_text, intervals_of
from terrain.subsurface.section import section
from terrain.subsurface.traverse import traverse
from twin.claims import Claim
from twin.errors import InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin

GRID = GridSpec(100_050.0, 500_250.0, 100.0, 100.0, 3, 3)
YEAR = 31_557_600.0


def test_a_straight_line_is_cut_at_the_edges_of_cells() -> None:
    found = traverse(GRID, np.array([[100_020.0, 500_250.0], [100_270.0, 500_250.0]]))
    assert found.column.tolist() == [0, 1, 2]
    assert found.row.tolist() == [0, 0, 0]
    assert found.start.tolist() == pytest.approx([0, 80, 180])
    assert found.end.tolist() == pytest.approx([80, 180, 250])


def test_parts_outside_are_left_out_and_bends_go_on() -> None:
    corners = np.array([[99_900.0, 500_150.0], [100_150.0, 500_150.0], [100_150.0, 499_900.0]])
    found = traverse(GRID, corners)
    assert list(zip(found.row.tolist(), found.column.tolist(), strict=True)) == [
        (1, 0),
        (1, 1),
        (1, 1),
        (2, 1),
    ]
    assert found.start.tolist() == pytest.approx([100, 200, 250, 300])
    assert found.end.tolist() == pytest.approx([200, 250, 300, 400])


def claim(**told: object) -> Claim:
    given = {
        "id": "a",
        "theme": "ates",
        "function": "WEL",
        "footprint": Point(0, 0),
        "top": 0.0,
        "base": -10.0,
    }
    return Claim(**{**given, **told})  # type: ignore[arg-type]


def test_a_body_grows_with_the_root_of_time() -> None:
    growing = claim(function="GEO", start=2020.0, growth=0.01, radius=2.0)
    assert radius_in(growing, 2020) == 2.0
    assert radius_in(growing, 2030) == pytest.approx(2.0 + 0.01 * math.sqrt(10 * YEAR))
    assert radius_in(growing, 2010) == 2.0
    assert radius_in(claim(start=None, growth=0.01, radius=2.0), 2100) == 2.0
    assert radius_in(claim(start=2020.0, growth=math.nan, radius=3.0), 2100) == 3.0
    assert body_of(growing, 2030).area == pytest.approx(math.pi * radius_in(growing, 2030) ** 2, rel=0.01)


def test_a_heat_store_stands_round_both_its_wells() -> None:
    store = claim(function="ATES", footprint=LineString([(0, 0), (100, 0)]), radius=10.0)
    body = body_of(store, 2030)
    assert body.geom_type == "MultiPolygon"
    assert not body.contains(Point(50, 0))
    assert body.contains(MultiPoint([(9, 0), (91, 0)]))


def test_areas_are_what_they_are_and_lines_as_wide_as_they_are() -> None:
    area = box(0, 0, 10, 10)
    assert body_of(claim(footprint=area), 2030).equals(area)
    line = claim(footprint=LineString([(0, 0), (10, 0)]), radius=0.5)
    assert body_of(line, 2030).area == pytest.approx(10 + math.pi / 4, rel=0.01)


def test_levels_follow_a_bore_in_space() -> None:
    path = LineString([(0, 0, 0), (0, 0, -400), (1000, 0, -1400), (1000, 0, -1500)])
    bore = claim(function="GEO", footprint=path, top=0.0, base=-1500.0)
    assert levels_near(bore, 0, 0, 10) == (0.0, pytest.approx(-410.0))
    assert levels_near(bore, 500, 5, 5) == (pytest.approx(-900.0), pytest.approx(-900.0))
    assert levels_near(bore, 500, 0, 20) == (pytest.approx(-880.0), pytest.approx(-920.0))
    assert levels_near(bore, 1000, 0, 10) == (pytest.approx(-1390.0), -1500.0)
    flat = claim(footprint=Polygon([(0, 0), (9, 0), (9, 9)]), top=3.0, base=-3.0)
    assert levels_near(flat, 1, 1, 5) == (3.0, -3.0)


def test_intervals_survive_their_text() -> None:
    told = (Interval(1.0, 0.5, 2, "NAWA", "klei"), Interval(0.5, -1.25, None, "", "zand; 'fijn'"))
    assert intervals_of({"intervals": interval_text(told)}) == told
    for broken in (None, "", "[[1]]", "{}", '[["a", 1, 2, "", ""]]', "[[1, 0, 2.5, 3, 4]]", 5):
        assert intervals_of({"intervals": broken}) == ()


def bare_twin() -> Twin:
    ground = xr.Dataset({"ground_level": (("y", "x"), np.zeros(GRID.shape))}, coords=GRID.coords())
    return Twin.from_datasets(ground)


def test_a_section_of_bare_ground_has_a_ground_and_nothing_else() -> None:
    found = section(bare_twin(), LineString([(100_010, 500_010), (100_290, 500_290)]))
    assert found.length == pytest.approx(280 * math.sqrt(2))
    assert np.isfinite(found.level).all()
    assert (found.bodies, found.cuts, found.crossings, found.water) == ((), (), (), ())
    assert (found.low, found.high) == (-15.0, 15.0)


@pytest.mark.parametrize(
    "line", [LineString(), LineString([(100_010, 500_010)] * 2), LineString([(0, 0), (50, 50)])]
)
def test_lines_that_cut_nothing_are_refused(line: LineString) -> None:
    with pytest.raises(InvalidInputError):
        section(bare_twin(), line)


def test_a_line_partly_outside_has_no_ground_there() -> None:
    found = section(bare_twin(), LineString([(99_900, 500_150), (100_150, 500_150)]))
    assert np.isnan(found.level[found.distance < 99]).all()
    assert np.isfinite(found.level[found.distance > 101]).all()
