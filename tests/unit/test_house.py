"""The rules of the house that no linter knows: sizes, names, locks, and what must never be committed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from importlib.metadata import Distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("twin", "terrain", "scenarios", "api", "viewer")


def _tracked(*suffixes: str) -> list[Path]:
    """Files of the checkout, as git would commit them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def test_no_source_file_is_longer_than_400_lines() -> None:
    lengths = {
        p.relative_to(ROOT).as_posix(): len(p.read_text().splitlines())
        for p in _tracked(".py", ".ts", ".css")
    }
    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_function_outside_kernels_is_longer_than_70_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in _tracked(".py")
        if "kernels" not in path.parts and path.relative_to(ROOT).parts[0] in PACKAGES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno > 70
    ]
    assert long == []


@pytest.mark.parametrize("package", PACKAGES)
def test_each_import_name_belongs_to_zicht_alone(package: str) -> None:
    owners = packages_distributions().get(package)
    origin = json.loads(Distribution.from_name("zicht").read_text("direct_url.json") or "{}")
    editable = origin.get("dir_info", {}).get("editable", False)
    # An editable install lists no files, so it owns no names; the wheel job checks strictly.
    assert owners == ["zicht"] or (owners is None and editable)


def test_constraints_are_plain_pins() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []
    assert any(line.startswith("pip==") for line in lines)


def test_the_npm_locks_hold_hashes_and_no_addresses() -> None:
    locks = [path for path in _tracked(".json") if path.name == "package-lock.json"]
    assert locks
    for lock in locks:
        packages = json.loads(lock.read_text())["packages"]
        assert not [name for name, entry in packages.items() if "resolved" in entry]
        assert all(
            "integrity" in entry for name, entry in packages.items() if name.startswith("node_modules/")
        )


def test_no_tracked_file_is_big_or_names_a_machine_path() -> None:
    folders = "|".join(("home", "root", "Users", "work"))
    machine = re.compile(rf"(?<![\w.:~/-])/(?:{folders})/\w")
    text = {
        ".py",
        ".ts",
        ".md",
        ".toml",
        ".yaml",
        ".yml",
        ".json",
        ".txt",
        ".sh",
        ".css",
        ".html",
        ".cfg",
        "",
    }
    for path in _tracked():
        assert path.stat().st_size < 1_000_000, path
        if path.suffix in text:
            found = machine.search(path.read_text(encoding="utf-8", errors="replace"))
            assert found is None, f"{path.relative_to(ROOT)}: {found.group() if found else ''}"


def test_compiled_kernels_are_what_is_tested() -> None:
    import numba

    assert numba.config.DISABLE_JIT == 0
    assert "numba" in str(numba.config.CACHE_DIR)
