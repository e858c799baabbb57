"""From the features of an IMKL message to lines with network, depth, size and what lies in what."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from terrain.connectors._imkl_depths import depths, loose
from terrain.connectors._imkl_features import Feature, Message
from terrain.connectors._imkl_themes import (
    CONTAINERS,
    LINES,
    PLANNED,
    PRECAUTIONS,
    SIGMA_XY,
    network_of,
    sigma_of,
)
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["lines_table"]

_CONTENTS = ("cables", "pipes", "ducts", "kabels", "leidingen")
_HEIGHTS = ("lijngeometrie2.5D", "geometrie3D")
_AREAS = ("vlakgeometrie2D", "vlakgeometrie2.5D")
_NO_END = 9999
_MOST_NESTED = 10


def lines_table(message: Message) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Cables, pipelines and what they lie in, with the columns of the theme ``utility_lines``.

    Parameters
    ----------
    message
        All features.

    Returns
    -------
    tuple
        Table in RD New: id, network, name, depth (of the top below the ground), depth_status, depth_source,
        diameter, width, pressure [Pa], material, year, status, owner (the outermost thing that it lies in),
        contents (ids of what lies in it), precaution (what its network asks of who digs there), kind (type in
        IMKL), sigma_xy, sigma_z. Heights of the geometry are those of the axis [m NAP]. And what was found,
        in words.
    """
    import geopandas as gpd

    wanted = list(message.of(*LINES, *CONTAINERS))
    lost: Counter[str] = Counter()
    shapes = np.array([_shape(message, each, lost) for each in wanted], object)
    there = ~shapely.is_missing(shapes)
    features = [each for each, here in zip(wanted, there, strict=True) if here]
    shapes = shapes[there]
    networks = [_network(message, each) for each in features]
    diameter = np.array([_diameter(each) for each in features], np.float64)
    depth = depths(message, features, shapes, networks, diameter)
    level = np.array([each.level for each in depth])
    flat = ~shapely.has_z(shapes) & np.isfinite(level)
    shapes[flat] = [shapely.force_3d(shape, z) for shape, z in zip(shapes[flat], level[flat], strict=True)]
    extra = [_extra(message, each) for each in features]
    columns = {
        "id": [each.id for each in features],
        "network": networks,
        "name": [each.texts.get("label", "") for each in features],
        "depth": [each.depth for each in depth],
        "depth_status": [
            "measured" if z else each.status for each, z in zip(depth, shapely.has_z(shapes), strict=True)
        ],
        "depth_source": [each.source for each in depth],
        "diameter": diameter,
        "width": [
            _width(each, area, shape) for each, area, shape in zip(features, extra, shapes, strict=True)
        ],
        "pressure": [each.number("pressure") for each in features],
        "material": [_material(each) for each in features],
        "year": [_year(each) for each in features],
        "status": ["planned" if each.code("currentStatus") in PLANNED else "existing" for each in features],
        "owner": _owners(features),
        "contents": [", ".join(_inside(each)) for each in features],
        "precaution": _precautions(message, features, shapes),
        "kind": [each.type for each in features],
        "sigma_xy": [sigma_of(each.code("geoNauwkeurigheidXY"), SIGMA_XY) for each in features],
        "sigma_z": [each.sigma for each in depth],
    }
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    lost["measured depths that no line takes"] = loose(message, depth)
    return table, _notes(message, table, lost, sum(area is not None for area in extra))


def _shape(message: Message, feature: Feature, lost: Counter[str]) -> Any:
    """Lines of the links that a feature refers to, joined; its extra geometry where that has heights."""
    for name in feature.links.get("extraGeometrie", ()):
        extra = message.features.get(name)
        for key in _HEIGHTS:
            if extra is not None and (shape := extra.shapes.get(key)) is not None and shape.has_z:
                return shape
    parts = []
    for name in feature.links.get("link", ()):
        if (link := message.features.get(name)) is None:
            lost["references that lead nowhere"] += 1
            continue
        parts += [shape for shape in link.shapes.values() if shapely.get_dimensions(shape) == 1]
    parts = parts or [shape for shape in feature.shapes.values() if shapely.get_dimensions(shape) == 1]
    if not parts:
        lost[f"{feature.type} without a line"] += 1
        return None
    if len(parts) == 1:
        return parts[0]
    whole = np.array(parts, object)
    if not shapely.has_z(whole).all():
        whole = shapely.force_2d(whole)  # heights of a part say nothing of the rest
    return shapely.line_merge(shapely.multilinestrings(shapely.get_parts(whole)))


def _network(message: Message, feature: Feature) -> str:
    nets = [message.features.get(name) for name in feature.links.get("inNetwork", ())]
    theme = next((net.code("thema") for net in nets if net is not None), "")
    return network_of(theme, feature.type, feature.code("oilGasChemicalsProductType"))


def _diameter(feature: Feature) -> float:
    return feature.number("pipeDiameter", "kabelDiameter", "buitenDiameter")


def _width(feature: Feature, area: Any, shape: Any) -> float:
    """Width of a bed or duct bank [m]: told, else its area over its length."""
    told = feature.number("ductWidth")
    return float(area.area / shape.length) if math.isnan(told) and area is not None and shape.length else told


def _extra(message: Message, feature: Feature) -> Any:
    for name in feature.links.get("extraGeometrie", ()):
        extra = message.features.get(name)
        for key in _AREAS:
            if extra is not None and key in extra.shapes:
                return extra.shapes[key]
    return None


def _material(feature: Feature) -> str:
    return feature.code("buismateriaalType") or feature.code("telecommunicationsCableMaterialType")


def _year(feature: Feature) -> float:
    year = feature.texts.get("validFrom", "")[:4]
    return float(year) if year.isdigit() and int(year) < _NO_END else float("nan")


def _inside(feature: Feature) -> tuple[str, ...]:
    return tuple(name for key in _CONTENTS for name in feature.links.get(key, ()))


def _owners(features: Sequence[Feature]) -> list[str]:
    """Outermost container of each line; a container of something is its own; empty for a line by itself."""
    holder = {name: each.id for each in features for name in _inside(each)}
    owners = []
    for each in features:
        outermost = each.id
        for _ in range(_MOST_NESTED):
            if outermost not in holder:
                break
            outermost = holder[outermost]
        owners.append(outermost if outermost != each.id or _inside(each) else "")
    return owners


def _precautions(message: Message, features: Sequence[Feature], shapes: npt.NDArray[Any]) -> list[str]:
    """What the network of each line asks of who digs where it lies: areas of that network that it touches."""
    asked: Mapping[int, list[str]] = {number: [] for number in range(len(features))}
    tree = shapely.STRtree(shapes)
    for area in message.of(*PRECAUTIONS):
        nets = set(area.links.get("inNetwork", ()))
        words = area.code("eisVoorzorgsmaatregel") or area.texts.get("netbeheerderNetOmschrijving", "yes")
        places = np.array(list(area.shapes.values()), object)
        _, touched = tree.query(places, predicate="intersects")
        for number in touched:
            if nets & set(features[number].links.get("inNetwork", ())):
                asked[number].append(words)
    return [", ".join(dict.fromkeys(words)) for words in asked.values()]


def _notes(message: Message, table: gpd.GeoDataFrame, lost: Counter[str], areas: int) -> list[str]:
    spaces = ", ".join(f"{name or 'no namespace'} ({count})" for name, count in message.namespaces.items())
    depth = ", ".join(f"{count} {name}" for name, count in table["depth_status"].value_counts().items())
    notes = [
        f"namespaces: {spaces}",
        f"features: {', '.join(f'{count} {name}' for name, count in message.counts.items())}",
        f"depth of {len(table)} lines: {depth or 'none'}",
    ]
    notes += [f"{areas} lines with an extra area"] if areas else []
    notes += [f"{count} {what}" for what, count in sorted(lost.items()) if count]
    notes += [f"{count} geometries left out: {why}" for why, count in sorted(message.unreadable.items())]
    return [*notes, f"{message.twice} ids occur again, the first is kept"] if message.twice else notes
