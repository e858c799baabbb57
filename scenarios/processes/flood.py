"""Flood: water that moves over the land from a storm at sea, a breach, a river wave or rain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from scenarios.flow.model_card import CARD
from scenarios.flow.parameters import FloodParameters
from scenarios.model_card import ModelCard
from scenarios.physics.constants import GRAVITY
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from twin.errors import Problem
from twin.progress import Progress, part

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.drivers import Drivers
    from scenarios.flow.outcome import FloodOutcome
    from twin.state import Twin

__all__ = ["FLOODED_FROM", "Flood", "check_flood", "flood_estimate"]

FLOODED_FROM = 0.05
"""Depth from which land counts as flooded [m]."""
ONE_RUN = "no band: one computation, for the middle of the drivers"
NO_BREACH = "no dike fails"
_MOST_STEPS = 1e9
_DEPTH, _COURANT = 6.0, 0.65  # m of water that sets the time step; Courant number of the solver
_BYTES_PER_CELL, _BYTES_PER_FRAME = 220, 12  # of a frame: int16, float32 twice while it is written
_CELLS_PER_SECOND, _WET_SHARE = 8.0e7, 0.15  # of one thread; wet cells as part of all, over the run
_WET_CM = 2  # the record's depth of a flooded cell


def _indicator(unit: str, nl: str, en: str, method: str) -> Indicator:
    return Indicator(unit, nl, en, method)


class Flood(Process[FloodParameters]):
    """How water comes over the land in time, how deep and how fast, with what it brings into balance."""

    id: ClassVar[str] = "flood"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Flood"
    title_nl: ClassVar[str] = "Overstroming"
    description_en: ClassVar[str] = (
        "Water that moves in two dimensions: storm and tide at sea, a breach that grows, dikes that "
        "overflow, a river wave, rain and pumps; depth in time, arrival, speed and rise, with a balance."
    )
    description_nl: ClassVar[str] = (
        "Water dat in twee dimensies stroomt: storm en getij op zee, een bres die groeit, dijken die "
        "overlopen, een rivierafvoergolf, regen en gemalen; diepte in de tijd, aankomst, snelheid en "
        "stijging, met een waterbalans."
    )
    Parameters: ClassVar[type[ProcessParameters]] = FloodParameters
    card: ClassVar[ModelCard] = CARD
    indicators: ClassVar[Mapping[str, Indicator]] = {
        "max_depth": _indicator(
            "m", "grootste diepte op land", "greatest depth on land", "over all land cells and all moments"
        ),
        "flooded_area": _indicator(
            "m2",
            "overstroomd land",
            "flooded land",
            f"land cells with more than {FLOODED_FROM} m at any moment; permanent water left out, beach and "
            "foreshore counted",
        ),
        "flooded_protected_area": _indicator(
            "m2",
            "overstroomd land achter de dijken",
            "flooded land behind the dikes",
            f"the part with more than {FLOODED_FROM} m that the sea, without its rise, reaches over or "
            "through a dike only",
        ),
        "inflow_volume": _indicator(
            "m3",
            "ingestroomd water",
            "water that came in",
            "largest net volume over and through the dikes, with river and waves; without dikes from the sea",
        ),
        "mass_error": _indicator(
            "1",
            "fout in de waterbalans",
            "error of the water balance",
            "water that the balance cannot account for, relative to all water that took part",
        ),
        "max_breach_discharge": _indicator(
            "m3/s",
            "grootste debiet door een bres",
            "greatest discharge of a breach",
            "mean over five minutes, into the land",
        ),
        "breach_width": _indicator(
            "m", "breedte van de bres", "width of the breach", "of the widest breach at the end"
        ),
        "first_building": _indicator(
            "h",
            "water bij het eerste gebouw",
            "water at the first building",
            "first moment with more than 0.02 m in a cell, dry at the start, that a building touches; behind "
            "the dikes where there are any",
        ),
        "highest_sea_level": _indicator(
            "m",
            "hoogste zeestand (m NAP)",
            "highest sea level (m NAP)",
            "tide and surge on the mean sea level",
        ),
    }

    def check(self, twin: Twin, parameters: FloodParameters) -> list[Problem]:
        """Refuse breaches where no dike is, a river off the grid, cells that do not fit, endless runs."""
        return check_flood(twin, parameters)

    def check_case(self, twin: Twin, drivers: Drivers) -> list[Problem]:
        """Refuse a sea above every dike."""
        from scenarios.flow.from_twin import too_high

        return too_high(twin, drivers)

    def estimate(self, twin: Twin, parameters: FloodParameters) -> Estimate:
        """Tell the cost from the number of steps that waves in some metres of water need."""
        return flood_estimate(twin, parameters)

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: FloodParameters, progress: Progress
    ) -> Outcome:
        """Compute the flood, or take the one that was just computed."""
        from scenarios.flow.simulate import flood

        found = flood(twin, drivers, parameters, part(progress, 0.0, 0.98))
        outcome = Outcome(_fields(twin, found, drivers), _values(twin, found, drivers))
        progress(1.0, "flood done")
        return outcome


def check_flood(twin: Twin, parameters: FloodParameters) -> list[Problem]:
    """List what keeps a flood from being computed on a twin; fields are relative to the parameters."""
    from scenarios.checks import known_place

    problems = []
    if parameters.breaches:
        from scenarios.flow.breach_sites import check_places

        problems += check_places(twin, parameters)
    if parameters.river_at is not None:
        problems += known_place(twin, parameters.river_at, "river_at")
    problems += _check_cell(twin, parameters)
    if parameters.cell is not None and parameters.infiltration != "none":
        message, remedy = (
            "is not known in larger cells",
            "Leave the cell out, or compute without infiltration.",
        )
        problems.append(Problem("infiltration", parameters.infiltration, message, remedy))
    steps = _steps(twin, parameters)
    if steps > _MOST_STEPS:
        message = f"needs about {steps:.1e} time steps, at most {_MOST_STEPS:.0e} are computed"
        problems.append(Problem("hours", parameters.hours, message, "Give fewer hours, or larger cells."))
    return problems


def _check_cell(twin: Twin, parameters: FloodParameters) -> list[Problem]:
    """Refuse a cell that is no whole number of the twin's cells."""
    cell, dx, dy = parameters.cell, twin.grid.dx, twin.grid.dy
    if cell is None or cell == dx == dy:
        return []
    times = cell / dx
    if abs(dx - dy) < 1e-6 and 2 <= times <= 400 and abs(times - round(times)) < 1e-6:
        return []
    message = f"is no whole number, 2 to 400, of the twin's cells of {dx:g} m"
    return [Problem("cell", cell, message, f"Give {2 * dx:g}, {5 * dx:g} or {10 * dx:g} m, or leave it out.")]


def _steps(twin: Twin, parameters: FloodParameters) -> float:
    cell = float(parameters.cell or min(twin.grid.dx, twin.grid.dy))
    return float(parameters.hours * 3600.0 * np.sqrt(GRAVITY * _DEPTH) / (_COURANT * cell))


def flood_estimate(twin: Twin, parameters: FloodParameters) -> Estimate:
    """Tell the cost of one flood: cells, memory with the film and the floods that are kept, seconds."""
    cells = twin.grid.nx * twin.grid.ny
    frames = parameters.hours * 60.0 / parameters.output_minutes + 2
    shrunk = 1.0 if parameters.cell is None else (parameters.cell / twin.grid.dx) ** 2
    work = _steps(twin, parameters) * cells / max(shrunk, 1.0) * _WET_SHARE
    return Estimate(
        cells,
        int(cells * (_BYTES_PER_CELL + _BYTES_PER_FRAME * frames)),
        round(5.0 + work / _CELLS_PER_SECOND, 1),
        ("larger cells", "fewer hours"),
    )


def _values(twin: Twin, found: FloodOutcome, drivers: Drivers) -> dict[str, Value]:
    """Answers of a flood; where nothing brings water they are 0 and say so."""
    depth = np.where(found.land, found.max_depth, np.float32(0.0))
    area, flooded = twin.grid.cell_area, depth > FLOODED_FROM
    why = found.reason or ONE_RUN
    breach = why if found.breaches else (found.reason or NO_BREACH)
    sea = found.sea_level
    known = bool(np.isfinite(sea).any())
    return {
        "max_depth": Value(float(depth.max(initial=0.0)), reason=why),
        "flooded_area": Value(float(flooded.sum()) * area, reason=why),
        "flooded_protected_area": Value(float((flooded & found.protected).sum()) * area, reason=why),
        "inflow_volume": Value(found.inflow_volume, reason=why),
        "mass_error": Value(found.mass_error, reason=why),
        "max_breach_discharge": Value(
            max((float(b.discharge.max()) for b in found.breaches), default=0.0), reason=breach
        ),
        "breach_width": Value(max((float(b.width[-1]) for b in found.breaches), default=0.0), reason=breach),
        "first_building": _first_building(twin, found),
        "highest_sea_level": Value(
            float(np.nanmax(sea)) if known else None,
            reason=why if known else "no sea in this area",
            method=f"{drivers.method}; {found.notes.get('sea', '')}" if known else None,
        ),
    }


def _first_building(twin: Twin, found: FloodOutcome) -> Value:
    """When water first stands at a building [h]."""
    if "buildings" not in twin.features:
        return Value(None, reason="the twin has no buildings")
    from scenarios.footprints import lowest_over, touched_cells

    table = twin.features["buildings"]
    where = found.protected if "dikes" in twin.features else found.land
    came = np.where(where & (found.depth_cm[0] <= _WET_CM), found.arrival_time, np.float32(np.inf))
    arrival = lowest_over(came, touched_cells(table.geometry, twin.grid), len(table), np.inf)
    first = float(arrival.min(initial=np.inf))
    if not np.isfinite(first):
        return Value(None, reason=found.reason or "no building is reached")
    return Value(first / 3600.0, reason=ONE_RUN)


def _fields(twin: Twin, found: FloodOutcome, drivers: Drivers) -> xr.Dataset:
    """Fields on the grid, the film, and the series of sea, balance and breaches."""
    import xarray as xr

    method = "; ".join([drivers.method, *(f"{name}: {told}" for name, told in found.notes.items())])
    film = found.depth_cm * np.float32(0.01)
    film[found.depth_cm < 0] = np.nan  # in place: a film may take half of the memory
    grid = ("y", "x")
    variables: dict[str, Any] = {
        "water_depth_series": (("time", "y", "x"), film, {"comment": method}),
        "max_depth": (grid, found.max_depth, {"comment": "outside water: below the highest sea level"}),
        "arrival_time": (grid, found.arrival_time, {"comment": "+inf: the water does not come"}),
        "rise_rate": (grid, found.rise_rate, {"comment": "mean over the first 1.5 m; 0 in outside water"}),
        "max_speed": (grid, found.max_speed, {"comment": "0 in outside water, where no flow is computed"}),
        "max_depth_speed": (grid, found.max_depth_speed, {}),
        "flood_duration": (grid, found.duration, {"comment": "time with more than 0.02 m"}),
        "boundary_discharge": ("series_time", found.boundary_discharge, {}),
        "stored_volume": ("series_time", found.stored_volume, {}),
        "sea_level_series": ("series_time", found.sea_level, {}),
    }
    coordinates = {**twin.grid.coords(), "time": found.time, "series_time": found.series_time}
    if found.breaches:
        coordinates["breach"] = [f"{b.dike} {b.at[0]:.0f} {b.at[1]:.0f}" for b in found.breaches]
        for name in ("width", "sill", "discharge"):
            rows = np.array([getattr(breach, name) for breach in found.breaches])
            variables[f"breach_{name}"] = (("breach", "series_time"), rows, {})
    return xr.Dataset(variables, coords=coordinates)
