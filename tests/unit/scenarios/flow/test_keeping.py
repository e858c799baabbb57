"""A long flood goes on where it was broken off, to the bit, and refuses what is damaged."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.flow import keeping, simulate
from scenarios.flow.outcome import FloodOutcome
from scenarios.flow.parameters import FloodParameters
from scenarios.flow.simulate import flood
from scenarios.scratch import case_folder, scratch_for
from scenarios.sealed import read_sealed, write_sealed
from tests.unit.scenarios.flow.test_simulate import BREACH, STORM
from twin.errors import Cancelled, StoreError
from twin.growing import committed, open_growing
from twin.progress import Progress
from twin.state import Twin

RAIN = replace(STORM, rain_depth=0.05, rain_duration=1800.0)
MUCH = {
    **BREACH,
    "breaches_at": [(60500.0, 545800.0)],
    "river_at": (61800.0, 545200.0),
    "river_base": 5.0,
    "river_peak": 50.0,
    "edges": "open",
}
CASES = {"every cell": FloodParameters(**MUCH), "larger cells": FloodParameters(**MUCH, cell=40)}


@pytest.fixture(autouse=True)
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every flood is computed: nothing is left of the one before, as in a new process."""
    monkeypatch.setattr(simulate, "_KEPT", 0)
    simulate._memory.clear()


@pytest.fixture(scope="module")
def straight(coast: Twin) -> dict[str, FloodOutcome]:
    return {name: flood(coast, RAIN, case, keep=False) for name, case in CASES.items()}


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the film and a checkpoint at every opportunity."""
    monkeypatch.setattr(keeping, "CHECKPOINT_EVERY", 0.0)
    monkeypatch.setattr(keeping, "FILM_EVERY", 0.0)
    monkeypatch.setattr(keeping, "_SHARE", 1e9)


def same(one: FloodOutcome, other: FloodOutcome) -> bool:
    """Whether two outcomes are the same to the bit."""
    return flat(one) == flat(other)


def flat(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if is_dataclass(value):
        return [flat(getattr(value, field.name)) for field in fields(value)]
    return [flat(item) for item in value] if isinstance(value, tuple) else value


def stopping(after: int, told: list[float] | None = None) -> Progress:
    """Progress that stops the flood after some words."""
    fractions = [] if told is None else told

    def tell(fraction: float, message: str) -> None:
        fractions.append(fraction)
        if len(fractions) > after:
            raise Cancelled(message)

    return tell


def words(coast: Twin, case: FloodParameters) -> int:
    told: list[str] = []
    flood(coast, RAIN, case, lambda _, message: told.append(message))
    return len(told)


def folder_of(coast: Twin, case: FloodParameters) -> Path:
    folder = case_folder("flood", *simulate.case_key(coast, RAIN, case))
    assert folder is not None
    return folder


@pytest.mark.parametrize("share", [0.01, 0.37, 0.98])
@pytest.mark.parametrize("name", CASES)
def test_a_flood_that_was_stopped_goes_on_to_the_bit(
    name: str, share: float, coast: Twin, straight: dict[str, FloodOutcome], tmp_path: Path
) -> None:
    case = CASES[name]
    last = words(coast, case)
    told: list[str] = []
    with scratch_for("scenario", tmp_path):
        with pytest.raises(Cancelled):
            flood(coast, RAIN, case, stopping(max(int(share * last), 3)))
        assert (folder_of(coast, case) / "checkpoint").is_file()
        resumed = flood(coast, RAIN, case, lambda _, message: told.append(message))
    assert same(resumed, straight[name])
    assert len(told) < last * (1.02 - share) + 5


@pytest.mark.parametrize("name", CASES)
def test_checkpoints_at_every_call_change_nothing(
    name: str, coast: Twin, tmp_path: Path, eager: None
) -> None:
    case = CASES[name].model_copy(update={"hours": 0.5})
    with scratch_for("scenario", tmp_path):
        kept = flood(coast, RAIN, case)
        again = flood(coast, RAIN, case, stopping(0))
    plain = flood(coast, RAIN, case)
    assert same(kept, plain)
    assert same(again, plain)


def test_the_film_is_there_while_the_flood_runs(coast: Twin, tmp_path: Path, eager: None) -> None:
    case = CASES["larger cells"]
    seen: list[int] = []
    with scratch_for("scenario", tmp_path):
        film = folder_of(coast, case) / "film"

        def look(fraction: float, message: str) -> None:
            if film.is_dir():
                seen.append(committed(film).steps)

        outcome = flood(coast, RAIN, case, look)
    assert seen == sorted(seen)
    assert {1, 2, 5}.issubset(seen)
    found = open_growing(film)
    np.testing.assert_array_equal(found["time"], outcome.time)
    depth = np.where(outcome.depth_cm < 0, np.nan, outcome.depth_cm * 0.01)
    np.testing.assert_allclose(found["water_depth_series"], depth, atol=1e-6)
    assert found.attrs["time_coverage_start"] == "2100-01-01T00:00:00"


def test_what_was_seen_of_a_film_stays_when_the_flood_starts_again(
    coast: Twin,
    straight: dict[str, FloodOutcome],
    tmp_path: Path,
    eager: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when its process died before there was a checkpoint."""
    monkeypatch.setattr(keeping, "CHECKPOINT_EVERY", 1e9)
    case, seen = CASES["larger cells"], 0

    def die(fraction: float, message: str) -> None:
        if fraction > 0.6:
            raise KeyboardInterrupt

    with scratch_for("scenario", tmp_path):
        film = folder_of(coast, case) / "film"
        with pytest.raises(KeyboardInterrupt):
            flood(coast, RAIN, case, die)
        assert not (film.parent / "checkpoint").exists()
        seen = committed(film).steps
        assert seen > 2
        after: set[int] = set()
        again = flood(coast, RAIN, case, lambda *_: after.add(committed(film).steps))
    assert min(after) == seen
    assert same(again, straight["larger cells"])
    np.testing.assert_array_equal(open_growing(film)["time"], again.time)


def test_a_quick_flood_keeps_nothing(coast: Twin, tmp_path: Path) -> None:
    with scratch_for("scenario", tmp_path):
        flood(coast, RAIN, FloodParameters(hours=0.1))
    assert not any(tmp_path.rglob("*"))


def test_another_case_has_another_folder(tmp_path: Path) -> None:
    names = set()
    for case in ("scenario", "reference"):
        with scratch_for(case, tmp_path):
            names.add(case_folder("flood", 1, "a"))
            names.add(case_folder("flood", 1, "b"))
    assert len(names) == 4
    assert case_folder("flood", 1) is None


def test_a_damaged_checkpoint_is_told_and_the_one_before_is_used(
    coast: Twin, straight: dict[str, FloodOutcome], tmp_path: Path, eager: None
) -> None:
    case = CASES["larger cells"]
    with scratch_for("scenario", tmp_path):
        with pytest.raises(Cancelled):
            flood(coast, RAIN, case, stopping(60))
        folder = folder_of(coast, case)
        damage(folder / "checkpoint")
        begun: list[float] = []
        with pytest.raises(Cancelled):
            flood(coast, RAIN, case, stopping(4, begun))
        assert begun[-1] > 0.2  # not anew
        for name in ("checkpoint", "checkpoint.before"):
            damage(folder / name)
        begun.clear()
        with pytest.raises(Cancelled, match=r"checkpoint is damaged.*checkpoint\.before is damaged"):
            flood(coast, RAIN, case, stopping(2, begun))
        assert begun[-1] < 0.1
        assert same(flood(coast, RAIN, case), straight["larger cells"])


def test_a_film_that_lost_a_moment_is_not_gone_on_with(
    coast: Twin, straight: dict[str, FloodOutcome], tmp_path: Path, eager: None
) -> None:
    case = CASES["larger cells"]
    with scratch_for("scenario", tmp_path):
        with pytest.raises(Cancelled):
            flood(coast, RAIN, case, stopping(60))
        chunk = next((folder_of(coast, case) / "film").rglob("c.1.0.0"))
        damage(chunk)
        assert same(flood(coast, RAIN, case), straight["larger cells"])


def test_a_writer_whose_folder_is_taken_over_computes_on(
    coast: Twin, straight: dict[str, FloodOutcome], tmp_path: Path, eager: None
) -> None:
    case = CASES["larger cells"]

    def take(fraction: float, message: str) -> None:
        if 0.3 < fraction < 0.4:
            shutil.rmtree(tmp_path, ignore_errors=True)

    with scratch_for("scenario", tmp_path / "scratch"):
        assert same(flood(coast, RAIN, case, take), straight["larger cells"])


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def test_a_file_that_could_not_be_written_takes_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_sealed(tmp_path / "a", {"x": np.arange(5)})
    assert not any(tmp_path.iterdir())


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_sealed(path, {"x": np.arange(5)})
    assert read_sealed(path)["x"].tolist() == [0, 1, 2, 3, 4]
    content = bytearray(path.read_bytes())
    content[15] += 1
    path.write_bytes(content)
    with pytest.raises(StoreError, match="another version"):
        read_sealed(path)
