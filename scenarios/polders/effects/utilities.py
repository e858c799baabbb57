"""Cables and pipelines: pipes that float up or bend, lines below the groundwater, cables that stay cool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.effects._line_limits import TROUGH, LineLimits, line_limits
from scenarios.polders.objects import GROUNDWATER_ERROR, Places, kept, nothing, places

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.polders.model import Course

__all__ = ["CONNECTION", "Utilities"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

CONNECTION = Parameter(0.20, "m", "sinking beside a building on piles that connections take", "unverified")
"""Height that the ground may lose before connections of buildings on piles break."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Pieces of lines on known land, (p,).

    ``size`` is their length [m], ``higher`` how far the ground lies above that of the column [m], ``peat``
    1 where peat lies on them, ``doubt`` where that is not known (taken as no peat), and ``joined`` whether a
    piece goes on from the one before it.
    """

    line: Numbers
    column: Numbers
    size: Floats
    higher: Floats
    peat: Numbers
    doubt: Flags
    joined: Flags

    def at(self, chosen: Numbers) -> _Pieces:
        """Some of the pieces."""
        some = replace(self, **{field.name: getattr(self, field.name)[chosen] for field in fields(self)})
        some.joined[:1] = False
        some.joined[1:] &= np.diff(chosen) == 1
        return some


class Utilities(Effect):
    """Metres of cable and pipeline at risk."""

    id = "utilities"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Leidingen die opdrijven of door zakking knikken",
        "en": "Pipelines that float up or bend as the ground sinks",
    }
    unit = "m"
    better = "lower"
    theme = "utility_lines"
    method = (
        "Metres of pipe that the highest groundwater of the eight years up to the horizon lifts (weight "
        "of the pipe and of the soil on it over that of the water it displaces, below 1), or that bend "
        "where the ground beside each other sinks differently: a trough as deep as the difference in "
        f"height lost since the start over {TROUGH}, with 2 pi^2 d/L^2 times the length of a pipe "
        "against what its joints take, or times E D/2 against the yield of steel (an upper bound: soil "
        "yields; NEN 3650-2 has the beam on an elastic bed). Borders between areas do not count. Gas "
        "pipes and sewers are empty, others full. Lines sink with the ground and keep their depth; a "
        "trench is filled with the soil around, and nothing anchors or weighs down a pipe. Weights, "
        f"joints and soil are usual ones [unverified]. Range: groundwater {GROUNDWATER_ERROR} higher or "
        "lower, full pipes emptied, peat where the soil is not known, the other relation of subsidence "
        "where it is computed. Beside it: lines below the mean groundwater, where digging needs "
        "drainage, and what cables carry against dry ground (IEC 60287, wet peat 1.25 and dry 4 K m/W, "
        "other soil 0.65 and 2.5 [unverified]), and buildings on piles whose connections break because "
        f"the ground beside them sank more than {CONNECTION}."
    )

    def assess(self, case: Case) -> Answer:
        """Measure what is at risk."""
        found = places(case, "utility_lines")
        if found is None:
            return nothing(case, "utility lines", found)
        table = case.twin.features["utility_lines"]
        limits = kept(case, table, "limits", lambda: line_limits(table))
        every = kept(case, table, "pieces", lambda: _pieces(case, found, limits))
        pieces = every.at(np.flatnonzero(case.counted[every.column]))
        if not pieces.line.size:
            return nothing(case, "utility lines", found)
        water = case.course.highest[case.period].min(axis=0)[pieces.column] + pieces.higher
        if not np.isfinite(water).any():
            return Answer.unknown("the groundwater at the lines is not known")
        if (limits.untested | limits.cable)[pieces.line].all() and limits.untested[pieces.line].any():
            return Answer.unknown("neither diameter nor depth of the pipes is known")
        bent, floating = _bent(case, case.course, limits, pieces), _floating(limits.lifted, pieces, water)

        def length(flags: Flags) -> float:
            return float(pieces.size[flags].sum())

        error = GROUNDWATER_ERROR.value
        variants = {
            "groundwater higher": length(_floating(limits.lifted, pieces, water - error) | bent),
            "groundwater lower": length(_floating(limits.lifted, pieces, water + error) | bent),
            "full pipes emptied": length(_floating(limits.lifted_empty, pieces, water) | bent),
        }
        if pieces.doubt.any():
            soft = replace(pieces, peat=np.maximum(pieces.peat, pieces.doubt))
            variants["peat where the soil is not known"] = length(
                _floating(limits.lifted, soft, water) | bent
            )
        if case.beside is not None:
            other = _bent(case, case.beside, limits, pieces)
            variants["other relation of subsidence"] = length(floating | other)
        flags = {"floating": floating, "bent": bent, "below groundwater": _below(case, limits, pieces)}
        return Answer(
            length(floating | bent),
            variants=variants,
            parts={
                **{f"{name.replace(' ', '_')} [m]": length(flag) for name, flag in flags.items()},
                "lines [m]": float(pieces.size.sum()),
                **_rating(case, limits, pieces),
                **_connections(case),
            },
            table=_rows(table["id"].to_numpy(object), limits, pieces, flags),
            notes=_notes(
                limits,
                pieces,
                dark=float(found.amount[found.unknown(case)].sum() + pieces.size[np.isnan(water)].sum()),
            ),
        )


def _pieces(case: Case, found: Places, limits: LineLimits) -> _Pieces:
    """All pieces on known land."""
    number = np.flatnonzero(found.column >= 0)
    line, column = found.thing[number], found.column[number]
    row, col = np.divmod(found.cell[number], case.twin.grid.nx)
    joined = np.zeros(number.size, np.bool_)
    # two parts of one line may lie apart; pieces are a cell long at most, which spans two cells
    joined[1:] = (np.diff(number) == 1) & (np.diff(line) == 0)
    joined[1:] &= (np.abs(np.diff(row)) <= 2) & (np.abs(np.diff(col)) <= 2)
    land = case.columns
    joined[1:] &= np.diff(land.area[column]) == 0
    peat = (land.peat_thickness > 0.0)[column] & (land.clay_cover[column] < 0.5 * limits.axis[line])
    return _Pieces(
        line=line,
        column=column,
        size=found.amount[number],
        higher=found.higher[number],
        peat=peat.astype(np.int64),
        doubt=np.isnan(land.peat_thickness)[column],
        joined=joined,
    )


def _floating(lifted: Floats, pieces: _Pieces, water: Floats) -> Flags:
    """Pieces that groundwater so deep below the ground lifts, (p,)."""
    return np.asarray(np.maximum(water, 0.0) < lifted[pieces.line, pieces.peat], dtype=np.bool_)


def _bent(case: Case, course: Course, limits: LineLimits, pieces: _Pieces) -> Flags:
    """Pieces in the trough at a step in what the ground has lost that the line cannot take, (p,)."""
    lost = _lost(case, course)[pieces.column]
    step = np.abs(np.diff(lost, prepend=lost[:1]))
    bad = np.flatnonzero(pieces.joined & (step > limits.step[pieces.line]))
    # along all lines behind each other: within half a trough of the step, and on the same stretch of line
    end = np.cumsum(pieces.size)
    middle, where, half = end - 0.5 * pieces.size, end[bad] - pieces.size[bad], 0.5 * TROUGH.value
    first = np.flatnonzero(~pieces.joined)
    stretch = np.searchsorted(first, bad, side="right") - 1
    low = np.maximum(np.searchsorted(middle, where - half), first[stretch])
    high = np.minimum(np.searchsorted(middle, where + half), np.append(first, middle.size)[stretch + 1])
    marks = np.zeros(middle.size + 1, np.int64)
    np.add.at(marks, low, 1)
    np.add.at(marks, high, -1)
    return np.asarray(np.cumsum(marks)[:-1] > 0, dtype=np.bool_)


def _below(case: Case, limits: LineLimits, pieces: _Pieces) -> Flags:
    """Pieces whose underside lies below the mean groundwater of the last years, (p,)."""
    mean = case.course.monthly[case.period].mean(axis=(0, 1), dtype=np.float64)
    return np.asarray(limits.underside[pieces.line] > mean[pieces.column] + pieces.higher, dtype=np.bool_)


def _rating(case: Case, limits: LineLimits, pieces: _Pieces) -> dict[str, float]:
    """Current that power cables carry over that in dry ground, mean by length; empty without cables."""
    lowest = case.course.glg[case.index][pieces.column] + pieces.higher
    wet = limits.rating[pieces.line, pieces.peat]
    chosen = np.isfinite(wet) & np.isfinite(lowest)
    if not chosen.any():
        return {}
    ratio = np.where(lowest < limits.axis[pieces.line], wet, 1.0)
    return {"cable_rating [1]": float(np.average(ratio[chosen], weights=pieces.size[chosen]))}


def _connections(case: Case) -> dict[str, float]:
    """Buildings on piles from which the ground has sunk too far for their connections; empty without any."""
    found = places(case, "buildings")
    table = case.twin.features.get("buildings")
    if found is None or table is None or "foundation" not in table:
        return {}
    piles = kept(case, table, "on piles", lambda: _on_piles(table, found))
    lost = _lost(case, case.course)[found.column[piles[case.counted[found.column[piles]]]]]
    if not np.isfinite(lost).any():
        return {}
    return {"connections_broken [buildings]": float((lost > CONNECTION.value).sum())}


def _on_piles(table: gpd.GeoDataFrame, found: Places) -> Numbers:
    """Pieces of buildings on piles, on known land."""
    piles = table["foundation"].fillna("").astype(str).str.contains("pile|palen", case=False)
    return np.flatnonzero((found.column >= 0) & piles.to_numpy(np.bool_)[found.thing])


def _lost(case: Case, course: Course) -> Floats:
    """Height that each column has lost since the start [m], (k,)."""
    parts = course.oxidation[case.index], course.creep[case.index], course.shrinkage[case.index]
    return np.sum(parts, axis=0, dtype=np.float64)


def _rows(
    ids: npt.NDArray[np.object_], limits: LineLimits, pieces: _Pieces, flags: Mapping[str, Flags]
) -> Sequence[dict[str, str | float]]:
    """Rows of each network, and of the twenty lines with most of their length at risk."""
    count = len(ids)
    of = {state: np.bincount(pieces.line, pieces.size * flag, count) for state, flag in flags.items()}
    there = np.unique(limits.network[np.unique(pieces.line)])
    rows: list[dict[str, str | float]] = [
        {
            "row": "network",
            "name": str(name),
            "state": state,
            "value": float(length[limits.network == name].sum()),
            "unit": "m",
        }
        for name in there
        for state, length in of.items()
    ]
    risk = np.bincount(pieces.line, pieces.size * (flags["floating"] | flags["bent"]), count)
    return rows + [
        {"row": "object", "name": str(ids[at]), "state": "at risk", "value": float(risk[at]), "unit": "m"}
        for at in np.argsort(-risk, kind="stable")[:20]
        if risk[at] > 0.0
    ]


def _notes(limits: LineLimits, pieces: _Pieces, *, dark: float) -> tuple[str, ...]:
    notes = []
    if (length := pieces.size[pieces.doubt].sum()) > 0.0:
        notes.append(
            f"Of {length / 1e3:.1f} km it is not known whether peat lies on them: taken as clay or sand."
        )
    for flag, text in (
        (limits.untested, "the diameter or the depth is not known: they are not tested for floating"),
        (limits.guessed, "the material is not known: taken as PVC, the lightest"),
    ):
        if (length := pieces.size[flag[pieces.line]].sum()) > 0.0:
            notes.append(f"Of {length / 1e3:.1f} km of pipes {text}.")
    if dark > 0.0:
        notes.append(f"Of {dark / 1e3:.1f} km the groundwater is not known; it is left out.")
    return tuple(notes)
