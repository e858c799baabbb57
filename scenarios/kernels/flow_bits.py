"""Arithmetic that the flow loops need in one machine instruction: fused sums, rounding, roots from bits."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import extending, types

__all__ = ["fused", "inverse_cube_root", "nearest"]

intrinsic: Any = extending.intrinsic

_SEED, _THIRD = np.float32(1419967116.0), np.float32(-1.0 / 3.0)
_ONE = np.float32(1.0)
_C1, _C2 = np.float32(1.0 / 3.0), np.float32(2.0 / 9.0)


@intrinsic
def fused(typingctx: Any, a: Any, b: Any, c: Any) -> Any:  # noqa: ARG001 - numba's protocol
    """Float32 a * b + c with one rounding, the same on every machine."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.fma(*args)

    return types.float32(types.float32, types.float32, types.float32), codegen


@intrinsic
def nearest(typingctx: Any, x: Any) -> Any:  # noqa: ARG001 - numba's protocol
    """Int32 nearest to a float32; halves go to the even one."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        real, whole = context.get_value_type(types.float32), context.get_value_type(types.int32)
        rounded = builder.call(builder.module.declare_intrinsic("llvm.rint", [real]), args)
        return builder.fptosi(rounded, whole)

    return types.int32(types.float32), codegen


@intrinsic
def _bits(typingctx: Any, x: Any) -> Any:  # noqa: ARG001 - numba's protocol
    """Int32 with the bits of a float32."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.bitcast(args[0], context.get_value_type(types.int32))

    return types.int32(types.float32), codegen


@intrinsic
def _from_bits(typingctx: Any, x: Any) -> Any:  # noqa: ARG001 - numba's protocol
    """Float32 with the bits of an int32."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.bitcast(args[0], context.get_value_type(types.float32))

    return types.float32(types.int32), codegen


@numba.njit(cache=True, error_model="numpy", inline="always")
def inverse_cube_root(x: Any) -> Any:
    """x^(-1/3) of a float32 above 0, within 2e-4 of its value.

    A third of the exponent, taken from the bits, is within 3.5 %; one Householder step of order 3 does the
    rest.
    """
    guess = _from_bits(nearest(fused(np.float32(_bits(x)), _THIRD, _SEED)))
    error = fused(-(guess * guess), x * guess, _ONE)
    return fused(guess * error, fused(error, _C2, _C1), guess)
