"""The command line: exit codes, one JSON object, every problem named, nothing half-written."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import get_type_hints

import numpy as np
import pytest
import xarray as xr

from api import cli
from api.cli import DONE, FAILED, WRONG_INPUT
from terrain.exporters.base import exporters
from twin.grid import GridSpec
from twin.state import Twin

HEAVY = (
    "xarray",
    "pandas",
    "geopandas",
    "numba",
    "pyvista",
    "trimesh",
    "fastapi",
    "sqlalchemy",
    "distributed",
)
SCENARIO = """
name: Zee +1 m
drivers: {sea_level_rise: {metres: 1.0}}
processes: [sea-level-rise, policy-check]
"""


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small twin `polder`, and a scenario file beside it."""
    folder = tmp_path_factory.mktemp("cli")
    grid = GridSpec(60005.0, 545295.0, 10.0, 10.0, 40, 30)
    ground = np.full(grid.shape, -1.0, np.float32)
    ground[:, :10] = 0.5
    sea = np.zeros(grid.shape, np.int8)
    sea[:, 0] = 1
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), ground), "sea": (("y", "x"), sea)}, coords=grid.coords()
    )
    Twin.from_datasets(surface, name="polder").save(folder / "data" / "twins" / "polder")
    (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


def zicht(area: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ZICHT_DATA": str(area / "data"), "COLUMNS": "200"}
    command = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, env=environment, check=False, cwd=area
    )


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['zicht', '--help']; from api.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not {name for name in imported if name.split(".")[0] in HEAVY}
    assert "typer" in imported
    for command in ("demo", "build", "run", "serve", "check", "export", "describe", "bench"):
        assert command in done.stdout


def test_run_writes_a_result_and_says_what_came_out(area: Path, tmp_path: Path) -> None:
    out = tmp_path / "result"
    done = zicht(area, "run", "scenario.yaml", "--twin", "polder", "--out", str(out))
    assert done.returncode == DONE, done.stderr
    assert "flooded land" in done.stdout
    assert "not built yet, so not run: policy-check" in done.stderr
    indicators = json.loads((out / "indicators.json").read_text())
    assert indicators["sea-level-rise.flooded_area"]["value"] == 40 * 30 * 100
    assert {path.name for path in out.iterdir()} == {
        "result.zarr", "features", "indicators.json", "provenance.json", "ro-crate-metadata.json",
        "manifest.json",
    }  # fmt: skip
    told = json.loads((out / "provenance.json").read_text())
    assert told["twin"]["difference"] == "run on 'polder', the scenario names 'demo'"
    assert told["not_built"] == ["policy-check"]


def test_json_is_one_object_and_nothing_else(area: Path, tmp_path: Path) -> None:
    out = tmp_path / "result"
    arguments = ("--twin", "polder", "--out", str(out), "--json", "--set", "drivers.sea_level_rise.metres=0")
    done = zicht(area, "run", "scenario.yaml", *arguments)
    assert done.returncode == DONE, done.stderr
    answer = json.loads(done.stdout)
    assert answer["indicators"]["sea-level-rise.sea_level"]["value"] == 0.03
    assert answer["indicators"]["sea-level-rise.flooded_area"]["value"] == 0
    assert answer["not_built"] == ["policy-check"]


def test_every_problem_is_named_and_nothing_written(area: Path, tmp_path: Path) -> None:
    out = tmp_path / "result"
    wrong = (
        "--set",
        "drivers.sea_level_rise.metres=900",
        "--set",
        "horizn=3",
        "--set",
        "processes=[sealevelrise]",
    )
    done = zicht(area, "run", "scenario.yaml", "--twin", "polder", "--out", str(out), *wrong)
    assert done.returncode == WRONG_INPUT
    assert done.stdout == ""
    for part in ("3 problems", "metres = 900", "-2 to 20 m", "'horizon'", "'sea-level-rise'"):
        assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "nowhere.yaml", "--out", "o"), "cannot be read"),
        (("run", "scenario.yaml", "--twin", "poldr", "--out", "o"), "polder"),
        (("run", "scenario.yaml"), "--out"),
        (("run", "scenario.yaml", "--twin", "polder", "--out", "."), "did not write"),
        (("describe", "sealevelrise"), "sea-level-rise"),
        (("describe", "policy-check"), "not built yet"),
        (("bench", "nothing"), "no such bench"),
        (("export", "polder", "--format", "doc", "--out", "o"), "is no export format"),
        (("demo", "--cell", "7", "--no-serve"), "5, 10 or 20"),
        (("serve", "--host", "0.0.0.0"), "127.0.0.1"),
        (("frobnicate",), "frobnicate"),
        (("run", "scenario.yaml", "--out", "o", "--scheduler", "tcp://127.0.0.1:1"), "cannot be reached"),
        (("run", "scenario.yaml", "--out", "o", "--scheduler", "nonsense"), "is no address of a scheduler"),
    ],
)
def test_wrong_input_ends_with_two(area: Path, arguments: tuple[str, ...], words: str) -> None:
    done = zicht(area, *arguments)
    assert done.returncode == WRONG_INPUT, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (area / "o").exists()


def test_a_name_of_two_things_describes_both(area: Path) -> None:
    told = json.loads(zicht(area, "describe", "ates", "--json").stdout)
    assert "systems" in told["parameters"]["properties"]
    assert "filter_top" in told["intervention"]["parameters"]["properties"]
    shown = zicht(area, "describe", "ates").stdout
    assert (
        shown.index("Soil energy") < shown.index("the intervention of that name") < shown.index("filter_top")
    )
    assert "intervention" not in json.loads(zicht(area, "describe", "sea-level-rise", "--json").stdout)


def test_a_closed_stream_and_a_strange_environment_do_no_harm(area: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m api.cli describe sea-level-rise --json"
    strange = {**os.environ, "PROJ_DATA": "/nonsense", "PROJ_LIB": "/nonsense", "LC_ALL": "POSIX"}
    for redirected in (f"{command} >&-", f"{command} >&- 2>&-"):
        done = subprocess.run(
            redirected, shell=True, cwd=area, env=strange, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (DONE, "")
    found = subprocess.run(
        [sys.executable, "-m", "api.cli", "check", "--json"],
        cwd=area, env=strange, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(found.stdout)["proj_data"]["ok"], found.stdout


def test_a_full_disk_is_told_in_words(area: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m api.cli describe sea-level-rise --json > /dev/full"
    done = subprocess.run(command, shell=True, cwd=area, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (FAILED, "error: No space left on device\n")


def test_describe_shows_the_form(area: Path) -> None:
    text = zicht(area, "describe", "sea-level-rise")
    assert text.returncode == DONE
    assert "hold | absent | breach" in text.stdout
    text = zicht(area, "describe", "dike-space")
    assert re.search(r"^allowed_overtopping +number", text.stdout, re.MULTILINE), "a name was cut in two"
    assert "soil | vertical-geotextile | seepage-screen" in text.stdout
    told = json.loads(zicht(area, "describe", "dike-reinforcement", "--json").stdout)
    assert told["parameters"]["properties"]["dike"]["x-geometry"] == "feature:dikes"


def test_check_looks_at_this_machine(area: Path) -> None:
    done = zicht(area, "check", "--json")
    findings = json.loads(done.stdout)
    assert {"python", "proj_data", "rdnap_grids", "numba_cache", "vtk", "viewer", "data_folder"} == set(
        findings
    )
    assert findings["rdnap_grids"]["ok"], findings["rdnap_grids"]
    assert findings["data_folder"]["detail"] == str(area / "data")
    assert done.returncode == (DONE if all(finding["ok"] for finding in findings.values()) else FAILED)


def test_ctrl_c_leaves_nothing_behind(area: Path, tmp_path: Path) -> None:
    out = tmp_path / "result"
    code = (
        "import signal, sys, time, twin.store as store\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in the background
        "write = store.Result.write_into\n"
        "def slowly(self, folder):\n"
        "    write(self, folder)\n"
        "    print('writing', file=sys.stderr, flush=True)\n"
        "    time.sleep(60)\n"
        "store.Result.write_into = slowly\n"
        f"sys.argv = ['zicht', 'run', 'scenario.yaml', '--twin', 'polder', '--out', {str(out)!r}]\n"
        "from api.cli import main\n"
        "main()\n"
    )
    environment = {**os.environ, "ZICHT_DATA": str(area / "data")}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=area, env=environment, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        while "writing" not in (line := running.stderr.readline()):
            assert line, "ended early"
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        rest = running.stderr.read()
        assert running.wait(timeout=30) == FAILED
    assert "stopped; nothing was left half-written" in rest
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


def test_exporting_a_result_and_a_twin(area: Path, tmp_path: Path) -> None:
    done = zicht(area, "run", "scenario.yaml", "--twin", "polder", "--out", str(tmp_path / "r"))
    assert done.returncode == DONE
    raster = tmp_path / "depth.tif"
    done = zicht(area, "export", str(tmp_path / "r"), "--format", "cog", "--out", str(raster))
    assert done.returncode == DONE, done.stderr
    assert raster.stat().st_size > 0


def test_a_built_twin_goes_to_its_folder_or_by_name_to_the_data_folder(area: Path, tmp_path: Path) -> None:
    import rasterio

    with rasterio.open(
        tmp_path / "dem.tif", "w", driver="GTiff", width=20, height=10, count=1, dtype="float32",
        crs="EPSG:28992", transform=rasterio.transform.from_origin(110000, 542000, 5, 5), nodata=-9999,
    ) as file:  # fmt: skip
        file.write(np.full((1, 10, 20), 1.5, np.float32))
    (tmp_path / "area.yaml").write_text(
        "name: vlak\nbbox: [110000, 541950, 110100, 542000]\nresolution: 5\n"
        "sources:\n  ground_level: {connector: file, path: dem.tif}\n",
        encoding="utf-8",
    )
    asked = zicht(area, "build", str(tmp_path / "area.yaml"), "--out", str(tmp_path / "here"), "--json")
    assert json.loads(asked.stdout)["out"] == str(tmp_path / "here")
    assert (tmp_path / "here" / "twin.json").is_file()
    done = zicht(area, "build", str(tmp_path / "area.yaml"), "--json")
    assert done.returncode == DONE, done.stderr
    assert json.loads(done.stdout)["out"] == str(area / "data" / "twins" / "vlak")
    there = zicht(area, "run", "scenario.yaml", "--twin", "vlak", "--out", str(tmp_path / "r"), "--json")
    entry = json.loads(there.stdout)["indicators"]["sea-level-rise.flooded_area"]
    assert (entry["value"], entry["reason"]) == (0.0, "no sea in this area")


def test_help_of_export_names_every_format() -> None:
    (option,) = get_type_hints(cli.export, include_extras=True)["form"].__metadata__
    told = set(re.findall(r"[a-z0-9-]+", option.help))
    assert set(exporters()) <= told
