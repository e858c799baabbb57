"""The scratch folder of a run: where long work keeps what it needs to go on after it was broken off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from twin.provenance import code_digest

__all__ = ["FILM", "case_folder", "scratch_for"]

FILM = "film"
"""What a case shows while it is computed: a `twin.growing.GrowingField` of this name in its folder."""


@dataclass(frozen=True, slots=True)
class _Scratch:
    """A folder, and which of the cases of a run is being computed."""

    folder: Path
    case: str


_scratch: ContextVar[_Scratch | None] = ContextVar("scratch", default=None)


@contextmanager
def scratch_for(case: str, folder: Path | None) -> Iterator[None]:
    """Let what is computed inside the block keep its checkpoints in a folder; None keeps nothing.

    Parameters
    ----------
    case
        ``scenario`` or ``reference``.
    folder
        Scratch folder of the run; it outlives the run when that is broken off.
    """
    before = _scratch.set(None if folder is None else _Scratch(folder, case))
    try:
        yield
    finally:
        _scratch.reset(before)


def case_folder(kind: str, *inputs: object) -> Path | None:
    """Folder of one computation within the scratch folder; None when nothing is to be kept.

    Parameters
    ----------
    kind
        What is computed, such as ``flood``.
    inputs
        All that the outcome follows from; the code belongs to it by itself. Their ``repr`` tells them apart.
    """
    if (scratch := _scratch.get()) is None:
        return None
    digest = hashlib.sha256(repr((*inputs, code_digest())).encode()).hexdigest()
    return scratch.folder / f"{scratch.case}-{kind}-{digest[:16]}"
