"""Which reservoir a new doublet stands in: a layer that is named, levels, or that of its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.heat.ground import Place, reservoir_misfit
from twin.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from terrain.subsurface import Column
    from twin.state import Twin

__all__ = ["check_wells", "reservoir_of"]

Levels = tuple[float | None, float | None]

_TOP, _BASE = -2200.0, -2300.0
"""Reservoir [m NAP] where nothing tells: a usual depth in the west of the country [unverified]."""


def check_wells(
    twin: Twin, wells: tuple[Place, Place], spacing: float, *, reservoir: str | None, levels: Levels
) -> list[Problem]:
    """List why a doublet cannot be drilled.

    Parameters
    ----------
    twin
        With layers or without.
    wells, spacing
        Bottom holes [m RD] and their distance [m].
    reservoir, levels
        Layer, or top and base [m NAP], of which none need be given.
    """
    if not all(bool(twin.grid.contains(*at)) for at in wells):
        remedy = "Take a smaller spacing, another azimuth, or a place further from the edge."
        return [Problem("spacing", spacing, "brings a well outside the twin", remedy)]
    columns = [_column(twin, at) for at in wells]
    layered = any("layers" in column.part for column in columns)
    if reservoir is not None and (absent := [c for c in columns if c.layer(reservoir) is None]):
        known = [unit.key for unit in absent[0].units if unit.kind == "reservoir"]
        message = (
            "is no layer of this twin below both wells" if layered else "is not known: the twin has no layers"
        )
        remedy = did_you_mean(reservoir, known) if known else "Give top and base of the reservoir."
        return [Problem("reservoir", reservoir, message, remedy)]
    name, top, base = reservoir_of(twin, wells, reservoir=reservoir, levels=levels)
    wrong = reservoir_misfit(twin, wells, top=top, base=base, reservoir=name)
    if wrong is None:
        return []
    field, value = ("reservoir", name) if reservoir is not None else ("reservoir_top", top)
    return [Problem(field, value, wrong, "Name a reservoir of the twin, or give its top and base in m NAP.")]


def reservoir_of(
    twin: Twin, wells: tuple[Place, Place], *, reservoir: str | None, levels: Levels
) -> tuple[str | None, float, float]:
    """Layer, top and base [m NAP] of the reservoir below two wells.

    Notes
    -----
    The levels, or the layer, as given; else the layer that most doublets of the twin use, or else the middle
    of their levels, or else a usual depth.
    """
    top, base = levels
    if top is not None and base is not None:
        return None, top, base
    present = twin.features.get("doublets")
    used = None
    if present is not None and "reservoir" in present.columns and len(present["reservoir"].dropna()):
        used = str(present["reservoir"].dropna().mode().iloc[0])
    if (named := reservoir or used) is not None:
        found = [layer for at in wells if (layer := _column(twin, at).layer(named)) is not None]
        if found:
            top, base = (sum(each) / len(found) for each in zip(*found, strict=True))
            return named, top, base
    if present is not None and {"reservoir_top", "reservoir_base"} <= set(present.columns):
        known = present[["reservoir_top", "reservoir_base"]].dropna()
        if len(known):
            return None, float(known["reservoir_top"].median()), float(known["reservoir_base"].median())
    return None, _TOP, _BASE


def _column(twin: Twin, at: Place) -> Column:
    from terrain.subsurface import column_at

    return column_at(twin, *at)
