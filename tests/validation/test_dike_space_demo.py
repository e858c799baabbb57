"""The sea dike and the river dike of the demo in 2100, high emissions, 5, 50 and 95 %: what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios import Scenario, run
from scenarios.dikes.futures import futures
from scenarios.dikes.model import Design, Needs
from scenarios.dikes.parameters import DikeSpaceParameters
from scenarios.dikes.sections import section_designed, section_now
from scenarios.dikes.study import Study, study
from terrain.exporters.dike_sections import draw_dike_section
from tests.validation.dike_space_page import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    SCIENCE,
    drawn,
    keep,
    number,
    same,
    stored,
    wanted,
)
from twin import Twin
from twin.store import Result

DIKES = ["zeedijk", "rivierdijk"]
KEY = "demo"
BANDS = {"core": GREEN, "reserve": ORANGE, "watch": "#e8c9a0"}


@dataclass(frozen=True, slots=True)
class Demo:
    twin: Twin
    study: Study
    needs: Needs
    design: Design


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Demo:
    twin = Twin.open("demo", data=demo_data)
    found = study(twin, DikeSpaceParameters().settings, DIKES)
    needs, design = found.design(futures(["knmi23-h"], [0.05, 0.5, 0.95], [2100]))
    return Demo(twin, found, needs, design)


def of_dike(demo: Demo, name: str) -> npt.NDArray[np.bool_]:
    places = demo.study.places
    return (places.dike == places.dikes.index(name)) & places.known


def middling(demo: Demo, name: str) -> int:
    """The place along a dike where the new profile takes about as much as it does half of the time."""
    rows = np.flatnonzero(of_dike(demo, name))
    return int(rows[np.argsort(demo.design.inward[rows, 1], kind="stable")[rows.size // 2]])


@pytest.mark.parametrize("name", DIKES)
def test_a_faster_sea_takes_more_room(demo: Demo, name: str) -> None:
    rows = of_dike(demo, name)
    assert rows.sum() > 200
    inward, raised = demo.design.inward[rows], demo.needs.heightening[rows]
    assert (np.diff(raised, axis=1) >= 0.0).all()
    assert (np.diff(inward, axis=1) >= -1e-9).all()
    assert (raised[:, 2] > 0.5).mean() > 0.9  # a river dike may end in high ground


def test_both_causes_speak(demo: Demo) -> None:
    """Height along the sea, but for its ends in the dunes; along the river piping too."""
    at_95 = demo.design.driver[:, 2]
    at_sea = at_95[of_dike(demo, "zeedijk")]
    assert set(np.unique(at_sea)) <= {0, 1}
    assert (at_sea == 1).mean() > 0.9
    assert {1, 3} <= set(np.unique(at_95[of_dike(demo, "rivierdijk")]))


def answer(demo: Demo) -> Result:
    asked = {
        "name": "Room for the dike",
        "horizon": 2100,
        "drivers": {"sea_level_rise": {"scenario": "knmi23-h"}},
        "processes": [{"dike-space": {"dikes": DIKES}}],
    }
    return run(Scenario.load(asked), demo.twin)


def bottlenecks(found: Result) -> list[dict[str, Any]]:
    """What is in the way, by dike and theme: when it begins, and how much of it by three years."""
    table = found.features["dike_conflicts"]
    rows = []
    for (dike, theme), part in table.groupby(["dike", "theme"], sort=True):
        by = {f"by {year}": int((part["from_year"] <= year).sum()) for year in (2050, 2100, 2150)}
        soon = part[part["from_year"] <= 2100]
        rows.append({
            "dike": dike, "theme": theme, "first": str(int(part["from_year"].min())), **by,
            "addresses by 2100": int(soon["addresses"].fillna(0).sum()),
            "ha by 2100": number(soon["area"].fillna(0).sum() / 1e4, 2),
            "km by 2100": number(soon["length"].fillna(0).sum() / 1e3, 2),
        })  # fmt: skip
    return rows


@pytest.mark.validate
def test_the_page_shows_what_is_in_the_way(demo: Demo) -> None:
    found = answer(demo)
    rows = bottlenecks(found)
    if wanted():
        keep(KEY, rows, tuple(rows[0]))
        draw_sections(demo)
        draw_from_above(demo, found)
        draw_narrow(found)
    assert same(rows, stored(KEY))


def draw_sections(demo: Demo) -> None:
    profiles = demo.study.profiles
    offset, level = section_now(profiles)
    with drawn("sections", 2, size=(9.5, 3.6)) as panels:
        for axes, name in zip(panels, DIKES, strict=True):
            at = middling(demo, name)
            for future, (share, colour) in enumerate(zip((5, 50, 95), (GREEN, BLUE, RED), strict=True)):
                new = section_designed(profiles, demo.design, future)
                axes.plot(new[0][at], new[1][at], color=colour, label=f"2100, {share} %")
            axes.fill_between(offset[at], level[at], level[at].min() - 1.0, color=GREY, alpha=0.35)
            axes.plot(offset[at], level[at], color="black", label="today")
            water = float(demo.needs.water_level[at, 1])
            shore = np.interp(water, level[at][:4], offset[at][:4])
            axes.plot([offset[at][0] - 10, shore], [water, water], color=BLUE, linewidth=0.8)
            axes.set(title=name, xlabel="across the dike, inward [m]", ylabel="m NAP")
        panels[0].legend()


def draw_from_above(demo: Demo, found: Result) -> None:
    reserved = found.features["dike_reservations"]
    reserved = reserved[reserved["year"] == 2100]
    from matplotlib.patches import Patch

    places = demo.study.places
    with drawn("demo", 2, size=(9.5, 4.6)) as panels:
        for axes, name in zip(panels, DIKES, strict=True):
            x, y = busiest(found, name)
            for band, colour in BANDS.items():
                part = reserved[(reserved["dike"] == name) & (reserved["band"] == band)]
                if len(part):
                    part.plot(ax=axes, color=colour)
            met = found.features["dike_conflicts"]
            met = met[(met["dike"] == name) & (met["theme"] == "buildings") & (met["from_year"] <= 2100)]
            near = demo.twin.features["buildings"].cx[x - 300 : x + 300, y - 300 : y + 300]
            for shapes, colour in ((near, GREY), (met, RED)):
                if len(shapes):
                    shapes.plot(ax=axes, color=colour)
            rows = places.dike == places.dikes.index(name)
            axes.plot(places.x[rows], places.y[rows], color="black", linewidth=1.0)
            axes.set(title=name, xlabel="", ylabel="", xlim=(x - 200, x + 200), ylim=(y - 200, y + 200))
            axes.tick_params(labelbottom=False, labelleft=False)
        keys = {**BANDS, "in the way": RED, "building": GREY}
        panels[0].legend(handles=[Patch(color=colour, label=label) for label, colour in keys.items()])


def draw_narrow(found: Result) -> None:
    """Where a house stands nearest to the river dike: soil, and the measure that fits."""
    places = found.features["dike_space"]
    near = places[(places["dike"] == "rivierdijk") & (places["inward"] > places["free_space"])]
    number_of = places.index.get_loc(near.sort_values(["free_space", "id"]).index[0])
    path = SCIENCE / "figures/dike-section.svg"
    path.write_text(draw_dike_section(found, int(number_of)), "utf-8")


def busiest(found: Result, name: str) -> tuple[float, float]:
    """Where most buildings along a dike are in the way; its middle when there are none."""
    table = found.features["dike_conflicts"]
    part = table[(table["dike"] == name) & (table["theme"] == "buildings")]
    if not len(part):
        line = found.features["dike_space"]
        line = line[line["dike"] == name]
        middle = line.geometry.iloc[len(line) // 2].centroid
        return float(middle.x), float(middle.y)
    spots = np.column_stack([part.geometry.centroid.x, part.geometry.centroid.y])
    near = (np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) < 300.0).sum(axis=1)
    return float(spots[near.argmax(), 0]), float(spots[near.argmax(), 1])
