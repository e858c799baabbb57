"""Surveyed sections: which stands for which place, what is refused, and sections as places of their own."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from scenarios.dikes.locations import locations
from scenarios.dikes.survey import ALONG, check_survey, has_survey, profiles_from_table, surveyed
from tests.unit.scenarios.dikes.straight_dike import CENTRE, Section, dike_twin
from twin.errors import InvalidInputError
from twin.state import Twin

WHOLE = {
    "crest_level": 6.0, "crest_width": 5.0, "outer_slope": 4.0, "inner_slope": 3.0, "outer_toe_level": 1.0,
    "inner_toe_level": 0.0,
}  # fmt: skip


def table(shapes: list[object], **columns: list[object]) -> gpd.GeoDataFrame:
    ids = [f"s-{k + 1}" for k in range(len(shapes))]
    return gpd.GeoDataFrame(
        {"id": ids, "dike": ["dike"] * len(shapes), **columns}, geometry=shapes, crs="EPSG:28992"
    )


def at(chainage: float, away: float = 0.0) -> Point:
    """Point beside a dike that runs 600 m to the east."""
    return Point(CENTRE[0] - 300.0 + chainage, CENTRE[1] + away)


def line(first: float, last: float, away: float = 0.0) -> LineString:
    return LineString([at(first, away), at(last, away)])


def with_sections(sections: gpd.GeoDataFrame) -> Twin:
    return dike_twin(Section(), cell=10.0, half_length=300.0, reach=20.0).with_(
        features={"dike_profiles": sections}
    )


def widths(sections: gpd.GeoDataFrame) -> np.ndarray:
    twin = with_sections(sections)
    return surveyed(twin, locations(twin), "crest_width")


def test_nearest_point_along_the_dike_within_its_reach() -> None:
    found = widths(table([at(0.0, 40.0), at(100.0)], crest_width=[3.0, 4.0]))
    chainage = np.arange(5.0, 600.0, 10.0)
    expected = np.where(chainage < 50.0, 3.0, np.where(chainage <= 100.0 + ALONG.value, 4.0, np.nan))
    np.testing.assert_array_equal(found, expected)


def test_line_covers_its_places_and_wins_from_points() -> None:
    found = widths(table([at(100.0), line(200.0, 400.0, 20.0)], crest_width=[3.0, 4.0]))
    chainage = np.arange(5.0, 600.0, 10.0)
    covered = (chainage >= 185.0) & (chainage <= 415.0)
    expected = np.where(covered, 4.0, np.where(chainage <= 350.0, 3.0, np.nan))
    np.testing.assert_array_equal(found, expected)


def test_section_that_does_not_say_leaves_it_to_the_next() -> None:
    found = widths(table([at(100.0), at(140.0)], crest_width=[3.0, np.nan]))
    assert set(found[:20].tolist()) == {3.0}


def test_section_of_another_dike_says_nothing() -> None:
    sections = table([at(100.0)], crest_width=[3.0]).assign(dike="other")
    assert np.isnan(widths(sections)).all()


def test_twin_without_survey_or_column() -> None:
    twin = dike_twin(Section(), cell=10.0, reach=20.0)
    places = locations(twin)
    assert np.isnan(surveyed(twin, places, "crest_width")).all()
    assert not has_survey(twin, "dike", "crest_width")
    assert check_survey(twin) == []
    twin = twin.with_(features={"dike_profiles": table([at(100.0)], crest_width=[3.0])})
    assert np.isnan(surveyed(twin, places, "inner_slope")).all()
    assert has_survey(twin, "dike", "crest_width")


@pytest.mark.parametrize(
    ("columns", "field", "words"),
    [
        ({"inner_slope": 0.0}, "inner_slope", "above 0"),
        ({"outer_slope": -3.0}, "outer_slope", "above 0"),
        ({"crest_width": 0.0}, "crest_width", "above 0"),
        ({"crest_level": np.inf}, "crest_level", "at most 330"),
        ({"cover_thickness": -0.33}, "cover_thickness", "at least 0"),
        ({"cover_weight": 15.0}, "cover_weight", "at least 9000"),
        ({"grain_size": 200.0}, "grain_size", "at most 0.005"),
        ({"permeability": 10.0}, "permeability", "at most 0.1"),
        ({"aquifer_thickness": 0.0}, "aquifer_thickness", "above 0"),
        ({"stability_width": -1.0}, "stability_width", "at least 0"),
        ({"outer_toe_level": 6.0}, "outer_toe_level", "outer toe is not below the crest"),
        ({"inner_toe_level": 7.0}, "inner_toe_level", "inner toe is not below the crest"),
        ({"inner_berm_width": 5.0, "inner_berm_level": 6.5}, "inner_berm_level", "inner berm is not below"),
        ({"aquifer_top": 0.5}, "aquifer_top", "aquifer lies above the ground"),
    ],
)
def test_impossible_values_are_named_with_section_and_remedy(
    columns: dict[str, float], field: str, words: str
) -> None:
    wrong = {name: [value, columns.get(name, value)] for name, value in WHOLE.items()}
    wrong |= {name: [np.nan, value] for name, value in columns.items() if name not in WHOLE}
    sections = table([at(100.0), at(200.0)], **wrong)
    (problem,) = check_survey(with_sections(sections))
    assert problem.field == f"features.dike_profiles.{field}"
    assert problem.message.startswith("section s-2: ")
    assert words in problem.message
    assert problem.remedy
    with pytest.raises(InvalidInputError, match="section s-2"):
        profiles_from_table(sections)


def test_what_is_no_number_is_named_and_a_gap_is_unknown() -> None:
    sections = table([at(100.0), at(200.0)]).assign(crest_width=["4.5", "four"], inner_slope=[None, 3])
    twin = with_sections(sections)
    (problem,) = check_survey(twin)
    assert (problem.field, problem.value) == ("features.dike_profiles.crest_width", "four")
    assert problem.message == "section s-2: is no number"
    assert set(surveyed(twin, locations(twin), "inner_slope")[:40]) == {3.0}


def test_level_of_no_berm_may_be_anything() -> None:
    sections = table(
        [at(100.0)],
        inner_berm_width=[0.0],
        inner_berm_level=[9.0],
        **{name: [value] for name, value in WHOLE.items()},
    )
    assert check_survey(with_sections(sections)) == []


def test_dike_that_is_not_there_gets_a_suggestion() -> None:
    (problem,) = check_survey(with_sections(table([at(100.0)]).assign(dike="dyke")))
    assert (problem.value, problem.remedy) == ("dyke", "Did you mean 'dike'?")


def test_sections_as_places() -> None:
    sections = table(
        [line(0.0, 200.0), at(300.0, 30.0)],
        cover_thickness=[3.0, np.nan],
        inner_berm_width=[4.0, np.nan],
        inner_berm_level=[2.0, np.nan],
        **{name: [value, np.nan if name == "outer_slope" else value] for name, value in WHOLE.items()},
    )
    dikes = gpd.GeoDataFrame({"id": ["dike"]}, geometry=[line(0.0, 600.0)], crs="EPSG:28992")
    places, profiles, subsoil = profiles_from_table(sections, dikes)
    assert places.dikes == ("dike",)
    assert places.chainage.tolist() == [100.0, 300.0]
    assert places.length.tolist() == [200.0, 1.0]
    assert (places.x[0], places.y[1]) == (CENTRE[0] - 200.0, CENTRE[1] + 30.0)
    np.testing.assert_allclose([places.inward_x, places.inward_y], [[0, 0], [1, 1]], atol=1e-12)
    assert [places.reasons[k] for k in places.reason] == ["", "the survey lacks outer_slope"]
    assert profiles.inner_berm_width.tolist() == [4.0, 0.0]
    assert profiles.inner_berm_level.tolist() == [2.0, 0.0]
    assert profiles.outer_berm_level.tolist() == [1.0, 1.0]
    assert subsoil.soft.tolist() == [True, True]
    assert np.isnan(subsoil.permeability).all()


def test_point_without_its_dike_faces_east() -> None:
    sections = table([at(300.0)], **{name: [value] for name, value in WHOLE.items()})
    places, _, _ = profiles_from_table(sections)
    assert (places.inward_x.tolist(), places.inward_y.tolist()) == ([1.0], [0.0])


def test_section_without_a_place_is_passed_over() -> None:
    found = widths(table([at(100.0), Point()], crest_width=[3.0, 4.0]))
    assert set(found[:30].tolist()) == {3.0}
