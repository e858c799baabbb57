"""S11: what people write runs in nobody's browser, and pages of others get no hold of ours."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import geopandas as gpd
import pytest
from shapely import box

from api.publish import publish_twin
from tests.browser.conftest import FINENESS, FLAGS, Viewer, _executable
from tests.contract.conftest import X0, Y0, small_twin
from tests.reliability.conftest import Figure, Size, Start
from tests.reliability.security.conftest import Guarded, make_keys
from tests.reliability.security.payloads import PAYLOADS
from tests.reliability.serving import Served
from twin.state import Twin
from viewer import static_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCRIPT = "window.hits = 0; window.hit = () => { window.hits += 1; };"
IN_PAGE = 100


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(playwright), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    size = {"width": 800, "height": 480}
    context = chromium.new_context(viewport=size, reduced_motion="reduce", device_scale_factor=FINENESS)
    context.add_init_script(SCRIPT)
    yield context.new_page()
    context.close()


def hits(page: Page) -> int:
    page.wait_for_timeout(50)
    return sum(frame.evaluate("() => window.hits ?? 0") for frame in page.frames)


def hostile_twin() -> Twin:
    """A twin whose titles, sources and buildings are named by an attacker."""
    corners = [(X0 + 70 + 30 * (i % 10), Y0 + 10 + 28 * (i // 10)) for i in range(IN_PAGE)]
    table = gpd.GeoDataFrame(
        {
            "id": [f"b{number}" for number in range(IN_PAGE)],
            "floor_level": [0.0] * IN_PAGE,
            "year": [2000] * IN_PAGE,
            "use": PAYLOADS[:IN_PAGE],
            "status": PAYLOADS[:IN_PAGE],
            "height": [6.0] * IN_PAGE,
        },
        geometry=[box(x, y, x + 20, y + 20) for x, y in corners],
        crs="EPSG:28992",
    )
    twin = small_twin().with_(features={"buildings": table})
    attributes = {"title_nl": PAYLOADS[1], "title_en": PAYLOADS[2], "sources": PAYLOADS[1] + PAYLOADS[5]}
    return Twin.from_datasets(twin.surface, features=twin.features, name="demo", attributes=attributes)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    twin = hostile_twin()
    twin.save(folder / "twins" / twin.name)
    publish_twin(twin, folder)
    return folder


def test_s11_the_texts_do_run_where_nothing_stops_them(page: Page) -> None:
    """Else the tests below would find nothing anywhere."""
    page.goto("about:blank")
    page.set_content(f"<title>x</title>{PAYLOADS[0]}{PAYLOADS[1]}{PAYLOADS[2]}")
    assert hits(page) == 3


def test_s11_names_in_the_page_stay_text(
    hostile: Path, start: Start, page: Page, size: Size, figure: Figure
) -> None:
    if not (static_path() / "index.html").is_file():
        pytest.fail("the page has not been built: run `make viewer`")
    served = start(hostile, max_running=0)
    viewer = Viewer(page, served.address)
    viewer.open()
    count = size(25, IN_PAGE)
    for number, payload in enumerate(PAYLOADS[:count]):
        viewer.set_state({"picked": {"layer": "buildings", "id": f"b{number}"}})
        assert _shows(page, payload), payload  # as text
    assert hits(page) == 0
    figure("S11", f"{count} hostile names shown in the page, 0 scripts run")


def _shows(page: Page, payload: str) -> bool:
    """Whether the card of what was picked shows a text within twenty seconds."""
    limit = time.monotonic() + 20
    script = "text => [...document.querySelectorAll('.info')].some(card => card.textContent.includes(text))"
    while not page.evaluate(script, payload):
        if time.monotonic() > limit:
            return False
        page.wait_for_timeout(20)
    return True


def test_s11_answers_opened_as_documents_run_nothing(
    hostile: Path, start: Start, page: Page, size: Size, figure: Figure
) -> None:
    served = start(hostile, max_running=0)
    ran, count = 0, size(75, IN_PAGE)
    for number, payload in enumerate(PAYLOADS[-count:]):
        said, buildings = quote(payload, safe=""), "/v1/collections/demo-buildings/items"
        address = (
            f"/v1/collections/{said}", f"{buildings}?bbox={said}", f"/v1/jobs?{said}=1", f"/{said}",
            f"{buildings}/{said}",
        )[number % 5]  # fmt: skip
        page.goto(served.address + address)
        ran += page.evaluate("() => window.hits ?? 0")
    body = {"inputs": {"baseline": "demo", "name": PAYLOADS[1], "horizon": PAYLOADS[2]}}
    status, content = served.post("/v1/processes/sea-level-rise/execution", body)
    assert status == 400
    assert PAYLOADS[2] in str(content)
    assert ran + hits(page) == 0
    figure("S11", f"{count} hostile addresses opened as documents, 0 scripts run")


def test_s11_no_other_page_can_frame_this_one(
    hostile: Path, start: Start, page: Page, tmp_path: Path
) -> None:
    served = start(hostile, max_running=0)
    frames = "".join(f'<iframe src="{served.address}{path}"></iframe>' for path in ("/", "/v1", "/v1/jobs"))
    (tmp_path / "evil.html").write_text(f"<!doctype html><title>evil</title>{frames}")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as evil:
        threading.Thread(target=evil.serve_forever, daemon=True).start()
        page.goto(f"http://localhost:{evil.server_port}/evil.html")
        page.wait_for_timeout(500)
        inside = [frame.url for frame in page.frames[1:]]
        evil.shutdown()
    assert len(inside) == 3
    assert not [url for url in inside if url.startswith(served.address)]


def test_s11_other_origins_change_nothing_in_open_mode(served: Served, page: Page, tmp_path: Path) -> None:
    """A page of somebody else, in the browser of a modeller, tries what scripts and forms can do."""
    (tmp_path / "evil.html").write_text("<!doctype html><title>evil</title>")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    attempt = """async ([address, type]) => {
        try {
            const body = JSON.stringify({inputs: {baseline: "polder"}});
            const headers = {"Content-Type": type};
            const answer = await fetch(address, {method: "POST", body, headers, mode: "no-cors"});
            return answer.status;
        } catch { return -1; }
    }"""
    before = served.get("/v1/jobs")[1]["numberMatched"]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as evil:
        threading.Thread(target=evil.serve_forever, daemon=True).start()
        page.goto(f"http://localhost:{evil.server_port}/evil.html")
        address = f"{served.address}/v1/processes/sea-level-rise/execution"
        for kind in ("text/plain", "application/json", "application/x-www-form-urlencoded"):
            page.evaluate(attempt, [address, kind])
        form = f'<form method=post enctype=text/plain action="{address}"><input name=x></form>'
        page.evaluate("form => { document.body.innerHTML = form; document.forms[0].submit(); }", form)
        page.wait_for_timeout(500)
        evil.shutdown()
    assert served.get("/v1/jobs")[1]["numberMatched"] == before


ORIGINS = [
    "https://evil.example",
    "null",
    "http://localhost.evil.example",
    "file://",
    "https://zicht.example:1",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_s11_no_origin_is_echoed_and_no_cookie_asked(guarded: Guarded, origin: str) -> None:
    for path in ("/v1", "/v1/jobs", "/v1/nothing", "/v1/collections/polder/3dtiles/tileset.json", "/"):
        for method in ("GET", "OPTIONS", "POST"):
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            answer = guarded.client.request(method, path, headers=asked)
            assert answer.headers.get("access-control-allow-origin", "*") == "*"
            assert "access-control-allow-credentials" not in answer.headers
            assert "POST" not in answer.headers.get("access-control-allow-methods", "")
            assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "/%2f%2fevil.example", "/%5cevil.example", "/v1//evil.example",
     "/v1/", "/v1/collections/", "/https://evil.example", "/.//evil.example", "/v1/jobs/?next=https://evil.example",
     "/v1/collections/polder/?f=//evil.example"],
)  # fmt: skip
def test_s11_nothing_redirects(guarded: Guarded, path: str) -> None:
    answer = guarded.client.get(path, follow_redirects=False)
    assert not 300 <= answer.status_code < 400
    assert "location" not in answer.headers
    assert "refresh" not in answer.headers


def test_s16_the_page_stands_for_the_public_and_asks_for_nothing_withheld(
    secrets: Path, tmp_path: Path, start: Start, page: Page
) -> None:
    database = f"sqlite:///{tmp_path / 'zicht.db'}"
    make_keys(database)
    (tmp_path / "published").symlink_to(secrets / "published")
    (tmp_path / "twins").symlink_to(secrets / "twins")
    served = start(tmp_path, database, max_running=0)
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status in {401, 403} else None)
    viewer = Viewer(page, served.address)
    page.goto(
        f"{served.address}/?twin=polder#v=1&l=terrain,buildings,archaeology,vital_objects,utility_lines"
    )
    viewer.until("() => window.__viewer?.ready === true", 90)
    viewer.settle()
    assert refused == []
    assert viewer.errors == []
