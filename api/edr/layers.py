"""Geological layers as a field over height: which layer is found at each height."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from api.edr.heights import Heights
from api.grids import Floats, Grids, Picked, Values
from twin.errors import invalid

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["LAYER", "LayerGrids"]

LAYER = "layer"
_STEPS = 100


class LayerGrids(Grids):
    """Layers between a top and a base, asked at any height; the value is the number of the layer."""

    @cached_property
    def parameters(self) -> dict[str, xr.DataArray]:
        """One field, with the names and colours of its classes."""
        labels = {"units": "1", "long_name": "geological layer", "long_name_nl": "aardlaag"}
        return {LAYER: self.dataset["top"].assign_attrs(labels)}

    @cached_property
    def classes(self) -> list[dict[str, str]]:
        """Key, labels and colour of every layer, in the order of their numbers."""
        keys = [str(key) for key in self.dataset[LAYER].values]
        columns = {
            name: [str(value) for value in self.dataset[name].values] if name in self.dataset else keys
            for name in ("label_nl", "label_en")
        }
        colors = self.dataset["color"].values if "color" in self.dataset else [""] * len(keys)
        return [
            {"key": key, "nl": dutch, "en": english, "color": str(color)}
            for key, dutch, english, color in zip(keys, *columns.values(), colors, strict=True)
        ]

    def axis(self, name: str) -> str:
        """Layers vary over height."""
        del name
        return "z"

    def variables(self, names: list[str]) -> list[str]:
        """A layer is found between these."""
        del names
        return ["top", "base"]

    @cached_property
    def vertical(self) -> tuple[float, float] | None:
        """Lowest base and highest top [m NAP]."""
        base, top = self.dataset["base"].values, self.dataset["top"].values  # xarray's own min imports dask
        return float(np.nanmin(base)), float(np.nanmax(top))

    def levels(self, asked: Heights | None) -> Floats:
        """Heights that were asked, or a hundred at even distances in a range (all layers when none is)."""
        low, high = cast("tuple[float, float]", self.vertical)
        if isinstance(asked, np.ndarray):
            found = asked[(asked >= low) & (asked <= high)]
        else:
            bottom, top = (low, high) if asked is None else (max(low, asked.low), min(high, asked.high))
            step = (top - bottom) / _STEPS
            found = bottom + step * (np.arange(_STEPS, dtype=np.float64) + 0.5) if step > 0 else np.empty(0)
        if not found.size:
            span = f"They span {low:g} to {high:g} m NAP."
            raise invalid("z", None, "lies above or below the layers", span)
        return np.round(found, 3)

    def read(self, name: str, rows: slice, columns: slice, picked: Picked) -> Values:
        """Find the layer at the picked heights in a window."""
        del name
        window = self.dataset[["top", "base"]].isel(y=rows, x=columns)
        return self._found(window, picked)

    def read_along(
        self, name: str, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], picked: Picked
    ) -> Values:
        """Find the layer at the picked heights in a row of cells."""
        import xarray as xr

        del name
        cells = {"y": xr.Variable("line", rows), "x": xr.Variable("line", columns)}
        return self._found(self.dataset[["top", "base"]].isel(cells), picked)

    def read_at(
        self, name: str, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], heights: Floats
    ) -> Values:
        """Find the layer in a row of cells, at one height [m NAP] in each."""
        import xarray as xr

        del name
        cells = {"y": xr.Variable("line", rows), "x": xr.Variable("line", columns)}
        window = self.dataset[["top", "base"]].isel(cells)
        with self._gate:
            inside = (window["base"].values <= heights) & (heights < window["top"].values)
        return np.ma.masked_where(~inside.any(axis=0), inside.argmax(axis=0).astype(np.int16))

    def _found(self, window: xr.Dataset, picked: Picked) -> Values:
        with self._gate:
            top, base = window["top"].values, window["base"].values
        found = np.full((picked.heights.size, *top.shape[1:]), -1, np.int16)
        for place, height in enumerate(picked.heights):
            inside = (base <= height) & (height < top)
            found[place] = np.where(inside.any(axis=0), inside.argmax(axis=0), -1)
        return np.ma.masked_equal(found, -1)
