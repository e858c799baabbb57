"""Water depth at one sea level: a threshold of the level field, as fast as the memory lets it be.

The work is nothing but reading and writing. So dry blocks do not read the ground, and depths are stored past
the cache: an ordinary store would first read the line that it is about to fill. The compiler does not do that
by itself; the two intrinsics below ask for it, 16 cells (one cache line) at a time.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from numba.core import cgutils
from numba.extending import intrinsic

__all__ = ["depth_at", "level_cm"]

_LOWEST, _HIGHEST = -32767, 32766  # whole centimetres in int16 without the marks of a level field

_LINE = 64  # bytes in a cache line
_LANES = 16  # depths in a cache line
_BLOCK = 256  # cells in a block that is looked at as a whole
_CALL = 20_000_000  # cells in a call: some 10 ms
_WORTH_A_THREAD = 1_000_000

Cells = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]

ir: Any = vars(cgutils)["ir"]  # numba's door to its compiler
_FLOAT, _INDEX = ir.FloatType(), ir.IntType(32)


def level_cm(sea_level: float) -> int:
    """Highest whole centimetre that a sea level reaches, inside int16 without the marks of a level field.

    Examples
    --------
    >>> level_cm(0.29), level_cm(0.2999)
    (29, 29)
    """
    return int(min(max(np.floor(round(100.0 * sea_level, 6)), _LOWEST), _HIGHEST))


def depth_at(
    level: Cells, ground_level: npt.NDArray[np.floating], sea_level: float, out: Floats, threads: int = 1
) -> None:
    """Water depth at one sea level: a threshold of the level field.

    Parameters
    ----------
    level
        Level field [cm NAP], shape (ny, nx).
    ground_level
        Unrounded ground [m NAP], float32 or float64, same shape.
    sea_level
        Sea level [m NAP].
    out
        Receives the depth [m], float32, same shape: 0 where dry, NaN where there is no ground.
    threads
        Number of threads; the answer is the same for any number.

    Raises
    ------
    ValueError
        If the shapes differ, or a field is of another type than said.
    """
    if not level.shape == ground_level.shape == out.shape:
        shapes = f"level {level.shape}, ground_level {ground_level.shape}, out {out.shape}"
        raise ValueError(f"{shapes}: they must be the same")
    if level.dtype != np.int16 or out.dtype != np.float32 or not out.flags.carray:
        raise ValueError(f"level must be int16 and out float32 in C order, not {level.dtype} and {out.dtype}")
    flat, depth = np.ravel(level), out.reshape(-1)
    ground = np.ravel(ground_level).astype(np.float32, copy=False)
    mark, height = np.int16(level_cm(sea_level)), np.float32(sea_level)
    lead = -depth.ctypes.data % _LINE // depth.itemsize

    def work(first: int) -> None:
        part = slice(first, first + cells)
        _depth(flat[part], ground[part], mark, height, depth[part], lead)

    workers = max(1, min(threads, level.size // _WORTH_A_THREAD))
    cells = -(-min(_CALL, -(-level.size // workers)) // _LANES) * _LANES
    if workers == 1:
        for first in range(0, level.size, cells):
            work(first)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(0, level.size, cells)))


def _element(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """Pointer to an element of an array."""
    return builder.gep(context.make_array(kind)(context, builder, array).data, [index])


def _load(builder: Any, pointer: Any, align: int) -> Any:
    """Read 16 cells from a pointer on."""
    vector = ir.VectorType(pointer.type.pointee, _LANES)
    return builder.load(builder.bitcast(pointer, vector.as_pointer()), align=align)


def _spread(builder: Any, scalar: Any) -> Any:
    """Vector of 16 times a scalar."""
    none = ir.Constant(ir.VectorType(scalar.type, _LANES), ir.Undefined)
    one = builder.insert_element(none, scalar, ir.Constant(_INDEX, 0))
    return builder.shuffle_vector(one, none, ir.Constant(ir.VectorType(_INDEX, _LANES), [0] * _LANES))


def _store_past_cache(builder: Any, vector: Any, pointer: Any) -> None:
    """Write a whole cache line that is not read first."""
    store = builder.store(vector, builder.bitcast(pointer, vector.type.as_pointer()), align=_LINE)
    store.set_metadata("nontemporal", builder.module.add_metadata([ir.Constant(_INDEX, 1)]))


def _dry_line(_: Any, out: Any, index: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        dry = ir.Constant(ir.VectorType(_FLOAT, _LANES), [0.0] * _LANES)
        _store_past_cache(builder, dry, _element(context, builder, signature.args[0], *arguments))
        return context.get_dummy_value()

    return numba.void(out, index), build


def _wet_line(_: Any, level: Any, ground: Any, out: Any, index: Any, cm: Any, sea_level: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        *arrays, at, mark, height = arguments
        levels, grounds, depths = (
            _element(context, builder, kind, array, at)
            for kind, array in zip(signature.args, arrays, strict=False)
        )
        deep = builder.fsub(_spread(builder, height), _load(builder, grounds, 4))
        dry = ir.Constant(deep.type, [0.0] * _LANES)
        deep = builder.select(builder.fcmp_ordered("<", deep, dry), dry, deep)
        wet = builder.icmp_signed("<=", _load(builder, levels, 2), _spread(builder, mark))
        _store_past_cache(builder, builder.select(wet, deep, dry), depths)
        return context.get_dummy_value()

    return numba.void(level, ground, out, index, cm, sea_level), build


_write_dry_line: Any = intrinsic(_dry_line)
_write_wet_line: Any = intrinsic(_wet_line)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _depth(level: Cells, ground: Floats, cm: np.int16, sea_level: np.float32, out: Floats, lead: int) -> None:
    """Threshold by blocks of cache lines, the first of which begins after `lead` cells; others one by one."""
    dry, lead = np.float32(0.0), min(lead, level.size)
    last = lead + (level.size - lead) // _BLOCK * _BLOCK
    for first in range(lead, last, _BLOCK):
        levels = level[first : first + _BLOCK]
        lowest = np.int16(_HIGHEST + 1)
        for cell in range(_BLOCK):
            lowest = min(lowest, levels[cell])
        if lowest > cm:
            for cell in range(first, first + _BLOCK, _LANES):
                _write_dry_line(out, np.uintp(cell))
        else:
            for cell in range(first, first + _BLOCK, _LANES):
                _write_wet_line(level, ground, out, np.uintp(cell), cm, sea_level)
    for begin, end in ((0, lead), (last, level.size)):
        for cell in range(begin, end):
            deep = np.float32(sea_level - ground[cell])
            out[cell] = dry if level[cell] > cm or deep < dry else deep
