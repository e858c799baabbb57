"""Speed of the flow computation beside that of other open codes, and beside what the memory could give."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.bench._bandwidth import Triad
from scenarios.bench._flow_cases import CASES, Case, make_case
from scenarios.bench._measure import clock_for, machine
from scenarios.bench._peers import LANDLAB, PEERS, Flow, peer
from twin.errors import InvalidInputError, Problem, SimulationError, did_you_mean, invalid

if TYPE_CHECKING:
    from scenarios.flow.solver import Solver

__all__ = ["run"]

OURS = "zicht"
BYTES = 28  # a cell-step in place: level, both flows read and written, bed read; float32 or int32
_ONCE = 2000  # above this size a peer runs in one round only, and landlab (16 GB at 4000) not at all
_SLOW = frozenset({LANDLAB})  # on the polder one round: minutes each
_APART = {"W": 0.02, "PB": 0.2}  # m: a peer further off has not run the same case
_LEAST, _LARGEST = 64, 10_000
_MINUTE = 60.0


def run(case: str = "W", size: int = 1000, threads: int = 1, repeats: int = 3) -> dict[str, Any]:
    """Time the flow computation on a case; peers run the same arrays in the same job, in turns, medians.

    Parameters
    ----------
    case
        ``W``: everything under water. ``PB``: a dike breaks, crests without cap, as the peers compute it.
        ``PB-cap``: the same with the weir law on the breach.
    size
        Cells of 5 m along a side, 64..10000.
    threads
        Threads of ours and of the peers, 1..64.
    repeats
        Rounds, 1..100.

    Returns
    -------
    dict
        ``cell_steps_per_second`` (cells really computed), ``cpu_seconds_per_simulated_hour``,
        ``relative_mass_error``, ``triad_gb_per_s``, ``fraction_of_limit`` (28 bytes a cell-step over the
        triad). ``peers`` holds what ``peer_measure`` names, None when not installed; ``times_faster`` the
        ratio in that measure, by ``clock``; ``agreement`` how far the depths are apart at the end. PB-cap
        adds ``weir_law_ratio``: discharge through the breach over the weir law, free and drowned.

    Raises
    ------
    InvalidInputError
        If there is no such case, or a number is out of its range.
    SimulationError
        If a peer finds another flood.
    """
    _check(case, size, threads, repeats)
    made = make_case(case, size)
    _warm_up(made, threads)
    contest = _Contest(made, threads)
    triad = Triad(threads)
    bandwidth = [triad.gb_per_s()]
    for number in range(repeats):
        contest.race(_contenders(made, threads, number))
        bandwidth.append(triad.gb_per_s())
    told = {
        "bench": "flow",
        "case": case,
        "size": size,
        "threads": threads,
        "repeats": repeats,
        "machine": machine(),
        "clock": clock_for(threads)[1],
    }
    found = told | _own_figures(contest, median(bandwidth)) | _peer_figures(contest)
    return found | (_breach_figures(made, threads) if case == "PB-cap" else {})


@dataclass(slots=True)
class _Lap:
    """What one contender took in one round, without what comes before the first moment."""

    clock: float = 0.0
    cpu: float = 0.0
    cells: float = 0.0


class _Ours:
    """The solver as every process of Zicht uses it."""

    def __init__(self, case: Case, threads: int) -> None:
        from scenarios.flow.solver import Solver

        self.solver: Solver = Solver(case.domain, case.level, threads=threads, capped=case.capped)

    @property
    def steps(self) -> int:
        return self.solver.steps

    @property
    def cells(self) -> int:
        return self.solver.cell_steps

    def advance(self, until: float) -> None:
        self.solver.advance(until)

    def depth(self) -> npt.NDArray[np.floating[Any]]:
        return self.solver.depth


@dataclass
class _Contest:
    """Rounds in which all contenders advance in turn, moment by moment, so that a busy machine slows all."""

    case: Case
    threads: int
    laps: dict[str, list[_Lap]] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)

    def race(self, contenders: Mapping[str, Callable[[], Flow | None]]) -> None:
        """Run one round."""
        runs = {name: flow for name, make in contenders.items() if (flow := make()) is not None}
        laps = {name: _Lap() for name in runs}
        clock, _ = clock_for(self.threads)
        begin, *others = self.case.moments
        for flow in runs.values():
            flow.advance(begin)
        for until in others:
            for name, flow in runs.items():
                before = _cells(flow, self.case)
                started, processor = clock(), time.process_time()
                flow.advance(until)
                laps[name].clock += clock() - started
                laps[name].cpu += time.process_time() - processor
                laps[name].cells += _cells(flow, self.case) - before
        for name, lap in laps.items():
            self.laps.setdefault(name, []).append(lap)
        self.last |= runs

    def agreement(self, name: str) -> dict[str, float]:
        """How far a peer is from ours at the end, and how much water it made or lost."""
        ours, theirs = self.last[OURS].depth(), self.last[name].depth().astype(np.float64)
        start = float(self.case.depth.sum(dtype=np.float64))
        found = {
            "depth_rmse": float(np.sqrt(np.mean((ours - theirs) ** 2))),
            "relative_mass_error": abs(float(theirs.sum()) / start - 1.0),
        }
        if self.case.name != "W":
            behind = [float(depth[:, self.case.polder].sum(dtype=np.float64)) for depth in (theirs, ours)]
            found["polder_volume_ratio"] = behind[0] / behind[1]
        return found


def _own_figures(contest: _Contest, bandwidth: float) -> dict[str, Any]:
    """What ours did, and what of the memory's bandwidth [GB/s] it used."""
    ours, laps = contest.last[OURS], contest.laps[OURS]
    rate = median(lap.cells / lap.clock for lap in laps)
    return {
        "cell_steps_per_second": rate,
        "cpu_seconds_per_simulated_hour": _hourly(laps, contest.case, "cpu"),
        "relative_mass_error": ours.solver.balance.error,
        "triad_gb_per_s": bandwidth,
        "fraction_of_limit": rate * BYTES / 1e9 / bandwidth,
        "steps": ours.steps,
        "cells_computed": ours.cells / (ours.steps * contest.case.bed.size),
    }


def _peer_figures(contest: _Contest) -> dict[str, Any]:
    """What the others did, and whether it was the same flood."""
    case, laps = contest.case, contest.laps
    agreement = {name: contest.agreement(name) for name in laps if name != OURS}
    _refuse_others(agreement, case.name)
    measure = "cell_steps_per_second" if case.name == "W" else "cpu_seconds_per_simulated_hour"
    return {
        "peers": {name: _figure(measure, laps[name], case) if name in laps else None for name in PEERS},
        "peer_measure": measure,
        "times_faster": {name: _times_faster(laps[OURS], laps[name], case) for name in agreement},
        "agreement": agreement,
    }


def _cells(flow: Flow, case: Case) -> float:
    """Cells computed so far; peers compute all of them at every step."""
    return float(flow.cells) if isinstance(flow, _Ours) else float(flow.steps * case.bed.size)


def _contenders(case: Case, threads: int, number: int) -> dict[str, Callable[[], Flow | None]]:
    """Who runs in a round."""
    size = case.bed.shape[0]
    names = [
        name
        for name in PEERS
        if (size <= _ONCE or name not in _SLOW)
        and (number == 0 or (size <= _ONCE and (case.name == "W" or name not in _SLOW)))
    ]
    peers: dict[str, Callable[[], Flow | None]] = {name: partial(peer, name, case, threads) for name in names}
    return {OURS: partial(_Ours, case, threads), **peers}


def _warm_up(case: Case, threads: int) -> None:
    """Compile all that a run of over a minute uses, and fill caches, before any clock runs."""
    _Ours(make_case(case.name, _LEAST), threads).advance(_MINUTE + 1.0)
    _Ours(case, threads).advance(1.0)


def _hourly(laps: list[_Lap], case: Case, clock: str) -> float:
    counted = case.moments[-1] - case.moments[0]
    taken: float = median(getattr(lap, clock) for lap in laps)
    return taken / counted * 3600.0


def _figure(measure: str, laps: list[_Lap], case: Case) -> float:
    if measure == "cell_steps_per_second":
        return median(lap.cells / lap.clock for lap in laps)
    return _hourly(laps, case, "cpu")


def _times_faster(ours: list[_Lap], theirs: list[_Lap], case: Case) -> float:
    """How many times faster: W by cell-steps; PB by simulated time, so that skipped dry cells count."""
    if case.name == "W":
        return median(lap.cells / lap.clock for lap in ours) / median(lap.cells / lap.clock for lap in theirs)
    return _hourly(theirs, case, "clock") / _hourly(ours, case, "clock")


def _breach_figures(case: Case, threads: int) -> dict[str, Any]:
    from scenarios.bench._flow_breach import drowned, free

    found = {"free": free(case, threads), "drowned": drowned(case, threads)}
    return {
        "breach_discharge": {name: flow.discharge for name, flow in found.items()},
        "weir_law": {name: flow.law for name, flow in found.items()},
        "weir_law_ratio": {name: flow.discharge / flow.law for name, flow in found.items()},
    }


def _refuse_others(agreement: Mapping[str, Mapping[str, float]], case: str) -> None:
    for name, found in agreement.items():
        if not found["depth_rmse"] <= _APART.get(case, float("inf")):
            raise SimulationError(f"{name} finds another flood: depths differ by {found['depth_rmse']:.3f} m")


def _check(case: str, size: int, threads: int, repeats: int) -> None:
    if case not in CASES:
        raise invalid("case", case, "there is no such case", did_you_mean(case, CASES))
    ranges = (
        ("size", size, _LEAST, _LARGEST),
        ("threads", threads, 1, 64),
        ("repeats", repeats, 1, 100),
    )
    problems = [
        Problem(name, value, f"must be {low}..{high}", "Choose a number in that range.")
        for name, value, low, high in ranges
        if not low <= value <= high
    ]
    if problems:
        raise InvalidInputError(problems)
