"""Claims as files for the page, one a theme: bodies that it draws as they grow, without a run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from terrain.exporters.tree import write_twinned
from twin.claim_table import claim_row
from twin.features import THEMES

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.claims import Claim

__all__ = ["FOLDER", "claim_json", "plain_number", "write_claims", "write_theme"]

FOLDER = "claims"
_FORMAT, _VERSION = "zicht-claims", 1
_CLOSE = 0.25  # m: outlines of areas may be as much simpler
_STEP = 0.01  # m: coordinates are told to the centimetre


def write_claims(claims: Iterable[Claim], out: Path) -> list[dict[str, Any]]:
    """Write the claims of each theme to a file of its own, as not everybody may see each of them.

    Parameters
    ----------
    claims
        Claims.
    out
        Folder in which ``claims/THEME.json`` come, packed beside.

    Returns
    -------
    list of dict
        Theme, labels, number of claims and file of each.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for claim in claims:
        rows.setdefault(claim.theme, []).append(claim_row(claim))
    return [
        {
            "theme": theme,
            "label_nl": THEMES[theme].label_nl,
            "label_en": THEMES[theme].label_en,
            **write_theme(theme, rows[theme], out),
        }
        for theme in THEMES
        if theme in rows
    ]


def write_theme(theme: str, rows: Iterable[Mapping[str, Any]], out: Path) -> dict[str, Any]:
    """Write the claims of one theme; tells their number and the file."""
    told = [claim_json(row) for row in rows]
    name = f"{FOLDER}/{theme}.json"
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    write_twinned(out / name, {"format": _FORMAT, "version": _VERSION, "theme": theme, "claims": told})
    return {"count": len(told), "file": name}


def claim_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Row of `twin.claim_table.claims_table` as JSON, its outline in RD New; null for what is not told."""
    plain = {name: plain_number(value) for name, value in row.items() if name != "geometry"}
    return plain | {"geometry": _outline(row["geometry"])}


def plain_number(value: Any) -> Any:
    """Numbers with six digits and what cannot be told as null; anything else as it is."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(f"{float(value):.7g}") if math.isfinite(value) else None
    return value


def _outline(shape: BaseGeometry) -> dict[str, Any]:
    simple = shape if shape.geom_type in {"Point", "MultiPoint"} else shape.simplify(_CLOSE)
    return _rounded(shapely.geometry.mapping(shape if simple.is_empty else simple))


def _rounded(told: Mapping[str, Any]) -> dict[str, Any]:
    if "geometries" in told:
        return {"type": told["type"], "geometries": [_rounded(part) for part in told["geometries"]]}
    return {"type": told["type"], "coordinates": _steps(told["coordinates"])}


def _steps(places: Any) -> Any:
    if isinstance(places, float | int):
        return round(round(places / _STEP) * _STEP, 2)
    return [_steps(place) for place in places]
