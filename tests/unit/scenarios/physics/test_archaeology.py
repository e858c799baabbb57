"""Zones of a buried site, and what of it is lost with its peat."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.archaeology import lost_thickness, zones


def test_zones_of_a_site_through_all_three():
    wet, turns, dry = zones(top=-1.0, base=-2.0, lowest=-1.5, highest=-1.1, margin=0.1)
    assert (wet, turns, dry) == (pytest.approx(0.4), pytest.approx(0.5), pytest.approx(0.1))


@pytest.mark.parametrize(
    ("lowest", "highest", "expected"),
    [(0.0, 0.5, (1.0, 0.0, 0.0)), (-3.0, -2.5, (0.0, 0.0, 1.0)), (-3.0, 0.0, (0.0, 1.0, 0.0))],
)
def test_a_site_may_lie_in_one_zone(lowest, highest, expected):
    assert zones(top=-1.0, base=-2.0, lowest=lowest, highest=highest) == expected


def test_zones_make_the_whole_site_at_any_level():
    low = np.linspace(-3.0, 0.0, 61)
    parts = zones(top=-0.8, base=-2.1, lowest=low, highest=low + 0.4)
    np.testing.assert_allclose(sum(parts), 1.3, atol=1e-12)
    assert all((part >= 0.0).all() for part in parts)
    assert (np.diff(parts[0]) >= 0.0).all()
    assert (np.diff(parts[2]) <= 0.0).all()


def test_peat_takes_the_site_only_while_it_is_exposed_and_never_more_than_that():
    assert lost_thickness(oxidation=[0.01] * 3, exposed=[0.4, 0.0, 0.4]) == pytest.approx(0.02)
    assert lost_thickness(oxidation=[0.1] * 10, exposed=[0.25] * 10) == pytest.approx(0.25)
    assert lost_thickness(oxidation=[0.1] * 3, exposed=[0.0] * 3) == 0.0


def test_what_is_not_known_stays_unknown_and_what_can_not_be_is_refused():
    assert np.isnan(zones(top=-1.0, base=-2.0, lowest=np.nan, highest=-1.0)[0])
    assert np.isnan(lost_thickness(oxidation=[0.01, np.nan], exposed=[0.4, 0.4]))
    assert np.isnan(lost_thickness(oxidation=[0.01, 0.01], exposed=[np.nan, 0.4]))
    with pytest.raises(ValueError, match="top is below base"):
        zones(top=-2.0, base=-1.0, lowest=-1.5, highest=-1.0)
