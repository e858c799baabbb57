"""A flood that runs in the service can be watched: plain xarray reads its committed moments over HTTP."""

from __future__ import annotations

import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.contract.conftest import write_artefacts
from tests.reliability.conftest import Figure, Start
from tests.reliability.floods import BREACH, coast
from tests.reliability.serving import Served


def films(service: Served, job: str) -> list[dict[str, Any]]:
    status, content = service.get(f"/v1/jobs/{job}/results/partial")
    assert status == 200
    return list(content["films"])


def grown(service: Served, job: str, steps: int) -> dict[str, Any]:
    """The film of a job once it has so many moments."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        state = service.get(f"/v1/jobs/{job}")[1]
        assert state["status"] in {"accepted", "running"}, state
        found = films(service, job)
        if found and found[0]["steps"] >= steps:
            assert any(link["rel"] == "partial" for link in service.get(f"/v1/jobs/{job}")[1]["links"])
            return found[0]
        time.sleep(0.1)
    pytest.fail("no moment came within five minutes")


def test_r01_a_running_flood_is_read_over_http(tmp_path: Path, start: Start, figure: Figure) -> None:
    twin = coast()
    twin.save(tmp_path / "twins" / twin.name)
    write_artefacts(twin, tmp_path)
    service = start(tmp_path, max_running=1)
    inputs = {
        "baseline": twin.name,
        "drivers": {"storm": {"return_period": 10_000, "station": "den-helder"}},
        **BREACH,
        "breach_at": list(BREACH["breach_at"]),
        "hours": 48.0,  # type: ignore[call-overload]
    }
    began = time.monotonic()
    status, job = service.post("/v1/processes/flood/execution", {"inputs": inputs})
    assert status == 201
    first = grown(service, job["jobID"], 2)
    seconds = time.monotonic() - began
    later = grown(service, job["jobID"], first["steps"] + 1)
    with (
        xr.open_zarr(service.address + first["href"]) as one,
        xr.open_zarr(service.address + later["href"]) as other,
    ):
        assert one.sizes["time"] == first["steps"]
        assert other.sizes["time"] == later["steps"]
        seen = other["water_depth_series"].isel(time=slice(0, first["steps"])).load()
        np.testing.assert_array_equal(one["water_depth_series"].load(), seen)
        assert not np.isnan(seen).all(["y", "x"]).any()
    with urllib.request.urlopen(
        urllib.request.Request(f"{service.address}/v1/jobs/{job['jobID']}", method="DELETE"), timeout=60
    ) as answer:
        assert answer.status == 200
    _gone(service, job["jobID"])
    figure("R1", f"service: film of a running flood read by xarray over HTTP after {seconds:.0f} s")


def _gone(service: Served, job: str) -> None:
    """What was kept of a job that was dismissed goes."""
    until = time.monotonic() + 60
    while films(service, job):
        assert time.monotonic() < until
        time.sleep(0.1)
