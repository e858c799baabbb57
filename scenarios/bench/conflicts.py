"""Speed of the conflict engine: all pairs of a crowded underground, and one plan among them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter, process_time
from typing import Any

from scenarios.bench._crowded_ground import crowded, plain
from scenarios.bench._measure import machine
from scenarios.subsurface.applied import national
from scenarios.subsurface.engine import HORIZON, check, index, place
from scenarios.subsurface.model import Conflicts
from twin.claims import Claim
from twin.errors import SimulationError, invalid

__all__ = ["run"]

PEER = "shapely and loops"
_PEER_CLAIMS = 1_000  # it takes seconds for these already
_PLACED = 20


def run(claims: int = 100_000, threads: int = 2, repeats: int = 1) -> dict[str, Any]:
    """Time made-up claims, 110 in a square kilometre, after a small round that does not count; wall time.

    Parameters
    ----------
    claims
        Claims, 10..1,000,000.
    threads
        Threads, 1..64; the answer does not depend on them.
    repeats
        Timed rounds, 1..100; the median counts.

    Returns
    -------
    dict
        ``seconds`` for all pairs, from claims to a sorted table, trees included; ``processor_seconds`` the
        same of the processors, which other work slows less; ``index_seconds`` of it for
        arrays and trees; ``place_one_seconds`` for one plan against all, with its words; ``conflicts`` that
        hold. Under ``peers`` the seconds that shapely and loops take for ``peer_claims`` of them, and under
        ``seconds_for_peer_claims`` those of the engine.

    Raises
    ------
    InvalidInputError
        If a number is out of its range.
    SimulationError
        If the peer finds other conflicts.
    """
    for name, value, low, high in (
        ("claims", claims, 10, 1_000_000),
        ("threads", threads, 1, 64),
        ("repeats", repeats, 1, 100),
    ):
        if not low <= value <= high:
            raise invalid(name, value, f"must be {low}..{high}", "Choose a number in that range.")
    few = crowded(min(claims, _PEER_CLAIMS), seed=2)
    quickly, slowly = _beside(few, threads)
    found, taken = _rounds(claims, threads, repeats)
    return {
        "bench": "conflicts",
        "claims": claims,
        "threads": threads,
        "repeats": repeats,
        "machine": machine(),
        "clock": "wall",
        **{name: median(seconds) for name, seconds in taken.items()},
        "conflicts": sum(found.counts().values()),
        "peer_claims": len(few),
        "seconds_for_peer_claims": quickly,
        "peers": {PEER: slowly},
    }


def _beside(few: Sequence[Claim], threads: int) -> tuple[float, float]:
    """Seconds of the engine and of the peer for the same claims, after they were found to agree."""
    check(few, threads=threads)
    begin = perf_counter()
    found = check(few, threads=threads, least_probability=0.0)
    middle = perf_counter()
    slow = plain(few, national(), HORIZON)
    end = perf_counter()
    pairs = zip(found.row.tolist(), found.column.tolist(), found.code.tolist(), strict=True)
    if slow != {(min(i, j), max(i, j), code) for i, j, code in pairs}:
        raise SimulationError(f"{PEER} find other conflicts than the engine")
    return middle - begin, end - middle


def _rounds(claims: int, threads: int, repeats: int) -> tuple[Conflicts, dict[str, list[float]]]:
    """Conflicts of all claims, and the seconds of each round."""
    many, plans = crowded(claims), crowded(_PLACED, seed=3)
    taken: dict[str, list[float]] = {
        "seconds": [],
        "processor_seconds": [],
        "index_seconds": [],
        "place_one_seconds": [],
    }
    for _ in range(repeats):
        begin, used = perf_counter(), process_time()
        known = index(many)
        taken["index_seconds"].append(perf_counter() - begin)
        found = check(known, threads=threads)
        taken["seconds"].append(perf_counter() - begin)
        taken["processor_seconds"].append(process_time() - used)
        for plan in plans:
            begin = perf_counter()
            place(plan, known)
            taken["place_one_seconds"].append(perf_counter() - begin)
    return found, taken
