"""The voxels of the subsurface as bytes per class, as the page's volume shader reads them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from terrain.exporters.base import Exporter, twin_of
from twin.errors import invalid
from twin.grid import GridSpec
from twin.progress import Progress, silent
from twin.vocabulary import LITHOCLASS, STRATIGRAPHY, Entry

if TYPE_CHECKING:
    from twin.state import Twin
    from twin.store import Result

__all__ = ["Voxels", "write_voxels"]

NODATA = 255
MISSING = -127
VOCABULARIES: dict[str, Mapping[int, Entry]] = {"lithok": LITHOCLASS, "strat": STRATIGRAPHY}
UNKNOWN_COLOR = "#999999"


class Voxels(Exporter):
    """Lithology and stratigraphy of the voxels."""

    id: ClassVar[str] = "voxels"
    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = "Voxel classes as uint8 volumes with voxels.json, as the page reads them."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the voxels of a twin to a folder."""
        if not write_voxels(twin_of(source, self.id), target):
            raise invalid("source", self.id, "the twin has no voxels", "Build it with a subsurface model.")
        progress(1.0, "voxels written")


def write_voxels(twin: Twin, out: Path) -> bool:
    """Write ``voxels.json`` and one compressed volume per property; False when the twin has no voxels.

    Parameters
    ----------
    twin
        Its ``/voxels`` hold ``lithok`` and ``strat`` (z, y, x), z ascending, y descending.
    out
        Folder to write into.
    """
    if twin.subsurface is None or "voxels" not in twin.subsurface.children:
        return False
    dataset = twin.subsurface["voxels"].to_dataset()
    out.mkdir(parents=True, exist_ok=True)
    grid, z = GridSpec.of(dataset), dataset["z"].values
    fields = {
        name: _write_field(name, dataset[name].transpose("z", "y", "x").values, out)
        for name in VOCABULARIES
        if name in dataset
    }
    header = {
        "grid": {key: getattr(grid, key) for key in ("x0", "y0", "dx", "dy", "nx", "ny")},
        "z0": float(z[0]),
        "dz": float(z[1] - z[0]) if len(z) > 1 else 0.5,
        "nz": len(z),
        "order": "z,y,x (z ascending, y descending = row 0 north, x ascending)",
        "nodata": NODATA,
        "fields": fields,
    }
    (out / "voxels.json").write_text(json.dumps(header, ensure_ascii=False, indent=1, allow_nan=False))
    return True


def _write_field(name: str, values: npt.NDArray[np.integer[Any]], out: Path) -> dict[str, Any]:
    """Number the classes that occur and write the volume.

    Lithoclasses keep their code as value; units are numbered from young to old, as their codes exceed
    a byte.
    """
    vocabulary = VOCABULARIES[name]
    codes = [int(code) for code in np.unique(values) if code != MISSING]
    codes.sort(key=lambda code: (getattr(vocabulary.get(code), "order", 0), code))
    keep = name == "lithok" and all(0 <= code < NODATA for code in codes)
    numbered = {code: code if keep else place for place, code in enumerate(codes)}
    volume = np.full(values.shape, NODATA, np.uint8)
    for code, value in numbered.items():
        volume[values == code] = value
    file = f"voxels-{name}.u8.gz"
    (out / file).write_bytes(gzip.compress(volume.tobytes(), 6, mtime=0))
    classes = [_class(code, value, vocabulary.get(code)) for code, value in numbered.items()]
    return {"file": file, "classes": classes}


def _class(code: int, value: int, entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        label = str(code)
        return {"value": value, "code": code, "label_nl": label, "label_en": label, "color": UNKNOWN_COLOR}
    return {
        "value": value,
        "code": code,
        "key": entry.key,
        "label_nl": entry.label_nl,
        "label_en": entry.label_en,
        "color": entry.color,
    }
