"""The catalogue as a collection whose items are records."""

from __future__ import annotations

from typing import Any

from api.references import CRS84
from api.responses import GEOJSON, link

__all__ = ["CATALOGUE", "describe_catalogue"]

CATALOGUE = "/v1/collections/catalogue"


def describe_catalogue() -> dict[str, Any]:
    """Describe the collection of all records."""
    return {
        "id": "catalogue",
        "type": "Catalog",
        "itemType": "record",
        "title": "Catalogus",
        "x-title-en": "Catalogue",
        "description": "Tweelingen, hun lagen, rekenmodellen (met modelkaart) en resultaten die u mag zien.",
        "language": {"code": "nl", "name": "Nederlands"},
        "license": "CC0-1.0",
        "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-collection"],
        "extent": {"spatial": {"bbox": [[3.2, 50.7, 7.3, 53.7]], "crs": CRS84}},
        "crs": [CRS84],
        "links": [
            link(CATALOGUE, "self"),
            link(f"{CATALOGUE}/items", "items", media_type=GEOJSON),
            link("/v1/catalogue", "alternate", "DCAT-AP-NL 3", "application/ld+json"),
            link("/v1/stac", "alternate", "STAC 1.1"),
        ],
    }
