"""A small coast whose levels can be read off by hand; draws the figure of the science page when asked to.

With ``ZICHT_FIGURES=1`` the test writes docs/science/figures/inundation.png.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from shapely import LineString

from scenarios.kernels.inundation import inundation_level
from terrain.rasterise import crest_cells, raise_cells
from twin.grid import GridSpec

FIGURE = Path(__file__).parents[2] / "docs/science/figures/inundation.png"
GRID = GridSpec(60010.0, 547990.0, 20.0, 20.0, 200, 150)


def coast() -> tuple[np.ndarray, np.ndarray]:
    """Sea, a dike at +4 m with 200 m at +2.5 m, a polder at -1 m and a ring dike at +3.5 m around -4 m."""
    x, y = np.meshgrid((GRID.x - 60000.0) / 4000.0, (548000.0 - GRID.y) / 3000.0)
    ground = np.where(
        x < 0.15, -6.0 + 30.0 * x, -1.0 + 0.3 * np.sin(9.0 * y) + 4.0 * np.maximum(x - 0.8, 0.0)
    )
    left, top = 60000.0, 548000.0
    dike = LineString([(left + 700, top), (left + 900, top - 1500), (left + 700, top - 3000)])
    low = LineString([(left + 846, top - 1900), (left + 820, top - 2100)])
    angles = np.linspace(0, 2 * np.pi, 40)
    ring = LineString(
        np.column_stack([left + 2200 + 500 * np.cos(angles), top - 1300 + 420 * np.sin(angles)])
    )
    inside = np.hypot((GRID.x[None] - left - 2200) / 500, (GRID.y[:, None] - top + 1300) / 420) < 1
    ground = np.where(inside, -4.0, ground)
    crest = crest_cells([dike, ring], [4.0, 3.5], GRID)
    gap = crest_cells([low], [2.5], GRID)
    return raise_cells(ground, np.where(np.isnan(gap), crest, gap)), x < 0.05


def test_levels_of_the_coast_are_those_of_its_crests() -> None:
    ground, sea = coast()
    level = inundation_level(ground, sea)
    assert level[75, 1] == pytest.approx(ground[75, 1], abs=0.0051)
    assert level[20, 70] == 2.5
    assert level[65, 110] == 3.5
    assert level[75, 199] == 2.5
    assert np.isfinite(level).all()
    if os.environ.get("ZICHT_FIGURES"):
        draw(ground, level)
        assert FIGURE.stat().st_size > 20_000


def draw(ground: np.ndarray, level: np.ndarray) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    row, sea_level = 65, 3.0
    figure, (plan, section) = plt.subplots(1, 2, figsize=(11, 4), width_ratios=[1.1, 1], layout="constrained")
    picture = plan.imshow(level, extent=(0, 4, 0, 3), cmap="viridis_r", vmin=-4, vmax=4)
    plan.axhline(3 - (row + 0.5) * 0.02, color="white", linewidth=1, linestyle="--")
    plan.set(xlabel="km", ylabel="km", title="inundation level")
    figure.colorbar(picture, ax=plan, label="m NAP")
    km = (GRID.x - 60000.0) / 1000.0
    section.fill_between(km, -7, ground[row], color="#b9a57c", label="ground and crests")
    wet = level[row] <= sea_level
    section.fill_between(
        km,
        ground[row],
        sea_level,
        where=wet,
        color="#3f7fbf",
        alpha=0.6,
        label=f"water at +{sea_level:g} m NAP",
    )
    section.step(km, level[row], where="mid", color="#7a1f3d", linewidth=1.2, label="inundation level")
    section.set(xlim=(0, 4), ylim=(-7, 6), xlabel="km", ylabel="m NAP", title="section along the dashed line")
    section.legend(loc="lower right", fontsize=8)
    FIGURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(FIGURE, dpi=130, metadata={"Software": None})
    plt.close(figure)
