"""What the service carries: the loads L1, L2, L3, L5 and L6 of docs/reliability.md, as one JSON object.

    python benchmarks/service.py [--only L1 --only L2] [--data DIR] [--seconds 20] [--figures]

Needs ``wrk``. The service runs on the embedded area as `zicht serve`; `--figures` writes the page.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

ZICHT = str(Path(sys.executable).parent / "zicht")
CLIENTS = 64
LOADS = ("L6", "L2", "L1", "L5", "L3")
EXECUTE = "/v1/processes/flood/execution"
BREACH = {"breach_at": [62_324, 549_496], "breach_soil": "clay", "hours": 48, "cell": 10}

# wrk: every thread walks over the addresses; with a pause between requests when there is one.
_LUA = """
local paths = {PATHS}
local turn = 0
function request()
  turn = turn + 1
  return wrk.format("GET", paths[turn % #paths + 1])
end
DELAY
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "bytes": %d, "seconds": %.3f, "p50": %.2f, "p95": %.2f, "p99": %.2f, "failed": %d}\\n',
    summary.requests, summary.bytes, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    e.status + e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass
class Service:
    """A service under load."""

    process: subprocess.Popen[bytes]
    address: str

    def get(self, path: str) -> Any:
        """JSON of an address."""
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def post(self, path: str, body: object) -> Any:
        """JSON of the answer to a JSON body."""
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(self.address + path, json.dumps(body).encode(), headers)  # noqa: S310
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def dismiss_all(self) -> None:
        """Stop all jobs, and wait until none runs."""
        for status in ("accepted", "running"):
            for job in self.get(f"/v1/jobs?status={status}&limit=1000")["jobs"]:
                asked = urllib.request.Request(f"{self.address}/v1/jobs/{job['jobID']}", method="DELETE")  # noqa: S310
                urllib.request.urlopen(asked, timeout=30).close()  # noqa: S310

    @property
    def memory(self) -> float:
        """Of the process of the API, in MB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20


@contextmanager
def serving(data: Path, *options: str, cache: Path | None = None) -> Iterator[Service]:
    environment = {**os.environ, **({"XDG_CACHE_HOME": str(cache)} if cache else {})}
    if cache:
        environment.pop("NUMBA_CACHE_DIR", None)
    command = [ZICHT, "serve", "--port", "0", "--data", str(data), *options]
    with (data.parent / "serve.log").open("w+") as log:
        process = subprocess.Popen(command, stderr=log, env=environment)  # noqa: S603
        try:
            while not (found := re.search(r"http://[\d.]+:\d+", (data.parent / "serve.log").read_text())):
                if process.poll() is not None:
                    raise SystemExit((data.parent / "serve.log").read_text())
                time.sleep(0.02)
            yield Service(process, found[0])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def wait_until_ready(service: Service, seconds: float = 900.0) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            service.get("/readyz")
        except urllib.error.HTTPError as error:
            error.close()
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the embedded area does not get ready")


def tiles(service: Service) -> list[str]:
    """Addresses of all files of the 3D Tiles of the embedded area."""
    root = "/v1/collections/demo/3dtiles/"
    found, waiting = [], ["tileset.json"]
    while waiting:
        name = waiting.pop()
        found.append(root + name)
        if name.endswith(".json"):
            text = json.dumps(service.get(root + name))
            folder = name.rpartition("/")[0]
            waiting += [f"{folder}/{uri}".lstrip("/") for uri in re.findall(r'"uri": "([^"{]+)"', text)]
    return found


def size_of(service: Service, path: str) -> int:
    """Bytes of a file as they are sent, packed where it is kept packed."""
    asked = urllib.request.Request(service.address + path, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return len(answer.read())


def wrk(service: Service, paths: list[str], seconds: int, pause: int = 0) -> dict[str, float]:
    """Load with 64 connections; times in ms."""
    listed = ", ".join(json.dumps(path) for path in paths)
    delay = f"function delay() return {pause} end" if pause else ""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_LUA.replace("PATHS", listed).replace("DELAY", delay))
        script.flush()
        command = [
            "wrk",
            "-t2",
            f"-c{CLIENTS}",
            f"-d{seconds}s",
            "-s",
            script.name,
            "-H",
            "Accept-Encoding: gzip",
        ]
        done = subprocess.run([*command, service.address], capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def flood(number: int) -> dict[str, object]:
    """A flood of the embedded area through a breach in the sea dike; every number is another run."""
    drivers = {
        "sea_level_rise": {"metres": round(0.5 + 0.001 * number, 3)},
        "storm": {"return_period": 10_000, "station": "den-helder"},
    }
    return {"inputs": {"baseline": "demo", "drivers": drivers, **BREACH}}


def wait_until_running(service: Service, count: int) -> int:
    limit = time.monotonic() + 120
    while (
        running := service.get("/v1/jobs?status=running")["numberMatched"]
    ) < count and time.monotonic() < limit:
        time.sleep(0.2)
    return int(running)


def start_simulations(service: Service, count: int) -> int:
    """Fill all workers, with some more in the queue; gives how many run."""
    for number in range(2 * count):
        service.post(EXECUTE, flood(number))
    return wait_until_running(service, count)


def l1(service: Service, seconds: int) -> dict[str, Any]:
    """64 clients, ten requests a second each at most, on tiles and job polling, with four simulations."""
    running = start_simulations(service, 4)
    job = service.get("/v1/jobs?limit=1")["jobs"][0]["jobID"]
    paths = [path for tile in tiles(service) for path in (tile, f"/v1/jobs/{job}")]
    found = wrk(service, paths, seconds, pause=100)
    still = service.get("/v1/jobs?status=running")["numberMatched"]
    service.dismiss_all()
    return {**found, "simulations": [running, still]}


def l2(service: Service, seconds: int) -> dict[str, Any]:
    """64 clients as fast as they can, on tiles of some 50 kB."""
    sizes = {path: size_of(service, path) for path in tiles(service)}
    found = wrk(service, [path for path, size in sizes.items() if 25_000 < size < 100_000], seconds)
    per_second = found["requests"] / found["seconds"]
    return {
        **found,
        "per_second": round(per_second),
        "mean_kb": round(found["bytes"] / found["requests"] / 1000, 1),
        "mb_per_second": round(found["bytes"] / found["seconds"] / 1e6, 1),
    }


def l3(service: Service, _: int) -> dict[str, Any]:
    """A thousand different jobs in ten seconds, and whether the service still answers at once."""
    return asyncio.run(_submit(service, 1000, 10.0))


async def _submit(service: Service, count: int, seconds: float) -> dict[str, Any]:
    health: list[float] = []
    limits = httpx.Limits(max_connections=50, keepalive_expiry=2.0)  # the service hangs up after five
    async with (
        httpx.AsyncClient(base_url=service.address, timeout=60, limits=limits) as client,
        httpx.AsyncClient(base_url=service.address, timeout=60) as watcher,
    ):

        async def one(number: int) -> tuple[int, bool]:
            await asyncio.sleep(number * seconds / count)
            answer = await client.post(EXECUTE, json=flood(1000 + number))
            return answer.status_code, "retry-after" in answer.headers

        async def look() -> None:
            while True:
                begun = time.perf_counter()
                await watcher.get("/healthz")
                health.append(1000 * (time.perf_counter() - begun))
                await asyncio.sleep(0.02)

        watching = asyncio.create_task(look())
        begun = time.monotonic()
        answers = await asyncio.gather(*(one(number) for number in range(count)))
        took = time.monotonic() - begun
        watching.cancel()
    waiting = service.get("/v1/jobs?status=accepted")["numberMatched"]
    service.dismiss_all()
    return {
        "answers": {str(status): number for status, number in Counter(a[0] for a in answers).items()},
        "with_retry_after": sum(told for status, told in answers if status == 429),
        "seconds": round(took, 1),
        "waiting_at_the_end": waiting,
        "healthz_p99": round(statistics.quantiles(health, n=100)[98], 1),
    }


def l5(service: Service, seconds: int) -> dict[str, Any]:
    """200 followers of one job: memory they take, and how late they hear."""
    job = service.post(EXECUTE, flood(999))["jobID"]
    wait_until_running(service, 1)
    before = service.memory
    lags, memory = asyncio.run(_follow(service, job, 200, seconds))
    service.dismiss_all()
    return {
        "followers": 200,
        "events": len(lags),
        "lag_p99_ms": round(1000 * statistics.quantiles(lags, n=100)[98]) if len(lags) > 1 else None,
        "lag_max_ms": round(1000 * max(lags, default=0.0)),
        "memory_mb": round(memory - before, 1),
    }


async def _follow(service: Service, job: str, count: int, seconds: int) -> tuple[list[float], float]:
    """Seconds between a change of the job and its arrival, of every follower, and the memory at the end."""
    host, port = service.address.removeprefix("http://").split(":")
    lags: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET /v1/jobs/{job}/events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        first = True
        try:
            async for line in reader:
                if line.startswith(b"data: "):
                    updated = datetime.fromisoformat(json.loads(line[6:])["updated"])
                    if not first:  # the first is the state of before
                        lags.append((datetime.now(UTC) - updated).total_seconds())
                    first = False
        finally:
            writer.close()

    tasks = [asyncio.create_task(one()) for _ in range(count)]
    await asyncio.sleep(seconds)
    memory = service.memory
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return lags, memory


def l6(data: Path) -> dict[str, Any]:
    """From nothing to the first tile: with the embedded area and compiled kernels at hand, and without."""
    found = {}
    with tempfile.TemporaryDirectory() as empty:
        for name, folder, cache in (
            ("warm", data, None),
            ("cold", Path(empty) / "data", Path(empty) / "cache"),
        ):
            begun = time.monotonic()
            with serving(folder, cache=cache) as service:
                listening = time.monotonic() - begun
                wait_until_ready(service)
                size_of(service, next(path for path in tiles(service) if path.endswith(".glb")))
                found[f"{name}_seconds"] = round(time.monotonic() - begun, 2)
                found[f"{name}_listens_after"] = round(listening, 2)
    return found


def measure(loads: list[str], data: Path, seconds: int) -> dict[str, Any]:
    report: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "python": platform.python_version(),
    }

    def note(name: str, found: dict[str, Any], load: float) -> None:
        report[name] = {"load_average_before": round(load, 2), **found}
        sys.stderr.write(f"{name}: {json.dumps(report[name])}\n")

    with serving(data, "--max-running", "4") as service:
        wait_until_ready(service)  # builds the embedded area where it is missing
    if "L6" in loads:
        load = os.getloadavg()[0]
        note("L6", l6(data), load)
    with serving(data, "--max-running", "4") as service:
        wait_until_ready(service)
        service.dismiss_all()  # what an earlier bench, cut off, may have left
        for path in tiles(service):
            urllib.request.urlopen(service.address + path, timeout=30).close()  # noqa: S310
        for name, function in (("L2", l2), ("L1", l1), ("L5", l5), ("L3", l3)):
            if name in loads:
                load = os.getloadavg()[0]
                note(name, function(service, seconds), load)
    return report


def figures(report: dict[str, Any]) -> dict[str, str]:
    """Lines for docs/reliability.md."""
    found = {}
    for name, r in report.items():
        if name == "L1":
            rate = r["requests"] / r["seconds"]
            text = f"p50 {r['p50']:.0f}, p95 {r['p95']:.0f}, p99 {r['p99']:.0f} ms at {rate:.0f} requests/s"
            text += f", {r['failed']} failed, simulations {r['simulations'][0]} to {r['simulations'][1]}"
        elif name == "L2":
            text = f"p95 {r['p95']:.0f} ms; {r['per_second']} tiles/s of {r['mean_kb']:.0f} kB"
            text += f" ({r['mb_per_second']:.0f} MB/s), {r['failed']} failed"
        elif name == "L3":
            counted = ", ".join(f"{number} x {status}" for status, number in sorted(r["answers"].items()))
            text = f"{counted} in {r['seconds']} s; `/healthz` p99 {r['healthz_p99']:.0f} ms"
        elif name == "L5":
            text = f"{r['memory_mb']:.0f} MB, lag p99 {r['lag_p99_ms']} ms, {r['events']} events"
        elif name == "L6":
            text = f"{r['warm_seconds']} s; {r['cold_seconds']} s with nothing at hand, the area built too"
        else:
            continue
        found[name] = f"{text}; load before {r['load_average_before']}"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=LOADS, help="this load; repeat for more")
    parser.add_argument("--data", type=Path, help="data folder with the embedded area; a new one by default")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--figures", action="store_true", help="write the lines of docs/reliability.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = measure(asked.only or list(LOADS), asked.data or Path(folder) / "data", asked.seconds)
    print(json.dumps(report, indent=1))
    if asked.figures:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from tests.reliability.page import write

        write(figures(report))


if __name__ == "__main__":
    main()
