"""Cross-sections of dikes as drawings and a table: today, what is required, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from terrain.exporters.base import Exporter, needs_result
from terrain.exporters.dike_strip import has_dike_space, measures_of
from twin.errors import invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["DikeSections", "draw_dike_section", "section_table"]

Floats = npt.NDArray[np.float64]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1400, 640, 76, 24, 96, 150
SKY, NOW, NOW_EDGE, NEW, NEW_EDGE = "#eef4f8", "#b9b48f", "#4b4a36", "#e8a24a", "#9a5b12"
COVER, SAND, WATER, WALL, HOUSE, DEEP = "#cbb89d", "#efdfae", "#5b9fc4", "#b42318", "#7f4f8a", "#e3ddd2"
BUFFER = 5.0
"""Metres between the end of the free space and the building behind it."""
_LONGEST_NAME = 200
AROUND = 25.0
"""Metres of ground drawn beside the outermost thing."""


class DikeSections(Exporter):
    """One drawing per dike, and all cross-sections as a table."""

    id: ClassVar[str] = "dike-sections"
    media_type: ClassVar[str] = "image/svg+xml"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = (
        "Cross-sections of dikes: one SVG per dike where it needs most room; sections.csv with all places."
    )

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Draw the widest place of every dike that is known, and write every section."""
        result = needs_result(source, self.id)
        if not has_dike_space(result):
            found = ", ".join(map(str, result.dataset.data_vars))
            raise invalid("source", found, "has no room for dikes in it", "Run the process dike-space.")
        target.mkdir(parents=True, exist_ok=True)
        table = section_table(result)
        table.to_csv(target / "sections.csv", index=False, lineterminator="\n", encoding="utf-8")
        places = result.features["dike_space"].reset_index(drop=True)
        known = places[places["required_width"].notna()]
        for dike, rows in known.groupby("dike", sort=True):
            widest = int(rows["required_width"].idxmax())
            svg = draw_dike_section(result, widest)
            (target / f"{_file_name(str(dike))}.svg").write_text(svg, encoding="utf-8")
        progress(1.0, "cross-sections drawn")


def _file_name(dike: str) -> str:
    """Name of a file for a dike: ids are any text, also with what separates folders."""
    plain = "".join(
        letter if letter.isalnum() or letter in "-_ " else f"%{ord(letter):02x}" for letter in dike
    )
    if len(plain.encode()) <= _LONGEST_NAME:
        return plain
    return f"{plain[:40]}-{sha256(dike.encode()).hexdigest()[:16]}"


def section_table(result: Result) -> pd.DataFrame:
    """Corners of today's and of the required section at every known place, from outer to inner toe.

    Returns
    -------
    pandas.DataFrame
        Columns id, dike, chainage [m], section (``now`` or ``required``), point, offset [m], level [m NAP].
    """
    import pandas as pd

    places = result.features["dike_space"].reset_index(drop=True)
    parts = []
    for section in ("now", "required"):
        offset, level = _profile(result, section)
        known = np.flatnonzero(np.isfinite(offset).all(axis=1))
        points = offset.shape[1]
        row = np.repeat(known, points)
        told = places.loc[row, ["id", "dike", "chainage"]].reset_index(drop=True)
        parts.append(
            told.assign(
                section=section,
                point=np.tile(np.arange(points), len(known)),
                offset=offset[known].ravel().round(2),
                level=level[known].ravel().round(2),
                row=row,
            )
        )
    whole: pd.DataFrame = pd.concat(parts, ignore_index=True)
    ordered: pd.DataFrame = whole.sort_values(["row", "section", "point"], kind="stable")
    return ordered.drop(columns="row")


def _profile(result: Result, section: str) -> tuple[Floats, Floats]:
    names = (f"dike_profile_{section}_{part}" for part in ("offset", "level"))
    offset, level = (
        result.dataset[name].transpose("location", "point").values.astype(np.float64) for name in names
    )
    return offset, level


class Line(NamedTuple):
    """A cross-section: offsets [m] and levels [m NAP] of its corners."""

    offset: Floats
    level: Floats


@dataclass(frozen=True, slots=True)
class _Frame:
    """Maps metres to pixels."""

    west: float
    east: float
    low: float
    high: float

    def x(self, offset: float) -> float:
        return LEFT + (offset - self.west) / (self.east - self.west) * (WIDTH - LEFT - RIGHT)

    def z(self, level: float) -> float:
        return TOP + (self.high - level) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)

    def points(self, offset: Any, level: Any) -> str:
        return " ".join(f"{self.x(a):.1f},{self.z(b):.1f}" for a, b in zip(offset, level, strict=True))


class _Place:
    """One row of the table of places; numbers that are not known are NaN."""

    def __init__(self, row: Any, measures: Mapping[str, str]) -> None:
        self._row = row
        self.measure = measures.get(self.word("measure"), self.word("measure") or "?")
        """What people call the measure that was chosen."""

    def number(self, name: str) -> float:
        value = self._row.get(name)
        return float(value) if isinstance(value, (int, float, np.number)) else np.nan

    def word(self, name: str) -> str:
        value = self._row.get(name)
        return value if isinstance(value, str) else ""


def draw_dike_section(result: Result, location: int) -> str:
    """Draw the cross-section of one place.

    Parameters
    ----------
    result
        Result of the process dike-space.
    location
        Number of a place whose section is known.

    Returns
    -------
    str
        A complete SVG document, labels in Dutch and English; the outer side is on the left.
    """
    told = measures_of(result.dataset["dike_measure"])
    labels = {entry["id"]: f"{entry['label_nl']} / {entry['label_en']}" for entry in told}
    place = _Place(result.features["dike_space"].iloc[location], labels)
    now, new = (Line(*(part[location] for part in _profile(result, name))) for name in ("now", "required"))
    house = now.offset[-1] + place.number("free_space") + BUFFER if place.word("obstacle") else np.nan
    west = min(now.offset[0], new.offset[0]) - AROUND
    east = max(np.nanmax([now.offset[-1], new.offset[-1], house]) + AROUND, now.offset[-1] + 2 * AROUND)
    lowest = min(now.level.min(), np.nan_to_num(place.number("aquifer_top"), nan=now.level.min()))
    depth = np.nan_to_num(_wall_base(place, new), nan=lowest)
    frame = _Frame(west, east, float(np.floor(min(lowest, depth) - 2)), float(np.ceil(new.level.max() + 2)))
    pieces = [
        *_ground(frame, place, now),
        *_soil(frame, now, new),
        *_water(frame, place, now, new),
        *_narrow(frame, place, now, new),
        *_wall(frame, place, now, new),
        *_house(frame, place, house, now),
        *_axes(frame),
        *_widths(frame, place, now, new),
        *_legend(place),
    ]
    return "\n".join([*_head(result, place, frame), *pieces, "</svg>", ""])


def _tag(name: str, inside: str = "", **attributes: object) -> str:
    told = " ".join(
        f'{key.replace("_", "-")}="{f"{value:.1f}" if isinstance(value, float) else value}"'
        for key, value in attributes.items()
    )
    return f"<{name} {told}>{inside}</{name}>" if inside else f"<{name} {told}/>"


def _label(text: str, x: float, y: float, **attributes: object) -> str:
    return _tag("text", escape(text), x=float(x), y=float(y), **attributes)


def _head(result: Result, place: _Place, frame: _Frame) -> Iterator[str]:
    asked = result.provenance.get("drivers", {}).get("scenario", {})
    exaggeration = (frame.z(0.0) - frame.z(1.0)) / (frame.x(1.0) - frame.x(0.0))
    title = f"{place.word('dike')}, {place.number('chainage'):.0f} m"
    told = [
        f"{asked.get('scenario') or 'zeespiegel / sea'} {asked.get('year', '')}",
        f"zeespiegel / sea level +{asked['rise']:.2f} m" if asked.get("rise") is not None else "",
        f"hoogte / heights {exaggeration:.1f} x",
    ]
    words = " · ".join(part for part in told if part.strip())
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="title desc" font-family="sans-serif" font-size="14">'
    )
    yield _tag("title", escape(title), id="title")
    yield _tag("desc", escape(words), id="desc")
    yield _tag("rect", width=WIDTH, height=HEIGHT, fill="#ffffff")
    yield _label(title, LEFT, 34, font_size=22)
    yield _label(words, LEFT, 60, fill="#444444")


def _ground(frame: _Frame, place: _Place, now: Line) -> Iterator[str]:
    """Sand, the cover on it, the sky over what of both lies above the ground, and today's dike."""
    box: dict[str, Any] = {"x": LEFT, "width": WIDTH - LEFT - RIGHT}
    offset = [frame.west, *now.offset, frame.east]
    level = [now.level[0], *now.level, now.level[-1]]
    surface = frame.points(offset, level)
    above = frame.points([frame.east, frame.west], [frame.high, frame.high])
    top = place.number("aquifer_top")
    known = np.isfinite(top)
    yield _tag("rect", **box, y=TOP, height=HEIGHT - BOTTOM - TOP, fill=COVER if known else DEEP)
    if known:
        y = max(frame.z(float(top)), float(TOP))
        yield _tag("rect", **box, y=y, height=HEIGHT - BOTTOM - y, fill=SAND)
    yield _tag("polygon", points=f"{surface} {above}", fill=SKY)
    yield _tag("polygon", points=frame.points(*now), fill=NOW)
    yield _tag("polyline", points=surface, fill="none", stroke=NOW_EDGE, stroke_width=2)


def _soil(frame: _Frame, now: Line, new: Line) -> Iterator[str]:
    """What the new profile adds above today's ground."""
    stations = np.unique(np.concatenate([now.offset, new.offset]))
    lower = np.interp(stations, *now)
    upper = np.maximum(np.interp(stations, *new), lower)
    if (upper - lower).max() > 0.01:
        outline = frame.points(stations, upper), frame.points(stations[::-1], lower[::-1])
        yield _tag("polygon", points=" ".join(outline), fill=NEW, fill_opacity=0.9)
        yield _tag("polyline", points=frame.points(*new), fill="none", stroke=NEW_EDGE, stroke_width=2.2)


def _water(frame: _Frame, place: _Place, now: Line, new: Line) -> Iterator[str]:
    """Design water level, up to where it meets the outer slope of the new dike, or of today's."""
    level = place.number("water_level")
    stations = np.unique(np.concatenate([[frame.west], now.offset, new.offset]))
    ground = np.maximum(np.interp(stations, *now), np.interp(stations, *new))
    if not level > ground[0]:
        return
    rising = slice(0, int(ground.argmax()) + 1)
    shore = float(np.interp(level, np.maximum.accumulate(ground[rising]), stations[rising]))
    wet = stations < shore
    offset = [*stations[wet], shore, frame.west]
    bed = [*np.minimum(ground[wet], level), level, level]
    y, left = frame.z(level), frame.x(frame.west)
    yield _tag("polygon", points=frame.points(offset, bed), fill=WATER, fill_opacity=0.45)
    yield _tag("line", x1=left, x2=frame.x(shore), y1=y, y2=y, stroke=WATER, stroke_width=2.5)
    yield _label(f"{level:.2f} m NAP", left + 8, y - 6, fill="#2f6f94")


def _narrow(frame: _Frame, place: _Place, now: Line, new: Line) -> Iterator[str]:
    """Inner slope with the measure that was chosen, where that is not soil."""
    inward = place.number("measure_inward")
    if place.word("measure") in {"", "none", "soil"} or not np.isfinite(inward):
        return
    edge = np.flatnonzero(new.level >= new.level.max() - 1e-6)[-1]
    points = frame.points([new.offset[edge], now.offset[-1] + inward], [new.level[edge], now.level[-1]])
    look = {"stroke": WALL, "stroke_width": 2, "stroke_dasharray": "8 4"}
    yield _tag("polyline", "", points=points, fill="none", **look)


def _at_crest(place: _Place) -> bool:
    return place.word("measure") in {"wall-crest", "diaphragm-wall", "cofferdam"}


def _wall_base(place: _Place, new: Line) -> float:
    """Level of the foot of the wall of the narrow variant [m NAP]; NaN without a wall."""
    length = place.number("wall_length")
    if not length > 0:
        return np.nan
    top = float(new.level.max()) - 0.5 if _at_crest(place) else float(new.level[-1])
    return top - length


def _wall(frame: _Frame, place: _Place, now: Line, new: Line) -> Iterator[str]:
    """The wall or screen of the measure that was chosen."""
    foot = _wall_base(place, new)
    if not np.isfinite(foot):
        return
    crest = now.offset[3:5].mean()
    x = frame.x(float(crest) if _at_crest(place) else float(now.offset[-1]))
    top = frame.z(foot + place.number("wall_length"))
    yield _tag("line", x1=x, x2=x, y1=top, y2=frame.z(foot), stroke=WALL, stroke_width=4)
    words = f"{place.measure}, {place.number('wall_length'):.1f} m"
    yield _label(words, x + 8, frame.z(foot) - 4, fill=WALL)


def _house(frame: _Frame, place: _Place, offset: float, now: Line) -> Iterator[str]:
    """The first building on the inner side."""
    if not np.isfinite(offset):
        return
    x, y = frame.x(offset), frame.z(float(now.level[-1]))
    yield _tag("path", d=f"M{x:.1f} {y:.1f}v-26l17 -14l17 14v26z", fill=HOUSE, fill_opacity=0.8)
    yield _label(place.word("obstacle"), x + 17, y + 18, text_anchor="middle", fill=HOUSE)


def _widths(frame: _Frame, place: _Place, now: Line, new: Line) -> Iterator[str]:
    """Bars below the ground: what soil and the chosen measure take, and what is free on the inner side."""
    free = place.number("free_space")
    rows = (
        ("grond / soil", float(new.offset[-1] - now.offset[-1]), NEW_EDGE, ""),
        (f"gekozen / chosen: {place.measure}", place.number("measure_inward"), WALL, ""),
        ("vrije ruimte / free space", free, HOUSE, "" if place.word("obstacle") else "≥ "),
    )
    inner = float(now.offset[-1])
    for row, (label, width, color, least) in enumerate(rows):
        y = float(HEIGHT - BOTTOM + 44 + 20 * row)
        yield _label(label, LEFT, y + 4, fill=color)
        if np.isfinite(width):
            yield from _bar(
                frame, (inner, min(inner + width, frame.east)), y, f"{least}{width + 0.0:.1f} m", color
            )
        else:
            yield _label("onbekend / unknown", frame.x(inner) + 8, y + 5, fill=color)
    outward = float(now.offset[0] - new.offset[0])
    if outward > 0.05:
        y = float(HEIGHT - BOTTOM + 44)
        yield from _bar(frame, (float(now.offset[0]), float(new.offset[0])), y, f"{outward:.1f} m", NEW_EDGE)


def _bar(frame: _Frame, span: tuple[float, float], y: float, words: str, color: str) -> Iterator[str]:
    """A bar from one offset to another, its length beside its end or, where there is no room, above it."""
    start, end = (frame.x(offset) for offset in span)
    yield _tag("line", x1=start, x2=end, y1=y, y2=y, stroke=color, stroke_width=5)
    beyond = end > WIDTH - RIGHT - 70
    before = beyond or end < start
    yield _label(
        words, end - 6 if before else end + 8, y - 4 if beyond else y + 5, fill=color,
        text_anchor="end" if before else "start",
    )  # fmt: skip


def _axes(frame: _Frame) -> Iterator[str]:
    base, edge = float(HEIGHT - BOTTOM), float(WIDTH - RIGHT)
    step = 2 if frame.high - frame.low <= 20 else 5
    for level in np.arange(np.ceil(frame.low / step) * step, frame.high + 0.1, step):
        z = frame.z(float(level))
        dash = "none" if level == 0 else "2 5"
        line: dict[str, Any] = {"x1": float(LEFT), "x2": edge, "y1": z, "y2": z, "stroke": "#000000"}
        yield _tag("line", **line, stroke_opacity=0.3, stroke_dasharray=dash)
        yield _label(f"{level:.0f}", LEFT - 8, z + 4, text_anchor="end")
    apart = 20 if frame.east - frame.west > 150 else 10
    for offset in np.arange(np.ceil(frame.west / apart) * apart, frame.east + 0.1, apart):
        yield _label(f"{offset:.0f}", frame.x(float(offset)), base + 18, text_anchor="middle", fill="#444444")
    yield _label("m van de dijklijn / from the dike's line", edge, base + 34, text_anchor="end", font_size=12)
    middle = (TOP + base) / 2
    yield _label("m NAP", 22, middle, transform=f"rotate(-90 22 {middle:.0f})", text_anchor="middle")
    yield _tag("rect", x=LEFT, y=TOP, width=edge - LEFT, height=base - TOP, fill="none", stroke="#444444")


def _legend(place: _Place) -> Iterator[str]:
    known = np.isfinite(place.number("aquifer_top"))
    ground = (("slecht doorlatend / cover", COVER), ("zand / sand", SAND))
    entries = (
        ("dijk nu / dike today", NOW),
        ("nieuwe grond / new soil", NEW),
        *(ground if known else (("ondergrond onbekend / subsoil unknown", DEEP),)),
        ("ontwerppeil / design level", WATER),
        ("gekozen maatregel / chosen measure", WALL),
    )
    for number, (label, color) in enumerate(entries):
        x, y = LEFT + number * (WIDTH - LEFT - RIGHT) / len(entries), float(HEIGHT - 28)
        yield _tag("rect", x=x, y=y, width=14, height=12, fill=color, stroke="#444444", stroke_width=0.5)
        yield _label(label, x + 20, y + 11, font_size=12)
