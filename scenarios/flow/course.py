"""The course of a flood: the solver goes on from event to event, breaches grow, film and series are kept."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.breach import Breach
from scenarios.flow.breach_sites import BreachSite, largest_width
from scenarios.flow.checkpoint import domain_digest, under
from scenarios.flow.domain import TimeSeries
from scenarios.flow.film import Film, Series, depth_with_sea, even_times
from scenarios.flow.from_twin import FloodModel
from scenarios.flow.hydrograph import peak_time
from scenarios.flow.outcome import BreachSeries, FloodOutcome
from scenarios.flow.parameters import FloodParameters
from scenarios.flow.still_water import still_record
from twin.errors import Cancelled, StoreError
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.flow.keeping import Keeper
    from scenarios.flow.solver import Solver
    from scenarios.flow.subgrid import SubgridSolver

    FlowSolver = Solver | SubgridSolver

__all__ = ["BREACH_STEP", "SERIES_STEP", "Course", "solver_of"]

Field = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]

SERIES_STEP = 300.0
"""Time between the moments of the series [s]."""
BREACH_STEP = 30.0
"""Time after which the size of an open breach is renewed [s]."""


def solver_of(model: FloodModel, parameters: FloodParameters) -> FlowSolver:
    """Solver on the cells of the twin, or on larger cells that know the ground inside them."""
    if parameters.cell is None or parameters.cell <= max(model.domain.dx, model.domain.dy):
        from scenarios.flow.solver import Solver

        return Solver(model.domain, model.level)
    from scenarios.flow.subgrid import SubgridSolver

    return SubgridSolver(model.domain, model.level, cell=float(parameters.cell))


class Course:
    """A flood from start to end.

    Parameters
    ----------
    model
        What is computed.
    parameters
        Duration, film and breaches.
    """

    def __init__(self, model: FloodModel, parameters: FloodParameters) -> None:
        self._model, self._duration = model, parameters.hours * 3600.0
        self._solver = solver_of(model, parameters)
        self.film = Film(even_times(self._duration, parameters.output_minutes * 60.0), model.ground.shape)
        self._start = _breach_start(parameters)
        self._breaches = [_growth(site, parameters, self._start) for site in model.sites]
        self._outer = [-1 for _ in model.sites]
        names = ["boundary", "stored", "inwards"]
        names += [
            f"{kind} {number}" for kind in ("through", "width", "sill") for number in range(len(model.sites))
        ]
        self._series = Series(even_times(self._duration, SERIES_STEP), names)
        faces = model.domain.faces
        self._sill, self._share = faces.sill.copy(), faces.share.copy()
        sizes = [site.entry.size for site in model.sites]
        self._own = model.crests + np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._keeper: Keeper | None = None
        self._under_way = 0.0  # end of the stretch for which breaches have grown

    def run(self, progress: Progress, keeper: Keeper | None = None) -> FloodOutcome:
        """Go from start to end; `progress` may raise to stop it, within a second.

        Parameters
        ----------
        progress
            Told how far it is.
        keeper
            Keeps what is needed to go on later; where it has that already, the flood goes on from there.
        """
        self._keeper = keeper
        if keeper is not None and (damage := keeper.resume(self._restore)):
            progress(0.0, f"an earlier start cannot be used: {damage}")
        if self._solver.time == 0.0:
            self._keep()
        told = _Teller(self._solver, self._duration)
        try:
            for last, moment in pairwise(self._events()):
                if moment < self._solver.time:
                    continue
                if moment > self._under_way:
                    self._grow(float(last), float(moment))
                    self._under_way = float(moment)
                share = part(progress, float(last) / self._duration, float(moment) / self._duration)
                self._solver.advance(float(moment), self._watched(told.of(share)))
                self._keep()
        except Cancelled:
            if keeper is not None:
                with suppress(OSError, StoreError):
                    keeper.stop(self._arrays())
            raise
        outcome = self._outcome()
        if keeper is not None:
            keeper.finish(outcome)
        return outcome

    @cached_property
    def _domain(self) -> str:
        return domain_digest(self._model.domain)

    def _watched(self, progress: Progress) -> Progress:
        """Progress that also keeps what is due."""

        def tell(fraction: float, message: str) -> None:
            progress(fraction, message)
            if self._keeper is not None:
                self._keeper.look(self._arrays)

        return tell

    def _arrays(self) -> dict[str, Array]:
        """Everything that is needed to go on later."""
        return {
            "domain": np.array(self._domain),
            **{f"solver.{name}": array for name, array in self._solver.arrays().items()},
            **{f"series.{name}": array for name, array in self._series.arrays().items()},
            **{f"breach.{n}": breach.arrays()["breach"] for n, breach in enumerate(self._breaches)},
            "sill": self._sill,
            "share": self._share,
            "outer": np.array(self._outer, np.int64),
            "under_way": np.array(self._under_way),
        }

    def _restore(self, arrays: dict[str, Array]) -> None:
        """Go on from what `_arrays` gave, bit-identically."""
        if str(arrays["domain"]) != self._domain:
            raise StoreError("the checkpoint is that of another flood")
        self._solver.restore(under("solver.", arrays))
        self._series.restore(under("series.", arrays))
        for number, breach in enumerate(self._breaches):
            breach.restore({"breach": arrays[f"breach.{number}"]})
        self._sill[:], self._share[:] = arrays["sill"], arrays["share"]
        self._outer = [int(side) for side in arrays["outer"]]
        self._under_way = float(arrays["under_way"])

    def _events(self) -> Floats:
        """Moments at which something is kept or changed."""
        moments = [self.film.times, self._series.times]
        if self._breaches and self._start < self._duration:
            moments.append(np.arange(self._start, self._duration, BREACH_STEP))
        return np.unique(np.round(np.concatenate(moments), 6))

    def _grow(self, now: float, until: float) -> None:
        """Give every breach its size of now, and let it grow over the stretch of time that comes.

        Its outer side is the one where the water stands higher when the dike gives way; water that runs back
        out does not widen it.
        """
        if not self._breaches or until <= self._start:
            return
        crests = slice(self._model.crests)
        self._share[crests] = self._model.domain.faces.share[crests]
        for number, (site, breach) in enumerate(zip(self._model.sites, self._breaches, strict=True)):
            levels = self._levels_beside(site, now)
            if self._outer[number] < 0:
                self._outer[number] = int(levels[1] > levels[0])
            outside, inside = levels[self._outer[number]], levels[1 - self._outer[number]]
            width, sill = breach.update(now, now, outside, inside)
            own = slice(int(self._own[number]), int(self._own[number + 1]))
            self._share[own], self._sill[own] = self._taken(site, width), sill
            breach.update(now, until, outside, inside)
        self._solver.set_sills(self._sill, self._share)

    def _taken(self, site: BreachSite, width: float) -> Floats:
        """Part of each face that a breach of a width takes, away from its crest.

        Where two breaches grow into each other, the second takes what the first has left.
        """
        gone, taken = site.shares(width)
        whole, left = self._model.domain.faces.share[site.entry], self._share[site.entry]
        shared = left < whole
        taken = np.where(shared, np.minimum(taken, left), taken)
        self._share[site.entry] = np.where(shared, left - taken, whole * (1.0 - gone))
        return taken

    def _levels_beside(self, site: BreachSite, now: float) -> tuple[float, float]:
        """Level on both sides of a breach [m NAP]: the sea's where outside water stands."""
        row, col = site.probe.T
        inside = row >= 0
        found = np.full(2, np.nan)
        found[inside] = self._solver.level_at(row[inside], col[inside])
        sea = site.bottom if self._model.sea is None else self._model.sea.at(now)
        found[np.isnan(found)] = sea
        return float(found[0]), float(found[1])

    def _keep(self) -> None:
        """Keep what belongs to this moment."""
        now = self._solver.time
        if (number := _place(self.film.times, now)) is not None:
            self.film.take(number, depth_with_sea(self._model, self._solver.depth, self._sea(now)))
            if self._keeper is not None:
                self._keeper.took(number)
        if (number := _place(self._series.times, now)) is None:
            return
        balance, volume = self._solver.balance, self._solver.faces_volume
        inwards = self._model.inwards
        came = float(volume @ inwards) if inwards.any() else balance.boundary
        kept = {"boundary": balance.boundary, "stored": balance.stored, "inwards": came + balance.inflow}
        for place, (site, breach) in enumerate(zip(self._model.sites, self._breaches, strict=True)):
            own = slice(int(self._own[place]), int(self._own[place + 1]))
            kept[f"through {place}"] = float(volume[own] @ inwards[own])
            kept[f"width {place}"], kept[f"sill {place}"] = site.taken(breach.width), breach.sill
        self._series.take(number, **kept)

    def _sea(self, now: float) -> float | None:
        return None if self._model.sea is None else self._model.sea.at(now)

    def _outcome(self) -> FloodOutcome:
        model, solver, series = self._model, self._solver, self._series
        highest = None if model.sea is None else float(model.sea.value.max())
        record = solver.record

        cells, arrival = model.domain.cells, record.arrival_time
        arrival = np.where(cells, np.where(np.isnan(arrival), np.inf, arrival), np.nan)
        rise = np.where(cells, np.nan_to_num(record.rise_rate, nan=0.0), np.nan)
        speed, force, lasted = record.max_speed, record.max_depth_speed, record.duration
        if model.sea is not None:
            still = still_record(model.sea, model.ground[model.outside], self._duration)
            for field, value in (
                (arrival, still.arrival_time),
                (rise, still.rise_rate),
                (lasted, still.duration),
                (speed, np.where(np.isnan(still.duration), np.nan, 0.0)),
                (force, np.where(np.isnan(still.duration), np.nan, 0.0)),
            ):
                field[model.outside] = value
        breaches = tuple(
            BreachSeries(
                dike=site.dike,
                at=site.at,
                width=series[f"width {number}"],
                sill=series[f"sill {number}"],
                discharge=series.rate(f"through {number}"),
            )
            for number, site in enumerate(model.sites)
        )
        sea = (
            np.full(series.times.size, np.nan)
            if model.sea is None
            else np.interp(series.times, model.sea.time, model.sea.value)
        )
        return FloodOutcome(
            time=self.film.times,
            depth_cm=self.film.depth_cm,
            max_depth=depth_with_sea(model, record.max_depth, highest),
            arrival_time=arrival.astype(np.float32),
            rise_rate=rise.astype(np.float32),
            max_speed=speed,
            max_depth_speed=force,
            duration=lasted,
            land=model.land,
            protected=model.protected,
            series_time=series.times,
            sea_level=sea,
            boundary_discharge=series.rate("boundary"),
            stored_volume=series["stored"],
            breaches=breaches,
            inflow_volume=max(float(series["inwards"].max()), 0.0),
            mass_error=solver.balance.error,
            notes=model.notes,
            cells=int(model.domain.cells.sum()),
            steps=solver.steps,
            cell_steps=solver.cell_steps,
        )


def _breach_start(parameters: FloodParameters) -> float:
    if parameters.breach_hours is not None:
        return parameters.breach_hours * 3600.0
    return peak_time(parameters.hours, parameters.storm_peak_hours)


def _growth(site: BreachSite, parameters: FloodParameters, start: float) -> Breach:
    widths = sills = None
    if parameters.breach_series_hours:
        times = np.asarray(parameters.breach_series_hours) * 3600.0
        widths = TimeSeries(times, np.asarray(parameters.breach_series_widths))
        sills = TimeSeries(times, np.minimum(parameters.breach_series_sills, site.crest))
    return Breach(
        crest=site.crest,
        bottom=site.bottom,
        soil=parameters.breach_soil,
        start=start,
        initial_width=parameters.breach_initial_width,
        deepening_time=parameters.breach_deepening_minutes * 60.0,
        largest_width=None if widths is not None else largest_width(parameters),
        widths=widths,
        sills=sills,
    )


def _place(times: Floats, now: float) -> int | None:
    """Number of the moment that it is now; None between moments."""
    number = int(np.searchsorted(times, now - 1e-3))
    return number if number < times.size and abs(times[number] - now) <= 1e-3 else None


class _Teller:
    """Tells how far the flood is, and how long it still takes at the pace since it was started here."""

    def __init__(self, solver: FlowSolver, duration: float) -> None:
        self._solver, self._duration = solver, duration
        self._began, self._first = monotonic(), solver.time

    def of(self, progress: Progress) -> Progress:
        """Progress in whose words the solver's own are replaced."""

        def tell(fraction: float, message: str) -> None:  # noqa: ARG001 - the solver's own word is not needed
            now, spent = self._solver.time, monotonic() - self._began
            done, to_do = now - self._first, self._duration - now
            left = f", about {spent * to_do / done:.0f} s to go" if done > 0 and spent > 1 else ""
            progress(fraction, f"{now / 3600:.1f} of {self._duration / 3600:g} h{left}")

        return tell
