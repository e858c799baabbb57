"""Land use as a picture that the page lays over the terrain: one pixel per cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from terrain.exporters.base import Exporter, twin_of
from twin.progress import Progress, silent
from twin.vocabulary import LAND_USE

if TYPE_CHECKING:
    from twin.state import Twin
    from twin.store import Result

__all__ = ["Drape", "write_drape"]

UNKNOWN = (200, 196, 180)


class Drape(Exporter):
    """Land-use colours."""

    id: ClassVar[str] = "drape"
    media_type: ClassVar[str] = "image/png"
    suffix: ClassVar[str] = ".png"
    description: ClassVar[str] = "Land-use colours as PNG, one pixel per cell, row 0 in the north."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the picture of a twin to a file."""
        _save(_colors(twin_of(source, self.id)), target)
        progress(1.0, "picture written")


def write_drape(twin: Twin, out: Path) -> Path:
    """Write ``drape.png`` into a folder: RGB, one pixel per cell, row 0 in the north, without shading."""
    out.mkdir(parents=True, exist_ok=True)
    _save(_colors(twin), out / "drape.png")
    return out / "drape.png"


def _colors(twin: Twin) -> npt.NDArray[np.uint8]:
    """Colour of every cell, shape (ny, nx, 3); grey-green where the land use is unknown or absent."""
    picture = np.full((*twin.grid.shape, 3), UNKNOWN, np.uint8)
    if "land_use" in twin.surface:
        use = twin.surface["land_use"].values
        for code, entry in LAND_USE.items():
            picture[use == code] = tuple(bytes.fromhex(entry.color[1:]))
    return picture


def _save(picture: npt.NDArray[np.uint8], path: Path) -> None:
    from PIL import Image

    Image.fromarray(picture).save(path, format="PNG", compress_level=6)
