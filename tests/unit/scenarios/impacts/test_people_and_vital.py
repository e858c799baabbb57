"""People in the water, fatalities, and vital objects that go out, on the small coast."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.exposure import people_in
from scenarios.impacts.hazard import Hazard
from scenarios.impacts.people import fatalities, people_above
from scenarios.impacts.sites import Sites, sites
from scenarios.impacts.vital import out_of_service, time_out
from scenarios.physics.mortality import mortality
from twin.state import Twin


@pytest.fixture
def homes(farmed: Twin, hazard: Hazard) -> Sites:
    found = sites(farmed, hazard, "buildings")
    assert found is not None
    return found


@pytest.fixture
def people(homes: Sites) -> np.ndarray:
    found, _ = people_in(homes.table)
    assert found is not None
    return found


def test_people_by_depth(homes: Sites, people: np.ndarray) -> None:
    assert people_above(homes, people, 0.0) == pytest.approx(27.3)
    assert people_above(homes, people, 2.0) == pytest.approx(27.3)
    assert people_above(homes, people, 2.6) == 0.0
    assert people_above(homes, people, 2.0, shift=-0.6) == 0.0


def test_fatalities_by_hand(homes: Sites, people: np.ndarray) -> None:
    rate = 2.5 / 7200
    expected = people * float(mortality(depth=2.5, rise_rate=rate))
    np.testing.assert_allclose(fatalities(homes, people, evacuated=0.0), expected, rtol=1e-6)
    np.testing.assert_allclose(fatalities(homes, people, evacuated=0.75), expected / 4, rtol=1e-6)
    assert fatalities(homes, people, evacuated=1.0).sum() == 0.0


def test_beside_the_breach_nobody_survives(farmed: Twin, swept: Hazard, people: np.ndarray) -> None:
    found = sites(farmed, swept, "buildings")
    assert found is not None
    dead = fatalities(found, people, evacuated=0.0)
    assert dead[0] == pytest.approx(people[0])
    assert dead[1] < 0.1 * people[1]


def test_fewer_die_with_less_water(homes: Sites, people: np.ndarray) -> None:
    dead = [fatalities(homes, people, evacuated=0.0, shift=by).sum() for by in (-1.0, -0.1, 0.0, 0.1, 1.0)]
    assert (np.diff(dead) > 0).all()


def test_the_hospital_goes_out_when_its_threshold_is_passed(farmed: Twin, hazard: Hazard) -> None:
    """It has no floor level: 0.2 m above the ground, reached after 0.2 / 2.5 of two hours."""
    found = sites(farmed, hazard, "vital_objects")
    assert found is not None
    assert out_of_service(found).tolist() == [True]
    (moment,) = time_out(found, hazard)
    assert moment == pytest.approx((61505 - 60540) * 6.0 + 0.2 / 2.5 * 7200.0, abs=130.0)
    assert out_of_service(found, "highest", shift=-2.1).tolist() == [False]


def test_what_stays_dry_never_goes_out(farmed: Twin, hazard: Hazard) -> None:
    high = farmed.with_(
        features={"vital_objects": farmed.features["vital_objects"].assign(floor_level=[0.9])}
    )
    found = sites(high, hazard, "vital_objects")
    assert found is not None
    assert out_of_service(found).tolist() == [False]
    assert np.isinf(time_out(found, hazard)).all()
    unknown = farmed.with_(
        features={"vital_objects": farmed.features["vital_objects"].assign(kind=["moon-base"])}
    )
    other = sites(unknown, hazard, "vital_objects")
    assert other is not None
    assert out_of_service(other).tolist() == [True]


def test_dry_ground_beside_an_object_does_not_hide_when_it_goes_out(farmed: Twin, hazard: Hazard) -> None:
    """Its footprint reaches from the polder up a bank that stays dry."""
    bank = (farmed.grid.x > 61510) & (farmed.grid.x < 61530)
    row, _ = hazard.grid.index(np.array([61505.0]), np.array([545505.0]))
    ground, depth, wet = hazard.ground.copy(), hazard.depth.copy(), hazard.wet.copy()
    film = hazard.depth_cm.copy()
    ground[row, bank], depth[row, bank], wet[row, bank], film[:, row, bank] = 6.0, 0.0, False, 0
    arrival = np.where(wet, hazard.arrival_time, np.float32(np.inf))
    banked = replace(hazard, ground=ground, depth=depth, wet=wet, depth_cm=film, arrival_time=arrival)
    wide = farmed.features["vital_objects"].geometry.buffer(14.0)
    for floor in (np.nan, -1.2):
        table = farmed.features["vital_objects"].set_geometry(wide).assign(floor_level=[floor])
        found = sites(farmed.with_(features={"vital_objects": table}), banked, "vital_objects")
        assert found is not None
        assert out_of_service(found).tolist() == [True]
        assert 5000.0 < time_out(found, banked)[0] < 9000.0


@pytest.mark.parametrize(
    ("kind", "film", "expected"),
    [
        ("drinking-water-plant", [0, 0, 100], 2000.0),  # at the first water
        ("hospital", [0, 0, 100], 2000.0 + 0.2 * 1600.0),  # from the arrival to the next moment
        ("hospital", [30, 60, 100], 0.0),  # from the start
        ("hospital", [0, 10, 20], 3600.0),  # highest between two moments: that of the deepest water
    ],
)
def test_moment_between_those_of_the_film(
    farmed: Twin, hazard: Hazard, kind: str, film: list[int], expected: float
) -> None:
    table = farmed.features["vital_objects"].assign(kind=[kind])
    depth_cm = np.broadcast_to(np.array(film, np.int16)[:, None, None], (3, *hazard.depth.shape))
    filmed = replace(
        hazard, time=np.array([0.0, 1800.0, 3600.0]), depth_cm=depth_cm,
        arrival_time=np.full(hazard.depth.shape, 2000.0, np.float32),
        depth=np.where(hazard.wet, 1.0, 0.0).astype(np.float32),
    )  # fmt: skip
    found = sites(farmed.with_(features={"vital_objects": table}), filmed, "vital_objects")
    assert found is not None
    assert time_out(found, filmed)[0] == pytest.approx(expected, abs=1e-6)
