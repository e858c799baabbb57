"""The page on a real server, in headless Chromium."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from tests.sharing import once
from viewer import static_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

    from api.settings import Settings
    from tests.browser.dike_server import Server
    from tests.browser.levels_server import LevelsServer

FLAGS = [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-dev-shm-usage",
]
# The tiles library says this about every tileset of version 1.1.
ALLOWED_MESSAGES = ("limited support",)
# Small, so that software rendering answers in tenths of a second; wide enough to hold the panels.
SIZE = {"width": 1180, "height": 620}
# Half as many pixels each way: the same page at a quarter of the drawing.
FINENESS = 0.5


@pytest.fixture(scope="session")
def published(coarse_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the embedded area at 20 m, published."""
    from api.publish import publish_twin
    from twin import Twin

    def publish(folder: Path) -> None:
        shutil.copytree(coarse_demo, folder / "twins" / "demo")
        publish_twin(Twin.open(folder / "twins" / "demo"), folder)

    return once(tmp_path_factory, "published", publish)


@contextlib.contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Run a service with the built page; yields its address."""
    from api.app import create_app

    if not (static_path() / "index.html").is_file():
        pytest.fail("the page has not been built: run `make viewer`")
    with contextlib.closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="session")
def address(published: Path) -> Iterator[str]:
    """Address of a running service that is open to everybody on this machine."""
    from api.settings import Settings

    with served(Settings.of(published, prepare=False, max_running=1)) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file: while it is open, no other test can run an event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(playwright), args=FLAGS)
        yield browser
        browser.close()


def _executable(playwright: Playwright) -> str:
    own = playwright.chromium.executable_path
    found = os.environ.get("ZICHT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found or Path(own).is_file():
        return found or own
    pytest.fail("no Chromium: apt-get install -y chromium, or set ZICHT_CHROMIUM")


class Viewer:
    """The page as a test sees it: its handle, and what went wrong behind it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._watch)

    def _listen(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not any(
            part in message.text for part in ALLOWED_MESSAGES
        ):
            self.errors.append(message.text)

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def open(self, state: str = "v=1", seconds: float = 90) -> Viewer:
        """Open the page and wait for the first complete picture."""
        self.page.goto(f"{self.address}/#{state}")
        self.until("() => window.__viewer?.ready === true", seconds)
        return self

    def until(self, script: str, seconds: float = 60) -> None:
        """Poll a condition; the page's policy forbids what `wait_for_function` does."""
        limit = time.monotonic() + seconds
        while not self.page.evaluate(script):
            if time.monotonic() > limit:
                pytest.fail(f"not true after {seconds} s: {script}; errors: {self.errors}")
            self.page.wait_for_timeout(50)

    def set_state(self, change: dict[str, Any]) -> None:
        """Change the state through the handle."""
        self.page.evaluate("change => window.__viewer.setState(change)", change)

    @property
    def state(self) -> dict[str, Any]:
        """State of the page."""
        found: dict[str, Any] = self.page.evaluate("() => window.__viewer.state")
        return found

    @property
    def stats(self) -> dict[str, Any]:
        """Counters of the page."""
        found: dict[str, Any] = self.page.evaluate("() => window.__viewer.stats()")
        return found

    def colour(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float]:
        """Mean colour (0..255) of a region of the picture, in fractions from the top left."""
        red, green, blue = self.page.evaluate("box => window.__viewer.meanColour(...box)", [x0, y0, x1, y1])
        return red, green, blue

    def text(self, name: str) -> str:
        """Text of a figure."""
        return self.page.locator(f"[data-value={name}]").first.inner_text()

    def focus(self) -> dict[str, float]:
        """The pixel at which the camera of `above` looks, CSS px of the canvas."""
        found: dict[str, float] = self.page.evaluate("() => window.__viewer.focus()")
        return found

    def settle(self) -> None:
        """Wait until all tiles of the present view have come."""
        self.page.wait_for_timeout(300)
        self.until("() => window.__viewer.stats().busy === false")


@pytest.fixture
def viewer(chromium: Browser, address: str) -> Iterator[Viewer]:
    """A fresh page; a test that leaves an error or asks another host fails."""
    context = chromium.new_context(viewport=SIZE, reduced_motion="reduce", device_scale_factor=FINENESS)
    found = Viewer(context.new_page(), address)
    yield found
    context.close()
    assert found.errors == []
    assert found.foreign == []


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a made-up result of dike space."""
    from tests.browser.dike_sample import write_sample

    folder = tmp_path_factory.mktemp("dikes")
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def buildings(published: Path) -> list[dict[str, Any]]:
    """Buildings of the twin, as features."""
    from shapely import to_geojson

    from twin import Twin

    frame = Twin.open(published / "twins" / "demo").features["buildings"].iloc[[10, 500, 1500]]
    return [{"id": row.id, "geometry": json.loads(to_geojson(row.geometry))} for row in frame.itertuples()]


@pytest.fixture
def server(viewer: Viewer, sample: Path, buildings: list[dict[str, Any]]) -> Server:
    """What gives the page that result as if it had been computed."""
    from tests.browser.dike_server import Server

    found = Server(sample, buildings)
    found.attach(viewer)
    return found


@pytest.fixture(scope="session")
def level_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with made-up results of water levels."""
    from tests.browser.levels_sample import write_choice, write_levels

    folder = tmp_path_factory.mktemp("levels")
    write_levels(folder)
    write_choice(folder)
    return folder


@pytest.fixture
def levels(viewer: Viewer, level_files: Path) -> LevelsServer:
    """What gives the page those results as if they had been computed."""
    from tests.browser.levels_server import LevelsServer

    found = LevelsServer(level_files)
    found.attach(viewer)
    return found


def above(x: float, y: float, height: float = 400.0) -> dict[str, float]:
    """Camera straight above a place in EPSG:28992."""
    return {"x": x, "y": y, "z": height, "heading": 0.0, "pitch": -89.5}
