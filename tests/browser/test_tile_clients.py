"""CesiumJS, as another twin would use it, draws the 3D Tiles of the service without a word of complaint."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from terrain.exporters.placement import placement
from terrain.exporters.tree import write_twinned
from terrain.exporters.water_tiles import water_tiles
from tests.node import SCRIPTS, install
from twin.crs import rdnap_to_etrs89
from twin.grid import GridSpec

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

POLDER = (66_200.0, 549_800.0)
SIZE = {"width": 360, "height": 240}


class Pages(SimpleHTTPRequestHandler):
    """The page of the other twin, and CesiumJS from npm."""

    def __init__(self, *given: Any, roots: dict[str, Path]) -> None:
        self.roots = roots
        super().__init__(*given)

    def translate_path(self, path: str) -> str:
        """Find a file below one of the folders."""
        prefix = next(prefix for prefix in self.roots if path.startswith(prefix))
        return str(self.roots[prefix] / path[len(prefix) :])

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A metre of water over two square kilometres of polder."""
    folder = tmp_path_factory.mktemp("water")
    grid = GridSpec(POLDER[0] - 995, POLDER[1] + 995, 10, 10, 200, 200)
    ground, depth = np.full(grid.shape, -2.0), np.ones(grid.shape)
    document, glb = water_tiles(grid, ground, depth, placement(grid, "ecef"), "water.glb", {"id": "flood"})
    write_twinned(folder / "tileset.json", document)
    write_twinned(folder / "water.glb", glb)
    return folder


@pytest.fixture(scope="module")
def other_twin(water: Path) -> Iterator[str]:
    """Address of a page on another server than that of the tiles."""
    cesium = install() / "cesium" / "Build" / "Cesium"
    roots = {"/cesium/": cesium, "/water/": water, "/": SCRIPTS}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, roots=roots))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Cesium:
    """The page, and what it said and asked."""

    def __init__(self, chromium: Browser, home: str, tiles: str) -> None:
        self.home, self.tiles = home, tiles
        self.page = chromium.new_page(viewport=SIZE)  # type: ignore[arg-type]
        self.page.set_default_timeout(240_000)
        self.messages: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self._watch(request.url))
        self.page.goto(f"{home}/cesium.html")
        self.page.wait_for_function("() => window.ready", timeout=60_000)
        assert self.drawn() == 0

    def _watch(self, url: str) -> None:
        if not url.startswith((self.home, self.tiles, "data:", "blob:")):
            self.foreign.append(url)

    def show(self, address: str, distance: float) -> dict[str, list[str]]:
        lat, lon, _ = (float(v) for v in rdnap_to_etrs89(*POLDER, 0.0))
        found: dict[str, list[str]] = self.page.evaluate(
            "asked => window.show(asked)", [address, lon, lat, distance]
        )
        assert found["failures"] == []
        assert found["contents"]
        assert self.drawn() > 0.005
        return found

    def drawn(self) -> float:
        """Share of the picture that is not white."""
        picture = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        return float((np.asarray(picture) < 250).any(axis=-1).mean())


@pytest.fixture(scope="module")
def cesium(chromium: Browser, other_twin: str, address: str) -> Iterator[Cesium]:
    """One page for all tests; it may not warn, nor ask any other server."""
    found = Cesium(chromium, other_twin, address)
    yield found
    found.page.close()
    assert found.messages == []
    assert found.foreign == []


def names(found: dict[str, list[str]]) -> list[str]:
    """Contents that are seen, without the folder of packed ones."""
    return [url.partition("/3dtiles/")[2].removeprefix("meshopt/") for url in found["contents"]]


def test_all_ways_of_tiling_show_the_same(cesium: Cesium) -> None:
    home = f"{cesium.tiles}/v1/collections/demo-terrain/3dtiles"
    explicit, implicit, packed = (
        cesium.show(f"{home}/{name}.json", 1500.0) for name in ("tileset", "implicit", "meshopt")
    )
    assert names(explicit) == names(packed)
    assert explicit["ids"] == packed["ids"] != []
    # Coarse tiles beside the view are left out only where Cesium knows the boxes of their children.
    finest = max(name.split("/")[0] for name in names(explicit))
    assert finest == "4"
    fine, implied = ({n for n in names(found) if n.startswith(finest)} for found in (explicit, implicit))
    assert fine == implied
    assert set(names(explicit)) <= set(names(implicit))
    assert all("/meshopt/" in url for url in packed["contents"])


@pytest.mark.parametrize(
    ("layer", "name", "known"),
    [("buildings", "implicit", "pand"), ("claims", "tileset", "ates"), ("voxels", "meshopt", "NIHO")],
)
def test_layers_are_shown_with_the_ids_of_their_features(
    cesium: Cesium, layer: str, name: str, known: str
) -> None:
    found = cesium.show(f"{cesium.tiles}/v1/collections/demo-{layer}/3dtiles/{name}.json", 3000.0)
    assert any(identity.startswith(known) for identity in found["ids"]), found["ids"]


def test_the_whole_twin_is_shown(cesium: Cesium) -> None:
    found = cesium.show(f"{cesium.tiles}/v1/collections/demo/3dtiles/tileset.json", 2500.0)
    layers = {url.split("/3dtiles/")[1].split("/")[0] for url in found["contents"]}
    assert {"terrain", "buildings", "watercourses", "layers"} <= layers


def test_water_is_shown(cesium: Cesium) -> None:
    assert cesium.show(f"{cesium.home}/water/tileset.json", 2500.0)["ids"] == ["flood"]
