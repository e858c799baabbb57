"""Looks into one uploaded file, in a process with little memory and time: ``python -m api.uploads.check``.

Whatever the file does to a reader it does to this process, which holds nothing and can write nothing.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

__all__ = ["CHECKS", "main"]

_MEMORY, _SECONDS = 2 * 2**30, 20
_LARGEST_RASTER = 2 * 2**30
_MOST_ELEMENTS = 2_000_000
_MOST_LAYERS = 200
_DEEPEST = 100
_LONGEST = 65_536

Facts = dict[str, Any]


class Refused(Exception):  # noqa: N818 - an outcome, not a failure
    """The file is not what it says, or more than may be read: why, and what to do where that is known."""


def geopackage(path: str) -> Facts:
    """Layers of a GeoPackage, with the number of their features; views are not looked at."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        listed = connection.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')")
        kinds = dict(listed.fetchall())
        if kinds.get("gpkg_contents") != "table":
            raise Refused("has no table gpkg_contents")
        query = "SELECT table_name, srs_id FROM gpkg_contents WHERE data_type = 'features'"
        rows = connection.execute(query).fetchmany(_MOST_LAYERS + 1)
        if not rows or len(rows) > _MOST_LAYERS:
            raise Refused(f"has no layer of features, or more than {_MOST_LAYERS}")
        layers = []
        for name, system in rows:
            if kinds.get(name) != "table":
                raise Refused(f"its layer {str(name)[:64]!r} is not a table")
            quoted = '"' + name.replace('"', '""') + '"'
            count = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]  # noqa: S608 - quoted
            layers.append({"name": name, "srs": system, "features": count})
    return {"layers": layers}


def geotiff(path: str) -> Facts:
    """Size and place of a GeoTIFF, from its header; no pixel is read."""
    import numpy as np
    import rasterio

    with rasterio.open(path, driver="GTiff") as source:
        item = max(np.dtype(kind).itemsize for kind in source.dtypes)
        size = source.width * source.height * source.count * item
        if size > _LARGEST_RASTER:
            raise Refused(f"declares {size} bytes of pixels; {_LARGEST_RASTER} may be read")
        if source.crs is None:
            raise Refused("has no reference system")
        return {
            "width": source.width,
            "height": source.height,
            "bands": source.count,
            "crs": source.crs.to_string()[:200],
            "bbox": list(source.bounds),
        }


def cityjson(path: str) -> Facts:
    """Version and objects of a CityJSON file."""
    import orjson

    with open(path, "rb") as file:  # noqa: PTH123 - the process has no other use for pathlib
        content = orjson.loads(file.read())
    if not isinstance(content, dict) or content.get("type") != "CityJSON":
        raise Refused('has no "type": "CityJSON"')
    version, objects, vertices = content.get("version"), content.get("CityObjects"), content.get("vertices")
    if not isinstance(version, str) or version.partition(".")[0] not in {"1", "2"}:
        raise Refused("has no version 1 or 2")
    if not isinstance(objects, dict) or not isinstance(vertices, list):
        raise Refused("has no CityObjects and vertices")
    return {"version": version[:10], "objects": len(objects), "vertices": len(vertices)}


def imkl(path: str) -> Facts:
    """Elements of an IMKL message (GML); entities and document types are refused unread."""
    from defusedxml.ElementTree import iterparse

    count, depth, root, kinds = 0, 0, "", set[str]()
    for event, element in iterparse(path, events=("start", "end"), forbid_dtd=True):
        if event == "end":
            depth -= 1
            element.clear()
            continue
        count, depth, root = count + 1, depth + 1, root or element.tag
        space = element.tag.partition("}")[0]
        if "imkl" in space.lower():
            kinds.add(element.tag.partition("}")[2])
        if count > _MOST_ELEMENTS or depth > _DEEPEST:
            raise Refused(f"has over {_MOST_ELEMENTS} elements, or more than {_DEEPEST} inside each other")
    if not kinds:
        raise Refused("holds nothing of IMKL")
    return {"root": root.partition("}")[2][:64], "elements": count, "kinds": sorted(kinds)[:100]}


def table(path: str) -> Facts:
    """Columns and number of rows of a table, read as a run reads it."""
    from twin.errors import InvalidInputError
    from twin.user_tables import read_table

    try:
        rows = read_table(path, field="body")
    except InvalidInputError as error:
        (problem,) = error.problems
        raise Refused(problem.message, problem.remedy) from None
    if not rows:
        raise Refused("has no rows", "Give a table with rows.")
    return {"columns": list(rows[0]), "rows": len(rows)}


CHECKS: dict[str, Callable[[str], Facts]] = {
    "geopackage": geopackage,
    "geotiff": geotiff,
    "cityjson": cityjson,
    "imkl": imkl,
    "table": table,
}


def main(name: str, path: str) -> None:
    """Print what is in a file as JSON: ``facts``, or the ``reason`` why it is refused and the ``remedy``."""
    _limit()
    try:
        text = json.dumps({"facts": CHECKS[name](path)}, allow_nan=False)
        if len(text) > _LONGEST:  # names of layers, say, may be as long as the file
            raise Refused(f"tells more than {_LONGEST} bytes about itself")
    except Refused as refused:
        text = json.dumps(dict(zip(("reason", "remedy"), refused.args, strict=False)))
    except Exception as error:
        text = json.dumps({"reason": f"cannot be read ({type(error).__name__})"})
    sys.stdout.write(text)


def _limit() -> None:
    os.nice(19)
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
