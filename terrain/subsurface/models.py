"""The voxel and the layer model of a twin as stacks of blocks, and the two joined in one place."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from terrain.subsurface.hydraulics import own_table
from terrain.subsurface.stack import MISSING, Stack, StackUnit
from twin.errors import invalid
from twin.grid import GridSpec
from twin.vocabulary import STRATIGRAPHY

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin

__all__ = ["Column", "column_at", "layer_stack", "stacks_of", "voxel_stack"]

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]
_HAIR = 1e-6  # m
PROBABILITY = "lithok_probability"
_KEPT: dict[tuple[int, str], Stack] = {}
"""Each part of the subsurface, by the identity of the tree that it is of, for as long as that is there."""


def voxel_stack(twin: Twin, box: Box | None = None) -> Stack | None:
    """Give the voxels of a twin, or those under a box in RD (xmin, ymin, xmax, ymax) [m]; None without."""
    return _stack(twin, "voxels", _voxels, box)


def layer_stack(twin: Twin, box: Box | None = None) -> Stack | None:
    """Give the layers of a twin, as `voxel_stack`, with the conductivity that they tell [m s-1]."""
    return _stack(twin, "layers", _layers, box)


def stacks_of(twin: Twin, box: Box | None = None) -> tuple[Stack, ...]:
    """Give the stacks that a twin has: its voxels, and its layers."""
    found = (voxel_stack(twin, box), layer_stack(twin, box))
    return tuple(stack for stack in found if stack is not None)


def _stack(twin: Twin, name: str, read: Callable[[xr.Dataset], Stack], box: Box | None) -> Stack | None:
    """One part of the subsurface, as far as it lies under a box; None when there is nothing."""
    tree = twin.subsurface
    if tree is None or name not in tree.children:
        return None
    key = (id(tree), name)
    whole = _KEPT.get(key)
    if whole is None:
        whole = read(tree[name].to_dataset())
        if "properties" in tree.children:
            whole = replace(whole, table=own_table(tree["properties"].to_dataset()))
        _KEPT[key] = whole
        weakref.finalize(tree, _KEPT.pop, key, None).atexit = False
    # What is looked up in a stack is kept with it: not with this one, which stays as long as the twin.
    return replace(whole) if box is None else _under(whole, box)


def _under(whole: Stack, box: Box) -> Stack | None:
    """The columns of a stack that lie under a box; None when there are none."""
    grid = whole.grid
    first, left = grid.index(box[0] + _HAIR, box[3] - _HAIR)
    last, right = grid.index(max(box[2] - _HAIR, box[0] + _HAIR), min(box[1] + _HAIR, box[3] - _HAIR))
    rows = slice(max(int(first), 0), min(int(last), grid.ny - 1) + 1)
    columns = slice(max(int(left), 0), min(int(right), grid.nx - 1) + 1)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None

    def cut(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return values if values.shape[1:] == (1, 1) else values[:, rows, columns]

    return replace(
        whole,
        grid=replace(
            grid,
            x0=grid.x0 + grid.dx * columns.start,
            y0=grid.y0 - grid.dy * rows.start,
            nx=columns.stop - columns.start,
            ny=rows.stop - rows.start,
        ),
        top=cut(whole.top),
        base=cut(whole.base),
        unit=cut(whole.unit),
        lithology=cut(whole.lithology),
        given={name: cut(values) for name, values in whole.given.items()},
    )


def _voxels(dataset: xr.Dataset) -> Stack:
    fields = {str(name): field.transpose("z", "y", "x").values for name, field in dataset.data_vars.items()
              if set(field.dims) == {"z", "y", "x"}}  # fmt: skip
    z = np.asarray(dataset["z"].values, np.float64)[:, None, None]
    lithology = fields.get("lithok", np.full((len(z), 1, 1), MISSING)).astype(np.int8, copy=False)
    unit, units = _numbered(fields["strat"]) if "strat" in fields else (
        np.where(lithology == MISSING, -1, 0).astype(np.int16), (_unit(0),)
    )  # fmt: skip
    told = dataset.attrs.get("thickness")
    half = float(told or (z[1, 0, 0] - z[0, 0, 0] if len(z) > 1 else 0.5)) / 2
    given = {name: values for name, values in fields.items() if name in ("kh", "kv", PROBABILITY)}
    return Stack("voxels", GridSpec.of(dataset), z + half, z - half, unit, lithology, units, given)


def _numbered(strat: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int16], tuple[StackUnit, ...]]:
    """Number the units that occur; -1 where there is none."""
    codes = [int(code) for code in np.unique(strat) if code > 0]
    number = np.full(1 << 16, -1, np.int16)
    number[codes] = np.arange(len(codes))
    return number[np.where(strat > 0, strat, 0).astype(np.int32)], tuple(_unit(code) for code in codes)


def _unit(code: int) -> StackUnit:
    entry = STRATIGRAPHY.get(code)
    if entry is None:
        words = ("unknown", "onbekend", "unknown") if code == 0 else (str(code),) * 3
        return StackUnit(*words, "#999999")
    return StackUnit(entry.key, entry.label_nl, entry.label_en, entry.color)


def _layers(dataset: xr.Dataset) -> Stack:
    keys = [str(key) for key in dataset["layer"].values]
    told = {
        name: [str(value) for value in dataset[name].values] if name in dataset else None
        for name in ("label_nl", "label_en", "color", "kind")
    }
    units = tuple(
        StackUnit(
            key,
            told["label_nl"][k] if told["label_nl"] else key,
            told["label_en"][k] if told["label_en"] else key,
            told["color"][k] if told["color"] else "#999999",
            told["kind"][k] if told["kind"] else "",
        )
        for k, key in enumerate(keys)
    )
    fields = {
        name: dataset[name].transpose("layer", "y", "x").values.astype(np.float64)
        for name in ("top", "base", "kh", "kv")
        if name in dataset
    }
    return Stack(
        "layers",
        GridSpec.of(dataset),
        fields.pop("top"),
        fields.pop("base"),
        np.arange(len(keys), dtype=np.int16)[:, None, None],
        np.full((len(keys), 1, 1), MISSING, np.int8),
        units,
        fields,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """Blocks under one place, from the ground down: voxels, and below them layers.

    Parameters
    ----------
    top, base
        Levels [m NAP], shape (k,).
    kh, kv
        Conductivity [m s-1], NaN where unknown, shape (k,).
    units
        Unit of each block.
    lithology
        Lithoclass of each block, -127 where unknown, shape (k,).
    part
        ``voxels`` or ``layers``, for each block.
    probability
        Of the lithoclass of each block, 0 to 1, NaN where not told, shape (k,).
    """

    top: Floats
    base: Floats
    kh: Floats
    kv: Floats
    units: tuple[StackUnit, ...]
    lithology: npt.NDArray[np.int8]
    part: tuple[str, ...]
    probability: Floats

    @property
    def unit(self) -> tuple[str, ...]:
        """Key of the unit of each block."""
        return tuple(unit.key for unit in self.units)

    @property
    def kind(self) -> tuple[str, ...]:
        """What each block does for the use of the subsurface; empty for voxels."""
        return tuple(unit.kind for unit in self.units)

    def _lengths(self, low: float, high: float) -> Floats:
        inside: Floats = np.clip(np.minimum(self.top, high) - np.maximum(self.base, low), 0.0, None)
        return inside

    def thickness(
        self, units: Collection[str] = (), *, low: float = -math.inf, high: float = math.inf
    ) -> float:
        """Thickness of some units (all when none is named) between two levels [m]."""
        chosen = np.array([not units or key in units for key in self.unit], bool)
        return float(self._lengths(low, high)[chosen].sum())

    def transmissivity(self, *, low: float = -math.inf, high: float = math.inf) -> float:
        """Transmissivity kD between two levels [m2 s-1]; blocks of unknown conductivity count as none."""
        return float((self._lengths(low, high) * np.nan_to_num(self.kh)).sum())

    def resistance(self, *, low: float = -math.inf, high: float = math.inf) -> float:
        """Resistance c between two levels, sum of d / kv [s]; unknown blocks count as none."""
        return float((self._lengths(low, high) / np.where(np.isfinite(self.kv), self.kv, np.inf)).sum())

    def layer(self, unit: str) -> tuple[float, float] | None:
        """Top and base of a unit [m NAP]; None where it is not."""
        found = [k for k, key in enumerate(self.unit) if key == unit]
        return (float(self.top[found].max()), float(self.base[found].min())) if found else None


def column_at(twin: Twin, x: float, y: float) -> Column:
    """Give the blocks under a place: voxels as far as they go, and the layers below.

    Parameters
    ----------
    twin
        With voxels, layers, both or neither: then the column is empty.
    x, y
        Place in RD [m].

    Raises
    ------
    InvalidInputError
        When the place lies outside the twin.
    """
    if not twin.grid.contains(x, y):
        bounds = ", ".join(f"{edge:.10g}" for edge in twin.grid.bbox)
        raise invalid("place", [x, y], "lies outside the twin", f"It spans {bounds} in RD.")
    floor = math.inf
    numbers, units, part = [np.empty((6, 0))], list[StackUnit](), list[str]()
    for stack in stacks_of(twin, (x, y, x, y)):
        blocks = _descending(stack)
        top, base = np.minimum(stack.top[blocks, 0, 0], floor), stack.base[blocks, 0, 0]
        left = top > base
        top, base, blocks = top[left], base[left], blocks[left]
        chances = stack.given.get(PROBABILITY)
        numbers.append(
            np.array(
                [
                    top,
                    base,
                    stack.kh[blocks, 0, 0],
                    stack.kv[blocks, 0, 0],
                    stack.lithology[blocks, 0, 0],
                    np.full(len(blocks), np.nan) if chances is None else chances[blocks, 0, 0],
                ],
                np.float64,
            )
        )
        units += [stack.units[number] for number in stack.unit[blocks, 0, 0].tolist()]
        part += [stack.part] * len(blocks)
        floor = float(base.min(initial=floor))
    top, base, kh, kv, lithology, likely = np.concatenate(numbers, axis=1)
    return Column(top, base, kh, kv, tuple(units), lithology.astype(np.int8), tuple(part), likely)


def _descending(stack: Stack) -> npt.NDArray[np.int64]:
    """Blocks that are there in the one column of a stack, highest first."""
    there = np.flatnonzero(stack.present[:, 0, 0])
    return there[np.argsort(-stack.top[there, 0, 0], kind="stable")]
