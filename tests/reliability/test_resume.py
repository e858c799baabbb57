"""R4: a flood whose process is killed goes on from its last checkpoint, with the same result to the bit."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from scenarios.flow import keeping
from scenarios.flow.simulate import flood
from scenarios.scratch import scratch_for
from tests.reliability.conftest import Figure, Size
from tests.reliability.disks import room_for
from tests.reliability.floods import CASES, STORM, coast, digest, run_until_killed
from tests.reliability.writers import start
from twin.errors import StoreError
from twin.growing import open_growing
from twin.progress import Progress

SEED = 20261129


def counting(told: list[float]) -> Progress:
    return lambda fraction, _: told.append(fraction)


@pytest.mark.parametrize("name", CASES)
def test_r04_resume_equals_the_run_that_was_not_broken_off(
    name: str, tmp_path: Path, size: Size, figure: Figure
) -> None:
    case, twin, told = CASES[name], coast(), []
    straight = digest(flood(twin, STORM, case, counting(told), keep=False))
    words, kills, again = len(told), size(5, 10), 0
    chance, began = random.Random(SEED), time.monotonic()
    for number in range(kills):
        scratch = tmp_path / str(number)
        last = chance.randrange(words // 5, words)
        killed, hear = start(run_until_killed, name, str(scratch), last)
        killed.join(600)
        assert killed.exitcode == -9
        with pytest.raises(EOFError):  # it did not get to the end
            hear.recv()
        resumed: list[float] = []
        with scratch_for("scenario", scratch):
            assert digest(flood(twin, STORM, case, counting(resumed), keep=False)) == straight
        again += len(resumed)
    assert again < 0.9 * kills * words
    figure(
        "R4",
        f"{name}: killed at {kills} random steps, bit-identical each time, on average "
        f"{1 - again / (kills * words):.0%} of the work kept, {time.monotonic() - began:.0f} s",
    )


def test_r10_no_room_for_a_checkpoint_fails_the_run_and_what_was_kept_is_gone_on_with(
    tmp_path: Path, figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, twin, told = CASES["larger cells"], coast(), []
    straight = digest(flood(twin, STORM, case, counting(told), keep=False))
    words: list[float] = []
    monkeypatch.setattr(keeping, "monotonic", lambda: float(len(words)))
    monkeypatch.setattr(keeping, "CHECKPOINT_EVERY", len(told) / 8.5)
    monkeypatch.setattr(keeping, "FILM_EVERY", len(told) / 30)
    refused = 0
    with scratch_for("scenario", tmp_path):
        for writes in (0, 3, 20, 40, 60, 80):
            words.clear()
            with room_for(writes, tmp_path), pytest.raises(StoreError, match="storage: No space left"):
                flood(twin, STORM, case, counting(words), keep=False)
            for film in tmp_path.glob("*/film"):
                open_growing(film).load()
            refused += 1
        words.clear()
        assert digest(flood(twin, STORM, case, counting(words), keep=False)) == straight
    figure(
        "R10", f"flood refused room {refused} times while it kept checkpoints: told, then whole to the bit"
    )
