"""Courses as a film: frames of parcels, maps through the numbers of columns, and means of areas."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scenarios.polders.effect import Case
from scenarios.polders.film import CASES, STEP, film
from scenarios.polders.panel import DECIDED
from tests.unit.scenarios.polders.effect_cases import course
from tests.unit.scenarios.polders.peat_polder import peat_polder
from tests.unit.scenarios.polders.raised_polder import HORIZON, cases, peat_halves, raised


@pytest.fixture(scope="module")
def both() -> tuple[Case, Case]:
    return cases(raised(peat_halves()))


def test_frames_are_every_fifth_year_and_the_horizon(both: tuple[Case, Case]) -> None:
    before, after = both
    found = film(after.columns, before.course, after.course, ["west"], "van-den-akker")
    years = found["polder_year"].values.tolist()
    assert years == [*range(2025, HORIZON, STEP), HORIZON]
    assert found["polder_case"].values.tolist() == list(CASES)
    for case, given in zip(CASES, both, strict=True):
        for year in years:
            here, at = found.sel(polder_case=case, polder_year=year), year - 2025
            np.testing.assert_array_equal(here["parcel_ghg"], given.course.ghg[at])
            np.testing.assert_allclose(here["parcel_ground_level"], given.course.ground_level[at], atol=1e-6)
            np.testing.assert_array_equal(
                here["parcel_groundwater"].sel(month=3), given.course.monthly[at, 2]
            )


def test_the_number_of_its_column_puts_a_parcel_on_the_map(both: tuple[Case, Case]) -> None:
    before, after = both
    found = film(after.columns, before.course, after.course, ["west"], "van-den-akker")
    number = found["parcel_column"].values
    glg = found["parcel_glg"].values[1, -1]
    on_map = np.where(number >= 0, glg[number], np.nan)
    np.testing.assert_array_equal(on_map, after.columns.on_grid(after.course.glg[-1]))
    area = found["parcel_area"].values[number[number >= 0]]
    names = json.loads(found["parcel_area"].attrs["meanings"])
    assert {names[code] for code in np.unique(area)} == {"west", "east"}


def test_areas_have_the_mean_of_their_land_year_by_year(both: tuple[Case, Case]) -> None:
    before, after = both
    found = film(after.columns, before.course, after.course, ["west"], "van-den-akker")
    assert found["polder_area"].values.tolist() == ["west", "east", DECIDED]
    west = after.columns.area == after.columns.areas.index("west")
    ground = np.average(after.course.ground_level[:, west], axis=1, weights=after.columns.cells[west])
    here = found.sel(polder_case="after", polder_area="west")
    np.testing.assert_allclose(here["area_ground_level"], ground, atol=1e-6)
    months = np.average(after.course.monthly[:, :, west], axis=2, weights=after.columns.cells[west])
    np.testing.assert_allclose(here["area_groundwater"], months, atol=1e-6)
    together = found.sel(polder_case="after", polder_area=DECIDED)
    np.testing.assert_array_equal(together["area_level"], here["area_level"])
    east = found.sel(polder_area="east")
    np.testing.assert_array_equal(east["area_groundwater"][0], east["area_groundwater"][1])


def test_what_is_not_known_is_left_out_of_means_and_blank_in_frames() -> None:
    columns = peat_polder(4, ground_level=np.array([-1.0, -3.0, -2.0, -2.0]))
    columns = columns.without(np.array([False, True, False, False]), "no ditches")
    given = course(columns, depth=np.array([0.4, 9.0, 0.6, 0.8]))
    found = film(columns, given, given, [], "van-den-akker")
    assert found["area_ground_level"].sel(polder_area="a").values[0, 0] == -1.0
    np.testing.assert_allclose(found["area_groundwater"].sel(polder_area="b").values[1, 0], 0.7, atol=1e-6)
    assert np.isnan(found["parcel_groundwater"].values[..., 1]).all()
    assert np.isfinite(found["parcel_groundwater"].values[..., [0, 2, 3]]).all()
    assert DECIDED not in found["polder_area"].values
    reasons = json.loads(found["parcel_reason"].attrs["meanings"])
    assert reasons[found["parcel_reason"].values[1]] == "no ditches"
