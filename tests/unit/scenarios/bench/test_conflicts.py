"""The bench of conflicts gives its figures, and refuses what it cannot do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scenarios.bench import conflicts as bench
from scenarios.bench import run
from twin.errors import InvalidInputError, SimulationError


def test_the_bench_gives_its_figures_and_its_peer() -> None:
    got = run("conflicts", claims=400, threads=2)
    promised = {"bench", "claims", "threads", "repeats", "machine", "clock", "seconds", "peers"}
    assert promised <= set(got)
    assert (got["bench"], got["claims"], got["peer_claims"]) == ("conflicts", 400, 400)
    for name in ("seconds", "index_seconds", "place_one_seconds", "seconds_for_peer_claims"):
        assert got[name] > 0.0, name
    assert got["conflicts"] > 100
    assert got["peers"]["shapely and loops"] > 0.0
    assert json.loads(json.dumps(got)) == got


def test_a_peer_with_other_conflicts_stops_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bench.plain

    def wrong(*arguments: Any) -> set[tuple[int, int, int]]:
        found = whole(*arguments)
        found.pop()
        return found

    monkeypatch.setattr(bench, "plain", wrong)
    with pytest.raises(SimulationError, match="shapely and loops find other conflicts"):
        run("conflicts", claims=100)


def test_numbers_out_of_range_are_named() -> None:
    for name, value in (("claims", 9), ("threads", 65), ("repeats", 0)):
        with pytest.raises(InvalidInputError, match=rf"{name} = {value}: must be 1"):
            run("conflicts", **{name: value})
