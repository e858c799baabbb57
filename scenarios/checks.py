"""Whether what a scenario names is there in the twin: its features by id, and places inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["known_feature", "known_place"]


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


def _suggest(word: str, ids: list[str]) -> str:
    guess = did_you_mean(word, ids)
    listed = f"They are: {', '.join(sorted(ids)[:40])}{', ...' if len(ids) > 40 else ''}."
    return listed if guess.startswith("Known") else f"{guess} {listed}"
