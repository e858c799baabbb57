"""A vertical section from west to east as SVG: ground, soils, water, claims, cables, wells and dikes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt
import shapely

from terrain.exporters.base import Exporter, twin_of
from terrain.exporters.columns import numbers, shapes, texts
from terrain.exporters.ground import Ground
from terrain.exporters.svg_frame import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Floats,
    Frame,
    label,
    tag,
    titled,
)
from terrain.subsurface.section import Section, section
from twin.progress import Progress, silent
from twin.vocabulary import LITHOCLASS, NETWORKS

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["SvgSection", "draw_section"]

SKY, OPEN_WATER, WATER, GROUND_LINE = "#eef4f8", "#9cc9e3", "#2f7fb5", "#3d4a2c"
UNKNOWN, DIKE, DIKE_EDGE, WELL, PIPE, CLAIM = (
    "#e3ddd2",
    "#6f9a4c",
    "#35521d",
    "#1d4ed8",
    "#7a7a7a",
    "#f9731633",
)
OVERLAP = 0.4  # pixels, so that no seam shows below a voxel
HOLE = 9.0  # pixels: width of a borehole
APART = 44.0  # pixels between two crest levels that can both be read
NEAR = 250.0  # metres from the section within which a well is drawn on it


class SvgSection(Exporter):
    """Section through the middle of the area."""

    id: ClassVar[str] = "svg"
    media_type: ClassVar[str] = "image/svg+xml"
    suffix: ClassVar[str] = ".svg"
    description: ClassVar[str] = "Vertical section from west to east through the middle of the area."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Draw the section; of a result also the water it puts on the land."""
        twin = twin_of(source, self.id)
        dataset = getattr(source, "dataset", None)
        depth = None if dataset is None or "water_depth" not in dataset else dataset["water_depth"].values
        target.write_text(draw_section(twin, depth), encoding="utf-8")
        progress(1.0, "section drawn")


def draw_section(twin: Twin, water_depth: npt.NDArray[np.floating] | None = None) -> str:
    """Draw the section along the middle row of the grid.

    Parameters
    ----------
    twin
        What to cut.
    water_depth
        Depth of water on the land [m], shape (ny, nx).

    Returns
    -------
    str
        A complete SVG document, labels in Dutch and English.
    """
    grid = twin.grid
    row = grid.ny // 2
    level = twin.surface["ground_level"].values[row].astype(np.float64)
    y = float(grid.y[row])
    found = section(twin, shapely.LineString([(grid.bbox[0], y), (grid.bbox[2], y)]))
    frame = Frame(grid, y, *_range(found, level))
    ground = Ground.of(twin)
    depth = np.zeros(grid.nx) if water_depth is None else np.nan_to_num(water_depth[row])
    rest = _standing(twin, frame, level)
    pieces = [
        *_soils(found, frame),
        *_sky(frame, ground),
        *_water(frame, level, rest, OPEN_WATER),
        *_water(frame, level, np.maximum(depth, np.where(depth > 0, rest, 0)), WATER),
        *_axes(frame),
        *_target_levels(found, frame),
        *_curve(frame, grid.x, level),
        *_wells(twin, frame, ground),
        *_claims(found, frame),
        *_holes(found, frame),
        *_utilities(twin, found, frame),
        *_dikes(twin, frame, ground),
        *_legend(twin, found, standing=bool(rest.any()), flooded=bool(depth.any())),
    ]
    return "\n".join([*_head(twin, frame), *pieces, "</svg>", ""])


def _head(twin: Twin, frame: Frame) -> Iterator[str]:
    """Open the document: what it shows in words, for readers who do not see it too."""
    title = f"{twin.attributes.get('title_nl', twin.name)} / {twin.attributes.get('title_en', twin.name)}"
    left, _, right, _ = frame.grid.bbox
    exaggeration = float(frame.z(0.0) - frame.z(1.0)) / float(frame.x(left + 1.0) - frame.x(left))
    across = f"doorsnede west-oost op y = {frame.y:.0f} m RD, hoogte {exaggeration:.0f} x overdreven"
    where = f"{across} / west-east section, heights exaggerated {exaggeration:.0f} times"
    span = f"x {left / 1000:g} - {right / 1000:g} km RD, {frame.low:g} - {frame.high:g} m NAP"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="title desc" font-family="sans-serif" font-size="14">'
    )
    yield tag("title", escape(title), id="title")
    yield tag("desc", escape(f"{where}; {span}"), id="desc")
    yield tag("rect", width=WIDTH, height=HEIGHT, fill="#ffffff")
    yield label(title, LEFT, 32, font_size=22)
    yield label(where, LEFT, 58, fill="#444444")


def _range(found: Section, level: Floats) -> tuple[float, float]:
    """Levels between which to draw: the voxels, or the relief with room round it."""
    known = level[np.isfinite(level)]
    lowest, highest = (known.min(), known.max()) if len(known) else (-1.0, 1.0)
    room = 0.2
    deepest = [
        z for body in found.bodies if body.kind == "lithology" for ring in body.polygons for _, z in ring
    ]
    if deepest and min(deepest) < lowest:
        lowest, room = min(deepest), 0.0
    return float(np.floor(lowest / 5 - room) * 5), float(np.ceil(highest / 5 + 0.6) * 5)


def _soils(found: Section, frame: Frame) -> Iterator[str]:
    """Draw the ground by lithoclass, without seams between what lies on top of each other."""
    box = {"x": LEFT, "y": TOP, "width": WIDTH - RIGHT - LEFT, "height": HEIGHT - BOTTOM - TOP}
    yield tag("rect", "", **box, fill=UNKNOWN)
    yield '<g shape-rendering="crispEdges">'
    for body in found.bodies:
        for ring in body.polygons if body.kind == "lithology" else ():
            left, right = frame.along([ring[0][0], ring[1][0]])
            upper, lower = frame.z([ring[0][1], ring[2][1]])
            wide, tall = float(right - left), float(lower - upper) + OVERLAP
            yield tag("rect", x=float(left), y=float(upper), width=wide, height=tall, fill=body.color)
    yield "</g>"


def _claims(found: Section, frame: Frame) -> Iterator[str]:
    """Outline the claims that the plane cuts, as far as they lie in the picture."""
    for cut in found.cuts:
        color = cut.claim.color or PIPE
        title = f"{cut.claim.label_nl} / {cut.claim.label_en} ({cut.claim.id})"
        for ring in cut.polygons:
            top, base = min(ring[0][1], frame.high), max(ring[2][1], frame.low)
            if top > base and cut.claim.function != "WEL":
                left, right = frame.along([ring[0][0], ring[1][0]])
                upper, lower = frame.z([top, base])
                place = {"x": float(left), "y": float(upper), "width": float(right - left)}
                look = {"fill": color, "fill_opacity": 0.18, "stroke": color, "stroke_width": 1.2}
                yield titled("rect", title, **place, height=float(lower - upper), **look)


def _sky(frame: Frame, ground: Ground) -> Iterator[str]:
    """Cover what the voxels leave standing above the ground."""
    left, _, right, _ = frame.grid.bbox
    x = np.concatenate([[left], frame.grid.x, [right]])
    surface = _points(frame, x, ground.at(x, np.full(len(x), frame.y)))
    yield tag("polygon", points=f"{LEFT},{TOP} {surface} {WIDTH - RIGHT},{TOP}", fill=SKY)


def _points(frame: Frame, x: Floats, level: Floats) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(frame.x(x), frame.z(level), strict=True))


def _runs(chosen: npt.NDArray[np.bool_]) -> Iterator[slice]:
    """Stretches of neighbouring cells that are chosen."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(first, stop)


def _standing(twin: Twin, frame: Frame, level: Floats) -> Floats:
    """Depth of the open water that is always there, at every cell of the section [m]."""
    depth = np.zeros(frame.grid.nx)
    table = twin.features.get("watercourses")
    if table is None:
        return depth
    geometry, surface = shapes(table), numbers(table, "water_level")
    areal = (shapely.get_dimensions(geometry) == 2) & np.isfinite(surface)
    for part, water in zip(shapely.intersection(geometry[areal], frame.line), surface[areal], strict=True):
        for piece in shapely.get_parts(part):
            first, _, last, _ = shapely.bounds(piece)
            inside = (frame.grid.x >= first) & (frame.grid.x <= last) & (level < water)
            depth[inside] = np.maximum(depth, water - level)[inside]
    return depth


def _water(frame: Frame, level: Floats, depth: Floats, color: str) -> Iterator[str]:
    """Fill the water above the ground."""
    for run in _runs((depth > 0.01) & np.isfinite(level)):
        x = frame.grid.x[run]
        x = np.concatenate([[x[0] - frame.grid.dx / 2], x, [x[-1] + frame.grid.dx / 2]])
        bed = np.pad(level[run], 1, mode="edge")
        top = np.pad((level + depth)[run], 1, mode="edge")
        outline = f"{_points(frame, x, top)} {_points(frame, x[::-1], bed[::-1])}"
        yield tag("polygon", points=outline, fill=color, fill_opacity=0.75)


def _holes(found: Section, frame: Frame) -> Iterator[str]:
    """Draw boreholes and tests as columns in the colours of their soils."""
    for hole in found.holes:
        middle = float(frame.along(hole.distance))
        for each in hole.intervals:
            entry = None if each.lithology is None else LITHOCLASS.get(each.lithology)
            top, base = min(each.top, frame.high), max(each.base, frame.low)
            if entry is not None and top > base:
                upper, lower = (float(level) for level in frame.z([top, base]))
                look = {"fill": entry.color, "stroke": "#222222", "stroke_width": 0.6}
                title = f"{hole.id} ({hole.kind}): {each.description or entry.label_nl}"
                place = {"x": middle - HOLE / 2, "y": upper, "width": HOLE, "height": lower - upper}
                yield titled("rect", title, **place, **look)


def _target_levels(found: Section, frame: Frame) -> Iterator[str]:
    """Draw the summer level of every water-level area that the section crosses."""
    look = {"stroke": WATER, "stroke_width": 1.5, "stroke_dasharray": "6 3"}
    for water in found.water:
        if water.summer is not None:
            z = float(frame.z(water.summer))
            first, last = frame.along([water.start, water.end])
            ends = {"x1": float(first), "x2": float(last), "y1": z, "y2": z}
            yield titled("line", f"{water.id}: {water.summer:.2f} m NAP", **ends, **look)


def _curve(frame: Frame, x: Floats, level: Floats) -> Iterator[str]:
    for run in _runs(np.isfinite(level)):
        points = _points(frame, x[run], level[run])
        yield tag("polyline", points=points, fill="none", stroke=GROUND_LINE, stroke_width=1.8)


def _wells(twin: Twin, frame: Frame, ground: Ground) -> Iterator[str]:
    table = twin.features.get("wells")
    if table is None:
        return
    places = shapely.get_coordinates(shapely.centroid(shapes(table)))
    base, names = numbers(table, "screen_base"), texts(table, "id")
    for k in np.flatnonzero((np.abs(places[:, 1] - frame.y) <= NEAR) & np.isfinite(base)):
        x = float(frame.x(places[k, 0]))
        ends = {"y1": float(frame.z(ground.at(*places[k]))), "y2": float(frame.z(max(base[k], frame.low)))}
        yield titled("line", names[k], x1=x, x2=x, **ends, stroke=WELL, stroke_width=3)


def _crossings(table: gpd.GeoDataFrame, frame: Frame) -> Iterator[tuple[int, float]]:
    """Row and x of every place where a line crosses the section."""
    crossed = shapely.intersection(shapes(table), frame.line)
    for row, found in enumerate(crossed):
        for piece in shapely.get_parts(found):
            if not shapely.is_empty(piece):
                yield row, float(shapely.get_x(shapely.centroid(piece)))


def _utilities(twin: Twin, found: Section, frame: Frame) -> Iterator[str]:
    table = twin.features.get("utility_lines")
    if table is None:
        return
    kinds = dict(zip(texts(table, "id").tolist(), texts(table, "network").tolist(), strict=True))
    for crossing in found.crossings:
        kind = kinds.get(crossing.claim.id, "")
        network = NETWORKS.get(kind)
        color, words = (network.color, network.label_nl) if network else (PIPE, kind)
        place = {"cx": float(frame.along(crossing.distance)), "cy": float(frame.z(crossing.level))}
        title = f"{crossing.claim.id}: {words}, {crossing.level:.2f} m NAP"
        yield titled("circle", title, **place, r=4.0, fill=color, stroke="#ffffff", stroke_width=1.2)


def _dikes(twin: Twin, frame: Frame, ground: Ground) -> Iterator[str]:
    table = twin.features.get("dikes")
    if table is None:
        return
    names, crests = texts(table, "id"), numbers(table, "crest_level")
    written = -np.inf
    for row, x in sorted(_crossings(table, frame), key=lambda crossing: crossing[1]):
        level = crests[row] if np.isfinite(crests[row]) else float(ground.at(x, frame.y))
        across, up = float(frame.x(x)), float(frame.z(level))
        mark = f"M{across:.1f} {up:.1f}l-5 -9h10z"
        yield titled("path", f"{names[row]}: {level:.2f} m NAP", d=mark, fill=DIKE, stroke=DIKE_EDGE)
        if across - written >= APART:
            yield label(f"{level:.1f}", across, up - 13, text_anchor="middle", fill=DIKE_EDGE)
            written = across


def _axes(frame: Frame) -> Iterator[str]:
    base, edge = HEIGHT - BOTTOM, WIDTH - RIGHT
    step = 5 if frame.high - frame.low <= 60 else 10
    for level in np.arange(np.ceil(frame.low / step) * step, frame.high + 0.1, step):
        z = float(frame.z(level))
        dash = "none" if level == 0 else "2 5"
        yield tag(
            "line", x1=LEFT, x2=edge, y1=z, y2=z, stroke="#000000", stroke_opacity=0.3, stroke_dasharray=dash
        )
        yield label(f"{level:.0f}", LEFT - 8, z + 4, text_anchor="end")
    left, _, right, _ = frame.grid.bbox
    step = 1000 if right - left > 4000 else 100
    for east in np.arange(np.ceil(left / step) * step, right + 1, step):
        yield label(f"{east / 1000:g}", float(frame.x(east)), base + 18, text_anchor="middle")
    yield label("x RD (km)", edge, base + 36, text_anchor="end")
    middle = (TOP + base) // 2
    yield label("m NAP", 20, middle, transform=f"rotate(-90 20 {middle})", text_anchor="middle")
    wide, tall = edge - LEFT, base - TOP
    yield tag("rect", x=LEFT, y=TOP, width=wide, height=tall, fill="none", stroke="#444444")


def _legend(twin: Twin, found: Section, *, standing: bool, flooded: bool) -> Iterator[str]:
    entries = [("maaiveld / ground level", GROUND_LINE)]
    if "peilgebieden" in twin.features:
        entries.append(("zomerpeil / summer level", WATER))
    if standing:
        entries.append(("open water", OPEN_WATER))
    if flooded:
        entries.append(("water op het land / water on the land", WATER))
    soils = (body for body in found.bodies if body.kind == "lithology")
    entries += [(f"{body.label_nl} / {body.label_en}", body.color) for body in soils]
    if found.cuts:
        entries.append(("ruimteclaim in de ondergrond / claim on the subsurface", CLAIM))
    entries.append(("onbekend / unknown", UNKNOWN))
    for place, (words, color) in enumerate([*_signs(twin), *entries]):
        x, y = LEFT + 440 * (place % 3), HEIGHT - BOTTOM + 54 + 20 * (place // 3)
        if color in SIGNS:
            yield SIGNS[color].format(x=x + 7, y=y + 6)
        else:
            yield tag("rect", x=x, y=y, width=14, height=12, fill=color, stroke="#444444", stroke_width=0.5)
        yield label(words, x + 20, y + 11, font_size=13)


SIGNS = {
    "dike": f'<path d="M{{x}} {{y}}m0 5l-5 -9h10z" fill="{DIKE}" stroke="{DIKE_EDGE}"/>',
    "pipe": f'<circle cx="{{x}}" cy="{{y}}" r="4" fill="{PIPE}"/>',
    "well": f'<path d="M{{x}} {{y}}m0 -6v12" stroke="{WELL}" stroke-width="3"/>',
}


def _signs(twin: Twin) -> Iterator[tuple[str, str]]:
    """Explain the signs of the themes that the twin has."""
    if "dikes" in twin.features:
        yield "kruin van een dijk (m NAP) / crest of a dike", "dike"
    if "utility_lines" in twin.features:
        yield "kabel of leiding, kleur van het net / cable or pipe", "pipe"
    if "wells" in twin.features:
        yield f"put binnen {NEAR:.0f} m / well within {NEAR:.0f} m", "well"
