"""Tables of Waterwijzer Landbouw that a user brings: yield lost to wet, dry and salt soil by groundwater."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.errors import InvalidInputError, Problem
from twin.user_tables import MOST_PROBLEMS, number, read_table

__all__ = ["COLUMNS", "WaterwijzerTable", "read_waterwijzer"]

Floats = npt.NDArray[np.float64]

COLUMNS = ("soil", "crop", "GHG_cm", "GLG_cm", "wet", "dry", "salt")
"""Columns of the file: soil class of the twin, ``grass`` or ``arable``, depths in cm, losses in percent."""
_NUMBERS = COLUMNS[2:]
_LOSSES = COLUMNS[4:]
_MOST_POINTS, _LINE = 10_000, 1e-3
"""Rows of a soil and crop; how far from a line its depths lie on one all the same [cm]."""


@dataclass(frozen=True, slots=True)
class WaterwijzerTable:
    """Losses by soil and crop.

    Parameters
    ----------
    points
        Rows of GHG and GLG [m] and wet, dry and salt loss [1] of each soil and crop, (n, 5).
    """

    points: Mapping[tuple[str, str], Floats]
    _made: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    # a study asks some hundred times, and a table has hundreds of points: triangles are laid once

    def losses(self, *, soil: str, crop: str, highest_depth: Floats, lowest_depth: Floats) -> Floats:
        """Look up columns of one soil and crop: linear between the rows of the table.

        Parameters
        ----------
        soil, crop
            As in the table.
        highest_depth, lowest_depth
            GHG and GLG below the ground [m], (k,).

        Returns
        -------
        ndarray
            Wet, dry and salt loss [1], (3, k); NaN where the table does not reach or has not the soil.
        """
        from scipy.interpolate import LinearNDInterpolator

        key = soil, crop
        rows = self.points.get(key)
        at = np.stack([highest_depth, lowest_depth], axis=-1).astype(np.float64)
        found = np.full((at.shape[0], len(_LOSSES)), np.nan)
        known = np.isfinite(at).all(axis=1)
        if rows is not None and known.any():
            if key not in self._made:
                self._made[key] = LinearNDInterpolator(rows[:, :2], rows[:, 2:])
            found[known] = self._made[key](at[known])
        return found.T


def read_waterwijzer(path: str | Path, *, field: str = "waterwijzer_table") -> WaterwijzerTable:
    """Read a table of the user.

    Parameters
    ----------
    path
        File that `twin.user_tables.read_table` takes, with the columns of `COLUMNS`.
    field
        Where the file was given, for the problems.

    Raises
    ------
    InvalidInputError
        With all problems: no table with these columns, values that are no numbers, losses outside 0 to 100,
        a GHG below the GLG, depths twice, a soil whose depths lie on one line.
    """
    groups: dict[tuple[str, str], list[list[float]]] = {}
    problems: list[Problem] = []
    for place, row in enumerate(read_table(path, COLUMNS, field=field), start=1):
        values, wrong = _numbers(row, f"{field}[{place}]")
        groups.setdefault((row["soil"], row["crop"]), []).append(values)
        problems += wrong
        if len(problems) >= MOST_PROBLEMS:
            break
    if not groups:
        problems.append(Problem(field, str(path), "has no rows", "Give a table with rows."))
    if not problems:
        wrong_groups = (problem for key, rows in groups.items() for problem in _spread(key, rows, field))
        problems = list(islice(wrong_groups, MOST_PROBLEMS))
    if problems:
        raise InvalidInputError(problems[:MOST_PROBLEMS])
    return WaterwijzerTable({key: np.array(rows) / 100.0 for key, rows in groups.items()})


def _numbers(row: Mapping[str, str], field: str) -> tuple[list[float], list[Problem]]:
    """Numbers of a row, and what is wrong with it."""
    values, problems = [], []
    for name in _NUMBERS:
        value = number(row[name])
        values.append(np.nan if value is None else value)
        if value is None:
            problems.append(
                Problem(f"{field}.{name}", row[name], "is no number", "Give a number, a million at most.")
            )
        elif name in _LOSSES and not 0.0 <= value <= 100.0:
            problems.append(Problem(f"{field}.{name}", value, "is no loss", "Give 0 to 100 percent."))
    if not problems and values[0] > values[1]:
        message = "the highest groundwater lies below the lowest"
        problems.append(Problem(f"{field}.GHG_cm", values[0], message, "Give GHG_cm <= GLG_cm."))
    return values, problems


def _spread(key: tuple[str, str], rows: Sequence[Sequence[float]], field: str) -> list[Problem]:
    """Say when the depths of a soil and crop stand there twice, or span no area to look up in."""
    name = ", ".join(key)
    if len(rows) > _MOST_POINTS:
        message, remedy = (
            f"has more than {_MOST_POINTS:,} rows",
            "Give fewer combinations of GHG_cm and GLG_cm.",
        )
        return [Problem(field, name, message, remedy)]
    if len({(row[0], row[1]) for row in rows}) < len(rows):
        return [Problem(field, name, "has the same depths twice", "Leave one out.")]
    depths = np.array(rows)[:, :2]
    away = depths - depths[0]
    along = away[np.hypot(*away.T).argmax()]
    if (np.abs(along[0] * away[:, 1] - along[1] * away[:, 0]) <= _LINE * np.hypot(*along)).all():
        message = "has depths that lie on one line"
        return [Problem(field, name, message, "Give more combinations of GHG_cm and GLG_cm.")]
    return []
