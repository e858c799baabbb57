"""JSON schemas of the answers, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Any

from api.responses import GEOJSON, JSON

__all__ = ["FILES", "SCHEMAS", "answers", "geojson_answers"]

_TEXT = {"type": "string"}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
_TIME = {"type": "string", "format": "date-time"}
_STATES = ["accepted", "running", "successful", "failed", "dismissed"]


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


SCHEMAS: dict[str, dict[str, Any]] = {
    "Link": _object(["href", "rel"], href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT),
    "Problem": _object(
        ["status", "title", "detail"],
        type=_TEXT,
        status={"type": "integer"},
        title=_TEXT,
        detail=_TEXT,
        errors={
            "type": "array",
            "items": _object(["field", "detail"], field=_TEXT, value={}, detail=_TEXT, remedy=_TEXT),
        },
    ),
    "Upload": _object(
        ["id", "format", "size", "sha256", "creator", "created", "facts", "links"],
        id={"type": "string", "format": "uuid"},
        format={"enum": ["geopackage", "geotiff", "cityjson", "imkl", "table"]},
        size={"type": "integer"},
        sha256=_TEXT,
        creator=_TEXT,
        created=_TIME,
        facts={"type": "object"},
        links=_LINKS,
    ),
    "Uploads": _object(
        ["uploads", "links"],
        uploads={"type": "array", "items": {"$ref": "#/components/schemas/Upload"}},
        links=_LINKS,
    ),
    "Principal": _object(
        ["name", "role", "workspace", "mode", "links"],
        name=_TEXT,
        role={"enum": ["public", "reader", "modeller", "admin"]},
        workspace=_TEXT,
        mode={"enum": ["open", "guarded"]},
        links=_LINKS,
    ),
    "Landing": _object(["title", "links"], title=_TEXT, description=_TEXT, links=_LINKS),
    "Conformance": _object(["conformsTo"], conformsTo={"type": "array", "items": _TEXT}),
    "Collection": _object(
        ["id", "links"],
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        extent={"type": "object"},
        crs={"type": "array", "items": _TEXT},
        storageCrs=_TEXT,
        links=_LINKS,
    ),
    "Collections": _object(
        ["collections", "links"],
        collections={"type": "array", "items": {"$ref": "#/components/schemas/Collection"}},
        links=_LINKS,
    ),
    "Feature": _object(
        ["type", "geometry", "properties"],
        type={"const": "Feature"},
        id=_TEXT,
        geometry={"type": ["object", "null"]},
        properties={"type": "object"},
    ),
    "FeatureCollection": _object(
        ["type", "features", "numberReturned"],
        type={"const": "FeatureCollection"},
        features={"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        numberMatched={"type": "integer"},
        numberReturned={"type": "integer"},
        timeStamp=_TIME,
        links=_LINKS,
    ),
    "Record": _object(
        ["id", "type", "geometry", "time", "properties", "links"],
        id=_TEXT,
        type={"const": "Feature"},
        conformsTo={"type": "array", "items": _TEXT},
        time={"type": ["object", "null"]},
        geometry={"type": ["object", "null"]},
        properties=_object(["type", "title"], type=_TEXT, title=_TEXT, description=_TEXT, license=_TEXT),
        links=_LINKS,
    ),
    "RecordCollection": _object(
        ["type", "features", "numberMatched", "numberReturned", "links"],
        type={"const": "FeatureCollection"},
        features={"type": "array", "items": {"$ref": "#/components/schemas/Record"}},
        numberMatched={"type": "integer"},
        numberReturned={"type": "integer"},
        timeStamp=_TIME,
        links=_LINKS,
    ),
    "Catalogue": _object(["@context", "@id", "@type", "dcat:dataset", "dcat:service"]),
    "ModelCard": _object(
        ["process", "version", "formulas", "validity", "validation", "limitations"],
        process=_TEXT,
        version=_TEXT,
        formulas={"type": "array", "items": {"type": "object"}},
        validity={"type": "object"},
        validation={"type": "array", "items": {"type": "object"}},
        limitations={"type": "array", "items": _TEXT},
        links=_LINKS,
    ),
    "Stac": _object(
        ["type", "stac_version", "id", "description", "links"],
        type={"enum": ["Catalog", "Collection"]},
        stac_version={"const": "1.1.0"},
        id=_TEXT,
        description=_TEXT,
        links=_LINKS,
    ),
    "Queryables": _object(["type", "properties"], type={"const": "object"}, properties={"type": "object"}),
    "CoverageJSON": _object(
        ["type", "parameters"],
        type={"enum": ["Coverage", "CoverageCollection"]},
        domain={"type": "object"},
        parameters={"type": "object"},
        ranges={"type": "object"},
        coverages={"type": "array", "items": {"type": "object"}},
    ),
    "TileMatrixSets": _object(["tileMatrixSets"], tileMatrixSets={"type": "array"}, links=_LINKS),
    "TileMatrixSet": _object(["id", "crs", "tileMatrices"], id=_TEXT, tileMatrices={"type": "array"}),
    "TileSets": _object(["tilesets"], tilesets={"type": "array"}, links=_LINKS),
    "TileSet": _object(
        ["dataType", "crs", "links"],
        title=_TEXT,
        dataType={"const": "map"},
        crs=_TEXT,
        tileMatrixSetLimits={"type": "array"},
        links=_LINKS,
    ),
    "Legend": _object(["parameter", "classes"], parameter=_TEXT, classes={"type": "array"}, links=_LINKS),
    "GeoVolume": _object(
        ["id", "collectionType", "content"],
        id=_TEXT,
        title=_TEXT,
        collectionType={"const": "3d-container"},
        contentExtent={"type": "object"},
        content=_LINKS,
        children={"type": "array", "items": {"$ref": "#/components/schemas/GeoVolume"}},
        links=_LINKS,
    ),
    "Process": _object(
        ["id", "version"],
        id=_TEXT,
        version=_TEXT,
        title=_TEXT,
        description=_TEXT,
        jobControlOptions={"type": "array", "items": _TEXT},
        inputs={"type": "object"},
        outputs={"type": "object"},
        links=_LINKS,
    ),
    "Processes": _object(
        ["processes", "links"],
        processes={"type": "array", "items": {"$ref": "#/components/schemas/Process"}},
        links=_LINKS,
    ),
    "Execute": _object(
        [], inputs={"type": "object"}, outputs={"type": "object"}, response={"const": "document"}
    ),
    "StatusInfo": _object(
        ["jobID", "status", "type"],
        jobID={"type": "string", "format": "uuid"},
        processID=_TEXT,
        title=_TEXT,
        **{"x-title-nl": _TEXT},
        twin={"type": ["string", "null"]},
        type={"const": "process"},
        status={"enum": _STATES},
        message=_TEXT,
        progress={"type": "integer", "minimum": 0, "maximum": 100},
        attempt={"type": "integer", "minimum": 1},
        public={"type": "boolean"},
        estimatedSeconds={"type": "number", "minimum": 0},
        remainingSeconds={"type": ["number", "null"], "minimum": 0},
        created=_TIME,
        started=_TIME,
        finished=_TIME,
        updated=_TIME,
        links=_LINKS,
    ),
    "JobChange": _object(["public"], public={"type": "boolean"}) | {"additionalProperties": False},
    "Jobs": _object(
        ["jobs", "links"],
        jobs={"type": "array", "items": {"$ref": "#/components/schemas/StatusInfo"}},
        links=_LINKS,
    ),
    "Plan": _object(
        ["intervention"],
        intervention=_object(["kind"], kind=_TEXT),
        start={"type": "integer"},
        horizon={"type": "integer"},
        year={"type": ["number", "null"]},
        least_probability={"type": "number", "minimum": 0, "maximum": 1},
        functions={"type": "array", "items": _TEXT},
        province={"type": ["string", "null"]},
        rules_day={"type": ["string", "null"]},
    )
    | {"additionalProperties": False},
    "Verdicts": _object(
        ["claims", "conflicts", "counts", "withheld", "links"],
        claims={"type": "array", "items": {"type": "object"}},
        conflicts={"type": "array", "items": {"type": "object"}},
        counts={"type": "object"},
        withheld={"type": "array", "items": _object(["theme", "role"], theme=_TEXT, role=_TEXT)},
        links=_LINKS,
    ),
    "Results": _object(["indicators"], indicators={"type": "object"}, links=_LINKS),
}


def answers(
    schema: str, status: int = 200, description: str = "OK", media: str = JSON
) -> dict[int | str, Any]:
    """Documented answer of an operation, by the name of its schema."""
    content = {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {status: {"description": description, "content": content}}


def geojson_answers(schema: str) -> dict[int | str, Any]:
    """Documented GeoJSON answer, which names its reference system in a header."""
    found = answers(schema, media=GEOJSON)
    header = {"description": "Coordinate reference system of the answer.", "schema": _TEXT}
    found[200]["headers"] = {"Content-Crs": header}
    return found


def _file(summary: str, parameters: list[str]) -> dict[str, Any]:
    anything = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    gone = {"410": {"description": "The job has been removed"}} if "jobId" in parameters else {}
    return {
        "get": {
            "summary": summary,
            "operationId": "file_" + "_".join(summary.lower().replace(",", "").split()[:4]),
            "tags": ["files"],
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": _TEXT} for name in parameters
            ],
            "responses": {"200": {"description": "The file", "content": anything}, **gone},
        }
    }


FILES: dict[str, dict[str, Any]] = {
    "/collections/{collectionId}/3dtiles/{path}": _file(
        "3D Tiles 1.1 in EPSG:4978, from tileset.json; of a flood its water (at ?datetime=)",
        ["collectionId", "path"],
    ),
    "/collections/{collectionId}/3dtiles-rd/{path}": _file(
        "3D Tiles in local RD and NAP, from tileset.json", ["collectionId", "path"]
    ),
    "/collections/{collectionId}/assets/{path}": _file(
        "Files of a twin for the page", ["collectionId", "path"]
    ),
    "/jobs/{jobId}/results/files/{path}": _file(
        "Files of a result, result.zarr among them", ["jobId", "path"]
    ),
}
