"""The process over a made-up flood: every indicator with its band, reasons, storms of several years."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios import run
from scenarios.drivers import Drivers, resolve
from scenarios.forcing import DriverSet
from scenarios.impacts.indicators import INDICATORS
from scenarios.physics.damage import expected_annual_damage
from scenarios.process import processes
from twin.errors import InvalidInputError
from twin.state import Twin
from twin.vocabulary import LAND_USE

STORM = {"storm": {"return_period": 1000, "station": "den-helder"}}
HOUR = 3600.0


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Takes the place of the flow: still water in the polder to 3 m below the sea; lists the sea levels."""
    asked: list[float] = []

    def flood(
        twin: Twin, drivers: Drivers, parameters: Any, progress: Callable[..., None], *, keep: bool = True
    ) -> Any:
        asked.append(drivers.sea_level)
        progress(1.0, "done")
        x, _ = np.meshgrid(twin.grid.x, twin.grid.y)
        ground = twin.surface["ground_level"].values
        land = (x > 60540) & ~np.isnan(ground)
        level = drivers.sea_level - 3.0
        depth = np.where(land, np.maximum(level - ground, 0.0), np.where(np.isnan(ground), np.nan, 0.0))
        time = np.array([0.0, HOUR, 2 * HOUR])
        film = np.where(np.isnan(depth), -32768, np.nan_to_num(100 * depth))
        still = np.where(np.isnan(depth), np.nan, 0.0).astype(np.float32)
        return SimpleNamespace(
            time=time,
            depth_cm=np.stack([0 * film, 0.5 * film, film]).astype(np.int16),
            max_depth=depth.astype(np.float32),
            arrival_time=np.where(depth > 0.02, 900.0, np.inf).astype(np.float32),
            rise_rate=(depth / (2 * HOUR)).astype(np.float32),
            max_speed=still,
            max_depth_speed=still,
            land=land,
            reason=None if (depth > 0).any() else "no water",
        )

    monkeypatch.setattr("scenarios.flow.simulate.flood", flood)
    return asked


@pytest.fixture(scope="module")
def farmed(coast: Twin) -> Twin:
    codes = {entry.key: code for code, entry in LAND_USE.items()}
    x, _ = np.meshgrid(coast.grid.x, coast.grid.y)
    land_use = np.where(x < 60300, codes["sea"], np.where(x < 61000, codes["arable"], codes["built_up"]))
    return coast.with_(surface={"land_use": land_use.astype(np.int16)})


def found(twin: Twin, drivers: dict[str, Any] | None = None, **parameters: object) -> dict[str, Any]:
    content = {"name": "x", "drivers": drivers or STORM, "processes": [{"flood-consequences": parameters}]}
    entries = run(content, twin).indicators
    return {name.removeprefix("flood-consequences."): entry for name, entry in entries.items()}


def test_every_figure_has_a_band_and_tells_its_rule(farmed: Twin, still: list[float]) -> None:
    entries = found(farmed, return_periods=[100.0, 1000.0])
    assert list(entries) == list(INDICATORS)
    for name, entry in entries.items():
        assert entry["value"] > 0, name
        assert entry["low"] <= entry["value"] <= entry["high"], name
        assert "band: depth 0.1 m" in entry["method"], name
    assert entries["damage"]["value"] == pytest.approx(
        entries["damage_land"]["value"] + entries["damage_buildings"]["value"]
    )
    assert entries["damage"]["high"] >= 2 * entries["damage"]["value"]
    assert entries["fatalities"]["high"] >= 6 * entries["fatalities"]["value"]
    assert entries["fatalities"]["high"] <= entries["people_affected"]["value"]
    assert "Asselman" in entries["fatalities"]["method"]
    assert "x 2.1 residents" in entries["people_affected"]["method"]
    assert entries["people_affected"]["value"] >= entries["people_above_2_0"]["value"]


def test_evacuation_prices_and_uncertainty_do_what_they_say(farmed: Twin, still: list[float]) -> None:
    plain = found(farmed)
    half = found(farmed, evacuated=0.5, price_index=1.5, depth_uncertainty=0.0)
    assert half["fatalities"]["value"] == pytest.approx(plain["fatalities"]["value"] / 2)
    assert half["damage"]["value"] == pytest.approx(1.5 * plain["damage"]["value"])
    assert half["people_affected"]["value"] == plain["people_affected"]["value"]
    assert half["people_affected"]["low"] == half["people_affected"]["high"]
    assert half["damage"]["high"] == pytest.approx(2 * half["damage"]["value"])
    maaskant = found(farmed, rapid_rise="maaskant")
    assert maaskant["fatalities"]["value"] != plain["fatalities"]["value"]


def test_expected_annual_damage_floods_once_for_each_storm(farmed: Twin, still: list[float]) -> None:
    content = {
        "name": "x",
        "drivers": STORM,
        "processes": [{"flood-consequences": {"return_periods": [100, 1000, 10_000]}}],
    }
    result = run(content, farmed)
    assert len(still) == 3
    damages = result.dataset["event_damage"].values
    assert result.dataset["return_period"].values.tolist() == [100.0, 1000.0, 10_000.0]
    assert damages[1] == pytest.approx(result.indicators["flood-consequences.damage"]["value"])
    entry = result.indicators["flood-consequences.expected_annual_damage"]
    by_hand = expected_annual_damage(return_periods=[100, 1000, 10_000], damages=damages.tolist())
    assert entry["value"] == pytest.approx(by_hand)
    assert "log-linear over 3 return periods" in entry["method"]
    other = found(farmed, return_periods=[100, 1000, 10_000], integration="trapezoid")
    assert other["expected_annual_damage"]["value"] > entry["value"]


def test_storms_of_other_years_do_not_push_out_the_flood_itself(
    farmed: Twin, still: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The floods of scenario and reference are kept; those of the other storms nobody asks for again."""
    from scenarios.flow import simulate

    standing, kept = simulate.flood, []

    def watched(*asked: Any, keep: bool = True) -> Any:
        kept.append(keep)
        return standing(*asked, keep=keep)

    monkeypatch.setattr(simulate, "flood", watched)
    found(farmed, return_periods=[100.0, 1000.0, 10_000.0])
    assert kept == [True, False, False]


def test_only_floods_that_are_kept_stay_in_memory(farmed: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    from scenarios.drivers import with_return_period
    from scenarios.flow import simulate
    from scenarios.flow.parameters import FloodParameters

    computed = []

    def compute(_twin: Twin, drivers: Drivers, *_: object) -> str:
        computed.append(drivers.return_period)
        return "flood"

    monkeypatch.setattr(simulate, "_computed", compute)
    storm = resolve(DriverSet.model_validate(STORM), 2100)
    for years in (1000.0, 100.0, 10.0, 1000.0):
        drivers = with_return_period(storm, years)
        simulate.flood(farmed, drivers, FloodParameters(hours=3.25), keep=years == 1000.0)
    assert computed == [1000.0, 100.0, 10.0]


def test_no_storm_or_no_return_periods_gives_a_reason(farmed: Twin, still: list[float]) -> None:
    assert found(farmed)["expected_annual_damage"]["reason"] == "no return periods are given"
    calm = found(farmed, {"sea_level_rise": {"metres": 3.5}}, return_periods=[100.0, 1000.0])
    assert calm["expected_annual_damage"]["value"] is None
    assert "no storm" in calm["expected_annual_damage"]["reason"]


@pytest.mark.parametrize("years", [[100.0], [1000.0, 100.0], [100.0, 100.0], [5.0, 100.0]])
def test_return_periods_ascend(farmed: Twin, years: list[float]) -> None:
    with pytest.raises(InvalidInputError, match="return_periods"):
        found(farmed, return_periods=years)


def test_what_lacks_says_so(farmed: Twin, still: list[float]) -> None:
    bare = found(Twin.from_datasets(farmed.surface[["ground_level"]], reference_year=2025))
    for name, entry in bare.items():
        assert entry["value"] is None, name
        assert entry["reason"], name
    no_land = found(_without_land_use(farmed))
    assert no_land["damage"]["value"] == no_land["damage_buildings"]["value"]
    assert "buildings alone" in no_land["damage"]["reason"]
    assert no_land["damage_land"]["value"] is None
    dry = found(farmed, {"sea_level_rise": {"metres": 0.1}})
    assert dry["damage"]["value"] == 0.0
    assert dry["damage"]["reason"] == "no water"


def _without_land_use(twin: Twin) -> Twin:
    return Twin.from_datasets(
        twin.surface.drop_vars("land_use"), features=dict(twin.features), name="bare", reference_year=2025
    )


def test_water_that_was_there_before_is_no_flood(farmed: Twin) -> None:
    from scenarios.impacts.hazard import hazard_of

    shape = farmed.grid.shape
    depth = np.full(shape, 0.30, np.float32)
    still = np.zeros(shape, np.float32)
    outcome: Any = SimpleNamespace(
        time=np.array([0.0, HOUR]), depth_cm=np.full((2, *shape), 30, np.int16), max_depth=depth,
        arrival_time=still, rise_rate=still, max_speed=still, max_depth_speed=still,
        land=np.ones(shape, bool),
    )  # fmt: skip
    assert not hazard_of(farmed, outcome).wet.any()
    outcome.depth_cm[0] = 25
    assert hazard_of(farmed, outcome).wet.all()
    outcome.depth_cm[0] = -32768
    assert hazard_of(farmed, outcome).wet.all()


def test_tables_and_features(farmed: Twin, still: list[float]) -> None:
    content = {"name": "x", "drivers": STORM, "processes": ["flood-consequences"]}
    result = run(content, farmed)
    buildings, vital = result.features["buildings"], result.features["vital_objects"]
    assert {"flood_depth", "flood_depth_inside", "flood_arrival", "flood_damage", "flood_fatalities"} <= set(
        buildings
    )
    total = result.indicators["flood-consequences.damage_buildings"]["value"]
    assert buildings["flood_damage"].sum() == pytest.approx(total, abs=0.1)
    assert vital["out_of_service"].tolist() == [True]
    assert 900.0 <= vital["time_out"].iloc[0] <= 2 * HOUR
    dataset = result.dataset
    land = dataset["land_use_damage"].sel(land_use_class="arable").item()
    assert land == pytest.approx(result.indicators["flood-consequences.agriculture_damage"]["value"])
    per_area = np.nansum(dataset["damage_density"].values) * farmed.grid.cell_area
    assert per_area == pytest.approx(result.indicators["flood-consequences.damage"]["value"], rel=1e-5)
    assert 0 < np.nanmax(dataset["mortality"].values) <= 1


def test_cost_counts_every_storm(farmed: Twin) -> None:
    process: Any = processes()["flood-consequences"]
    once = process.estimate(farmed, process.Parameters())
    thrice = process.estimate(farmed, process.Parameters(return_periods=[100.0, 1000.0]))
    assert thrice.seconds == pytest.approx(3 * once.seconds, rel=1e-3)
    assert thrice.bytes == once.bytes
