"""What is published of a twin: the files that the page and other twins read."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.catalogue import Catalogue
from api.errors import NotFoundError
from api.preparation import Preparation
from api.prepare import main as prepare_twin
from api.publish import is_current, page_of, publish_twin
from twin.state import Twin
from twin.store import open_twin


@pytest.fixture(scope="module")
def published(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder in which the small twin was published in earnest."""
    folder = tmp_path_factory.mktemp("published")
    twin = open_twin(data / "twins" / "polder")
    twin.save(folder / "twins" / "polder")
    told: list[float] = []
    publish_twin(twin, folder, lambda fraction, _: told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == 1.0
    return folder


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / "published" / "polder" / "assets" / name).read_text())


def test_page_describes_the_twin(published: Path) -> None:
    page = read(published, "page.json")
    assert page["name"] == "polder"
    assert page["fictional"] is True
    assert page["bbox"] == [120_000, 480_000, 120_400, 480_300]
    assert page["origin"] == [120_000, 480_000]
    assert page["grid"] == {"x0": 120_005, "y0": 480_295, "dx": 10, "dy": 10, "nx": 40, "ny": 30}
    layers = {layer["id"]: layer for layer in page["layers"]}
    assert list(layers) == ["buildings", "vital-objects", "dikes"]
    assert layers["vital-objects"]["theme"] == "vital_objects"
    assert layers["vital-objects"]["collection"] == "polder-vital-objects"
    assert layers["buildings"]["count"] == 120
    assert {"code", "label_nl", "label_en", "color"} <= set(page["land_use"][0])


def test_tables_hold_both_fields_and_the_years(published: Path) -> None:
    tables = read(published, "tables.json")
    assert tables["sea_level"] == pytest.approx([round(0.1 * step, 1) for step in range(51)])
    assert set(tables["fields"]) == {"hold", "absent"}
    for field in tables["fields"].values():
        for values in field.values():
            assert len(values) == 51
            assert values == sorted(values)
    assert set(tables["year_reached"]) == {"knmi23-l", "knmi23-m", "knmi23-h"}
    median = tables["year_reached"]["knmi23-h"]["0.5"]
    assert len(median) == 51
    assert median[-1] is None
    hold = tables["fields"]["hold"]["buildings_flooded"]
    assert hold[29] == 0.0
    assert hold[31] == 120.0


def test_level_field_is_what_the_page_thresholds(published: Path) -> None:
    frames = read(published, "frames.json")
    assert frames["format"] == "zicht-frames"
    assert set(frames["fields"]) == {"hold", "absent"}
    block = frames["blocks"][0]
    assets = published / "published" / "polder" / "assets"

    def field(name: str) -> Any:
        raw = gzip.decompress((assets / name).read_bytes())
        return np.frombuffer(raw, "<i2").reshape(block["ny"], block["nx"])

    hold = field(frames["fields"]["hold"]["frames"][0][0])
    assert hold.shape == (30, 40)
    assert hold[15, 20] == 300
    assert field(frames["ground"][0])[15, 20] == -100


def test_tilesets_stand_in_both_frames_for_every_layer(published: Path) -> None:
    home = published / "published" / "polder"
    for frame in ("3dtiles", "3dtiles-rd"):
        assert (home / frame / "tileset.json").is_file()
        for layer in ("terrain", "buildings", "dikes", "vital-objects"):
            assert (home / frame / layer / "tileset.json").is_file()
    root = json.loads((home / "3dtiles-rd" / "tileset.json").read_text())
    assert root["asset"]["extras"]["crs"] == "EPSG:28992"


def test_catalogue_finds_it_and_it_is_current(published: Path) -> None:
    (twin,) = Catalogue(published).twins()
    assert twin.id == "polder"
    assert is_current(published, "polder")
    assert not is_current(published, "demo")


def test_twin_that_is_called_as_the_catalogue_is_not_served_in_its_place(
    published: Path, tmp_path: Path
) -> None:
    for home in ("twins", "published"):
        for name in ("catalogue", "catalogue-x", "cataloguex"):
            shutil.copytree(published / home / "polder", tmp_path / home / name)
    catalogue = Catalogue(tmp_path)
    assert [twin.id for twin in catalogue.twins()] == ["cataloguex"]
    for name in ("catalogue", "catalogue-polder-dikes", "catalogue-x"):
        with pytest.raises(NotFoundError):
            catalogue.collection(name)


def test_licence_is_told_only_when_the_twin_tells_it(data: Path) -> None:
    twin = open_twin(data / "twins" / "polder")
    assert page_of(twin)["license"] == ""
    free = Twin.from_datasets(twin.surface, name="polder", attributes={"license": "CC0-1.0"})
    assert page_of(free)["license"] == "CC0-1.0"


def test_same_twin_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    twin = open_twin(published / "twins" / "polder")
    publish_twin(twin, tmp_path)
    manifest = "published/polder/manifest.json"
    assert (tmp_path / manifest).read_bytes() == (published / manifest).read_bytes()


def test_other_code_or_another_twin_makes_it_stale(
    published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("api.publish._publisher_digest", lambda: "other")
    assert not is_current(published, "polder")


def test_new_publication_is_seen_at_once(published: Path) -> None:
    catalogue = Catalogue(published)
    before = catalogue.twin("polder")
    assert catalogue.twin("polder") is before
    stamp = published / "published" / "polder" / "published.json"
    content = json.loads(stamp.read_text())
    stamp.write_text(json.dumps({**content, "version": "another"}))
    assert catalogue.twin("polder").version == "another"
    stamp.write_text(json.dumps(content))


@pytest.fixture
def prepare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path, str], Preparation]]:
    """Starts a preparation in which another twin plays the part of the embedded area."""
    made: list[Preparation] = []

    def start(folder: Path, name: str) -> Preparation:
        monkeypatch.setattr("api.preparation.DEMO", name)
        made.append(Preparation(folder))
        made[-1].start()
        return made[-1]

    yield start
    for preparation in made:
        preparation.close()


Prepare = Callable[[Path, str], Preparation]


def test_twins_that_appear_are_published_in_the_background(
    data: Path, tmp_path: Path, prepare: Prepare
) -> None:
    open_twin(data / "twins" / "polder").save(tmp_path / "twins" / "ander")
    preparation = prepare(tmp_path, "ander")
    seen = set()
    limit = time.monotonic() + 240
    while not preparation.readiness.ready:
        assert time.monotonic() < limit, preparation.readiness
        seen.add(preparation.readiness.message)
        time.sleep(0.05)
    assert len(seen) > 2
    assert preparation.readiness.to_dict() == {"ready": True, "progress": 1.0, "message": "Ready"}
    (twin,) = Catalogue(tmp_path).twins()
    assert list(twin.collections)[:2] == ["ander", "ander-terrain"]


def test_what_is_published_is_ready_at_once(published: Path, prepare: Prepare) -> None:
    assert prepare(published, "polder").readiness.ready


def test_it_gives_way_once_there_is_something_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr("os.nice", given.append)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("scenarios.kernel_cache.keep_kernels_per_code", lambda: None)
    assert prepare_twin([str(tmp_path), "nothing"]) == 1
    assert given == []
    (tmp_path / "published" / "polder").mkdir(parents=True)
    assert prepare_twin([str(tmp_path), "nothing"]) == 1
    assert given == [5]


def test_stopping_leaves_nothing_half_written(data: Path, tmp_path: Path, prepare: Prepare) -> None:
    open_twin(data / "twins" / "polder").save(tmp_path / "twins" / "polder")
    preparation = prepare(tmp_path, "polder")
    limit = time.monotonic() + 240
    while preparation.readiness.progress < 0.5:
        assert time.monotonic() < limit, preparation.readiness
        time.sleep(0.01)
    preparation.close()
    assert [path.name for path in (tmp_path / "published").glob(".*")] == []


def test_twin_that_cannot_be_built_is_told(tmp_path: Path, prepare: Prepare) -> None:
    preparation = prepare(tmp_path, "nothing")
    limit = time.monotonic() + 240
    while "could not be built" not in preparation.readiness.message:
        assert time.monotonic() < limit
        time.sleep(0.05)
    assert not preparation.readiness.ready
    assert "twin" in preparation.readiness.message


def test_page_of_a_twin_with_layers_below(data: Path) -> None:
    import xarray as xr

    twin = open_twin(data / "twins" / "polder")
    layers = xr.Dataset({"top": (("layer", "y", "x"), np.zeros((2, 3, 4)))})
    below = xr.DataTree.from_dict({"/layers": layers})
    deep = Twin.from_datasets(twin.surface, below, dict(twin.features), name="polder")
    (last,) = [layer for layer in page_of(deep)["layers"] if layer["group"] == "deep"]
    assert (last["id"], last["collection"], last["count"]) == ("layers", "polder-layers", 2)
