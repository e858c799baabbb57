"""Effects on buildings: wooden piles that fall dry, ground that sinks unevenly, damp crawl spaces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from shapely.geometry import Point

from scenarios.physics.wooden_piles import years_until
from scenarios.polders.effect import Case, compare
from scenarios.polders.effects.crawl_spaces import DRAINED, CrawlSpaces
from scenarios.polders.effects.foundations import HEAD_COVER, HEAD_DEPTH, WOOD_UNTIL, Foundations
from scenarios.polders.effects.settlement_difference import ROTATION, SPAN, SettlementDifference
from tests.unit.scenarios.polders.effect_cases import course
from tests.unit.scenarios.polders.object_cases import (
    GROUND,
    LEVEL,
    asked,
    dark_land,
    house,
    land,
    polder,
    table,
)
from tests.unit.scenarios.polders.peat_polder import peat_polder
from twin.grid import GridSpec
from twin.state import Twin

PILES = Foundations()
YEARS = 10


def town(cells=((2, 2), (2, 15)), **columns):
    known = {"floor_level": -1.0, "year": 1930, "foundation": "wooden-piles", "dwellings": 2} | columns
    return table([house(*cell) for cell in cells], **known)


def piles(depth, head, area=None, **changes):
    return PILES.assess(asked(polder(buildings=town(head_level=head)), depth=depth, area=area, **changes))


def test_heads_under_water_are_safe_and_heads_above_it_fail():
    safe, gone = piles(0.5, GROUND - 0.9), piles(0.5, GROUND - 0.2)
    assert (safe.value, gone.value) == (0.0, 2.0)
    assert safe.parts["dry [yr]"] == 0.0
    assert gone.parts["dry [yr]"] == pytest.approx(YEARS)
    assert gone.parts["dwellings_failed [dwellings]"] == 4.0
    assert [row["value"] for row in gone.table if row["row"] == "object"] == pytest.approx([YEARS] * 2)


def test_dry_days_of_the_course_add_up_as_in_the_sheet():
    # 60 days in every year: the limit of 10 years is reached after 60.9 years, not after 10 and not after 60
    months = np.full((12, 3), 0.5)
    months[6] = 0.51
    lowest = np.full((61, 3), 1.5, np.float32)
    head = GROUND - (0.5 + (1.0 - 60.0 / (365.25 / 6.0)))
    wooden = polder(buildings=town(cells=((2, 2),), head_level=head))
    for years, failed in ((60, 0.0), (61, 1.0)):
        case = replace(asked(wooden, depth=months, years=61, lowest=lowest), index=years - 1)
        found = PILES.assess(case)
        assert found.parts["dry [yr]"] == pytest.approx(years * 60.0 / 365.25, rel=2e-4)
        assert found.value == failed
    assert years_until(limit=10.0, dry_days=60) == pytest.approx(60.875)


def test_the_lowest_day_counts_and_not_the_mean_lowest():
    months = np.full((12, 3), 0.5)
    lowest = np.full((YEARS, 3), 0.5, np.float32)
    head = GROUND - 0.8
    assert piles(months, head, lowest=lowest).parts["at_risk [buildings]"] == 0.0
    lowest[4] = 0.9  # one dry summer in ten
    assert piles(months, head, lowest=lowest).parts["at_risk [buildings]"] == 2.0


def test_little_water_on_the_wood_is_a_risk_before_it_is_dry():
    found = piles(0.5, GROUND - 0.6)
    assert found.value == 0.0
    assert found.parts["at_risk [buildings]"] == 2.0
    rows = {row["state"]: row["value"] for row in found.table if row["row"] == "state"}
    assert rows["never dry, less than 0.20 m of water above the wood"] == 2.0
    assert sum(rows.values()) == 2.0


def test_heads_that_are_not_given_lie_under_the_ditches_of_the_start_and_are_told():
    usual = min(GROUND - HEAD_DEPTH.value, LEVEL - HEAD_COVER.value)
    for depth, failed in ((GROUND - usual - 0.05, 0.0), (GROUND - usual + 0.05, 2.0)):
        found = PILES.assess(asked(polder(buildings=town()), depth=depth))
        assert found.value == failed
        assert found.notes == ("The level of the pile heads is assumed for 100% of the buildings.",)
        assert found.variants["heads higher"] == 2.0
        assert found.variants["heads lower"] == 0.0
    given = piles(0.5, GROUND - 0.9)
    assert given.variants["heads higher"] == given.value
    assert given.notes == ()


@pytest.mark.parametrize(
    ("foundation", "year", "piles", "reason"),
    [
        ("houten palen", 1990, 2.0, ""),
        ("concrete-piles", 1900, 0.0, ""),
        ("op staal", 1900, 0.0, ""),
        ("", WOOD_UNTIL.value + 1, 0.0, ""),
        ("unknown", WOOD_UNTIL.value, None, "of 2 buildings that may have wooden piles the foundation"),
        (None, np.nan, None, "of 2 buildings that may have wooden piles the foundation"),
    ],
)
def test_which_buildings_stand_on_wood(foundation, year, piles, reason):
    found = PILES.assess(
        asked(polder(buildings=town(foundation=foundation, year=year, head_level=GROUND)), depth=0.5)
    )
    assert found.reason.startswith(reason)
    assert found.known or found.reason.endswith("not known; 0 of them would fail if they have")
    assert (found.value if found.known else None) == piles


def test_buildings_of_unknown_foundation_widen_the_range():
    both = town(foundation=["wooden-piles", None], head_level=GROUND - 0.9)
    found = PILES.assess(asked(polder(buildings=both), depth=0.5))
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
    dry = PILES.assess(asked(polder(buildings=both), depth=1.3))
    assert (dry.value, dry.low, dry.high) == (1.0, 0.0, 2.0)
    assert dry.notes == ("Of 1 buildings of before 1970 the foundation is not known.",)


def test_areas_make_the_whole():
    whole, west, east = (piles(0.5, [GROUND - 0.2, GROUND - 0.9], area) for area in (None, "a", "b"))
    assert (whole.value, west.value, east.value) == (1.0, 1.0, 0.0)


def test_the_course_counts_up_to_the_asked_year_only():
    case = asked(polder(buildings=town(head_level=GROUND)), depth=0.5)
    early = PILES.assess(replace(case, index=4))
    assert early.parts["dry [yr]"] == pytest.approx(5.0)
    assert early.value == 0.0


@pytest.mark.parametrize("effect", [PILES, CrawlSpaces(), SettlementDifference()], ids=lambda one: one.id)
def test_without_buildings_or_groundwater_there_is_a_reason_and_on_empty_land_none(effect):
    assert effect.assess(asked(polder())).reason == "the twin has no buildings"
    far = polder(buildings=town(cells=((15, 15),)))
    silent = effect.assess(asked(far, columns=dark_land()))
    assert silent.reason == "buildings: none of them lies on land whose groundwater is known"
    nobody = asked(polder(buildings=town(cells=((2, 2),))), area="b")
    assert effect.assess(nobody).value == 0.0
    assert effect.assess(nobody).notes == ("There are no buildings on this land.",)
    none = replace(land(), reason=np.ones(3, np.int32))
    assert effect.assess(asked(far, columns=none)).reason == "nothing is known of the land that counts"


def test_unknown_groundwater_is_no_answer_and_not_zero():
    months = np.full((12, 3), np.nan)
    assert piles(months, GROUND).reason == "the groundwater under the buildings is not known"
    found = CrawlSpaces().assess(asked(polder(buildings=town()), depth=months))
    assert found.reason == "the groundwater under the dwellings is not known"


def test_dwellings_are_damp_above_the_norm():
    norm = DRAINED.value
    for depth, damp in ((norm - 0.01, 4.0), (norm + 0.01, 0.0)):
        found = CrawlSpaces().assess(asked(polder(buildings=town()), depth=depth))
        assert found.value == damp
        assert (found.low, found.high) == (0.0, 4.0)
        assert found.parts["dwellings [dwellings]"] == 4.0
        assert sum(row["value"] for row in found.table if row["row"] == "state") == 4.0


def test_a_mound_keeps_a_dwelling_dry():
    ground = np.full((20, 20), GROUND)
    ground[2, 2] += 1.0
    found = CrawlSpaces().assess(asked(polder(ground, buildings=town()), depth=0.3))
    assert found.value == 2.0


def test_buildings_that_tell_no_dwellings_are_told_or_unknown():
    some = CrawlSpaces().assess(asked(polder(buildings=town(dwellings=[3, None])), depth=0.3))
    assert some.value == 3.0
    assert some.notes == ("Of 1 buildings the number of dwellings is not known; they are left out.",)
    without = town().drop(columns="dwellings")
    found = CrawlSpaces().assess(asked(polder(buildings=without), depth=0.3))
    assert found.reason == "the buildings of the twin do not tell how many dwellings they hold"
    assert "dwellings_failed [dwellings]" not in PILES.assess(asked(polder(buildings=without))).parts


def beside(step, second=0):
    """A house without piles whose neighbour cell lies in another column, and one in the middle of its own."""
    columns = land()
    column = columns.column.copy()
    column[:, 5:9] = 1
    lost = np.zeros((YEARS, 3), np.float32)
    lost[:, 1] = step
    shallow = town(cells=((5, 4), (5, 1)), foundation="shallow")
    columns = replace(columns, column=column, area=np.array([0, second, 1], np.int32))
    return asked(polder(buildings=shallow), columns=columns, oxidation=lost)


def test_borders_of_areas_do_not_count():
    found = SettlementDifference().assess(beside(0.5, second=1))
    assert found.value == 0.0
    assert found.parts["greatest_rotation [1]"] == 0.0


def test_ground_that_sinks_unevenly_cracks_a_house_and_an_even_one_does_not():
    limit = 10.0 * ROTATION.value
    for step, cracked in ((0.99 * limit, 0.0), (1.01 * limit, 1.0)):
        found = SettlementDifference().assess(beside(step))
        assert found.value == cracked
        assert found.parts["greatest_rotation [1]"] == pytest.approx(step / 10.0, rel=1e-6)
        assert found.low <= found.value <= found.high


def test_buildings_of_unknown_foundation_are_no_zero():
    def asked_of(*foundation):
        return SettlementDifference().assess(asked(polder(buildings=town(foundation=list(foundation)))))

    silent = asked_of(None, "concrete-piles")
    assert silent.reason == "of 1 buildings the foundation is not known; all others have piles"
    assert not silent.known
    piles = asked_of("houten palen", "concrete-piles")
    assert (piles.value, piles.notes) == (0.0, ("All buildings here stand on piles.",))
    some = asked_of("shallow", "")
    assert (some.value, some.parts["shallow [buildings]"]) == (0.0, 1.0)
    assert some.notes == ("Of 1 buildings the foundation is not known: they are left out.",)


def test_all_causes_of_sinking_count_and_the_other_relation_is_in_the_range():
    case = beside(0.0)
    third = np.zeros((YEARS, 3), np.float32)
    third[:, 1] = 0.4 * 10.0 * ROTATION.value
    course = replace(case.course, oxidation=third, creep=third, shrinkage=third)
    found = SettlementDifference().assess(replace(case, course=course))
    assert found.value == 1.0
    other = SettlementDifference().assess(replace(case, beside=course))
    assert (other.value, other.high) == (0.0, 1.0)


def test_sinking_that_is_not_known_is_no_answer():
    case = beside(0.0)
    unknown = np.full((YEARS, 3), np.nan, np.float32)
    found = SettlementDifference().assess(replace(case, course=replace(case.course, creep=unknown)))
    assert found.reason == "it is not known how the ground under the buildings sinks"


@pytest.mark.parametrize("effect", [PILES, CrawlSpaces(), SettlementDifference()], ids=lambda one: one.id)
def test_nothing_changed_is_no_difference_at_all(effect):
    case = asked(polder(buildings=town(head_level=GROUND - 0.5)), depth=np.linspace(0.2, 1.0, 12)[:, None])
    found = compare(effect, case, replace(case, course=replace(case.course)))
    assert found.difference.value == 0.0
    assert set(found.difference.variants.values()) <= {0.0}
    assert set(found.difference.parts.values()) <= {0.0}


def test_groundwater_that_is_not_known_under_some_is_told():
    months = np.full((12, 3), 0.3)
    months[:, 1] = np.nan
    both = polder(buildings=town(head_level=GROUND))
    wood = PILES.assess(asked(both, depth=months))
    assert wood.value == 1.0
    assert wood.notes == ("Of 1 buildings the groundwater is not known; they are left out.",)
    damp = CrawlSpaces().assess(asked(both, depth=months))
    assert damp.value == 2.0
    assert damp.notes == ("Of 2 dwellings the groundwater is not known; they are left out.",)


@pytest.mark.parametrize("cell", [2.0, 5.0, 10.0])
def test_unevenness_does_not_depend_on_the_size_of_the_cells(cell):
    # two parcels that meet at x = 100 m; one house 5 m from where they meet, one 40 m from it
    count = round(200.0 / cell)
    grid = GridSpec(0.5 * cell + 100_000.0, 450_200.0 - 0.5 * cell, cell, cell, count, count)
    column = np.zeros(grid.shape, np.int32)
    column[:, count // 2 :] = 1
    columns = replace(peat_polder(2), column=column, area=np.zeros(2, np.int32))
    lost = np.zeros((YEARS, 2), np.float32)
    lost[:, 1] = 1.5 * SPAN.value * ROTATION.value
    shapes = [Point(100_000.0 + x, 450_100.0).buffer(2.0) for x in (95.0, 60.0)]
    houses = table(shapes, floor_level=0.0, year=1950, foundation="shallow")
    ground = xr.DataArray(np.full(grid.shape, GROUND, np.float32), dims=("y", "x"))
    surface = xr.Dataset({"ground_level": ground}, coords=grid.coords())
    twin = Twin.from_datasets(surface, features={"buildings": houses}, reference_year=2025)
    found = SettlementDifference().assess(Case(twin, columns, course(columns, creep=lost), 9, 0.08))
    assert found.value == 1.0
    assert found.parts["greatest_rotation [1]"] == pytest.approx(1.5 * ROTATION.value, rel=1e-5)
