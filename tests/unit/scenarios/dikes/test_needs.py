"""What a place needs: the published worked values of crest and seepage length, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.bench._dike_synthetic import made_up_dikes
from scenarios.dikes.model import Futures, Loads, Locations, Needs, Profiles, Subsoil
from scenarios.dikes.needs import needs
from scenarios.dikes.settings import Settings

PLAIN = Settings(minimum_freeboard=0.0, heave_gradient=0.3)


def one(value: float) -> np.ndarray:
    return np.array([value])


PLACE = Locations(("d",), np.zeros(1, np.int32), *np.ones((6, 1)), ("",), np.zeros(1, np.int32))
PROFILE = Profiles(
    crest_level=one(9.0), crest_width=one(10.0), outer_slope=one(3.0), inner_slope=one(3.0),
    outer_toe_level=one(-1.0), inner_toe_level=one(1.0), outer_berm_width=one(0.0),
    outer_berm_level=one(-1.0), inner_berm_width=one(0.0), inner_berm_level=one(1.0),
    sources=("made",), source=np.zeros(1, np.int8),
)  # fmt: skip
GROUND = Subsoil(
    cover_thickness=one(2.0), cover_weight=one(11_000.0), cover_resistance=one(np.nan),
    aquifer_top=one(-1.0), aquifer_thickness=one(20.0), permeability=one(1e-4), grain_size=one(2e-4),
    firm_level=one(-10.0), soft=np.array([True]), sources=("made",), source=np.zeros(1, np.int8),
)  # fmt: skip
LOADS = Loads(
    return_period=one(1e4), level=one(5.10), level_rise=one(0.0), rise_share=one(1.0),
    foreshore_level=one(-20.0), wave_height=one(1.5), wave_period=one(5.0), fetch=one(np.nan),
    wind_speed=one(np.nan), wave_angle=one(0.0), allowed_discharge=one(0.001),
)  # fmt: skip


def rises(*values: float) -> Futures:
    return Futures(
        ("x",) * len(values),
        np.full(len(values), 0.5),
        np.full(len(values), 2100, np.int32),
        np.array(values),
    )


def found(
    *values: float,
    profile: Profiles = PROFILE,
    ground: Subsoil = GROUND,
    loads: Loads = LOADS,
    settings: Settings = PLAIN,
    **more: np.ndarray,
) -> Needs:
    return needs(PLACE, profile, ground, loads, rises(*values), settings, **more)  # type: ignore[arg-type]


def test_the_crest_is_level_rise_and_freeboard() -> None:
    """The worked value of the sheet: 5.10 + 0.82 + 4.09402 = 10.0140 m NAP."""
    got = found(0.82)
    assert got.crest_level[0, 0] == pytest.approx(10.01402, abs=1e-5)
    assert got.heightening[0, 0] == pytest.approx(1.01402, abs=1e-5)
    assert got.water_level[0, 0] == pytest.approx(5.92)


def test_waves_grow_on_a_shallow_foreshore_unless_told_otherwise() -> None:
    """Depth 3.00 to 3.82 m, Hm0 1.50 to 1.91 m: the crest rises by 1.48617 m, 1.81240 times the rise."""
    loads = replace(LOADS, foreshore_level=one(2.10), wave_height=one(9.0))
    growing = np.diff(found(0.0, 0.82, loads=loads).crest_level[0])[0]
    assert growing == pytest.approx(1.48617, abs=1e-5)
    fixed = found(0.0, 0.82, loads=loads, settings=replace(PLAIN, waves_grow=False))
    assert np.diff(fixed.crest_level[0])[0] == pytest.approx(0.82)
    assert fixed.wave_height[0].tolist() == pytest.approx([1.5, 1.5])


def test_only_the_share_that_arrives_counts_and_less_what_is_in_the_level_already() -> None:
    loads = replace(LOADS, rise_share=one(0.5), level_rise=one(0.1))
    assert found(0.9, loads=loads).water_level[0, 0] == pytest.approx(5.10 + 0.5 * 0.8)


@pytest.mark.parametrize(
    ("formula", "height", "period"),
    [("bretschneider", 1.23000, 4.20634 * 1.08 / 1.1), ("young-verhagen", 1.44085, 4.45922 / 1.1)],
)
def test_waves_over_a_fetch(formula: str, height: float, period: float) -> None:
    loads = replace(
        LOADS, foreshore_level=one(0.10), wave_height=one(np.nan), fetch=one(10_000.0), wind_speed=one(25.0)
    )
    got = found(0.0, loads=loads, settings=replace(PLAIN, wave_formula=formula))  # type: ignore[arg-type]
    assert got.wave_height[0, 0] == pytest.approx(height, abs=1e-5)
    assert got.wave_period[0, 0] == pytest.approx(period, abs=1e-5)


def test_a_dry_foreshore_leaves_the_least_freeboard() -> None:
    loads = replace(LOADS, foreshore_level=one(6.0))
    got = found(0.0, loads=loads, settings=replace(PLAIN, minimum_freeboard=0.5))
    assert got.wave_height[0, 0] == 0.0
    assert got.crest_level[0, 0] == pytest.approx(5.6)


def test_settlement_comes_on_top() -> None:
    more = found(0.82, allowance=np.array([0.25])).crest_level - found(0.82).crest_level
    assert more[0, 0] == pytest.approx(0.25)


def test_ground_that_sinks_is_as_a_sea_that_rises() -> None:
    """Higher waves on the foreshore and more head over the dike too, though the water stands where it did."""
    profile = replace(PROFILE, crest_width=one(0.5), inner_slope=one(0.5), outer_slope=one(2.0))
    loads = replace(LOADS, foreshore_level=one(2.10), wave_height=one(9.0))
    sinking = found(0.0, profile=profile, loads=loads, sunk=np.array([0.82]))
    rising, today = (found(rise, profile=profile, loads=loads) for rise in (0.82, 0.0))
    for name in ("crest_level", "heightening", "stability", "piping", "wave_height"):
        np.testing.assert_array_equal(getattr(sinking, name), getattr(rising, name))
    assert rising.piping[0, 0] > today.piping[0, 0]
    assert sinking.water_level[0, 0] == today.water_level[0, 0]


def test_the_seepage_length_that_is_lacking() -> None:
    """Head 3.4 m with factor 1.2 needs 47.3346 m; 0.82 m more needs 60.6848 m; the base here is 64 - 20 m."""
    profile = replace(PROFILE, outer_toe_level=one(3.0), crest_level=one(9.0), crest_width=one(2.0))
    base = 2.0 + 3.0 * (9.0 - 3.0) + 3.0 * (9.0 - 1.0)
    loads = replace(LOADS, level=one(5.0))
    got = found(0.0, 0.82, profile=profile, loads=loads)
    assert got.piping[0].tolist() == pytest.approx([47.3346 - base, 60.6848 - base], abs=1e-4)
    with_foreland = found(0.0, 0.82, profile=profile, loads=loads, settings=replace(PLAIN, foreland=10.0))
    assert with_foreland.piping[0].tolist() == pytest.approx([0.0, 60.6848 - base - 10.0], abs=1e-4)


def test_no_pipe_where_the_cover_does_not_burst_or_the_gradient_is_small() -> None:
    profile = replace(PROFILE, crest_width=one(0.5), inner_slope=one(0.5), outer_slope=one(0.5))
    assert found(0.82, profile=profile).piping[0, 0] > 0.0
    heavy = replace(GROUND, cover_thickness=one(8.0), cover_weight=one(18_000.0))
    assert found(0.82, profile=profile, ground=heavy).piping[0, 0] == 0.0
    sheltered = replace(PLAIN, heave_gradient=10.0)
    assert found(0.82, profile=profile, settings=sheltered).piping[0, 0] == 0.0
    bare = replace(GROUND, cover_thickness=one(0.0), cover_weight=one(np.nan), cover_resistance=one(0.0))
    assert found(0.82, profile=profile, ground=bare).piping[0, 0] > 0.0


@pytest.mark.parametrize(("soft", "factor"), [(True, 4.0), (False, 2.0)])
def test_stability_is_a_rule_of_thumb_unless_it_was_assessed(soft: bool, factor: float) -> None:
    ground = replace(GROUND, soft=np.array([soft]))
    got = found(0.82, ground=ground)
    assert got.stability[0, 0] == pytest.approx(factor * got.heightening[0, 0])
    assert found(0.82, ground=ground, stability_width=one(12.0)).stability[0, 0] == 12.0


def test_unknown_ground_leaves_piping_unknown_and_the_crest_known() -> None:
    for name in ("aquifer_thickness", "grain_size", "cover_thickness", "permeability", "cover_weight"):
        got = found(0.82, ground=replace(GROUND, **{name: one(np.nan)}))
        assert np.isnan(got.piping).all(), name
        assert got.crest_level[0, 0] == pytest.approx(10.01402, abs=1e-5)


def test_nothing_is_said_of_an_unknown_place() -> None:
    lost = PLACE.without(np.array([True]), "no norm")
    got = needs(lost, PROFILE, GROUND, LOADS, rises(0.0, 0.82), PLAIN)
    for name in Needs.__dataclass_fields__:
        assert np.isnan(getattr(got, name)).all()


def test_a_crest_below_its_toes_at_an_unknown_place_stops_nobody() -> None:
    """A line over a hill: its place is unknown for that, the numbers of its section stay."""
    lost = PLACE.without(np.array([True]), "crest not above the inner toe")
    got = needs(lost, replace(PROFILE, crest_level=one(-5.0)), GROUND, LOADS, rises(0.82), PLAIN)
    assert np.isnan(got.piping).all()


def test_an_aquifer_without_thickness_is_not_known_to_be_safe() -> None:
    ground = replace(GROUND, aquifer_thickness=one(0.0))
    assert np.isnan(found(0.82, ground=ground).piping).all()


def test_threads_do_not_change_a_byte() -> None:
    dikes = made_up_dikes(300.0, 10.0, PLAIN)
    asked = (dikes.places, dikes.profiles, dikes.subsoil, dikes.loads, rises(*np.linspace(0, 3, 9)), PLAIN)
    first, second = needs(*asked, threads=1), needs(*asked, threads=3)
    for name in Needs.__dataclass_fields__:
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
