"""Soils of columns: codes with and without a key, and peat that is known, not there, or unknown."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.columns import columns
from scenarios.polders.grouping import PEAT_USUAL
from scenarios.polders.soils import soil_key, soil_kind, soil_kinds
from tests.unit.scenarios.polders.strip_polder import strip_polder
from twin.vocabulary import SOIL

DAY = 86_400.0
PEAT, CLAY_ON_PEAT, SEA_CLAY = 4, 5, 2


def test_every_soil_of_the_vocabulary_but_water_has_its_numbers():
    assert set(soil_kinds()) == {entry.key for entry in SOIL.values()} - {"water"} | {"unknown"}


@pytest.mark.parametrize("kind", soil_kinds().values(), ids=lambda kind: kind.key)
def test_numbers_of_a_soil_are_possible_and_have_their_source(kind):
    assert 1e-4 <= kind.conductivity.value * DAY <= 10.0
    assert 0.0 < kind.storage_low.value < kind.storage.value < kind.storage_high.value < 0.35
    assert kind.depth.value > 0.0
    assert all(each.source for each in (kind.conductivity, kind.storage, kind.depth))
    assert (kind.clay_cover is None) == (kind.somers is None) == (kind.peat is not True)


def test_topsoil_of_peat_conducts_a_tenfold_or_two_better_than_deep_peat_and_less_than_sand():
    peat, sand = (soil_kind(key).conductivity.value * DAY for key in ("peat", "cover_sand"))
    assert peat == pytest.approx(0.15)
    assert sand == pytest.approx(5.0)
    assert 10.0 <= peat / 0.00178 <= 100.0


def test_codes_without_a_key_keep_their_number_and_count_as_unknown():
    assert soil_key(19) == "code 19"
    assert soil_kind("code 19") is soil_kind("unknown")
    assert soil_kind("unknown").conductivity.status == "unverified"


def one(soil):
    """Largest column of a polder of one soil, without voxels."""
    found = columns(strip_polder(soil=soil))
    main = found.cells.argmax()
    return found, main, found.soils[found.soil[main]]


@pytest.mark.parametrize(
    ("soil", "key"), [({}, "unknown"), ({"soil": 0}, "unknown"), ({"soil": 19}, "code 19")]
)
def test_unknown_soil_has_groundwater_but_no_word_on_peat(soil, key):
    twin = strip_polder(**soil)
    found = columns(twin)
    main = found.cells.argmax()
    assert found.soils[found.soil[main]] == key
    assert found.known[main]
    assert found.transmissivity[main] > 0.0
    assert found.storage[main] == 0.10
    assert np.isnan(found.peat_thickness[main])
    assert np.isnan(found.clay_cover[main])


def test_without_voxels_a_mineral_soil_has_no_peat():
    found, main, key = one(SEA_CLAY)
    assert key == "sea_clay"
    assert (found.peat_thickness[main], found.clay_cover[main]) == (0.0, 0.0)
    assert np.isnan(found.soft_thickness[main])


def test_without_voxels_a_peat_soil_has_the_usual_peat():
    found, main, _ = one(PEAT)
    assert (found.peat_thickness[main], found.clay_cover[main]) == (PEAT_USUAL.value, 0.0)
    found, main, _ = one(CLAY_ON_PEAT)
    assert (found.peat_thickness[main], found.clay_cover[main]) == (PEAT_USUAL.value, 0.3)


def test_without_voxels_no_aquifer_takes_part():
    found, main, _ = one(PEAT)
    assert np.isnan(found.resistance[main])
    assert np.isnan(found.deep_head[main])
    assert found.known[main]
