"""Readers that nobody here wrote: Khronos' validator and @loaders.gl find nothing wrong with any tile."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from terrain.exporters.base import export
from terrain.exporters.dike_scene import write_dike_scene
from terrain.exporters.placement import placement
from terrain.exporters.tree import write_twinned
from terrain.exporters.water_tiles import water_tiles
from tests.node import command
from tests.unit.terrain.exporters.dike_result import dike_result


def report(script: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run([*command(script), *arguments], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def water(small_twin, tmp_path_factory) -> Path:
    """Two metres of water over the small twin, as tiles."""
    folder = tmp_path_factory.mktemp("water")
    ground = small_twin.surface["ground_level"].values
    where = placement(small_twin.grid, "ecef")
    about = {"id": "flood", "moment": "maximum", "greatest_depth": 2.0}
    document, glb = water_tiles(small_twin.grid, ground, 0 * ground + 2, where, "water.glb", about)
    write_twinned(folder / "tileset.json", document)
    write_twinned(folder / "water.glb", glb)
    return folder


def test_no_glb_has_an_error_or_a_warning(tilesets, water, small_twin, tmp_path):
    export(small_twin, "glb", tmp_path / "scene.glb")
    found = report("validate.mjs", str(tilesets), str(water), str(tmp_path))
    assert found["files"] == len(list(tilesets.rglob("*.glb"))) + 2
    assert (found["errors"], found["warnings"]) == (0, 0), found["messages"]


def test_the_validator_does_find_errors(tmp_path):
    (tmp_path / "broken.glb").write_bytes(b"glTF" + bytes(16))
    assert report("validate.mjs", str(tmp_path))["errors"] > 0


def test_loaders_gl_reads_every_tile_without_a_warning(tilesets):
    home = tilesets / "ecef"
    names = sorted(path.relative_to(home).as_posix() for path in home.glob("*/*.json"))
    found = report("load.mjs", str(home), "tileset.json", *names)
    assert found.pop("messages") == []
    assert {"terrain/implicit.json", "buildings/meshopt.json", "voxels/tileset.json"} < set(found)
    for name, read in found.items():
        assert read["contents"] > 0, name
        explicit = found[f"{Path(name).parent.as_posix()}/tileset.json"] if "/" in name else None
        if explicit:  # the same tiles, whichever way they are tiled or packed
            assert (read["contents"], read["vertices"]) == (explicit["contents"], explicit["vertices"]), name
            assert read["sum"] == pytest.approx(explicit["sum"], rel=1e-12), name
    parts = [found[name]["contents"] for name in names if name.endswith("/tileset.json")]
    volumes = [found[f"{name}/tileset.json"]["contents"] for name in ("claims", "voxels")]
    assert found["tileset.json"]["contents"] == sum(parts) - sum(volumes)


def test_loaders_gl_reads_water(water):
    found = report("load.mjs", str(water), "tileset.json")
    assert (found["messages"], found["tileset.json"]["contents"]) == ([], 1)
    assert found["tileset.json"]["vertices"] > 10_000


def test_loaders_gl_does_miss_what_is_not_there(water, tmp_path):
    write_twinned(tmp_path / "tileset.json", json.loads((water / "tileset.json").read_text()))
    with pytest.raises(AssertionError, match="404"):
        report("load.mjs", str(tmp_path), "tileset.json")


def test_no_tile_of_new_dikes_has_an_error_or_a_warning(small_twin, tmp_path):
    write_dike_scene(dike_result(small_twin), small_twin, tmp_path)
    found = report("validate.mjs", str(tmp_path))
    assert found["files"] == len(list(tmp_path.rglob("*.glb"))) > 0
    assert (found["errors"], found["warnings"]) == (0, 0), found["messages"]
    for frame in ("3dtiles", "3dtiles-rd"):
        home = tmp_path / frame
        names = sorted(path.relative_to(home).as_posix() for path in home.glob("*/*.json"))
        read = report("load.mjs", str(home), "tileset.json", *names)
        assert read.pop("messages") == []
        assert all(entry["contents"] > 0 for name, entry in read.items() if "/" in name)
