"""Formulas of a kernel over arrays of any shape; the kernels are compiled when the first one is asked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["each"]

Floats = npt.NDArray[np.float64]


def each(name: str, *arguments: npt.ArrayLike) -> Floats:
    """Run a scalar of `scenarios.kernels.dike_loads` for every element of the arguments, broadcast.

    Examples
    --------
    >>> each("reduced_head", [5.0, 6.0], 1.0, 2.0).round(6).tolist()
    [3.4, 4.4]
    """
    from scenarios.kernels import dike_loads

    arrays = [np.asarray(argument, dtype=np.float64) for argument in arguments]
    with np.errstate(all="ignore"):  # NaN is a value that is not known, not a mistake
        return np.asarray(getattr(dike_loads, f"{name}_each")(*arrays), dtype=np.float64)
