"""Pumps, culverts, weirs, gates and inflows of a model as discharges from cell to cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.state import Transfers
from scenarios.flow.structures import Culvert, Gate, Pump, Structure, Weir, structure_problems
from scenarios.kernels.flow_links import PUMP, RECTANGLE, ROUND, LinkTable
from scenarios.physics.constants import GRAVITY
from twin.errors import Problem

if TYPE_CHECKING:
    from scenarios.flow.domain import Domain
    from scenarios.flow.state import State

__all__ = ["Culvert", "Gate", "LinkFlows", "Links", "Pump", "Weir"]

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]

_FIRST_INTERVAL = 5.0
"""Time for which the first discharges are taken to run [s]; later ones as long as the last."""


@dataclass(frozen=True, slots=True)
class Links:
    """Structures of a model.

    Parameters
    ----------
    pumps, culverts, weirs, gates
        Each between two cells, or a cell and outside.
    """

    pumps: tuple[Pump, ...] = ()
    culverts: tuple[Culvert, ...] = ()
    weirs: tuple[Weir, ...] = ()
    gates: tuple[Gate, ...] = ()

    @property
    def structures(self) -> tuple[Structure, ...]:
        """All structures: pumps, culverts, weirs, then gates."""
        return self.pumps + self.culverts + self.weirs + self.gates

    def __len__(self) -> int:
        return len(self.structures)

    def check(self, cells: Mask, series: int) -> list[Problem]:
        """List everything that is wrong.

        Parameters
        ----------
        cells
            Where there is ground, shape (ny, nx).
        series
            Number of level series of the domain.
        """
        return [
            problem
            for kind in self.__slots__
            for number, structure in enumerate(getattr(self, kind))
            for problem in structure_problems(f"links.{kind}.{number}", structure, cells, series)
        ]


class LinkFlows:
    """The discharges of inflows and links while a model runs.

    Parameters
    ----------
    domain
        Its inflows come first in the transfers, cell by cell, then its links in the order of
        `Links.structures`.
    state
        State that they move water in.

    Attributes
    ----------
    transfers
        Their rows: discharges of inflows are set by `update`, those of links by every step.
    table
        The links as the steps take them.
    """

    def __init__(self, domain: Domain, state: State) -> None:
        self._domain = domain
        links = domain.links.structures if domain.links is not None else ()
        width = int(state.surface.shape[1])
        cells = [_flat(inflow.row, inflow.col, width) for inflow in domain.inflows]
        self._inflow_of = np.repeat(np.arange(len(cells)), [len(cell) for cell in cells])
        self._inflows = self._inflow_of.size
        self._part = 1.0 / np.bincount(self._inflow_of, minlength=max(len(cells), 1))[self._inflow_of]
        ends = np.array([[_end(link.source, width), _end(link.target, width)] for link in links], np.int64)
        ends = ends.reshape(-1, 2)
        into = np.concatenate([*cells, ends[:, 1]]).astype(np.int64)
        self.transfers = Transfers(np.concatenate([np.full(self._inflows, -1), ends[:, 0]]), into)
        self.table = _table(links, ends, self._inflows)
        self._last, self._volume = -math.inf, float(state.cell_volume)

    def __len__(self) -> int:
        return self.transfers.source.size

    def update(self, t: float) -> None:
        """Set the discharges of the inflows from time `t` [s] on; those of links are set each step."""
        interval = t - self._last if math.isfinite(self._last) and t > self._last else _FIRST_INTERVAL
        self._last = t
        if self._inflows:
            middle = t + interval / 2
            now = np.array([inflow.discharge.at(middle) for inflow in self._domain.inflows])
            self.transfers.discharge[: self._inflows] = now[self._inflow_of] * self._part

    @property
    def volumes(self) -> Doubles:
        """Water through each link so far [m3], positive from source to target."""
        return self._moved()[self._inflows :]

    @property
    def inflow(self) -> float:
        """Water that inflows brought so far, less what they took out [m3]."""
        return float(self._moved()[: self._inflows].sum())

    @property
    def pumped_out(self) -> float:
        """Water that links took outside so far, less what they let in [m3]."""
        moved = self.volumes
        return float(moved[self.table.target < 0].sum() - moved[self.table.source < 0].sum())

    def _moved(self) -> Doubles:
        return np.asarray(self.transfers.moved * self._volume, np.float64)

    def arrays(self) -> dict[str, Array]:
        """Everything that is needed to go on later, as plain arrays."""
        moving = {name: getattr(self.transfers, name).copy() for name in ("discharge", "moved", "rest")}
        return {**moving, "running": self.table.running.copy(), "last": np.array(self._last)}

    def restore(self, arrays: dict[str, Array]) -> None:
        """Go on from what `arrays` gave, bit-identically."""
        for name in ("discharge", "moved", "rest"):
            getattr(self.transfers, name)[:] = arrays[name]
        self.table.running[:] = arrays["running"]
        self._last = float(arrays["last"])


def _flat(row: Array, col: Array, width: int) -> Array:
    return (np.asarray(row, np.int64) + 1) * width + np.asarray(col, np.int64) + 1


def _end(cell: tuple[int, int] | None, width: int) -> int:
    return -1 if cell is None else (cell[0] + 1) * width + cell[1] + 1


_NEVER = (math.inf, math.inf)
_COLUMNS = (
    "capacity", "on", "off", "drowns", "fails", "repaired",
    "sill", "width", "height", "coefficient", "loss", "friction", "length",
)  # fmt: skip


def _row(link: Structure) -> tuple[int, dict[str, float]]:
    """Kind and numbers of a link as `LinkTable` has them."""
    if isinstance(link, Pump):
        fails, repaired = link.failure or _NEVER
        numbers = {"capacity": link.capacity, "on": link.start_level, "off": link.stop_level}
        return PUMP, {**numbers, "drowns": link.drowns_at, "fails": fails, "repaired": repaired}
    if isinstance(link, Culvert):
        loss = {
            "loss": link.entrance_loss + link.exit_loss,
            "friction": 2.0 * GRAVITY * link.roughness**2 * link.length,
            "length": link.length,
        }
        size = {"sill": link.invert, "coefficient": 1.0, **loss}
        if link.diameter is not None:
            return ROUND, {**size, "width": link.diameter, "height": link.diameter}
        return RECTANGLE, {**size, "width": link.width or 0.0, "height": link.height or 0.0}
    size = {"width": link.width, "coefficient": link.coefficient, "loss": 1.0}
    if isinstance(link, Weir):
        return RECTANGLE, {**size, "sill": link.crest, "height": math.inf}
    return RECTANGLE, {**size, "sill": link.sill, "height": link.contraction * link.opening}


def _table(links: tuple[Structure, ...], ends: Array, first: int) -> LinkTable:
    n = len(links)
    rows = [_row(link) for link in links]
    numbers = {name: np.array([row.get(name, 0.0) for _, row in rows], np.float64) for name in _COLUMNS}
    busy = np.array([np.count_nonzero(ends == cell) for cell in ends.ravel()]).reshape(-1, 2)
    sharers = np.where(ends >= 0, busy, 1).max(axis=1, initial=1) if n else np.zeros(0)
    outside = [None if isinstance(link, Pump) else link.outside for link in links]
    return LinkTable(
        kind=np.array([kind for kind, _ in rows], np.uint8),
        source=ends[:, 0].copy(),
        target=ends[:, 1].copy(),
        row=np.arange(first, first + n),
        series=np.array([-1 if number is None else number for number in outside], np.int32),
        sharers=sharers.astype(np.float64),
        running=np.array([_starts_running(link) for link in links], np.uint8),
        flap=np.array([not isinstance(link, Pump) and link.flap for link in links], np.uint8),
        **numbers,
    )


def _starts_running(link: Structure) -> bool:
    """Whether a pump runs before it has seen a level: without a start level, or with nothing to see."""
    return isinstance(link, Pump) and (link.start_level == -math.inf or link.source is None)
