"""How the conflict engine and a plain version of it (shapely and loops) grow with the number of claims.

    .venv/bin/python benchmarks/conflicts_compare.py [--most 4000]

Both find the same conflicts, or it stops. One thread, processor time, after a round that does not count.
"""

from __future__ import annotations

import argparse
from time import process_time

from scenarios.bench._crowded_ground import crowded, plain
from scenarios.subsurface.applied import national
from scenarios.subsurface.engine import HORIZON, check


def compare(size: int) -> tuple[int, float, float]:
    """Conflicts, and seconds of the engine and of the plain version."""
    claims = crowded(size)
    begin = process_time()
    found = check(claims, least_probability=0.0, threads=1)
    middle = process_time()
    slow = plain(claims, national(), HORIZON)
    end = process_time()
    pairs = zip(found.row.tolist(), found.column.tolist(), found.code.tolist(), strict=True)
    if slow != {(min(i, j), max(i, j), code) for i, j, code in pairs}:
        raise SystemExit(f"{size} claims: the two find other conflicts")
    return len(slow), middle - begin, end - middle


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=4_000, help="largest number of claims")
    most = parser.parse_args().most
    compare(100)
    print("claims  conflicts  engine [s]  plain [s]  ratio")
    size = 500
    while size <= most:
        count, fast, slow = compare(size)
        print(f"{size:6d}  {count:9d}  {fast:10.3f}  {slow:9.2f}  {slow / fast:5.0f}")
        size *= 2
