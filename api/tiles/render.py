"""Draws one tile: the value of the cell under every pixel, coloured by class, as PNG."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import numpy.typing as npt

from api.tiles.matrix_sets import PIXELS, Integers, MatrixSet, Tile
from api.tiles.palette import Palette
from twin.grid import GridSpec

__all__ = ["Read", "render"]

Read = Callable[[slice, slice], npt.NDArray[np.generic]]
"""Gives the values of a window of the grid."""

_SHADES = 14  # degrees of light: times 17 classes they fit a palette of 255 colours
_STEEPER = 6.0  # how much steeper than it is the ground is lit: in this land nothing would show otherwise
Bytes = npt.NDArray[np.uint8]


def render(matrix_set: MatrixSet, tile: Tile, grid: GridSpec, palette: Palette, read: Read) -> bytes:
    """Draw a tile.

    Parameters
    ----------
    matrix_set, tile
        Where it lies.
    grid
        Grid of the field.
    palette
        Classes of the field.
    read
        Reads the field.

    Returns
    -------
    bytes
        PNG of 256 x 256 pixels, transparent where there is no value.
    """
    coarse = palette.shaded and matrix_set.size(tile.matrix) > grid.dx
    rows, columns = matrix_set.cells(tile, grid, margin=1 if coarse else 0)
    inside = (rows >= 0) & (columns >= 0)
    if not inside.any():
        return _png(np.zeros((PIXELS, PIXELS), np.uint8), palette)
    margin = 1 if palette.shaded and not coarse else 0
    pairs = zip((rows, columns), grid.shape, strict=True)
    spans = [_window(np.where(inside, numbers, -1), size, margin) for numbers, size in pairs]
    window = read(*spans)
    places = tuple(
        np.clip(numbers - span.start, 0, span.stop - span.start - 1)
        for numbers, span in zip((rows, columns), spans, strict=True)
    )
    values = window[places]
    if coarse:  # pixels beside the grid have no level, and throw no shadow on those in it
        values = np.where(inside, values, np.nan)
    classes = np.where(inside, palette.classify(values), 0).astype(np.uint8)
    if palette.shaded:
        if coarse:
            light = _light(values, matrix_set.size(tile.matrix))[1:-1, 1:-1]
            classes = classes[1:-1, 1:-1]
        else:
            light = _light(window, grid.dx)[places]
        classes = np.where(classes > 0, (classes - 1) * _SHADES + light + 1, 0).astype(np.uint8)
    return _png(classes, palette)


def _window(numbers: Integers, size: int, margin: int) -> slice:
    found = numbers[numbers >= 0]
    return slice(max(int(found.min()) - margin, 0), min(int(found.max()) + margin + 1, size))


def _light(level: npt.NDArray[np.generic], step: float) -> Bytes:
    """Degree of light on a slope from a lamp in the north-west, halfway up: 0 is darkest."""
    if min(level.shape) < 2:
        return np.full(level.shape, _SHADES * 2 // 3, np.uint8)
    down, across = np.gradient(level.astype(np.float32), np.float32(step))
    east, north = -_STEEPER * across, _STEEPER * down
    light = (north - east + np.sqrt(2)) / (2 * np.sqrt(east**2 + north**2 + 1))
    degree: Bytes = np.rint(np.nan_to_num(np.clip(light, 0, 1), nan=0.7) * (_SHADES - 1)).astype(np.uint8)
    return degree


def _png(classes: Bytes, palette: Palette) -> bytes:
    from PIL import Image

    picture = Image.fromarray(classes)
    picture.putpalette(_colors(palette).tobytes())
    out = BytesIO()
    picture.save(out, "PNG", transparency=b"\0", compress_level=4)
    return out.getvalue()


def _colors(palette: Palette) -> Bytes:
    """Colours by number, the transparent one first."""
    plain = np.array([list(bytes.fromhex(entry.color[1:])) for entry in palette.entries], np.float64)
    if palette.shaded:
        strength = 0.55 + 0.65 * np.arange(_SHADES) / (_SHADES - 1)
        plain = (plain[:, None] * strength[None, :, None]).reshape(-1, 3)
    colors = np.clip(np.rint(plain), 0, 255).astype(np.uint8)
    return np.concatenate([np.zeros((1, 3), np.uint8), colors])
