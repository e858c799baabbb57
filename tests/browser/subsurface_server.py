"""Stands in for what the service tells of the subsurface while the page runs on everything else for real."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.browser import subsurface_sample as sample

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

__all__ = ["SubsurfaceServer"]


def _numbers(text: str) -> list[float]:
    inside = text[text.index("(") + 1 : text.rindex(")")] if "(" in text else text
    return [float(part) for part in inside.replace(",", " ").split()]


@dataclass
class SubsurfaceServer:
    """Answers by address, and what was asked."""

    asked: list[dict[str, str]] = field(default_factory=list)
    problem: dict[str, Any] | None = None
    """What the next answer is instead, as problem+json."""

    def attach(self, viewer: Viewer) -> None:
        for name in ("probe", "section", "box"):
            viewer.page.route(f"**/v1/collections/*/{name}?**", self.answer)

    def answer(self, route: Any) -> None:
        address = urlsplit(route.request.url)
        name = address.path.rsplit("/", 1)[1]
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        self.asked.append({"name": name, **query})
        if self.problem:
            content, self.problem = self.problem, None
            route.fulfill(status=400, content_type="application/problem+json", json=content)
        else:
            route.fulfill(json=self.content(name, query))

    @staticmethod
    def content(name: str, query: dict[str, str]) -> dict[str, Any]:
        year = int(query["year"])
        if name == "box":
            x0, y0, x1, y1 = _numbers(query["bbox"])
            return sample.box(x0, y0, x1, y1, float(query["z"].split("/")[0]), year)
        flat = _numbers(query["coords"])
        if name == "probe":
            return sample.probe(flat[0], flat[1], year)
        return sample.section([flat[i : i + 2] for i in range(0, len(flat), 2)], year)
