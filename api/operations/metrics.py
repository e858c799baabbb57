"""Numbers for Prometheus. Labels are taken from short fixed lists, so that no visitor can make them grow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api.errors import UnavailableError
from api.jobs.model import STATES, Job

if TYPE_CHECKING:
    from api.service import Service

__all__ = ["Metrics"]

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_RUN_SECONDS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)


class Metrics:
    """Counts what one process does.

    Parameters
    ----------
    service
        Whose state is looked up when the numbers are asked for.
    """

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "zicht_requests", "Answered requests.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "zicht_request_seconds",
            "Time to the start of the answer.",
            ["route"],
            buckets=_REQUEST_SECONDS,
            registry=self.registry,
        )
        self._runs = Histogram(
            "zicht_run_seconds",
            "Time that runs took in this process's workers.",
            ["process", "status"],
            buckets=_RUN_SECONDS,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_State(service))

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request.

        Parameters
        ----------
        method, status
            Of the request and of the answer.
        route
            Template of the address, such as ``/v1/jobs/{jobId}``; never the address itself.
        seconds
            Time to the start of the answer.
        """
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def ran(self, job: Job, status: str, seconds: float) -> None:
        """Count one run that has ended."""
        self._runs.labels(job.process, status).observe(seconds)

    def text(self) -> bytes:
        """All numbers in the Prometheus text format 0.0.4."""
        return generate_latest(self.registry)


class _State(Collector):
    """What is looked up rather than counted."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        service, up = self.service, 1.0
        try:
            yield from self._jobs()
        except UnavailableError:
            up = 0.0
        ready = float(service.preparation.readiness.ready)
        yield GaugeMetricFamily("zicht_database_up", "Whether the job table answers.", up)
        yield GaugeMetricFamily("zicht_demo_ready", "Whether the embedded area stands.", ready)
        yield GaugeMetricFamily(
            "zicht_workers", "Worker processes that run jobs of this process.", float(service.jobs.workers())
        )
        yield GaugeMetricFamily(
            "zicht_file_cache_bytes", "Bytes of files kept in memory.", float(service.files.used)
        )

    def _jobs(self) -> list[GaugeMetricFamily]:
        store = self.service.jobs.store
        jobs = GaugeMetricFamily("zicht_jobs", "Jobs per state, of all workspaces.", labels=["status"])
        counts = {state: store.count(state) for state in STATES}
        for state, count in counts.items():
            jobs.add_metric([state], count)
        waits = 0.0
        if waiting := counts["accepted"]:
            oldest, _ = store.page(None, ("accepted",), (), 1, waiting - 1)
            waits = max((_age(job.created) for job in oldest), default=0.0)
        return [jobs, GaugeMetricFamily("zicht_queue_seconds", "Age of the oldest job that waits.", waits)]


def _age(moment: str) -> float:
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())
