"""Steps of a flow computation by several threads: each has a band of rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_faces import FaceTable
from scenarios.kernels.flow_fields import Edge, Fields, edge, scratch
from scenarios.kernels.flow_links import LinkTable
from scenarios.kernels.flow_run import (
    CELL_STEPS,
    NOW,
    STOP,
    Run,
    SeriesTable,
    TransferTable,
    begin_step,
    edge_pass,
    end_step,
    run,
    sweep_pass,
)
from scenarios.kernels.local_inertial import mend_edge

__all__ = ["Bands"]

Array = npt.NDArray[Any]

_WORTH_SHARING = (
    150_000  # cells a step and thread, below which threads wait for each other longer than they work
)


class Bands:
    """Carries out steps on one or more threads, with the same result to the bit.

    What passes the faces where bands meet is found before any level changes, and what a band scales back
    there is mended after it; counts are whole numbers, so that nothing depends on the order.
    """

    def __init__(
        self,
        setup: Run,
        fields: Fields,
        faces: FaceTable,
        series: SeriesTable,
        transfers: TransferTable,
        links: LinkTable,
        threads: int,
    ) -> None:
        self.setup, self.fields, self.faces, self.series = setup, fields, faces, series
        self.transfers, self.links, self.threads = transfers, links, threads
        self._scratch = [scratch(fields.width) for _ in range(threads)]
        self._edges = [edge(fields.width) for _ in range(threads)]

    def run(self, clock: Array, until: float, work: int, pool: ThreadPoolExecutor | None) -> bool:
        """Step on until the clock has passed `until` or its stop, or `work` cells are done.

        Tell whether levels are within bounds.
        """
        load = (self.fields.live * (self.fields.active != 0)).sum(axis=1, dtype=np.int64)
        if pool is None or load.sum() < _WORTH_SHARING * self.threads:
            return bool(
                run(
                    self.setup,
                    clock,
                    until,
                    work,
                    self.fields,
                    self._scratch[0],
                    self._edges[0],
                    self.faces,
                    self.series,
                    self.transfers,
                    self.links,
                )
            )
        bands = self._bands(load)
        begin, sound = clock[CELL_STEPS], True
        while sound and clock[NOW] < min(until, clock[STOP]) and clock[CELL_STEPS] - begin < work:
            sound = self._step(clock, bands, pool)
        return sound

    def _bands(self, load: Array) -> list[int]:
        """Row at which each band begins, and the end of the last: about as many active cells in each."""
        rows = load.size
        sums = np.cumsum(load[1 : rows - 1])
        parts = sums[-1] * np.arange(1, self.threads) / self.threads
        cuts = np.searchsorted(sums, parts) + 2
        return [1, *(int(cut) for cut in np.unique(cuts) if cut < rows - 1), rows - 1]

    def _step(self, clock: Array, bands: list[int], pool: ThreadPoolExecutor) -> bool:
        setup, fields, faces, series = self.setup, self.fields, self.faces, self.series
        begin_step(setup, clock, fields, faces, series, self.transfers)
        count = len(bands) - 1
        for k in range(count):
            edge_pass(setup, clock, fields, bands[k] - 1, self._scratch[0], self._edges[k], faces, series)

        def work(k: int) -> tuple[int, int]:
            last = k == count - 1
            south: Edge = self._edges[k if last else k + 1]
            limits, edges = (bands[k], bands[k + 1]), (self._edges[k], south)
            found: tuple[int, int] = sweep_pass(
                setup, clock, fields, *limits, self._scratch[k], *edges, last, faces, series
            )
            return found

        others = [pool.submit(work, k) for k in range(1, count)]
        results = [work(0), *(other.result() for other in others)]
        edges = [mend_edge(fields, bands[k] - 1, self._edges[k]) for k in range(1, count)]
        highest = max(*edges, *(result[0] for result in results))
        cells = sum(result[1] for result in results)
        return bool(end_step(setup, clock, fields, faces, series, self.transfers, self.links, highest, cells))
