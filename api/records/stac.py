"""Entries as STAC 1.1: a catalogue of twins, each a collection whose items are its layers and results."""

from __future__ import annotations

import re
from typing import Any

from api.contact import Contact
from api.records.dcat import Outside
from api.records.entries import Distribution, Entry
from api.records.licences import spdx
from api.records.records import polygon

__all__ = ["STAC", "catalog", "collection", "item"]

STAC = "/v1/stac"
_VERSION = "1.1.0"
_GEOJSON = "application/geo+json"


def catalog(twins: list[Entry], outside: Outside) -> dict[str, Any]:
    """The root: one child a twin."""
    children = [_link(outside(f"{STAC}/{one.twin}"), "child", one.title_nl) for one in twins]
    return {
        "type": "Catalog",
        "stac_version": _VERSION,
        "id": "zicht",
        "title": "Zicht",
        "description": "Digitale tweelingen van water en ondergrond, hun lagen en resultaten.",
        "links": [_link(outside(STAC), "self"), _link(outside(STAC), "root"), *children],
    }


def collection(twin: Entry, members: list[Entry], contact: Contact, outside: Outside) -> dict[str, Any]:
    """A twin, with a link to each of its layers and results."""
    own = outside(f"{STAC}/{twin.twin}")
    start, end = twin.interval or ("2025-01-01", "2025-12-31")
    items = [
        _link(outside(f"{STAC}/{twin.twin}/{one.id}"), "item", one.title_nl, _GEOJSON) for one in members
    ]
    return {
        "type": "Collection",
        "stac_version": _VERSION,
        "id": str(twin.twin),
        "title": twin.title_nl,
        "description": twin.description,
        "keywords": [*twin.keywords, *twin.keywords_en],
        "license": spdx(twin.license),  # STAC wants one: ``other`` also where none was told
        "providers": [{"name": contact.name, "roles": ["host"], "url": contact.url}],
        "extent": {
            "spatial": {"bbox": [list(twin.box or (3.2, 50.7, 7.3, 53.7))]},
            "temporal": {"interval": [[_first(start), _last(end)]]},
        },
        "assets": _assets(twin, outside),
        "links": [
            _link(own, "self"),
            _link(outside(STAC), "root"),
            _link(outside(STAC), "parent"),
            _link(outside(twin.page), "about"),
            *items,
        ],
    }


def item(one: Entry, outside: Outside) -> dict[str, Any]:
    """A layer or a result of a twin; one without a place is not in STAC."""
    own = outside(f"{STAC}/{one.twin}/{one.id}")
    parent = outside(f"{STAC}/{one.twin}")
    assert one.box is not None
    assert one.interval is not None
    properties: dict[str, Any] = {
        "title": one.title_nl,
        "description": one.description,
        "keywords": [*one.keywords, *one.keywords_en],
        "datetime": None,
        "start_datetime": _first(one.interval[0]),
        "end_datetime": _last(one.interval[1]),
    }
    if one.license:
        properties["license"] = spdx(one.license)
    if one.updated is not None:
        properties["updated"] = one.updated
    return {
        "type": "Feature",
        "stac_version": _VERSION,
        "stac_extensions": [],
        "id": one.id,
        "collection": str(one.twin),
        "geometry": polygon(one.box),
        "bbox": list(one.box),
        "properties": properties,
        "assets": _assets(one, outside),
        "links": [
            _link(own, "self", media_type=_GEOJSON),
            _link(outside(STAC), "root"),
            _link(parent, "parent"),
            _link(parent, "collection"),
            _link(outside(one.page), "about"),
        ],
    }


def _assets(one: Entry, outside: Outside) -> dict[str, dict[str, Any]]:
    return {
        _key(way): {
            "href": outside(way.href),
            "title": way.title,
            "type": way.media_type,
            "roles": ["metadata" if "Provenance" in way.title else "data"],
        }
        for way in one.distributions
    }


def _key(way: Distribution) -> str:
    return re.sub(r"[^a-z0-9]+", "-", way.title.lower()).strip("-")


def _first(day: str) -> str:
    return f"{day}T00:00:00Z"


def _last(day: str) -> str:
    return f"{day}T23:59:59Z"


def _link(
    href: str, rel: str, title: str | None = None, media_type: str = "application/json"
) -> dict[str, str]:
    found = {"href": href, "rel": rel, "type": media_type}
    return found if title is None else found | {"title": title}
