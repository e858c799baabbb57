"""R18: compiled kernels that are damaged, cannot be kept, or are made twice at once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.reliability.conftest import Figure

# Two kernels that are quickly compiled: the answer, and how many had to be.
_RUN = """
import numpy as np
from scenarios.kernel_cache import keep_kernels_per_code
keep_kernels_per_code()
from scenarios.kernels import levels
metres = levels.level_metres(levels.quantise(np.full((40, 30), -1, np.float32)))
kernels = (levels._quantise, levels._metres)
print(float(metres.sum()), sum(sum(kernel.stats.cache_misses.values()) for kernel in kernels))
"""


def begin(folder: Path, home: Path) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    where = {"NUMBA_CACHE_DIR": str(folder), "TMPDIR": str(home)}
    command = [sys.executable, "-c", _RUN]
    return subprocess.Popen(
        command, env=kept | where, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def end(process: subprocess.Popen[str]) -> tuple[float, int]:
    said, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors[-2000:]
    total, compiled = said.split()
    return float(total), int(compiled)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def emptied(_: bytes) -> bytes:
    return b""


def zeroed(content: bytes) -> bytes:
    return bytes(len(content))


def other(content: bytes) -> bytes:
    return random.Random(18).randbytes(len(content))


def test_r18_kernels_made_twice_at_once_and_damaged(tmp_path: Path, figure: Figure) -> None:
    folder = tmp_path / "kernels"
    both = [begin(folder, tmp_path) for _ in range(2)]
    answers = [end(process) for process in both]
    assert answers[0][0] == answers[1][0] == -1200.0
    damages: tuple[Callable[[bytes], bytes], ...] = (cut, emptied, zeroed, other)
    files = sorted(folder.rglob("*.nb?"))
    assert len(files) == 4  # an index and the code of two kernels
    for file, damage in zip(files, damages, strict=True):
        file.write_bytes(damage(file.read_bytes()))
    assert end(begin(folder, tmp_path)) == (-1200.0, 2)
    assert end(begin(folder, tmp_path)) == (-1200.0, 0)
    figure("R18", "2 processes that compile at once; 4 damaged files, each kernel compiled once more")


def test_r18_kernels_that_cannot_be_kept(tmp_path: Path, figure: Figure) -> None:
    (tmp_path / "file").write_text("a folder cannot be made below a file")
    assert end(begin(tmp_path / "file" / "kernels", tmp_path)) == (-1200.0, 2)
    kept = [path.parent.parent for path in tmp_path.rglob("*.nbi")]
    assert [path.name.startswith("zicht-numba-") for path in kept] == [True, True]
    figure("R18", "a folder that cannot be written: 0 crashes")
