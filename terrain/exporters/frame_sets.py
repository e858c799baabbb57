"""What a result shows on the page: water over time, its maxima, and the sea level at which it floods."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from terrain.exporters.base import Exporter, needs_result, twin_of
from terrain.exporters.frames import write_frames
from twin.errors import invalid
from twin.progress import Progress, part, silent

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin
    from twin.store import Result

__all__ = ["FrameSet", "Frames", "frame_sets", "write_frame_sets"]

SERIES = "water_depth_series"
Field = npt.NDArray[np.floating[Any]]
Kind = Literal["level", "depth", "plain"]


@dataclass(frozen=True, slots=True)
class FrameSet:
    """One folder of frames made from one variable of a result.

    Attributes
    ----------
    quantity : str
        What the frames hold.
    variable : str
        Variable of the result they come from.
    unit : str
        What they are counted in.
    kind : str
        "level": taken as it is; "depth": the level is the ground plus the depth where that is above 0;
        "plain": no level, NaN where ground is stands for never.
    """

    quantity: str
    variable: str
    unit: str
    kind: Kind

    @property
    def folder(self) -> str:
        """Name of the folder, when it is not the main one."""
        return self.quantity.replace("_", "-")


SETS = (
    FrameSet("water_level", SERIES, "cm", "depth"),
    FrameSet("inundation_level", "inundation_level", "cm", "level"),
    FrameSet("max_level", "max_depth", "cm", "depth"),
    FrameSet("arrival_time", "arrival_time", "min", "plain"),
    FrameSet("max_speed", "max_speed", "cm/s", "plain"),
)


class Frames(Exporter):
    """Level fields for the page, with the ground they stand on."""

    id: ClassVar[str] = "frames"
    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = (
        "Water level over time, or inundation level, as int16 cm blocks with frames.json, as the page reads "
        "it; maxima and arrival time in folders inside."
    )

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the levels of a result, and the ground below them, to a folder."""
        result = needs_result(source, self.id)
        if not frame_sets(result.dataset):
            found = ", ".join(map(str, result.dataset.data_vars))
            message = f"has no inundation_level and no {SERIES}"
            raise invalid("source", found, message, "Run the process sea-level-rise or flood.")
        ground = _own_ground(result.dataset)
        if ground is None:
            ground = twin_of(result, self.id).surface["ground_level"].values
        write_frame_sets(result, ground, target, progress)


def frame_sets(dataset: xr.Dataset) -> tuple[FrameSet, ...]:
    """List what a result can show; the first one is the main one, none without a level field."""
    found = tuple(entry for entry in SETS if entry.variable in dataset)
    return found if found and found[0] in SETS[:2] else ()


def write_frame_sets(result: Result, ground: Field, out: Path, progress: Progress = silent) -> None:
    """Write everything that a result can show.

    Parameters
    ----------
    result
        Result; its own ``ground_level``, if it carries one, goes before `ground`.
    ground
        Ground level of the twin on the grid of the result [m NAP], shape (ny, nx).
    out
        Folder of the main frames; the others get a folder inside, named after their quantity.
    progress
        Is told how far it is.
    """
    dataset = result.dataset
    own = _own_ground(dataset)
    below = ground if own is None else own
    sets = frame_sets(dataset)
    for number, entry in enumerate(sets):
        folder = out / entry.folder if number else out
        label = ("scenario", "scenario")
        values = dataset[entry.variable]
        write_frames(
            result.grid,
            below,
            {"scenario": _Drawn(values, below, entry.kind)},
            folder,
            {"scenario": label},
            times=_times(values),
            quantity=entry.quantity,
            unit=entry.unit,
            progress=part(progress, number / len(sets), (number + 1) / len(sets)),
        )
    progress(1.0, "frames written")


def _own_ground(dataset: xr.Dataset) -> Field | None:
    return dataset["ground_level"].values if "ground_level" in dataset else None


def _times(values: xr.DataArray) -> list[float | None]:
    """Seconds since the start; one None for a field without time."""
    return [float(time) for time in values["time"].values] if "time" in values.dims else [None]


class _Drawn:
    """The frames of a variable as the page draws them, each made when it is asked for."""

    def __init__(self, values: xr.DataArray, ground: Field, kind: Kind) -> None:
        over_time = values if "time" in values.dims else values.expand_dims("time")
        self.values = over_time.transpose("time", "y", "x")
        self.ground = ground
        self.kind = kind

    def __len__(self) -> int:
        return int(self.values.sizes["time"])

    def __getitem__(self, number: int) -> Field:
        values: Field = self.values[number].values
        if self.kind == "level":
            return values
        if self.kind == "plain":
            return np.where(np.isnan(values) & ~np.isnan(self.ground), np.inf, values)
        level = self.ground.astype(np.float64) + values
        return np.where(values > 0, level, np.where(np.isnan(level), np.nan, np.inf))
