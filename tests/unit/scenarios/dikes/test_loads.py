"""Loads come from the columns of a dike, else from the settings, else a place is unknown with the reason."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString

from scenarios.dikes.loads import BEYOND_LINE, NO_LEVEL, NO_NORM, NO_WAVES, check_loads, dike_column, loads
from scenarios.dikes.model import Loads, Locations, Profiles
from scenarios.dikes.settings import Settings
from scenarios.sea_level_tables import rise
from twin import Twin
from twin.grid import GridSpec

WAVES: dict[str, Any] = {"wave_height": 1.5, "wave_period": 5.0}
SEA: dict[str, Any] = {"return_period": 3000.0, "station": "den-helder", **WAVES}


def twin_of(*rows: dict[str, Any]) -> Twin:
    grid, _ = GridSpec.from_bbox((60000, 545000, 60100, 545100), 10)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), np.zeros((grid.ny, grid.nx), np.float32))}, coords=grid.coords()
    )
    lines = [LineString([(60000, 545000), (60100, 545100)])] * len(rows)
    names = [f"d{at}" for at in range(len(rows))]
    plain = [
        {"id": name, "crest_level": 5.0, "kind": "x", **row} for name, row in zip(names, rows, strict=True)
    ]
    return Twin.from_datasets(surface, features={"dikes": gpd.GeoDataFrame(plain, geometry=lines, crs=28992)})


def found(twin: Twin, toe: float = 0.75, **settings: Any) -> tuple[Locations, Loads, tuple[str, ...]]:
    count = len(twin.features["dikes"])
    zero = np.zeros(count)
    places = Locations(
        tuple(twin.features["dikes"]["id"]), np.arange(count, dtype=np.int32),
        zero, zero + 10.0, zero, zero, zero, zero + 1.0, ("",), np.zeros(count, np.int32),
    )  # fmt: skip
    profiles = Profiles(*[zero + toe] * 10, ("x",), np.zeros(count, np.int8))
    return loads(twin, places, profiles, Settings(**settings))


def reasons(places: Locations) -> list[str]:
    return [places.reasons[number] for number in places.reason]


def test_a_sea_dike_takes_the_level_of_its_station_at_its_share_of_the_norm() -> None:
    places, water, told = found(twin_of(SEA))
    assert reasons(places) == [""]
    assert water.return_period.tolist() == [3000.0 * 2.0 / 0.24]
    level = 4.518 + (4.776 - 4.518) * np.log(2.5) / np.log(
        3.0
    )  # between once per 10,000 and per 30,000 years
    assert water.level[0] == pytest.approx(level, abs=1e-9)
    assert water.level_rise[0] == pytest.approx(float(rise("knmi23-m", 0.5, 2023)))
    assert water.rise_share.tolist() == [1.0]
    assert water.foreshore_level.tolist() == [0.75]  # the outer toe, where the dike gives none
    assert "25,000 years at Den Helder" in told[0]
    assert "1.5 m and 5 s" in told[0]


def test_waves_do_not_reach_a_toe_above_the_water() -> None:
    row = {**SEA, "foreshore_level": -0.5}
    assert found(twin_of(row))[1].foreshore_level.tolist() == [-0.5]
    assert found(twin_of(row), toe=9.0)[1].foreshore_level.tolist() == [9.0]


def test_a_rise_that_arrives_whole_because_nobody_says_otherwise_is_told() -> None:
    """Far up a river that is metres too much: a share of 0.5 is told nowhere, none at all is."""
    told = found(twin_of(SEA, {**SEA, "rise_share": 0.5}))[2]
    assert ["whole rise of the sea" in words for words in told] == [True, False]


def test_columns_win_over_settings() -> None:
    row = {**SEA, "foreshore_level": -1.0, "rise_share": 0.5, "allowed_discharge": 0.005, "wave_angle": 30.0}
    _, water, _ = found(
        twin_of(row), return_period=100.0, station="delfzijl", wave_height=9.0, wave_period=9.0
    )
    given = {name: float(getattr(water, name)[0]) for name in Loads.__dataclass_fields__}
    assert given["foreshore_level"] == -1.0
    assert given["rise_share"] == 0.5
    assert given["allowed_discharge"] == 0.005
    assert given["wave_angle"] == 30.0
    assert given["wave_height"] == 1.5
    assert given["return_period"] == 25_000.0


def test_settings_stand_in_for_a_dike_that_says_nothing() -> None:
    places, water, told = found(
        twin_of({}), return_period=3000.0, station="den-helder", fetch=1000.0, wind_speed=25.0
    )
    assert reasons(places) == [""]
    assert np.isnan(water.wave_height).all()
    assert water.fetch.tolist() == [1000.0]
    assert "wind of 25 m/s over 1000 m (bretschneider)" in told[0]


def test_a_given_level_needs_no_norm_and_no_station() -> None:
    places, water, told = found(twin_of({"water_level": 3.2, "water_level_year": 2050.0, **WAVES}))
    assert reasons(places) == [""]
    assert water.level.tolist() == [3.2]
    assert water.level_rise[0] == pytest.approx(float(rise("knmi23-m", 0.5, 2050)))
    assert told[0].startswith("still water 3.2 m NAP as given")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, NO_NORM),
        ({"return_period": 3000.0, **WAVES}, NO_LEVEL),
        ({**SEA, "return_period": 1e6}, BEYOND_LINE),
        ({"return_period": 3000.0, "station": "den-helder"}, NO_WAVES),
        ({"return_period": 3000.0, "station": "den-helder", "wave_height": 1.0}, NO_WAVES),
    ],
)
def test_what_is_lacking_is_the_reason_and_the_others_stay(row: dict[str, Any], reason: str) -> None:
    places, _, told = found(twin_of(row, SEA))
    assert reasons(places) == [reason, ""]
    assert told[0] == reason


def test_bad_columns_are_named_all_at_once() -> None:
    twin = twin_of({**SEA, "wave_height": -1.0, "rise_share": 1.5}, {**SEA, "station": "den-heldr"})
    problems = check_loads(twin, Settings(station="nowhere"))
    assert [problem.field for problem in problems] == [
        "features.dikes[d0].rise_share",
        "features.dikes[d0].wave_height",
        "features.dikes[d1].station",
        "station",
    ]
    assert "den-helder" in problems[2].remedy
    assert check_loads(twin_of(SEA), Settings()) == []


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ({"wave_height": "high"}, "wave_height", "is no number"),
        ({"fetch": "3 km"}, "fetch", "is no number"),
        ({"station": 3.0}, "station", "is no station with a frequency line"),
        ({"wave_period": None}, "wave_period", "is empty beside a wave height"),
        ({"wave_height": float("nan")}, "wave_height", "is empty beside a wave period"),
        ({"wind_speed": 90.0}, "wind_speed", "is no wind speed: allowed are 0 to 60 m/s"),
        ({"water_level": float("inf")}, "water_level", "is no water level: allowed are -10 to 60 m NAP"),
    ],
)  # fmt: skip
def test_what_would_be_passed_over_in_silence_is_named(row: dict[str, Any], field: str, message: str) -> None:
    problems = check_loads(twin_of({**SEA, **row}), Settings())
    assert [(each.field, each.message) for each in problems] == [(f"features.dikes[d0].{field}", message)]


def test_litres_in_a_column_of_square_metres_are_refused() -> None:
    """A 1 that means 1 l/s per m would be a thousand times as much: a dike without freeboard."""
    (problem,) = check_loads(twin_of({**SEA, "allowed_discharge": 1.0}), Settings())
    assert problem.message == "is no allowed discharge: allowed are 1e-07 to 0.2 m2/s"


def test_empty_cells_are_no_mistakes() -> None:
    assert (
        check_loads(twin_of({**SEA, "fetch": None, "wind_speed": float("nan")}, {"station": " "}), Settings())
        == []
    )


def test_a_column_of_the_dike_stands_at_its_places() -> None:
    twin = twin_of({**SEA, "stability_width": 12.0}, SEA)
    places, _, _ = found(twin)
    np.testing.assert_array_equal(dike_column(twin, places, "stability_width"), [12.0, np.nan])
    assert np.isnan(dike_column(twin, places, "fetch")).all()
