"""Cells that features touch, against a slow check of every cell."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from scenarios.exposure import exposed, people_in
from scenarios.footprints import lowest_over, touched_cells
from twin.grid import GridSpec
from twin.state import Twin

GRID = GridSpec(5.0, 95.0, 10.0, 10.0, 12, 10)


def series(*shapes: object) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs="EPSG:28992")


def test_same_cells_as_looking_at_each() -> None:
    rng = np.random.Generator(np.random.PCG64(7))
    shapes = series(
        *(Polygon(rng.uniform(-20, 140, (3, 2))) for _ in range(20)),
        *(LineString(rng.uniform(0, 100, (2, 2))) for _ in range(10)),
    )
    feature, row, column = touched_cells(shapes, GRID)
    found = set(zip(feature.tolist(), row.tolist(), column.tolist(), strict=True))
    expected = {
        (index, r, c)
        for index, shape in enumerate(shapes)
        for r in range(GRID.ny)
        for c in range(GRID.nx)
        if shape.intersects(box(10 * c, 90 - 10 * r, 10 * c + 10, 100 - 10 * r))
    }
    # a shape that touches a far edge only may leave out the cell beyond it
    assert found <= expected
    inner = {(i, r, c) for i, r, c in expected if shapely.area(shapes[i].intersection(
        box(10 * c, 90 - 10 * r, 10 * c + 10, 100 - 10 * r))) > 0}  # fmt: skip
    assert inner <= found


def test_outside_empty_and_missing_have_no_cells() -> None:
    shapes = series(Point(-50, 50), Polygon(), None, Point(15, 85), box(500, 500, 510, 510))
    feature, row, column = touched_cells(shapes, GRID)
    assert (feature.tolist(), row.tolist(), column.tolist()) == ([3], [1], [1])
    values = np.arange(120.0).reshape(10, 12)
    values[1, 1] = np.nan
    assert lowest_over(values, (feature, row, column), 5, np.inf).tolist() == [np.inf] * 5


def test_lowest_of_several_cells() -> None:
    values = np.arange(120.0).reshape(10, 12)
    touched = touched_cells(series(box(11, 71, 29, 89), Point(115, 5)), GRID)
    assert lowest_over(values, touched, 2, np.nan).tolist() == [13.0, 119.0]


def test_water_must_stand_above_the_floor(coast: Twin) -> None:
    level = np.full(coast.grid.shape, 0.5, np.float32)
    found = exposed(coast, "buildings", level)
    assert found is not None
    assert found.flooded(0.5).tolist() == [True, True, False]
    assert found.flooded(0.49).tolist() == [False, False, False]
    assert found.flooded(2.0).tolist() == [True, True, False]
    assert found.flooded(2.01).tolist() == [True, True, True]
    assert exposed(coast, "roads", level) is None


def test_people_from_dwellings_when_nothing_better(coast: Twin) -> None:
    people, method = people_in(coast.features["buildings"])
    assert people is not None
    assert people.tolist() == pytest.approx([2.1, 4.2, 21.0])
    assert method == "dwellings in flooded buildings x 2.1 residents"
