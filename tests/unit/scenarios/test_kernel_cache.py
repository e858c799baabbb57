"""Compiled kernels are kept per state of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scenarios.kernel_cache import keep_kernels_per_code
from twin.provenance import kernel_digest


def test_folder_is_named_after_the_kernels_and_old_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    home = tmp_path / "zicht" / "numba"
    for age in range(6):
        (home / f"old-{age}").mkdir(parents=True)
        os.utime(home / f"old-{age}", (1e9 - age, 1e9 - age))
    folder = keep_kernels_per_code()
    assert folder == home / kernel_digest()[:16]
    assert os.environ["NUMBA_CACHE_DIR"] == str(folder)
    assert {path.name for path in home.iterdir()} == {folder.name, "old-0", "old-1", "old-2"}


def test_a_folder_that_is_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "set"))
    (tmp_path / "other").mkdir()
    assert keep_kernels_per_code() == tmp_path / "set"
    assert (tmp_path / "other").is_dir()


def test_without_a_home_the_temporary_folder_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = keep_kernels_per_code()
    assert folder.parent == tmp_path
    assert kernel_digest()[:16] in folder.name
    assert folder.stat().st_mode & 0o077 == 0
    assert keep_kernels_per_code() == folder


def test_a_temporary_folder_that_others_can_write_in_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file" / "x"))
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    planted = tmp_path / f"zicht-numba-{os.getuid()}-{kernel_digest()[:16]}"
    planted.mkdir()
    planted.chmod(0o777)
    assert keep_kernels_per_code() != planted


def test_signatures_kept_by_two_processes_at_once_do_not_take_each_others_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scenarios.kernel_files import KernelFiles

    first, second = (KernelFiles(str(tmp_path), "kernel", "stamp") for _ in range(2))
    write = first._save_data

    def write_late(name: str, data: object) -> None:
        second.save(("float64",), "of float64")
        write(name, data)

    monkeypatch.setattr(second, "_load_index", dict)  # it looked before the first had written
    monkeypatch.setattr(first, "_save_data", write_late)
    first.save(("float32",), "of float32")
    assert first.load(("float64",)) == "of float64"
    assert first.load(("float32",)) == "of float32"


def test_the_same_kernels_are_found_wherever_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scenarios import kernel_files
    from scenarios.kernels.levels import quantise

    checkout, installed = (tmp_path / name / "levels.py" for name in ("checkout", "installed"))
    kept = kernel_files.KernelFolder(quantise, str(checkout)).get_cache_path()
    assert kernel_files.KernelFolder(quantise, str(installed)).get_cache_path() == kept
    monkeypatch.setattr(kernel_files, "kernel_digest", lambda: "0123456789abcdef")
    assert kernel_files.KernelFolder(quantise, str(checkout)).get_cache_path() != kept
