"""Two things that a loop over side by side numbers asks of the compiler, which it does not do by itself.

Neither changes an answer from machine to machine: that is why the compiler may not fuse on its own, and why
it may be told to take more numbers at a time.
"""

from __future__ import annotations

from typing import Any

import numba
from numba.extending import intrinsic

__all__ = ["fused", "widest"]


def _fused(_: Any, a: Any, b: Any, c: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - numba's call
        return builder.fma(*arguments)

    return numba.float64(a, b, c), build


def _widest(_: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - numba's call
        # llvmlite only takes attributes that it knows; LLVM knows this one
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return numba.void(), build


fused: Any = intrinsic(_fused)
"""``a * b + c`` of float64 numbers, rounded once (IEEE 754-2008 fusedMultiplyAdd); in compiled functions."""
widest: Any = intrinsic(_widest)
"""Let the loops of the function that calls it take 64 bytes at a time where the machine can: a third faster.

By itself the compiler keeps to 32, since older machines slowed their clock for more."""
