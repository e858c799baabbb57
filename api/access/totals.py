"""Totals of layers that not everybody sees in full: left out of a result for who does not."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from starlette.types import Scope

from api.access.private import is_private, mark_logged
from api.access.restrictions import layer_rule, least_role, require_all
from api.assets import safe_file
from api.errors import NotFoundError
from api.tables import FeatureTable

if TYPE_CHECKING:
    import geopandas as gpd

    from api.results import ResultTable

__all__ = ["check_totals_file", "tailored_result", "visible_indicators", "visible_rows", "visible_totals"]

Content = dict[str, Any]

_INDICATORS = "indicators.json"
_LEVELS, _CHOICE = "water-levels/water-levels.json", "water-level-choice/water-level-choice.json"
_TABLES = frozenset(
    {
        "water_level_effects",
        "water_level_options",
        "water_level_choice",
        "water_level_objectives",
        "water_level_front",
    }
)
_ENDS = ("", "_low", "_high", "_weight", "_reason", "_before", "_after")
_UNTOLD = dict.fromkeys(("value", "reference", "difference", "low", "high"))


def visible_indicators(scope: Scope, indicators: Content) -> Content:
    """Indicators of a result, those of a layer that is not in full for who asks without their numbers."""
    from scenarios.process import processes

    found = dict(indicators)
    for key, entry in indicators.items():
        process, _, name = key.partition(".")
        known = processes()[process].indicators.get(name) if process in processes() else None
        if known is not None and known.theme and (why := _hidden(scope, known.theme)):
            found[key] = entry | _UNTOLD | {"method": known.method, "reason": why}
    return found


def visible_totals(scope: Scope, found: ResultTable) -> FeatureTable:
    """Table of a result without the effects on layers that are not in full for who asks."""
    hidden = _hidden_effects(scope) if found.theme in _TABLES else {}
    return _table_without(found.path, found.job.digest, frozenset(hidden)) if hidden else found.table()


def visible_rows(scope: Scope, found: ResultTable) -> gpd.GeoDataFrame:
    """Rows of `visible_totals`, in EPSG:28992."""
    hidden = _hidden_effects(scope) if found.theme in _TABLES else {}
    return _rows_without(found.path, frozenset(hidden))


def check_totals_file(scope: Scope, file: str) -> None:
    """Refuse a table of effects as a file to who does not see in full all layers that it tells of.

    Raises
    ------
    UnauthorisedError, ForbiddenError
    """
    folder, _, rest = file.partition("/")
    if folder == "features" and rest.partition(".")[0] in _TABLES:
        for theme in sorted(set(_themes().values())):
            require_all(scope, theme)
        if is_private(scope):
            mark_logged(scope)


def tailored_result(scope: Scope, root: Path, file: str) -> Content | None:
    """A document with totals as it is for who asks; None when it is so for everybody.

    Raises
    ------
    NotFoundError
        When a compressed twin of such a document is asked for by its own name.
    """
    plain = file.removesuffix(".gz")
    if plain not in {_INDICATORS, _LEVELS, _CHOICE} or not (hidden := _hidden_effects(scope)):
        return None
    if file != plain:
        raise NotFoundError("There is no such file.")
    content: Content = orjson.loads(safe_file(root, file).read_bytes())
    if plain == _INDICATORS:
        return visible_indicators(scope, content)
    return _levels_without(content, hidden) if plain == _LEVELS else _choice_without(content, hidden)


def _hidden(scope: Scope, theme: str) -> str:
    """Why totals of a layer are not told; empty when they are."""
    if layer_rule(scope, theme).level == "full":
        return ""
    role = least_role(scope, theme, {"full"})
    return f"is told to who sees the layer {theme} in full, which takes the role {role}"


def _themes() -> dict[str, str]:
    """Layers whose objects effects are about, by the id of the effect."""
    from scenarios.polders.effect import effects

    return {name: effect.theme for name, effect in effects().items() if effect.theme}


def _hidden_effects(scope: Scope) -> dict[str, str]:
    """Why effects are not told, by their ids; those that are told are not among them."""
    return {name: why for name, theme in _themes().items() if (why := _hidden(scope, theme))}


def _levels_without(content: Content, hidden: dict[str, str]) -> Content:
    def row(told: Content, why: str) -> Content:
        nothing: Content = dict.fromkeys(("before", "after", "difference", "extrapolated"))
        return {"area": told["area"], **nothing, "reason": why, "notes": "", "parts": {}}

    effects = [
        each | {"rows": [row(told, hidden[each["id"]]) for told in each["rows"]]}
        if each["id"] in hidden
        else each
        for each in content["effects"]
    ]
    return content | {"effects": effects}


def _choice_without(content: Content, hidden: dict[str, str]) -> Content:
    at = {number: each["id"] for number, each in enumerate(content["effects"]) if each["id"] in hidden}

    def without(row: list[Any], nothing: Any = None) -> list[Any]:
        return [nothing if number in at else value for number, value in enumerate(row)]

    return content | {
        "effects": [
            each | ({"scale": None, "objective": False} if each["id"] in hidden else {})
            for each in content["effects"]
        ],
        "values": [[without(option) for option in area] for area in content["values"]],
        "reasons": [
            [hidden[at[number]] if number in at else text for number, text in enumerate(area)]
            for area in content["reasons"]
        ],
        "weights": [without(area) for area in content["weights"]],
        "fronts": [front for front in content["fronts"] if not hidden.keys() & set(front["objectives"])],
    }


@lru_cache(maxsize=16)
def _table_without(path: Path, _digest: str, hidden: frozenset[str]) -> FeatureTable:
    return FeatureTable(_rows_without(path, hidden))


def _rows_without(path: Path, hidden: frozenset[str]) -> gpd.GeoDataFrame:
    """Rows and columns of a table that are not about some effects."""
    import geopandas as gpd

    table = gpd.read_parquet(path)
    for column in {"effect", "first", "second"} & set(table.columns):
        table = table[~table[column].isin(hidden)]
    return table.drop(columns=[f"{name}{end}" for name in hidden for end in _ENDS], errors="ignore")
