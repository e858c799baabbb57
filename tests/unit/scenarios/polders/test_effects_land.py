"""Effects on farmland: yield by HELP or a table of the user, and days on which land does not bear."""

from __future__ import annotations

import os

import numpy as np
import pytest

from scenarios.polders.effects.bearing import SEASON, BearingDays
from scenarios.polders.effects.yields import YieldLoss
from scenarios.polders.model import USES
from tests.unit.scenarios.polders.effect_cases import case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder

GRASS, ARABLE, BUILT = (USES.index(use) for use in ("grass", "arable", "built"))


def between(highest: float, lowest: float) -> np.ndarray:
    """Months that go down from the highest to the lowest groundwater and up again, (12, 4)."""
    wave = np.r_[np.linspace(0, 1, 7), np.linspace(1, 0, 7)[1:6]]
    return np.tile((highest + (lowest - highest) * wave)[:, None], 4)


def clay(uses=(GRASS,) * 4, **changes):
    none = {"peat_thickness": np.zeros(4), "soils": ("sea_clay",)}
    return peat_polder(4, use=np.array(uses, np.int8), **(none | changes))


@pytest.mark.parametrize(
    ("highest", "lowest", "use", "wet", "dry", "total"),
    [
        (0.25, 1.40, GRASS, 5.77943, 7.41146, 12.7625),
        (0.25, 1.40, ARABLE, 17.4509, 6.20715, 22.5749),
        (0.40, 1.20, GRASS, 1.00000, 4.80143, 5.75342),
    ],
)
def test_yield_of_worked_groundwater(highest, lowest, use, wet, dry, total):
    columns = clay([use] * 4)
    found = YieldLoss().assess(case(columns, course(columns, depth=between(highest, lowest))))
    assert found.value == pytest.approx(total, rel=2e-5)
    assert found.parts == {"wet [%]": pytest.approx(wet, rel=2e-5), "dry [%]": pytest.approx(dry, rel=2e-5)}
    assert found.columns == pytest.approx(np.full(4, total / 100), rel=2e-5)


def test_fit_and_groundwater_make_the_range():
    columns = clay()
    found = YieldLoss().assess(case(columns, course(columns, depth=between(0.25, 1.4))))
    assert set(found.variants) == {"groundwater lower", "groundwater higher", "fit lower", "fit higher"}
    # root of both errors of the fit of soil 15: 0.382 and 0.235 percentage points
    assert found.variants["fit higher"] - found.value == pytest.approx(0.449129, rel=1e-4)
    assert found.low < found.value < found.high


def test_only_farmland_counts_and_unknown_soils_are_said():
    soils = ("sea_clay", "peat", "river_clay")
    columns = clay((GRASS, BUILT, ARABLE, GRASS), soils=soils, soil=np.array([0, 0, 1, 2], np.int8))
    found = YieldLoss().assess(case(columns, course(columns, depth=between(0.25, 1.4))))
    assert found.value == pytest.approx(12.7625, rel=2e-5)
    assert found.columns is not None
    assert np.isnan(found.columns).tolist() == [False, True, True, True]
    assert len(found.notes) == 2
    assert "arable on soil peat" in found.notes[0]


@pytest.mark.parametrize("effect", [YieldLoss(), BearingDays()])
def test_land_without_farms_has_a_reason(effect):
    columns = clay([BUILT] * 4)
    found = effect.assess(case(columns, course(columns)))
    assert np.isnan(found.value)
    assert found.reason == "there is no farmland here"


def test_a_table_of_the_user_stands_instead_of_help(tmp_path):
    table = tmp_path / "wwl.csv"
    table.write_text(
        "# made for a test\nsoil,crop,GHG_cm,GLG_cm,wet,dry,salt\n"
        "sea_clay,grass,0,0,40,0,10\nsea_clay,grass,0,200,20,10,10\nsea_clay,grass,100,200,0,10,10\n"
    )
    columns = clay()
    given = course(columns, depth=between(0.25, 1.4))
    found = YieldLoss().assess(case(columns, given, waterwijzer_table=str(table)))
    wet, dry = 0.2 * (1 + 0.3) - 0.2 * 0.25, 0.1 * 0.7
    assert found.parts["wet [%]"] == pytest.approx(100 * wet, rel=1e-5)
    assert found.parts["dry [%]"] == pytest.approx(100 * dry, rel=1e-5)
    assert found.value == pytest.approx(100 * (1 - (1 - wet) * (1 - dry) * 0.9), rel=1e-5)
    assert set(found.variants) == {"groundwater lower", "groundwater higher"}
    # a table that changed is read again, though one that stays is kept
    table.write_text(table.read_text().replace("0,200,20,10,10", "0,200,20,10,20"))
    os.utime(table, ns=(1, 1))
    again = YieldLoss().assess(case(columns, given, waterwijzer_table=str(table)))
    assert again.value > found.value + 1.0
    deep = YieldLoss().assess(case(columns, course(columns, depth=3.0), waterwijzer_table=str(table)))
    assert np.isnan(deep.value)
    assert deep.reason


def test_a_wrong_table_is_a_problem_not_an_error(tmp_path):
    effect = YieldLoss()
    assert effect.check({}) == []
    assert [p.field for p in effect.check({"waterwijzer_table": str(tmp_path / "none.csv")})] == [
        "waterwijzer_table"
    ]


def test_days_without_bearing_of_groundwater_on_a_line():
    """From 0.1 m in the middle of April half a metre down in a month: the limit is met early in May."""
    columns = peat_polder()
    months = np.full((12, 4), 1.0)
    months[:4], months[4] = 0.1, 0.6
    found = BearingDays().assess(case(columns, course(columns, depth=months)))
    # all of April, and of May what of its first half lies above 0.375 m, from 0.35 m at its beginning
    expected = 30 * (0.5 + 0.5) + 31 * 0.5 * (0.375 - 0.35) / 0.25
    assert found.value == pytest.approx(expected, rel=1e-5)
    assert found.parts["spring [d/yr]"] == pytest.approx(expected, rel=1e-5)
    assert found.parts["season_lost [1]"] == pytest.approx(expected / SEASON, rel=1e-5)
    # 0.025 m of the limit and 0.05 m of the groundwater: lower by all of April's second half and of May
    assert found.high - expected == pytest.approx(15.5 * 0.05590170 / 0.25, rel=1e-4)
    assert found.low == pytest.approx(15 + 15 * (0.3190983 - 0.1) / 0.25, rel=1e-4)


def test_land_that_stands_under_water_in_winter_says_that_trenches_are_missing():
    columns = peat_polder(4)
    depth = np.tile([0.02, 0.3, 0.3, 0.3], (12, 1))
    for effect in (YieldLoss(), BearingDays()):
        wet = effect.assess(case(columns, course(columns, depth=depth)))
        assert any(note.startswith("On 25% of the farmland") for note in wet.notes)
        dry = effect.assess(case(columns, course(columns, depth=0.3)))
        assert not any("renches" in note for note in dry.notes)


def test_groundwater_beyond_the_tables_is_flagged():
    columns = clay()
    flooded = YieldLoss().assess(case(columns, course(columns, depth=np.array([-0.1, 0.5, 0.5, 0.5]))))
    assert flooded.extrapolated == pytest.approx(0.25)
    assert YieldLoss().assess(case(columns, course(columns, depth=0.5))).extrapolated == 0.0


def test_wet_land_never_bears_and_dry_land_always_does():
    columns = peat_polder(4, peat_thickness=np.array([4.0, 4.0, 0.0, np.nan]))
    found = BearingDays().assess(case(columns, course(columns, depth=np.array([0.1, 0.9, 0.35, 0.1]))))
    assert found.columns is not None
    # mineral soil bears at 0.35 m, peat would not; the soil of the last is not known
    assert found.columns[:3] / 86_400 == pytest.approx([SEASON, 0.0, 0.0])
    assert np.isnan(found.columns[3])
