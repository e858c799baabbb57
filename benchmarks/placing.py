"""How long a running service takes to judge a plan that is moved about: a doublet among all claims of a twin.

    .venv/bin/python benchmarks/placing.py [http://127.0.0.1:8000] [--twin demo] [--moves 40]

The first answer, which reads the claims, is told by itself; the others are at places on a circle.
"""

from __future__ import annotations

import argparse
import math
from statistics import median, quantiles
from time import perf_counter

import httpx

RADIUS = 1_500.0


def moves(client: httpx.Client, twin: str, count: int) -> list[float]:
    """Seconds of each answer."""
    west, south, east, north = client.get(f"/v1/collections/{twin}/assets/page.json").json()["bbox"]
    taken = []
    for step in range(count + 1):
        angle = 2.0 * math.pi * step / count
        at = [
            (west + east) / 2 + RADIUS * math.cos(angle),
            (south + north) / 2 + RADIUS * math.sin(angle),
        ]
        plan = {
            "kind": "geothermal-doublet",
            "at": at,
            "spacing": 1400,
            "flow_m3_h": 180,
            "reservoir": "KN-DS",
        }
        begin = perf_counter()
        answer = client.post(f"/v1/collections/{twin}/verdicts", json={"intervention": plan})
        taken.append(perf_counter() - begin)
        answer.raise_for_status()
    return taken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--twin", default="demo")
    parser.add_argument("--moves", type=int, default=40)
    asked = parser.parse_args()
    with httpx.Client(base_url=asked.url, timeout=60.0) as client:
        first, *others = moves(client, asked.twin, asked.moves)
    print(f"first {first:.3f} s; then median {median(others):.3f} s, p95 {quantiles(others, n=20)[-1]:.3f} s")
