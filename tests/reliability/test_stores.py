"""Results are never half: R1 killed writers, R3 power loss, R5 damage, R10 no room, S15 tampering."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from scenarios.sealed import read_sealed, write_sealed
from tests.reliability.conftest import Figure, Size
from tests.reliability.disks import Disk, PowerCut, room_for
from tests.reliability.writers import (
    NAME,
    STEPS,
    film_in,
    kill,
    moment,
    publish_under_a_limit,
    result,
    start,
    write_until_killed,
)
from twin.errors import StoreError
from twin.growing import STORE, GrowingField, committed, open_growing
from twin.publishing import publish, verify
from twin.store import Result

SEED = 20261129


def wrong_moments(folder: Path) -> list[int]:
    """Moments that a reader sees and that are not what was written."""
    seen = open_growing(folder).load()
    depth = seen[NAME].values
    return [n for n in range(len(depth)) if not np.allclose(depth[n], 0.01 * moment(n), atol=1e-6)]


def value_of(folder: Path) -> float:
    """The number that all parts of a whole result agree on."""
    verify(folder)
    found = Result.open(folder)
    told = {
        float(found.indicators["flood.max_depth"]["value"]),
        float(found.features["buildings"]["depth"][0]),
    }
    told |= {float(value) for value in np.unique(found.dataset["max_depth"].values)}
    assert len(told) == 1, told
    return told.pop()


# -- R1


def _said(hear: Connection) -> list[tuple[int, float]]:
    """What came through before the end."""
    said = []
    with suppress(EOFError):
        while hear.poll(0):
            said.append(hear.recv())
    return said


def test_r01_a_killed_writer_leaves_whole_moments(tmp_path: Path, size: Size, figure: Figure) -> None:
    began = time.monotonic()
    writer, hear = start(write_until_killed, str(tmp_path / "whole"))
    writer.join(120)
    times = [moment for _, moment in _said(hear)]
    assert len(times) == STEPS + 1
    rounds, lost, middle, wrong = size(25, 200), 0, 0, 0
    chance = random.Random(SEED)
    for number in range(rounds):
        folder = tmp_path / str(number)
        writer, hear = start(write_until_killed, str(folder))
        assert hear.poll(120)
        time.sleep(chance.uniform(0.0, times[-1] - times[0]))
        kill(writer)
        seen, acknowledged = committed(folder).steps, _said(hear)[-1][0]
        lost += max(acknowledged - seen, 0)
        wrong += len(wrong_moments(folder))
        middle += 0 < seen < STEPS
        again = GrowingField(folder)
        for step in range(again.steps, STEPS):
            again.append(moment(step)[None])
        assert open_growing(folder).sizes["time"] == STEPS
        wrong += len(wrong_moments(folder))
    assert (lost, wrong) == (0, 0)
    assert middle >= rounds // 4  # kills did come in the middle
    figure(
        "R1",
        f"{rounds} kills over {STEPS} steps ({middle} in the middle): {wrong} inconsistent reads, {lost} "
        f"acknowledged steps lost, 0 unreadable, {time.monotonic() - began:.0f} s",
    )


# -- R3


def test_r03_power_lost_at_every_write_of_a_result(tmp_path: Path, figure: Figure) -> None:
    """Publishing over an older result: after every cut one of the two is there, whole."""
    found, cuts = {1.0: 0, 2.0: 0}, 0
    result(1.0).save(tmp_path / "before" / "result")
    for last in range(1, 500):
        root = tmp_path / f"disk-{last}"
        shutil.copytree(tmp_path / "before", root)
        disk = Disk(root)
        try:
            with disk.plugged_in(last):
                result(2.0).save(root / "result")
        except PowerCut:
            cuts += 1
            found[value_of(disk.after_the_cut(tmp_path / f"after-{last}") / "result")] += 1
            continue
        finally:
            disk.close()
        assert value_of(disk.after_the_cut(tmp_path / f"after-{last}") / "result") == 2.0
        break
    else:
        pytest.fail("the loop did not end")
    assert found[1.0] == cuts
    assert cuts > 10
    figure("R3", f"result over an older one, power cut at each of {cuts} writes: one of both, whole")


def test_r03_power_lost_at_every_write_of_a_growing_film(tmp_path: Path, figure: Figure) -> None:
    """Moments and checkpoints that were acknowledged before a cut are there after it."""
    cuts = 0
    for last in range(1, 500):
        root = tmp_path / f"disk-{last}"
        root.mkdir()
        disk, acknowledged = Disk(root), -1
        try:
            with disk.plugged_in(last):
                case = root / "scratch" / "case"
                field = film_in(case / "film", 4)
                for step in range(4):
                    acknowledged = step
                    field.append(moment(step)[None])
                    acknowledged = step + 1
                    write_sealed(case / "checkpoint", {"step": np.array(step)}, keep=case / "before")
        except PowerCut:
            cuts += 1
        finished = cuts < last
        found = disk.after_the_cut(tmp_path / f"after-{last}") / "scratch" / "case"
        disk.close()
        if acknowledged >= 0:
            assert committed(found / "film").steps >= acknowledged
            assert wrong_moments(found / "film") == []
        if acknowledged > 1:
            whole = [name for name in ("checkpoint", "before") if _whole(found / name)]
            assert whole
        if finished:
            assert acknowledged == 4
            break
    else:
        pytest.fail("the loop did not end")
    assert cuts > 20
    figure("R3", f"growing film with checkpoints, power cut at each of {cuts} writes: 0 steps lost")


def _whole(path: Path) -> bool:
    try:
        read_sealed(path)
    except StoreError:
        return False
    return True


# -- R5


def test_r05_damage_of_a_checkpoint_is_always_told(tmp_path: Path, figure: Figure) -> None:
    path = tmp_path / "checkpoint"
    arrays = {f"a{n}": np.random.default_rng(n).random((64, 64)) for n in range(4)}
    write_sealed(path, arrays)
    whole = path.read_bytes()
    chance = random.Random(SEED)
    places = sorted({0, 12, 15, 16, len(whole) - 1, *chance.sample(range(len(whole)), 45)})
    told = {"bit": 0, "cut": 0}
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        for kind, content in (("bit", bytes(flipped)), ("cut", whole[:place])):
            path.write_bytes(content)
            with pytest.raises(StoreError, match="checkpoint"):
                read_sealed(path)
            told[kind] += 1
    path.write_bytes(whole)
    assert all(np.array_equal(value, arrays[name]) for name, value in read_sealed(path).items())
    figure("R5", f"1 bit flipped at {told['bit']} places and cut off at {told['cut']}: all told")


def test_r05_a_checkpoint_of_the_next_version_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scenarios import sealed

    with monkeypatch.context() as patch:
        patch.setattr(sealed, "_VERSION", sealed._VERSION + 1)
        write_sealed(tmp_path / "checkpoint", {"a": np.zeros(3)})
        assert _whole(tmp_path / "checkpoint")
    with pytest.raises(StoreError, match="of another version"):
        read_sealed(tmp_path / "checkpoint")


# -- R10


def _refused(write: Callable[[], object]) -> str | None:
    """What was said when a write failed; None when it did not."""
    try:
        write()
    except (StoreError, OSError) as error:
        return str(error)
    return None


def test_r10_no_room_at_any_write(tmp_path: Path, size: Size, figure: Figure) -> None:
    """Publishing fails whole, what was there stays, and it works again once there is room."""
    root = tmp_path / "results"
    result(1.0).save(root / "old")
    most, refused = size(60, 200), 0
    for writes in range(most):
        with room_for(writes, root):
            told = _refused(lambda: result(2.0).save(root / "new"))
        if told is None:
            break
        assert told == "storage: No space left on device"
        refused += 1
        assert sorted(path.name for path in root.iterdir()) == ["old"]
    assert value_of(root / "old") == 1.0
    result(3.0).save(root / "new")
    assert value_of(root / "new") == 3.0
    assert refused > 10
    figure("R10", f"no room at write 1..{refused} of a result: run failed 'storage', nothing half, recovers")


def test_r10_no_room_while_a_film_grows(tmp_path: Path, figure: Figure) -> None:
    field = film_in(tmp_path / "film", 8)
    field.append(np.stack([moment(0), moment(1)]))
    refused = 0
    for writes in range(20):
        with room_for(writes, tmp_path):
            frames = np.stack([moment(number) for number in range(field.steps, field.steps + 2)])
            refused += _refused(lambda: field.append(frames)) is not None  # noqa: B023
        assert wrong_moments(tmp_path / "film") == []
        if field.steps == 8:
            break
    assert refused >= 3
    assert committed(tmp_path / "film").steps == 8
    figure("R10", f"no room at {refused} writes of a growing film: earlier moments readable, goes on")


def test_r10_a_real_limit_of_the_file_system(tmp_path: Path, figure: Figure) -> None:
    result(1.0).save(tmp_path / "old")
    writer, hear = start(publish_under_a_limit, str(tmp_path))
    assert hear.poll(120)
    assert hear.recv() == f"storage: {os.strerror(27)}"
    writer.join(60)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert value_of(tmp_path / "old") == 1.0
    figure("R10", "limit on the size of files (kernel): told as 'storage', nothing left behind")


# -- S15


_UNHEARD = 4
"""Byte of a Zstandard frame with a bit that says nothing: to change that changes no value."""


def test_s15_a_chunk_that_was_tampered_with_is_refused(tmp_path: Path, figure: Figure) -> None:
    """One bit of any chunk: plain xarray, `Result.open` and `verify` all refuse it."""
    result(1.25).save(tmp_path / "result")
    files = (tmp_path / "result" / "result.zarr").rglob("*")
    chunks = [path for path in files if path.is_file() and path.name != "zarr.json"]
    chance, places = random.Random(SEED), 0
    for chunk in sorted(chunks):
        whole = chunk.read_bytes()
        heard = [place for place in range(len(whole)) if place != _UNHEARD]
        for place in chance.sample(heard, 10):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << chance.randrange(8)
            chunk.write_bytes(bytes(damaged))
            with pytest.raises(StoreError):
                Result.open(tmp_path / "result")
            with pytest.raises(StoreError, match="is not what was written"):
                verify(tmp_path / "result")
            with pytest.raises((ValueError, RuntimeError)):
                xr.open_zarr(tmp_path / "result" / "result.zarr", consolidated=False, chunks=None).load()
            places += 1
        chunk.write_bytes(whole)
    assert len(chunks) >= 3
    assert value_of(tmp_path / "result") == 1.25
    figure("S15", f"1 bit at {places} places of {len(chunks)} chunks: every read refused")


def test_s15_any_other_file_is_refused_by_the_manifest(tmp_path: Path, figure: Figure) -> None:
    result(1.25).save(tmp_path / "result")
    files = [path for path in sorted((tmp_path / "result").rglob("*")) if path.is_file()]
    for path in files:
        if path.name == "manifest.json":
            continue
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(StoreError, match=path.name):
            verify(tmp_path / "result")
        path.unlink()
        with pytest.raises(StoreError, match=f"{path.name} is missing"):
            verify(tmp_path / "result")
        path.write_bytes(whole)
    (tmp_path / "result" / "more.json").write_text("{}")
    with pytest.raises(StoreError, match=r"more\.json was not written with it"):
        verify(tmp_path / "result")
    figure("S15", f"each of {len(files) - 1} files changed or removed, and one added: told by the manifest")


def test_s15_a_moment_of_a_film_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    field = film_in(tmp_path / "film", 3)
    field.append(np.stack([moment(n) for n in range(3)]))
    chunk = tmp_path / "film" / STORE / NAME / "c.1.0.0"
    content = bytearray(chunk.read_bytes())
    content[100] ^= 8
    chunk.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="damaged"):
        GrowingField(tmp_path / "film").read(3)
    with pytest.raises(RuntimeError, match="checksum"):
        open_growing(tmp_path / "film").load()


def test_a_publisher_never_leaves_a_moment_without_a_result(tmp_path: Path) -> None:
    """While a result is replaced again and again, whoever looks finds one, whole."""
    target, stop = tmp_path / "result", threading.Event()

    def replace_it() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with publish(target) as folder:
                (folder / "a").write_text(str(number))
                (folder / "b").write_text(str(number))

    with publish(target) as folder:
        (folder / "a").write_text("0")
        (folder / "b").write_text("0")
    writer = threading.Thread(target=replace_it)
    writer.start()
    missing, looks, until = 0, 0, time.monotonic() + 1.0
    while time.monotonic() < until:
        looks += 1
        missing += not target.is_dir()
    stop.set()
    writer.join()
    assert looks > 100
    assert missing == 0
