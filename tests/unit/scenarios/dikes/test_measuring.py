"""Profiles measured from the ground: known trapezoids come back, and what is no dike is unknown."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString

from scenarios.dikes.locations import locations
from scenarios.dikes.measuring import CREST_WIDTHS, USUAL_SLOPE, measure
from scenarios.dikes.model import Locations, Profiles
from scenarios.dikes.survey import PROFILE_COLUMNS
from scenarios.kernels.dike_transects import _crest
from tests.unit.scenarios.dikes.straight_dike import CENTRE, Section, dike_twin
from twin.grid import GridSpec
from twin.state import Twin

PLAIN = Section()
BERMS = Section(inner_berm=(10.0, 2.0), outer_berm=(8.0, 3.0))
SEA = Section(crest=11.5, width=8.0, outer_slope=3.5, inner_slope=3.5, outer_toe=0.5, inner_toe=0.5)
LOW = Section(crest=1.2, width=3.0, outer_slope=2.5, inner_slope=2.5, outer_toe=0.2, inner_toe=-0.3)


def found(twin: Twin) -> tuple[Locations, Profiles]:
    return measure(twin, locations(twin))


def assert_section(profiles: Profiles, section: Section, tolerance: float) -> None:
    expected = {
        "crest_level": section.crest,
        "crest_width": section.width,
        "outer_slope": section.outer_slope,
        "inner_slope": section.inner_slope,
        "outer_toe_level": section.outer_toe,
        "inner_toe_level": section.inner_toe,
        "outer_berm_width": section.outer_berm[0],
        "inner_berm_width": section.inner_berm[0],
    }
    for name, value in expected.items():
        np.testing.assert_allclose(getattr(profiles, name), value, rtol=0, atol=tolerance, err_msg=name)
    for side in ("outer", "inner"):
        width, level = getattr(section, f"{side}_berm")
        expected_level = level if width else getattr(profiles, f"{side}_toe_level")
        berm_level = getattr(profiles, f"{side}_berm_level")
        np.testing.assert_allclose(berm_level, expected_level, rtol=0, atol=tolerance, err_msg=side)


def base(profiles: Profiles, side: str) -> np.ndarray:
    """Distance of the toe to the middle of the crest [m]."""
    height = profiles.crest_level - getattr(profiles, f"{side}_toe_level")
    return (
        0.5 * profiles.crest_width
        + getattr(profiles, f"{side}_slope") * height
        + getattr(profiles, f"{side}_berm_width")
    )


@pytest.mark.parametrize("section", [PLAIN, BERMS, SEA], ids=["plain", "berms", "sea"])
@pytest.mark.parametrize(("cell", "tolerance"), [(0.5, 0.02), (1.0, 0.05), (2.0, 0.05)])
def test_trapezoid_along_the_grid_comes_back(section: Section, cell: float, tolerance: float) -> None:
    places, profiles = found(dike_twin(section, cell=cell))
    assert places.known.all()
    assert_section(profiles, section, tolerance)
    assert set(profiles.source.tolist()) == {0}


@pytest.mark.parametrize("section", [PLAIN, BERMS, SEA], ids=["plain", "berms", "sea"])
@pytest.mark.parametrize(("cell", "tolerance"), [(0.5, 0.02), (1.0, 0.05), (2.0, 0.12)])
def test_averaged_cells_across_the_grid_hardly_matter(
    section: Section, cell: float, tolerance: float
) -> None:
    places, profiles = found(dike_twin(section, cell=cell, angle=27.0, fine=5))
    assert places.known.all()
    assert_section(profiles, section, tolerance)


@pytest.mark.parametrize("cell", [5.0, 10.0])
@pytest.mark.parametrize("section", [PLAIN, SEA], ids=["plain", "sea"])
def test_large_cells_take_the_crest_of_the_dike_and_keep_slopes_and_toes(
    section: Section, cell: float
) -> None:
    places, profiles = found(dike_twin(section, cell=cell, angle=27.0, fine=5))
    assert places.known.all()
    assert set(profiles.crest_level.tolist()) == {section.crest}
    assert set(profiles.crest_width.tolist()) == {CREST_WIDTHS["river-dike"].value}
    for side, toe in (("outer", section.outer_base), ("inner", section.inner_base)):
        slope, level = getattr(section, f"{side}_slope"), getattr(section, f"{side}_toe")
        np.testing.assert_allclose(getattr(profiles, f"{side}_slope"), slope, atol=0.05 * slope)
        np.testing.assert_allclose(getattr(profiles, f"{side}_toe_level"), level, atol=0.12)
        np.testing.assert_allclose(base(profiles, side), abs(toe), atol=0.4 * cell)
    (source,) = {profiles.sources[k] for k in profiles.source}
    assert source.startswith(f"ground level, cells of {cell:g} m: crest level of the dike, usual width")


def test_slopes_that_do_not_show_are_the_usual_ones() -> None:
    places, profiles = found(dike_twin(LOW, cell=10.0, angle=27.0, fine=5))
    assert places.known.all()
    assert set(profiles.inner_slope.tolist()) == set(profiles.outer_slope.tolist()) == {USUAL_SLOPE.value}
    np.testing.assert_allclose(profiles.inner_toe_level, LOW.inner_toe, atol=0.01)


@pytest.mark.parametrize(("cell", "slope"), [(1.0, 20.0), (10.0, 36.0)])
def test_land_that_falls_away_from_a_low_crest_is_no_slope_of_a_dike(cell: float, slope: float) -> None:
    """Inside it stands 5 m above the polder; outside the land falls 1.1 m over 40 m, as to a ring canal."""
    ring = Section(crest=0.6, width=4.0, outer_slope=slope, inner_slope=4.0, outer_toe=-0.5, inner_toe=-5.0)
    places, profiles = found(dike_twin(ring, cell=cell, angle=27.0, fine=5))
    if cell == 1.0:
        assert {places.reasons[k] for k in places.reason} == {
            "no slope in the ground: crest and toes leave none"
        }
    else:
        assert set(profiles.outer_slope.tolist()) == {USUAL_SLOPE.value}
        np.testing.assert_allclose(profiles.outer_toe_level, -0.5, atol=0.05)


def test_kind_of_dike_sets_the_usual_crest() -> None:
    for kind in ("sea-dike", "unheard-of"):
        _, profiles = found(dike_twin(PLAIN, cell=10.0, columns={"kind": kind}))
        assert set(profiles.crest_width.tolist()) == {CREST_WIDTHS.get(kind, CREST_WIDTHS[""]).value}


def test_places_move_to_the_middle_of_the_crest() -> None:
    twin = dike_twin(PLAIN, cell=1.0, angle=40.0, shift=2.5)
    before = locations(twin)
    after, profiles = measure(twin, before)
    moved = (after.x - before.x) * before.inward_x + (after.y - before.y) * before.inward_y
    np.testing.assert_allclose(moved, 2.5, atol=0.05)
    assert_section(profiles, PLAIN, 0.05)


def test_places_stay_on_the_line_where_cells_do_not_show_the_crest() -> None:
    twin = dike_twin(PLAIN, cell=5.0, shift=2.5)
    before = locations(twin)
    after, _ = measure(twin, before)
    assert after.x.tolist() == before.x.tolist()
    assert after.y.tolist() == before.y.tolist()


def test_the_crest_is_not_looked_for_beyond_the_transect() -> None:
    """Cells of 250 m reach beyond the 150 m of a transect."""
    levels = np.array([1.0, 2.0, 6.0, 2.0, 9.0])
    assert _crest.py_func(levels, 2.5, 250.0) == (9.0, 5.0)


def test_crest_that_was_the_lowest_of_the_line_is_read_at_the_place() -> None:
    twin = dike_twin(SEA, cell=10.0, columns={"crest_level": 3.0, "crest_method": "ground"})
    _, profiles = found(twin)
    assert profiles.crest_level.min() > 11.0


def test_ditch_behind_the_toe_is_no_part_of_the_dike() -> None:
    twin = dike_twin(PLAIN, cell=1.0)
    ground = twin.surface["ground_level"].values.copy()
    offset = twin.grid.y[:, None] - CENTRE[1] + 0 * twin.grid.x[None, :]
    ditch = np.abs(offset - (PLAIN.inner_base + 8.0)) < 3.0
    _, profiles = found(
        twin.with_(surface={"ground_level": np.where(ditch, -1.5, ground).astype(np.float32)})
    )
    assert_section(profiles, PLAIN, 0.05)


def test_channel_beyond_the_foreland_makes_no_berm_of_it() -> None:
    twin = dike_twin(PLAIN, cell=1.0)
    offset = CENTRE[1] - twin.grid.y[:, None] + 0 * twin.grid.x[None, :]
    channel = offset > -PLAIN.outer_base + 25.0
    ground = np.where(channel, -4.0, twin.surface["ground_level"].values).astype(np.float32)
    wet = channel.astype(np.int8)
    _, profiles = found(twin.with_(surface={"ground_level": ground, "permanent_water": wet}))
    assert_section(profiles, PLAIN, 0.05)


REASONS = {
    "no inner toe within 150 m": lambda offset: np.where(offset > 2, 6.0 - 0.2 * (offset - 2), np.nan),
    "no outer toe within 150 m": lambda offset: np.where(offset < -2, 6.0 + 0.2 * (offset + 2), np.nan),
    "no dike in the ground: a side is less than 0.5 m lower than the crest": lambda offset: np.where(
        offset > 2, 5.8, np.nan
    ),
    "no ground level here": lambda offset: np.where(np.abs(offset) < 8, np.inf, np.nan),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_no_dike_is_unknown_with_the_reason(reason: str) -> None:
    twin = dike_twin(PLAIN, cell=1.0)
    offset = twin.grid.y[:, None] - CENTRE[1] + 0 * twin.grid.x[None, :]
    other = REASONS[reason](offset)
    here = twin.grid.x[None, :] > CENTRE[0]
    changed = np.where(np.isnan(other) | ~here, twin.surface["ground_level"].values, other)
    ground = np.where(np.isinf(changed), np.nan, changed).astype(np.float32)
    places, profiles = found(twin.with_(surface={"ground_level": ground}))
    half = places.x > CENTRE[0] + 2
    assert {places.reasons[k] for k in places.reason[half]} == {reason}
    assert places.known[places.x < CENTRE[0] - 2].all()
    assert np.isnan(profiles.crest_level[half]).all()
    assert np.isnan(profiles.inner_slope[half]).all()


def sections(**columns: float) -> gpd.GeoDataFrame:
    line = LineString([(CENTRE[0] - 100, CENTRE[1]), (CENTRE[0], CENTRE[1])])
    given = {name: [value] for name, value in columns.items()}
    return gpd.GeoDataFrame({"id": ["s-1"], "dike": ["dike"], **given}, geometry=[line], crs="EPSG:28992")


def test_survey_wins_where_there_is_one() -> None:
    twin = dike_twin(PLAIN, cell=10.0)
    twin = twin.with_(features={"dike_profiles": sections(crest_width=3.5, inner_slope=2.2)})
    places, profiles = found(twin)
    west = places.x < CENTRE[0]
    assert set(profiles.crest_width[west].tolist()) == {3.5}
    assert set(profiles.inner_slope[west].tolist()) == {2.2}
    assert (profiles.outer_slope[west] > 3.8).all()
    assert {profiles.sources[k].split(",")[0] for k in profiles.source[west]} == {"survey"}
    east = places.x > CENTRE[0] + 25
    assert set(profiles.crest_width[east].tolist()) == {CREST_WIDTHS["river-dike"].value}
    assert {profiles.sources[k].split(",")[0] for k in profiles.source[east]} == {"ground level"}


def test_whole_survey_needs_no_dike_in_the_ground() -> None:
    flat = Section(crest=0.0, outer_toe=0.0, inner_toe=0.0)
    whole = sections(
        crest_level=6.0,
        crest_width=5.0,
        outer_slope=4.0,
        inner_slope=3.0,
        outer_toe_level=1.0,
        inner_toe_level=0.0,
    )
    twin = dike_twin(flat, cell=10.0).with_(features={"dike_profiles": whole})
    places, profiles = found(twin)
    assert places.known[places.x < CENTRE[0]].all()
    assert not places.known[places.x > CENTRE[0] + 25].any()
    part = {name: getattr(profiles, name)[:5] for name in PROFILE_COLUMNS}
    assert_section(Profiles(**part, sources=profiles.sources, source=profiles.source[:5]), PLAIN, 0.0)


def test_surveyed_crest_below_the_ground_is_unknown() -> None:
    twin = dike_twin(PLAIN, cell=10.0).with_(features={"dike_profiles": sections(crest_level=-2.0)})
    places, profiles = found(twin)
    west = places.x < CENTRE[0]
    assert {places.reasons[k] for k in places.reason[west]} == {"crest not above the outer toe"}
    assert np.isnan(profiles.crest_level[west]).all()


def test_noise_of_a_laser_scan_hardly_matters() -> None:
    """5 cm of noise in each cell of 1 m; filling ditches lifts the land by some of it."""
    twin = dike_twin(BERMS, cell=1.0, angle=27.0)
    noise = np.random.Generator(np.random.PCG64(5)).normal(0.0, 0.05, twin.grid.shape)
    ground = (twin.surface["ground_level"].values + noise).astype(np.float32)
    places, profiles = found(twin.with_(surface={"ground_level": ground}))
    assert places.known.all()
    for name, value, within in (
        ("crest_level", 6.0, 0.05), ("crest_width", 5.0, 0.5), ("outer_slope", 4.0, 0.2),
        ("inner_slope", 3.0, 0.15), ("outer_toe_level", 1.0, 0.1), ("inner_toe_level", 0.0, 0.1),
        ("outer_berm_width", 8.0, 0.5), ("inner_berm_width", 10.0, 0.5),
    ):  # fmt: skip
        assert np.percentile(np.abs(getattr(profiles, name) - value), 90) < within, name


def test_bend_keeps_the_profile() -> None:
    """A quarter of a circle with a radius of 150 m, its centre on the inner side."""
    grid, _ = GridSpec.from_bbox((100_000, 450_000, 100_360, 450_360), 1)
    x, y = np.meshgrid(grid.x - 100_100, grid.y - 450_100)
    ground = PLAIN.level(150.0 - np.hypot(x, y)).astype(np.float32)
    turn = np.linspace(0.0, np.pi / 2, 60)
    line = LineString(np.column_stack([100_100 + 150 * np.cos(turn), 450_100 + 150 * np.sin(turn)]))
    dikes = gpd.GeoDataFrame(
        {"id": ["bend"], "kind": ["river-dike"], "crest_level": [6.0], "inside": ["left"]},
        geometry=[line], crs="EPSG:28992",
    )  # fmt: skip
    surface = xr.Dataset({"ground_level": (("y", "x"), ground)}, coords=grid.coords())
    places, profiles = found(Twin.from_datasets(surface, features={"dikes": dikes}))
    middle = slice(2, -2)
    assert places.known[middle].all()
    part = {name: getattr(profiles, name)[middle] for name in PROFILE_COLUMNS}
    assert_section(Profiles(**part, sources=profiles.sources, source=profiles.source[middle]), PLAIN, 0.06)


def test_crest_that_shows_above_slopes_that_do_not_is_said_to_be_the_usual_one() -> None:
    """Slopes of 2.5 m on cells of 2 m: too few samples to draw a line through."""
    places, profiles = found(dike_twin(LOW, cell=2.0, angle=27.0, fine=5))
    assert places.known.all()
    (source,) = {profiles.sources[k] for k in profiles.source}
    assert "usual width" in source
