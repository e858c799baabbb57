"""What every export format offers; adding one is adding one file to this folder."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from twin.errors import did_you_mean, invalid
from twin.progress import Progress, silent
from twin.publishing import publish
from twin.registry import discover

if TYPE_CHECKING:
    from twin.state import Twin
    from twin.store import Result

__all__ = ["Exporter", "export", "exporters", "needs_result", "twin_of"]

GROUP = "zicht.exporters"


class Exporter(ABC):
    """A format in which a twin or a result can be handed to other programs.

    Attributes
    ----------
    id : str
        Name on the command line.
    media_type : str
        Media type of the file, or of the main file of a folder.
    suffix : str
        Suffix of the file; empty when the format is a folder of files.
    description : str
        What it holds, in one sentence.
    for_page : bool
        Whether it is written beside every result that it `shows`, in a folder ID with the header ``ID.json``,
        for the page to read.
    """

    id: ClassVar[str]
    media_type: ClassVar[str]
    suffix: ClassVar[str]
    description: ClassVar[str]
    for_page: ClassVar[bool] = False

    def shows(self, result: Result) -> bool:  # noqa: ARG002 - formats for the page look
        """Whether a result holds what a format for the page needs."""
        return False

    @abstractmethod
    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write ``source`` to ``target``.

        Raises
        ------
        InvalidInputError
            If the source does not hold what the format shows.
        """


@cache
def exporters() -> dict[str, type[Exporter]]:
    """Give every format by its name."""
    return discover("terrain.exporters", Exporter, GROUP)  # type: ignore[type-abstract]


def export(source: Twin | Result, form: str, target: Path, progress: Progress = silent) -> None:
    """Write a twin or a result in a format given by name; the target appears only when it is complete.

    Parameters
    ----------
    source
        What to write.
    form
        Name of the format.
    target
        File, or folder for formats that are a folder of files.
    progress
        Is told how far it is.

    Raises
    ------
    InvalidInputError
        If there is no such format, or it cannot show this source, or the target is a folder that holds
        something else.
    """
    known = exporters()
    if form not in known:
        raise invalid("format", form, "is no export format", did_you_mean(form, known))
    exporter = known[form]()
    if not exporter.suffix:
        with publish(target) as folder:
            exporter.export(source, folder, progress)
        return
    if target.is_dir():
        raise invalid("out", str(target), "is a folder", f"Name a file that ends in {exporter.suffix}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{uuid.uuid4().hex}.{target.name}")
    try:
        exporter.export(source, aside, progress)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def twin_of(source: Twin | Result, form: str) -> Twin:
    """Return the source if it is a twin, else the twin that a result was computed from.

    Raises
    ------
    InvalidInputError
        If that twin is not to be found, or is no longer the same.
    """
    from twin.state import Twin

    if isinstance(source, Twin):
        return source
    told = source.provenance.get("twin", {})
    if not told.get("baseline"):
        raise invalid(
            "source", "a result", f"{form} needs its twin, which it does not name", "Export the twin."
        )
    twin = Twin.open(told["baseline"])
    if twin.digest != told.get("digest"):
        remedy = "Run the scenario again, or export the twin itself."
        raise invalid(
            "source", told["baseline"], f"the twin has changed since this result; {form} needs it", remedy
        )
    return twin


def needs_result(source: Twin | Result, form: str) -> Result:
    """Return the source as a result, or say that the format needs one."""
    from twin.store import Result

    if isinstance(source, Result):
        return source
    raise invalid("source", "a twin", f"{form} shows a result", "Give the folder of a result.")
