"""The process `dike-space` on a small coast: what it answers, what it leaves unknown, and what it refuses."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, box

from scenarios.dikes.loads import NO_NORM
from scenarios.drivers import resolve
from scenarios.model import Scenario
from scenarios.process import Outcome, processes
from scenarios.run import run
from twin.errors import InvalidInputError
from twin.progress import silent
from twin.state import Twin
from twin.store import Result

LOADED: dict[str, Any] = {
    "return_period": 3000.0, "station": "den-helder", "wave_height": 1.2, "wave_period": 5.0, "step": 50.0
}  # fmt: skip
HIGH = {"sea_level_rise": {"scenario": "knmi23-h", "quantile": 0.5}}


@pytest.fixture(scope="module")
def lived_in(coast: Twin) -> Twin:
    """The coast with a house 8 m behind the inner toe, half way along the dike."""
    house = gpd.GeoDataFrame(
        {"id": ["toe"], "floor_level": [-1.0], "year": [1950], "dwellings": [3]},
        geometry=[box(60537, 545510, 60547, 545520)],
        crs=28992,
    )
    return coast.with_(features={"buildings": house})


def outcome(twin: Twin, drivers: dict[str, Any] | None = None, **parameters: Any) -> Outcome:
    scenario = Scenario.load(
        {"name": "x", "drivers": drivers or {}, "processes": [{"dike-space": {**LOADED, **parameters}}]}
    )
    call = scenario.processes[0]
    process = processes()[call.id]
    assert process.check(twin, call.parameters) == []
    return process.simulate(twin, resolve(scenario.drivers, 2100), call.parameters, silent)


@pytest.fixture(scope="module")
def found(lived_in: Twin) -> Outcome:
    return outcome(lived_in, HIGH)


def ran(twin: Twin, parameters: dict[str, Any], **parts: Any) -> Result:
    return run({"name": "x", "processes": [{"dike-space": parameters}], **parts}, twin)


def test_a_dike_without_a_norm_is_unknown_and_not_zero(coast: Twin) -> None:
    result = ran(coast, {"step": 50.0})
    length = result.indicators["dike-space.length_unknown"]
    assert length["value"] == pytest.approx(1200.0)
    assert NO_NORM in length["method"]
    for name, entry in result.indicators.items():
        if not name.endswith("length_unknown"):
            assert entry["value"] is None
            assert NO_NORM in entry["reason"]
    table = result.features["dike_space"]
    assert set(table["reason"]) == {NO_NORM, "off the terrain"}
    assert table[["heightening", "inward", "cost"]].isna().all(axis=None)
    assert (result.dataset["dike_driver"] == -1).all()
    assert (result.dataset["dike_measure"] == -1).all()


def test_the_table_and_the_dataset_have_the_same_places(found: Outcome) -> None:
    table, fields = found.features["dike_space"], found.fields
    assert table["id"].tolist() == fields["location"].values.tolist()
    assert table.geometry.length.sum() == pytest.approx(1200.0)
    assert table["length"].sum() == pytest.approx(1200.0)
    shape = {"scenario": 4, "quantile": 3, "location": len(table), "year": 26}
    assert dict(fields["dike_inward"].sizes) == shape
    known = table["reason"].isna().to_numpy()
    assert known.sum() == 20
    higher = fields["dike_heightening"].transpose(..., "location").values
    assert np.isnan(higher[..., ~known]).all()
    assert not np.isnan(higher[..., known]).any()


def test_the_asked_case_is_that_entry_of_the_yearly_table(found: Outcome) -> None:
    table = found.features["dike_space"]
    same = found.fields.sel(scenario="knmi23-h", quantile=0.5, year=2100)
    for column in ("heightening", "inward", "outward", "stability", "water_level"):
        np.testing.assert_allclose(table[column], same[f"dike_{column}"].values, rtol=1e-5, atol=1e-5)
    section = found.fields["dike_profile_required_level"].values
    np.testing.assert_allclose(
        np.nanmax(section[4]), table["crest_level"][4] + table["heightening"][4], atol=1e-4
    )


def test_sums_are_those_of_the_places(found: Outcome) -> None:
    table, values = found.features["dike_space"], found.values
    work = table["required_width"] > 0
    assert values["length"].value == pytest.approx(table["length"][work].sum())
    assert values["area"].value == pytest.approx((table["required_width"] * table["length"]).sum(), rel=1e-6)
    assert values["cost"].value == pytest.approx((table["cost"] * table["length"]).sum(), rel=1e-6)
    assert values["cost"].value == pytest.approx(found.features["dike_measures"]["cost"].sum(), rel=1e-6)
    stretches = found.features["dike_measures"].select_dtypes("number")
    assert stretches.round(2).equals(stretches)
    shares = [values[f"share_{name}"].value or 0.0 for name in ("height", "stability", "piping")]
    assert sum(shares) == pytest.approx(1.0)
    assert values["body_volume"].value > 0.0
    assert "once per 25,000 years at Den Helder" in (values["length"].method or "")


def test_bands_hold_the_value_between_them(found: Outcome) -> None:
    for name, value in found.values.items():
        if name == "share_piping":  # the coast has no subsoil
            continue
        assert value.value is not None, name
        assert value.low <= value.value <= value.high, name
    assert found.values["area"].low < found.values["area"].high


def test_what_stands_in_the_way_is_named_with_its_year(found: Outcome) -> None:
    rows = found.features["dike_conflicts"]
    house = rows[rows["kind"] == "buildings"].iloc[0]
    assert house["object"] == "toe"
    assert found.values["addresses"].value == 3.0
    place = found.features["dike_space"].set_index("obstacle").loc["toe"]
    assert 0.0 < place["free_space"] < 4.0
    assert 2025 < place["year_full"] == house["from_year"] < 2100


def test_kinds_of_things_that_the_twin_does_not_have_are_told(found: Outcome) -> None:
    untold = found.fields["dike_inward"].attrs["conflicts_unknown"]
    assert "roads: the twin has no theme roads" in untold
    assert "buildings" not in untold


def test_the_indicators_alone_are_the_same(lived_in: Twin, found: Outcome) -> None:
    scenario = Scenario.load({"name": "x", "drivers": HIGH, "processes": [{"dike-space": LOADED}]})
    process, parameters = processes()["dike-space"], scenario.processes[0].parameters
    alone = process.values(lived_in, resolve(scenario.drivers, 2100), parameters, silent)
    assert alone == found.values


def test_without_voxels_piping_is_unknown_and_height_is_not(found: Outcome) -> None:
    table = found.features["dike_space"]
    known = table["reason"].isna()
    assert table.loc[known, "piping"].isna().all()
    assert (table.loc[known, "heightening"] > 0).all()
    assert table.loc[known, "subsoil_source"].str.len().gt(0).all()
    share = found.values["share_piping"]
    assert share.value is None
    assert "subsoil is unknown" in str(share.reason)
    assert "piping left out, a lower bound" in str(found.values["area"].method)


def test_a_rule_of_thumb_for_stability_is_told_where_it_stands_in(coast: Twin, found: Outcome) -> None:
    assert "along 1.0 km no assessment" in str(found.values["share_stability"].method)
    assert "[unverified]" in str(found.values["share_stability"].method)
    dikes = coast.features["dikes"].assign(stability_width=4.0)
    assessed = outcome(coast.with_(features={"dikes": dikes}), HIGH).values["share_stability"]
    assert "rule of thumb" not in str(assessed.method)


def test_riverward_the_outer_toe_moves(lived_in: Twin) -> None:
    table = outcome(lived_in, HIGH, direction="riverward").features["dike_space"]
    known = table["reason"].isna()
    assert (table.loc[known, "outward"] > 0).all()
    assert (table.loc[known, "inward"] == 0).all()
    assert not np.signbit(table.loc[known, ["inward", "measure_inward"]]).any(axis=None)


def test_a_forced_measure_stands_everywhere(lived_in: Twin) -> None:
    table = outcome(lived_in, HIGH, measure="soil").features["dike_space"]
    assert set(table.loc[table["reason"].isna(), "measure"]) == {"soil"}


def test_a_measure_that_cannot_be_had_has_no_cost(lived_in: Twin) -> None:
    """The depth of firm ground is not known: no wall, no number, and the reason beside it."""
    answer = outcome(lived_in, HIGH, measure="diaphragm-wall").values["cost"]
    assert (answer.value, answer.low, answer.high) == (None, None, None)
    assert answer.reason == "the measure cannot be had along 1.0 km of dike: depth of firm ground not known"


def test_subsidence_raises_what_is_needed(lived_in: Twin, found: Outcome) -> None:
    sunk = outcome(lived_in, HIGH, subsidence=4.0, settlement=0.2).features["dike_space"]
    more = sunk["heightening"] - found.features["dike_space"]["heightening"]
    assert more.dropna().to_numpy() == pytest.approx(0.004 * 75 + 0.2)


def test_the_reference_stands_beside_it_and_needs_less(lived_in: Twin) -> None:
    indicators = ran(lived_in, LOADED, drivers={"sea_level_rise": {"metres": 1.5}}).indicators
    for name in ("length", "area", "cost", "body_volume", "addresses"):
        entry = indicators[f"dike-space.{name}"]
        assert entry["value"] >= entry["reference"], name
    assert indicators["dike-space.area"]["difference"] > 0
    unlike = indicators["dike-space.reserved_area"]
    assert unlike["value"] == unlike["reference"]  # every future of the list, whatever was asked


def test_reservations_hold_the_years_that_were_asked(lived_in: Twin) -> None:
    found = outcome(lived_in, HIGH, years=[2040, 2150], scenarios=["knmi23-l"])
    assert set(found.features["dike_reservations"]["year"]) <= {2040, 2150}
    assert found.values["reserved_area"].value is None
    assert "2100" in (found.values["reserved_area"].reason or "")


def test_a_reinforced_dike_needs_no_more(lived_in: Twin) -> None:
    raised = lived_in.features["dikes"].assign(crest_level=20.0)
    found = outcome(lived_in.with_(features={"dikes": raised}), HIGH)
    assert found.values["length"].value == 0.0
    assert found.values["share_height"].value is None
    assert "dike_measures" not in found.features


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"years": [2020]}, "years[0]"),
        ({"dikes": ["zeedik"]}, "dikes"),
        ({"step": 0.0}, "step"),
        ({"scenarios": ["knmi23-x"]}, "scenarios[0]"),
        ({"quantiles": [0.0]}, "quantiles[0]"),
        ({"settlement": -0.1}, "settlement"),
        ({"measure": "prayer"}, "measure"),
        ({"allowed_overtopping": 0.0}, "allowed_overtopping"),
    ],
)
def test_what_cannot_be_is_refused_by_name(coast: Twin, parameters: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        ran(coast, parameters)
    assert [problem.field for problem in refused.value.problems] == [f"processes[0].dike-space.{field}"]


def test_a_horizon_before_the_twin_is_refused(coast: Twin) -> None:
    with pytest.raises(InvalidInputError, match="before the year of the twin, 2025"):
        ran(coast, LOADED, start=2005, horizon=2015)


def test_a_line_that_crosses_itself_is_refused(coast: Twin) -> None:
    loop = LineString([(60500, 545100), (60600, 545500), (60600, 545300), (60500, 545400)])
    dikes = coast.features["dikes"].set_geometry([loop], crs=28992)
    with pytest.raises(InvalidInputError, match="crosses itself"):
        ran(coast.with_(features={"dikes": dikes}), LOADED)


def test_a_twin_without_dikes_says_so(coast: Twin) -> None:
    bare = Twin.from_datasets(coast.surface[["ground_level"]])
    for entry in ran(bare, {}).indicators.values():
        assert entry["value"] is None
        assert entry["reason"] == "the twin has no dikes"


def test_a_horizon_after_the_yearly_table_is_refused(coast: Twin) -> None:
    """A rise of 5 m in 2300 is none of 5 m in 2150."""
    with pytest.raises(InvalidInputError, match="horizon lies after 2150"):
        ran(coast, LOADED, horizon=2300, drivers={"sea_level_rise": {"metres": 5.0}})
    raised = [{"kind": "dike-reinforcement", "dike": "zeedijk", "measure": "raise", "raise_by": 1.0}]
    with pytest.raises(InvalidInputError) as refused:
        ran(coast, LOADED, horizon=2300, interventions=raised)
    assert [problem.field for problem in refused.value.problems] == ["horizon"]


def test_the_cost_is_that_of_the_dikes_that_are_asked_for(coast: Twin) -> None:
    """1200 m in places of 50 m, 400 futures each; of the other dike nothing."""
    dikes = coast.features["dikes"]
    both = pd.concat([dikes, dikes.assign(id="other")], ignore_index=True)
    twin, process = coast.with_(features={"dikes": both}), processes()["dike-space"]

    def cells(**parameters: Any) -> int:
        return process.estimate(twin, process.Parameters(step=50.0, **parameters)).cells

    assert cells() == 2 * 24 * 400
    assert cells(dikes=["other"]) == 24 * 400
