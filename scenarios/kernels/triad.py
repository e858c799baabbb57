"""Memory bandwidth as STREAM measures it: a scaled sum of two arrays into a third."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["triad"]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def triad(
    first: npt.NDArray[np.float32],
    second: npt.NDArray[np.float32],
    scale: np.float32,
    out: npt.NDArray[np.float32],
) -> None:
    """Fill ``out`` with ``first + scale * second``; 12 bytes an element are counted (McCalpin 1995)."""
    for i in range(out.size):
        out[i] = first[i] + scale * second[i]
