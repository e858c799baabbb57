"""Entries as records of OGC API Records, which carry what DCAT-AP-NL tells as well."""

from __future__ import annotations

from typing import Any

from api.contact import Contact
from api.records.collection import CATALOGUE
from api.records.dcat import PROFILE, TYPES, Outside, properties
from api.records.entries import Entry
from api.records.licences import spdx
from api.responses import GEOJSON, link

__all__ = ["as_record", "polygon", "type_of"]

_CORE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/req/record-core"
_SCOPE = {"twin": "series", "layer": "dataset", "process": "model", "result": "dataset"}
_PREFIXES = {
    "dcat:": "http://www.w3.org/ns/dcat#",
    "prov:": "http://www.w3.org/ns/prov#",
}
_CORE_LANGUAGES = [{"code": "nl", "name": "Nederlands"}, {"code": "en", "name": "English"}]


def type_of(one: Entry) -> str:
    """Type of a record, as the scope codes of ISO 19115 name it."""
    return _SCOPE[one.kind]


def as_record(one: Entry, contact: Contact, outside: Outside) -> dict[str, Any]:
    """Describe an entry as a record: a GeoJSON feature."""
    return {
        "id": one.id,
        "type": "Feature",
        "conformsTo": [_CORE, PROFILE],
        "time": None if one.interval is None else {"interval": list(one.interval)},
        "geometry": None if one.box is None else polygon(one.box),
        "properties": _properties(one, contact, outside),
        "links": _links(one),
    }


def _properties(one: Entry, contact: Contact, outside: Outside) -> dict[str, Any]:
    own: dict[str, Any] = {
        "type": type_of(one),
        "title": one.title_nl,
        "description": one.description,
        "keywords": [*one.keywords, *one.keywords_en],
        "language": _CORE_LANGUAGES[0],
        "languages": _CORE_LANGUAGES,
        "themes": [
            {
                "concepts": [{"id": "ENVI", "title": "Environment"}],
                "scheme": "http://publications.europa.eu/resource/authority/data-theme",
            }
        ],
        "formats": [{"name": way.title, "mediaType": way.media_type} for way in one.distributions],
        "contacts": [
            {
                "organization": contact.name,
                "emails": [{"value": contact.email}],
                "links": [{"href": contact.url, "rel": "about", "type": "text/html"}],
                "roles": ["pointOfContact", "publisher"],
            }
        ],
        "x-kind": one.kind,
        "x-title-en": one.title_en,
        "rdf:type": [_full(name) for name in TYPES[one.kind]],
    }
    if one.license:
        own["license"] = spdx(one.license)
    if one.attribution:
        own["rights"] = one.attribution
    if one.updated is not None:
        own["updated"] = one.updated
    if one.digest is not None:
        own["externalIds"] = [{"scheme": "sha256", "value": one.digest}]
    if one.card:
        own["modelCard"] = one.card
    return own | properties(one, contact, outside)


def _full(name: str) -> str:
    prefix = next(prefix for prefix in _PREFIXES if name.startswith(prefix))
    return _PREFIXES[prefix] + name.removeprefix(prefix)


def polygon(box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Draw an extent (west, south, east, north) as a GeoJSON polygon."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _links(one: Entry) -> list[dict[str, str]]:
    links = [
        link(f"{CATALOGUE}/items/{one.id}", "self", media_type=GEOJSON),
        link(CATALOGUE, "collection", "Catalogue"),
        link(one.page, "about", one.title_nl),
    ]
    if one.twin is not None and one.kind != "twin":
        links.append(link(f"{CATALOGUE}/items/twin-{one.twin}", "up", media_type=GEOJSON))
    return links + [link(way.href, "item", way.title, way.media_type) for way in one.distributions]
