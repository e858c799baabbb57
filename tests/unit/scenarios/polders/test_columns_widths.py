"""Width of parcels: strips in any direction, ends of strips, banks, and where nothing tells."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, Point, box

from scenarios.polders.widths import WIDTH_CLASSES, class_width, ditch_points, parcel_width, water_share
from tests.unit.scenarios.polders.strip_polder import CENTRE, SIZE, ditch_lines, strip_polder

X, Y = CENTRE


def widths(twin, cut=120.0):
    """Widths away from the edge of the twin by ``cut`` metres."""
    edge = round(cut / twin.grid.dx)
    found = parcel_width(twin, np.ones(twin.grid.shape, np.bool_), ditch_points(twin))
    return found[edge:-edge, edge:-edge]


@pytest.mark.parametrize("spacing", [25.0, 45.0, 62.0, 110.0])
@pytest.mark.parametrize("angle", [0.0, 17.0, 45.0, 90.0])
def test_strips_have_their_width_in_any_direction(spacing, angle):
    found = widths(strip_polder(spacing=spacing, angle=angle))
    assert np.median(found) == pytest.approx(spacing, abs=0.05)
    assert np.quantile(np.abs(found - spacing), 0.95) < 1.0


def test_width_is_that_from_bank_to_bank():
    assert np.median(widths(strip_polder(spacing=45.0, width=4.0))) == pytest.approx(41.0, abs=0.05)


def test_end_of_a_strip_is_as_wide_as_its_middle():
    across = [LineString([(X + s, Y - 2000), (X + s, Y + 2000)]) for s in (-300.0, 300.0)]
    found = widths(strip_polder(lines=ditch_lines(50.0) + across))
    assert np.quantile(found, 0.98) < 51.0


def test_a_finer_grid_tells_the_same():
    coarse, fine = (widths(strip_polder(spacing=62.0, angle=17.0, cell=cell)) for cell in (10.0, 2.5))
    assert np.median(coarse) == pytest.approx(np.median(fine), abs=0.05)


def test_the_next_ditch_counts_on_either_side_of_unequal_strips():
    lines = [LineString([(X - 999, Y + at), (X + 999, Y + at)]) for at in (-200, 0, 90)]
    found = widths(strip_polder(lines=lines))
    row = round((SIZE / 2 - 120.0) / 10.0)  # of the centre
    assert found[row + 9, 20] == pytest.approx(200.0, abs=0.05)
    assert found[row - 4, 20] == pytest.approx(90.0, abs=0.05)


def test_no_far_side_within_the_widest_class_is_endless():
    found = widths(strip_polder(lines=[LineString([(X - 999, Y + 400), (X + 999, Y + 400)]),
                                       LineString([(X - 999, Y - 400), (X + 999, Y - 400)])]))  # fmt: skip
    assert np.isinf(found[38, 38])


def test_the_edge_of_the_twin_counts_as_a_ditch():
    twin = strip_polder(lines=[LineString([(X - 999, Y + 440), (X + 999, Y + 440)])])
    found = parcel_width(twin, np.ones(twin.grid.shape, np.bool_), ditch_points(twin))
    assert found[3, 50] == pytest.approx(60.0, abs=5.01)


def test_water_cells_and_lakes_are_ditches_too():
    wet = np.zeros((100, 100), np.int8)
    wet[20::8] = 1
    cells = widths(strip_polder(lines=[], permanent_water=wet))
    lakes = [box(X - 900, Y + k * 80.0, X + 900, Y + k * 80.0 + 10.0) for k in range(-8, 8)]
    banks = widths(strip_polder(lines=lakes))
    assert np.nanmedian(cells) == pytest.approx(70.0, abs=0.05)
    assert np.median(banks) == pytest.approx(70.0, abs=0.05)


def test_without_any_water_nothing_is_known():
    assert np.isnan(widths(strip_polder(lines=[]))).all()


def test_cells_not_asked_for_get_nothing():
    twin = strip_polder()
    wanted = np.zeros(twin.grid.shape, np.bool_)
    wanted[40:50] = True
    found = parcel_width(twin, wanted, ditch_points(twin))
    assert np.isfinite(found[40:50]).all()
    assert np.isnan(found[:40]).all()
    assert np.isnan(found[50:]).all()


def test_classes_are_those_of_somers_and_a_wider_one():
    assert WIDTH_CLASSES[:5] == ((0, 30), (30, 50), (50, 75), (75, 140), (140, 200))
    width = np.array([1.0, 30.0, 30.1, 74.9, 139.0, 200.0, 400.0, 400.1, np.inf, np.nan])
    number, middle = class_width(width)
    assert number.tolist() == [0, 0, 1, 2, 3, 4, 5, -1, -1, -1]
    assert middle.tolist() == [15.0, 40.0, 62.5, 107.5, 170.0, 300.0]


def test_share_of_open_water_is_length_times_width_and_lakes():
    inside = [line.intersection(box(X - 500, Y - 500, X + 500, Y + 500)) for line in ditch_lines(50.0)]
    inside = [line for line in inside if line.length > 1.0][1:-1]
    twin = strip_polder(lines=[*inside, Point(X, Y).buffer(50.0)], width=4.0)
    share = water_share(twin, np.zeros(twin.grid.shape, np.int32), 2)
    lake = Point(X, Y).buffer(50.0).area
    assert share[0] == pytest.approx((len(inside) * 1000.0 * 4.0 + lake) / 1e6, rel=1e-9)
    assert np.isnan(share[1])


def test_share_of_open_water_is_unknown_without_widths():
    twin = strip_polder()
    bare = twin.with_(features={"watercourses": twin.features["watercourses"].drop(columns="width")})
    assert np.isnan(water_share(bare, np.zeros(twin.grid.shape, np.int32), 1)).all()


def test_share_of_open_water_by_cells_where_no_watercourse_tells():
    wet = np.zeros((100, 100), np.int8)
    wet[:25] = 1
    area = np.zeros((100, 100), np.int32)
    area[50:] = 1
    share = water_share(strip_polder(lines=[], permanent_water=wet), area, 2)
    assert share[0] == 0.5
    assert np.isnan(share[1])
