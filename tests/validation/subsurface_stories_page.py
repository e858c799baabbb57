"""The page with stories of the subsurface: who is in the way of four plans, and what they look like."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import LineString

from scenarios.intervention import Context
from scenarios.model import Scenario
from scenarios.subsurface.placing import Placed, Standing, place_plan, standing
from terrain.exporters.claims import COLORS
from terrain.subsurface.claim_bodies import claims_in, radius_in
from terrain.subsurface.section import section
from tests.validation.dike_space_page import table
from tests.validation.figures import drawn
from twin.claims import Claim
from twin.state import Twin

__all__ = ["EXAMPLES", "FIGURES", "STORIES", "Story", "draw", "shown"]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PAGE = ROOT / "docs/science/subsurface-stories.md"
FIGURES = PAGE.parent / "figures"
COLOURS = {**COLORS, "CAB": "#b45309", "PIP": "#475569", "ARC": "#7a4f1d", "DIK": "#84a98c", "TUN": "#6b7280"}
PLAN = "#111827"

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Story:
    """A scenario of which the last intervention is the plan.

    Parameters
    ----------
    name
        Of the figure and the table.
    file
        Example.
    functions
        Whose conflicts the table and the figure tell.
    box
        Part of the map that is drawn, RD [m].
    line
        Along which it is cut, RD [m].
    levels
        Between which the section is drawn [m NAP].
    years
        That are drawn, the last of them in the section.
    """

    name: str
    file: str
    functions: tuple[str, ...]
    box: Box
    line: tuple[tuple[float, float], ...]
    levels: tuple[float, float]
    years: tuple[float, ...]

    @cached_property
    def scenario(self) -> Scenario:
        """What the example says."""
        return Scenario.load(EXAMPLES / self.file)

    def standing(self, twin: Twin) -> Standing:
        """All that is there before the plan."""
        for intervention in self.scenario.interventions[:-1]:
            twin = intervention.apply(twin, self._context(twin))
        return standing(twin, horizon=float(self.scenario.horizon))

    def placed(self, known: Standing, year: float | None = None) -> Placed:
        """The plan, and what is in its way."""
        plan, context = self.scenario.interventions[-1], self._context(known.twin)
        assert plan.check(known.twin) == []
        return place_plan(plan, known, context, year=year, functions=self.functions)

    def _context(self, twin: Twin) -> Context:
        return Context(self.scenario.start or twin.reference_year, self.scenario.horizon, 0.0)


STORIES = (
    Story("doublet", "doublet-2055.yaml", ("GEO",), (62_300, 550_400, 67_300, 553_900),
          ((63_800, 551_050), (65_120, 553_560)), (-2600.0, 100.0), (2036.0, 2055.0)),
    Story("storage", "wko-onder-60-m.yaml", ("BVZ", "ATES"), (64_500, 549_000, 68_100, 551_600),
          ((64_500, 550_300), (68_100, 550_300)), (-130.0, 10.0), (2035.0,)),
    Story("straight", "kabel-door-het-castellum.yaml", ("ARC", "DIK"), (64_500, 551_900, 67_900, 554_000),
          ((64_650, 553_670), (67_700, 552_186)), (-5.0, 6.0), (2035.0,)),
    Story("round", "kabel-omgelegd.yaml", ("ARC", "DIK"), (64_500, 551_900, 67_900, 554_000),
          (), (-9.0, 6.0), (2035.0,)),
)  # fmt: skip
COLUMNS = ("plan", "in its way", "verdict", "margin [m]", "from", "would resolve it")


def rows(placed: Placed, most: int = 8) -> list[dict[str, Any]]:
    """What holds as drawn, the worst first, in the columns of the page."""
    found = [row for row in placed.rows if row["holds"]][:most]
    return [
        {
            "plan": row["first"], "in its way": row["second"],
            "verdict": f"{row['code']} {row['verdict']}", "margin [m]": round(float(row["margin"]), 1),
            "from": f"{row['first_year']:.1f}" if np.isfinite(row["first_year"]) else None,
            "would resolve it": "; ".join(json.loads(row["remedies_en"])),
        }
        for row in found
    ]  # fmt: skip


def shown(name: str, found: Sequence[Mapping[str, Any]], loose: Iterable[str] = ()) -> bool:
    """Whether the page has these rows, but for columns that differ by machine.

    With ``ZICHT_FIGURES=1`` they are written first.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    columns = list(found[0])
    text = PAGE.read_text("utf-8")
    head, old = text.split(begin)
    old, rest = old.split(end)
    made = f"\n{table(found, columns)}\n"
    if os.environ.get("ZICHT_FIGURES"):
        PAGE.write_text(f"{head}{begin}{made}{end}{rest}", "utf-8")
        return True
    left_out = {columns.index(column) + 1 for column in loose}
    return _cells(old, left_out) == _cells(made, left_out)


def _cells(text: str, left_out: set[int]) -> list[list[str]]:
    return [
        [cell.strip() for n, cell in enumerate(line.split("|")) if n not in left_out]
        for line in text.strip().splitlines()
    ]


def draw(story: Story, known: Standing, path: Path) -> None:
    """Write the figure of a story: a map and a section."""
    placed = story.placed(known)
    with drawn(path, 2, (11.0, 4.0), dpi=100, style={"legend.fontsize": 7}) as axes:
        _draw_map(axes[0], story, known, placed)
        _draw_section(axes[1], story, known, placed)


def _line(story: Story, placed: Placed) -> LineString:
    if story.line:
        return LineString(story.line)
    return LineString(shapely.get_coordinates(placed.claims[0].footprint))


def _told(story: Story, claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.function in {*story.functions, "ATES"} & {*COLOURS}]


def _draw_map(axes: Any, story: Story, known: Standing, placed: Placed) -> None:
    """Bodies as wide as they are in each year: what stands filled, the plan as an outline."""
    for year, style in zip(story.years, ("--", "-")[-len(story.years) :], strict=True):
        for claim in claims_in(_told(story, known.index.claims), year, (), story.box):
            shape = _body(claim, year)
            color = COLOURS[claim.function]
            _patch(axes, shape, facecolor=color, edgecolor=color, alpha=0.25, ls=style)
        for claim in placed.claims:
            _patch(axes, _body(claim, year), facecolor="none", edgecolor=PLAN, ls=style, lw=1.4)
    line = _line(story, placed)
    axes.plot(*line.xy, color=PLAN, lw=0.7, ls=":")
    points = np.array([row["point"] for row in placed.rows if row["holds"]])
    if len(points):
        axes.plot(points[:, 0], points[:, 1], "x", color="#dc2626", ms=6)
    west, south, east, north = story.box
    axes.set(aspect="equal", xlim=(west, east), ylim=(south, north), xlabel="m RD", ylabel="m RD",
             title=f"{' and '.join(f'{year:g}' for year in story.years)}; crosses: conflicts")  # fmt: skip
    axes.ticklabel_format(useOffset=False)


def _body(claim: Claim, year: float) -> Any:
    radius = max(radius_in(claim, year), 8.0 if claim.footprint.geom_type != "Polygon" else 0.0)
    return shapely.force_2d(claim.footprint).buffer(radius)


def _patch(axes: Any, shape: Any, **style: Any) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors]
        path = Outline.make_compound_path(*[Outline(np.asarray(ring.coords)[:, :2]) for ring in rings])
        axes.add_patch(PathPatch(path, **style))


def _draw_section(axes: Any, story: Story, known: Standing, placed: Placed) -> None:
    """Ground, soils and layers, and what the plane cuts of claims in the last year."""
    year = story.years[-1]
    claims = [*_told(story, known.index.claims), *placed.claims]
    line, own = _line(story, placed), {claim.id for claim in placed.claims}
    found = section(known.twin, line, year, claims=claims)
    for body in found.bodies:
        if body.kind != "unit":
            for ring in body.polygons:
                axes.fill(*np.array(ring).T, color=body.color or "#dddddd", alpha=0.45, lw=0)
    axes.plot(found.distance, found.level, color="#166534", lw=1.2)
    for cut in found.cuts:
        mine = cut.claim.id in own
        color = PLAN if mine else COLOURS[cut.claim.function or ""]
        for ring in cut.polygons:
            axes.fill(*np.array(ring).T, facecolor="none" if mine else color, edgecolor=color,
                      alpha=1.0 if mine else 0.5, lw=1.4)  # fmt: skip
        for path in cut.paths:
            axes.plot(*np.array(path).T, color=color, lw=1.2)
    for claim in placed.claims:
        if claim.footprint.has_z and claim.function in {"CAB", "PIP"}:
            places = shapely.get_coordinates(claim.footprint, include_z=True)
            along = shapely.line_locate_point(line, shapely.points(places[:, :2]))
            axes.plot(along, places[:, 2], color=PLAN, lw=1.4)
    axes.set(xlim=(0.0, line.length), ylim=story.levels, xlabel="m along the dotted line", ylabel="m NAP",
             title=f"section in {year:g}")  # fmt: skip
