"""Stands in for a result of the process `dike-space` while the page runs on everything else for real."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.dike_sample import CONFLICTS

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

__all__ = ["FILES", "JOB", "Server", "shown"]

JOB = "5d0f2a1e-0000-5000-8000-000000000002"
FILES = f"/v1/jobs/{JOB}/results/files/dike-space/"
_RESERVATIONS = f"/v1/collections/{JOB}-dike-reservations/downloads?format=gpkg"


@dataclass
class Server:
    """Stands in for a result of the process `dike-space`; everything else is real."""

    folder: Path
    buildings: list[dict[str, Any]]
    jobs: list[str] = field(default_factory=lambda: [JOB])
    tables: tuple[str, ...] = ("dike_conflicts", "dike_measures", "dike_space")
    rows: int = len(CONFLICTS)
    asked: list[str] = field(default_factory=list)

    def attach(self, viewer: Viewer) -> None:
        page = viewer.page
        page.route("**/v1/jobs?*", self.listed)
        page.route(f"**/v1/jobs/{JOB}/results", self.results)
        page.route(f"**{FILES}*", self.file)
        page.route(f"**/v1/collections/{JOB}-dike-conflicts/items?*", self.conflicts)
        page.on("request", lambda request: self.asked.append(request.url))

    def listed(self, route: Any) -> None:
        assert "status=successful" in route.request.url
        # The list of all that stands asks for no process by name: it is empty here.
        found = self.jobs if "processID=dike-space" in route.request.url else []
        jobs = [{"jobID": job, "processID": "dike-space", "status": "successful"} for job in found]
        route.fulfill(json={"jobs": jobs, "numberMatched": len(jobs), "links": []})

    def results(self, route: Any) -> None:
        indicator = {
            "value": 9000.0, "reference": 0.0, "difference": 9000.0, "unit": "m",
            "label_nl": "aan te passen", "label_en": "to be changed",
        }  # fmt: skip
        tileset = {"rel": "enclosure", "href": f"{FILES}3dtiles/tileset.json", "title": "3D Tiles"}
        reservations = {"rel": "enclosure", "href": _RESERVATIONS, "title": "Reservations"}
        place = f"/v1/jobs/{JOB}/results/files/features/"
        items = [{"rel": "item", "href": f"{place}{name}.parquet"} for name in self.tables]
        content = {
            "indicators": {"dike-space.length": indicator},
            "dike-space": {"href": f"{FILES}dike-space.json"},
            "links": [*items, tileset, reservations],
        }
        route.fulfill(json=content)

    def file(self, route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        kind = "application/json" if name.endswith(".json") else "application/octet-stream"
        route.fulfill(content_type=kind, body=(self.folder / name).read_bytes())

    def conflicts(self, route: Any) -> None:
        features = []
        for number in range(self.rows):
            theme, kind, year, addresses = CONFLICTS[number % len(CONFLICTS)]
            building = self.buildings[number % len(CONFLICTS)]
            row = {
                "theme": theme, "object": building["id"], "dike": "zeedijk", "kind": kind, "from_year": year,
                "area": 80.0, "length": None, "volume": None, "addresses": addresses,
                "value": 2e5 * addresses,
                "label_nl": "gebouw" if kind == "building" else "weg", "label_en": kind,
            }  # fmt: skip
            features.append({"type": "Feature", "properties": row, "geometry": building["geometry"]})
        route.fulfill(json={"type": "FeatureCollection", "features": features, "links": []})


def shown(viewer: Viewer, future: str = "knmi23-h,50,2100", more: str = "") -> None:
    """Open the page on a future and wait until the strip stands."""
    viewer.open(f"v=1&l=&ds={JOB},{future}{more}")
    viewer.until("() => document.querySelector('#dike-year') !== null")
