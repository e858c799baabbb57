"""Runs a result again from its crate and looks whether every byte is the same."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote

from scenarios.model import Scenario
from twin.crate import CRATE
from twin.errors import invalid
from twin.progress import Progress, part, silent

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Comparison", "Recorded", "read_crate", "run_again"]

EQUAL, DIFFERENT, CHANGED, MISSING, NEW = (
    "equal",
    "different",
    "changed since it was written",
    "missing",
    "not in the crate",
)


_UNREADABLE = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError),
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),  # the last: a zip with a password
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a crate tells of a run.

    Parameters
    ----------
    scenario, earlier
        Scenario of the run, and those whose interventions were done to the twin before.
    twin, base, name
        Digest of the twin, that of the twin before the earlier scenarios, and its name.
    code, versions
        Digest of the code, and versions of the libraries.
    files
        SHA-256 of each file whose bytes must come out again.
    standing
        SHA-256 of those files as they stand beside the crate; None when it came without them.
    """

    scenario: dict[str, Any]
    earlier: list[dict[str, Any]]
    twin: str
    base: str
    name: str
    code: str
    versions: dict[str, str]
    files: dict[str, str]
    standing: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each file turned out to be, and why it may differ."""

    files: dict[str, str]
    reasons: list[str]

    @property
    def equal(self) -> bool:
        """Whether every byte came out again, and stands as it was written."""
        return set(self.files.values()) <= {EQUAL}


def read_crate(path: Path) -> Recorded:
    """Read the crate of a result: its folder, its ``ro-crate-metadata.json``, or a zip of the folder.

    Raises
    ------
    InvalidInputError
        When it is no crate of a result of Zicht.
    """
    remedy = f"Give the folder of a result, its {CRATE}, or a zip of the folder."
    if not path.exists():
        raise invalid("CRATE", str(path), "is not there", remedy)
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return _of_archive(archive)
        folder = path if path.is_dir() else path.parent
        text = (path / CRATE if path.is_dir() else path).read_text("utf-8")
        return _recorded(json.loads(text), lambda name: (folder / name).open("rb"))
    except _UNREADABLE as error:
        raise invalid(
            "CRATE",
            str(path),
            f"is no crate of a result ({type(error).__name__}: {error})",
            remedy,
        ) from None


def _of_archive(archive: zipfile.ZipFile) -> Recorded:
    """Read a crate that lies in a zip, at its root or in its outermost folder."""
    names = [name for name in archive.namelist() if name.rpartition("/")[2] == CRATE]
    top = min(names, key=lambda name: name.count("/")).removesuffix(CRATE)

    def opened(name: str) -> IO[bytes]:
        try:
            return archive.open(top + name)
        except KeyError as error:
            raise FileNotFoundError(name) from error

    return _recorded(json.loads(archive.read(top + CRATE)), opened)


def _recorded(content: Mapping[str, Any], opened: Any) -> Recorded:
    found = {entity["@id"]: entity for entity in content["@graph"]}
    files = {
        unquote(name): str(entity["sha256"])
        for name, entity in found.items()
        if entity["@type"] == "File" and _must_come_again(name)
    }
    twin, earlier = found["#twin"], found.get("#earlier")
    zicht = found["#zicht"]
    libraries = [found[entry["@id"]] for entry in zicht["softwareRequirements"]]
    standing = {name: digest for name in files if (digest := _digest(opened, name)) is not None}
    return Recorded(
        scenario=dict(json.loads(found["#scenario"]["value"])),
        earlier=[] if earlier is None else list(json.loads(earlier["value"])),
        twin=str(twin["identifier"]),
        base=str(twin["identifier"] if earlier is None else found["#base"]["identifier"]),
        name=str(twin["name"]),
        code=str(zicht["identifier"]),
        versions={str(entity["name"]): str(entity["softwareVersion"]) for entity in [zicht, *libraries]},
        files=files,
        standing=standing or None,
    )


def _must_come_again(name: str) -> bool:
    return name == "indicators.json" or name.startswith(("result.zarr/", "features/"))


def _digest(opened: Any, name: str) -> str | None:
    try:
        with opened(name) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def run_again(recorded: Recorded, base: Twin, out: Path, progress: Progress = silent) -> Comparison:
    """Run what a crate recorded, write it to a folder, and compare every file.

    Parameters
    ----------
    recorded
        What `read_crate` gave.
    base
        Twin with the digest ``recorded.base``.
    out
        Folder of the new result.
    progress
        Told how far it is.
    """
    from scenarios.run import after, run
    from twin.provenance import code_digest, versions

    twin = base if base.name == recorded.name else base.with_(name=recorded.name)
    for earlier in recorded.earlier:
        twin = after(Scenario.load(earlier), twin)
    result = run(Scenario.load(recorded.scenario), twin, part(progress, 0.0, 0.9))
    progress(0.9, "writing and comparing")
    result.save(out)
    fresh = {
        name: digest
        for path in sorted(out.rglob("*"))
        if path.is_file() and _must_come_again(name := path.relative_to(out).as_posix())
        if (digest := _digest(lambda name: (out / name).open("rb"), name)) is not None
    }
    reasons = []
    if recorded.twin != twin.digest:
        reasons.append("the earlier scenarios change the twin in another way")
    if recorded.code != code_digest():
        reasons.append(f"the code is another: {code_digest()[:12]} here, {recorded.code[:12]} then")
    reasons += _other_versions(recorded.versions, versions())
    progress(1.0, "compared")
    return Comparison(_compared(recorded, fresh), reasons)


def _other_versions(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    here = {("Zicht" if name == "zicht" else name): version for name, version in now.items()}
    return [
        f"{name} is {here.get(name, 'not')} here, was {then.get(name, 'not')} then"
        for name in sorted({*then, *here})
        if then.get(name) != here.get(name)
    ]


def _compared(recorded: Recorded, fresh: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name in sorted({*recorded.files, *fresh}):
        then = recorded.files.get(name)
        if then is None:
            found[name] = NEW
        elif fresh.get(name) != then:
            found[name] = DIFFERENT
        elif recorded.standing is not None and recorded.standing.get(name) != then:
            found[name] = CHANGED if name in recorded.standing else MISSING
        else:
            found[name] = EQUAL
    return found
