"""Boxes and points in the reference systems of the service."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from api.references import (
    CRS84,
    ETRS89,
    RD,
    choose_crs,
    crs84_extent,
    from_rdnap,
    parse_box,
    query_area,
)
from twin.errors import InvalidInputError

AMERSFOORT = np.array([[155_000.0, 463_000.0, 1.0]])
EXTENT = (60_000.0, 545_000.0, 72_800.0, 555_240.0)


def test_reference_point_of_the_dutch_system() -> None:
    assert from_rdnap(AMERSFOORT[:, :2], CRS84)[0] == pytest.approx([5.387203650, 52.155172887], abs=2e-9)
    assert from_rdnap(AMERSFOORT[:, :2], ETRS89)[0] == pytest.approx([52.155172887, 5.387203650], abs=2e-9)
    assert from_rdnap(AMERSFOORT, RD)[0].tolist() == [155_000.0, 463_000.0]


def test_extent_holds_every_point_of_the_edges() -> None:
    west, south, east, north = crs84_extent(EXTENT)
    along = np.linspace(0, 1, 401)[:, None]
    corners = np.array(
        [(60_000, 545_000), (72_800, 545_000), (72_800, 555_240), (60_000, 555_240), (60_000, 545_000)]
    )
    edge = np.concatenate([a + along * (b - a) for a, b in pairwise(corners)])
    points = from_rdnap(edge, CRS84)
    assert points[:, 0].min() >= west - 1e-8
    assert points[:, 0].max() <= east + 1e-8
    assert points[:, 1].min() >= south - 1e-8
    assert points[:, 1].max() <= north + 1e-8
    assert points[:, 0].min() == pytest.approx(west, abs=2e-7)


def test_two_corners_alone_would_cut_the_box_short() -> None:
    area = query_area((4.0, 51.9, 5.0, 52.4), CRS84, (0.0, 300_000.0, 280_000.0, 620_000.0))
    assert area is not None
    south_west, north_east = area.exterior.coords[0], area.exterior.coords[130]
    assert south_west[1] - area.bounds[1] == pytest.approx(836, abs=5)
    assert area.bounds[3] - north_east[1] == pytest.approx(836, abs=5)


def test_box_far_away_touches_nothing() -> None:
    assert query_area((10.0, 40.0, 11.0, 41.0), CRS84, EXTENT) is None
    whole = query_area((-180.0, -90.0, 180.0, 90.0), CRS84, EXTENT)
    assert whole is not None
    assert whole.contains(shapely.box(*EXTENT))


def test_axis_order_of_the_box_follows_its_system() -> None:
    assert parse_box("52,4,53,5", ETRS89) == (4.0, 52.0, 5.0, 53.0)
    assert parse_box("4,52,5,53", CRS84) == (4.0, 52.0, 5.0, 53.0)
    assert parse_box("4,52,-10,5,53,10", CRS84) == (4.0, 52.0, 5.0, 53.0)
    assert parse_box(None, CRS84) is None


@pytest.mark.parametrize(
    "text", ["", "1", "1,2,3,4,5", "a,b,c,d", "inf,0,1,1", "1e308,1e308,1e309,1e309", "0,0,1,"]
)
def test_what_is_no_box_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="finite numbers"):
        parse_box(text, RD)


def test_unknown_systems_are_refused_and_the_default_is_crs84() -> None:
    assert choose_crs("crs", None, (CRS84, RD)) == CRS84
    with pytest.raises(InvalidInputError, match="not a system"):
        choose_crs("crs", ETRS89, (CRS84, RD))
