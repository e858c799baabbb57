"""Places along dikes: where, how long, which side, why unknown, and which lines are refused."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from shapely import LineString, MultiLineString, box

from scenarios.dikes.locations import (
    NO_CREST,
    NO_GROUND,
    NO_SIDE,
    OFF_TERRAIN,
    TOO_SHORT,
    check_lines,
    locations,
)
from twin.errors import InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin

WEST, SOUTH, SIZE = 100_000.0, 450_000.0, 1000.0
NORTHWARD = LineString([(100_500, 450_000), (100_500, 451_000)])


def lines(**columns: list[object]) -> gpd.GeoDataFrame:
    shapes = columns.pop("geometry")
    count = len(shapes)
    given = {"id": [f"dike-{k + 1}" for k in range(count)], "kind": ["river-dike"] * count,
             "crest_level": [5.0] * count, **columns}  # fmt: skip
    return gpd.GeoDataFrame(given, geometry=shapes, crs="EPSG:28992")


def plain(
    dikes: gpd.GeoDataFrame,
    *,
    west: float = 0.0,
    east: float = 0.0,
    water: tuple[float, float] | None = None,
    features: dict[str, gpd.GeoDataFrame] | None = None,
) -> Twin:
    """A square kilometre of 10 m cells: ground west and east of the middle, and water between two x."""
    grid, _ = GridSpec.from_bbox((WEST, SOUTH, WEST + SIZE, SOUTH + SIZE), 10)
    x, _ = np.meshgrid(grid.x, grid.y)
    surface = {"ground_level": (("y", "x"), np.where(x < WEST + 500, west, east).astype(np.float32))}
    if water is not None:
        wet = (x > WEST + water[0]) & (x < WEST + water[1])
        surface["permanent_water"] = (("y", "x"), wet.astype(np.int8))
    return Twin.from_datasets(
        xr.Dataset(surface, coords=grid.coords()), features={"dikes": dikes, **(features or {})}
    )


def test_lengths_add_up_to_the_dike() -> None:
    shape = MultiLineString(
        [[(100_100, 450_100), (100_387, 450_100)], [(100_500, 450_100), (100_517.3, 450_100)]]
    )
    places = locations(plain(lines(geometry=[shape, NORTHWARD], inside=["left", "right"])), step=10.0)
    for number, length in enumerate([304.3, 1000.0]):
        assert places.length[places.dike == number].sum() == pytest.approx(length, rel=1e-12)
    assert places.dikes == ("dike-1", "dike-2")
    first = places.chainage[places.dike == 0]
    assert (np.diff(first) > 0).all()
    assert first[-1] == pytest.approx(304.3 - 17.3 / 4)


def test_places_lie_in_the_middle_of_their_stretch() -> None:
    places = locations(plain(lines(geometry=[NORTHWARD], inside=["left"])), step=10.0)
    assert places.x.tolist() == [100_500.0] * 100
    np.testing.assert_allclose(places.y, 450_005.0 + 10.0 * np.arange(100))
    assert places.known.all()


@pytest.mark.parametrize(("inside", "east"), [("left", -1.0), ("right", 1.0), (" Right ", 1.0)])
def test_column_says_which_side_is_protected(inside: str, east: float) -> None:
    places = locations(plain(lines(geometry=[NORTHWARD], inside=[inside]), west=-3.0, east=2.0))
    assert places.inward_x.tolist() == [east] * 100
    np.testing.assert_allclose(places.inward_y, 0.0, atol=1e-12)


def test_what_tables_with_gaps_hold_is_unknown() -> None:
    missing = {"inside": pd.array([pd.NA], "string"), "crest_level": pd.array([pd.NA], "Float64")}
    twin = plain(lines(geometry=[NORTHWARD], inside=["left"]).assign(inside=missing["inside"]), west=1.0)
    assert locations(twin).inward_x.tolist() == [1.0] * 100
    empty = plain(lines(geometry=[NORTHWARD], inside=["left"]).assign(crest_level=missing["crest_level"]))
    (problem,) = check_lines(empty)
    assert problem.message == "its crest level is unknown"


def test_water_lies_on_the_other_side() -> None:
    """Even where the bed is the lower ground, and a ditch lies on the protected side."""
    twin = plain(lines(geometry=[NORTHWARD]), west=-8.0, east=1.0, water=(100, 450))
    assert locations(twin).inward_x.tolist() == [1.0] * 100
    back = plain(lines(geometry=[NORTHWARD.reverse()]), west=-8.0, east=1.0, water=(100, 450))
    assert locations(back).inward_x.tolist() == [1.0] * 100
    ditch = plain(lines(geometry=[NORTHWARD]), west=0.0, east=-1.0, water=(520, 540))
    assert locations(ditch).inward_x.tolist() == [1.0] * 100


def test_water_level_area_lies_inside() -> None:
    def areas(*boxes: tuple[float, float, float]) -> gpd.GeoDataFrame:
        names = [f"area-{k}" for k in range(len(boxes))]
        levels = [level for _, _, level in boxes]
        return gpd.GeoDataFrame(
            {"id": names, "summer_level": levels, "winter_level": levels},
            geometry=[box(WEST + left, SOUTH, WEST + right, SOUTH + SIZE) for left, right, _ in boxes],
            crs="EPSG:28992",
        )

    one = plain(lines(geometry=[NORTHWARD]), features={"peilgebieden": areas((500, 1000, -1.0))})
    assert locations(one).inward_x.tolist() == [1.0] * 100
    both = plain(
        lines(geometry=[NORTHWARD]),
        features={"peilgebieden": areas((0, 500, -4.0), (500, 1000, -1.0))},
    )
    assert locations(both).inward_x.tolist() == [-1.0] * 100


def test_lower_land_lies_inside() -> None:
    assert locations(plain(lines(geometry=[NORTHWARD]), west=1.0, east=-1.0)).inward_x.tolist() == [1.0] * 100


def test_flat_land_tells_no_side() -> None:
    places = locations(plain(lines(geometry=[NORTHWARD])))
    assert not places.known.any()
    assert places.reasons == ("", NO_SIDE)


def test_end_of_a_dike_does_not_flip() -> None:
    """Its last 100 m have water on the protected side only, the 900 m before on the other."""
    twin = plain(lines(geometry=[NORTHWARD]), west=0.0, east=0.0, water=(100, 450))
    wet = twin.surface["permanent_water"].values.copy()
    wet[:10] = 0
    wet[:10, 60:] = 1
    assert locations(twin.with_(surface={"permanent_water": wet})).inward_x.tolist() == [1.0] * 100


def test_unknown_places_and_their_reasons() -> None:
    shapes = [
        LineString([(100_500, 450_500), (100_500, 451_500)]),
        LineString([(100_600, 450_100), (100_600, 450_104)]),
        LineString([(100_700, 450_100), (100_700, 450_200)]),
        LineString([(100_900, 450_100), (100_900, 450_200)]),
    ]
    twin = plain(lines(geometry=shapes, inside=["left"] * 4, crest_level=[5.0, 5.0, np.nan, 5.0]))
    ground = twin.surface["ground_level"].values.copy()
    ground[80:85, 85:] = np.nan
    places = locations(twin.with_(surface={"ground_level": ground}))
    reasons = np.array(places.reasons)[places.reason]
    assert reasons[places.dike == 0].tolist() == [""] * 50 + [OFF_TERRAIN] * 50
    assert reasons[places.dike == 1].tolist() == [TOO_SHORT]
    assert set(reasons[places.dike == 2]) == {NO_CREST}
    assert reasons[places.dike == 3].tolist() == [""] * 5 + [NO_GROUND] * 5


def test_surveyed_crest_will_do() -> None:
    sections = gpd.GeoDataFrame(
        {"id": ["s"], "dike": ["dike-1"], "crest_level": [4.0]}, geometry=[NORTHWARD], crs="EPSG:28992"
    )
    twin = plain(
        lines(geometry=[NORTHWARD], inside=["left"], crest_level=[np.nan]),
        features={"dike_profiles": sections},
    )
    assert check_lines(twin, ["dike-1"]) == []
    assert locations(twin).known.all()


LOOP = LineString([(100_100, 450_100), (100_400, 450_400), (100_400, 450_100), (100_100, 450_400)])
BAD = {
    "crosses itself": (LOOP, {}),
    "shorter than one step of 10 m": (LineString([(100_100, 450_100), (100_100, 450_109)]), {}),
    "off the terrain": (LineString([(90_000, 450_100), (90_000, 450_900)]), {}),
    "no ground level": (LineString([(100_900, 450_950), (100_990, 450_950)]), {}),
    "crest level is unknown": (NORTHWARD, {"crest_level": [np.nan]}),
    "inside holds 'north'": (NORTHWARD, {"inside": ["north"]}),
}  # fmt: skip


@pytest.mark.parametrize("message", BAD)
def test_bad_line_is_named_and_refused(message: str) -> None:
    shape, columns = BAD[message]
    twin = plain(lines(geometry=[shape], **columns))
    ground = twin.surface["ground_level"].values.copy()
    ground[:10, 80:] = np.nan
    twin = twin.with_(surface={"ground_level": ground})
    (problem,) = check_lines(twin)
    assert (problem.field, problem.value) == ("dikes", "dike-1")
    assert message in problem.message
    assert problem.remedy
    with pytest.raises(InvalidInputError, match=message):
        locations(twin)


def test_line_that_was_not_asked_for_by_name_is_left_unknown() -> None:
    shapes = [NORTHWARD, LineString([(100_100, 450_100), (100_100, 450_104)])]
    twin = plain(lines(geometry=shapes, inside=["left", "left"]))
    assert check_lines(twin) == []
    assert [problem.value for problem in check_lines(twin, ["dike-1", "dike-2"])] == ["dike-2"]


def test_every_problem_is_named_at_once() -> None:
    shapes = [BAD["crosses itself"][0], BAD["off the terrain"][0]]
    problems = check_lines(plain(lines(geometry=shapes)), ["dike-2", "dike-1"])
    assert [problem.value for problem in problems] == ["dike-1", "dike-2"]


def test_unknown_id_gets_a_suggestion() -> None:
    (problem,) = check_lines(plain(lines(geometry=[NORTHWARD])), ["dike-l"], field="parameters.dikes")
    assert (problem.field, problem.remedy) == ("parameters.dikes", "Did you mean 'dike-1'?")


@pytest.mark.parametrize("step", [0.0, -10.0, float("nan")])
def test_step_must_be_positive(step: float) -> None:
    assert [problem.field for problem in check_lines(plain(lines(geometry=[NORTHWARD])), step=step)] == [
        "step"
    ]


def test_twin_without_dikes_and_empty_choice_are_refused() -> None:
    twin = plain(lines(geometry=[NORTHWARD]))
    bare = Twin.from_datasets(twin.surface)
    assert [problem.message for problem in check_lines(bare)] == ["the twin has no dikes"]
    assert [problem.message for problem in check_lines(twin, [])] == ["names no dike"]


def test_dike_without_a_line_is_no_place() -> None:
    twin = plain(lines(geometry=[NORTHWARD, LineString()], inside=["left", "left"]))
    places = locations(twin)
    assert places.dikes == ("dike-1", "dike-2")
    assert set(places.dike.tolist()) == {0}
    assert [problem.value for problem in check_lines(twin, ["dike-2"])] == ["dike-2"]
