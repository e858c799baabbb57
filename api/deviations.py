"""Where this service does otherwise than a rule asks, and why: shown on the conformance page."""

from __future__ import annotations

__all__ = ["DEVIATIONS"]


def _deviation(rule: str, where: str, reason: str) -> dict[str, str]:
    return {"rule": rule, "where": where, "reason": reason}


DEVIATIONS = [
    _deviation(
        "/core/query-keys-camel-case",
        "bbox-crs, parameter-name",
        "OGC API Features part 2, the geospatial module of these rules, and EDR prescribe them.",
    ),
    _deviation(
        "/core/query-keys-camel-case",
        "names of properties, such as crest_level, in /items",
        "OGC API Features part 3 filters by the names that the data have, which /queryables tells.",
    ),
    _deviation(
        "/core/path-segments-kebab-case",
        "/v1/tileMatrixSets",
        "OGC API Tiles prescribes this path.",
    ),
    _deviation(
        "/core/path-segments-kebab-case",
        "tileset.json, .glb, zarr.json, .parquet and other files below 3dtiles, assets and results/files",
        "Files of a standard form refer to each other by names with an extension, and clients look for them.",
    ),
    _deviation(
        "/core/no-trailing-slash",
        "/v1/",
        "Answers as /v1 does: clients that append a slash to the base address find no links otherwise. Every "
        "other address with a slash at its end is 404.",
    ),
    _deviation(
        "/core/transport/security-headers",
        "Cache-Control of published files with their version in the address",
        "Public and immutable: such an address always gives the same bytes. Everything else is no-store or "
        "asked again each time.",
    ),
    _deviation(
        "OGC API EDR, parameter crs",
        "/area and /cube",
        "Only RD New, the system of the cells: in another their rows and columns would not be straight.",
    ),
    _deviation(
        "OGC API EDR, trajectory",
        "LINESTRINGM and LINESTRINGZM",
        "Refused with 400: a moment is chosen with datetime, for the whole line.",
    ),
    _deviation(
        "OGC API Processes, class callback",
        "subscriber in an execute request",
        "Refused with 400: the service calls no address that somebody gives. Follow the events of a job.",
    ),
    _deviation(
        "OGC API Processes, inputs by reference",
        "href in an execute request",
        "Only of a resource of this service, else 400: no address or path from outside is ever opened.",
    ),
    _deviation(
        "OGC API Processes, job control",
        "sync-execute",
        "Only for processes that end within two seconds; the others run asynchronously and can be dismissed.",
    ),
    _deviation(
        "OGC classes oas30",
        "/v1/openapi.json",
        "The description is OpenAPI 3.1; the classes ask for 3.0.",
    ),
]
