"""The peat polders of the demo, raised 30 cm in 2030, fixed and indexed until 2120: the headline scenarios.

With ``ZICHT_FIGURES=1`` the numbers and figures of the science page are written.
"""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

from scenarios import Scenario, run
from scenarios.headline import headline_files
from tests.validation.water_level_page import (
    CASES,
    COURSES,
    MAPS,
    MARKS,
    PAGE,
    draw,
    keep,
    raised_areas,
    rows,
    stored,
    table,
)
from twin import Twin

EFFECTS = ("co2_emission", "yield_loss", "bearing_days", "band_share", "foundations", "water_demand")


@pytest.fixture(scope="module")
def demo(demo_data):
    return Twin.open("demo", data=demo_data)


@pytest.fixture(scope="module")
def results(demo):
    files = {file.stem: file for file in headline_files()}
    found = {case: run(Scenario.load(files[stem]), demo) for case, stem in CASES.items()}
    if os.environ.get("ZICHT_FIGURES"):
        keep(rows(found))
        draw(found, demo)
        head, rest = PAGE.read_text("utf-8").split(MARKS[0])
        PAGE.write_text(f"{head}{MARKS[0]}{table(stored())}{MARKS[1]}{rest.split(MARKS[1])[1]}", "utf-8")
    return found


@pytest.fixture(scope="module")
def found(results):
    return {row["effect"]: row for row in rows(results)}


def test_the_numbers_of_the_page_are_those_of_the_run(found) -> None:
    for row in stored():
        for name, value in row.items():
            now = found[row["effect"]][name]
            if isinstance(value, float) and now is not None:
                assert now == pytest.approx(value, rel=1e-3, abs=1e-6), (row["effect"], name)
            else:
                assert now == value, (row["effect"], name)


def test_every_effect_is_known_or_says_why(results) -> None:
    for result in results.values():
        shown = result.features["water_level_effects"]
        unknown = shown[shown["difference"].isna()]
        assert (unknown["reason"].str.len() > 10).all()
        decided = shown[shown["area"] == "decided"].set_index("effect")
        assert decided.loc[list(EFFECTS), "difference"].notna().all()


@pytest.mark.parametrize("case", CASES)
def test_a_raise_saves_peat_and_costs_grass_and_water(found, case) -> None:
    for name, sign in (
        ("co2_emission", -1),
        ("subsidence", -1),
        ("groundwater_depth", -1),
        ("foundations", -1),
        ("bearing_days", 1),
        ("water_demand", 1),
        ("rain_storage", -1),
    ):
        assert sign * found[name][f"{case}_difference"] > 0.0, name


def test_what_is_fixed_saves_more_than_what_sinks_on(found) -> None:
    """A level that stays comes nearer to the ground each year; one that is indexed keeps its distance."""
    for name in ("co2_emission", "subsidence"):
        assert found[name]["fixed"] < found[name]["indexed"] < found[name]["today"]


def test_dioxide_is_that_of_what_the_frames_lose(results) -> None:
    """2.26 t for each millimetre of peat: the effect, of eight years, against ten years of the frames."""
    for result in results.values():
        effects = result.features["water_level_effects"].set_index(["area", "effect"])
        told = json.loads(effects.loc[("decided", "co2_emission"), "parts"])["carbon_dioxide [t CO2/ha/yr]"]
        data = result.dataset
        peat = np.isin(data["parcel_area"].values, raised_areas(data)) & (
            data["land_peat_thickness"].values > 0
        )
        peat &= data["parcel_reason"].values == 0
        cells = data["parcel_cells"].values[peat]
        for case in ("before", "after"):
            lost = data["parcel_oxidation"].sel(polder_case=case).isel(polder_year=[-3, -1]).values[:, peat]
            rate = 1e3 * np.average(lost[1] - lost[0], weights=cells) / 10.0
            assert told[case] == pytest.approx(2.25867 * rate, rel=0.1, abs=0.3)


def test_what_the_page_says_about_the_months(results) -> None:
    """As today in the band in winter and too dry in summer; indexed the other way round; fixed past it."""
    today, fixed, indexed = (
        results[case]
        .dataset["area_groundwater"]
        .sel(polder_area="decided", polder_case=at)
        .isel(course_year=slice(-8, None))
        .mean("course_year")
        for case, at in (("fixed", "before"), ("fixed", "after"), ("indexed", "after"))
    )
    winter = [12, 1, 2]
    assert (today.sel(month=slice(4, 9)) > 0.40).all()
    assert ((today.sel(month=winter) > 0.20) & (today.sel(month=winter) < 0.40)).all()
    growing = indexed.sel(month=[3, 4, 5, 6, 8, 9])
    assert ((growing > 0.20) & (growing < 0.40)).all()
    assert 0.40 < float(indexed.sel(month=7)) < 0.45
    assert (indexed.sel(month=[10, 11, *winter]) < 0.20).all()
    assert (fixed.sel(month=[8, 9, 10, 11, *winter]) < 0.20).all()
    assert float(fixed.mean()) < 0.20


def test_drains_keep_the_band_where_a_level_cannot(demo, found) -> None:
    """The page tells which part of land and months is in it, and which part of the land in all months."""
    (file,) = (file for file in headline_files() if file.stem == CASES["indexed"])
    asked = Scenario.load(file).model_dump(mode="json", exclude_unset=True)
    asked["interventions"][0]["drains"] = "passive"
    effects = run(asked, demo).features["water_level_effects"].set_index(["area", "effect"])
    row = effects.loc[("decided", "band_share")]
    all_year = json.loads(row["parts"])["area_in_band_all_year [1]"]["after"]
    text = " ".join(PAGE.read_text("utf-8").split())
    assert (
        f"{100 * row['after']:.0f} % of land and months are in it and {100 * all_year:.0f} % of the land"
        in text
    )
    assert all_year > 0.5 > found["band_share"]["indexed"]


@pytest.mark.parametrize("case", CASES)
def test_a_count_of_wet_dwellings_hides_how_wet_they_become(results, case) -> None:
    """Nearly all of them have too little drainage as today; what is left of it tells the harm."""
    effects = results[case].features["water_level_effects"].set_index(["area", "effect"])
    row = effects.loc[("decided", "crawl_spaces")]
    parts = json.loads(row["parts"])
    assert row["before"] > 0.9 * parts["dwellings [dwellings]"]["before"]
    assert row["after"] == parts["dwellings [dwellings]"]["after"]
    assert parts["drained [m]"]["after"] < 0.5 * parts["drained [m]"]["before"]


def test_a_rise_has_no_room_in_winter(results) -> None:
    """Over a tight layer nearly all of a rise would arrive; trenches and the ground leave some half of it."""
    data = results["indexed"].dataset.sel(polder_area="decided", course_year=2120)
    level, ground = (
        data[name].sel(polder_case="after") - data[name].sel(polder_case="before")
        for name in ("area_level", "area_ground_level")
    )
    nearer = data["area_groundwater"].sel(polder_case="before") - data["area_groundwater"].sel(
        polder_case="after"
    )
    assert float(level - ground) > 0.25
    assert float(nearer.mean()) < 0.7 * float(level - ground)
    assert float(nearer.sel(month=[12, 1, 2]).mean()) < 0.4 * float(level - ground)


def test_methane_is_most_of_what_is_left_where_land_drowns(results) -> None:
    effects = results["fixed"].features["water_level_effects"].set_index(["area", "effect"])
    parts = json.loads(effects.loc[("decided", "co2_emission"), "parts"])
    methane = sum(parts[name]["after"] for name in parts if name.startswith("methane"))
    assert methane > 0.5 * effects.loc[("decided", "co2_emission"), "after"]


def test_page_shows_the_table_and_the_figures() -> None:
    text = PAGE.read_text("utf-8")
    assert MARKS[0] + table(stored()) + MARKS[1] in text
    for figure in (COURSES, MAPS):
        assert f"figures/{figure.name}" in text
        assert figure.stat().st_size > 20_000
