"""The process `flood`: what it refuses, what it answers, and what its result holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios import run
from scenarios.flow.parameters import FloodParameters
from scenarios.processes.flood import FLOODED_FROM, Flood
from tests.unit.scenarios.conftest import CREST_X
from twin.errors import InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin
from twin.store import Result

AT = [CREST_X, 545500.0]
QUICK: dict[str, Any] = {"hours": 1.0, "storm_peak_hours": 0.25, "output_minutes": 30.0}
SILL: dict[str, Any] = {"breach_series_sills": [0.0]}
STORM = {
    "sea_level_rise": {"metres": 1.0},
    "storm": {"return_period": 10_000.0, "station": "den-helder"},
}


def scenario(drivers: Any = STORM, **parameters: Any) -> dict[str, Any]:
    return {"name": "flood", "drivers": drivers, "processes": [{"flood": {**QUICK, **parameters}}]}


@pytest.fixture(scope="module")
def result(coast: Twin) -> Result:
    return run(scenario(breach_at=AT, breach_soil="sand", breach_deepening_minutes=5.0), coast)


def value(result: Result, name: str) -> Any:
    return result.indicators[f"flood.{name}"]["value"]


def test_answers_agree_with_the_fields(coast: Twin, result: Result) -> None:
    land = coast.surface["permanent_water"].values == 0
    depth = result.dataset["max_depth"].values
    wet = land & (depth > FLOODED_FROM)
    assert value(result, "flooded_area") == pytest.approx(wet.sum() * coast.grid.cell_area)
    behind = wet & (np.arange(coast.grid.nx) > 49)
    assert value(result, "flooded_protected_area") == pytest.approx(
        behind.sum() * coast.grid.cell_area, rel=0.02
    )
    assert value(result, "max_depth") == pytest.approx(float(depth[land].max()))
    assert value(result, "highest_sea_level") == pytest.approx(5.4364, abs=1e-3)
    for name, variable in (("max_breach_discharge", "breach_discharge"), ("breach_width", "breach_width")):
        assert value(result, name) == pytest.approx(float(result.dataset[variable].max()))
    assert 0.25 < value(result, "first_building") < 1.0
    assert value(result, "mass_error") < 1e-6


def test_a_metre_more_sea_brings_more_water(result: Result) -> None:
    for name in ("inflow_volume", "flooded_protected_area", "max_breach_discharge", "breach_width"):
        assert result.indicators[f"flood.{name}"]["difference"] > 0, name


def test_the_film_lies_on_the_grid_in_time(coast: Twin, result: Result) -> None:
    series = result.dataset["water_depth_series"]
    assert series.dims == ("time", "y", "x")
    np.testing.assert_allclose(result.dataset["time"].values, [0.0, 1800.0, 3600.0])
    assert result.dataset["time"].attrs["units"] == "s"
    highest = series.max("time").values
    assert (highest <= result.dataset["max_depth"].values + 0.011).all()
    assert list(result.dataset["breach"].values) == ["zeedijk 60500 545500"]


def test_a_result_comes_back_from_disk(result: Result, tmp_path: Any) -> None:
    opened = Result.open(result.save(tmp_path / "result"))
    for name in ("water_depth_series", "arrival_time", "breach_width", "sea_level_series"):
        np.testing.assert_allclose(
            opened.dataset[name].values, result.dataset[name].values, atol=6e-3, rtol=1e-6
        )


def test_dikes_that_hold(coast: Twin) -> None:
    found = run(scenario(), coast).indicators
    assert found["flood.flooded_protected_area"]["value"] == 0.0
    assert found["flood.breach_width"]["reason"] == "no dike fails"
    assert found["flood.first_building"]["value"] is None
    assert found["flood.first_building"]["reason"] == "no building is reached"


@pytest.mark.parametrize(
    ("field", "parameters", "words"),
    [
        ("breach_at", {"breach_at": [61500.0, 545500.0]}, "from the nearest dike"),
        ("breaches_at[1]", {"breaches_at": [AT, [61500.0, 545500.0]]}, "from the nearest dike"),
        ("breach_at", {"breach_at": [90000.0, 545500.0]}, "outside the twin"),
        ("river_at", {"river_at": [90000.0, 1.0], "river_peak": 10.0}, "outside the twin"),
        ("cell", {"cell": 25}, "no whole number"),
        ("hours", {"hours": 241.0}, "at most 240"),
        ("breach_initial_width", {"breach_initial_width": 0.0}, "at least 1"),
        ("roughness_factor", {"roughness_factor": 0.0}, "at least 0.1"),
        ("breach_series_hours", {"breach_series_hours": [1.0, 0.5]}, "ascending"),
        ("river_peak", {"river_peak": 10.0}, "needs a place"),
        ("breach_at", {"breach_series_hours": [0.0], "breach_series_widths": [9.0], **SILL}, "needs a place"),
        ("breach_hours", {"breach_at": AT, "breach_hours": 1.0}, "after the end"),
        ("pumps_off_to", {"pumps_off_from": 5.0, "pumps_off_to": 2.0}, "before they fail"),
    ],
)
def test_what_is_refused(coast: Twin, field: str, parameters: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        run(scenario(**parameters), coast)
    (problem,) = caught.value.problems
    assert problem.field == f"processes[0].flood.{field}"
    assert words in f"{problem.message} {problem.remedy}"


def test_a_breach_is_no_wider_than_its_dike(coast: Twin) -> None:
    place, size = [CREST_X, 545750.0], {"breach_initial_width": 1000.0, "breach_deepening_minutes": 0.0}
    found = run(scenario(breach_at=place, breach_hours=0.1, hours=0.2, storm_peak_hours=0.1, **size), coast)
    assert value(found, "breach_width") == pytest.approx(750.0, abs=1.0), "the dike ends after 250 m"


def test_a_breach_in_a_dike_of_unknown_height_is_refused(coast: Twin) -> None:
    unknown = coast.with_(features={"dikes": coast.features["dikes"].assign(crest_level=np.nan)})
    with pytest.raises(InvalidInputError, match="is not known") as caught:
        run(scenario(breaches_at=[AT]), unknown)
    assert [problem.field for problem in caught.value.problems] == ["processes[0].flood.breaches_at[0]"]


def test_negative_rain_is_refused(coast: Twin) -> None:
    with pytest.raises(InvalidInputError, match=r"drivers\.rain\.depth_mm"):
        run(scenario({"rain": {"depth_mm": -5.0, "hours": 1.0}}), coast)


def test_endless_steps_are_refused_with_the_estimate(coast: Twin) -> None:
    grid = GridSpec(60000.0, 545000.0, 0.005, 0.005, 3, 3)
    ground = np.zeros((3, 3), np.float32)
    tiny = Twin.from_datasets(
        coast.surface[["ground_level"]]
        .isel(x=slice(3), y=slice(3))
        .assign_coords(grid.coords())
        .assign(ground_level=(("y", "x"), ground))
    )
    problems = Flood().check(tiny, FloodParameters(hours=240.0))
    assert [problem.field for problem in problems] == ["hours"]
    assert "time steps" in problems[0].message


def test_the_estimate_grows_with_time_and_falls_with_the_cell(coast: Twin) -> None:
    day, two = (Flood().estimate(coast, FloodParameters(hours=hours)) for hours in (24.0, 48.0))
    assert two.seconds > day.seconds
    assert two.bytes > day.bytes
    assert Flood().estimate(coast, FloodParameters(cell=50)).seconds < day.seconds
