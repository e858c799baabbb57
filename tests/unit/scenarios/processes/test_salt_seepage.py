"""The process salt-seepage: worked polder, unknowns with their reasons, levels, table, and fields."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from scenarios.model import Scenario
from scenarios.physics.seepage import influence_distance, shore_total
from scenarios.run import estimate, run
from scenarios.seepage.outcome import NO_AREAS, NO_SALT, NO_SAND, NO_SEA, TO_THE_END
from scenarios.seepage.setting import NO_VOXELS
from tests.unit.scenarios.polders.strip_polder import CLAY, SAND
from tests.unit.scenarios.seepage.sea_polder import DAY, LEVEL, sea_polder
from twin.errors import Cancelled, InvalidInputError

GIVEN = {"transmissivity": 800.0, "resistance": 500.0, "salt": 5.0}
LAMBDA = 400_000**0.5
WIDTH = 160.0  # of the twin, along the shore


def asked(twin, *, rise=0.0, interventions=(), horizon=2100, **parameters):
    content = {
        "name": "seepage",
        "horizon": horizon,
        "drivers": {"sea_level_rise": {"metres": rise}},
        "interventions": list(interventions),
        "processes": [{"salt-seepage": GIVEN | parameters}],
    }
    return run(content, twin)


def values(result, key="value"):
    return {name.removeprefix("salt-seepage."): entry[key] for name, entry in result.indicators.items()}


@pytest.fixture(scope="module")
def polder():
    return sea_polder()


@pytest.fixture(scope="module")
def risen(polder):
    return asked(polder, rise=0.82)


def test_the_worked_polder(risen):
    """5.05964 m2/d at 4 m, and as much more as the sea is higher; 5 kg/m3 of salt."""
    per_metre = float(shore_total(head_difference=4.0, leakage_length=LAMBDA, resistance=500 * DAY)) * DAY
    assert per_metre == pytest.approx(5.05964, rel=1e-6)
    reference, found = values(risen, "reference"), values(risen)
    assert reference["seepage"] == pytest.approx(per_metre * WIDTH, rel=1e-3)
    assert found["seepage"] == pytest.approx(per_metre * WIDTH * 4.82 / 4.0, rel=1e-3)
    assert found["seepage_change"] == pytest.approx(per_metre * WIDTH * 0.82 / 4.0, rel=1e-3)
    assert reference["seepage_change"] == 0.0
    assert found["salt_load"] == pytest.approx(found["seepage"] * 5.0 * 365.25 / 1000.0, rel=1e-10)
    assert found["seepage_rate"] == pytest.approx(found["seepage"] / (8000.0 * WIDTH) * 1000.0, rel=1e-9)
    away = float(influence_distance(leakage_length=LAMBDA))
    assert away == pytest.approx(1894.67, rel=5e-6)
    assert found["reach"] == pytest.approx(away, abs=25.0)


def test_the_map_has_the_worked_flux_at_a_kilometre(risen):
    dataset = risen.dataset.isel(level_year=0)
    along = dataset["seepage_change"].isel(y=8)
    assert float(along.interp(x=61_200.0)) * DAY * 1e3 == pytest.approx(0.337415, rel=2e-3)
    assert float(dataset["aquifer_head"].isel(y=8).sel(x=60_105.0)) == pytest.approx(0.85, abs=1e-6)
    assert np.isnan(dataset["seepage_flux"].sel(x=60_105.0)).all()
    salt = dataset["salt_load"].isel(y=8)
    np.testing.assert_allclose(salt[25:], 5.0 * dataset["seepage_flux"].isel(y=8)[25:], rtol=1e-5)
    assert np.isnan(dataset["fresh_lens"]).all()
    assert int(risen.dataset["level_year"][0]) == 2100


def test_the_range_is_that_of_the_resistance(risen):
    """Half the resistance: sqrt(2) times the seepage, and as much less far."""
    found = risen.indicators
    seepage = found["salt-seepage.seepage"]
    assert seepage["high"] / seepage["value"] == pytest.approx(2**0.5, rel=3e-3)
    assert seepage["low"] / seepage["value"] == pytest.approx(0.5**0.5, rel=3e-3)
    reach = found["salt-seepage.reach"]
    assert reach["high"] / reach["low"] == pytest.approx(2.0, rel=0.03)


def test_the_band_of_a_scenario_of_the_sea_widens_the_range(polder):
    content = {
        "name": "band", "horizon": 2100, "drivers": {"sea_level_rise": {"scenario": "knmi23-h"}},
        "processes": [{"salt-seepage": GIVEN}],
    }  # fmt: skip
    result = run(content, polder)
    found, drivers = (
        result.indicators["salt-seepage.seepage_change"],
        result.provenance["drivers"]["scenario"],
    )
    upper = drivers["rise_high"] / drivers["rise"]
    assert upper > 2**0.5
    assert found["high"] == pytest.approx(upper * found["value"], rel=1e-3)


def test_without_change_it_is_the_reference_to_the_last_bit(polder):
    found = asked(polder)
    assert values(found) == values(found, "reference")
    assert (found.dataset["seepage_change"].fillna(0.0) == 0.0).all()


def test_a_raised_level_presses_less_up_here_and_more_next_to_it():
    twin = sea_polder((("sea", 300.0), ("polder", 6000.0), ("polder", 6000.0)))
    change = {"kind": "water-level-raise", "areas": ["area-0"], "by": 0.3, "start": 2030}
    found = asked(twin, interventions=[change])
    table = found.features["salt_seepage_areas"].set_index("id")
    assert table["level"].tolist() == pytest.approx([LEVEL + 0.3, LEVEL])
    assert table["level_before"].tolist() == pytest.approx([LEVEL, LEVEL])
    assert table["seepage_change"]["area-0"] < 0.0 < table["seepage_change"]["area-1"]
    # at an edge of equal layers: half of what a head of 0.3 m gives to a wide polder
    half = 0.5 * float(shore_total(head_difference=0.3, leakage_length=LAMBDA, resistance=500 * DAY))
    assert table["seepage_change"]["area-1"] == pytest.approx(half * DAY * WIDTH, rel=5e-3)
    both = values(found, "difference")["seepage_change"]
    assert both == pytest.approx(table["seepage_change"].sum(), rel=1e-9)


def test_the_table_adds_up_to_the_indicators(risen):
    table = risen.features["salt_seepage_areas"]
    found = values(risen)
    assert table["seepage"].sum() == pytest.approx(found["seepage"], rel=1e-10)
    assert table["salt_load"].sum() == pytest.approx(found["salt_load"], rel=1e-10)
    assert table["seepage_change"].sum() == pytest.approx(found["seepage_change"], rel=1e-10)
    assert table["reason"].tolist() == [""]
    assert (table["infiltration"] == 0.0).all()


def test_without_a_sea_levels_still_act_and_the_sea_has_a_reason():
    twin = sea_polder((("polder", 3000.0), ("polder", 3000.0)), levels={1: LEVEL - 2.0})
    found = asked(twin, rise=1.0).indicators
    assert found["salt-seepage.seepage"]["value"] > 0.0
    assert found["salt-seepage.seepage_change"]["value"] == 0.0
    for name in ("seepage_change", "reach", "fresh_lens"):
        assert found[f"salt-seepage.{name}"]["reason"] == NO_SEA
    assert found["salt-seepage.reach"]["value"] is None


@pytest.mark.parametrize(
    ("twin", "parameters", "reasons"),
    [
        (sea_polder(), {"resistance": None}, dict.fromkeys(("seepage", "reach", "salt_load"), NO_VOXELS)),
        (sea_polder(), {"salt": None}, {"salt_load": NO_SALT}),
        (sea_polder((("sea", 200.0), ("town", 900.0))), {}, {"seepage": NO_AREAS, "salt_load": NO_AREAS}),
        (sea_polder(), {}, {"fresh_lens": NO_SAND}),
        (sea_polder(levels={0: np.nan}), {}, {"seepage": NO_AREAS, "seepage_change": NO_AREAS}),
    ],
)
def test_what_is_not_known_has_a_reason_and_no_number(twin, parameters, reasons):
    found = asked(twin, rise=1.0, **parameters).indicators
    for name, reason in reasons.items():
        entry = found[f"salt-seepage.{name}"]
        assert (entry["value"], entry["reason"]) == (None, reason)


@pytest.mark.parametrize(
    ("name", "value"),
    [("resistance", -500.0), ("resistance", 0.0), ("transmissivity", -1.0), ("salt", -1.0), ("salt", 300.0),
     ("recharge", -1.0), ("river_share", 1.5), ("salt", float("nan")), ("resistance", "tight")],
)  # fmt: skip
def test_impossible_parameters_are_refused_by_name(name, value):
    with pytest.raises(InvalidInputError, match=name):
        Scenario.load({"name": "bad", "processes": [{"salt-seepage": {name: value}}]})


def test_the_sea_stands_in_the_aquifer_also_where_no_voxels_lie_below_it():
    """Voxel models end at the coast."""
    whole = sea_polder((("sea", 500.0), ("polder", 4000.0)), layers=((CLAY, 5.0),))
    voxels = whole.subsurface["voxels"].to_dataset().copy(deep=True)
    for name in ("strat", "lithok"):
        voxels[name] = voxels[name].where(voxels["x"] > 60_500.0, -127).astype(voxels[name].dtype)
    cut = whole.with_(subsurface=xr.DataTree.from_dict({"/voxels": voxels}))
    given = {"rise": 1.0, "transmissivity": None, "resistance": None}
    found, expected = values(asked(cut, **given)), values(asked(whole, **given))
    assert expected["seepage_change"] > 100.0
    for name in ("seepage", "seepage_change", "reach"):
        assert found[name] == pytest.approx(expected[name], rel=1e-9), name


def test_land_of_an_unknown_level_has_no_seepage_on_the_map_and_does_not_hold_the_sea_off():
    strips = (("sea", 200.0), ("polder", 2000.0), ("polder", 2000.0))
    found = asked(sea_polder(strips, levels={1: np.nan}), rise=1.0, transmissivity=500.0)
    line = found.dataset.isel(level_year=0, y=8)
    for name in ("seepage_flux", "seepage_change", "salt_load"):
        assert np.isfinite(line[name].sel(x=61_005.0))
        assert np.isnan(line[name].sel(x=63_505.0)), name
    unknown = found.features["salt_seepage_areas"].set_index("id").loc["area-1"]
    assert np.isnan(unknown["seepage"])
    assert "not known" in unknown["reason"]
    # nothing leaks beyond 2000 m: cosh((B - x) / lambda) / cosh(B / lambda) is a twentieth
    length = (500.0 * 500.0) ** 0.5
    profile = np.cosh((2000.0 - np.arange(2000.0)) / length) / np.cosh(2000.0 / length)
    assert values(found)["reach"] == pytest.approx(float((profile >= 0.05).sum()), abs=15.0)


def test_a_layer_that_is_too_thick_to_read_gives_no_number():
    twin = sea_polder((("sea", 200.0), ("polder", 4000.0)), layers=((CLAY, 28.0),))
    found = asked(twin, rise=1.0, transmissivity=None, resistance=None)
    entry = found.indicators["salt-seepage.seepage"]
    assert (entry["value"], entry["reason"]) == (None, NO_AREAS)
    assert np.isnan(found.dataset["seepage_flux"]).all()


def test_a_reach_to_the_end_of_the_land_says_so():
    small = asked(sea_polder((("sea", 200.0), ("polder", 1000.0))), rise=1.0).indicators
    assert small["salt-seepage.reach"]["value"] == pytest.approx(1000.0, abs=20.0)
    assert small["salt-seepage.reach"]["reason"] == TO_THE_END


def test_without_a_sea_the_map_has_no_lens():
    strips = (("dune", 1000.0), ("polder", 2000.0))
    twin = sea_polder(strips, layers=((SAND, 5.0),))
    found = asked(twin, transmissivity=None, resistance=None)
    assert np.isfinite(found.dataset["aquifer_head"]).all()
    assert np.isnan(found.dataset["fresh_lens"]).all()


def test_fresh_water_below_a_dune_is_forty_times_its_head_and_ends_with_the_aquifer():
    strips = (("sea", 200.0), ("dune", 2000.0), ("sea", 200.0))
    found = asked(sea_polder(strips, layers=((SAND, 5.0),)), transmissivity=None, resistance=None)
    middle = found.dataset.isel(level_year=0, y=8).sel(x=61_205.0)
    head = float(middle["aquifer_head"]) - 0.03
    # rain of 0.3 m/yr on 400 m2/d: 1.0267 m, of which 40 times is 41.07 m, and the sand ends at -40 m
    assert head == pytest.approx(0.3 / 365.25 * 1000.0**2 / 800.0, rel=5e-3)
    assert float(middle["fresh_lens"]) == pytest.approx(40.03, abs=1e-3)
    edge = found.dataset.isel(level_year=0, y=8).sel(x=60_405.0)
    assert float(edge["fresh_lens"]) == pytest.approx(40.0 * (float(edge["aquifer_head"]) - 0.03), rel=1e-4)
    assert 0.0 < values(found)["fresh_lens"] < 40.03


def test_a_river_follows_as_much_of_the_rise_as_is_said():
    strips = (("sea", 200.0), ("river", 400.0), ("polder", 6000.0))
    half, none = (asked(sea_polder(strips), rise=1.0, river_share=share) for share in (0.5, 0.0))
    # the polder feels the river beside it: a sea 400 m further away is felt through it
    assert values(half)["seepage_change"] > values(none)["seepage_change"] > 0.0


def test_the_cost_is_told_before_and_it_stops_when_asked(polder):
    content = {"name": "x", "processes": [{"salt-seepage": GIVEN}]}
    cost = estimate(Scenario.load(content), polder)
    assert cost.cells > polder.grid.nx * polder.grid.ny
    assert cost.bytes > 0

    def stop(fraction, message):
        if "aquifer" in message:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(content, polder, progress=stop)
