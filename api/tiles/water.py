"""The water of a flood at a moment, as 3D Tiles that are made when somebody asks for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from api.errors import NotFoundError
from api.grids import Grids, Picked
from api.moments import parse_interval
from api.responses import dump
from api.tiles.kept import Kept

if TYPE_CHECKING:
    from pathlib import Path

    from api.jobs.model import Job

__all__ = ["MAXIMUM", "WaterStore", "water_moments"]

MAXIMUM, SERIES = "max_depth", "water_depth_series"
_FILE = re.compile(r"tileset\.json|water-(?:maximum|(?P<moment>[0-9]{1,6}))\.glb")


def water_moments(grids: Grids) -> list[str]:
    """Moments at which a result knows its water, RFC 3339; none when it is no flood."""
    if MAXIMUM not in grids.parameters or SERIES not in grids.parameters:
        return []
    return grids.moments(np.arange(grids.seconds.size))


class WaterStore:
    """Makes the tiles, and keeps those that were asked last.

    Parameters
    ----------
    capacity
        Bytes that they may take.
    """

    def __init__(self, capacity: int = 64 * 2**20) -> None:
        self._kept = Kept(capacity)

    def file(self, job: Job, folder: Path, grids: Grids, name: str, datetime: str | None) -> bytes:
        """Give a file of the tileset.

        Parameters
        ----------
        job, folder, grids
            The result: its job, folder and fields.
        name
            ``tileset.json`` or the GLB that it names.
        datetime
            Moment that is asked of the tileset; the highest water everywhere when it is not given.

        Raises
        ------
        NotFoundError
            When the result is no flood, or there is no such file.
        InvalidInputError
            When the moment lies outside the result.
        """
        found = _FILE.fullmatch(name)
        if found is None or not water_moments(grids):
            raise NotFoundError("There is no such file.")
        if name == "tileset.json":
            moment = -1 if datetime is None else int(grids.during(parse_interval(datetime))[0])
        else:
            moment = int(found["moment"] or -1)
        if moment >= grids.seconds.size:
            raise NotFoundError("There is no such file.")

        def make() -> bytes:
            document, body = _tiles(job, folder, grids, moment)
            return dump(document) + b"\0" + body  # JSON holds no zero byte

        document, _, body = self._kept.get((job.id, moment), make).partition(b"\0")
        if name == "tileset.json":
            return document
        if not body:
            raise NotFoundError("There is no water at that moment.")
        return body


def _tiles(job: Job, folder: Path, grids: Grids, moment: int) -> tuple[dict[str, Any], bytes]:
    from terrain.exporters.frames import read_frames
    from terrain.exporters.placement import placement
    from terrain.exporters.water_tiles import water_tiles

    if not (folder / "frames" / "frames.json").is_file():
        raise NotFoundError("The result does not hold the ground under its water.")
    depth = _whole(grids, MAXIMUM if moment < 0 else SERIES, moment)
    told = "maximum" if moment < 0 else grids.moments(np.array([moment]))[0]
    uri = f"water-{'maximum' if moment < 0 else moment}.glb"
    about = {"id": job.id, "moment": told, "greatest_depth": float(np.nanmax(depth, initial=0.0))}
    ground = read_frames(folder / "frames", "ground")
    return water_tiles(grids.grid, ground, depth, placement(grids.grid, "ecef"), uri, about)


def _whole(grids: Grids, name: str, moment: int) -> npt.NDArray[Any]:
    picked = Picked(np.array([moment, moment]), np.empty(0))
    values = grids.read(name, slice(None), slice(None), picked)
    return np.asarray(values[0] if values.ndim == 3 else values)
