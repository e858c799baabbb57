"""Peak depth on coarse cells with tables beside the fine grid: a made-up polder, real ground near Groenlo.

With ``ZICHT_FIGURES=1`` the polder writes docs/science/figures/subgrid.png.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from scenarios.flow.domain import Domain, Faces, Inflow, TimeSeries
from scenarios.flow.solver import Solver
from scenarios.flow.subgrid import SubgridSolver

FIGURE = Path(__file__).parents[2] / "docs/science/figures/subgrid.png"


def polder(ny: int, nx: int, dx: float = 5.0) -> Domain:
    """Polder behind a sea dike with a breach of 100 m: ditches, a road, houses and a quay at a slant."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[0:ny, 0:nx] * dx
    bed = -1.5 + 0.3 * np.sin(2 * np.pi * x / 1700) * np.sin(2 * np.pi * y / 2300) + 0.00012 * x
    bed += rng.normal(0.0, 0.05, bed.shape)
    bed = np.where((x % 80 < dx) | (y % 400 < dx), bed - 0.9, bed)
    bed = np.where(np.abs(y - 0.5 * ny * dx - 0.2 * x) < 6, np.maximum(bed, -0.6), bed)
    houses = ((x // 20) % 4 == 1) & ((y // 20) % 3 == 1)
    houses &= np.hypot((x - 0.6 * nx * dx) / 700, (y - 0.3 * ny * dx) / 500) < 1
    bed = np.where(houses, bed + 6, bed).astype(np.float32)
    rows = np.arange(ny, dtype=np.int32)
    sill = np.where(np.abs((rows + 0.5) * dx - 0.4 * ny * dx) < 50, -0.5, 5.0)
    dike = faces(rows, np.full(ny, -1), np.zeros(ny), sill, 0)
    column = np.round(np.linspace(0.62, 0.45, ny) * nx).astype(int)
    jogs = [(r, c) for r in range(ny - 1) for c in range(column[r + 1] + 1, column[r] + 1)]
    row, col = (np.array(part) for part in zip(*jogs, strict=True))
    quay = faces(
        np.append(rows, row), np.append(column, col), np.append(np.zeros(ny), np.ones(row.size)), 0.2, -1
    )
    quay.sill[:ny][np.abs(rows - 0.38 * ny) < 6] = -0.7
    hours = np.linspace(0.0, 12.0, 100)
    sea = TimeSeries(hours * 3600.0, 0.3 + 2.2 * np.sin(np.pi * hours / 12.0) ** 2)
    rough = np.where(bed < -2.2, 0.03, 0.045).astype(np.float32)
    return Domain(bed, dx, dx, rough, Faces.joined([dike, quay]), levels=(sea,))


def faces(row: object, col: object, axis: object, sill: object, series: int) -> Faces:
    n = np.size(row)
    columns = (row, col, axis, sill, 1.0, True, series)
    kinds = (np.int32, np.int32, np.uint8, np.float32, np.float32, np.bool_, np.int16)
    return Faces(*(np.broadcast_to(np.asarray(c, k), n).copy() for c, k in zip(columns, kinds, strict=True)))


def brook(data_dir: Path) -> Domain:
    """A sheet of AHN at 5 m near Groenlo with a made-up flood wave of at most 100 m3/s in its brook."""
    import rasterio
    from scipy import ndimage

    with rasterio.open(data_dir / "area_achterhoek/ahn_dtm_5m_41EN1_cm.tif") as source:
        ground = source.read(1).astype(np.float32)
        missing = (ground == source.nodata) | (ground < 0)
    near = ndimage.distance_transform_edt(missing, return_distances=False, return_indices=True)
    bed = np.where(missing, ground[tuple(near)] / 100 - 0.5, ground / 100).astype(np.float32)
    row = (560 + np.argsort(bed[560:720, 985])[:6]).astype(np.int32)
    wave = TimeSeries(np.array([0.0, 3.0, 9.0, 12.0]) * 3600.0, np.array([5.0, 100.0, 40.0, 10.0]))
    return Domain(bed, 5.0, 5.0, 0.04, inflows=(Inflow(row, np.full(6, 985, np.int32), wave),))


def peak(solver: Solver | SubgridSolver, hours: float) -> tuple[np.ndarray, float]:
    """Greatest depth, and CPU seconds after a first minute in which kernels are compiled."""
    solver.advance(60.0)
    begin = process_time()
    solver.advance(hours * 3600.0)
    return np.nan_to_num(solver.record.max_depth), process_time() - begin


def rmse(one: np.ndarray, other: np.ndarray) -> float:
    wet = np.maximum(one, other) > 0.02
    return float(np.sqrt(np.mean((one - other)[wet] ** 2)))


@pytest.mark.validate
def test_polder_within_five_centimetres() -> None:
    domain = polder(400, 500)
    fine, cpu = peak(Solver(domain, np.nan), 6.0)
    found = {cell: peak(SubgridSolver(domain, np.nan, cell=cell), 6.0) for cell in (25.0, 50.0, 100.0)}
    assert rmse(found[25.0][0], fine) < 0.03
    assert rmse(found[50.0][0], fine) < 0.05
    assert rmse(found[100.0][0], fine) < 0.10
    assert cpu > 30.0 * found[50.0][1]
    if os.environ.get("ZICHT_FIGURES"):
        draw(fine, found[50.0][0])
        assert FIGURE.stat().st_size > 20_000


@pytest.mark.validate
def test_real_ground_within_five_centimetres(data_dir: Path) -> None:
    domain = brook(data_dir)
    fine, cpu = peak(Solver(domain, np.nan), 12.0)
    coarse, less = peak(SubgridSolver(domain, np.nan, cell=50.0), 12.0)
    assert rmse(coarse, fine) < 0.05
    assert cpu > 30.0 * less


def draw(fine: np.ndarray, coarse: np.ndarray) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, 3, figsize=(13, 3.8), layout="constrained", sharey=True)
    extent = (0, fine.shape[1] * 5e-3, 0, fine.shape[0] * 5e-3)
    titles = ("every cell, 5 m", "50 m with tables, brought to 5 m", "difference")
    for panel, field, title in zip(panels, (fine, coarse, coarse - fine), titles, strict=True):
        depth = title != "difference"
        picture = panel.imshow(
            field,
            extent=extent,
            cmap="Blues" if depth else "RdBu",
            vmin=0 if depth else -0.2,
            vmax=3 if depth else 0.2,
        )
        panel.set(xlabel="km", title=title)
        figure.colorbar(picture, ax=panel, label="greatest depth [m]" if depth else "m", shrink=0.8)
    FIGURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(FIGURE, dpi=120, metadata={"Software": None})
    plt.close(figure)
