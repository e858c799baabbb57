"""S1: requests that are malformed in any way are refused in words; nothing breaks and nothing shows."""

from __future__ import annotations

import io
import json
import re
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.conftest import Figure, Size
from tests.reliability.malformed import Attack, corpus
from tests.reliability.serving import Served

ROOT = Path(__file__).parents[2]
DRIVERS = {
    "sea_level_rise": {"metres": 1.0},
    "storm": {"return_period": 1000, "station": "den-helder"},
    "rain": {"depth_mm": 80, "hours": 2},
}
COMMON = {
    "name": "x",
    "baseline": "polder",
    "start": 2025,
    "horizon": 2100,
    "drivers": DRIVERS,
    "reference": {"drivers": {}},
    "interventions": [{"kind": "dike-reinforcement", "dike": "zeedijk", "measure": "auto"}],
}


@pytest.fixture(scope="module")
def attacks(served: Served, size: Size) -> list[Attack]:
    document = served.get("/v1/openapi.json")[1]
    described = served.get("/v1/processes")[1]["processes"]
    bodies: dict[str, list[Any]] = {path: [{"public": True}] for path in document["paths"]}
    bodies["/processes/{processId}/execution"] = [
        {"inputs": {**COMMON, **_parameters(served, entry["id"])}, "outputs": {}} for entry in described
    ]
    status, job = served.post("/v1/processes/sea-level-rise/execution", {"inputs": {"baseline": "polder"}})
    assert status == 201, job
    seeds = {"collectionId": "polder-buildings", "processId": "sea-level-rise", "jobId": job["jobID"]}
    names = {name[1:-1] for path in document["paths"] for name in re.findall(r"{\w+}", path)}
    host = served.address.removeprefix("http://")
    return corpus(document, bodies, dict.fromkeys(sorted(names), "polder") | seeds, host, size(2_000, 10_000))


def _parameters(served: Served, process: str) -> dict[str, object]:
    """Every own parameter of a process, with something in its place: the corpus replaces it anyway."""
    inputs = served.get(f"/v1/processes/{process}")[1]["inputs"]
    return {name: entry["schema"].get("default") for name, entry in inputs.items() if name not in COMMON}


def answer_to(port: int, attack: Attack) -> bytes:
    """Everything that comes back on a new connection, until the service closes it."""
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection, suppress(ConnectionError):
        with suppress(ConnectionError):  # it may refuse before it has heard everything
            connection.sendall(attack.raw)
            if attack.unfinished:
                connection.shutdown(socket.SHUT_WR)
        while b"content-type: text/event-stream" not in received and (piece := connection.recv(65536)):
            received += piece
    return bytes(received)


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self.file = io.BytesIO(content)
        self.file.close = lambda: None  # type: ignore[method-assign]  # the next answer is in it too

    def makefile(self, _: str) -> io.BytesIO:
        return self.file


def parsed(content: bytes, method: str) -> list[tuple[int, str, bytes]]:
    """Status, media type and body of every answer in a stream."""
    stream, found = _Bytes(content), []
    while stream.file.tell() < len(content):
        answer = HTTPResponse(stream, method=method)  # type: ignore[arg-type]
        try:
            answer.begin()
            body = (
                b"" if answer.getheader("content-type", "").startswith("text/event-stream") else answer.read()
            )
        except HTTPException as error:
            raise AssertionError(f"{error!r} in {content[:300]!r}") from error
        found.append((answer.status, answer.getheader("content-type", ""), body))
        if answer.getheader("content-type", "").startswith("text/event-stream"):
            break
    return found


def faults(attack: Attack, content: bytes, secrets: tuple[bytes, ...]) -> list[str]:
    """What is wrong with the answer to an attack."""
    method = attack.raw.partition(b" ")[0].decode("latin-1")
    answers = parsed(content, method)
    if not answers:
        return [] if attack.unfinished else ["no answer"]
    found = []
    for status, media, body in answers:
        if status >= 500:
            found.append(f"answered {status}")
        if any(secret in body for secret in secrets):
            found.append("shows the inside")
        if status >= 400 and method != "HEAD":
            if media != "application/problem+json":
                found.append(f"{status} as {media}")
            elif json.loads(body)["status"] != status or not json.loads(body)["detail"]:
                found.append("problem without its members")
    return found


def test_s1_malformed_requests(served: Served, attacks: list[Attack], polder: Path, figure: Figure) -> None:
    secrets = (b"Traceback", b"site-packages", b'.py"', str(ROOT).encode(), str(polder).encode())
    port = served.port
    with ThreadPoolExecutor(8) as pool:
        contents = list(pool.map(lambda attack: answer_to(port, attack), attacks))
    wrong = Counter()
    for attack, content in zip(attacks, contents, strict=True):
        for fault in faults(attack, content, secrets):
            wrong[f"{fault}: {attack.kind}: {attack.raw[:200]!r}"] += 1
    assert not wrong, f"{wrong.total()} faults\n" + "\n".join(text for text, _ in wrong.most_common(25))
    assert served.get("/healthz")[0] == 200
    assert not [line for line in served.log if "Traceback" in line]
    statuses = Counter(answer[:12][9:] for answer in contents)
    assert statuses[b"429"] < 0.05 * len(attacks), (
        statuses
    )  # a limit that answers for everything tests nothing
    kinds = len({attack.kind for attack in attacks})
    refused = sum(count for status, count in statuses.items() if status.startswith(b"4"))
    figure(
        "S1",
        f"{len(attacks)} malformed requests of {kinds} kinds, {refused} refused, 0 answers of 500 or more",
    )
