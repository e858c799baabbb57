"""A vertical section from west to east as SVG: ground, voxels, water, cables, wells and dikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt
import shapely

from terrain.exporters.base import Exporter, twin_of
from terrain.exporters.columns import numbers, shapes, texts
from terrain.exporters.ground import Ground
from twin.grid import GridSpec
from twin.progress import Progress, silent
from twin.vocabulary import LITHOCLASS, NETWORKS

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["SvgSection", "draw_section"]

Floats = npt.NDArray[np.float64]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1400, 760, 76, 24, 78, 172
SKY, OPEN_WATER, WATER, GROUND_LINE = "#eef4f8", "#9cc9e3", "#2f7fb5", "#3d4a2c"
UNKNOWN, DIKE, DIKE_EDGE, WELL, PIPE = "#e3ddd2", "#6f9a4c", "#35521d", "#1d4ed8", "#7a7a7a"
OVERLAP = 0.4  # pixels, so that no seam shows below a voxel
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


def _tag(name: str, inside: str = "", **attributes: object) -> str:
    """Write an element; numbers get one decimal, underscores in names become hyphens."""
    told = " ".join(
        f'{key.replace("_", "-")}="{f"{value:.1f}" if isinstance(value, float) else value}"'
        for key, value in attributes.items()
    )
    return f"<{name} {told}>{inside}</{name}>" if inside else f"<{name} {told}/>"


def _titled(name: str, title: str, **attributes: object) -> str:
    return _tag(name, f"<title>{escape(title)}</title>", **attributes)


def _label(text: str, x: float, y: float, **attributes: object) -> str:
    return _tag("text", escape(text), x=float(x), y=float(y), **attributes)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Maps metres to pixels."""

    grid: GridSpec
    y: float
    low: float
    high: float

    def x(self, east: npt.ArrayLike) -> Floats:
        left, _, right, _ = self.grid.bbox
        pixels: Floats = LEFT + (np.asarray(east, float) - left) / (right - left) * (WIDTH - LEFT - RIGHT)
        return pixels

    def z(self, level: npt.ArrayLike) -> Floats:
        share = (self.high - np.asarray(level, float)) / (self.high - self.low)
        pixels: Floats = TOP + share * (HEIGHT - TOP - BOTTOM)
        return pixels

    @property
    def line(self) -> Any:
        left, _, right, _ = self.grid.bbox
        return shapely.LineString([(left, self.y), (right, self.y)])


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
    low, high = _range(twin, level)
    frame = _Frame(grid, float(grid.y[row]), low, high)
    ground = Ground.of(twin)
    depth = np.zeros(grid.nx) if water_depth is None else np.nan_to_num(water_depth[row])
    rest = _standing(twin, frame, level)
    pieces = [
        *_voxels(twin, frame),
        *_sky(frame, ground),
        *_water(frame, level, rest, OPEN_WATER),
        *_water(frame, level, np.maximum(depth, np.where(depth > 0, rest, 0)), WATER),
        *_axes(frame),
        *_target_levels(twin, frame),
        *_curve(frame, grid.x, level),
        *_wells(twin, frame, ground),
        *_utilities(twin, frame, ground),
        *_dikes(twin, frame, ground),
        *_legend(twin, standing=bool(rest.any()), flooded=bool(depth.any())),
    ]
    return "\n".join([*_head(twin, frame), *pieces, "</svg>", ""])


def _head(twin: Twin, frame: _Frame) -> Iterator[str]:
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
    yield _tag("title", escape(title), id="title")
    yield _tag("desc", escape(f"{where}; {span}"), id="desc")
    yield _tag("rect", width=WIDTH, height=HEIGHT, fill="#ffffff")
    yield _label(title, LEFT, 32, font_size=22)
    yield _label(where, LEFT, 58, fill="#444444")


def _range(twin: Twin, level: Floats) -> tuple[float, float]:
    """Levels between which to draw: the voxels, or the relief with room round it."""
    known = level[np.isfinite(level)]
    lowest, highest = (known.min(), known.max()) if len(known) else (-1.0, 1.0)
    room = 0.2
    if (voxels := _voxel_row(twin, 0.0)) is not None and voxels[1][0] < lowest:
        lowest, room = float(voxels[1][0]), 0.0
    return float(np.floor(lowest / 5 - room) * 5), float(np.ceil(highest / 5 + 0.6) * 5)


def _voxel_row(twin: Twin, y: float) -> tuple[Floats, Floats, npt.NDArray[np.integer[Any]]] | None:
    """Give x, z and the lithoclasses (z, x) of the voxels along y, if there are any."""
    if twin.subsurface is None or "voxels" not in twin.subsurface.children:
        return None
    dataset = twin.subsurface["voxels"].to_dataset()
    row = int(np.argmin(np.abs(dataset["y"].values - y)))
    classes = dataset["lithok"].transpose("z", "y", "x").values[:, row]
    return dataset["x"].values, dataset["z"].values, classes


def _voxels(twin: Twin, frame: _Frame) -> Iterator[str]:
    """Draw every run of equal lithoclass in a column as one rectangle, without seams between columns."""
    box = {"x": LEFT, "y": TOP, "width": WIDTH - RIGHT - LEFT, "height": HEIGHT - BOTTOM - TOP}
    yield _tag("rect", "", **box, fill=UNKNOWN)
    found = _voxel_row(twin, frame.y)
    if found is None:
        return
    yield '<g shape-rendering="crispEdges">'
    x, z, classes = found
    dx, dz = (float(v[1] - v[0]) if len(v) > 1 else 1.0 for v in (x, z))
    for column, centre in enumerate(x):
        cuts = np.flatnonzero(np.diff(classes[:, column])) + 1
        for first, stop in zip([0, *cuts.tolist()], [*cuts.tolist(), len(z)], strict=True):
            entry = LITHOCLASS.get(int(classes[first, column]))
            if entry is not None:
                left, right = np.clip(frame.x([centre - dx / 2, centre + dx / 2]), LEFT, WIDTH - RIGHT)
                upper, lower = frame.z([z[stop - 1] + dz / 2, z[first] - dz / 2])
                wide, tall = float(right - left), float(lower - upper) + OVERLAP
                yield _tag("rect", x=float(left), y=float(upper), width=wide, height=tall, fill=entry.color)
    yield "</g>"


def _sky(frame: _Frame, ground: Ground) -> Iterator[str]:
    """Cover what the voxels leave standing above the ground."""
    left, _, right, _ = frame.grid.bbox
    x = np.concatenate([[left], frame.grid.x, [right]])
    surface = _points(frame, x, ground.at(x, np.full(len(x), frame.y)))
    yield _tag("polygon", points=f"{LEFT},{TOP} {surface} {WIDTH - RIGHT},{TOP}", fill=SKY)


def _points(frame: _Frame, x: Floats, level: Floats) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(frame.x(x), frame.z(level), strict=True))


def _runs(chosen: npt.NDArray[np.bool_]) -> Iterator[slice]:
    """Stretches of neighbouring cells that are chosen."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(first, stop)


def _standing(twin: Twin, frame: _Frame, level: Floats) -> Floats:
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


def _water(frame: _Frame, level: Floats, depth: Floats, color: str) -> Iterator[str]:
    """Fill the water above the ground."""
    for run in _runs((depth > 0.01) & np.isfinite(level)):
        x = frame.grid.x[run]
        x = np.concatenate([[x[0] - frame.grid.dx / 2], x, [x[-1] + frame.grid.dx / 2]])
        bed = np.pad(level[run], 1, mode="edge")
        top = np.pad((level + depth)[run], 1, mode="edge")
        outline = f"{_points(frame, x, top)} {_points(frame, x[::-1], bed[::-1])}"
        yield _tag("polygon", points=outline, fill=color, fill_opacity=0.75)


def _target_levels(twin: Twin, frame: _Frame) -> Iterator[str]:
    """Draw the summer level of every water-level area that the section crosses."""
    table = twin.features.get("peilgebieden")
    if table is None:
        return
    crossed = shapely.intersection(shapes(table), frame.line)
    for name, part, summer in zip(texts(table, "id"), crossed, numbers(table, "summer_level"), strict=True):
        for piece in shapely.get_parts(part):
            if shapely.length(piece) > 0 and np.isfinite(summer):
                x0, _, x1, _ = shapely.bounds(piece)
                z = float(frame.z(summer))
                look = {"stroke": WATER, "stroke_width": 1.5, "stroke_dasharray": "6 3"}
                ends = {"x1": float(frame.x(x0)), "x2": float(frame.x(x1)), "y1": z, "y2": z}
                yield _titled("line", f"{name}: {summer:.2f} m NAP", **ends, **look)


def _curve(frame: _Frame, x: Floats, level: Floats) -> Iterator[str]:
    for run in _runs(np.isfinite(level)):
        points = _points(frame, x[run], level[run])
        yield _tag("polyline", points=points, fill="none", stroke=GROUND_LINE, stroke_width=1.8)


def _wells(twin: Twin, frame: _Frame, ground: Ground) -> Iterator[str]:
    table = twin.features.get("wells")
    if table is None:
        return
    places = shapely.get_coordinates(shapely.centroid(shapes(table)))
    base, names = numbers(table, "screen_base"), texts(table, "id")
    for k in np.flatnonzero((np.abs(places[:, 1] - frame.y) <= NEAR) & np.isfinite(base)):
        x = float(frame.x(places[k, 0]))
        ends = {"y1": float(frame.z(ground.at(*places[k]))), "y2": float(frame.z(max(base[k], frame.low)))}
        yield _titled("line", names[k], x1=x, x2=x, **ends, stroke=WELL, stroke_width=3)


def _crossings(table: gpd.GeoDataFrame, frame: _Frame) -> Iterator[tuple[int, float]]:
    """Row and x of every place where a line crosses the section."""
    crossed = shapely.intersection(shapes(table), frame.line)
    for row, found in enumerate(crossed):
        for piece in shapely.get_parts(found):
            if not shapely.is_empty(piece):
                yield row, float(shapely.get_x(shapely.centroid(piece)))


def _utilities(twin: Twin, frame: _Frame, ground: Ground) -> Iterator[str]:
    table = twin.features.get("utility_lines")
    if table is None:
        return
    names, networks, depths = texts(table, "id"), texts(table, "network"), numbers(table, "depth", 1.0)
    for row, x in _crossings(table, frame):
        network = NETWORKS.get(networks[row])
        color, label = (network.color, network.label_nl) if network else (PIPE, networks[row])
        place = {"cx": float(frame.x(x)), "cy": float(frame.z(ground.at(x, frame.y) - depths[row]))}
        title = f"{names[row]}: {label}, {depths[row]:.2f} m"
        yield _titled("circle", title, **place, r=4.0, fill=color, stroke="#ffffff", stroke_width=1.2)


def _dikes(twin: Twin, frame: _Frame, ground: Ground) -> Iterator[str]:
    table = twin.features.get("dikes")
    if table is None:
        return
    names, crests = texts(table, "id"), numbers(table, "crest_level")
    written = -np.inf
    for row, x in sorted(_crossings(table, frame), key=lambda crossing: crossing[1]):
        level = crests[row] if np.isfinite(crests[row]) else float(ground.at(x, frame.y))
        across, up = float(frame.x(x)), float(frame.z(level))
        mark = f"M{across:.1f} {up:.1f}l-5 -9h10z"
        yield _titled("path", f"{names[row]}: {level:.2f} m NAP", d=mark, fill=DIKE, stroke=DIKE_EDGE)
        if across - written >= APART:
            yield _label(f"{level:.1f}", across, up - 13, text_anchor="middle", fill=DIKE_EDGE)
            written = across


def _axes(frame: _Frame) -> Iterator[str]:
    base, edge = HEIGHT - BOTTOM, WIDTH - RIGHT
    step = 5 if frame.high - frame.low <= 60 else 10
    for level in np.arange(np.ceil(frame.low / step) * step, frame.high + 0.1, step):
        z = float(frame.z(level))
        dash = "none" if level == 0 else "2 5"
        yield _tag(
            "line", x1=LEFT, x2=edge, y1=z, y2=z, stroke="#000000", stroke_opacity=0.3, stroke_dasharray=dash
        )
        yield _label(f"{level:.0f}", LEFT - 8, z + 4, text_anchor="end")
    left, _, right, _ = frame.grid.bbox
    step = 1000 if right - left > 4000 else 100
    for east in np.arange(np.ceil(left / step) * step, right + 1, step):
        yield _label(f"{east / 1000:g}", float(frame.x(east)), base + 18, text_anchor="middle")
    yield _label("x RD (km)", edge, base + 36, text_anchor="end")
    middle = (TOP + base) // 2
    yield _label("m NAP", 20, middle, transform=f"rotate(-90 20 {middle})", text_anchor="middle")
    wide, tall = edge - LEFT, base - TOP
    yield _tag("rect", x=LEFT, y=TOP, width=wide, height=tall, fill="none", stroke="#444444")


def _legend(twin: Twin, *, standing: bool, flooded: bool) -> Iterator[str]:
    entries = [("maaiveld / ground level", GROUND_LINE)]
    if "peilgebieden" in twin.features:
        entries.append(("zomerpeil / summer level", WATER))
    if standing:
        entries.append(("open water", OPEN_WATER))
    if flooded:
        entries.append(("water op het land / water on the land", WATER))
    if (found := _voxel_row(twin, float(twin.grid.y[twin.grid.ny // 2]))) is not None:
        classes = [LITHOCLASS[code] for code in np.unique(found[2]).tolist() if code in LITHOCLASS]
        entries += [(f"{entry.label_nl} / {entry.label_en}", entry.color) for entry in classes]
    entries.append(("onbekend / unknown", UNKNOWN))
    for place, (label, color) in enumerate([*_signs(twin), *entries]):
        x, y = LEFT + 440 * (place % 3), HEIGHT - BOTTOM + 54 + 20 * (place // 3)
        if color in SIGNS:
            yield SIGNS[color].format(x=x + 7, y=y + 6)
        else:
            yield _tag("rect", x=x, y=y, width=14, height=12, fill=color, stroke="#444444", stroke_width=0.5)
        yield _label(label, x + 20, y + 11, font_size=13)


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
