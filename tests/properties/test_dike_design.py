"""Any dike and any need: designs hold what they must, grow with what is asked, and fit where they are put."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.dikes.choice import Choice, Rules, choose
from scenarios.dikes.measures import MEASURES
from scenarios.dikes.model import Locations, Needs, Profiles, Subsoil
from scenarios.dikes.sections import earthworks, section_designed, section_now
from scenarios.dikes.soil import DIRECTIONS, soil_design
from scenarios.physics.dike_soil import HIGHEST_BERM, SoilSection, base_lengths, soil_reinforcement

COUNT = 60
SEEDS = st.integers(0, 2**32 - 1)
Floats = npt.NDArray[np.float64]


def sections(rng: np.random.Generator) -> dict[str, Floats]:
    """Arguments of the soil rule, with and without berms."""
    height = rng.uniform(0.5, 12.0, COUNT)
    berm = rng.random(COUNT) < 0.5
    return {
        "height": height,
        "crest_width": rng.uniform(0.5, 15.0, COUNT),
        "outer_slope": rng.uniform(1.0, 8.0, COUNT),
        "inner_slope": rng.uniform(1.0, 6.0, COUNT),
        "berm_width": np.where(berm, rng.uniform(0.5, 40.0, COUNT), 0.0),
        "berm_height": np.where(berm, rng.uniform(0.05, 0.9, COUNT) * height, 0.0),
    }


def asked(rng: np.random.Generator) -> dict[str, Floats]:
    """Needs, each of them now and then 0."""
    return {
        name: np.where(rng.random(COUNT) < 0.25, 0.0, rng.uniform(0.0, most, COUNT))
        for name, most in (("heightening", 4.0), ("stability", 30.0), ("piping", 90.0))
    }


def as_profiles(rng: np.random.Generator) -> tuple[Profiles, Needs]:
    """The same as profiles on ground of any level, one future."""
    given, want = sections(rng), asked(rng)
    inner = rng.uniform(-6.0, 3.0, COUNT)
    outer = inner + rng.uniform(-1.0, 0.4, COUNT) * given["height"]
    outside = rng.random(COUNT) < 0.5
    crest = inner + given["height"]
    dike = Profiles(
        crest_level=crest,
        crest_width=given["crest_width"],
        outer_slope=given["outer_slope"],
        inner_slope=given["inner_slope"],
        outer_toe_level=outer,
        inner_toe_level=inner,
        outer_berm_width=np.where(outside, rng.uniform(1.0, 8.0, COUNT), 0.0),
        outer_berm_level=outer + np.where(outside, 0.3 * (crest - outer), 0.0),
        inner_berm_width=given["berm_width"],
        inner_berm_level=inner + given["berm_height"],
        sources=("made up",),
        source=np.zeros(COUNT, np.int8),
    )
    column = [want[name][:, None] for name in ("heightening", "stability", "piping")]
    none = np.zeros((COUNT, 1))
    return dike, Needs(crest[:, None] + column[0], column[0], column[1], column[2], none, none, none)


def along(rng: np.random.Generator, dike: Profiles) -> tuple[Locations, Subsoil]:
    """Two dikes of 30 places with ground of which something is not known here and there."""
    zero, one = np.zeros(COUNT), np.ones(COUNT)
    number = np.repeat(np.arange(2, dtype=np.int32), COUNT // 2)
    chainage = 10.0 * (np.arange(COUNT) % (COUNT // 2) + 0.5)
    where = Locations(
        ("a", "b"), number, chainage, 10.0 * one, chainage, zero, zero, one, ("",), np.zeros(COUNT, np.int32)
    )
    hidden = rng.random((2, COUNT)) < 0.1
    aquifer = np.where(hidden[0], np.nan, dike.inner_toe_level - rng.uniform(0.0, 8.0, COUNT))
    firm = np.where(hidden[1], np.nan, dike.inner_toe_level - rng.uniform(1.0, 20.0, COUNT))
    unknown = np.full(COUNT, np.nan)
    ground = Subsoil(
        unknown, unknown, unknown, aquifer, unknown, unknown, unknown, firm,
        np.ones(COUNT, np.bool_), ("made up",), np.zeros(COUNT, np.int8),
    )  # fmt: skip
    return where, ground


@settings(deadline=None)
@given(SEEDS)
def test_the_base_is_the_largest_that_is_asked(seed: int) -> None:
    """And the new section, laid from the outer crest edge, is as long as that base."""
    rng = np.random.default_rng(seed)
    dike, want = sections(rng), asked(rng)
    bases = base_lengths(**dike, **want)
    found = soil_reinforcement(**dike, **want)
    idle = sum(want.values()) == 0.0
    largest = np.maximum(np.maximum(bases.height, bases.stability), bases.piping)
    np.testing.assert_allclose(found.growth, np.where(idle, 0.0, largest - bases.old), atol=1e-9)
    raised = dike["height"] + want["heightening"]
    laid = want["heightening"] * dike["outer_slope"] + dike["crest_width"] + raised * found.inner_slope
    np.testing.assert_allclose(laid + found.berm_width, bases.old + found.growth, rtol=1e-12, atol=1e-9)
    assert (found.inner_slope >= dike["inner_slope"] - 1e-9).all()
    highest = np.maximum(HIGHEST_BERM.value, dike["berm_height"] / dike["height"]) * raised
    assert (found.berm_height <= highest + 1e-9).all()


@settings(deadline=None)
@given(SEEDS)
def test_no_need_changes_nothing(seed: int) -> None:
    dike = sections(np.random.default_rng(seed))
    found = soil_reinforcement(**dike)
    expected = SoilSection(dike["inner_slope"], dike["berm_width"], dike["berm_height"], np.zeros(COUNT))
    for field in fields(SoilSection):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(expected, field.name))


@settings(deadline=None)
@given(SEEDS, st.sampled_from(["heightening", "stability", "piping"]), st.floats(0.0, 20.0))
def test_more_need_never_takes_less_room(seed: int, name: str, more: float) -> None:
    rng = np.random.default_rng(seed)
    dike, want = sections(rng), asked(rng)
    less = soil_reinforcement(**dike, **want).growth
    grown = soil_reinforcement(**dike, **{**want, name: want[name] + more}).growth
    assert (grown >= less - 1e-9).all()


@settings(deadline=None)
@given(SEEDS)
def test_a_direction_moves_the_section_and_leaves_its_shape(seed: int) -> None:
    dike, want = as_profiles(np.random.default_rng(seed))
    designs = [soil_design(dike, want, direction=name) for name in DIRECTIONS]
    drawn = [section_designed(dike, design) for design in designs]
    for design, (offset, level) in zip(designs, drawn, strict=True):
        np.testing.assert_allclose(design.inward + design.outward, designs[0].inward, atol=1e-9)
        assert (design.inward >= -1e-9).all()
        assert (design.outward >= -1e-9).all()
        np.testing.assert_allclose(np.diff(offset), np.diff(drawn[0][0]), atol=1e-8)
        np.testing.assert_allclose(level, drawn[0][1], atol=1e-9)
        np.testing.assert_allclose(offset[:, 7] - section_now(dike)[0][:, 7], design.inward[:, 0], atol=1e-8)


@settings(deadline=None)
@given(SEEDS, st.sampled_from(DIRECTIONS), st.sampled_from([None, 7.0]))
def test_points_follow_each_other_and_earth_adds_up(
    seed: int, direction: str, outer_slope: float | None
) -> None:
    """Offsets ascend; fill less cut is the difference of the areas under both lines."""
    dike, want = as_profiles(np.random.default_rng(seed))
    design = soil_design(dike, want, direction=direction, outer_slope=outer_slope)
    old, new = section_now(dike), section_designed(dike, design)
    assert (np.diff(new[0]) >= -1e-9).all()
    fill, cut = earthworks(old, new)
    assert (np.minimum(fill, cut) >= 0.0).all()
    left = np.minimum(old[0][:, 0], new[0][:, 0])
    right = np.maximum(old[0][:, 7], new[0][:, 7])
    np.testing.assert_allclose(fill - cut, _area(new, left, right) - _area(old, left, right), atol=1e-6)


def _area(section: tuple[Floats, Floats], left: Floats, right: Floats) -> Floats:
    """Area under a section and the level ground beside it [m2]."""
    offset, level = section
    beside = (offset[:, 0] - left) * level[:, 0] + (right - offset[:, 7]) * level[:, 7]
    return np.asarray(np.trapezoid(level, offset, axis=1) + beside, dtype=np.float64)


@settings(deadline=None)
@given(SEEDS)
def test_what_is_chosen_fits_and_is_the_cheapest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dike, want = as_profiles(rng)
    where, ground = along(rng, dike)
    room = rng.choice([0.0, np.inf, 1.0], COUNT) + rng.uniform(0.0, 60.0, COUNT)
    alone: dict[str, Any] = {"spacing": 0.0, "transition": 0.0}

    def chosen(**rules: Any) -> Choice:
        return choose(where, dike, ground, want, room, rules=Rules(**alone, **rules))

    best = chosen()
    fits = best.fits[:, 0]
    assert (best.inward[fits, 0] <= room[fits] * (1 + 1e-9) + 1e-9).all()
    assert (best.cost_low <= best.cost + 1e-9)[best.measure >= 0].all()
    assert (best.cost <= best.cost_high + 1e-9)[best.measure >= 0].all()
    for measure in MEASURES[1:]:
        other = chosen(measures=(measure.id,))
        could = other.fits & best.fits & (best.measure > 0)
        assert (best.cost[could] <= other.cost[could] + 1e-9).all()
        assert not (other.fits & ~best.fits).any()


@settings(deadline=None)
@given(SEEDS)
def test_runs_only_make_measures_stronger_where_they_fit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dike, want = as_profiles(rng)
    where, ground = along(rng, dike)
    room = np.repeat(rng.uniform(0.0, 60.0, COUNT // 3), 3)
    single = choose(where, dike, ground, want, room, rules=Rules(spacing=0.0, transition=0.0))
    runs = choose(where, dike, ground, want, room)
    changed = runs.measure != single.measure
    assert (runs.measure >= single.measure).all()
    assert runs.fits[changed].all()
    assert (runs.inward[changed] <= np.broadcast_to(room[:, None], changed.shape)[changed] + 1e-6).all()
