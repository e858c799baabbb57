"""Circles that overlap: closed cases, and shapely on many pairs."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import Point

from scenarios.physics.ates_neighbours import overlap_area, recovered_share


def test_closed_cases():
    lens = 2 * np.pi / 3 - np.sqrt(3) / 2  # two unit circles through each other's middle
    assert float(overlap_area(first=1.0, second=1.0, distance=1.0)) == pytest.approx(lens)
    assert overlap_area(first=2.0, second=1.0, distance=[0.0, 1.0, 3.0, 9.0]).tolist() == pytest.approx(
        [np.pi, np.pi, 0.0, 0.0]
    )
    assert np.isnan(overlap_area(first=1.0, second=1.0, distance=np.nan))


def test_two_hundred_pairs_against_shapely():
    draw = np.random.default_rng(7)
    first, second, distance = (draw.uniform(low, high, 200) for low, high in ((1, 90), (1, 90), (0, 150)))
    found = overlap_area(first=first, second=second, distance=distance)
    circle = [Point(0, 0).buffer(r, quad_segs=512) for r in first]
    other = [Point(d, 0).buffer(r, quad_segs=512) for r, d in zip(second, distance, strict=True)]
    wanted = np.array([a.intersection(b).area for a, b in zip(circle, other, strict=True)])
    smaller = np.pi * np.minimum(first, second) ** 2
    assert (np.abs(found - wanted) <= 1e-4 * smaller).all()
    assert 0.2 < (wanted > 0).mean() < 0.9
    np.testing.assert_allclose(found, overlap_area(first=second, second=first, distance=distance), rtol=1e-9)


def test_a_store_that_does_not_move_is_all_there():
    assert float(recovered_share(radius=40.0, drift=0.0, time=1.0)) == 1.0
    assert float(recovered_share(radius=40.0, drift=80.0, time=1.0)) == 0.0
    shares = recovered_share(radius=40.0, drift=np.linspace(0.0, 90.0, 50), time=1.0)
    assert (np.diff(shares) <= 0.0).all()


@pytest.mark.parametrize(
    "wrong",
    [{"first": -1.0, "second": 1.0, "distance": 0.0}, {"first": 1.0, "second": 1.0, "distance": -1.0}],
)
def test_negative_lengths_are_refused(wrong):
    with pytest.raises(ValueError, match="at least 0"):
        overlap_area(**wrong)
