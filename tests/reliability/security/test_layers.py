"""S16: what a restricted layer holds reaches nobody who may not see it, by whatever door."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from urllib.parse import urljoin, urlsplit

import numpy as np
import pytest

from tests.contract.conftest import X0, Y0
from tests.reliability.conftest import Figure
from tests.reliability.security.conftest import SECRET, Guarded, run

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
THEMES = {"utility-lines": "cable", "archaeology": "wreck", "vital-objects": "hospital"}
SEEN = {
    "none": {"utility-lines": "withheld", "archaeology": "generalised", "vital-objects": "generalised"},
    "reader": {"utility-lines": "generalised", "archaeology": "full", "vital-objects": "full"},
    "modeller": dict.fromkeys(THEMES, "full"),
    "admin": dict.fromkeys(THEMES, "full"),
}
FORMATS = ("geoparquet", "gpkg", "cityjson")


def texts(body: bytes) -> bytes:
    """What a file says: unpacked, and with the texts of Parquet columns."""
    if body[:2] == b"\x1f\x8b":
        return texts(gzip.decompress(body))
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return b"\n".join(texts(archive.read(name)) for name in archive.namelist())
    if body[:4] == b"PAR1":
        import pandas as pd

        return pd.read_parquet(io.BytesIO(body)).to_csv().encode()
    return body


def crawl(service: Guarded, who: str) -> dict[str, tuple[int, bytes]]:
    """Follow every link and file address of every JSON document, from the landing page."""
    origin = str(service.client.base_url)
    starts = ["/v1", "/v1/collections/polder/assets/page.json", f"/v1/jobs/{service.job}/results"]
    starts += [
        f"/v1/collections/polder{theme}/{rest}"
        for theme in ("", *(f"-{theme}" for theme in THEMES))
        for rest in (
            "3dtiles/tileset.json", "3dtiles-rd/tileset.json", "3dtiles/tileset.json.gz", "items?limit=1000",
            f"items?limit=1000&crs={RD}", "queryables", "assets/page.json.gz", "3dcontainer",
            *(f"downloads?format={form}" for form in FORMATS),
        )
    ]  # fmt: skip
    for frame in ("3dtiles", "3dtiles-rd"):
        for theme in THEMES:
            folder = service.data / "published" / "polder" / frame / theme
            starts += [
                f"/v1/collections/polder{at}/{file.relative_to(folder)}"
                for file in folder.rglob("*")
                if file.is_file()
                for at in (f"/{frame}/{theme}", f"-{theme}/{frame}")
            ]
    table = f"/v1/jobs/{service.job}/results/files/features/vital_objects.parquet"
    waiting, found = [*starts, table], dict[str, tuple[int, bytes]]()
    while waiting:
        address = waiting.pop()
        if address in found or "/events" in address:
            continue
        answer = service.get(who, address)
        found[address] = (answer.status_code, answer.content)
        if answer.status_code == 200 and "json" in answer.headers.get("content-type", ""):
            waiting += [
                urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl()
                for link in (
                    urljoin(origin + address, target) for target in links(json.loads(answer.content))
                )
                if link.startswith(f"{origin}/v1") and "{" not in link
            ]
    return found


def links(content: object) -> list[str]:
    """Every address in a JSON document."""
    if isinstance(content, dict):
        own = [value for name, value in content.items() if name in {"href", "uri"} and isinstance(value, str)]
        return own + [link for value in content.values() for link in links(value)]
    if isinstance(content, list):
        return [link for value in content for link in links(value)]
    return []


def secrets_in(pages: dict[str, tuple[int, bytes]]) -> dict[str, set[str]]:
    """Addresses whose answer tells a secret, per secret."""
    said = {address: texts(body) for address, (status, body) in pages.items() if status == 200}
    return {
        theme: {address for address, text in said.items() if f"{SECRET}-{word}".encode() in text}
        for theme, word in THEMES.items()
    }


@pytest.mark.parametrize("who", list(SEEN))
def test_s16_no_door_lets_a_secret_out(guarded: Guarded, figure: Figure, who: str) -> None:
    pages = crawl(guarded, who)
    assert not [address for address, (status, _) in pages.items() if status >= 500]
    told = secrets_in(pages)
    for theme, level in SEEN[who].items():
        if level == "full":
            doors = {address.split("?")[0].rpartition("/")[2] for address in told[theme]}
            assert {"items", "downloads"} <= doors, theme  # the search finds what is there
            assert any(address.endswith(".glb") for address in told[theme]), theme
        else:
            assert told[theme] == set()
    if who == "none":
        figure("S16", f"{len(pages)} addresses crawled by the public, 3 layers, 0 secrets told")


@pytest.mark.parametrize("who", list(SEEN))
@pytest.mark.parametrize("theme", list(THEMES))
def test_s16_features_and_tiles_per_layer_and_role(guarded: Guarded, who: str, theme: str) -> None:
    level = SEEN[who][theme]
    items = guarded.get(who, f"/v1/collections/polder-{theme}/items?crs={RD}")
    tiles = [
        guarded.get(who, f"/v1/collections/polder{at}/tileset.json")
        for at in (f"/3dtiles/{theme}", f"-{theme}/3dtiles", f"-{theme}/3dtiles-rd")
    ]
    shut = 401 if who == "none" else 403
    assert items.status_code == (shut if level == "withheld" else 200)
    assert {answer.status_code for answer in tiles} == {200 if level == "full" else shut}
    for answer in (items, *tiles):
        assert answer.headers["cache-control"] == "private, no-store"
        assert "Authorization" in answer.headers["vary"]
    if level == "generalised":
        assert items.json()["features"]
        for feature in items.json()["features"]:
            corners = np.array(feature["geometry"]["coordinates"][0])
            size = 100 if theme == "utility-lines" else 1000
            assert (corners % size == 0).all()
            assert np.ptp(corners, axis=0).tolist() == [size, size]
            assert set(feature["properties"]) <= {"count", "network", "kind"}


@pytest.mark.parametrize("who", list(SEEN))
def test_s16_root_documents_name_what_is_there(guarded: Guarded, who: str) -> None:
    for frame in ("3dtiles", "3dtiles-rd"):
        root = guarded.get(who, f"/v1/collections/polder/{frame}/tileset.json")
        children = {uri.partition("/")[0] for uri in links(root.json())}
        assert {"terrain", "buildings", "dikes"} <= children
        assert children & set(THEMES) == {theme for theme, level in SEEN[who].items() if level == "full"}
        assert root.headers["cache-control"] == "private, no-store"
    page = guarded.get(who, "/v1/collections/polder/assets/page.json").json()
    access = {layer["id"]: layer.get("access", "full") for layer in page["layers"]}
    assert {theme: access[theme] for theme in THEMES} == SEEN[who]
    assert access["buildings"] == "full"


def test_s16_a_small_box_tells_the_public_no_more_than_a_large_one(guarded: Guarded) -> None:
    """A point query must not find out by trial where in its cell a feature lies."""
    address = f"/v1/collections/polder-vital-objects/items?bbox-crs={RD}&crs={RD}&bbox="
    whole = guarded.get("none", f"{address}{X0},{Y0},{X0 + 400},{Y0 + 300}").json()["features"]
    near = guarded.get("none", f"{address}{X0 + 123},{Y0 + 87},{X0 + 124},{Y0 + 88}").json()["features"]
    far = guarded.get("none", f"{address}{X0 + 300},{Y0 + 250},{X0 + 301},{Y0 + 251}").json()["features"]
    assert whole == near == far != []


def test_s16_other_layers_stay_in_shared_caches(guarded: Guarded) -> None:
    answer = guarded.get("none", "/v1/collections/polder-buildings/3dtiles/tileset.json")
    assert answer.headers["cache-control"].startswith("public")


def test_s16_published_result_keeps_its_restricted_tables(guarded: Guarded) -> None:
    job = run(guarded, "modeller", 1.5)
    modeller = guarded.headers("modeller")
    assert guarded.client.patch(f"/v1/jobs/{job}", json={"public": True}, headers=modeller).status_code == 200
    files = f"/v1/jobs/{job}/results/files/features"
    told = {}
    for who in SEEN:
        answer = guarded.get(who, f"{files}/vital_objects.parquet")
        told[who] = answer.status_code == 200 and SECRET.encode() in texts(answer.content)
        assert guarded.get(who, f"{files}/buildings.parquet").status_code == 200
    assert told == {"none": False, "reader": True, "modeller": True, "admin": True}
    for rest in ("", "/items", "/downloads?format=geoparquet", "/downloads?format=gpkg"):
        for table in ("vital_objects", "vital-objects"):
            answer = guarded.get("none", f"/v1/collections/{job}-{table}{rest}")
            assert SECRET.encode() not in texts(answer.content)


def test_s16_reading_a_restricted_layer_is_written_down(guarded: Guarded) -> None:
    log = guarded.data / "audit.jsonl"
    before = log.read_text().count("\n")
    address = "/v1/collections/polder-archaeology/items"
    assert guarded.get("reader", address).status_code == 200
    lines = [json.loads(line) for line in log.read_text().splitlines()[before:]]
    assert [(line["who"], line["action"], line["outcome"]) for line in lines] == [
        ("reader", f"GET {address}", "200")
    ]
