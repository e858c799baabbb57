"""R17: sources that are damaged, cut short, of another kind, changed, or stuck give a typed error in time.

Zicht reads no source over a network yet: what a network can do to a file is done to files here, and a pipe
that nobody writes into stands for a server that does not answer.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import numpy as np
from shapely import Point

from tests.reliability.area_files import BBOX, area, read_apart, sound_ground, write_table, write_tif
from tests.reliability.conftest import Figure

SECONDS = 30.0
HTML = b"<!doctype html><html><title>503</title><p>Please log in</p></html>"


def cases(folder: Path) -> dict[str, dict[str, Any]]:
    ground = write_tif(
        folder / "good.tif", np.random.default_rng(17).random((8, 10), np.float32), compress="deflate"
    )
    points = [Point(BBOX[0] + n % 100, BBOX[1] + n % 80) for n in range(500)]
    tables = [write_table(folder / f"good{suffix}", points) for suffix in (".gpkg", ".geojson", ".parquet")]
    found: dict[str, dict[str, Any]] = {}

    def add(name: str, path: Path) -> None:
        theme = "ground_level" if path.suffix in {".tif", ".nc"} else "vital_objects"
        found[f"{name}{path.suffix}"] = area(folder, **{theme: path})

    for good in (ground, *tables):
        content = good.read_bytes()
        damaged = {
            "empty": b"", "one byte": content[:1], "half": content[: len(content) // 2], "html": HTML,
            "zeros": bytes(len(content)), "json error": b'{"error": {"code": 429, "message": "Too many"}}',
            "gzip": b"\x1f\x8b\x08\x00" + content[:200],
        }  # fmt: skip
        for name, change in damaged.items():
            path = folder / f"{name}{good.suffix}"
            path.write_bytes(change)
            add(name, path)
        pipe, loop, gone, folder_path, listening = (
            folder / f"{name}{good.suffix}" for name in ("pipe", "loop", "gone", "folder", "socket")
        )
        os.mkfifo(pipe)
        loop.symlink_to(loop)
        gone.symlink_to(folder / "nothing")
        folder_path.mkdir()
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(listening))
        for path in (pipe, loop, gone, folder_path, listening):
            add(path.stem, path)
    renamed = write_table(folder / "changed.gpkg", points, hoogte=np.zeros(500))
    source = {"connector": "file", "path": str(renamed), "columns": {"kind": "soort"}}
    found["changed schema"] = area(folder, vital_objects=source)
    found["a layer that is gone"] = area(folder, vital_objects={**source, "columns": {}, "layer": "gone"})
    for name in ("/dev/zero", "/dev/random", "/proc/self/mem", "/dev/stdin"):
        found[name] = area(folder, ground_level=Path(name))
    return found


def test_r17_sources_that_fail(tmp_path: Path, figure: Figure) -> None:
    sound_ground(tmp_path)
    tried = cases(tmp_path)
    outcomes = dict(zip(tried, read_apart(tmp_path, list(tried.values())), strict=True))
    assert {name for name, outcome in outcomes.items() if not outcome.problems} == set()
    assert {name: outcome.seconds for name, outcome in outcomes.items() if outcome.seconds > SECONDS} == {}
    told = " ".join(problem for outcome in outcomes.values() for problem in outcome.problems)
    assert "Traceback" not in told
    longest = max(outcome.seconds for outcome in outcomes.values())
    figure("R17", f"{len(tried)} failing sources, each a typed error in {longest:.2f} s at most")
