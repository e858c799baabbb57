"""What a long flood keeps in its scratch folder: its film as it grows, checkpoints, and its outcome."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.outcome import BreachSeries, FloodOutcome
from scenarios.scratch import FILM
from scenarios.sealed import read_sealed, write_sealed
from twin.errors import StoreError
from twin.growing import GrowingField, LostError
from twin.publishing import storage_told

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.flow.film import Film

__all__ = ["CHECKPOINT_EVERY", "FILM_EVERY", "Keeper", "kept_outcome"]

Array = npt.NDArray[Any]

CHECKPOINT_EVERY = 20.0
"""Wall time between checkpoints [s]; more where writing one takes long."""
FILM_EVERY = 2.0
"""Wall time between additions to the film [s]; a flood that is done sooner keeps nothing."""
_SHARE = 0.01  # of the time that may go into keeping
_QUICK = 100_000_000  # bytes of a checkpoint that is written before a stop
_FIELD = "water_depth_series"


class Keeper:
    """Keeps one flood in a folder, so that it can be watched, and goes on where it was broken off.

    Parameters
    ----------
    folder
        Folder of the flood in the scratch folder of its run.
    frame
        Describes the film; see `twin.growing.GrowingField.create`.
    film
        Film that is being taken.
    """

    def __init__(self, folder: Path, frame: xr.Dataset, film: Film) -> None:
        self._folder, self._frame, self._film = folder, frame, film
        self._grown: GrowingField | None = None
        self._taken, self._lost = 0, False
        self._next_film, self._next_checkpoint = monotonic() + FILM_EVERY, monotonic() + CHECKPOINT_EVERY

    @property
    def _checkpoints(self) -> tuple[Path, Path]:
        return self._folder / "checkpoint", self._folder / "checkpoint.before"

    def resume(self, restore: Callable[[dict[str, Array]], None]) -> str | None:
        """Go on from the newest checkpoint that is whole, with its part of the film.

        Parameters
        ----------
        restore
            Takes the arrays of the checkpoint; raises StoreError when they belong to something else.

        Returns
        -------
        str or None
            What was found damaged, in words; None when nothing was.
        """
        told = []
        for rest in self._folder.glob("*.part"):  # of a writer that was killed
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink(missing_ok=True)
        for path in self._checkpoints:
            if not path.is_file():
                continue
            try:
                arrays = read_sealed(path)
                frames = int(arrays["frames"])
                grown = GrowingField(self._folder / FILM)
                grown.read(frames, out=self._film.depth_cm)
                restore(arrays)
            except StoreError as error:
                told.append(str(error))
                continue
            self._grown, self._taken = grown, max(frames, grown.steps)
            break
        else:
            self._begin()
        return "; ".join(told) or None

    def _begin(self) -> None:
        """Compute from the start; a whole film of an earlier start stays, as it comes out the same."""
        for rest in (*self._checkpoints, self._folder / "outcome"):
            rest.unlink(missing_ok=True)
        try:
            grown = GrowingField(self._folder / FILM)
            grown.read(grown.steps, out=self._film.depth_cm)
        except StoreError:
            shutil.rmtree(self._folder, ignore_errors=True)
        else:
            self._grown, self._taken = grown, grown.steps

    def took(self, number: int) -> None:
        """Hear that the film has a moment more."""
        self._taken = max(self._taken, number + 1)

    def look(self, arrays: Callable[[], dict[str, Array]]) -> None:
        """Keep what is due; called between short calls of the flood.

        Parameters
        ----------
        arrays
            Gives everything that the flood needs to go on from here.
        """
        now, first = monotonic(), self._grown is None
        if now < self._next_film or self._lost:
            return
        if now >= self._next_checkpoint:
            self._keep(lambda: self._save(arrays()))
            self._next_checkpoint = _next(now, CHECKPOINT_EVERY)
        else:
            self._keep(self._grow)
        self._next_film = now + FILM_EVERY if first else _next(now, FILM_EVERY)

    def stop(self, arrays: dict[str, Array]) -> None:
        """Keep a checkpoint when the flood is told to stop and it takes no time."""
        if sum(array.nbytes for array in arrays.values()) <= _QUICK and not self._lost:
            self._keep(lambda: self._save(arrays))

    def finish(self, outcome: FloodOutcome) -> None:
        """Keep the outcome of a flood that took long, and let go of its checkpoints."""
        if self._grown is not None and not self._lost:
            self._keep(lambda: self._end(outcome))

    def _keep(self, work: Callable[[], None]) -> None:
        """Do something in the folder; when it is gone or another's, leave it alone from now on.

        Raises
        ------
        StoreError
            When there is no room.
        """
        try:
            with storage_told():
                work()
        except (FileNotFoundError, LostError):
            self._lost = True

    def _grow(self) -> None:
        """Let the film on disk have every moment that was taken."""
        if self._grown is None:
            path = self._folder / FILM
            self._grown = GrowingField.create(path, _FIELD, self._frame, self._film.times)
        if self._taken > self._grown.steps:
            self._grown.append(self._film.depth_cm[self._grown.steps : self._taken])

    def _save(self, arrays: dict[str, Array]) -> None:
        """Film first: a checkpoint counts on its moments."""
        self._grow()
        newest, before = self._checkpoints
        write_sealed(newest, {**arrays, "frames": np.array(self._taken)}, keep=before)

    def _end(self, outcome: FloodOutcome) -> None:
        self._grow()
        write_sealed(self._folder / "outcome", _outcome_arrays(outcome))
        for path in self._checkpoints:
            path.unlink(missing_ok=True)


def kept_outcome(folder: Path) -> FloodOutcome | None:
    """Outcome of a flood that was done before; None when there is none that is whole."""
    try:
        arrays = read_sealed(folder / "outcome")
        film = GrowingField(folder / FILM)
        return replace(_outcome(arrays), depth_cm=film.read(int(arrays["time"].size)))
    except StoreError:
        return None


def _next(began: float, every: float) -> float:
    """Next time for something that has just been done, so that little time goes into it."""
    now = monotonic()
    return now + max(every, (now - began) / _SHARE)


def _outcome_arrays(outcome: FloodOutcome) -> dict[str, Array]:
    """All but the film, which stands beside it."""
    arrays, rest = {}, {}
    for field in fields(outcome):
        value = getattr(outcome, field.name)
        if field.name in {"depth_cm", "breaches"}:
            continue
        if isinstance(value, np.ndarray):
            arrays[field.name] = value
        else:
            rest[field.name] = dict(value) if field.name == "notes" else value
    rest["breaches"] = [(breach.dike, list(breach.at)) for breach in outcome.breaches]
    for number, breach in enumerate(outcome.breaches):
        for name in ("width", "sill", "discharge"):
            arrays[f"breach.{number}.{name}"] = getattr(breach, name)
    return arrays | {"rest": np.array(json.dumps(rest))}


def _outcome(arrays: dict[str, Array]) -> FloodOutcome:
    rest = json.loads(str(arrays["rest"]))
    rest["breaches"] = tuple(
        BreachSeries(
            dike,
            (at[0], at[1]),
            *(arrays[f"breach.{number}.{name}"] for name in ("width", "sill", "discharge")),
        )
        for number, (dike, at) in enumerate(rest["breaches"])
    )
    known = {field.name for field in fields(FloodOutcome)}
    own: dict[str, Any] = {name: array for name, array in arrays.items() if name in known}
    return FloodOutcome(**own, **rest, depth_cm=np.empty((0, 0, 0), np.int16))
