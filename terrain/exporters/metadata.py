"""Attributes of features as a property table of EXT_structural_metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MISSING_INTEGER", "MISSING_NUMBER", "PropertyTable"]

MISSING_NUMBER = -9999.0
MISSING_INTEGER = -2147483648
View = Callable[[bytes], int]


@dataclass(frozen=True, slots=True)
class PropertyTable:
    """Named columns of equal length: text, whole numbers, numbers or truth values.

    Parameters
    ----------
    name
        Name of the class of features, e.g. ``"buildings"``.
    columns
        Arrays of dtype object (str), int32, float64 or bool.
    """

    name: str
    columns: Mapping[str, npt.NDArray[Any]]

    @classmethod
    def of(cls, name: str, frame: pd.DataFrame | Mapping[str, Any]) -> PropertyTable:
        """Keep the scalar columns of a table; geometry and nested values are left out."""
        names = [str(key) for key in frame if key != "geometry"]
        columns = {_identifier(key): _column(frame[key]) for key in names}
        return cls(_identifier(name), {key: column for key, column in columns.items() if column is not None})

    @property
    def count(self) -> int:
        """Number of features."""
        return len(next(iter(self.columns.values())))

    def take(self, rows: npt.NDArray[np.integer[Any]]) -> PropertyTable:
        """Keep the given rows, in that order."""
        return PropertyTable(self.name, {key: column[rows] for key, column in self.columns.items()})

    def encode(self, view: View) -> dict[str, Any]:
        """Write the columns through ``view`` and return the body of the extension."""
        encoded = {key: _encode(column, view) for key, column in self.columns.items()}
        schema = {key: kind for key, (kind, _) in encoded.items()}
        values = {key: where for key, (_, where) in encoded.items()}
        return {
            "schema": {"id": "zicht", "classes": {self.name: {"properties": schema}}},
            "propertyTables": [
                {"name": self.name, "class": self.name, "count": self.count, "properties": values}
            ],
        }


def _identifier(name: str) -> str:
    """Make a name that the extension allows: letters, digits and underscores, no digit in front."""
    plain = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"_{plain}" if plain[:1].isdigit() else plain


def _column(values: Any) -> npt.NDArray[Any] | None:
    """Bring a column to one of the four kinds, or None when it holds something else."""
    import pandas as pd

    series = pd.Series(values)
    if pd.api.types.is_bool_dtype(series.dtype) and not series.isna().any():
        return series.to_numpy(bool)
    if pd.api.types.is_integer_dtype(series.dtype) and _fits(series):
        return series.fillna(MISSING_INTEGER).to_numpy(np.int32)
    if pd.api.types.is_numeric_dtype(series.dtype):
        numbers = series.to_numpy(np.float64, na_value=np.nan)
        return np.where(np.isfinite(numbers), numbers, MISSING_NUMBER)
    if any(isinstance(value, (list, dict, tuple, set, np.ndarray)) for value in series):
        return None
    known = series.notna().to_numpy()
    return np.array([str(v) if k else "" for v, k in zip(series, known, strict=True)], dtype=object)


def _fits(series: pd.Series[Any]) -> bool:
    known = series.dropna()
    return not len(known) or bool(known.min() > MISSING_INTEGER and known.max() < 2**31)


def _encode(column: npt.NDArray[Any], view: View) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the schema of a column and where its values stand."""
    if column.dtype == bool:
        return {"type": "BOOLEAN"}, {"values": view(np.packbits(column, bitorder="little").tobytes())}
    if column.dtype == np.int32:
        kind: dict[str, Any] = {"type": "SCALAR", "componentType": "INT32", "noData": MISSING_INTEGER}
        return kind, {"values": view(column.tobytes())}
    if column.dtype == np.float64:
        kind = {"type": "SCALAR", "componentType": "FLOAT64", "noData": MISSING_NUMBER}
        return kind, {"values": view(column.tobytes())}
    texts = [str(value).encode() for value in column]
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.uint32)
    joined = b"".join(texts) or b"\0"  # a buffer view may not be empty
    where = {"values": view(joined), "stringOffsets": view(offsets.tobytes()), "stringOffsetType": "UINT32"}
    return {"type": "STRING", "noData": ""}, where
