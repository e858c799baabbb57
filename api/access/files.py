"""Files of layers that not everybody sees: refused, or left out of the documents that name them."""

from __future__ import annotations

import json
from typing import Any

from starlette.types import Scope

from api.access.private import is_private, mark_logged
from api.access.restrictions import layer_rule, require_all, require_table, theme_of
from api.assets import safe_file
from api.catalogue import Collection
from api.errors import NotFoundError

__all__ = ["check_layer_file", "check_result_file", "tailored"]

_CLAIMS = "claims"
_CONFLICTS = "subsurface-conflicts"
"""Folder of a result with a file for each table of conflicts and claims, and a header that tells no place."""


def check_layer_file(scope: Scope, collection: Collection, file: str) -> None:
    """Refuse a file of 3D Tiles whose layer is not in full for who asks.

    Raises
    ------
    UnauthorisedError, ForbiddenError
    """
    folder, _, rest = file.partition("/")
    slug = collection.layer.get("id") or folder
    if collection.kind == "twin" and folder == _CLAIMS and rest.endswith((".json", ".json.gz")):
        require_all(scope, theme_of(rest.partition(".")[0]))
    require_all(scope, theme_of(slug))
    if is_private(scope) and file.endswith("tileset.json"):  # not each of the tiles that a picture takes
        mark_logged(scope)


def check_result_file(scope: Scope, file: str) -> None:
    """Refuse a table of a result that holds features of a layer that is not in full for who asks.

    Raises
    ------
    UnauthorisedError, ForbiddenError
    """
    folder, _, rest = file.partition("/")
    if folder == _CONFLICTS:
        rest = rest.removeprefix(f"{_CLAIMS}/")
    table = rest.partition(".")[0]
    if folder in {"features", _CONFLICTS} and table and table != _CONFLICTS:
        require_table(scope, table)
        if is_private(scope):
            mark_logged(scope)


def tailored(scope: Scope, collection: Collection, kind: str, file: str) -> dict[str, Any] | None:
    """A document that names layers, as it is for who asks; None when it is so for everybody.

    The page's description tells of each layer how much of it there is (``access``); the tilesets of a whole
    twin leave out the layers that are not in full.

    Raises
    ------
    NotFoundError
        When a compressed twin of such a document is asked for by its own name.
    """
    plain = file.removesuffix(".gz")
    about_layers = plain == "page.json" if kind == "assets" else plain.endswith(".json") and "/" not in plain
    if collection.kind != "twin" or not about_layers:
        return None
    page = collection.twin.page
    slugs = [layer["id"] for layer in (*page["layers"], *page.get("volumes", ()))]
    layers = {slug: layer_rule(scope, theme_of(slug)) for slug in slugs}
    limited = {slug for slug, rule in layers.items() if rule.level != "full"}
    if not limited:
        return None
    if file != plain:
        raise NotFoundError("There is no such file.")
    content: dict[str, Any] = json.loads(safe_file(collection.artefacts(kind).root, file).read_bytes())
    if kind == "assets":
        for layer in (*content["layers"], *content.get("volumes", ())):
            layer["access"] = layers[layer["id"]].level
        for claimed in content.get(_CLAIMS, ()):
            claimed["access"] = layer_rule(scope, claimed["theme"]).level
        return content
    return content | {"root": _without(content["root"], limited)}


def _without(tile: dict[str, Any], limited: set[str]) -> dict[str, Any]:
    """Leave out, all the way down, tiles whose content is in the folder of one of these layers."""
    shown = [child for child in tile.get("children", ()) if not _folders(child) & limited]
    children = {"children": [_without(child, limited) for child in shown]} if shown else {}
    return {name: value for name, value in tile.items() if name != "children"} | children


def _folders(tile: dict[str, Any]) -> set[str]:
    contents = [tile.get("content"), *tile.get("contents", ())]
    return {content["uri"].removeprefix("./").partition("/")[0] for content in contents if content}
