"""Raised levels in polder 't Hoekje, on all 31 of its water-level areas, beside its files and its survey.

The ground model covers a window in which 9 areas have land. Its soil codes have no key, so nothing is said of
peat. The groundwater rasters of the area are made up (ground less 0.40, 0.70 and 1.00 m) and are not used.
With ``ZICHT_FIGURES=1`` the test writes the table of docs/science/hoekje-water-levels.md and its figure.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio

from scenarios.polders.columns import columns
from scenarios.polders.soils import soil_kind
from scenarios.run import run
from terrain import build
from tests.validation.test_real_areas import example

PAGE = Path(__file__).parents[2] / "docs/science/hoekje-water-levels.md"
FIGURE = PAGE.parent / "figures/hoekje-water-levels.png"
WHOLE = [109003, 540103, 112846, 543583]
RAISES = {"2020-8": 0.20, "GPG-Q-140853": 0.20, "2020-6": 0.37, "2020-1": 0.20}
"""Raise of each area [m]; 2020-6 to the water line that was surveyed in it, 2020-1 has no ground model."""
TOLD = ("groundwater_depth", "water_demand", "rain_storage")
PEAT = ("co2_emission", "subsidence", "band_share")
WATER_LINE = 22
"""Code of a surveyed point on the water line."""


@pytest.fixture(scope="module")
def hoekje(data_dir):
    area = example("hoekje", data_dir)
    area["bbox"] = WHOLE
    return build(area)


@pytest.fixture(scope="module")
def result(hoekje):
    raises = [
        {"kind": "water-level-raise", "areas": [name], "by": by, "start": 2030} for name, by in RAISES.items()
    ]
    scenario = {
        "name": "'t Hoekje hoger",
        "baseline": "hoekje",
        "horizon": 2050,
        "interventions": raises,
        "processes": [{"water-level-raise": {"inlet_capacity": 1.5}}],
    }
    return run(scenario, hoekje)


@pytest.fixture(scope="module")
def rows(result):
    """Row of each (area, effect)."""
    table = result.features["water_level_effects"]
    return {(row["area"], row["effect"]): row for row in table.to_dict("records")}


@pytest.fixture(scope="module")
def profiles(data_dir):
    """Surveyed profiles with a water line on both sides: level, width and depth of their water, area."""
    folder = data_dir / "area_hoekje"
    points = gpd.read_file(folder / "watersystem.gpkg", layer="profielpunt")
    areas = gpd.read_file(folder / "peilgebieden.gpkg")[["code", "geometry"]]
    placed = gpd.sjoin(points, areas, how="left", predicate="within")
    found = []
    for _, profile in placed.groupby("prw_prw_id"):
        line = profile[profile["pbpsoort"] == WATER_LINE]
        if len(line) == 2:
            level = line["z_nap_m"].mean()
            width = line["distance_m"].max() - line["distance_m"].min()
            inside = profile["code"].mode()
            code = inside.iloc[0] if len(inside) else None
            found.append((code, level, width, level - profile["z_nap_m"].min()))
    return found


def test_all_31_areas_are_there_and_those_without_ground_say_so(hoekje, rows):
    assert len(hoekje.features["peilgebieden"]) == 31
    names = [area for area, effect in rows if effect == "groundwater_depth" and area != "decided"]
    assert len(names) == 31
    known = {name for name in names if np.isfinite(rows[name, "groundwater_depth"]["before"])}
    assert known == {
        "GPG-Q-140710", "GPG-JF-40", "GPG-Q-140853", "GPG-Q-140875", "GPG-Q-140871", "2020-5", "2020-8",
        "2020-6",
    }  # fmt: skip
    for name in set(names) - known:
        assert all(rows[name, effect]["reason"] for effect in TOLD)


def test_groundwater_follows_a_raise_in_part_and_only_where_it_is_raised(rows):
    for name in ("2020-8", "GPG-Q-140853", "2020-6"):
        row = rows[name, "groundwater_depth"]
        assert -RAISES[name] < row["difference"] < -0.1 * RAISES[name]
    for name in ("GPG-Q-140875", "2020-5", "GPG-JF-40"):
        assert all(rows[name, effect]["difference"] == 0.0 for effect in TOLD)


def test_a_raise_asks_more_water_and_leaves_less_room_for_rain(rows):
    for name in ("2020-8", "GPG-Q-140853", "2020-6", "decided"):
        assert rows[name, "water_demand"]["difference"] >= 0.0
        assert rows[name, "rain_storage"]["difference"] < 0.0
    whole = rows["decided", "water_demand"]
    parts = [
        rows[name, "water_demand"] for name in RAISES if np.isfinite(rows[name, "water_demand"]["before"])
    ]
    for side in ("before", "after"):
        # areas may have their driest year apart, so that together they never ask more
        assert whole[side] <= sum(part[side] for part in parts) * (1 + 1e-9)
    assert whole["after"] > 0.9 * sum(part["after"] for part in parts)


def test_demand_lies_beside_the_capacity_of_the_inlets_area_by_area(rows):
    tables = json.loads(rows["decided", "water_demand"]["tables"])
    areas = {row["name"]: row for row in tables["after"] if row["row"] == "area"}
    assert set(areas) == {"2020-8", "GPG-Q-140853", "2020-6"}
    for name, row in areas.items():
        assert row["value"] == pytest.approx(rows[name, "water_demand"]["after"], rel=0.05)
        assert row["state"] == ("enough" if row["value"] <= row["capacity_m3"] else "short")


def test_nothing_is_said_of_peat_where_the_soil_has_no_key(rows):
    for effect in PEAT:
        row = rows["2020-8", effect]
        assert np.isnan(row["before"])
        assert np.isnan(row["after"])
        assert "peat" in row["reason"]


def test_the_groundwater_rasters_are_made_up_and_take_no_part(hoekje, data_dir):
    layers = {}
    for name in ("dem_2m", "groundwater_level_ghg_2m", "groundwater_level_glg_2m"):
        with rasterio.open(data_dir / "area_hoekje" / f"{name}.tif") as source:
            layers[name] = np.where(source.read(1) == source.nodata, np.nan, source.read(1))
    ground = layers["dem_2m"]
    for name, depth in (("groundwater_level_ghg_2m", 0.40), ("groundwater_level_glg_2m", 1.00)):
        below = (ground - layers[name])[np.isfinite(ground)]
        assert below == pytest.approx(np.full(below.size, depth), abs=1e-4)
    assert set(hoekje.surface.data_vars) == {
        "ground_level", "sea", "permanent_water", "land_use", "roughness"
    }  # fmt: skip


def test_spacing_of_the_ditches_is_that_of_the_file(hoekje, data_dir):
    """Land over the length of its ditches, where both are known, is the mean width between them."""
    folder = data_dir / "area_hoekje"
    ditches = gpd.read_file(folder / "watersystem.gpkg", layer="hydroobject")
    outline = gpd.read_file(folder / "peilgebieden.gpkg").set_index("code").geometry["2020-8"]
    found = columns(hoekje)
    here = found.known & (found.area == found.areas.index("2020-8"))
    width = found.cells[here].sum() / (found.cells[here] / found.spacing[here]).sum()
    by_length = outline.area / ditches.geometry.intersection(outline.buffer(2.0)).length.sum()
    assert width == pytest.approx(by_length, rel=0.35)


def test_surveyed_water_lines_stand_above_the_levels_that_are_aimed_at(profiles, data_dir):
    areas = gpd.read_file(data_dir / "area_hoekje" / "peilgebieden.gpkg")
    aim = dict(zip(areas["code"], areas["streefpeil"], strict=True))
    above = np.array([level - aim[code] for code, level, *_ in profiles if code is not None])
    assert above.size > 80
    assert np.median(above) == pytest.approx(0.39, abs=0.005)
    lines = [level for code, level, *_ in profiles if code == "2020-6"]
    assert np.mean(lines) - aim["2020-6"] == pytest.approx(RAISES["2020-6"], abs=0.01)


def test_surveyed_ditches_are_wider_and_deeper_than_a_usual_one(profiles):
    width, depth = (np.array([profile[at] for profile in profiles]) for at in (2, 3))
    assert (width > 0.5).all()
    assert np.median(width) == pytest.approx(4.09, abs=0.01)
    assert np.percentile(depth, [25, 50, 75]) == pytest.approx([0.54, 0.72, 0.91], abs=0.01)


def test_storage_of_the_soil_is_of_the_order_of_the_water_boards_table(hoekje, data_dir):
    """Its rasters hold what soil takes above groundwater at 0.40 and 1.00 m, by a table of soil classes."""
    found = columns(hoekje)
    (ours,) = np.unique(found.storage[found.known])
    kind = soil_kind("unknown")
    assert ours == kind.storage.value == 0.10
    for name, depth, share in (("ghg", 0.40, 0.078), ("glg", 1.00, 0.075)):
        with rasterio.open(data_dir / "area_hoekje" / f"soil_storage_{name}_2m.tif") as source:
            room = source.read(1)[source.read(1) != source.nodata]
        found_share = room.mean(dtype=np.float64) / depth
        assert found_share == pytest.approx(share, abs=0.001)
        assert kind.storage_low.value < found_share < kind.storage_high.value


def table(rows) -> str:
    """Rows of the page: area, raise, and each effect before, after and difference."""
    lines = []
    for name in ("2020-8", "2020-6", "GPG-Q-140853"):
        cells = [name, f"{RAISES[name]:.2f}"]
        for effect, scale, digits in (
            ("groundwater_depth", 1.0, 2), ("water_demand", 1.0, 0), ("rain_storage", 1.0, 1)
        ):  # fmt: skip
            row = rows[name, effect]
            cells += [f"{row[side] * scale:.{digits}f}" for side in ("before", "after")]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_page_holds_the_numbers_of_this_run(rows, result):
    written = table(rows)
    page = PAGE.read_text("utf-8")
    if os.environ.get("ZICHT_FIGURES"):
        page = re.sub(r"(\| area \| raise.*\n\|[-|]+\n)(?:\| .*\n)+", rf"\1{written}\n", page)
        PAGE.write_text(page, "utf-8")
        draw(result)
    for line in written.splitlines():
        name, *numbers = [cell.strip() for cell in line.strip("|").split("|")]
        (told,) = [found for found in page.splitlines() if found.startswith(f"| {name} |")]
        there = [float(cell) for cell in told.strip("|").split("|")[1:]]
        assert there == pytest.approx([float(number) for number in numbers], rel=0.02, abs=0.011)
    assert FIGURE.stat().st_size > 20_000


def draw(result) -> None:
    """Groundwater without and with the raises, and what it gains, on the map."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    dataset = result.dataset
    column = dataset["parcel_column"].values
    there = column >= 0
    rows_, cols = np.nonzero(there & np.isfinite(dataset["groundwater_depth"].values[0]))
    window = np.s_[rows_.min() : rows_.max() + 1, cols.min() : cols.max() + 1]
    monthly = dataset["parcel_groundwater"]
    depth = monthly.isel(polder_year=-1).mean("month").values
    padded = np.concatenate([depth, np.full((depth.shape[0], 1), np.nan)], axis=1)
    before, after = (padded[at][column][window] for at in (0, 1))
    x, y = dataset["x"].values, dataset["y"].values
    extent = (x[cols.min()] / 1e3, x[cols.max()] / 1e3, y[rows_.max()] / 1e3, y[rows_.min()] / 1e3)
    figure, axes = plt.subplots(1, 3, figsize=(9, 7.5), layout="constrained", sharey=True)
    for axis, values, title in ((axes[0], before, "as today"), (axes[1], after, "with the raises")):
        shown = axis.imshow(values, extent=extent, cmap="viridis_r", vmin=0.0, vmax=1.5)
        axis.set(title=title, xlabel="RD x, km")
    figure.colorbar(shown, ax=axes[:2], label="mean groundwater, m below the ground", shrink=0.6)
    gain = axes[2].imshow(before - after, extent=extent, cmap="Blues", vmin=0.0, vmax=0.3)
    axes[2].set(title="shallower by", xlabel="RD x, km")
    figure.colorbar(gain, ax=axes[2], label="m", shrink=0.6)
    axes[0].set_ylabel("RD y, km")
    for axis in axes:
        axis.set_facecolor("0.92")
        axis.ticklabel_format(useOffset=False)
    figure.savefig(FIGURE, dpi=110)
    plt.close(figure)
