"""Feature tables as GeoJSON."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pytest
from shapely import LineString, Point

from api.moments import parse_interval
from api.references import CRS84, FLAT, RD, RDNAP, SOLID
from api.tables import FeatureTable
from twin.errors import InvalidInputError


def table(**columns: object) -> gpd.GeoDataFrame:
    shapes = [Point(155_000, 463_000), Point(155_100, 463_000), LineString([(0, 0), (1, 1)])]
    geometry = [Point(155_000, 463_000, 1.5), *shapes[1:2]]
    return gpd.GeoDataFrame({"id": ["a", "b"], **columns}, geometry=geometry, crs="EPSG:28992")


def test_heights_go_where_the_system_has_them() -> None:
    found = FeatureTable(table())
    assert found.systems == SOLID
    solid, flat = orjson.loads(orjson.dumps(found.features([0, 1], RDNAP)))
    assert solid["geometry"]["coordinates"] == [155_000.0, 463_000.0, 1.5]
    assert flat["geometry"]["coordinates"] == [155_100.0, 463_000.0]
    (planar,) = orjson.loads(orjson.dumps(found.features([0], RD)))
    assert planar["geometry"]["coordinates"] == [155_000.0, 463_000.0]
    assert FeatureTable(table().iloc[1:]).systems == FLAT


def test_values_are_plain_and_what_is_missing_is_null() -> None:
    made = FeatureTable(
        table(
            level=[1.5, np.nan],
            count=np.array([1, 2], dtype=np.int16),
            name=["x", None],
            flag=[True, False],
            moment=[pd.Timestamp("2025-01-02"), pd.NaT],
            far=[np.inf, -1.0],
        )
    )
    first, second = (feature["properties"] for feature in made.features([0, 1], CRS84))
    assert first == {
        "level": 1.5,
        "count": 1,
        "name": "x",
        "flag": True,
        "moment": "2025-01-02T00:00:00",
        "far": None,
    }
    assert second["level"] is None
    assert second["name"] is None
    assert second["moment"] is None


def test_rows_keep_their_order_and_ids_become_text() -> None:
    made = FeatureTable(table().assign(id=[7, 3]))
    assert made.ids == ["7", "3"]
    assert made.rows["3"] == 1
    assert list(made.inside(None)) == [0, 1]
    assert made.inside(Point(155_000, 463_000).buffer(1)) == [0]


def test_an_empty_page_is_empty() -> None:
    assert FeatureTable(table()).features([], CRS84) == []


@pytest.mark.parametrize("count", [1, 2])
def test_many_rows_come_at_once(count: int) -> None:
    big = pd.concat([table()] * 500 * count, ignore_index=True)
    made = FeatureTable(gpd.GeoDataFrame(big, crs="EPSG:28992"))
    assert len(made.features(range(1000 * count), CRS84)) == 1000 * count


def test_values_are_compared_as_what_the_column_holds() -> None:
    made = FeatureTable(
        table(level=[1.5, np.nan], count=[1, 2], name=["x", None], flag=[True, False], tags=[["a"], ["b"]])
    )
    assert made.kinds == {"level": "number", "count": "integer", "name": "string", "flag": "boolean"}
    for asked, found in [
        ({"level": "1.50"}, [True, False]),
        ({"count": "2"}, [False, True]),
        ({"count": "2.0", "flag": "FALSE"}, [False, True]),
        ({"name": "x", "flag": "false"}, [False, False]),
        ({"name": "None"}, [False, False]),
        ({}, [True, True]),
    ]:
        assert made.matching(asked).tolist() == found, asked


def test_every_column_that_cannot_be_compared_is_named() -> None:
    made = FeatureTable(table(level=[1.5, 2.5], flag=[True, False], tags=[["a"], ["b"]]))
    with pytest.raises(InvalidInputError) as caught:
        made.matching({"level": "high", "flag": "maybe", "tags": "a", "colour": "red", "id": "a"})
    assert [problem.field for problem in caught.value.problems] == ["level", "flag", "tags", "colour", "id"]


def test_features_are_there_from_their_first_year_to_their_last() -> None:
    made = FeatureTable(table(start=[2000.0, np.nan], end=[2010, 2020]))

    def during(text: str) -> list[bool]:
        return made.during(parse_interval(text)).tolist()

    assert during("1999-12-31T23:59:59Z") == [False, True]
    assert during("2000-01-01") == [True, True]
    assert during("2010-12-31") == [True, True]
    assert during("2011-01-01/..") == [False, True]
    assert during("2021-01-01") == [False, False]
    assert FeatureTable(table()).lifetimes is None
    assert FeatureTable(table(year=["old", "new"])).lifetimes is None
