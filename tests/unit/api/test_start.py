"""The first moments of the command ``zicht``."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PRESSED = """
import os, signal, sys

class CtrlC:
    def find_spec(self, name, *_):
        if name == {moment!r}:
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.{handler})
sys.modules.pop({moment!r}, None)
sys.meta_path.insert(0, CtrlC())
sys.argv = ["zicht", "--help"]
from {module} import {function} as run
run()
"""


def press(moment: str, handler: str = "default_int_handler") -> subprocess.CompletedProcess[str]:
    """Run the command as it is installed, with Ctrl-C at the moment that a module is imported."""
    script = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    module, _, function = script["zicht"].partition(":")
    code = PRESSED.format(moment=moment, handler=handler, module=module, function=function)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )


@pytest.mark.parametrize("moment", ["signal", "typer", "api.commands.keys", "rich.console", "twin.errors"])
def test_ctrl_c_while_it_loads_is_told_in_one_line(moment: str) -> None:
    done = press(moment)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "stopped; nothing had begun\n")


def test_in_the_background_of_a_shell_it_is_not_heard() -> None:
    done = press("typer", "SIG_IGN")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: zicht" in done.stdout
