"""Process and intervention `lake-level`: the IJsselmeer by figures, and a lake of a twin with its shore."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, Point, box

from scenarios.interventions.lake_level import LakeLevelChange
from scenarios.lakes.indicators import INDICATORS
from scenarios.lakes.model import Sluice
from scenarios.lakes.outlook import gravity_ends
from scenarios.lakes.parameters import LakeLevelParameters
from scenarios.lakes.setup import lake_of_figures
from scenarios.run import run
from twin.errors import InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin

LEVEL, BED, SLOPE = -0.40, -3.0, 50.0
SLUICE = Sluice(width=300.0, sill=-4.7, amplitude=0.85)


@pytest.fixture(scope="module")
def lake() -> Twin:
    """A lake of 400 x 1000 m in the west, a shore of 1:50 to the east, a dike round the north half."""
    grid, _ = GridSpec.from_bbox((60_000, 545_000, 61_000, 546_000), 5)
    x, _ = np.meshgrid(grid.x, grid.y)
    water = x < 60_400
    ground = np.where(water, LEVEL, LEVEL + (x - 60_400) / SLOPE).astype(np.float32)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), ground), "permanent_water": (("y", "x"), water.astype(np.int8))},
        coords=grid.coords(),
    )

    def theme(shapes: list[object], **columns: list[object]) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:28992")

    outline = box(60_000, 545_000, 60_400, 546_000)
    features = {
        "watercourses": theme(
            [outline, LineString([(60_500, 545_000), (60_500, 546_000)]), outline, outline],
            id=["meer", "sloot", "zee", "peilloos"],
            kind=["lake", "ditch", "sea", "lake"],
            name=["Meer", "Sloot", "Zee", "Peilloos"],
            water_level=[LEVEL, LEVEL, 0.0, np.nan],
            bed_level=[BED, np.nan, np.nan, np.nan],
        ),
        "dikes": theme(
            [LineString([(61_000, 545_500), (60_402.5, 545_500), (60_402.5, 546_000)])],
            id=["meerdijk"],
            crest_level=[2.0],
            kind=["lake-dike"],
        ),
        "buildings": theme(
            [Point(60_407, 545_200).buffer(2), Point(60_407, 545_800).buffer(2)],
            id=["shore", "behind"],
            floor_level=[-0.25, -0.25],
            year=[1900, 1900],
        ),
    }
    return Twin.from_datasets(surface, features=features, name="lake", reference_year=2025)


def asked(parameters: dict[str, object], **more: object) -> dict[str, object]:
    return {"name": "lake", "horizon": 2100, "processes": [{"lake-level": parameters}], **more}


def answers(found) -> dict[str, float | None]:
    return {name: found.indicators[f"lake-level.{name}"]["value"] for name in INDICATORS}


def test_without_a_lake_it_is_the_ijsselmeer(lake):
    found = run(asked({}), lake)
    told = answers(found)
    # worked for a mean sea of 0.05 m NAP: here it is 0.03, and the discharge a little more
    assert 1067.40 < told["sluice_discharge"] < 1067.40 + 0.02 / 0.25 * (1067.40 - 595.321)
    assert told["stock"] == pytest.approx(220e6, rel=1e-9)
    assert told["stock_days"] == pytest.approx(220e6 / 507 / 86_400, rel=1e-9)
    assert told["level_to_keep"] == pytest.approx(-0.25, abs=1e-5)
    assert told["raise_volume"] == told["shore_strip"] == told["seepage"] == 0.0
    assert told["shore_flooded"] is None
    assert "no lake of the twin" in found.indicators["lake-level.shore_flooded"]["reason"]
    method = found.indicators["lake-level.sluice_discharge"]["method"]
    assert "300 m (Afsluitdijk: 25 openings, 12 m each assumed) [unverified]" in method


def test_gravity_ends_where_the_sea_has_risen_by_the_amplitude_and_the_lake_above_it(lake):
    rise = {"sea_level_rise": {"scenario": "knmi23-h", "quantile": 0.5}}
    found = run(asked({}, drivers=rise), lake)
    entry = found.indicators["lake-level.gravity_ends"]
    # 0.57 m above the sea of 1995-2014, by the yearly series of KNMI'23 H: 0.56 in 2080, 0.58 in 2081
    assert entry["value"] == 2080
    assert entry["low"] == 2065
    assert entry["high"] == 2097
    told = answers(found)
    assert (told["sluice_discharge"], told["open_fraction"], told["pumps_needed"]) == (0.0, 0.0, 507.0)
    raised = run(asked({"raise_by": 0.75}, drivers=rise), lake)
    assert answers(raised)["sluice_discharge"] == pytest.approx(1104.3, rel=0.1)
    assert answers(raised)["level_to_keep"] == pytest.approx(told["level_to_keep"], abs=1e-9)
    assert answers(raised)["raise_volume"] == pytest.approx(0.75 * 1.1e9)
    assert answers(raised)["shore_strip"] == pytest.approx(37.5)
    assert answers(raised)["seepage"] == pytest.approx(1.5)
    assert answers(raised)["stock"] == pytest.approx(0.95 * 1.1e9)


def test_the_level_that_keeps_the_discharge_keeps_it(lake):
    rise = {"sea_level_rise": {"metres": 0.6}}
    before = answers(run(asked({}, drivers=rise), lake))
    raise_by = before["level_to_keep"] + 0.25
    after = answers(run(asked({"raise_by": raise_by}, drivers=rise), lake))
    today = answers(run(asked({}), lake))
    assert after["sluice_discharge"] == pytest.approx(today["sluice_discharge"], rel=1e-3)


def test_a_rise_in_metres_has_no_year_but_the_table_has(lake):
    found = run(asked({}, drivers={"sea_level_rise": {"metres": 0.6}}), lake)
    assert found.indicators["lake-level.gravity_ends"]["value"] is None
    assert "lake_outlook" in found.indicators["lake-level.gravity_ends"]["reason"]
    table = found.features["lake_outlook"]
    assert len(table) == 3 * 3 * 9
    last = table[(table["emission"] == "knmi23-h") & (table["quantile"] == 0.5)].iloc[-1]
    assert (last["year"], last["discharge"], last["gravity_ends"]) == (2100, 0.0, 2080)
    for _, path in table.groupby(["emission", "quantile"]):
        higher = path.sort_values("sea_level")
        assert (higher["discharge"].diff().dropna() <= 0.0).all()
        assert (higher["level_to_keep"].diff().dropna() > 0.0).all()


def test_a_lake_may_have_a_table_of_areas(lake):
    table = {"levels": [-1.0, 1.0], "areas": [1000.0, 1400.0]}
    found = run(asked(table | {"raise_by": 0.5}), lake)
    # the area goes from 1150 km2 at -0.25 to 1250 km2 at 0.25 m NAP
    assert answers(found)["raise_volume"] == pytest.approx(0.5 * 1200e6, rel=1e-9)
    assert "Area by the table" in found.indicators["lake-level.sluice_discharge"]["method"]


def test_a_lake_that_is_raised_and_not_named_is_told(lake):
    found = run(asked({}, interventions=[RAISE]), lake)
    method = found.indicators["lake-level.sluice_discharge"]["method"]
    assert "name meer for that" in method


RAISE = {"kind": "lake-level", "lake": "meer", "by": 0.1, "start": 2030}


def test_a_raised_lake_of_the_twin_floods_its_shore_where_no_dike_stands(lake):
    found = run(asked({"lake": "meer"}, interventions=[RAISE]), lake)
    told = answers(found)
    # 5 m of shore for each metre: the first cell of 5 m of the south half lies at 0.05 m above the lake
    assert told["shore_flooded"] == pytest.approx(5.0 * 500, rel=0.011)
    assert found.indicators["lake-level.shore_flooded"]["reference"] == 0.0
    assert told["shore_strip"] == pytest.approx(5.0)
    assert told["raise_volume"] == pytest.approx(0.1 * 400 * 1000, rel=0.01)
    assert told["seepage"] == pytest.approx(0.1 / 500 * 1000)
    assert told["dikes_loaded"] == pytest.approx(500.0 + 47.5, rel=1e-3)
    (along,) = found.features["lake_dikes"].to_dict("records")
    assert (along["dike"], along["freeboard"]) == ("meerdijk", pytest.approx(2.3))
    assert along["freeboard_before"] == pytest.approx(2.4)
    (shore,) = found.features["lake_shore"].to_dict("records")
    assert shore["geometry"].area == pytest.approx(told["shore_flooded"], rel=1e-6)
    assert shore["geometry"].bounds[3] <= 545_505
    assert told["sluice_discharge"] is None
    assert "no sluice" in found.indicators["lake-level.sluice_discharge"]["reason"]


def test_a_higher_raise_reaches_the_house_on_the_shore_and_not_the_one_behind_the_dike(lake):
    found = run(asked({"lake": "meer"}, interventions=[RAISE | {"by": 0.3}]), lake)
    assert found.features["lake_shore"]["buildings"].iloc[0] == 1.0


def test_the_lake_of_a_twin_discharges_by_the_sluice_that_is_given(lake):
    sluice = {"lake": "meer", "sluice_width": 10.0, "sill": -2.0, "pumps": 1.0, "inflow": 3.0}
    found = run(asked(sluice | {"event_inflow": 20.0, "set_up": 0.0}, interventions=[RAISE]), lake)
    entry = found.indicators["lake-level.sluice_discharge"]
    assert entry["value"] > entry["reference"] > 0.0
    assert "without its raise of 0.1 m" in entry["method"]
    assert found.indicators["lake-level.event_rise"]["value"] > 0.0
    assert answers(found)["pumps_needed"] == max(0.0, 3.0 - entry["value"])


def test_the_intervention_moves_the_lake_and_what_holds_its_level(lake):
    from scenarios.intervention import Context

    context = Context(start=2025, horizon=2100, sea_level_rise=0.0)
    change = LakeLevelChange(lake="meer", by=0.3)
    once = change.apply(lake, context)
    row = once.features["watercourses"].iloc[0]
    assert (row["water_level"], row["water_level_before"]) == pytest.approx((-0.10, LEVEL))
    moved = once.surface["ground_level"].values - lake.surface["ground_level"].values
    water = lake.surface["permanent_water"].values == 1
    assert moved[water] == pytest.approx(np.full(water.sum(), 0.3), abs=1e-6)
    assert (moved[~water] == 0.0).all()
    twice = change.apply(once, context).features["watercourses"].iloc[0]
    assert (twice["water_level"], twice["water_level_before"]) == pytest.approx((0.20, LEVEL))
    assert LakeLevelChange(lake="meer", by=0.0).apply(lake, context) is lake
    assert LakeLevelChange(lake="meer", by=0.3, start=2101).apply(lake, context) is lake


@pytest.mark.parametrize(
    ("name", "message"),
    [("sloot", "no area"), ("zee", "no lake"), ("peilloos", "no water_level"), ("maar", "not one of")],
)
def test_what_is_no_lake_is_refused_by_name(lake, name, message):
    (problem,) = LakeLevelChange(lake=name, by=0.3).check(lake)
    assert message in problem.message
    with pytest.raises(InvalidInputError) as caught:
        run(asked({"lake": name}), lake)
    assert any(message in problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"summer_low": 0.0}, "summer_low"),
        ({"sill": 0.0}, "sill"),
        ({"lake": "meer", "raise_by": 0.2}, "raise_by"),
        ({"lake": "meer", "area": 3.0}, "area"),
        ({"lake": "meer", "sill": -3.0}, "sluice_width"),
        ({"levels": [-1.0, 1.0], "areas": [2.0]}, "areas"),
        ({"levels": [-1.0, 1.0], "areas": [2.0, 1.0]}, "areas"),
        ({"levels": [1.0, -1.0], "areas": [1.0, 2.0]}, "levels"),
        ({"levels": [-1.0], "areas": [1.0], "area": 3.0}, "area"),
        ({"lake": "meer", "levels": [-1.0], "areas": [1.0]}, "s"),
        ({"pumps": -1.0}, "pumps"),
        ({"area": 0.0}, "area"),
    ],
)
def test_figures_that_cannot_be_are_refused(lake, parameters, field):
    with pytest.raises(InvalidInputError) as caught:
        run(asked(parameters), lake)
    assert all(problem.field.endswith(field) for problem in caught.value.problems)


def test_a_lake_is_not_lowered_below_its_bed(lake):
    (problem,) = LakeLevelChange.model_validate({"lake": "meer", "by": -2.0}).check(
        lake.with_(features={"watercourses": lake.features["watercourses"].assign(bed_level=[-2.0] * 4)})
    )
    assert problem.field == "by"
    assert "below its bed" in problem.message


def test_changes_that_together_go_below_the_bed_are_refused(lake):
    with pytest.raises(InvalidInputError, match="below its bed"):
        run(asked({"lake": "meer"}, interventions=[RAISE | {"by": -2.0}] * 2), lake)


def test_the_year_in_which_gravity_ends_falls_with_the_quantile(lake):
    quantiles = (0.3, 0.49, 0.5, 0.51, 0.7)
    years = [gravity_ends(lake_of_figures(LakeLevelParameters()), SLUICE, "knmi23-h", q) for q in quantiles]
    assert years == sorted(years, reverse=True)
    assert years[1:4] == [2080.0] * 3


def test_a_lake_that_never_ran_out_by_itself_has_no_year_and_no_level_that_keeps_it(lake):
    rise = {"sea_level_rise": {"scenario": "knmi23-h", "quantile": 0.5}}
    found = run(asked({"level": -2.0}, drivers=rise), lake).indicators
    year, keeps = (found[f"lake-level.{name}"] for name in ("gravity_ends", "level_to_keep"))
    assert (year["value"], keeps["value"]) == (None, None)
    assert "already stood as high" in year["reason"]
    assert "no discharge to keep" in keeps["reason"]


def test_a_lower_lake_holds_no_more(lake):
    """NR-W-03: the stock must not shrink; lowering the lake by the height of its band takes all of it."""
    stock = [answers(run(asked({"raise_by": by}), lake))["stock"] for by in (-0.5, -0.2, -0.1, 0.0, 0.1)]
    assert stock == pytest.approx([0.0, 0.0, 110e6, 220e6, 330e6])


def moved(lake: Twin, shape: object, **columns: object) -> Twin:
    table = lake.features["watercourses"].assign(**columns)
    table.loc[table["id"] == "meer", "geometry"] = shape
    return lake.with_(features={"watercourses": table})


def test_a_lake_smaller_than_a_cell_still_reaches_its_shore(lake):
    pond = moved(lake, box(60_397.8, 545_100.6, 60_398.9, 545_101.2))
    found = run(asked({"lake": "meer"}, interventions=[RAISE | {"by": 0.3}]), pond)
    whole = run(asked({"lake": "meer"}, interventions=[RAISE | {"by": 0.3}]), lake)
    assert answers(found)["shore_flooded"] == answers(whole)["shore_flooded"] > 0.0


def test_a_lake_whose_bed_is_not_known_still_reaches_its_shore(lake):
    ground = lake.surface["ground_level"].values.copy()
    ground[:, lake.grid.x < 60_400] = np.nan
    found = run(asked({"lake": "meer"}, interventions=[RAISE]), lake.with_(surface={"ground_level": ground}))
    assert answers(found)["shore_flooded"] == pytest.approx(5.0 * 500, rel=0.011)


def test_a_lake_outside_the_twin_is_refused(lake):
    far = moved(lake, box(70_000, 540_000, 71_000, 541_000))
    with pytest.raises(InvalidInputError, match="outside the twin"):
        run(asked({"lake": "meer"}), far)


def test_a_crest_that_is_not_known_gives_no_least_crest(lake):
    dikes = lake.features["dikes"].assign(crest_level=[np.nan])
    entry = run(asked({"lake": "meer"}), lake.with_(features={"dikes": dikes})).indicators
    assert "nan" not in entry["lake-level.dikes_loaded"]["method"]


def test_a_rise_beyond_the_known_areas_is_told(lake):
    told = {}
    for inflow in (1.0, 5.0):
        found = run(asked({"lake": "meer", "event_inflow": inflow}), lake)
        told[inflow] = found.indicators["lake-level.event_rise"]
    # 1.2 Mm3 in a lake of 0.4 km2 and its shore, and five times as much
    assert told[1.0]["value"] < 3.0 < told[5.0]["value"]
    assert "Above 2.60 m NAP its area is not known" in told[5.0]["method"]
    assert "is not known" not in told[1.0]["method"]


def test_results_are_written_and_read_again(lake, tmp_path):
    from twin.store import Result

    found = run(asked({"lake": "meer", "sluice_width": 10.0, "sill": -2.0}, interventions=[RAISE]), lake)
    found.save(tmp_path / "result")
    again = Result.open(tmp_path / "result")
    assert set(again.features) == {"lake_outlook", "lake_shore", "lake_dikes"}
    assert again.indicators == found.indicators
