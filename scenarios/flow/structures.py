"""Works that carry water between two cells, or a cell and outside: pumps, culverts, weirs and gates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from twin.errors import Problem

__all__ = ["Cell", "Culvert", "Gate", "Pump", "Structure", "Weir", "structure_problems"]

Cell = tuple[int, int]
"""Row and column of a cell."""


@dataclass(frozen=True, slots=True)
class Pump:
    """A pumping station with a fixed capacity.

    Parameters
    ----------
    source, target
        Cells it pumps from and to; None is outside the model (not both).
    capacity
        m3/s, >= 0. It takes no more than what the source holds.
    start_level, stop_level
        It starts when the source stands at or above the first, and stops below the second [m NAP]; by default
        it always runs.
    failure
        Start and end of the time in which it stands still [s], or None.
    drowns_at
        Level of the source above which it stops for good [m NAP].
    """

    source: Cell | None
    target: Cell | None
    capacity: float
    start_level: float = -math.inf
    stop_level: float = -math.inf
    failure: tuple[float, float] | None = None
    drowns_at: float = math.inf


@dataclass(frozen=True, slots=True)
class Culvert:
    """A pipe or box under a dike or road; free or drowned, partly or wholly filled.

    Parameters
    ----------
    source, target
        Cells at both ends; None is outside (not both). Water runs either way.
    invert
        Bottom of the barrel [m NAP].
    length
        Of the barrel [m], >= 0.
    width, height
        Of a rectangular barrel [m], > 0; leave out for a round one.
    diameter
        Of a round barrel [m], > 0.
    roughness
        Manning's n of the wall [s m-1/3]; 0.015 is concrete [unverified].
    entrance_loss, exit_loss
        Velocity heads lost [1]; 0.5 is a square entrance, 1 an exit into still water [unverified].
    flap
        Whether a flap lets water through from source to target only.
    outside
        Number of the level series of the domain that stands at an end outside; None: it falls out freely.
    """

    source: Cell | None
    target: Cell | None
    invert: float
    length: float
    width: float | None = None
    height: float | None = None
    diameter: float | None = None
    roughness: float = 0.015
    entrance_loss: float = 0.5
    exit_loss: float = 1.0
    flap: bool = False
    outside: int | None = None


@dataclass(frozen=True, slots=True)
class Weir:
    """A crest that water passes over, free or drowned, either way.

    Parameters
    ----------
    source, target
        Cells on both sides; None is outside (not both).
    crest
        m NAP.
    width
        m, > 0.
    coefficient
        Discharge coefficient [1]; 0.9 to 1.1 for a broad crest.
    flap
        Whether water passes from source to target only.
    outside
        Number of the level series at a side outside; None: it falls away freely.
    """

    source: Cell | None
    target: Cell | None
    crest: float
    width: float
    coefficient: float = 1.0
    flap: bool = False
    outside: int | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate that water passes under; while the water stays below its edge it is a weir.

    Parameters
    ----------
    source, target
        Cells on both sides; None is outside (not both).
    sill
        m NAP.
    width
        m, > 0.
    opening
        Height of the edge above the sill [m], >= 0; 0 is closed.
    contraction
        Height of the jet over the opening [1]; 0.63 is usual [unverified].
    coefficient
        Discharge coefficient [1].
    flap
        Whether water passes from source to target only.
    outside
        Number of the level series at a side outside; None: it falls away freely.
    """

    source: Cell | None
    target: Cell | None
    sill: float
    width: float
    opening: float
    contraction: float = 0.63
    coefficient: float = 1.0
    flap: bool = False
    outside: int | None = None


Structure = Pump | Culvert | Weir | Gate


def structure_problems(name: str, structure: Structure, cells: Any, series: int) -> list[Problem]:
    """List what is wrong with a structure.

    Parameters
    ----------
    name
        Field that holds it.
    structure
        The structure.
    cells
        Where there is ground, bool (ny, nx).
    series
        Number of level series of the domain.
    """
    problems = _end_problems(name, structure, cells)
    if isinstance(structure, Pump):
        return problems + _pump_problems(name, structure)
    outside = structure.outside
    if outside is not None and not 0 <= outside < series:
        text = f"there are {series} level series"
        problems.append(Problem(f"{name}.outside", outside, text, "Number a series from 0."))
    rules: tuple[tuple[str, float, bool], ...]
    if isinstance(structure, Culvert):
        problems += _shape_problems(name, structure)
        rules = (
            ("invert", structure.invert, False),
            ("length", structure.length, True),
            ("roughness", structure.roughness, True),
            ("entrance_loss", structure.entrance_loss, True),
            ("exit_loss", structure.exit_loss, True),
        )
        lost = structure.entrance_loss + structure.exit_loss
        if lost == 0 and structure.length * structure.roughness == 0:
            problems.append(
                Problem(name, lost, "a culvert loses some head", "Give an entrance or exit loss.")
            )
    elif isinstance(structure, Weir):
        rules = (("crest", structure.crest, False),)
        problems += _size_problems(name, {"width": structure.width, "coefficient": structure.coefficient})
    else:
        rules = (
            ("sill", structure.sill, False),
            ("opening", structure.opening, True),
        )
        sizes = {"width": structure.width, "contraction": structure.contraction}
        problems += _size_problems(name, {**sizes, "coefficient": structure.coefficient})
    for field, value, positive in rules:
        if not math.isfinite(value) or (positive and value < 0):
            what = "must be 0 or more" if positive else "must be a level"
            problems.append(Problem(f"{name}.{field}", value, what, "Give a number in SI units."))
    return problems


def _end_problems(name: str, structure: Structure, cells: Any) -> list[Problem]:
    problems = []
    for field, cell in (("source", structure.source), ("target", structure.target)):
        if cell is None:
            continue
        inside = 0 <= cell[0] < cells.shape[0] and 0 <= cell[1] < cells.shape[1]
        if not inside or not cells[cell]:
            text = "there is no ground at this end"
            problems.append(Problem(f"{name}.{field}", cell, text, "Choose a cell of the model."))
    if structure.source == structure.target:
        text = "both ends are the same"
        problems.append(Problem(name, structure.source, text, "Choose two cells, or a cell and outside."))
    return problems


def _pump_problems(name: str, pump: Pump) -> list[Problem]:
    problems = []
    if not (math.isfinite(pump.capacity) and pump.capacity >= 0):
        problems.append(
            Problem(f"{name}.capacity", pump.capacity, "must be 0 or more", "Give the capacity in m3/s.")
        )
    if not pump.stop_level <= pump.start_level:
        problems.append(
            Problem(
                f"{name}.stop_level",
                pump.stop_level,
                f"the pump would stop above the level {pump.start_level:g} m NAP at which it starts",
                "Give a stop level at or below the start level.",
            )
        )
    if pump.failure is not None and not pump.failure[0] < pump.failure[1]:
        text = "the failure ends before it starts"
        problems.append(Problem(f"{name}.failure", pump.failure, text, "Give start and end in seconds."))
    return problems


def _shape_problems(name: str, culvert: Culvert) -> list[Problem]:
    given = {
        "width": culvert.width,
        "height": culvert.height,
        "diameter": culvert.diameter,
    }
    known = {field: value for field, value in given.items() if value is not None}
    if known.keys() not in ({"diameter"}, {"width", "height"}):
        text = "a culvert is round or rectangular"
        return [Problem(name, sorted(known), text, "Give a diameter, or a width and a height.")]
    return _size_problems(name, known)


def _size_problems(name: str, sizes: dict[str, float]) -> list[Problem]:
    return [
        Problem(f"{name}.{field}", value, "must be above 0", "Give a positive number.")
        for field, value in sizes.items()
        if not (math.isfinite(value) and value > 0)
    ]
