"""A scenario and its reference share their work, and a run says the same with and without that."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders import outcome
from scenarios.polders import study as study_of_levels
from scenarios.polders.decisions import as_today
from scenarios.polders.model import Course
from scenarios.polders.objects import groundwater
from scenarios.polders.outcome import water_level, water_level_values
from scenarios.polders.study import study
from tests.unit.scenarios.polders.raised_polder import PARAMETERS, drivers, peat_halves, raised
from twin.errors import Cancelled
from twin.progress import silent
from twin.state import Twin


@pytest.fixture(scope="module")
def base() -> Twin:
    return peat_halves()


def computes_nothing(_: float, told: str) -> None:
    """Progress that refuses more than looking the numbers up."""
    assert told == "parcel columns"


def test_a_twin_as_it_is_today_is_the_twin_before_it_was_raised(base: Twin) -> None:
    changed = raised(base, season="summer", ramp=5, drains="passive")
    assert changed.digest != base.digest
    assert as_today(changed).digest == base.digest
    assert as_today(base) is base
    assert as_today(raised(changed, areas=("east", "west"), by=0.1)).digest == base.digest


def test_the_reference_that_was_kept_is_the_one_that_is_computed(base: Twin) -> None:
    for change in ({}, {"drains": "passive", "policy": "indexatie", "above": 0.1}):
        water_level(raised(base, **change), drivers(2032), PARAMETERS, silent)
        assert outcome._kept
        kept = water_level_values(base, drivers(2032), PARAMETERS, computes_nothing)
        outcome._kept.clear()
        assert kept == water_level_values(base, drivers(2032), PARAMETERS, silent)


def test_what_was_kept_serves_no_other_year_parameters_or_twin(base: Twin) -> None:
    water_level(raised(base), drivers(2032), PARAMETERS, silent)
    plain = water_level_values(base, drivers(2032), PARAMETERS, silent)
    later = water_level_values(base, drivers(2036), PARAMETERS, silent)
    assert later["subsidence"].value > plain["subsidence"].value
    west = PARAMETERS.model_copy(update={"areas": ["west"]})
    assert water_level_values(base, drivers(2032), west, silent)["water_demand"].value == pytest.approx(
        0.5 * plain["water_demand"].value, rel=0.1
    )
    higher = base.with_(surface={"ground_level": base.surface["ground_level"].values + np.float32(0.1)})
    other = water_level_values(higher, drivers(2032), PARAMETERS, silent)
    assert other["groundwater_depth"].value > plain["groundwater_depth"].value + 0.01


@pytest.mark.parametrize("areas", [("west",), ("west", "east")])
def test_another_question_about_the_same_land_is_answered_as_the_first(
    base: Twin, areas: tuple[str, ...]
) -> None:
    def forget() -> None:
        for kept in (outcome._kept, study_of_levels._COURSES, study_of_levels._LAND):
            kept.clear()

    asked = raised(base, areas=areas, by=0.2)
    forget()
    alone = water_level(asked, drivers(2032), PARAMETERS, silent)
    forget()
    water_level(raised(base), drivers(2032), PARAMETERS, silent)
    second = water_level(asked, drivers(2032), PARAMETERS, silent)
    assert second.values == alone.values
    assert second.fields.identical(alone.fields)
    for name, table in alone.features.items():
        assert second.features[name].equals(table), name


def test_a_course_that_was_kept_serves_no_other_horizon_weather_or_land(base: Twin) -> None:
    higher = base.surface["ground_level"].values + np.float32(0.1)
    kept = study(base, PARAMETERS, 2032).kept
    assert study(raised(base), PARAMETERS, 2032).kept is kept
    for twin, changes, year in (
        (base, {}, 2033),
        (base, {"climate": "knmi23-hd"}, 2032),
        (base, {"areas": ["west"]}, 2032),
        (raised(base, areas=("east",)).with_(surface={"ground_level": higher}), {}, 2032),
    ):
        other = study(twin, PARAMETERS.model_copy(update=changes), year).kept
        assert other is not kept
        kept = other


def test_work_that_must_stop_stops(base: Twin) -> None:
    def stop(fraction: float, _: str) -> None:
        if fraction > 0.0:
            raise Cancelled

    with pytest.raises(Cancelled):
        water_level(raised(base), drivers(2060), PARAMETERS, stop)


def test_nothing_is_passed_on_to_neighbours_where_nothing_is_decided(base: Twin) -> None:
    found = water_level(raised(base), drivers(2032), PARAMETERS, silent).values["neighbour_seepage"]
    kept = water_level_values(base, drivers(2032), PARAMETERS, silent)["neighbour_seepage"]
    plain = water_level(base, drivers(2032), PARAMETERS, silent).values["neighbour_seepage"]
    assert (kept.value, kept.low, kept.high) == (0.0, 0.0, 0.0) == (plain.value, plain.low, plain.high)
    assert outcome.NOTHING_DECIDED in kept.method
    assert found.value is not None
    assert found.low <= found.value <= found.high


def test_what_the_seepage_of_neighbours_becomes_is_less_what_it_was(base: Twin) -> None:
    done = water_level(raised(base), drivers(2032), PARAMETERS, silent)
    table = done.features["water_level_effects"].set_index(["area", "effect"])
    row = table.loc[("decided", "neighbour_seepage")]
    value = done.values["neighbour_seepage"].value
    assert value == pytest.approx(row["after"] - row["before"], abs=1e-9)


def test_another_content_of_a_file_is_another_question(base: Twin, tmp_path) -> None:
    table = tmp_path / "table.csv"
    told = PARAMETERS.model_copy(update={"waterwijzer_table": str(table)})
    keys = []
    for text in ("a", "b"):
        table.write_text(text)
        keys.append(outcome._key(base, 2032, told))
    assert keys[0] != keys[1] != outcome._key(base, 2032, PARAMETERS)
    table.write_text("a")
    assert outcome._key(base, 2032, told) == keys[0]


def test_the_same_land_is_looked_at_once_and_other_land_or_levels_again(base: Twin) -> None:
    def land(twin: Twin, areas: list[str]):
        asked = PARAMETERS.model_copy(update={"areas": areas})
        return study(twin, asked, 2032).columns

    first = land(base, [])
    assert land(raised(base), []) is first
    assert land(raised(base, by=0.1, drains="passive"), []) is first
    west = land(base, ["west"])
    assert west.cells.sum() == pytest.approx(0.5 * first.cells.sum(), rel=0.1)
    table = base.features["peilgebieden"]
    lower = base.with_(features={"peilgebieden": table.assign(winter_level=table["winter_level"] - 0.1)})
    assert (land(lower, []).winter_level < first.winter_level).all()


def test_the_rise_is_that_of_the_groundwater_above_nap(base: Twin) -> None:
    """Depths of a year are below the ground as it was when the year began."""
    twin = raised(base)
    work = study(twin, PARAMETERS, 2032)
    pair, every = work.courses()[PARAMETERS.leading], np.arange(work.columns.area.size)

    def level(course: Course) -> np.ndarray:
        one = work.case(course, {}, decided=False, land=None)
        return groundwater(one, course.monthly.mean(axis=1), every)[one.period].mean(axis=0)

    land = work.columns.size * work.raised
    rise = np.average(level(pair.after) - level(pair.before), weights=land)
    told = water_level(twin, drivers(2032), PARAMETERS, silent).values["groundwater_rise"]
    assert told.value == pytest.approx(rise, abs=1e-6)


def test_a_measure_outside_the_land_that_is_asked_for_is_named_as_such(base: Twin) -> None:
    east = PARAMETERS.model_copy(update={"areas": ["east"]})
    found = water_level(raised(base, areas=("west",)), drivers(2032), east, silent).values
    for name in ("groundwater_rise", "neighbour_seepage"):
        assert (found[name].value, found[name].reason) == (None, outcome.NOT_ASKED)


def test_land_that_no_total_counts_is_told(base: Twin) -> None:
    table = base.features["peilgebieden"]
    blind = table.assign(
        **{key: table[key].where(table["id"] == "west") for key in ("summer_level", "winter_level")}
    )
    told = water_level_values(
        base.with_(features={"peilgebieden": blind}), drivers(2032), PARAMETERS, silent
    )["subsidence"].method
    assert "ha of land are in no mean and no total, mostly because: the area has no water level." in told
    whole = water_level_values(base, drivers(2032), PARAMETERS, silent)["subsidence"].method
    assert "no total" not in whole
