"""Cells that are alike get one number: attributes in steps, which double until there are few enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.model import USES
from scenarios.polders.soils import UNKNOWN, soil_key, soil_kind
from twin.vocabulary import LAND_USE

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["MOST", "PEAT_LEAST", "PEAT_USUAL", "STEPS", "Grouped", "doubled", "farmed", "group"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

STEPS = {
    "ground_level": 0.05, "peat_thickness": 0.25, "clay_cover": 0.1, "soft_thickness": 1.0, "deep_head": 0.1,
    "resistance": 0.25,
}  # fmt: skip
"""Finest steps that attributes are taken together in [m]; of the resistance, in its natural logarithm."""

PEAT_LEAST = Parameter(
    0.4, "m", "peat in the upper 0.8 m of a peat soil, de Bakker and Schelling 1989", "unverified"
)
"""Peat that a peat soil has at least."""
PEAT_USUAL = Parameter(1.2, "m", "peat soil without sand or clay within reach of the soil map", "unverified")
"""Peat of a peat soil where no voxels tell."""

MOST = 16_000
"""Columns that land is taken together in at most, unless asked otherwise. Of the demo (617 000 cells) the
answers then lie within 0.2 % of those of columns of the finest steps, and within 2 to 5 % what hangs on the
deep soil or counts things; with 40 % fewer columns the errors are several times as large."""

_USE_OF = {
    "grass": ("grassland", "salt_marsh"),
    "arable": ("arable", "horticulture"),
    "built": ("greenhouse", "built_up", "town_centre", "industry", "road", "rail", "farmyard"),
    "nature": ("beach", "dune", "forest", "heath", "marsh"),
}
_SHALLOW = ("ground_level", "peat_thickness", "clay_cover")
_COARSEST = 36  # rounds: 0.05 m of ground becomes 200 m
_OFFSET = 0xAAAAA  # halved again and again, no step near 0 stays a border for long
_NONE = -(2**31)  # step of a value that is not known or infinite


@dataclass(frozen=True, slots=True)
class Grouped:
    """Columns as `scenarios.polders.model.Columns` has them, (k,) each, before levels and drains.

    ``width`` is the mean of the middles of the classes of its cells; ``piped`` tells that ``spacing`` is that
    of the usual drain pipes; ``coarser`` is the number of rounds of `doubled`; ``has_water`` whether any
    ditch was found.
    """

    column: Indices
    cells: Indices
    area: Indices
    ground_level: Floats
    width: Floats
    spacing: Floats
    piped: Flags
    soils: tuple[str, ...]
    soil: Codes
    use: Codes
    peat_thickness: Floats
    clay_cover: Floats
    soft_thickness: Floats
    resistance: Floats
    deep_head: Floats
    coarser: int
    has_water: bool


def group(twin: Twin, area: Indices, land: Flags, most: int) -> Grouped:
    """Number the columns of the land of a twin.

    Parameters
    ----------
    twin
        The twin.
    area
        Number of the water-level area of each cell, (ny, nx).
    land
        Cells to take, (ny, nx).
    most
        Largest number of columns, > 0; areas, width classes, soils and uses stay apart even so.
    """
    from scenarios.polders.land import land_level
    from scenarios.polders.widths import class_width, ditch_points, parcel_width

    ditches = ditch_points(twin)
    width = parcel_width(twin, land, ditches)
    number, middles = class_width(width[land])
    soils, soil = _soils(twin, land)
    use = _uses(twin, land)
    pipes = np.array([kind.pipes.value if (kind := soil_kind(key)).pipes else np.inf for key in soils])
    wide = np.append(middles, np.nan)[number]
    piped = farmed(use) & (wide > pipes[soil])
    number = np.where(piped, len(middles), number)  # how far their ditches lie apart no longer matters
    ground = land_level(twin, land, np.isfinite(ditches[..., 0]))[land]
    below, place, head = _below(twin, area, land)
    exact = _one_key([(area[land], int(area.max(initial=0)) + 1), (number + 1, len(middles) + 2),
                      (soil, len(soils)), (use, len(USES))])  # fmt: skip
    # nothing is said of land that lies not between ditches: what it is like tells no two such cells apart
    column, coarser = _numbered(exact, ground, below, place, (number < 0) & np.isfinite(ground), most)
    cells = np.bincount(column)
    first = np.full(cells.size, 0)
    first[column[::-1]] = np.arange(column.size)[::-1]
    values = {name: _mean(column, cells, each[place]) for name, each in below.items()}
    on_grid = np.full(twin.grid.shape, -1, np.int32)
    on_grid[land] = column
    return Grouped(
        column=on_grid,
        cells=cells.astype(np.int32),
        area=area[land][first].astype(np.int32),
        ground_level=_mean(column, cells, ground),
        width=_mean(column, cells, wide),
        spacing=np.where(piped[first], pipes[soil[first]], wide[first]),
        piped=piped[first],
        soils=soils,
        soil=soil[first].astype(np.int8),
        use=use[first],
        **_by_soil(values, soils, soil[first]),
        resistance=values["resistance"],
        deep_head=_known_mean(column, cells.size, head),
        coarser=coarser,
        has_water=not np.isnan(width[land]).all(),
    )


def farmed(use: Codes) -> Flags:
    """Whether land is used as grass or as arable land."""
    return np.isin(use, [USES.index("grass"), USES.index("arable")])


def _numbered(
    exact: Integers, ground: Floats, below: dict[str, Floats], place: Integers, alike: Flags, most: int
) -> tuple[Integers, int]:
    """Number of the column of each cell, and the number of rounds of `doubled` it took.

    Cells that are ``alike`` differ in what is ``exact`` only.
    """
    steps = np.stack(
        [_step(each, STEPS[name], logarithm=name == "resistance") for name, each in below.items()]
    )
    # below ends with what is nowhere known
    place = np.where(alike, steps.shape[1] - 1, place)
    level = np.where(alike, _OFFSET, _step(ground, STEPS["ground_level"]))
    kind = _one_of(steps)
    column, keys = _ranked(_together(exact, level, kind[place]))
    first = np.zeros(keys, np.int64)
    first[column[::-1]] = np.arange(column.size)[::-1]
    exact, level, steps = exact[first], level[first], steps[:, place[first]]
    number, coarser = np.arange(keys), 0
    while keys > most and coarser < _COARSEST:
        coarser += 1
        parts = [doubled(name, coarser) for name in ("ground_level", *below)]
        deep = np.stack([_coarse(row, part) for row, part in zip(steps, parts[1:], strict=True)])
        number, keys = _ranked(_together(exact, _coarse(level, parts[0]), _one_of(deep)))
    return number[column], coarser


def doubled(name: str, coarser: int) -> int:
    """How many of its finest steps an attribute is taken together in, after a number of rounds.

    In two rounds of three all that lies deep doubles its step, in the third what the emission and the yield
    of a column hang on.

    Examples
    --------
    >>> [doubled("deep_head", rounds) for rounds in range(5)], doubled("ground_level", 4)
    ([1, 2, 4, 4, 8], 2)
    """
    third = coarser // 3
    return int(2 ** (third if name in _SHALLOW else coarser - third))


def _step(values: Floats, step: float, *, logarithm: bool = False) -> Integers:
    """Whole steps in each value; a mark for what is not known or infinite."""
    finite = np.isfinite(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (np.log(values) if logarithm else values) / step
    found = np.full(values.shape, _NONE, np.int64)
    finite &= np.isfinite(scaled)
    found[finite] = np.floor(scaled[finite] + 0.5).astype(np.int64) + _OFFSET
    return np.where(np.isposinf(values), _NONE + 1, found)


def _coarse(steps: Integers, part: int) -> Integers:
    return np.where(steps <= _NONE + 1, steps, steps // part)


def _together(exact: Integers, level: Integers, kind: Integers) -> Integers:
    """One key of what must be the same."""
    known = level[level > _NONE]
    low, high = (int(known.min()), int(known.max())) if known.size else (0, 0)
    above = np.where(level == _NONE, 0, level - low + 1)
    return _one_key([(exact, int(exact.max(initial=0)) + 1), (above, high - low + 2),
                     (kind, int(kind.max(initial=0)) + 1)])  # fmt: skip


def _one_key(parts: list[tuple[npt.NDArray[np.integer], int]]) -> Integers:
    """One number of several, each with how many values it has; the first sorts first."""
    key = np.zeros(parts[0][0].shape, np.int64)
    for values, count in parts:
        key = key * count + values
    return key


def _one_of(rows: Integers) -> Integers:
    """Number of each distinct column of ``rows``, (m, n) to (n,)."""
    number = np.zeros(rows.shape[1], np.int64)
    for row in rows:
        each, count = _ranked(row)
        number, _ = _ranked(number * count + each)
    return number


def _ranked(keys: Integers) -> tuple[Integers, int]:
    """Rank of each key among the distinct ones, and how many there are."""
    import pandas as pd

    codes, distinct = pd.factorize(keys)
    rank = np.empty(distinct.size, np.int64)
    rank[np.argsort(distinct)] = np.arange(distinct.size)
    return rank[codes], distinct.size


def _mean(column: Integers, cells: npt.NDArray[np.int64], values: Floats) -> Floats:
    return np.asarray(np.bincount(column, values, minlength=cells.size) / cells, np.float64)


def _known_mean(number: Integers, count: int, values: Floats) -> Floats:
    """Mean of what is known of each number; NaN where nothing is."""
    known = np.isfinite(values)
    cells = np.bincount(number[known], minlength=count)
    total = np.bincount(number[known], values[known], minlength=count)
    return np.asarray(np.where(cells > 0, total / np.maximum(cells, 1), np.nan), np.float64)


def _soils(twin: Twin, land: Flags) -> tuple[tuple[str, ...], Integers]:
    """Keys of the soils that occur, and the number among them of each cell of land."""
    count = int(land.sum())
    if "soil" not in twin.surface:
        return (UNKNOWN,), np.zeros(count, np.int64)
    values = twin.surface["soil"].values[land]
    codes = np.where(np.isfinite(values), values, 0).astype(np.int64)
    number, _ = _ranked(codes)
    keys = tuple(soil_key(int(code)) for code in np.unique(codes))
    return keys or (UNKNOWN,), number


def _uses(twin: Twin, land: Flags) -> Codes:
    """Number in `USES` of each cell of land; ``other`` where the twin does not tell."""
    other = USES.index("other")
    if "land_use" not in twin.surface:
        return np.full(int(land.sum()), other, np.int8)
    table = np.full(max(LAND_USE) + 1, other, np.int8)
    for use, keys in _USE_OF.items():
        for code, entry in LAND_USE.items():
            if entry.key in keys:
                table[code] = USES.index(use)
    values = twin.surface["land_use"].values[land]
    codes = np.where(np.isfinite(values), values, 0).astype(np.int64)
    return table[np.where((codes >= 0) & (codes < table.size), codes, 0)]


def _below(twin: Twin, area: Indices, land: Flags) -> tuple[dict[str, Floats], Integers, Floats]:
    """What lies below, by columns of voxels with NaN at the end; the place in it, and the head, of each cell.

    Of a column of voxels ``deep_head`` is the mean of its land. ``resistance`` is no less than what the head
    was found with: a thinner layer would give water that the aquifer does not bring.
    """
    from scenarios.polders.seepage_state import below
    from scenarios.seepage.setting import DRAINAGE
    from scenarios.seepage.today import head_today

    names, count = ("peat_thickness", "clay_cover", "soft_thickness", "resistance"), int(land.sum())
    found = below(twin, area >= 0)
    if found is None:
        nothing = {name: np.full(1, np.nan) for name in (*names, "deep_head")}
        return nothing, np.zeros(count, np.int64), np.full(count, np.nan)
    read = {name: np.append(getattr(found, name).ravel(), np.nan) for name in names}
    read["resistance"] = np.maximum(read["resistance"], DRAINAGE.value)
    size, place = read["resistance"].size, found.place[land]
    head = np.where(np.isnan(read["resistance"][place]), np.nan, head_today(twin)[land])
    return read | {"deep_head": _known_mean(place % size, size, head)}, place, head


def _by_soil(values: dict[str, Floats], soils: tuple[str, ...], soil: Integers) -> dict[str, Floats]:
    """Peat by the voxels and the soil map together: the map, with small cells, knows the upper part.

    Peat soil has peat from the ground, clay on peat has the usual clay where the voxels show none, and both
    have at least the 0.4 m that such a soil has by its name. Without voxels they have the usual peat, and a
    mineral soil has none.
    """
    kinds = [soil_kind(key) for key in soils]
    peaty, mineral = (np.array([kind.peat is answer for kind in kinds])[soil] for answer in (True, False))
    cover = np.array([kind.clay_cover.value if kind.clay_cover else np.nan for kind in kinds])[soil]
    peat, clay, soft = values["peat_thickness"], values["clay_cover"], values["soft_thickness"]
    none = mineral & np.isnan(peat)
    told = np.where(np.isnan(peat), PEAT_USUAL.value, np.fmax(peat, PEAT_LEAST.value))
    peat = np.where(none, 0.0, np.where(peaty, told, peat))
    clay = np.where(none, 0.0, np.where(peaty & ~((cover > 0.0) & (clay > 0.0)), cover, clay))
    return {
        "peat_thickness": peat,
        "clay_cover": clay,
        "soft_thickness": np.where(peaty & ~np.isnan(soft), np.fmax(soft, peat + clay), soft),
    }
