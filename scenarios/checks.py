"""Whether what a scenario names is there in the twin: its features by id, and places inside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twin.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["known_feature", "known_outline", "known_place", "known_places"]


def known_feature(twin: Twin, theme: str, feature_id: str, field: str) -> list[Problem]:
    """Check that a theme of the twin has a feature, else name those it has; ``field`` named it."""
    if theme not in twin.features:
        return [Problem(field, feature_id, f"the twin has no {theme}", "Use a twin that has them.")]
    ids = [str(value) for value in twin.features[theme]["id"]]
    if feature_id in ids:
        return []
    return [Problem(field, feature_id, f"is not one of the {theme} of this twin", _suggest(feature_id, ids))]


def known_place(twin: Twin, at: tuple[float, float], field: str) -> list[Problem]:
    """Check that a place, RD New [m], lies in the twin; ``field`` gave it."""
    if bool(twin.grid.contains(*at)):
        return []
    box = ", ".join(f"{edge:g}" for edge in twin.grid.bbox)
    return [Problem(field, list(at), "lies outside the twin", f"Its bounding box is {box} (EPSG:28992).")]


def known_places(twin: Twin, places: Sequence[tuple[float, float]], field: str) -> list[Problem]:
    """Check that places, RD New [m], lie in the twin; ``field`` gave them, in this order."""
    import numpy as np

    if not len(places):
        return []
    outside = np.flatnonzero(~np.asarray(twin.grid.contains(*np.array(places, np.float64).T)))
    return [problem for n in outside.tolist() for problem in known_place(twin, places[n], f"{field}[{n}]")]


def known_outline(twin: Twin, area: Sequence[tuple[float, float]], field: str = "area") -> list[Problem]:
    """Check that the corners of an area lie in the twin, and that its outline does not cross itself."""
    from shapely import Polygon
    from shapely.validation import explain_validity

    problems, shape = known_places(twin, area, field), Polygon(area)
    if not shape.is_valid or shape.area <= 0.0:
        told = f"is no area: {explain_validity(shape).lower()}"
        problems.append(Problem(field, len(area), told, "Draw an outline that does not cross itself."))
    return problems


def _suggest(word: str, ids: list[str]) -> str:
    guess = did_you_mean(word, ids)
    listed = f"They are: {', '.join(sorted(ids)[:40])}{', ...' if len(ids) > 40 else ''}."
    return listed if guess.startswith("Known") else f"{guess} {listed}"
