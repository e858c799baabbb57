"""The bench of daily groundwater gives its figures, and refuses what it cannot do."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from scenarios.bench import run
from scenarios.bench import water_level_raise as bench
from twin.errors import InvalidInputError, SimulationError


def test_the_bench_gives_its_figures_and_its_peer() -> None:
    got = run("water-level-raise", cells=500, years=2, threads=2)
    promised = {"bench", "cells", "years", "threads", "repeats", "machine", "clock", "seconds", "peers"}
    assert promised <= set(got)
    assert (got["bench"], got["cells"], got["years"]) == ("water-level-raise", 500, 2)
    for name in ("cell_days_per_second", "cell_days_per_processor_second", "flexible_cell_days_per_second"):
        assert got[name] > 0, name
    assert got["cell_days_per_second"] == pytest.approx(500 * 730 / got["seconds"])
    assert got["peers"]["numpy"] > 0
    assert json.loads(json.dumps(got)) == got


def test_a_peer_with_other_groundwater_stops_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bench._by_numpy

    def wrong(*arguments: Any) -> tuple[Any, Any]:
        level, inlet = whole(*arguments)
        return level + np.float64(1e-6), inlet

    monkeypatch.setattr(bench, "_by_numpy", wrong)
    with pytest.raises(SimulationError, match="numpy finds groundwater or inlet that differs by 1e-06 m"):
        run("water-level-raise", cells=10, years=1)


def test_numbers_out_of_range_are_named() -> None:
    for name, value in (("cells", 0), ("years", 201), ("threads", 65), ("repeats", 0)):
        with pytest.raises(InvalidInputError, match=f"{name} = {value}: must be 1"):
            run("water-level-raise", **{name: value})
