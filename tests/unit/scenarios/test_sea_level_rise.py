"""The process sea-level-rise on a coast small enough to work out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from scipy import ndimage
from shapely import LineString

from scenarios.dike_states import ground_with_breach, ground_with_dikes, ground_without_dikes
from scenarios.process import processes
from scenarios.processes.sea_level_rise import SEA_LEVELS
from scenarios.run import run
from twin.errors import Cancelled, InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin
from twin.store import Result

FORESHORE_CELLS = 17  # between the sea and the foot of the dike, per row
TOE = 1.0  # ground of the first cell of the dike body
BODY_CELLS = 6
POLDER_CELLS = 147
ROWS = 100
CELL = 100.0


def at(twin: Twin, metres: float, **parameters: object) -> Result:
    content = {"name": "x", "drivers": {"sea_level_rise": {"metres": metres}}}
    return run({**content, "processes": [{"sea-level-rise": parameters}]}, twin)


def values(result: Result) -> dict[str, float | None]:
    return {name.split(".")[1]: entry["value"] for name, entry in result.indicators.items()}


def test_dikes_hold_until_overtopped(coast: Twin) -> None:
    dry = values(at(coast, 1.0))
    assert dry["sea_level"] == 1.03
    assert dry["flooded_area"] == (FORESHORE_CELLS + 1) * ROWS * CELL
    water = FORESHORE_CELLS * 0.53 + (1.03 - TOE)
    assert dry["flooded_volume"] == pytest.approx(water * ROWS * CELL, rel=1e-9)
    assert dry["buildings_flooded"] == dry["people_affected"] == dry["vital_objects_flooded"] == 0
    over = values(at(coast, 7.98))
    assert over["buildings_flooded"] == 3
    assert over["people_affected"] == pytest.approx(13 * 2.1)
    assert values(at(coast, 7.96))["buildings_flooded"] == 0


def test_without_dikes_the_polder_fills_over_the_foreshore(coast: Twin) -> None:
    low, high = values(at(coast, 0.46, dikes="absent")), values(at(coast, 0.47, dikes="absent"))
    assert low["flooded_area"] == 0
    assert high["flooded_area"] == (FORESHORE_CELLS + BODY_CELLS + POLDER_CELLS) * ROWS * CELL
    assert high["flooded_volume"] == pytest.approx(POLDER_CELLS * ROWS * CELL * 2.0, rel=1e-3)
    assert high["buildings_flooded"] == 2
    assert high["people_affected"] == pytest.approx(3 * 2.1)
    assert high["vital_objects_flooded"] == 1


def test_a_breach_lets_the_sea_in(coast: Twin) -> None:
    found = values(at(coast, 1.0, dikes="breach", breach_at=[60520.0, 545500.0]))
    assert found["buildings_flooded"] == 2
    whole = values(at(coast, 1.0, dikes="absent"))["flooded_area"]
    assert whole - BODY_CELLS * ROWS * CELL < found["flooded_area"] < whole


def test_a_breach_far_from_any_dike_is_refused(coast: Twin) -> None:
    with pytest.raises(InvalidInputError, match="lies 300 m from the nearest dike, zeedijk"):
        at(coast, 1.0, dikes="breach", breach_at=[60800.0, 545500.0])
    with pytest.raises(InvalidInputError, match="outside the twin"):
        at(coast, 1.0, dikes="breach", breach_at=[0.0, 0.0])


def test_tables_agree_with_the_answers_and_grow(coast: Twin) -> None:
    result = at(coast, 2.97, dikes="absent")
    tables = result.dataset
    for name in ("flooded_area", "flooded_volume", "buildings_flooded", "people_affected"):
        assert float(tables[name].sel(sea_level=3.0)) == pytest.approx(values(result)[name], rel=1e-12)
        assert (np.diff(tables[name].values) >= 0).all()
    assert tables["sea_level"].values.tolist() == SEA_LEVELS.tolist()


def test_table_of_volumes_is_the_sum_of_depths(coast: Twin) -> None:
    result = at(coast, 0.0, dikes="absent")
    level, ground = result.dataset["inundation_level"].values, ground_without_dikes(coast)
    land = coast.surface["permanent_water"].values == 0
    for sea_level in (0.5, 1.7, 5.0):
        wet = land & (level <= np.float32(sea_level) + 1e-4)
        depth = np.maximum(sea_level - ground[wet].astype(float), 0.0)
        assert float(result.dataset["flooded_volume"].sel(sea_level=sea_level)) == pytest.approx(
            depth.sum() * CELL, rel=1e-9
        )
        assert float(result.dataset["flooded_area"].sel(sea_level=sea_level)) == wet.sum() * CELL


def test_level_field_is_what_labelling_gives(coast: Twin) -> None:
    level = at(coast, 0.0).dataset["inundation_level"].values
    barrier = np.rint(100 * ground_with_dikes(coast).astype(float))
    for cm in (50, 300, 799, 800, 900):
        labels, _ = ndimage.label(barrier <= cm)
        reached = np.isin(labels, np.unique(labels[(coast.surface["sea"].values != 0) & (labels > 0)]))
        np.testing.assert_array_equal(level <= cm / 100 + 1e-4, reached)


def test_depth_is_above_the_unrounded_ground(coast: Twin) -> None:
    result = at(coast, 1.0)
    depth = result.dataset["water_depth"].values
    assert depth[50, 0] == pytest.approx(6.03)
    assert depth[50, 40] == pytest.approx(0.53)
    assert (depth[:, 60:] == 0).all()
    assert result.dataset["water_depth"].attrs["units"] == "m"


def test_features_tell_when_they_flood(coast: Twin) -> None:
    table = at(coast, 1.0, dikes="absent").features["buildings"].set_index("id")
    assert table["flood_level"].tolist() == [0.5, 0.5, 2.0]
    assert table["flood_depth"].tolist() == pytest.approx([2.23, 2.53, 0.0])
    assert at(coast, 1.0).features["vital_objects"]["flood_level"].tolist() == [8.0]


def test_no_sea_gives_zero_and_says_why(coast: Twin) -> None:
    inland = coast.with_(surface={"sea": np.zeros(coast.grid.shape, np.int8)})
    result = at(inland, 1.0)
    for name, entry in result.indicators.items():
        if not name.endswith("sea_level"):
            assert (entry["value"], entry["reference"], entry["reason"]) == (0.0, 0.0, "no sea in this area")
    assert result.dataset["flooded_area"].attrs["reason"] == "no sea in this area"
    assert (result.dataset["buildings_flooded"].values == 0).all()
    assert np.isinf(result.dataset["inundation_level"].values).all()


def test_what_the_twin_lacks_is_null_with_the_reason(coast: Twin) -> None:
    bare = Twin.from_datasets(coast.surface, name="bare")
    entries = at(bare, 1.0).indicators
    assert entries["sea-level-rise.buildings_flooded"]["value"] is None
    assert entries["sea-level-rise.buildings_flooded"]["reason"] == "the twin has no buildings"
    assert entries["sea-level-rise.people_affected"]["difference"] is None
    assert np.isnan(at(bare, 1.0).dataset["vital_objects_flooded"].values).all()
    without = coast.with_(features={"buildings": coast.features["buildings"].drop(columns="dwellings")})
    entry = at(without, 1.0).indicators["sea-level-rise.people_affected"]
    assert (entry["value"], entry["reason"]) == (None, "the buildings carry neither population nor dwellings")


@pytest.mark.parametrize(("column", "people"), [("population", 30.0), ("residents", 30.0)])
def test_a_population_column_comes_first(coast: Twin, column: str, people: float) -> None:
    buildings = coast.features["buildings"].assign(**{column: [10, 20, 40]})
    entry = at(coast.with_(features={"buildings": buildings}), 1.0, dikes="absent").indicators
    assert entry["sea-level-rise.people_affected"]["value"] == people
    assert column in entry["sea-level-rise.people_affected"]["method"]


def test_band_of_a_scenario(coast: Twin) -> None:
    content = {"name": "x", "drivers": {"sea_level_rise": {"scenario": "knmi23-h"}}}
    result = run({**content, "processes": [{"sea-level-rise": {"dikes": "absent"}}]}, coast)
    area = result.indicators["sea-level-rise.flooded_area"]
    assert area["low"] == area["value"] == area["high"] > 0
    volume = result.indicators["sea-level-rise.flooded_volume"]
    assert volume["low"] < volume["value"] < volume["high"]


def test_cost_is_told_before_anything_is_made(coast: Twin) -> None:
    process = processes()["sea-level-rise"]
    cost = process.estimate(coast, process.Parameters())
    assert cost.cells == 20_000
    assert cost.bytes < 10_000_000


def test_it_can_be_stopped(coast: Twin) -> None:
    def stop(fraction: float, message: str) -> None:
        if fraction > 0.5:
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        run({"name": "x", "processes": ["sea-level-rise"]}, coast, stop)


def ridge(angle: float, cell: float) -> tuple[Twin, np.ndarray]:
    """A flat plain with a straight dike body of 80 m at an angle, and the plain without it."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 61000, 546000), cell)
    x, y = np.meshgrid(grid.x, grid.y)
    away = np.abs((x - 60500) * np.cos(np.radians(angle)) + (y - 545500) * np.sin(np.radians(angle)))
    plain = np.full(grid.shape, 1.0, np.float32)
    ground = np.maximum(plain, 11.0 - away / 4).astype(np.float32)
    dx, dy = -np.sin(np.radians(angle)) * 2000, np.cos(np.radians(angle)) * 2000
    line = LineString([(60500 - dx, 545500 - dy), (60500 + dx, 545500 + dy)])
    dikes = gpd.GeoDataFrame(
        {"id": ["d"], "crest_level": [11.0], "kind": ["primary"]}, geometry=[line], crs="EPSG:28992"
    )
    surface = grid_dataset(grid, ground)
    return Twin.from_datasets(surface, features={"dikes": dikes}), plain


def grid_dataset(grid: GridSpec, ground: np.ndarray) -> object:
    import xarray as xr

    return xr.Dataset({"ground_level": (("y", "x"), ground)}, coords=grid.coords())


@pytest.mark.parametrize("cell", [5.0, 10.0, 20.0])
@pytest.mark.parametrize("angle", [0, 17, 30, 45, 72, 90])
def test_a_dike_body_is_taken_off_at_any_angle(angle: float, cell: float) -> None:
    twin, plain = ridge(angle, cell)
    inside = (slice(int(60 / cell), -int(60 / cell)),) * 2  # the dike runs out of the grid at its edge
    np.testing.assert_array_equal(ground_without_dikes(twin)[inside], plain[inside])
    assert np.nanmax(ground_with_dikes(twin)) == 11.0
    gap = ground_with_breach(twin, (60500.0, 545500.0), 50.0)
    away = (np.cos(np.radians(angle)) * 20, np.sin(np.radians(angle)) * 20)
    row, column = twin.grid.index(
        60500 + np.array([-10, 10]) * away[0], 545500 + np.array([-10, 10]) * away[1]
    )
    for barrier, joined in ((gap, True), (ground_with_dikes(twin), False)):
        labels, _ = ndimage.label(barrier <= 1.0)
        one, other = labels[row, column]
        assert 0 not in {one, other}
        assert (one == other) == joined


def test_wide_high_ground_stays_when_dikes_are_absent(coast: Twin) -> None:
    ground = coast.surface["ground_level"].values.copy()
    ground[:40, 46:80] = 9.0
    dunes = coast.with_(surface={"ground_level": ground})
    without = ground_without_dikes(dunes)
    assert (without[:35, 46:80] == 9.0).all()
    assert (without[50:, 47:53] <= 0.5).all()
