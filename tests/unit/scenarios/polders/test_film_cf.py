"""Films of polders are files by the CF conventions, and their values lie in the range of their quantities."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scenarios.run import run
from terrain.exporters.base import export
from tests.unit.scenarios.polders.raised_polder import peat_halves
from tests.unit.scenarios.test_cf import NO_NAME_IN_CF, findings
from twin.quantities import QUANTITIES, check_ranges
from twin.store import Result

RAISE = {"kind": "water-level-raise", "areas": ["west"], "by": 0.2}


def test_a_result_of_water_levels_is_a_file_by_cf_and_comes_back(tmp_path: Path) -> None:
    content = {"name": "x", "horizon": 2031, "interventions": [RAISE], "processes": ["water-level-raise"]}
    result = run(content, peat_halves())
    assert check_ranges(result.dataset) == []
    for name, variable in result.dataset.data_vars.items():
        assert variable.attrs["units"] == QUANTITIES[str(name)].units
    export(result, "netcdf", tmp_path / "result.nc")
    assert findings(tmp_path / "result.nc") == [NO_NAME_IN_CF]
    again = Result.open(result.save(tmp_path / "result"))
    for name, variable in result.dataset.variables.items():
        np.testing.assert_array_equal(again.dataset[name].values, variable.values)
    for name in ("water_level_effects", "water_level_areas"):
        assert (
            again.features[name]
            .drop(columns="geometry")
            .equals(result.features[name].drop(columns="geometry"))
        )
