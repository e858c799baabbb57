"""Reads and runs what a Zicht service offers: ``Client("http://127.0.0.1:8000")``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

import httpx

from api.remote_errors import RemoteError, check
from twin.errors import SourceError, ZichtError, did_you_mean, invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

__all__ = ["Client", "CollectionInfo", "ProcessInfo", "RemoteError", "RemoteJob"]

Crs = Literal["EPSG:28992", "EPSG:7415", "OGC:CRS84"]
Status = Literal["accepted", "running", "successful", "failed", "dismissed"]
_SYSTEMS: dict[str, str] = {
    "EPSG:28992": "http://www.opengis.net/def/crs/EPSG/0/28992",
    "EPSG:7415": "http://www.opengis.net/def/crs/EPSG/0/7415",
    "OGC:CRS84": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
}
_FINAL = frozenset({"successful", "failed", "dismissed"})
_PATIENCE = 60.0  # seconds that a service may stay away before a follower gives up
_QUIET = 45.0  # seconds of silence after which a stream of events counts as broken: it beats every 15
_POLL = 1.0
_AWAY = frozenset({429, 502, 503, 504})  # answers of a service that is busy or starts again, or of its proxy


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """A twin, a layer, a result or a table of one; `description` is all that the service tells."""

    id: str
    title: str
    kind: str
    bbox: tuple[float, ...]
    description: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process that runs there."""

    id: str
    title: str
    version: str
    description: str = field(repr=False)


class Client:
    """A Zicht service.

    Parameters
    ----------
    url
        Its address, with or without ``/v1``.
    key
        API key, when the service asks for one.
    timeout
        Seconds that an answer may take.

    Examples
    --------
    >>> with Client("http://127.0.0.1:8000") as zicht:  # doctest: +SKIP
    ...     job = zicht.run("sea-level-rise", drivers={"sea_level_rise": {"metres": 1.0}}).follow()
    ...     depth = job.result()["water_depth"]
    """

    def __init__(self, url: str, key: str | None = None, timeout: float = 60.0) -> None:
        root = url.rstrip("/").removesuffix("/v1")
        if not root.startswith(("http://", "https://")):
            raise invalid("url", url, "is no address of a service", "E.g. http://127.0.0.1:8000.")
        self._base = httpx.URL(f"{root}/v1")
        self.headers: dict[str, str] = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(headers=self.headers, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def wait(self, seconds: float = 600.0) -> Self:
        """Wait until the service is ready: one that has just begun publishes its area first.

        Raises
        ------
        SourceError
            When it is not ready in time.
        """
        limit = time.monotonic() + seconds
        ready = self._base.copy_with(path=self._base.path.removesuffix("/v1") + "/readyz")
        while time.monotonic() < limit:
            with suppress(httpx.HTTPError):
                if self._http.get(ready).is_success:
                    return self
            time.sleep(_POLL)
        raise SourceError(f"{self._base} is not ready after {seconds:g} s")

    def twins(self) -> list[CollectionInfo]:
        """Twins that are published there."""
        return [collection for collection in self.collections() if collection.kind == "twin"]

    def collections(self) -> list[CollectionInfo]:
        """All collections that you may see: twins, layers, results and their tables."""
        pages = self._pages("/collections")
        return [_collection(entry) for page in pages for entry in page["collections"]]

    def features(
        self,
        collection: str,
        bbox: Sequence[float] | None = None,
        crs: Crs = "EPSG:28992",
        **properties: object,
    ) -> gpd.GeoDataFrame:
        """Read the features of a collection, all pages.

        Parameters
        ----------
        collection
            Its id, such as ``demo-buildings``.
        bbox
            Only what touches this box, in `crs`: xmin, ymin, xmax, ymax.
        crs
            System of the answer.
        properties
            Only features with these values, such as ``kind="sea-dike"``.
        """
        import geopandas as gpd

        if crs not in _SYSTEMS:
            raise invalid("crs", crs, "is not offered", did_you_mean(crs, _SYSTEMS))
        asked: dict[str, Any] = {"crs": _SYSTEMS[crs], "limit": 10_000, **properties}
        if bbox is not None:
            asked |= {"bbox": ",".join(f"{edge:.12g}" for edge in bbox), "bbox-crs": _SYSTEMS[crs]}
        found = [
            {**feature, "properties": {"id": feature["id"], **feature["properties"]}}
            for page in self._pages(f"/collections/{collection}/items", asked)
            for feature in page["features"]
        ]
        if not found:
            return gpd.GeoDataFrame({"id": []}, geometry=[], crs=crs)
        return gpd.GeoDataFrame.from_features(found, crs=crs)

    def processes(self) -> list[ProcessInfo]:
        """Processes that run there."""
        pages = self._pages("/processes")
        return [
            ProcessInfo(entry["id"], entry.get("title", ""), entry["version"], entry.get("description", ""))
            for page in pages
            for entry in page["processes"]
        ]

    def run(self, process: str, **inputs: Any) -> RemoteJob:
        """Start a process; the same inputs give the same job.

        Raises
        ------
        InvalidInputError
            With every problem that the service found in the inputs.
        """
        return RemoteJob(self, self.ask("POST", f"/processes/{process}/execution", json={"inputs": inputs}))

    def job(self, identifier: str) -> RemoteJob:
        """Find a job by its id."""
        return RemoteJob(self, self.ask("GET", f"/jobs/{identifier}"))

    def address(self, path: str) -> str:
        """Whole address of a path below ``/v1``, or of a link of the service.

        Raises
        ------
        ZichtError
            When the link leads to another service: nobody else is to see the key.
        """
        found = self._base.join(path if path.startswith(("http:", "https:")) else self._joined(path))
        if (found.scheme, found.netloc) != (self._base.scheme, self._base.netloc):
            raise ZichtError(f"The service refers to another one ({found.host}), which is not followed.")
        return str(found)

    def ask(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        """Send a request, and give what it answers.

        Raises
        ------
        InvalidInputError, RemoteError
            What the service says is wrong.
        SourceError
            When there is no service at the address.
        """
        try:
            answer = self._http.request(method, self.address(path), **given)
        except httpx.HTTPError as error:
            raise SourceError(f"{self._base} does not answer: {error}") from error
        check(answer)
        try:
            found: dict[str, Any] = answer.json()
        except ValueError as error:
            raise SourceError(f"{self._base} answers, but not as a service of Zicht does") from error
        return found

    def stream(self, path: str, headers: Mapping[str, str]) -> Any:
        """Open a stream of events."""
        timeout = httpx.Timeout(10.0, read=_QUIET)
        return self._http.stream("GET", self.address(path), headers=dict(headers), timeout=timeout)

    def _joined(self, path: str) -> str:
        prefix = self._base.path
        return path if path.startswith(f"{prefix}/") else f"{prefix}{path}"

    def _pages(self, path: str, asked: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        page = self.ask("GET", path, params=asked)
        yield page
        while (following := _link(page, "next")) is not None:
            page = self.ask("GET", following)
            yield page


class RemoteJob:
    """A run on a service.

    Parameters
    ----------
    client
        The service.
    told
        Status document.
    """

    def __init__(self, client: Client, told: Mapping[str, Any]) -> None:
        self._client = client
        self._told = dict(told)
        self._results: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return f"<RemoteJob {self.id} {self.status}>"

    @property
    def id(self) -> str:
        """Id, the same for the same inputs."""
        return str(self._told["jobID"])

    @property
    def status(self) -> Status:
        """How it stood when it was last heard of; `refresh` and `follow` hear again."""
        found: Status = self._told["status"]
        return found

    @property
    def message(self) -> str:
        """What it says of itself: what it does, or why it failed."""
        return str(self._told.get("message", ""))

    def refresh(self) -> RemoteJob:
        """Ask how it stands."""
        self._told = self._client.ask("GET", f"/jobs/{self.id}")
        return self

    def follow(self, progress: Progress = silent) -> RemoteJob:
        """Wait until it has ended, telling how far it is.

        Listens to its events, comes back when the stream breaks, and asks every second where events do not
        come through.

        Raises
        ------
        SourceError
            When the service stays away for a minute.
        RemoteError
            When the job failed, with its reason.
        """
        heard, broken = time.monotonic(), 0
        while self.status not in _FINAL:
            try:
                if broken < 3:  # a proxy may hold events back
                    broken += 1
                    for told in self._events():
                        self._hear(told, progress)
                        broken = 0
                else:
                    self._hear(self._client.ask("GET", f"/jobs/{self.id}"), progress)
                heard = time.monotonic()
                if self.status not in _FINAL:
                    time.sleep(_POLL)
            except httpx.ReadTimeout:  # there, but silent: something holds the events back
                broken = 3
            except (httpx.HTTPError, SourceError, RemoteError) as error:
                if isinstance(error, RemoteError) and error.status not in _AWAY:
                    raise
                if time.monotonic() - heard > _PATIENCE:
                    raise SourceError(f"the service has not answered for {_PATIENCE:g} s: {error}") from error
                time.sleep(min(_POLL, 0.1 * 2**broken))
        if self.status == "failed":
            raise RemoteError(self.message or "The job failed.", 200)
        return self

    def result(self) -> xr.Dataset:
        """Open the fields and tables of a successful job over HTTP; values are read when they are used.

        Needs the extra ``client`` (aiohttp, fsspec).
        """
        import xarray as xr

        options = {"client_kwargs": {"headers": self._client.headers}}
        address = self._client.address(self._document()["result"]["href"])
        try:
            found: xr.Dataset = xr.open_zarr(address, consolidated=False, storage_options=options)
        except ImportError as error:
            raise ZichtError("Opening a result over HTTP takes: pip install 'zicht[client]'") from error
        return found

    def features(self, table: str) -> gpd.GeoDataFrame:
        """Read a table of a successful job, such as ``buildings``, in EPSG:28992."""
        return self._client.features(f"{self.id}-{table.replace('_', '-')}")

    @property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """Indicators of a successful job: value, reference, difference, unit, method, reason."""
        found: dict[str, dict[str, Any]] = self._document()["indicators"]
        return found

    def cancel(self) -> RemoteJob:
        """Stop it; one that has ended is removed, its published results stay."""
        self._told = self._client.ask("DELETE", f"/jobs/{self.id}")
        return self

    def _document(self) -> dict[str, Any]:
        if self._results is None:
            self._results = self._client.ask("GET", f"/jobs/{self.id}/results")
        return self._results

    def _hear(self, told: Mapping[str, Any], progress: Progress) -> None:
        self._told = dict(told)
        progress(float(told.get("progress", 0)) / 100, self.message)

    def _events(self) -> Iterator[dict[str, Any]]:
        """Status documents, as the service sends them."""
        with self._client.stream(f"/jobs/{self.id}/events", {"Accept": "text/event-stream"}) as answer:
            if answer.status_code != 200:
                answer.read()
                check(answer)
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    with suppress(ValueError):  # broken off in the middle
                        yield json.loads(line.removeprefix("data:"))


def _collection(entry: Mapping[str, Any]) -> CollectionInfo:
    boxes = entry.get("extent", {}).get("spatial", {}).get("bbox", [[]])
    kind = str(entry.get("itemType", ""))
    return CollectionInfo(entry["id"], entry.get("title", entry["id"]), kind, tuple(boxes[0]), entry)


def _link(page: Mapping[str, Any], relation: str) -> str | None:
    return next((link["href"] for link in page.get("links", ()) if link["rel"] == relation), None)
