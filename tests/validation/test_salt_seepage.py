"""Salt seepage of the demo under a sea of one metre more, of a raised polder in it, and of polder 't Hoekje.

With ``ZICHT_FIGURES=1`` the figure and the tables of the science page are written.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from scenarios.physics.seepage import polder_response, shore_response
from scenarios.run import run
from scenarios.seepage.flow import flow
from scenarios.seepage.outcome import NO_SEA
from scenarios.seepage.setting import NO_VOXELS, setting
from terrain import build
from tests.unit.scenarios.seepage.sea_polder import LEVEL, sea_polder
from tests.validation.test_real_areas import example
from twin import Twin

PAGE = Path(__file__).parents[2] / "docs/science/salt-seepage.md"
FIGURE = PAGE.parent / "figures/salt-seepage.png"
DAY = 86_400.0
MEAN_SEA = 0.03
SALT = 5.0
RAISED = {"kind": "water-level-raise", "areas": ["veenpolder-1"], "by": 0.3, "start": 2030}
NAMES = ("seepage", "seepage_rate", "seepage_change", "salt_load", "reach", "fresh_lens")


@pytest.fixture(scope="module")
def demo(demo_data):
    return Twin.open("demo", data=demo_data)


@pytest.fixture(scope="module")
def risen(demo):
    content = {
        "name": "sea +1 m", "horizon": 2100, "drivers": {"sea_level_rise": {"metres": 1.0}},
        "processes": [{"salt-seepage": {"salt": SALT}}],
    }  # fmt: skip
    return run(content, demo)


@pytest.fixture(scope="module")
def raised(demo):
    content = {
        "name": "raise", "horizon": 2100, "interventions": [RAISED],
        "processes": [{"salt-seepage": {"salt": SALT}}],
    }  # fmt: skip
    return run(content, demo)


@pytest.fixture(scope="module")
def hoekje(data_dir):
    return build(example("hoekje", data_dir))


def levels(twin):
    table = twin.features["peilgebieden"]
    return 0.5 * (table["summer_level"] + table["winter_level"]).to_numpy(float)


def asked(twin, **parameters):
    return run({"name": "x", "processes": [{"salt-seepage": parameters}]}, twin)


def block(name: str, rows: list[str]) -> tuple[str, str]:
    return f"<!-- {name} -->\n", "\n".join(rows) + "\n"


def answers(risen) -> tuple[str, str]:
    rows = ["| answer | unit | today | sea +1 m | range |", "|---|---|---|---|---|"]
    for name in NAMES:
        entry = risen.indicators[f"salt-seepage.{name}"]
        shown = [f"{entry[key]:.4g}" for key in ("reference", "value", "low", "high")]
        rows.append(
            f"| {entry['label_en']} | {entry['unit']} | {shown[0]} | {shown[1]} | {shown[2]} to {shown[3]} |"
        )
    return block("answers of the demo", rows)


def by_area(risen, raised) -> tuple[str, str]:
    heads = ("area", "level [m NAP]", "head [m NAP]", "up less down [mm/d]", "by the sea [m3/d]",
             "by the raise [m3/d]")  # fmt: skip
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    raise_of = raised.features["salt_seepage_areas"].set_index("id")["seepage_change"]
    for _, row in risen.features["salt_seepage_areas"].iterrows():
        rows.append(
            f"| {row['id']} | {row['level']:.2f} | {row['head']:.2f} | {row['seepage_rate']:.3f} "
            f"| {row['seepage_change']:.0f} | {raise_of[row['id']]:.2f} |"
        )
    return block("areas of the demo", rows)


def test_the_page_shows_the_demo_as_it_is(demo, risen, raised):
    text = PAGE.read_text("utf-8")
    parts = (answers(risen), by_area(risen, raised))
    if os.environ.get("ZICHT_FIGURES"):
        for mark, table in parts:
            text = re.sub(
                f"(?s)(?<={re.escape(mark)}).*?(?=<!-- end -->)", lambda _, new=table: new, text, count=1
            )
        PAGE.write_text(text, "utf-8")
        draw(demo, risen)
        assert FIGURE.stat().st_size > 20_000
    for mark, table in parts:
        assert mark + table + "<!-- end -->" in text


def test_water_of_the_demo_is_neither_made_nor_lost(demo):
    found = flow(setting(demo), polder=levels(demo), sea=1.03, river=1.03, recharge=1e-8)
    assert found.imbalance < 1e-6
    made = setting(demo)
    up = np.nansum(found.seepage) * made.grid.cell_area
    # what comes up on land and in rivers is what the sea gives
    kd = made.aquifer.transmissivity
    given = 0.0
    for axis in (0, 1):
        for step in (1, -1):
            sea = np.roll(made.sea & (kd > 0.0), step, axis)
            edge = [slice(None), slice(None)]
            edge[axis] = slice(0, 1) if step == 1 else slice(-1, None)
            sea[tuple(edge)] = False
            here = sea & ~made.sea & (kd > 0.0)
            given += (2.0 * kd * (1.03 - found.head))[here].sum()
    assert up == pytest.approx(given, rel=1e-6)


def test_coarser_cells_change_the_seepage_of_the_demo_by_a_few_per_cent(demo):
    fine, coarse = (setting(demo, most_cells=most) for most in (2_000_000, 60_000))
    assert fine.grid.dx < coarse.grid.dx
    sums = []
    for made in (fine, coarse):
        found = flow(made, polder=levels(demo), sea=MEAN_SEA, river=MEAN_SEA, recharge=1e-8)
        sums.append(np.nansum((np.maximum(found.seepage, 0.0) * made.size)[made.area >= 0]))
    assert sums[1] == pytest.approx(sums[0], rel=0.03)


def test_behind_a_shore_it_is_de_glees_to_a_two_thousandth_of_the_head():
    made = setting(sea_polder(), transmissivity=800.0 / DAY, resistance=500.0 * DAY)
    found = flow(made, polder=np.array([LEVEL]), sea=MEAN_SEA, river=MEAN_SEA, recharge=0.0)
    away = made.grid.x - 60_200.0
    expected = shore_response(distance=away[away > 0], leakage_length=400_000**0.5)
    assert np.abs((found.head[0, away > 0] - LEVEL) / 4.0 - expected).max() < 5e-4


def test_between_two_waters_it_is_mazures_to_a_two_thousandth_of_the_head():
    strips = (("sea", 200.0), ("polder", 2000.0), ("sea", 200.0))
    made = setting(sea_polder(strips), transmissivity=800.0 / DAY, resistance=500.0 * DAY)
    found = flow(made, polder=np.array([LEVEL]), sea=MEAN_SEA, river=MEAN_SEA, recharge=0.0)
    away = made.grid.x - 60_200.0
    inside = (away > 0) & (away < 2000.0)
    expected = sum(
        polder_response(distance=far, width=2000.0, leakage_length=400_000**0.5)
        for far in (away[inside], 2000.0 - away[inside])
    )
    assert np.abs((found.head[0, inside] - LEVEL) / 4.0 - expected).max() < 5e-4


def test_the_deep_polder_takes_most_and_the_coast_feels_the_sea(risen):
    table = risen.features["salt_seepage_areas"].set_index("id")
    assert table["seepage_rate"].idxmax() == "droogmakerij-1"
    assert table["seepage_change"].idxmax() == "kleipolder-1"
    assert (table["seepage_change"] > 0.0).all()
    assert table["head"].between(-6.2, 1.03).all()
    dataset = risen.dataset.isel(level_year=0)
    polder = np.isfinite(dataset["salt_load"].values)
    change = dataset["seepage_change"].values[polder]
    assert polder.sum() > 600_000
    assert change.min() > -1e-12
    assert change.max() < 5e-3 / DAY  # a metre over the 200 d of ditches
    ground = np.isfinite(dataset["aquifer_head"].values)
    assert ground.mean() > 0.99


def test_a_raised_polder_presses_water_to_all_its_neighbours(raised):
    change = raised.features["salt_seepage_areas"].set_index("id")["seepage_change"]
    assert change["veenpolder-1"] < 0.0
    others = change.drop("veenpolder-1")
    assert (others > 0.0).all()
    # the rest goes to rivers, sea and land outside the areas
    assert 0.0 < others.sum() < -change["veenpolder-1"]


def test_hoekje_has_no_voxels_and_no_sea_in_its_window(hoekje):
    assert asked(hoekje).indicators["salt-seepage.seepage"]["reason"] == NO_VOXELS
    found = asked(hoekje, transmissivity=500.0, resistance=1000.0)
    entry = found.indicators["salt-seepage.reach"]
    assert (entry["value"], entry["reason"]) == (None, NO_SEA)
    table = found.features["salt_seepage_areas"].set_index("id")
    known = table[table["reason"] == ""]
    assert len(known) == 9
    assert set(known["level"].round(2)) == {-1.0, -0.85, -0.4, -0.09, 0.65}
    # water goes from the high areas to the low ones, and with the rain of the dunes some comes in
    assert known["seepage_rate"][known["level"].idxmax()] < 0.0
    assert known["seepage_rate"][known["level"].idxmin()] > 0.0
    assert (known["seepage_rate"].abs() < 5.0).all()


def draw(demo, risen) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.colors import TwoSlopeNorm

    figure, axes = plt.subplots(2, 2, figsize=(13, 9.6), layout="constrained")
    dataset = risen.dataset.isel(level_year=0)
    left, bottom, right, top = (edge / 1000.0 for edge in demo.grid.bbox)
    sea = demo.surface["ground_level"].values < MEAN_SEA
    sea &= demo.surface["land_use"].values == 1
    maps = (
        (
            "aquifer_head",
            1.0,
            "head in the aquifer, sea +1 m [m NAP]",
            "RdBu_r",
            TwoSlopeNorm(0.0, -5.0, 5.0),
        ),
        (
            "seepage_flux",
            DAY * 1e3,
            "up through the layer, sea +1 m [mm/d]",
            "PuOr_r",
            TwoSlopeNorm(0, -2, 4),
        ),
        ("seepage_change", DAY * 1e3, "more by one metre of sea [mm/d]", "magma_r", None),
    )
    for axis, (name, factor, title, colours, norm) in zip(axes.flat, maps, strict=False):
        values = np.where(sea, np.nan, dataset[name].values * factor)
        limits = {} if norm else {"vmin": 0.0, "vmax": 0.5}
        shown = axis.imshow(
            values,
            cmap=colours,
            norm=norm,
            extent=(left, right, bottom, top),
            interpolation="nearest",
            **limits,
        )
        figure.colorbar(shown, ax=axis, shrink=0.8, extend="both" if norm else "max")
        demo.features["peilgebieden"].scale(1, 1).boundary.affine_transform([1e-3, 0, 0, 1e-3, 0, 0]).plot(
            ax=axis, color="black", linewidth=0.7
        )
        axis.set_facecolor("#d8e6ee")
        axis.set(
            title=title, xlabel="x [km, RD]", ylabel="y [km, RD]", xlim=(left, right), ylim=(bottom, top)
        )
    section(axes[1, 1])
    figure.savefig(FIGURE, dpi=80)
    plt.close(figure)


def section(axis) -> None:
    """The worked polder: head behind the shore by the formula and by the flow, wide and 2 km wide."""
    for width, colour in ((8000.0, "#1f5a8a"), (2000.0, "#b5542c")):
        strips = (("sea", 200.0), ("polder", width), ("sea", 200.0))
        made = setting(sea_polder(strips), transmissivity=800.0 / DAY, resistance=500.0 * DAY)
        found = flow(made, polder=np.array([LEVEL]), sea=MEAN_SEA, river=MEAN_SEA, recharge=0.0)
        away = made.grid.x - 60_200.0
        inside = (away > 0) & (away < min(width, 4000.0))
        line = sum(
            polder_response(distance=far, width=width, leakage_length=400_000**0.5)
            for far in (away[inside], width - away[inside])
        )
        axis.plot(away[inside], 4.0 * line, color=colour, label=f"Mazure 1936, {width / 1000:g} km wide")
        axis.plot(away[inside][::8], (found.head[0, inside] - LEVEL)[::8], ".", color=colour, label="flow")
    axis.plot(1000.0, 0.822963, "k+", markersize=12, label="worked value at 1 km, 0.822963 m")
    axis.set(
        title="polder 4 m below the sea on both sides, KD 800 m2/d, c 500 d",
        xlabel="distance from the shore [m]",
        ylabel="head above the level of the polder [m]",
    )
    axis.legend()
    axis.grid(alpha=0.3)
