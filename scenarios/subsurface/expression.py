"""Required distances as text that a planner can edit: sums and products of radii and depths, nothing else."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.kernels.conflict_layout import (
    ADD,
    CONSTANT,
    DIVIDE,
    LARGER,
    MULTIPLY,
    ROOT,
    SMALLER,
    SUBTRACT,
    VARIABLES,
)  # fmt: skip

__all__ = ["Program", "compiled"]

Floats = npt.NDArray[np.float64]

_BINARY: dict[type[ast.operator], int] = {
    ast.Add: ADD, ast.Sub: SUBTRACT, ast.Mult: MULTIPLY, ast.Div: DIVIDE,
}  # fmt: skip
_CALLS = {"max": LARGER, "min": SMALLER}
_LONGEST = 24
_DEEPEST = 12
_LARGEST = 1e6
_TRIALS = 200


@dataclass(frozen=True, slots=True)
class Program:
    """An expression in postfix order.

    Parameters
    ----------
    text
        As it was written.
    steps
        Operation of each step: one of the codes of `scenarios.kernels.conflict_layout`.
    constants
        Number of each step that is a constant, else 0.
    """

    text: str
    steps: tuple[int, ...]
    constants: tuple[float, ...]

    def of(self, values: Mapping[str, Any]) -> Floats:
        """Value for arrays of the variables [m]; NaN where one that counts is NaN."""
        stack: list[Any] = []
        for step, constant in zip(self.steps, self.constants, strict=True):
            if step == CONSTANT:
                stack.append(np.float64(constant))
            elif step < len(VARIABLES):
                stack.append(np.asarray(values[VARIABLES[step]], np.float64))
            elif step == ROOT:
                stack.append(np.sqrt(stack.pop()))
            else:
                second, first = stack.pop(), stack.pop()
                stack.append(_NUMPY[step](first, second))
        found: Floats = np.asarray(stack[0], np.float64)
        return found


_NUMPY: dict[int, np.ufunc] = {
    ADD: np.add, SUBTRACT: np.subtract, MULTIPLY: np.multiply, DIVIDE: np.divide,
    LARGER: np.maximum, SMALLER: np.minimum,
}  # fmt: skip


@lru_cache(maxsize=1024)
def compiled(text: str) -> Program:
    """Read an expression.

    Parameters
    ----------
    text
        Numbers, ``+ - * /``, ``max(a, b)``, ``min(a, b)``, ``sqrt(a)`` and the variables, all in metres:
        ``r_sum, r_max, r_min`` (sum, larger and smaller of the two radii at the time), ``depth`` (of the top
        of the subject, below ground), ``height`` (of the subject, from top to base) and ``kind`` (the larger
        value of the two sorts in the rule's table).

    Raises
    ------
    ValueError
        If it holds something else, or falls where a variable grows: then growth would end a conflict, the
        first year of it could not be found, nor how far apart pairs can be that it is about.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError("is not an expression") from None
    steps: list[tuple[int, float]] = []
    _walk(tree, steps)
    if len(steps) > _LONGEST:
        raise ValueError(f"has more than {_LONGEST} numbers and operations")
    program = Program(text, *map(tuple, zip(*steps, strict=True)))
    _check_growth(program)
    return program


def _walk(node: ast.expr, steps: list[tuple[int, float]], level: int = 0) -> None:
    if level > _DEEPEST:
        raise ValueError("is nested too deeply")
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if not 0 <= number <= _LARGEST:
                raise ValueError(f"holds a number above {_LARGEST:g}")
            steps.append((CONSTANT, float(number)))
        case ast.Name(id=name) if name in VARIABLES:
            steps.append((VARIABLES.index(name), 0.0))
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _BINARY:
            _walk(left, steps, level + 1)
            _walk(right, steps, level + 1)
            steps.append((_BINARY[type(operation)], 0.0))
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner], keywords=[]):
            _walk(inner, steps, level + 1)
            steps.append((ROOT, 0.0))
        case ast.Call(func=ast.Name(id=name), args=[left, right], keywords=[]) if name in _CALLS:
            _walk(left, steps, level + 1)
            _walk(right, steps, level + 1)
            steps.append((_CALLS[name], 0.0))
        case _:
            raise ValueError(
                f"holds {ast.unparse(node)[:40]!r}; it may hold numbers, + - * /, max, min, sqrt and "
                + ", ".join(VARIABLES)
            )


def _check_growth(program: Program) -> None:
    rng = np.random.default_rng(1)
    first, second, more = (10.0 ** rng.uniform(-1.0, 3.5, _TRIALS) for _ in range(3))
    rest = {name: 10.0 ** rng.uniform(-1.0, 3.5, _TRIALS) for name in ("depth", "height", "kind")}
    with np.errstate(all="ignore"):
        values = [
            {**rest, "r_sum": a + second, "r_max": np.maximum(a, second), "r_min": np.minimum(a, second)}
            for a in (first, first + more)
        ]
        before, after = map(program.of, values)
    if not np.all(np.isfinite(before)) or not np.all(np.isfinite(after)):
        raise ValueError("is not a number for every radius and depth")
    if np.any(after < before - 1e-9 * np.abs(before)):
        raise ValueError("becomes smaller where a radius grows")
    for name, value in rest.items():
        wider = program.of({**values[0], name: value + more})
        if np.any(wider < before - 1e-9 * np.abs(before)):
            raise ValueError(f"becomes smaller where {name} grows")
    if np.any(before < 0.0):
        raise ValueError("is negative for some radius or depth")
