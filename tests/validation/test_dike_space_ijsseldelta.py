"""Dike space beside VRTool on the three trajects around Mastenbroek, IJsseldelta: 143 sections, 43 km.

The published run holds no water levels, no waves and no soil, only reliabilities. So what the water asks for
comes from those: the raise by what a metre of crest does for reliability in the same run, the seepage length
by the calibration of WBI 2017 and Sellmeijer, the base for stability by the 0.13 per metre of berm that
VRTool itself takes. Profiles come from KOSWAT's sections of the same dike, room from its distances to houses.
From there on all is ours: the new profile, the measure that fits, its cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios.dikes.choice import Choice, choose
from scenarios.dikes.costs import prices
from scenarios.dikes.measures import MEASURES
from scenarios.dikes.model import Design, Locations, Needs, Profiles, Subsoil
from scenarios.dikes.soil import soil_design
from scenarios.kernels import dike_loads
from tests.validation.dike_space_page import (
    BLUE,
    GREY,
    drawn,
    keep,
    keep_scores,
    number,
    same,
    stored,
    wanted,
)
from tests.validation.real_dikes import koswat, places, rows_of
from tests.validation.vrtool import RIVER, Section, Traject, database, ijsseldelta

Floats = npt.NDArray[np.float64]

YEAR = 3
"""Place of 2075 in the years of the run, where VRTool holds a section against its requirement."""
STEP = 10.0
AQUIFER = 40.0
"""Thickness of the sand [m]; the run does not say. Only the shape of Sellmeijer's rule hangs on it."""
BERM_FOR_STABILITY = 0.13
"""Reliability that a metre of berm adds in VRTool's simple rule [1/m]."""
HOUSE_BUFFER = 5.0
PRICES = prices(year=2017)
KEY = "ijsseldelta"
COLUMNS = (
    "dike", "km", "raise VRTool m", "raise ours m", "berm VRTool m", "wider ours m", "VRTool km", "ours km",
    "cost VRTool MEUR", "cost ours MEUR",
)  # fmt: skip
KINDS = {
    "soil": ("soil",), "geotextile": ("vertical-geotextile",),
    "screen or wall": ("seepage-screen", "wall-toe", "wall-crest", "diaphragm-wall", "cofferdam"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """A traject every 10 m: which section each place lies in, its profile, ground and room."""

    traject: Traject
    section: npt.NDArray[np.intp]
    group: npt.NDArray[np.intp]
    groups: list[str]
    where: Locations
    profiles: Profiles
    subsoil: Subsoil
    house: Floats
    """Distance from the dike line to the first house inward [m]; 500 is none within 500 m."""


@cache
def stretches(folder: Path) -> list[Stretch]:
    return [_stretch(folder, traject) for traject in ijsseldelta(folder)]


def _stretch(folder: Path, traject: Traject) -> Stretch:
    import pandas as pd
    from scipy.spatial import cKDTree
    from shapely import LineString, STRtree, points

    lines = [LineString(section.line) for section in traject.sections]
    counts = [max(1, round(section.length / STEP)) for section in traject.sections]
    spots = np.concatenate([
        [line.interpolate((k + 0.5) / n, normalized=True).coords[0] for k in range(n)]
        for line, n in zip(lines, counts, strict=True)
    ])  # fmt: skip
    lengths = np.concatenate([
        np.full(n, section.length / n) for section, n in zip(traject.sections, counts, strict=True)
    ])  # fmt: skip
    profiles, subsoil, names, _, koswat_lines = koswat(folder, traject.name)
    near = STRtree([LineString(line) for line in koswat_lines]).nearest(points(spots))
    file = folder / f"area_ijsseldelta/surroundings/T_{traject.name.replace('-', '_')}_bebouwing.csv.gz"
    houses = pd.read_csv(file, sep=";")
    away, spot = cKDTree(houses[["Xcoord", "Ycoord"]].to_numpy()).query(spots)
    assert away.max() < 1.0, "the distances are those of the same line"
    section = np.repeat(np.arange(len(counts)), counts)
    house = houses["dist_binnen"].to_numpy(float)[spot]
    return Stretch(
        traject, section, near, names, places(lengths, traject.name), rows_of(profiles, near),
        rows_of(subsoil, near), house,
    )  # fmt: skip


def raise_per_reliability(traject: Traject) -> Floats:
    """What a metre of crest adds to the reliability in 2075, per section [1/m]; else the median."""
    told = [
        [
            (measure.betas["Overflow"][YEAR] - section.betas["Overflow"][YEAR]) / measure.dcrest
            for measure in (section.by_section, section.by_return)
            if measure.dcrest > 0.0
        ]
        for section in traject.sections
    ]
    each = np.array([np.mean(values) if values else np.nan for values in told])
    return np.where(np.isnan(each), np.nanmedian(each), each)


def toe_to_toe(p: Profiles) -> Floats:
    """Width of the base from the outer to the inner toe [m]."""
    inside = (p.crest_level - p.inner_toe_level) * p.inner_slope + p.inner_berm_width
    return p.crest_width + inside + (p.crest_level - p.outer_toe_level) * p.outer_slope


def needed(stretch: Stretch) -> Needs:
    """Raise, base for stability and seepage length that each place lacks in 2075 [m], (n, 1)."""
    traject, which = stretch.traject, stretch.section
    lacking = {
        name: np.array([req - s.betas[name][YEAR] for s in traject.sections])[which]
        for name, req in traject.required.items()
    }
    raised = np.maximum(lacking["Overflow"], 0.0) / raise_per_reliability(traject)[which]
    stability = np.maximum(lacking["StabilityInner"], 0.0) / BERM_FOR_STABILITY
    p, base = stretch.profiles, toe_to_toe(stretch.profiles)
    head = dike_loads.critical_head_each(base, AQUIFER, 1.0) * np.exp(0.37 * lacking["Piping"])
    seepage = np.maximum(dike_loads.required_length_each(head, AQUIFER, 1.0) - base, 0.0)
    unknown = np.full_like(raised, np.nan)
    columns = (p.crest_level + raised, raised, stability, seepage, unknown, unknown, unknown)
    return Needs(*(column[:, None] for column in columns))


def design(stretch: Stretch) -> tuple[Needs, Design]:
    needs = needed(stretch)
    return needs, soil_design(stretch.profiles, needs)


def room(stretch: Stretch) -> Floats:
    """Free from today's inner toe to the first house [m]; the dike line is the outer edge of the crest."""
    p = stretch.profiles
    toe = p.crest_width + (p.crest_level - p.inner_toe_level) * p.inner_slope + p.inner_berm_width
    free = np.maximum(stretch.house - toe - HOUSE_BUFFER, 0.0)
    return np.where(stretch.house >= 500.0, np.inf, free)


def chosen(stretch: Stretch) -> Choice:
    return choose(
        stretch.where, stretch.profiles, stretch.subsoil, needed(stretch), room(stretch), price=PRICES
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """One section of VRTool: what it chose, and our means over the places in it."""

    section: Section
    raised: float
    stability: float
    seepage: float
    inward: float


def compared(stretch: Stretch) -> list[Compared]:
    needs, new = design(stretch)
    columns = (needs.heightening, needs.stability, needs.piping, new.inward)
    count = np.bincount(stretch.section)
    means = [np.bincount(stretch.section, column[:, 0]) / count for column in columns]
    return [Compared(s, *values) for s, *values in zip(stretch.traject.sections, *means, strict=True)]


def soil_alone(sections: list[Compared]) -> list[Compared]:
    """Sections that VRTool reinforces in soil and nothing else."""
    return [row for row in sections if row.section.by_section.types == ("Soil reinforcement",)]


@pytest.fixture(scope="module")
def sections(data_dir: Path) -> list[Compared]:
    return [row for stretch in stretches(data_dir) for row in compared(stretch)]


def test_raise_is_that_of_vrtool_less_its_steps_of_a_quarter_metre(sections: list[Compared]) -> None:
    chosen = [row for row in sections if row.section.by_section.dcrest >= 0.0]
    rounded_up = np.array([row.section.by_section.dcrest - row.raised for row in chosen])
    assert len(chosen) > 120
    assert rounded_up.min() > -0.01
    assert rounded_up.max() <= 0.26


def test_width_is_that_of_vrtool_where_it_chose_soil_alone(sections: list[Compared]) -> None:
    soil = soil_alone(sections)
    apart = np.array([row.inward - row.section.by_section.dberm for row in soil])
    assert len(soil) == 39
    assert abs(apart.mean()) < 2.0
    assert apart.std() < 5.0


def test_stability_of_vrtool_grows_by_the_same_with_every_metre_of_berm(data_dir: Path) -> None:
    """Its simple rule, and why its database can be read as a width that we take as given."""
    traject = database(data_dir / RIVER)
    for section in traject.sections:
        at = sorted((m.dberm, m.betas["StabilityInner"][0]) for m in section.soil if m.dcrest == 0.0)
        berm, beta = np.array([pair for pair in at if pair[1] < 7.9]).T
        np.testing.assert_allclose(np.diff(beta), BERM_FOR_STABILITY * np.diff(berm), rtol=0.02)


def kind(section: Section) -> str:
    """What VRTool builds: soil alone, soil with a geotextile, a screen, or nothing."""
    types = " ".join(section.by_section.types)
    if "creen" in types:
        return "screen or wall"
    if "Vertical" in types:
        return "geotextile"
    return "soil" if types else "none"


def grouped(stretch: Stretch) -> list[dict[str, Any]]:
    """Sections of VRTool that share a KOSWAT profile, taken together."""
    needs, new = design(stretch)
    mine = chosen(stretch)
    group_of = np.array(
        [np.bincount(stretch.group[stretch.section == i]).argmax() for i in range(count(stretch))]
    )
    rows = []
    for number_of, name in enumerate(stretch.groups):
        sections = [stretch.traject.sections[i] for i in np.flatnonzero(group_of == number_of)]
        place = np.isin(stretch.section, np.flatnonzero(group_of == number_of))
        if sections:
            rows.append(
                _group(f"{stretch.traject.name} {name}", sections, place, stretch, (needs, new, mine))
            )
    return rows


def count(stretch: Stretch) -> int:
    return len(stretch.traject.sections)


def _group(
    name: str,
    sections: list[Section],
    place: npt.NDArray[np.bool_],
    stretch: Stretch,
    ours: tuple[Needs, Design, Choice],
) -> dict[str, Any]:
    needs, new, mine = ours
    length = stretch.where.length[place]
    theirs = np.array([section.length for section in sections])
    code = np.array([measure.id for measure in MEASURES])[mine.measure[place, 0]]
    soil = np.nan_to_num([[s.by_section.dcrest, s.by_section.dberm] for s in sections])
    low, middle, high = (
        float(column[place, 0] @ length) / 1e6 for column in (mine.cost_low, mine.cost, mine.cost_high)
    )
    return {
        "dike": name, "km": number(theirs.sum() / 1000, 2),
        "raise VRTool m": number(np.average(soil[:, 0], weights=theirs), 2),
        "raise ours m": number(np.average(needs.heightening[place, 0], weights=length), 2),
        "berm VRTool m": number(np.average(soil[:, 1], weights=theirs), 1),
        "wider ours m": number(np.average(new.inward[place, 0], weights=length), 1),
        "VRTool km": _parts({k: theirs[[kind(s) == k for s in sections]].sum() for k in KINDS}),
        "ours km": _parts({k: length[np.isin(code, ids)].sum() for k, ids in KINDS.items()}),
        "cost VRTool MEUR": number(sum(section.by_section.cost for section in sections) / 1e6, 2),
        "cost ours MEUR": f"{middle:.2f} ({low:.2f} to {high:.2f})",
    }  # fmt: skip


def by_traject(stretch: Stretch) -> dict[str, Any]:
    """A whole traject: both ways in which VRTool chooses, beside ours."""
    sections, mine, length = stretch.traject.sections, chosen(stretch), stretch.where.length
    code = np.array([measure.id for measure in MEASURES])[mine.measure[:, 0]]
    costs = [float(c[:, 0] @ length) / 1e6 for c in (mine.cost_low, mine.cost, mine.cost_high)]
    return {
        "traject": stretch.traject.name, "norm": f"1/{round(1.0 / stretch.traject.norm, -2):,.0f}",
        "km": number(stretch.traject.length / 1000, 2),
        "VRTool km": _parts({k: sum(s.length for s in sections if kind(s) == k) for k in KINDS}),
        "ours km": _parts({k: length[np.isin(code, ids)].sum() for k, ids in KINDS.items()}),
        "VRTool by section MEUR": number(sum(s.by_section.cost for s in sections) / 1e6, 1),
        "VRTool least total MEUR": number(sum(s.by_return.cost for s in sections) / 1e6, 1),
        "ours MEUR": f"{costs[1]:.1f} ({costs[0]:.1f} to {costs[2]:.1f})",
    }  # fmt: skip


def by_section(stretch: Stretch) -> list[dict[str, Any]]:
    """Every section, for the file of results."""
    mine, length = chosen(stretch), stretch.where.length
    count_of = np.bincount(stretch.section, length)
    cost = np.bincount(stretch.section, mine.cost[:, 0] * length)
    names = np.array([measure.id for measure in MEASURES])[mine.measure[:, 0]]
    rows = []
    for i, row in enumerate(compared(stretch)):
        section, here = row.section, stretch.section == i
        most = max(set(names[here]), key=lambda name: length[here & (names == name)].sum())
        rows.append({
            "traject": section.traject, "section": section.name, "length": section.length,
            "koswat": stretch.groups[int(np.bincount(stretch.group[here]).argmax())],
            "vrtool_type": section.by_section.name, "vrtool_dcrest": number(section.by_section.dcrest, 2),
            "vrtool_dberm": number(section.by_section.dberm, 1),
            "vrtool_lcc": number(section.by_section.cost, 0),
            "vrtool_least_total_type": section.by_return.name,
            "vrtool_least_total_lcc": number(section.by_return.cost, 0),
            "raise": number(row.raised, 2), "stability": number(row.stability, 1),
            "piping": number(row.seepage, 1), "inward": number(row.inward, 1), "measure": str(most),
            "cost_per_metre": number(cost[i] / count_of[i], 0),
        })  # fmt: skip
    return rows


def _parts(lengths: dict[str, Any]) -> str:
    return (
        ", ".join(f"{name} {length / 1000:.2f}" for name, length in lengths.items() if length > 0.0) or "none"
    )


def scores(sections: list[Compared]) -> list[dict[str, Any]]:
    """Figures of merit for the model card."""
    apart = np.array([row.inward - row.section.by_section.dberm for row in soil_alone(sections)])
    what = "widening in soil beside the berm of VRTool, 39 sections of the IJsseldelta"
    return [
        {"measured": f"{what}: mean difference", "value": number(float(apart.mean()), 1), "unit": "m"},
        {"measured": f"{what}: standard deviation", "value": number(float(apart.std()), 1), "unit": "m"},
    ]


@pytest.mark.validate
def test_the_page_shows_what_was_measured(sections: list[Compared], data_dir: Path) -> None:
    rows = [row for stretch in stretches(data_dir) for row in grouped(stretch)]
    if wanted():
        keep(KEY, rows, COLUMNS)
        whole = [by_traject(stretch) for stretch in stretches(data_dir)]
        keep("trajects", whole, tuple(whole[0]))
        keep("ijsseldelta-sections", [row for s in stretches(data_dir) for row in by_section(s)], ())
        keep_scores(scores(sections))
        draw(sections)
    assert same(rows, stored(KEY))


def draw(sections: list[Compared]) -> None:
    with drawn("ijsseldelta", 2, size=(9.0, 3.8)) as (left, right):
        soil = soil_alone(sections)
        raised = [row for row in sections if row.section.by_section.dcrest >= 0.0]
        left.plot(
            [r.section.by_section.dcrest for r in raised],
            [r.raised for r in raised],
            "o",
            color=BLUE,
            alpha=0.5,
        )
        right.plot(
            [r.section.by_section.dberm for r in soil], [r.inward for r in soil], "o", color=BLUE, alpha=0.6
        )
        for axes, most, what in ((left, 1.1, "raise [m]"), (right, 31.0, "widening in soil [m]")):
            axes.plot([0, most], [0, most], color=GREY, linewidth=0.8)
            axes.set(xlabel=f"VRTool: {what}", ylabel=f"Zicht: {what}")
