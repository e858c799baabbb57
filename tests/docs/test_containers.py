"""Dockerfile and compose file, checked by reading: no engine runs here."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def steps(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", DOCKERFILE, re.MULTILINE)


def options(*command: str) -> set[str]:
    """Options that a command has, from what it says itself."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:], "--help"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return set(re.findall(r"--[a-z][a-z-]+", done.stdout))


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert image
    assert re.search(r"\d+\.\d+", tag)
    if image == "zicht":
        assert tag == PROJECT["version"]


@pytest.mark.parametrize("name", SERVICES)
def test_services_are_watched_and_come_back(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    own = service["image"].startswith("zicht:")
    check = service.get("healthcheck")
    assert check is not None or (own and steps("HEALTHCHECK"))
    assert check is None or check.get("disable") or {"test", "interval", "timeout", "retries"} <= set(check)
    for other, wanted in service.get("depends_on", {}).items():
        assert wanted == {"condition": "service_healthy"}
        assert not SERVICES[other].get("healthcheck", {}).get("disable")


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_named_is_declared(name: str) -> None:
    service = SERVICES[name]
    for volume in service["volumes"]:
        assert volume.partition(":")[0] in COMPOSE["volumes"]
    assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    if service["image"].startswith("zicht:"):
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["user"] == steps("USER")[0] == "10001:10001"


def test_only_the_service_is_reached_from_outside_and_only_from_this_machine() -> None:
    reached = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert reached == {"zicht": ["127.0.0.1:8000:8000"]}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["zicht"]


def test_no_secret_is_written_down() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert not re.search(r"(?i)(password|secret|token)[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9]{6,}", text)
    assert not re.search(r"://[^/\s@]+:[^/\s@]+@", text)
    for entry in COMPOSE["secrets"].values():
        assert set(entry) == {"file"}
        path = Path(entry["file"])
        ignored = subprocess.run(["git", "check-ignore", "-q", str(path)], cwd=ROOT, check=False)
        assert ignored.returncode == 0, f"{path} could be committed"


@pytest.mark.parametrize(
    ("name", "command"),
    [("zicht", ("zicht", "serve")), ("scheduler", ("dask", "scheduler")), ("worker", ("dask", "worker"))],
)
def test_commands_and_options_exist(name: str, command: tuple[str, ...]) -> None:
    given = SERVICES[name]["command"]
    asked = {part.partition("=")[0] for part in given if part.startswith("--")}
    assert asked
    assert asked <= options(*command)
    if name == "zicht":
        assert given[0] == "serve"
        assert "zicht" in SERVICES[name]["entrypoint"]
    else:
        assert SERVICES[name]["entrypoint"] == list(command)


def test_the_service_hands_out_what_the_workers_can_do_and_starts_jobs_again_itself() -> None:
    number, memory = (
        next(part.partition("=")[2] for part in SERVICES[name]["command"] if part.startswith(option))
        for name, option in (("worker", "--nworkers="), ("worker", "--memory-limit="))
    )
    assert f"--max-running={number}" in SERVICES["zicht"]["command"]
    assert f"--memory={int(number) * int(memory.removesuffix('GiB'))}" in SERVICES["zicht"]["command"]
    assert SERVICES["scheduler"]["environment"] == {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    assert SERVICES["worker"]["volumes"] == SERVICES["zicht"]["volumes"] == ["data:/data"]


def test_the_image_runs_as_nobody_from_a_release() -> None:
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+( AS build)?", image) for image in steps("FROM"))
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert "pip install" not in last
    assert "--target sdist" in DOCKERFILE
    assert "/dist/*.tar.gz" in DOCKERFILE
    for line in re.findall(r"pip install [^&]*", DOCKERFILE):
        assert "--constraint constraints.txt" in line
    (extras,) = re.findall(r"\$\{wheel\}\[([a-z,]+)\]", DOCKERFILE)
    assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"])
    assert steps("ENTRYPOINT") == ['["zicht"]']
    asked = set(re.findall(r"--[a-z][a-z-]+", steps("CMD")[-1]))
    assert asked <= options("zicht", "serve")


def test_the_build_sees_what_a_release_needs_and_no_more() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert lines[0] == "*"
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    wanted = {path.strip("/") for path in build["targets"]["sdist"]["include"]}
    assert wanted | {"pyproject.toml", PROJECT["readme"]} <= kept
    assert "secrets" not in kept
